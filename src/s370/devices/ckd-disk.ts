import { CHECK_END, NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { TrackStore } from './backing.js';
import type { BackingError } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import { diskModelOfGeometry } from './ckd-models.js';
import type { DiskModel } from './ckd-models.js';
import { CkdPosition } from './ckd-position.js';
import type { SearchFailure } from './ckd-position.js';
import { diskSense } from './ckd-sense.js';
import type { DiskCondition } from './ckd-sense.js';
import { COUNT_SIZE, END_OF_TRACK, HOME_ADDRESS_SIZE, recordFits } from './ckd-track.js';
import type { TrackRecord } from './ckd-track.js';
import { INITIAL_STATUS } from './device.js';
import type { ChannelOperation } from './device.js';

/** File mask, bits 0-1: which writes are permitted. */
const WriteMask = { noHomeAddress: 0x00, none: 0x40, noFormat: 0x80, all: 0xc0 } as const;
/** File mask, bits 3-4: which seeks are permitted. */
const SeekMask = { all: 0x00, cylinderOrHead: 0x08, head: 0x10, none: 0x18 } as const;

/** What the commands before have established for a write: the search or format write that it may follow. */
const FOOTINGS = ['none', 'home-address', 'search-id', 'search-key', 'format-write'] as const;
type Footing = (typeof FOOTINGS)[number];

const MULTITRACK = 0x80;
const FULL_SECTORS = 0xff;

/**
 * Count-key-data disks 2311, 2314, 3330, 3340, 3350 with their control unit.
 * GA26-1592 (3830), GA26-1599, GA26-3599: commands, orientation, file mask, sense.
 */
export class CkdDisk extends BaseDevice {
  readonly model: DiskModel;
  private readonly position: CkdPosition;
  private fileMask = 0;
  private maskSet = false;
  private footing: Footing = 'none';
  /** Footing for the command after this one. */
  private nextFooting: Footing = 'none';

  constructor(readonly store: TrackStore) {
    const model = diskModelOfGeometry(store.geometry);
    if (model === undefined) {
      throw new Error(`no disk of type ${store.geometry.deviceType.toString(16)} is known`);
    }
    super(model.type, model.senseLength);
    this.model = model;
    this.position = new CkdPosition(store);
  }

  /** Cylinder and head where the access mechanism stands. */
  get arm(): { readonly cylinder: number; readonly head: number } {
    return { cylinder: this.position.cylinder, head: this.position.head };
  }

  override reset(): void {
    super.reset();
    this.position.seek(0, 0);
    this.fileMask = 0;
    this.maskSet = false;
  }

  override close(): void {
    super.close();
    this.store.close();
  }

  override execute(operation: ChannelOperation): number | undefined {
    if (operation.first) {
      this.position.restart();
      this.position.indexPasses = 0;
      this.fileMask = 0;
      this.maskSet = false;
      this.footing = 'none';
    }
    this.nextFooting = 'none';
    const status = super.execute(operation);
    this.footing = this.nextFooting;
    return status;
  }

  protected override backingTrouble(error: BackingError): number {
    this.lastTrouble = error.message;
    if (error.sense === 'no-space') return this.condition('equipment-check');
    return this.condition(error.sense);
  }

  protected override saveModel(): StateRecord {
    const { fileMask, maskSet, footing, nextFooting } = this;
    return { position: this.position.saveState(), fileMask, maskSet, footing, nextFooting };
  }

  protected override restoreModel(state: StateReader): void {
    this.position.restoreState(state.within('position'));
    this.fileMask = state.number('fileMask');
    this.maskSet = state.boolean('maskSet');
    this.footing = state.word('footing', FOOTINGS);
    this.nextFooting = state.word('nextFooting', FOOTINGS);
  }

  protected override get backing(): TrackStore {
    return this.store;
  }

  protected perform(operation: ChannelOperation): number {
    switch (operation.command) {
      case 0x07:
      case 0x0b:
      case 0x1b:
        return this.seek(operation);
      case 0x13:
        return this.recalibrate();
      case 0x17: // RESTORE
        return IMMEDIATE_END;
      case 0x1f:
        return this.setFileMask(operation);
      case 0x23:
        return this.setSector(operation);
      case 0x22:
        return this.readSector(operation);
      case 0xb4: // RESERVE
      case 0x94: // RELEASE
      case 0x14: // UNCONDITIONAL RESERVE
        return this.reserve(operation);
      case 0xa4: // READ AND RESET BUFFERED LOG
        if (this.model.senseLength < 24) return this.rejectCommand();
        operation.store(new Uint8Array(24));
        return NORMAL_END;
      case 0x02:
        return this.readIpl(operation);
      case 0x01: // WRITE SPECIAL COUNT, KEY AND DATA: record overflow is not installed
        return this.rejectCommand();
      case 0x05:
        return this.writeData(operation);
      case 0x0d:
        return this.writeKeyData(operation);
      case 0x1d:
        return this.writeCountKeyData(operation);
      case 0x15:
        return this.writeRecordZero(operation);
      case 0x19:
        return this.writeHomeAddress(operation);
      case 0x11:
        return this.erase(operation);
    }
    return this.performMultitrack(operation);
  }

  private performMultitrack(operation: ChannelOperation): number {
    switch (operation.command & ~MULTITRACK) {
      case 0x39:
        return this.searchHomeAddress(operation);
      case 0x31:
      case 0x51:
      case 0x71:
        return this.searchId(operation);
      case 0x29:
      case 0x49:
      case 0x69:
        return this.searchKey(operation);
      case 0x1a:
        return this.readHomeAddress(operation);
      case 0x16:
        return this.readRecordZero(operation);
      case 0x12:
        return this.readCount(operation);
      case 0x06:
        return this.readData(operation);
      case 0x0e:
        return this.readKeyData(operation);
      case 0x1e:
        return this.readCountKeyData(operation);
      default:
        return this.rejectCommand();
    }
  }

  protected override noOperation(operation: ChannelOperation): number {
    this.position.indexPasses = 0;
    return super.noOperation(operation);
  }

  // Control commands

  private seek(operation: ChannelOperation): number {
    const permitted = this.fileMask & SeekMask.none;
    const { command } = operation;
    if (
      permitted === SeekMask.none ||
      (permitted === SeekMask.head && command !== 0x1b) ||
      (permitted === SeekMask.cylinderOrHead && command === 0x07)
    ) {
      return this.condition('file-protected');
    }
    const address = operation.fetch(6);
    if (address.length < 6) return this.condition('seek-check');
    const [b0, b1, c0, c1, h0, h1] = address;
    const head = (h0 << 8) | h1;
    const cylinder = command === 0x1b ? this.position.cylinder : (c0 << 8) | c1;
    if (b0 !== 0 || b1 !== 0) return this.condition('seek-check');
    if (cylinder >= this.store.geometry.cylinders || head >= this.store.geometry.heads) {
      return this.condition('seek-check');
    }
    this.position.seek(cylinder, head);
    this.position.indexPasses = 0;
    return NORMAL_END;
  }

  private recalibrate(): number {
    if ((this.fileMask & SeekMask.none) !== SeekMask.all) return this.condition('file-protected');
    this.position.seek(0, 0);
    this.position.indexPasses = 0;
    return IMMEDIATE_END;
  }

  private setFileMask(operation: ChannelOperation): number {
    if (this.maskSet) return this.condition('invalid-sequence');
    const [mask] = operation.fetch(1);
    if (mask === undefined || (mask & 0x26) !== 0) return this.condition('command-reject');
    this.fileMask = mask;
    this.maskSet = true;
    this.position.indexPasses = 0;
    return NORMAL_END;
  }

  private setSector(operation: ChannelOperation): number {
    if (this.model.sectors === 0) return this.rejectCommand();
    const [sector] = operation.fetch(1);
    if (sector === undefined) return this.condition('command-reject');
    if (sector !== FULL_SECTORS && sector >= this.model.sectors) return this.condition('command-reject');
    this.position.indexPasses = 0;
    return NORMAL_END;
  }

  private readSector(operation: ChannelOperation): number {
    if (this.model.sectors === 0) return this.rejectCommand();
    const offset = this.position.record?.offset ?? 0;
    operation.store(Uint8Array.of(Math.floor((offset * this.model.sectors) / this.model.trackSize)));
    return NORMAL_END;
  }

  private reserve(operation: ChannelOperation): number {
    if (!operation.first && operation.command !== 0x94) return this.condition('invalid-sequence');
    operation.store(new Uint8Array(this.model.senseLength));
    return NORMAL_END;
  }

  private readIpl(operation: ChannelOperation): number {
    if (this.maskSet) return this.condition('invalid-sequence');
    this.position.seek(0, 0);
    this.position.indexPasses = 0;
    return this.readData(operation);
  }

  // Searches

  private searchHomeAddress(operation: ChannelOperation): number {
    const failure = this.position.toHomeAddress(isMultitrack(operation), this.mayAdvance);
    if (failure !== undefined) return this.searchFailed(failure);
    const argument = operation.fetch(4, 'variable');
    const home = this.position.track.bytes.subarray(1, HOME_ADDRESS_SIZE);
    if (compare(home, argument) !== 0 || argument.length < 4) return NORMAL_END;
    this.nextFooting = 'home-address';
    return NORMAL_END | UnitStatus.statusModifier;
  }

  private searchId(operation: ChannelOperation): number {
    const failure = this.position.toNextCount(isMultitrack(operation), this.mayAdvance, true);
    if (failure !== undefined) return this.searchFailed(failure);
    const argument = operation.fetch(5, 'variable');
    const id = this.bytesAt(this.position.record!.offset, argument.length);
    return this.compared(operation, compare(id, argument), 'search-id');
  }

  private searchKey(operation: ChannelOperation): number {
    const oriented = this.position.orientation === 'count';
    // On its own the search passes over records that have no key.
    while (this.position.orientation !== 'count' || (!oriented && this.position.record!.keyLength === 0)) {
      const failure = this.position.toNextCount(isMultitrack(operation), this.mayAdvance, false);
      if (failure !== undefined) return this.searchFailed(failure);
    }
    const record = this.position.record!;
    this.position.orientation = 'key';
    if (record.keyLength === 0) {
      operation.fetch(operation.remaining, 'variable');
      return NORMAL_END;
    }
    const argument = operation.fetch(record.keyLength, 'variable');
    const key = this.bytesAt(record.offset + COUNT_SIZE, argument.length);
    return this.compared(operation, compare(key, argument), 'search-key');
  }

  /** Status modifier when the search is satisfied: bit 1 of the command wants high, bit 2 equal. */
  private compared(operation: ChannelOperation, order: number, footing: Footing): number {
    const wantsHigh = (operation.command & 0x40) !== 0;
    const wantsEqual = (operation.command & 0x20) !== 0;
    if (order === 0 && wantsEqual) {
      if (!wantsHigh) this.nextFooting = footing;
    } else if (!(order > 0 && wantsHigh)) {
      return NORMAL_END;
    }
    return NORMAL_END | UnitStatus.statusModifier;
  }

  // Reads

  private readHomeAddress(operation: ChannelOperation): number {
    const failure = this.position.toHomeAddress(isMultitrack(operation), this.mayAdvance);
    if (failure !== undefined) return this.searchFailed(failure);
    this.position.indexPasses = 0;
    operation.store(this.bytesAt(0, HOME_ADDRESS_SIZE));
    return NORMAL_END;
  }

  private readRecordZero(operation: ChannelOperation): number {
    if (this.position.orientation !== 'home') {
      const failure = this.position.toHomeAddress(isMultitrack(operation), this.mayAdvance);
      if (failure !== undefined) return this.searchFailed(failure);
    }
    if (this.position.track.records[0]?.number !== 0) return this.condition('track-format');
    this.position.settle(0, 'data');
    const { offset, end } = this.position.record!;
    return this.delivered(operation, this.bytesAt(offset, end - offset));
  }

  private readCount(operation: ChannelOperation): number {
    const failure = this.position.toNextCount(isMultitrack(operation), this.mayAdvance, false);
    if (failure !== undefined) return this.searchFailed(failure);
    operation.store(this.bytesAt(this.position.record!.offset, COUNT_SIZE));
    return NORMAL_END;
  }

  private readData(operation: ChannelOperation): number {
    if (this.position.orientation !== 'count' && this.position.orientation !== 'key') {
      const failure = this.position.toNextCount(isMultitrack(operation), this.mayAdvance, false);
      if (failure !== undefined) return this.searchFailed(failure);
    }
    this.keepFooting();
    const { end, dataLength } = this.position.record!;
    return this.delivered(operation, this.bytesAt(end - dataLength, dataLength));
  }

  private readKeyData(operation: ChannelOperation): number {
    if (this.position.orientation !== 'count') {
      const failure = this.position.toNextCount(isMultitrack(operation), this.mayAdvance, false);
      if (failure !== undefined) return this.searchFailed(failure);
    }
    this.keepFooting();
    const { offset, end } = this.position.record!;
    return this.delivered(operation, this.bytesAt(offset + COUNT_SIZE, end - offset - COUNT_SIZE));
  }

  private readCountKeyData(operation: ChannelOperation): number {
    const failure = this.position.toNextCount(isMultitrack(operation), this.mayAdvance, false);
    if (failure !== undefined) return this.searchFailed(failure);
    const { offset, end } = this.position.record!;
    return this.delivered(operation, this.bytesAt(offset, end - offset));
  }

  /** Gives what was read to the channel. A record without data is an end of file: unit exception. */
  private delivered(operation: ChannelOperation, bytes: Uint8Array): number {
    this.position.orientation = 'data';
    this.position.indexPasses = 0;
    if (bytes.length > 0) operation.store(bytes);
    return NORMAL_END | (this.position.record!.dataLength === 0 ? UnitStatus.unitException : 0);
  }

  // Writes

  private writeData(operation: ChannelOperation): number {
    const { orientation } = this.position;
    const onRecord = orientation === 'count' || orientation === 'key';
    if (!onRecord || (this.footing !== 'search-id' && this.footing !== 'search-key')) {
      return this.condition('invalid-sequence');
    }
    const { end, dataLength } = this.position.record!;
    return this.update(operation, end - dataLength, dataLength);
  }

  private writeKeyData(operation: ChannelOperation): number {
    if (this.position.orientation !== 'count' || this.footing !== 'search-id') {
      return this.condition('invalid-sequence');
    }
    const { offset, end } = this.position.record!;
    return this.update(operation, offset + COUNT_SIZE, end - offset - COUNT_SIZE);
  }

  /** Writes over a field that exists; what the program does not give is written as zeros. */
  private update(operation: ChannelOperation, offset: number, length: number): number {
    if ((this.fileMask & WriteMask.all) === WriteMask.none) return this.condition('file-protected');
    if (this.store.readOnly) return this.condition('write-inhibited');
    this.keepFooting();
    this.position.orientation = 'data';
    this.position.indexPasses = 0;
    const endOfFile = this.position.record!.dataLength === 0 ? UnitStatus.unitException : 0;
    if (length === 0) return NORMAL_END | endOfFile;
    const given = operation.fetch(length, 'variable');
    if (given.length > 0) {
      const field = new Uint8Array(length);
      field.set(given);
      this.write(offset, field);
    }
    return NORMAL_END | endOfFile;
  }

  private writeCountKeyData(operation: ChannelOperation): number {
    const { footing } = this;
    if (footing !== 'search-id' && footing !== 'search-key' && footing !== 'format-write') {
      return this.condition('invalid-sequence');
    }
    const refusal = this.formatRefusal(false);
    if (refusal !== undefined) return this.condition(refusal);
    return this.formatRecord(operation, this.position.record!.end, this.position.recordsBefore);
  }

  private writeRecordZero(operation: ChannelOperation): number {
    if (this.footing !== 'home-address') return this.condition('invalid-sequence');
    const refusal = this.formatRefusal(true);
    if (refusal !== undefined) return this.condition(refusal);
    return this.formatRecord(operation, HOME_ADDRESS_SIZE, []);
  }

  private writeHomeAddress(operation: ChannelOperation): number {
    const refusal = this.formatRefusal(true);
    if (refusal !== undefined) return this.condition(refusal);
    const given = operation.fetch(HOME_ADDRESS_SIZE, 'variable');
    if (given.length === 0) return NORMAL_END;
    const image = new Uint8Array(HOME_ADDRESS_SIZE + END_OF_TRACK.length);
    image.set(given);
    image.set(END_OF_TRACK, HOME_ADDRESS_SIZE);
    this.write(0, image);
    this.position.settle(-1, 'home');
    this.position.indexPasses = 0;
    this.nextFooting = 'home-address';
    return NORMAL_END;
  }

  /** ERASE: the rest of the track after the record that was searched for becomes empty. */
  private erase(operation: ChannelOperation): number {
    const { footing } = this;
    if (footing !== 'search-id' && footing !== 'search-key' && footing !== 'format-write') {
      return this.condition('invalid-sequence');
    }
    const refusal = this.formatRefusal(false);
    if (refusal !== undefined) return this.condition(refusal);
    operation.fetch(operation.remaining, 'variable');
    this.write(this.position.record!.end, END_OF_TRACK);
    this.position.orientation = 'data';
    this.position.indexPasses = 0;
    return NORMAL_END;
  }

  private formatRefusal(homeAddressOrRecordZero: boolean): DiskCondition | undefined {
    const mask = this.fileMask & WriteMask.all;
    if (mask === WriteMask.none || mask === WriteMask.noFormat) return 'file-protected';
    if (homeAddressOrRecordZero && mask !== WriteMask.all) return 'file-protected';
    return this.store.readOnly ? 'write-inhibited' : undefined;
  }

  /** Writes count, key and data at `offset`; all that was on the track from there on is gone. */
  private formatRecord(operation: ChannelOperation, offset: number, before: readonly TrackRecord[]): number {
    const given = operation.fetch(COUNT_SIZE, 'variable');
    if (given.length === 0) return NORMAL_END;
    const count = new Uint8Array(COUNT_SIZE);
    count.set(given);
    const keyLength = count[5];
    const dataLength = (count[6] << 8) | count[7];
    if (!recordFits(this.model, before, keyLength, dataLength)) return this.condition('track-overrun');
    const length = COUNT_SIZE + keyLength + dataLength;
    const image = new Uint8Array(length + END_OF_TRACK.length);
    image.set(count);
    image.set(operation.fetch(keyLength + dataLength, 'variable'), COUNT_SIZE);
    image.set(END_OF_TRACK, length);
    this.write(offset, image);
    this.position.settle(before.length, 'data');
    this.position.indexPasses = 0;
    this.nextFooting = 'format-write';
    return NORMAL_END;
  }

  private write(offset: number, bytes: Uint8Array): void {
    const { cylinder, head } = this.position;
    this.store.writeTrack(cylinder, head, offset, bytes);
    this.position.forgetTrack();
  }

  // Common parts

  /** The file mask permits operations to go to the next head by themselves. */
  private get mayAdvance(): boolean {
    return (this.fileMask & SeekMask.none) !== SeekMask.none;
  }

  /** A read or update after a satisfied search does not take away the right to format behind the record. */
  private keepFooting(): void {
    this.nextFooting = this.footing;
  }

  private bytesAt(offset: number, length: number): Uint8Array {
    return this.position.track.bytes.subarray(offset, offset + length);
  }

  private searchFailed(failure: SearchFailure): number {
    return this.condition(failure);
  }

  protected override rejectCommand(): number {
    this.sense.set(diskSense(this.model, 'command-reject', this.position.cylinder, this.position.head));
    return UnitStatus.unitCheck | INITIAL_STATUS;
  }

  private condition(condition: DiskCondition): number {
    this.sense.set(diskSense(this.model, condition, this.position.cylinder, this.position.head));
    return CHECK_END;
  }
}

function isMultitrack(operation: ChannelOperation): boolean {
  return (operation.command & MULTITRACK) !== 0;
}

/** Compares a field on the disk with a search argument, over the argument's length. Positive: the disk is higher. */
function compare(field: Uint8Array, argument: Uint8Array): number {
  for (let i = 0; i < argument.length; i++) {
    const difference = (field[i] ?? 0) - argument[i];
    if (difference !== 0) return difference;
  }
  return 0;
}
