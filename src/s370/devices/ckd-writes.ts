/** Write commands of CKD disks. GA26-1592, Write Commands; record overflow: GA26-1592, Record Overflow. */

import { NORMAL_END, UnitStatus } from '../channel/status.js';
import { BackingError } from './backing.js';
import type { WriteKind } from './ckd-chain.js';
import type { DiskCondition } from './ckd-sense.js';
import {
  COUNT_SIZE,
  END_OF_TRACK,
  HOME_ADDRESS_SIZE,
  HomeFlag,
  OVERFLOW_FLAG,
  recordFits,
} from './ckd-track.js';
import type { TrackRecord } from './ckd-track.js';
import type { CkdUnit } from './ckd-unit.js';
import type { ChannelOperation } from './device.js';

const UNIT_EXCEPTION = NORMAL_END | UnitStatus.unitException;

/** WRITE DATA: over the data of the record that an equal search has found. */
export function writeData(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const { orientation } = mechanism;
  const searched = chain.footing === 'search-id' || chain.footing === 'search-key';
  if (!searched || (orientation !== 'count' && orientation !== 'key')) return unit.fail('invalid-sequence');
  return updateFound(unit, operation, mechanism.record!.dataLength);
}

/** WRITE KEY AND DATA: over key and data of the record whose ID has been found. */
export function writeKeyData(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  if (chain.footing !== 'search-id' || mechanism.orientation !== 'count') {
    return unit.fail('invalid-sequence');
  }
  const { keyLength, dataLength } = mechanism.record!;
  return updateFound(unit, operation, keyLength + dataLength);
}

function updateFound(unit: CkdUnit, operation: ChannelOperation, length: number): number {
  const refusal = writeRefusal(unit, 'update') ?? unit.chain.updateRefusal(length);
  return refusal === undefined ? update(unit, operation, length) : unit.fail(refusal);
}

/**
 * Writes over the last `length` bytes of the record under the head, and over the further segments of an overflow
 * record. What the program does not give is written as zeros; an end-of-file record is left as it is.
 */
export function update(unit: CkdUnit, operation: ChannelOperation, length: number): number {
  const refusal = writeRefusal(unit, 'update');
  if (refusal !== undefined) return unit.fail(refusal);
  const { mechanism, chain } = unit;
  let record = mechanism.record!;
  if (record.dataLength === 0) {
    mechanism.orientation = 'data';
    mechanism.indexPasses = 0;
    return UNIT_EXCEPTION;
  }
  const given = operation.fetch(length, 'variable');
  let written = given.length > 0;
  if (written) mechanism.write(record.end - length, padded(given, length));
  mechanism.orientation = 'data';
  mechanism.indexPasses = 0;
  while (record.overflow) {
    const failure = mechanism.toNextSegment(chain);
    if (failure !== undefined) return unit.fail(failure, 'write');
    record = mechanism.record!;
    const more = operation.fetch(record.dataLength, 'variable');
    written = written || more.length > 0;
    if (written) mechanism.write(record.end - record.dataLength, padded(more, record.dataLength));
    mechanism.orientation = 'data';
  }
  return NORMAL_END;
}

/** WRITE COUNT, KEY AND DATA, and WRITE SPECIAL, whose record overflows to the next track. */
export function writeCountKeyData(unit: CkdUnit, operation: ChannelOperation): number {
  if (!mayFormat(unit)) return unit.fail('invalid-sequence');
  const refusal = writeRefusal(unit, 'format');
  if (refusal !== undefined) return unit.fail(refusal);
  const { mechanism } = unit;
  return formatRecord(unit, operation, mechanism.record!.end, mechanism.recordsBefore);
}

/** WRITE RECORD ZERO, behind a home address that was found or written. */
export function writeRecordZero(unit: CkdUnit, operation: ChannelOperation): number {
  if (unit.chain.footing !== 'home-address') return unit.fail('invalid-sequence');
  const refusal = writeRefusal(unit, 'home-address');
  if (refusal !== undefined) return unit.fail(refusal);
  return formatRecord(unit, operation, HOME_ADDRESS_SIZE, []);
}

