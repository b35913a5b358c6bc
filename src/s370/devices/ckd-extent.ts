/**
 * Extended commands of the 3880 with speed matching buffer: DEFINE EXTENT bounds a channel program, LOCATE RECORD
 * gives a domain of data commands a place and a purpose. GA26-1661, Define Extent, Locate Record.
 */

import { NORMAL_END } from '../channel/status.js';
import { wholeVolume } from './ckd-chain.js';
import type { CkdChain, LocateDomain } from './ckd-chain.js';
import { recordZeroLength } from './ckd-identity.js';
import type { DiskCondition } from './ckd-sense.js';
import { COUNT_SIZE, HOME_ADDRESS_SIZE } from './ckd-track.js';
import type { CkdUnit } from './ckd-unit.js';
import { formatRecord, update, writeRefusal } from './ckd-writes.js';
import type { ChannelOperation } from './device.js';

const PARAMETER_SIZE = 16;
/** Global attributes of DEFINE EXTENT: both bits of the architecture field, and CKD conversion mode. */
const EXTENDED_ARCHITECTURE = 0xc0;
const CONVERSION_MODE = 0x20;
const MASK_RESERVED = 0x20;
/** Auxiliary byte of LOCATE RECORD. */
const TRANSFER_LENGTH_VALID = 0x80;
const COUNT_SUFFIX = 0x01;
const AUXILIARY_RESERVED = 0x7e;
const ANY_SECTOR = 0xff;

/** Orientation, bits 0-1 of the operation byte of LOCATE RECORD. */
const Orient = { count: 0x00, home: 0x40, data: 0x80, index: 0xc0 } as const;
/** Operation, bits 2-7 of it. */
const Operation = { orient: 0x00, writeData: 0x01, formatWrite: 0x03, readData: 0x06, read: 0x16 } as const;

const READ_COUNTS = [0x12, 0x92];
const READ_COMMANDS = [0x06, 0x86, 0x0e, 0x8e, 0x12, 0x92, 0x1e, 0x9e];
/** Commands that may follow in the domain of an operation. */
const DOMAIN_COMMANDS: ReadonlyMap<number, readonly number[]> = new Map([
  [Operation.writeData, [0x05, 0x0d, 0x85, 0x8d, 0x12, 0x92]],
  [Operation.formatWrite, [0x15, 0x1d, 0x9d]],
  [Operation.readData, [...READ_COMMANDS, 0x16, 0x96, 0x1a, 0x9a]],
  [Operation.read, [...READ_COMMANDS, 0x16, 0x96, 0x1a, 0x9a]],
]);
/** Orientations that an operation may ask for. */
const ORIENTATIONS: ReadonlyMap<number, readonly number[]> = new Map([
  [Operation.orient, [Orient.count, Orient.home, Orient.data]],
  [Operation.writeData, [Orient.count, Orient.data]],
  [Operation.formatWrite, [Orient.count, Orient.home, Orient.index]],
  [Operation.readData, [Orient.count, Orient.home, Orient.data]],
  [Operation.read, [Orient.count, Orient.home, Orient.data, Orient.index]],
]);

/**
 * May a command come now? Outside a domain every command may. READ COUNT is the last command of a domain of writes that
 * has announced it.
 */
export function permittedInDomain({ domain }: CkdChain, command: number): boolean {
  if (domain === undefined) return true;
  if (domain.operation === Operation.writeData && READ_COUNTS.includes(command)) {
    return domain.countSuffix && domain.remaining === 1;
  }
  return DOMAIN_COMMANDS.get(domain.operation)!.includes(command);
}

export function defineExtent(unit: CkdUnit, operation: ChannelOperation): number {
  const { chain, model, store } = unit;
  const parameters = operation.fetch(PARAMETER_SIZE);
  if (parameters.length < PARAMETER_SIZE) return unit.fail('short-argument');
  if (chain.maskSet || chain.spaceCounted) return unit.fail('invalid-sequence');
  const view = new DataView(parameters.buffer, parameters.byteOffset);
  const [mask, attributes] = parameters;
  const longest = recordZeroLength(model) + COUNT_SIZE;
  const blockSize = view.getUint16(2) || longest;
  const extent = {
    firstCylinder: view.getUint16(8),
    firstHead: view.getUint16(10),
    lastCylinder: view.getUint16(12),
    lastHead: view.getUint16(14),
  };
  const whole = wholeVolume(store.geometry);
  const backwards =
    extent.firstCylinder > extent.lastCylinder ||
    (extent.firstCylinder === extent.lastCylinder && extent.firstHead > extent.lastHead);
  if (
    (attributes & EXTENDED_ARCHITECTURE) !== EXTENDED_ARCHITECTURE ||
    (mask & MASK_RESERVED) !== 0 ||
    blockSize > longest ||
    parameters[4] !== 0 ||
    parameters[5] !== 0 ||
    parameters[6] !== 0 ||
    backwards ||
    extent.lastCylinder > whole.lastCylinder ||
    extent.firstHead > whole.lastHead ||
    extent.lastHead > whole.lastHead
  ) {
    return unit.fail('invalid-argument');
  }
  chain.fileMask = mask;
  chain.maskSet = true;
  chain.conversionMode = (attributes & CONVERSION_MODE) !== 0;
  chain.blockSize = blockSize;
  chain.extent = extent;
  unit.mechanism.indexPasses = 0;
  return NORMAL_END;
}

