import { NORMAL_END, UnitStatus } from '../channel/status.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord, StateValue } from '../state.js';
import { BackingError } from './backing.js';
import type { TapeBlock, TapeStore } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import { INITIAL_STATUS } from './device.js';
import type { ChannelOperation, ControlUnitTraits } from './device.js';
import { Sense0 } from './sense.js';
import { TAPE_MODELS } from './tape-models.js';
import type { TapeModel, TapeType } from './tape-models.js';

const Command = {
  write: 0x01,
  read: 0x02,
  sense: 0x04,
  rewind: 0x07,
  diagnosticModeSet: 0x0b,
  readBackward: 0x0c,
  rewindUnload: 0x0f,
  eraseGap: 0x17,
  requestTrackInError: 0x1b,
  writeTapeMark: 0x1f,
  backspaceBlock: 0x27,
  backspaceFile: 0x2f,
  forwardSpaceBlock: 0x37,
  forwardSpaceFile: 0x3f,
  setDiagnose: 0x4b,
  loopWriteToRead: 0x8b,
  dataSecurityErase: 0x97,
} as const;

/** Mode sets of 9-track drives: the density of what is written from the load point on. */
const DENSITY_OF_MODE: ReadonlyMap<number, number> = new Map([
  [0xc3, 1600],
  [0xcb, 800],
  [0xd3, 6250],
]);

/** Sense bits. GA32-0021, Sense Information; GA22-6866. */
const WORD_COUNT_ZERO = 0x02;
const Sense1 = {
  statusA: 0x40,
  statusB: 0x20,
  loadPoint: 0x08,
  writeStatus: 0x04,
  fileProtect: 0x02,
} as const;
const Sense3 = { density1600: 0x04, backward: 0x02 } as const;
const Sense4 = { tapeIndicate: 0x20, loopWriteToRead: 0x04 } as const;
/** Byte 6: a drive for several densities is not set to 1600. */
const NOT_1600 = 0x10;
/** Byte 7: the tape has run off, both loops are empty. */
const TAPE_BOTTOM = 0x60;

/** Machine microseconds of a rewind, and of the motion of a control command. */
const REWIND_TIME = 2000;
const MOTION_TIME = 50;
/** The event at the end of a motion; its argument is the status to present. */
const MOVED = 'moved';
/** Drives that a tape control can have. */
const TAPES_OF_CONTROL = 8;
/** Longest block, data chaining counted in. */
const MAX_BLOCK = 1 << 20;

/**
 * Tape units 2400, 3410 and 3420 with their control unit. Control commands that move the tape give channel end when
 * they are accepted and device end when the tape stands. GA22-6866, GA32-0015, GA32-0021.
 */
export class TapeDrive extends BaseDevice {
  readonly controlUnit: ControlUnitTraits;
  private readonly model: TapeModel;
  private volume: TapeStore | undefined;
  private moving = false;
  /** The tape is on its way to the load point. */
  private rewinding = false;
  /** The last command that moved the tape wrote; or moved it backward. */
  private writing = false;
  private backward = false;
  private looped = false;
  /** The command before was ERASE GAP. */
  private erasing = false;
  private density: number;

  constructor(volume?: TapeStore, type: TapeType = '3420') {
    super(type, TAPE_MODELS[type].senseLength, TAPE_MODELS[type].identification);
    this.model = TAPE_MODELS[type];
    this.controlUnit = { name: this.model.controlUnit, units: TAPES_OF_CONTROL, sharedSubchannel: true };
    this.volume = volume;
    [this.density] = this.model.densities;
  }

  /** The volume on the drive. */
  get mounted(): TapeStore | undefined {
    return this.volume;
  }

  override get working(): boolean {
    return this.moving;
  }

  /** Mounts a volume: not-ready to ready, device end. */
  mount(volume: TapeStore): void {
    this.volume?.close();
    this.volume = volume;
    this.stopMotion();
    this.writing = false;
    this.backward = false;
    if (this.attached) this.port.present(UnitStatus.deviceEnd);
  }

  /** Takes the volume off; the drive is not ready. */
  dismount(): void {
    this.volume?.close();
    this.volume = undefined;
    this.stopMotion();
  }

  override execute(operation: ChannelOperation): number | undefined {
    if (operation.command === Command.sense) this.addDriveStatus();
    return super.execute(operation);
  }

  override reset(): void {
    super.reset();
    this.stopMotion();
    [this.density] = this.model.densities;
    this.looped = false;
  }

  override close(): void {
    super.close();
    this.dismount();
  }

  override timed(name: string, argument: StateValue): void {
    if (name !== MOVED || typeof argument !== 'number') super.timed(name, argument);
    this.moving = false;
    this.rewinding = false;
    this.port.present(argument as number);
  }

  protected override saveModel(): StateRecord {
    const { moving, rewinding, writing, backward, looped, erasing, density, volume } = this;
    return { moving, rewinding, writing, backward, looped, erasing, density, mounted: volume !== undefined };
  }

