import { NORMAL_END, UnitStatus } from '../channel/status.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord } from '../state.js';
import type { TapeBlock, TapeStore } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import { INITIAL_STATUS } from './device.js';
import type { ChannelOperation } from './device.js';
import { Sense0 } from './sense.js';

export type TapeType = '2401' | '2415' | '2420' | '3410' | '3420';

/** Sense byte 1. GA32-0021, Sense Information. */
const Sense1 = {
  statusA: 0x40,
  statusB: 0x20,
  loadPoint: 0x08,
  writeStatus: 0x04,
  fileProtect: 0x02,
} as const;
/** Sense byte 3: the drive is set to 1600 bytes an inch. */
const DENSITY_1600 = 0x04;

/** Machine microseconds of a rewind. */
const REWIND_TIME = 2000;
/** Event: the tape is at its load point. */
const REWOUND = 'rewound';
/** Longest block, data chaining counted in. */
const MAX_BLOCK = 1 << 20;

const END_OF_BLOCK = NORMAL_END;
const TAPE_MARK_MET = NORMAL_END | UnitStatus.unitException;

/** Tape units 2400 and 3420 with their control unit. GA32-0021. */
export class TapeDrive extends BaseDevice {
  private volume: TapeStore | undefined;
  private rewinding = false;
  private writing = false;
  private density1600 = true;

  constructor(volume?: TapeStore, type: TapeType = '3420') {
    super(type, type === '3420' || type === '3410' ? 24 : 6);
    this.volume = volume;
  }

  /** The volume on the drive. */
  get mounted(): TapeStore | undefined {
    return this.volume;
  }

  override get working(): boolean {
    return this.rewinding;
  }

  /** Mounts a volume: not-ready to ready, device end. */
  mount(volume: TapeStore): void {
    this.volume?.close();
    this.volume = volume;
    if (this.attached) this.port.present(UnitStatus.deviceEnd);
  }

  /** Takes the volume off; the drive is not ready. */
  dismount(): void {
    this.volume?.close();
    this.volume = undefined;
  }

  override execute(operation: ChannelOperation): number | undefined {
    if (operation.command === 0x04) this.addDriveStatus();
    return super.execute(operation);
  }

  override reset(): void {
    super.reset();
    if (this.attached) this.port.cancel(REWOUND);
    this.rewinding = false;
    this.density1600 = true;
  }

  override close(): void {
    super.close();
    this.dismount();
  }

  override timed(name: string): void {
    if (name !== REWOUND) super.timed(name, undefined);
    this.rewinding = false;
    this.port.present(UnitStatus.deviceEnd);
  }

  protected override saveModel(): StateRecord {
    const { rewinding, writing, density1600, volume } = this;
    return { rewinding, writing, density1600, mounted: volume !== undefined };
  }

  protected override restoreModel(state: StateReader): void {
    this.rewinding = state.boolean('rewinding');
    this.writing = state.boolean('writing');
    this.density1600 = state.boolean('density1600');
    if (!state.boolean('mounted')) this.dismount();
    else if (this.volume === undefined) throw new StateError(`${state.place}: no tape is mounted`);
  }

  protected override get backing(): TapeStore | undefined {
    return this.volume;
  }

