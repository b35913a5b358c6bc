/** Read commands of CKD disks. GA26-1592, Read Commands. */

import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { SearchFailure } from './ckd-mechanism.js';
import { COUNT_SIZE, HOME_ADDRESS_SIZE } from './ckd-track.js';
import { bytesAt, isMultitrack } from './ckd-unit.js';
import type { CkdUnit } from './ckd-unit.js';
import type { ChannelOperation } from './device.js';

const UNIT_EXCEPTION = NORMAL_END | UnitStatus.unitException;

export function readHomeAddress(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const failure = mechanism.toHomeAddress(isMultitrack(operation), chain);
  if (failure !== undefined) return unit.fail(failure);
  mechanism.indexPasses = 0;
  operation.store(bytesAt(unit, 0, HOME_ADDRESS_SIZE));
  return NORMAL_END;
}

export function readRecordZero(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const multitrack = isMultitrack(operation);
  if (multitrack || mechanism.orientation !== 'home') {
    const failure = mechanism.toHomeAddress(multitrack, chain);
    if (failure !== undefined) return unit.fail(failure);
  }
  if (mechanism.track.record(0)?.number !== 0) return unit.fail('track-format');
  mechanism.settle(0, 'count');
  return deliver(unit, operation, 'count');
}

export function readCount(unit: CkdUnit, operation: ChannelOperation): number {
  const failure = nextRecord(unit, operation);
  if (failure !== undefined) return unit.fail(failure);
  operation.store(countBytes(unit));
  return NORMAL_END;
}

export function readData(unit: CkdUnit, operation: ChannelOperation): number {
  const { orientation } = unit.mechanism;
  if (orientation !== 'count' && orientation !== 'key') {
    const failure = nextRecord(unit, operation);
    if (failure !== undefined) return unit.fail(failure);
  }
  return deliver(unit, operation, 'data');
}

export function readKeyData(unit: CkdUnit, operation: ChannelOperation): number {
  if (unit.mechanism.orientation !== 'count') {
    const failure = nextRecord(unit, operation);
    if (failure !== undefined) return unit.fail(failure);
  }
  return deliver(unit, operation, 'key');
}

export function readCountKeyData(unit: CkdUnit, operation: ChannelOperation): number {
  const failure = nextRecord(unit, operation);
  if (failure !== undefined) return unit.fail(failure);
  return deliver(unit, operation, 'count');
}

/** READ MULTIPLE COUNT, KEY AND DATA: the records from the next one to the end of the track. GA26-1661. */
export function readMultiple(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const failure = mechanism.toNextCount(false, chain, false);
  if (failure !== undefined) return unit.fail(failure);
  const { records } = mechanism.track;
  for (let index = mechanism.recordIndex; index < records.length; index++) {
    mechanism.settle(index, 'count');
    const { offset, end } = records[index];
    const bytes = countBytes(unit, end - offset);
    if (operation.store(bytes) < bytes.length) break;
  }
  mechanism.settle(records.length - 1, 'data');
  mechanism.indexPasses = 0;
  return NORMAL_END;
}

/** READ IPL: the data of record 1 of cylinder 0 head 0. Not behind a file mask or in a domain. */
export function readIpl(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  if (chain.maskSet || chain.domain !== undefined) return unit.fail('invalid-sequence');
  mechanism.seek(0, 0);
  mechanism.indexPasses = 0;
  chain.readIpl = true;
  return readData(unit, operation);
}

function nextRecord(unit: CkdUnit, operation: ChannelOperation): SearchFailure | undefined {
  return unit.mechanism.toNextCount(isMultitrack(operation), unit.chain, false);
}

/** The count area under the head, as the channel gets it, with what follows it up to `length` bytes. */
function countBytes(unit: CkdUnit, length = COUNT_SIZE): Uint8Array {
  const { offset, overflow } = unit.mechanism.record!;
  const bytes = bytesAt(unit, offset, length);
  if (!overflow) return bytes;
  const copy = bytes.slice();
  copy[0] &= 0x7f;
  return copy;
}

/**
 * Gives the record under the head to the channel, from one of its areas on; an overflow record with its further
 * segments, as long as the channel takes them. A record without data is an end of file: unit exception.
 */
function deliver(unit: CkdUnit, operation: ChannelOperation, from: 'count' | 'key' | 'data'): number {
  const { mechanism, chain } = unit;
  let record = mechanism.record!;
  const dataOffset = record.offset + COUNT_SIZE + record.keyLength;
  let bytes: Uint8Array;
  if (from === 'count') bytes = countBytes(unit, COUNT_SIZE + record.keyLength + record.dataLength);
  else if (from === 'key')
    bytes = bytesAt(unit, record.offset + COUNT_SIZE, record.keyLength + record.dataLength);
  else bytes = bytesAt(unit, dataOffset, record.dataLength);
  if (dataOffset + record.dataLength > record.end) return unit.fail('data-check');
  for (;;) {
    mechanism.orientation = 'data';
    mechanism.indexPasses = 0;
    unit.usage.bytesRead += bytes.length;
    const took = bytes.length === 0 ? 0 : operation.store(bytes);
    if (!record.overflow || took < bytes.length) break;
    const failure = mechanism.toNextSegment(chain);
    if (failure !== undefined) return unit.fail(failure, 'read');
    record = mechanism.record!;
    bytes = bytesAt(unit, record.end - record.dataLength, record.dataLength);
  }
  return record.dataLength === 0 ? UNIT_EXCEPTION : NORMAL_END;
}
