import { CHECK_END, NORMAL_END } from '../../s370/index.js';
import type { ChannelOperation, Device } from '../../s370/index.js';
import type { VdevBlok } from './vdevblok.js';

const NO_OPERATION = 0x03;
const SENSE = 0x04;
const COMMAND_REJECT = 0x80;

/**
 * Answers SENSE for a virtual device whose sense bytes CP keeps, because CP has read them from the real device
 * when its operation ended in unit check.
 */
export class SenseRelay implements Device {
  readonly working = false;

  constructor(private readonly vdev: VdevBlok) {}

  get type(): string {
    return this.vdev.type;
  }

  connect(): void {
    // nothing to present by itself
  }

  execute(operation: ChannelOperation): number {
    switch (operation.command) {
      case SENSE:
        operation.store(this.vdev.sense);
        this.vdev.sense = new Uint8Array(0);
        return NORMAL_END;
      case NO_OPERATION:
        return NORMAL_END;
      default:
        this.vdev.sense = Uint8Array.of(COMMAND_REJECT);
        return CHECK_END;
    }
  }

  halt(): number {
    return NORMAL_END;
  }

  reset(): void {
    this.vdev.sense = new Uint8Array(0);
  }

  close(): void {
    // nothing is open
  }
}
