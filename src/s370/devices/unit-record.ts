import { UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import { BaseDevice } from './base-device.js';
import type { ChannelOperation } from './device.js';
import { Sense0 } from './sense.js';

const SENSE = 0x04;

/** Readers, punches and printers: an operator can stop them and make them ready. */
export abstract class UnitRecordDevice extends BaseDevice {
  private stopped = false;

  /** The STOP key: the device is not ready. Commands need intervention until START. */
  stop(): void {
    this.stopped = true;
  }

  /** The START key: a device that was stopped becomes ready, device end. */
  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.ready();
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  override execute(operation: ChannelOperation): number | undefined {
    if (this.stopped && operation.command === SENSE) this.sense[0] |= Sense0.interventionRequired;
    return super.execute(operation);
  }

  protected perform(operation: ChannelOperation): number | undefined {
    return this.stopped ? this.refuse(Sense0.interventionRequired) : this.performReady(operation);
  }

  /** Every command but NOP, SENSE and SENSE ID of a device that is ready. May throw `BackingError`. */
  protected abstract performReady(operation: ChannelOperation): number | undefined;

  protected override saveModel(): StateRecord {
    return { stopped: this.stopped };
  }

  protected override restoreModel(state: StateReader): void {
    this.stopped = state.boolean('stopped');
  }

  /** Not-ready to ready: device end. */
  protected ready(): void {
    if (this.attached) this.port.present(UnitStatus.deviceEnd);
  }
}