  protected override restoreModel(state: StateReader): void {
    this.moving = state.boolean('moving');
    this.rewinding = state.boolean('rewinding');
    this.writing = state.boolean('writing');
    this.backward = state.boolean('backward');
    this.looped = state.boolean('looped');
    this.erasing = state.boolean('erasing');
    this.density = state.number('density');
    if (state.boolean('mounted') && this.volume === undefined) {
      throw new StateError(`${state.place}: no tape is mounted`);
    }
    if (!state.boolean('mounted')) {
      this.volume?.close();
      this.volume = undefined;
    }
  }

  protected override get backing(): TapeStore | undefined {
    return this.volume;
  }

  protected perform(operation: ChannelOperation): number {
    const { command } = operation;
    // DATA SECURITY ERASE must be chained to ERASE GAP.
    const erasing = this.erasing && !operation.first;
    this.erasing = false;
    this.looped = false;
    if (isModeSet(command)) return this.setMode(command);
    if (!this.isInstalled(command)) return this.rejectCommand();
    const { volume } = this;
    if (volume === undefined) return this.refuse(Sense0.interventionRequired);
    switch (command) {
      case Command.write:
        return this.write(volume, operation);
      case Command.read:
        return this.read(volume, operation);
      case Command.readBackward:
        return this.readBackward(volume, operation);
      case Command.rewind:
        return this.rewind(volume);
      case Command.rewindUnload:
        return this.unload(volume);
      case Command.eraseGap:
        this.erasing = true;
        return this.writeControl(volume, () => undefined);
      case Command.writeTapeMark:
        return this.writeControl(volume, () => volume.writeMark());
      case Command.dataSecurityErase:
        if (!erasing) return this.rejectCommand();
        return this.writeControl(volume, () => volume.eraseToEnd());
      case Command.backspaceBlock:
        return this.space(() => this.stepBackward(volume));
      case Command.forwardSpaceBlock:
        return this.space(() => this.stepForward(volume));
      case Command.backspaceFile:
        return this.spaceFile(() => this.stepBackward(volume));
      case Command.forwardSpaceFile:
        return this.spaceFile(() => this.stepForward(volume));
      case Command.loopWriteToRead:
        return this.loopWriteToRead(operation);
      case Command.diagnosticModeSet:
        return IMMEDIATE_END;
      default: // SET DIAGNOSE, REQUEST TRACK IN ERROR: the byte has nothing to correct here
        operation.fetch(1, 'variable');
        return NORMAL_END;
    }
  }

  private isInstalled(command: number): boolean {
    switch (command) {
      case Command.dataSecurityErase:
        return this.model.dataSecurityErase;
      case Command.loopWriteToRead:
        return this.model.loopWriteToRead;
      case Command.setDiagnose:
      case Command.diagnosticModeSet:
        return this.model.diagnostics;
      default:
        return COMMANDS.has(command);
    }
  }

  /** The density is for a tape that is written from its beginning; elsewhere, and for 7-track modes, nothing changes. */
  private setMode(command: number): number {
    const density = DENSITY_OF_MODE.get(command);
    const settable = this.volume === undefined || this.volume.atLoadPoint;
    if (density !== undefined && settable && this.model.densities.includes(density)) this.density = density;
    return IMMEDIATE_END;
  }

  private write(volume: TapeStore, operation: ChannelOperation): number {
    if (volume.readOnly) return this.refuse(Sense0.commandReject, Sense1.fileProtect);
    const block = operation.fetch(MAX_BLOCK, 'variable');
    if (block.length === 0) return this.check(WORD_COUNT_ZERO);
    this.writing = true;
    this.backward = false;
    volume.writeBlock(block);
    return NORMAL_END | this.endOfTape(volume);
  }

  /** Checks the data path and moves no tape; the drive must be able to write, or be in no state at all. */
  private loopWriteToRead(operation: ChannelOperation): number {
    operation.fetch(MAX_BLOCK, 'variable');
    this.looped = true;
    return NORMAL_END;
  }

  private read(volume: TapeStore, operation: ChannelOperation): number {
    const block = this.stepForward(volume);
    if (block.kind === 'data') operation.store(block.bytes);
    return this.statusAt(block);
  }

  private readBackward(volume: TapeStore, operation: ChannelOperation): number {
    const block = this.stepBackward(volume);
    if (block.kind === 'data') operation.store(block.bytes);
    return this.statusAt(block);
  }

  private stepForward(volume: TapeStore): TapeBlock {
    this.writing = false;
    this.backward = false;
    return volume.readForward();
  }

  private stepBackward(volume: TapeStore): TapeBlock {
    this.writing = false;
    this.backward = true;
    return volume.readBackward();
  }

  /** Ending status for where a step has come to. */
  private statusAt(block: TapeBlock): number {
    switch (block.kind) {
      case 'data':
        return NORMAL_END;
      case 'mark':
        return NORMAL_END | UnitStatus.unitException;
      case 'load-point':
        return this.check(0, Sense1.loadPoint);
      case 'end':
        return this.ranOff();
    }
  }