  protected perform(operation: ChannelOperation): number {
    const { command } = operation;
    if (isModeSet(command)) return this.setMode(command);
    const { volume } = this;
    if (volume === undefined) return this.refuse(Sense0.interventionRequired);
    switch (command) {
      case 0x01:
        return this.write(volume, operation);
      case 0x02:
        return this.read(volume.readForward(), operation);
      case 0x0c:
        return this.read(volume.readBackward(), operation);
      case 0x07:
        return this.rewind(volume);
      case 0x0f: // REWIND UNLOAD
        volume.rewind();
        this.dismount();
        return IMMEDIATE_END;
      case 0x17: // ERASE GAP
        return this.guardedWrite(volume, () => undefined);
      case 0x1f: // WRITE TAPE MARK
        return this.guardedWrite(volume, () => volume.writeMark());
      case 0x97: // DATA SECURITY ERASE
        return this.guardedWrite(volume, () => volume.eraseToEnd());
      case 0x27: // BACKSPACE BLOCK
        return this.space(volume.readBackward());
      case 0x37: // FORWARD SPACE BLOCK
        return this.space(volume.readForward());
      case 0x2f: // BACKSPACE FILE
        return this.spaceFile(() => volume.readBackward());
      case 0x3f: // FORWARD SPACE FILE
        return this.spaceFile(() => volume.readForward());
      case 0x1b: // REQUEST TRACK IN ERROR
        operation.fetch(1, 'variable');
        return NORMAL_END;
      default:
        return this.rejectCommand();
    }
  }

  private setMode(command: number): number {
    if (command === 0xc3) this.density1600 = true;
    else if (command === 0xcb || command === 0xd3) this.density1600 = false;
    return IMMEDIATE_END;
  }

  private write(volume: TapeStore, operation: ChannelOperation): number {
    if (volume.readOnly) return this.refuse(Sense0.commandReject, Sense1.fileProtect);
    const block = operation.fetch(MAX_BLOCK, 'variable');
    this.writing = true;
    if (block.length > 0) volume.writeBlock(block);
    return END_OF_BLOCK;
  }

  private guardedWrite(volume: TapeStore, action: () => void): number {
    if (volume.readOnly) return this.refuse(Sense0.commandReject, Sense1.fileProtect);
    this.writing = true;
    action();
    return END_OF_BLOCK;
  }

  private read(block: TapeBlock, operation: ChannelOperation): number {
    if (block.kind === 'data') operation.store(block.bytes);
    return this.space(block);
  }

  private space(block: TapeBlock): number {
    this.writing = false;
    switch (block.kind) {
      case 'data':
        return END_OF_BLOCK;
      case 'mark':
        return TAPE_MARK_MET;
      case 'load-point':
        return this.check(0, Sense1.loadPoint);
      case 'end':
        return this.check(Sense0.dataCheck);
    }
  }

  private spaceFile(next: () => TapeBlock): number {
    for (;;) {
      const block = next();
      if (block.kind === 'mark') {
        this.writing = false;
        return END_OF_BLOCK;
      }
      if (block.kind !== 'data') return this.space(block);
    }
  }

  /** The tape runs back by itself after channel end; device end comes when it is at the load point. */
  private rewind(volume: TapeStore): number {
    this.writing = false;
    const moves = !volume.atLoadPoint;
    volume.rewind();
    if (!moves) return IMMEDIATE_END;
    this.rewinding = true;
    this.port.after(REWIND_TIME, REWOUND);
    return UnitStatus.channelEnd | INITIAL_STATUS;
  }

  /** Sense byte 1 tells the state of the drive whenever it is asked for. */
  private addDriveStatus(): void {
    const { volume } = this;
    if (volume === undefined) {
      this.sense[1] |= Sense1.statusB;
      return;
    }
    this.sense[1] |= this.rewinding ? Sense1.statusA | Sense1.statusB : Sense1.statusA;
    if (volume.atLoadPoint) this.sense[1] |= Sense1.loadPoint;
    if (volume.readOnly) this.sense[1] |= Sense1.fileProtect;
    if (this.writing) this.sense[1] |= Sense1.writeStatus;
    if (this.density1600) this.sense[3] |= DENSITY_1600;
  }
}

/** Mode sets for 7-track (xx010011 … xx111011) and 9-track (C3, CB, D3) drives; a 9-track drive obeys its own. */
function isModeSet(command: number): boolean {
  if (command === 0xc3 || command === 0xcb || command === 0xd3) return true;
  const low = command & 0x3f;
  return (low === 0x13 || low === 0x23 || low === 0x33 || low === 0x2b || low === 0x3b) && command < 0xc0;
}