/**
 * WRITE HOME ADDRESS: the track is empty behind it. The flag byte may say that the track is defective or an
 * alternate; the address must be that of the track, because an image has no other place to tell tracks apart.
 */
export function writeHomeAddress(unit: CkdUnit, operation: ChannelOperation): number {
  const refusal = writeRefusal(unit, 'home-address');
  if (refusal !== undefined) return unit.fail(refusal === 'write-mask' ? 'file-protected' : refusal);
  const { mechanism, chain } = unit;
  const given = operation.fetch(HOME_ADDRESS_SIZE, 'variable');
  if (given.length === 0) return NORMAL_END;
  const { cylinder, head } = mechanism;
  const home = [given[0] & (HomeFlag.defective | HomeFlag.alternate), ...halfwords(cylinder, head)];
  if (home.some((byte, index) => index > 0 && byte !== (given[index] ?? 0))) {
    throw new BackingError(
      `cylinder ${cylinder} head ${head}: a home address of another track was to be written`,
      'equipment-check',
    );
  }
  mechanism.write(0, Uint8Array.of(...home, ...END_OF_TRACK));
  mechanism.settle(-1, 'home');
  mechanism.indexPasses = 0;
  chain.nextFooting = 'home-address';
  return NORMAL_END;
}

/** ERASE: the rest of the track after the record that was searched for becomes empty. */
export function erase(unit: CkdUnit, operation: ChannelOperation): number {
  if (!mayFormat(unit)) return unit.fail('invalid-sequence');
  const refusal = writeRefusal(unit, 'format');
  if (refusal !== undefined) return unit.fail(refusal);
  const { mechanism } = unit;
  const count = padded(operation.fetch(COUNT_SIZE, 'variable'), COUNT_SIZE);
  operation.fetch(count[5] + ((count[6] << 8) | count[7]), 'variable');
  mechanism.write(mechanism.record!.end, END_OF_TRACK);
  mechanism.orientation = 'data';
  mechanism.indexPasses = 0;
  return NORMAL_END;
}

function mayFormat({ chain }: CkdUnit): boolean {
  return chain.footing === 'search-id' || chain.footing === 'search-key' || chain.footing === 'format-write';
}

/** Why a write of this kind is not permitted here. */
export function writeRefusal(unit: CkdUnit, kind: WriteKind): DiskCondition | undefined {
  if (!unit.chain.mayWrite(kind)) return 'write-mask';
  if (unit.store.readOnly) return 'write-inhibited';
  return unit.mechanism.trackCondition && kind !== 'home-address' ? 'track-condition' : undefined;
}

/** Writes count, key and data at `offset`; all that was on the track from there on is gone. */
export function formatRecord(
  unit: CkdUnit,
  operation: ChannelOperation,
  offset: number,
  before: readonly TrackRecord[],
): number {
  const { mechanism, chain, model } = unit;
  const given = operation.fetch(COUNT_SIZE, 'variable');
  if (given.length === 0) return NORMAL_END;
  const count = padded(given, COUNT_SIZE);
  const keyLength = count[5];
  const dataLength = (count[6] << 8) | count[7];
  if (!recordFits(model, before, keyLength, dataLength)) return unit.fail('track-overrun');
  const length = COUNT_SIZE + keyLength + dataLength;
  const image = new Uint8Array(length + END_OF_TRACK.length);
  image.set(count);
  if (operation.command === WRITE_SPECIAL) image[0] |= OVERFLOW_FLAG;
  image.set(operation.fetch(keyLength + dataLength, 'variable'), COUNT_SIZE);
  image.set(END_OF_TRACK, length);
  mechanism.write(offset, image);
  mechanism.settle(before.length, 'data');
  mechanism.indexPasses = 0;
  chain.nextFooting = 'format-write';
  return NORMAL_END;
}

const WRITE_SPECIAL = 0x01;

function padded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) return bytes;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

function halfwords(...values: number[]): number[] {
  return values.flatMap((value) => [value >> 8, value & 0xff]);
}