export function locateRecord(unit: CkdUnit, operation: ChannelOperation): number {
  const { chain, mechanism } = unit;
  const parameters = operation.fetch(PARAMETER_SIZE);
  if (parameters.length < PARAMETER_SIZE) return unit.fail('short-argument');
  if (chain.extent === undefined && !chain.readIpl) return unit.fail('invalid-sequence');
  const domain = domainOf(unit, parameters);
  if (domain === undefined) return unit.fail('invalid-argument');
  const view = new DataView(parameters.buffer, parameters.byteOffset);
  const cylinder = view.getUint16(4);
  const head = view.getUint16(6);
  const { cylinders, heads } = unit.store.geometry;
  if (cylinder >= cylinders || head >= heads) return unit.fail('invalid-argument');
  if (!chain.contains(cylinder, head)) return unit.fail('file-protected');
  if (cylinder !== mechanism.cylinder) unit.usage.seeks++;
  mechanism.seek(cylinder, head);
  mechanism.indexPasses = 0;
  const failure = orient(unit, domain, parameters.subarray(8, 13));
  if (failure !== undefined) return unit.fail(failure);
  chain.domain = domain.remaining > 0 ? domain : undefined;
  return unit.move('turn', operation);
}

/** The domain that the parameters of LOCATE RECORD describe; undefined when they make no sense. */
function domainOf({ chain, model }: CkdUnit, parameters: Uint8Array): LocateDomain | undefined {
  const operation = parameters[0] & 0x3f;
  const orientation = parameters[0] & 0xc0;
  const auxiliary = parameters[1];
  const remaining = parameters[3];
  const sector = parameters[13];
  const transferLength = (parameters[14] << 8) | parameters[15];
  const countSuffix = (auxiliary & COUNT_SUFFIX) !== 0;
  const lengthValid = (auxiliary & TRANSFER_LENGTH_VALID) !== 0;
  if (
    ORIENTATIONS.get(operation)?.includes(orientation) !== true ||
    (auxiliary & AUXILIARY_RESERVED) !== 0 ||
    (countSuffix && operation !== Operation.writeData && operation !== Operation.read) ||
    parameters[2] !== 0 ||
    (operation === Operation.orient) !== (remaining === 0) ||
    (countSuffix && remaining < 2) ||
    (sector !== ANY_SECTOR && sector >= model.sectors) ||
    lengthValid !== (transferLength !== 0) ||
    transferLength > chain.blockSize
  ) {
    return undefined;
  }
  return {
    operation,
    orientation,
    countSuffix,
    transferLength: lengthValid ? transferLength : chain.blockSize,
    remaining,
  };
}

/** Turns the disk to the place that LOCATE RECORD names. */
function orient(unit: CkdUnit, domain: LocateDomain, argument: Uint8Array): DiskCondition | undefined {
  const { mechanism, chain } = unit;
  const { bytes, records } = mechanism.track;
  switch (domain.orientation) {
    case Orient.index:
      mechanism.settle(-1, 'index');
      if (domain.operation === Operation.formatWrite) chain.nextFooting = 'home-address';
      return undefined;
    case Orient.home:
      if (!equal(bytes.subarray(1, HOME_ADDRESS_SIZE), argument.subarray(0, 4), 0xff))
        return 'no-record-found';
      mechanism.settle(-1, 'home');
      if (domain.operation === Operation.formatWrite) chain.nextFooting = 'home-address';
      return undefined;
  }
  if (mechanism.trackCondition) return 'track-condition';
  const index = records.findIndex(({ offset, overflow }) =>
    equal(bytes.subarray(offset, offset + 5), argument, overflow ? 0x7f : 0xff),
  );
  if (index < 0) return 'no-record-found';
  mechanism.settle(index, domain.orientation === Orient.data ? 'data' : 'count');
  const writes = domain.operation === Operation.writeData || domain.operation === Operation.formatWrite;
  if (domain.orientation === Orient.count && writes) chain.nextFooting = 'search-id';
  return undefined;
}

function equal(field: Uint8Array, argument: Uint8Array, firstMask: number): boolean {
  return argument.every((byte, i) => (i === 0 ? field[i] & firstMask : field[i]) === byte);
}

/** WRITE UPDATE DATA: over the data of the next record in the domain. */
export function updateData(unit: CkdUnit, operation: ChannelOperation): number {
  return updateNext(unit, operation, false);
}

/** WRITE UPDATE KEY AND DATA: over key and data of the next record in the domain. */
export function updateKeyData(unit: CkdUnit, operation: ChannelOperation): number {
  return updateNext(unit, operation, true);
}

function updateNext(unit: CkdUnit, operation: ChannelOperation, withKey: boolean): number {
  const { chain, mechanism } = unit;
  if (chain.domain === undefined) return unit.fail('invalid-sequence');
  if (mechanism.orientation !== 'count' || mechanism.record!.number === 0) {
    const failure = mechanism.toNextCount(true, chain, false);
    if (failure !== undefined) return unit.fail(failure);
  }
  const { keyLength, dataLength } = mechanism.record!;
  const length = withKey ? keyLength + dataLength : dataLength;
  if (!chain.conversionMode && length !== chain.domain.transferLength) return unit.fail('track-format');
  return update(unit, operation, length);
}

/** WRITE COUNT, KEY AND DATA NEXT TRACK: behind record 0 of the next track. */
export function writeNextTrack(unit: CkdUnit, operation: ChannelOperation): number {
  const { chain, mechanism } = unit;
  if (chain.domain === undefined || chain.footing !== 'format-write') return unit.fail('invalid-sequence');
  const refusal = writeRefusal(unit, 'format');
  if (refusal !== undefined) return unit.fail(refusal);
  const failure = mechanism.advanceHead(chain);
  if (failure !== undefined) return unit.fail(failure);
  const recordZero = mechanism.track.record(0);
  if (recordZero === undefined) return unit.fail('no-record-found');
  mechanism.settle(0, 'data');
  return formatRecord(unit, operation, recordZero.end, mechanism.recordsBefore);
}
