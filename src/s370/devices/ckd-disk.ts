import { CHECK_END, NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord, StateValue } from '../state.js';
import { ARRIVED, AccessMotion } from './access-motion.js';
import type { BackingError, TrackStore } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import { CkdChain } from './ckd-chain.js';
import { ckdCommands } from './ckd-commands.js';
import { permittedInDomain } from './ckd-extent.js';
import { senseIdentification } from './ckd-identity.js';
import { CkdMechanism } from './ckd-mechanism.js';
import { diskModelOfGeometry } from './ckd-models.js';
import type { DiskControlUnit, DiskModel } from './ckd-models.js';
import { diskSense } from './ckd-sense.js';
import type { DiskCondition } from './ckd-sense.js';
import type { CkdExecutor, CkdUnit, DiskUsage } from './ckd-unit.js';
import { INITIAL_STATUS } from './device.js';
import type { ChannelOperation, ControlUnitTraits } from './device.js';

const NO_OPERATION = 0x03;
const SENSE = 0x04;
const LOCATE_RECORD = 0x47;
/** Writes behind which the rest of the track is erased, and the control unit is busy with that after the channel end. */
const FORMAT_WRITES: ReadonlySet<number> = new Set([0x01, 0x11, 0x15, 0x19, 0x1d, 0x9d]);
/** Machine microseconds that the rest of a formatted track is erased for. */
const ERASE_TIME = 20;
/** Devices that a control unit can have. */
const UNITS_OF: Readonly<Record<DiskControlUnit, number>> = {
  '2841': 8,
  '2314': 16,
  '2835': 16,
  '3830': 16,
  '3880': 16,
};

/** Control units that leave a defective track to the program: the others go to the alternate by themselves. */
function leavesAlternates(model: DiskModel): boolean {
  return model.type === '3340' || model.senseLength < 24;
}

/**
 * Count-key-data disks 2305, 2311, 2314, 3330, 3340, 3350, 3375, 3380 with their control units 2835, 2841, 2314,
 * 3830 and 3880. A26-5988, GA26-3599, GA26-1589, GA26-1592, GA26-1661.
 */
export class CkdDisk extends BaseDevice implements CkdUnit {
  readonly model: DiskModel;
  readonly mechanism: CkdMechanism;
  readonly chain = new CkdChain();
  readonly usage: DiskUsage = { bytesRead: 0, seeks: 0 };
  readonly controlUnit: ControlUnitTraits;
  private readonly motion = new AccessMotion();
  private readonly commands: readonly (CkdExecutor | undefined)[];
  /** `sense` holds a condition; else SENSE shows the state of the drive. */
  private conditionKept = false;

  /** `model` by default is the smallest of the volume's type that holds its cylinders. */
  constructor(
    readonly store: TrackStore,
    model: DiskModel | undefined = diskModelOfGeometry(store.geometry),
  ) {
    if (model === undefined) {
      throw new Error(`no disk of type ${store.geometry.deviceType.toString(16)} is known`);
    }
    super(model.type, model.senseLength, senseIdentification(model));
    this.model = model;
    const { controlUnit } = model;
    this.controlUnit = { name: controlUnit, units: UNITS_OF[controlUnit], sharedSubchannel: false };
    this.commands = ckdCommands(model);
    this.mechanism = new CkdMechanism(store, !leavesAlternates(model));
  }

  /** Cylinder and head where the access mechanism stands. */
  get arm(): { readonly cylinder: number; readonly head: number } {
    return { cylinder: this.mechanism.cylinder, head: this.mechanism.head };
  }

  get address(): number {
    return this.attached ? this.port.address : 0;
  }

  override get working(): boolean {
    return this.motion.moving;
  }

  override reset(): void {
    super.reset();
    this.motion.stop(this.attached ? this.port : undefined);
    this.conditionKept = false;
    this.mechanism.seek(0, 0);
    this.chain.reset();
  }

  override close(): void {
    this.motion.stop(this.attached ? this.port : undefined);
    super.close();
    this.store.close();
  }

  override timed(name: string, argument: StateValue): void {
    if (name === ARRIVED) this.motion.arrived(this.port);
    else super.timed(name, argument);
  }

  move(kind: 'seek' | 'turn', operation: ChannelOperation): number {
    return this.attached ? this.motion[kind](this.port, operation) : NORMAL_END;
  }

  override execute(operation: ChannelOperation): number | undefined {
    const { chain, mechanism } = this;
    const { command } = operation;
    if (operation.first) {
      mechanism.restart();
      mechanism.indexPasses = 0;
      chain.reset();
    }
    if (!permittedInDomain(chain, command)) return this.fail('invalid-sequence');
    const inDomain = chain.domain !== undefined && command !== LOCATE_RECORD;
    if (command !== SENSE && command !== NO_OPERATION) this.conditionKept = false;
    let status = super.execute(operation)!;
    chain.commandEnded(command);
    if (inDomain && chain.domain !== undefined && --chain.domain.remaining === 0) chain.endDomain();
    if (chain.domain !== undefined && !operation.chaining && (status & UnitStatus.unitCheck) === 0) {
      status = this.fail('incomplete-domain');
    }
    const formatted = FORMAT_WRITES.has(command) && (status & UnitStatus.unitCheck) === 0;
    if (formatted && !operation.chaining && this.attached) this.port.occupyControlUnit(ERASE_TIME);
    return status;
  }

  protected override backingTrouble(error: BackingError): number {
    this.lastTrouble = error.message;
    return this.fail(error.sense === 'no-space' ? 'equipment-check' : error.sense);
  }

  protected override saveModel(): StateRecord {
    const { mechanism, chain, usage, conditionKept } = this;
    return {
      mechanism: mechanism.saveState(),
      chain: chain.saveState(),
      bytesRead: usage.bytesRead,
      seeks: usage.seeks,
      conditionKept,
      moving: this.motion.moving,
    };
  }

  protected override restoreModel(state: StateReader): void {
    this.mechanism.restoreState(state.within('mechanism'));
    this.chain.restoreState(state.within('chain'));
    this.usage.bytesRead = state.number('bytesRead');
    this.usage.seeks = state.number('seeks');
    this.conditionKept = state.boolean('conditionKept');
    this.motion.moving = state.has('moving') && state.boolean('moving');
  }

  protected override get backing(): TrackStore {
    return this.store;
  }

  protected perform(operation: ChannelOperation): number {
    const execute = this.commands[operation.command];
    return execute === undefined ? this.rejectCommand() : execute(this, operation);
  }

  protected override noOperation(): number {
    this.mechanism.indexPasses = 0;
    return IMMEDIATE_END;
  }

  protected override senseCommand(operation: ChannelOperation): number {
    operation.store(this.takeSense());
    this.mechanism.indexPasses = 0;
    return NORMAL_END;
  }

  takeSense(): Uint8Array {
    const bytes = this.conditionKept ? this.sense.slice() : diskSense(undefined, this.place());
    this.conditionKept = false;
    this.sense.fill(0);
    return bytes;
  }

  fail(condition: DiskCondition, incomplete?: 'read' | 'write'): number {
    this.sense.set(diskSense(condition, { ...this.place(), incomplete }));
    this.conditionKept = true;
    return CHECK_END;
  }

  protected override rejectCommand(): number {
    this.fail('command-reject');
    return UnitStatus.unitCheck | INITIAL_STATUS;
  }

  private place() {
    const { model, address, mechanism } = this;
    const record = mechanism.recordIndex < 0 ? 0 : (mechanism.record?.number ?? 0);
    return { model, address, cylinder: mechanism.cylinder, head: mechanism.head, record };
  }
}
