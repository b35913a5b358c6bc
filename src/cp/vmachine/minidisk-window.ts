import type { ChannelOperation, Device, Disconnection } from '../../s370/index.js';
import { minidiskCommand } from './minidisk-commands.js';
import type { MinidiskVdev } from './vdevblok.js';

const READ_IPL = 0x02;
const READ_DATA = 0x06;
const SEEK = 0x07;

/**
 * A minidisk as a device of its own, straight on the model of the real disk. For IPL only: an IPL channel program
 * reads the CCWs it goes on with, so that it can't be translated before it runs.
 */
export class MinidiskWindow implements Device {
  constructor(
    private readonly vdev: MinidiskVdev,
    private readonly disk: Device,
  ) {}

  get type(): string {
    return this.vdev.type;
  }

  get working(): boolean {
    return this.disk.working;
  }

  connect(): void {
    // the real channel has the disk's port
  }

  execute(operation: ChannelOperation): number | undefined {
    if (operation.command === READ_IPL) {
      const { start } = this.vdev;
      this.disk.execute(
        new Substitute(operation, SEEK, Uint8Array.of(0, 0, start >>> 8, start & 0xff, 0, 0), true),
      );
      return this.disk.execute(new Substitute(operation, READ_DATA, undefined, false));
    }
    let fetched: Uint8Array | undefined;
    const ccw = { command: operation.command, address: 0, flags: 0, count: operation.remaining };
    const special = minidiskCommand(this.vdev, ccw, (length) => {
      fetched = operation.fetch(length);
      return fetched.length === length ? fetched : undefined;
    });
    const data = special?.data ?? fetched;
    if (special === undefined && data === undefined) return this.disk.execute(operation);
    return this.disk.execute(
      new Substitute(operation, special?.command ?? operation.command, data, operation.first),
    );
  }

  halt(): number {
    return this.disk.halt();
  }

  reset(): void {
    // other virtual machines use the disk too
  }

  close(): void {
    // the disk stays open
  }
}

/** An operation with another command, and with data of CP's in place of the program's. */
class Substitute implements ChannelOperation {
  private offset = 0;

  constructor(
    private readonly operation: ChannelOperation,
    readonly command: number,
    private readonly data: Uint8Array | undefined,
    readonly first: boolean,
  ) {}

  get chaining(): boolean {
    return this.operation.chaining;
  }

  get disconnects(): Disconnection {
    return this.operation.disconnects;
  }

  get remaining(): number {
    return this.data === undefined ? this.operation.remaining : this.data.length - this.offset;
  }

  fetch(length: number, variable?: 'variable'): Uint8Array {
    if (this.data === undefined) return this.operation.fetch(length, variable);
    const piece = this.data.slice(this.offset, this.offset + length);
    this.offset += piece.length;
    return piece;
  }

  store(bytes: Uint8Array): number {
    return this.operation.store(bytes);
  }

  end(status: number): void {
    this.operation.end(status);
  }
}