  /** Nothing is recorded any more: the tape runs off its reel, as nothing stops it. */
  private ranOff(): number {
    const sense = [Sense0.equipmentCheck, 0, 0, 0, 0, 0, 0, TAPE_BOTTOM];
    return this.check(...sense.slice(0, this.model.senseLength));
  }

  private space(step: () => TapeBlock): number {
    return this.control(() => this.statusAt(step()));
  }

  private spaceFile(step: () => TapeBlock): number {
    return this.control(() => {
      for (;;) {
        const block = step();
        if (block.kind === 'mark') return NORMAL_END;
        if (block.kind !== 'data') return this.statusAt(block);
      }
    });
  }

  private writeControl(volume: TapeStore, action: () => void): number {
    if (volume.readOnly) return this.refuse(Sense0.commandReject, Sense1.fileProtect);
    return this.control(() => {
      this.writing = true;
      this.backward = false;
      action();
      return NORMAL_END | this.endOfTape(volume);
    });
  }

  /** A control command with motion: channel end at once; `action` finds the status of the device end. */
  private control(action: () => number): number {
    let status: number;
    try {
      status = action();
    } catch (error) {
      if (!(error instanceof BackingError)) throw error;
      status = this.backingTrouble(error);
    }
    return this.moveUnderControl(status & ~UnitStatus.channelEnd);
  }

  private endOfTape(volume: TapeStore): number {
    return volume.pastEndMarker === true ? UnitStatus.unitException : 0;
  }

  /** The tape runs back by itself after channel end; device end comes when it is at the load point. */
  private rewind(volume: TapeStore): number {
    this.writing = false;
    this.backward = false;
    const moves = !volume.atLoadPoint;
    volume.rewind();
    if (!moves) return IMMEDIATE_END;
    this.rewinding = true;
    return this.move(REWIND_TIME, UnitStatus.deviceEnd);
  }

  /** Runs back and takes the tape off: the device end comes with unit check, as the drive is not ready then. */
  private unload(volume: TapeStore): number {
    volume.rewind();
    this.dismount();
    this.writing = false;
    this.backward = false;
    this.setSense([Sense0.interventionRequired]);
    const controlUnitEnd = this.model.controlUnitEnd ? UnitStatus.controlUnitEnd : 0;
    return this.moveUnderControl(UnitStatus.deviceEnd | UnitStatus.unitCheck | controlUnitEnd);
  }

  /** A motion that the tape control attends to: it is busy for all of its drives. It leaves a rewind to the drive. */
  private moveUnderControl(status: number): number {
    const end = this.move(MOTION_TIME, status);
    this.port.occupyControlUnit(MOTION_TIME);
    return end;
  }

  private move(time: number, status: number): number {
    this.moving = true;
    this.port.after(time, MOVED, status);
    return UnitStatus.channelEnd | INITIAL_STATUS;
  }

  private stopMotion(): void {
    if (this.moving && this.attached) this.port.cancel(MOVED);
    this.moving = false;
    this.rewinding = false;
  }

  /** Sense tells the state of the drive whenever it is asked for. */
  private addDriveStatus(): void {
    const { volume, sense, model } = this;
    for (const [index, value] of model.fixedSense) sense[index] |= value;
    if (this.density === 1600) sense[3] |= Sense3.density1600;
    else if (model.senseLength > 6) sense[6] |= NOT_1600;
    if (this.backward) sense[3] |= Sense3.backward;
    if (this.looped) sense[4] |= Sense4.loopWriteToRead;
    if (volume === undefined) {
      sense[0] |= Sense0.interventionRequired;
      sense[1] |= Sense1.statusB | Sense1.fileProtect;
      return;
    }
    sense[1] |= this.rewinding ? Sense1.statusA | Sense1.statusB : Sense1.statusA;
    if (volume.atLoadPoint) sense[1] |= Sense1.loadPoint;
    if (volume.readOnly) sense[1] |= Sense1.fileProtect;
    if (this.writing) sense[1] |= Sense1.writeStatus;
    if (model.tapeIndicate && volume.pastEndMarker === true) sense[4] |= Sense4.tapeIndicate;
  }
}

/** Commands of all types, mode sets apart. */
const COMMANDS: ReadonlySet<number> = new Set([
  Command.write,
  Command.read,
  Command.rewind,
  Command.readBackward,
  Command.rewindUnload,
  Command.eraseGap,
  Command.requestTrackInError,
  Command.writeTapeMark,
  Command.backspaceBlock,
  Command.backspaceFile,
  Command.forwardSpaceBlock,
  Command.forwardSpaceFile,
]);

/**
 * Mode sets: of 9-track drives C3, CB, D3; of 7-track drives density in bits 0-1 and odd parity with or without data
 * converter, or with translator, or even parity, in bits 2-4. A 9-track drive takes the latter as no-operation.
 */
function isModeSet(command: number): boolean {
  if (DENSITY_OF_MODE.has(command)) return true;
  return command < 0xc0 && SEVEN_TRACK_MODES.includes(command & 0x3f);
}

const SEVEN_TRACK_MODES: readonly number[] = [0x13, 0x23, 0x2b, 0x33, 0x3b];
