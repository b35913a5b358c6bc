import { CHECK_END, NORMAL_END, UnitStatus } from '../channel/status.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord, StateValue } from '../state.js';
import { BackingError } from './backing.js';
import type { SavedBacking } from './backing.js';
import { INITIAL_STATUS } from './device.js';
import type { ChannelOperation, Device, DevicePort } from './device.js';
import { Sense0 } from './sense.js';

const NO_OPERATION = 0x03;
const SENSE = 0x04;
const SENSE_ID = 0xe4;

/** Status of an immediate command: ended at initial selection. */
export const IMMEDIATE_END = NORMAL_END | INITIAL_STATUS;

const BACKING_SENSE: Record<BackingError['sense'], number> = {
  'equipment-check': Sense0.equipmentCheck,
  'intervention-required': Sense0.interventionRequired,
  'data-check': Sense0.dataCheck,
  'write-inhibited': Sense0.commandReject,
  'no-space': Sense0.equipmentCheck,
};

/**
 * What all device models share: NOP, SENSE and SENSE ID, the life of the sense bytes, and trouble of the backing
 * turned into unit check. Sense is kept until the next command that is neither SENSE nor NOP.
 */
export abstract class BaseDevice implements Device {
  protected readonly sense: Uint8Array;
  private attachedTo: DevicePort | undefined;
  /** Host trouble behind the latest unit check, for operators. */
  lastTrouble: string | undefined;

  /** `identification`: the bytes of SENSE ID, for control units that have the command. */
  protected constructor(
    readonly type: string,
    senseLength: number,
    private readonly identification?: Uint8Array,
  ) {
    this.sense = new Uint8Array(senseLength);
  }

  /** The place where the device is plugged in. */
  protected get port(): DevicePort {
    if (this.attachedTo === undefined) throw new Error(`${this.type} is not attached`);
    return this.attachedTo;
  }

  /** Is the device plugged in anywhere? */
  protected get attached(): boolean {
    return this.attachedTo !== undefined;
  }

  get working(): boolean {
    return false;
  }

  connect(port: DevicePort): void {
    this.attachedTo = port;
  }

  execute(operation: ChannelOperation): number | undefined {
    switch (operation.command) {
      case NO_OPERATION:
        return this.noOperation(operation);
      case SENSE:
        return this.senseCommand(operation);
      case SENSE_ID:
        if (this.identification === undefined) break;
        this.sense.fill(0);
        operation.store(this.identification);
        return NORMAL_END;
    }
    this.sense.fill(0);
    try {
      return this.perform(operation);
    } catch (error) {
      if (error instanceof BackingError) return this.backingTrouble(error);
      throw error;
    }
  }

  halt(): number {
    return NORMAL_END;
  }

  reset(): void {
    this.sense.fill(0);
  }

  close(): void {
    this.attachedTo = undefined;
  }

  timed(name: string, _argument: StateValue): void {
    throw new Error(`${this.type} knows no event ${name}`);
  }

  /** Sense, what the model adds (`saveModel`), and what stands behind it (`backing`). */
  saveState(): StateRecord {
    return {
      sense: this.sense.slice(),
      lastTrouble: this.lastTrouble,
      model: this.saveModel(),
      backing: this.backing?.saveState?.(),
    };
  }

  restoreState(state: StateReader, open: ChannelOperation | undefined): void {
    this.sense.set(state.bytes('sense', this.sense.length));
    this.lastTrouble = state.has('lastTrouble') ? state.text('lastTrouble') : undefined;
    const backing = state.has('backing') ? state.within('backing') : undefined;
    // The backing first: a model may read from it when it takes up an open operation.
    if (backing !== undefined) {
      if (this.backing?.restoreState === undefined) {
        throw new StateError(`${state.place}: there is nothing behind the device that could go on`);
      }
      this.backing.restoreState(backing);
    }
    this.restoreModel(state.within('model'), open);
  }

  /** What the behaviour of a model depends on beside sense and backing. */
  protected saveModel(): StateRecord {
    return {};
  }

  /** Takes back what `saveModel` gave, and the operation that was left open. */
  protected restoreModel(_state: StateReader, open: ChannelOperation | undefined): void {
    if (open !== undefined) throw new StateError(`${this.type} leaves no operation open`);
  }

  /** What stands behind the device, for a snapshot. */
  protected get backing(): SavedBacking | undefined {
    return undefined;
  }

  /** Every command but NOP, SENSE and SENSE ID. May throw `BackingError`. */
  protected abstract perform(operation: ChannelOperation): number | undefined;

  /** SENSE: the bytes are forgotten once they have been read. */
  protected senseCommand(operation: ChannelOperation): number {
    operation.store(this.sense);
    this.sense.fill(0);
    return NORMAL_END;
  }

  protected noOperation(_operation: ChannelOperation): number {
    return IMMEDIATE_END;
  }

  /** Unit check at the end of an operation, with the first sense bytes. */
  protected check(...senseBytes: number[]): number {
    this.setSense(senseBytes);
    return CHECK_END;
  }

  /** Unit check at initial selection: the command doesn't start. */
  protected refuse(...senseBytes: number[]): number {
    this.setSense(senseBytes);
    return UnitStatus.unitCheck | INITIAL_STATUS;
  }

  /** Unit check for a command that the device does not have. */
  protected rejectCommand(): number {
    return this.refuse(Sense0.commandReject);
  }

  /** Unit check for host trouble. */
  protected backingTrouble(error: BackingError): number {
    this.lastTrouble = error.message;
    return this.check(BACKING_SENSE[error.sense]);
  }

  protected setSense(bytes: number[]): void {
    this.sense.fill(0);
    this.sense.set(bytes.slice(0, this.sense.length));
  }
}
