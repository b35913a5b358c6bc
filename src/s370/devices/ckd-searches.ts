/** Search commands of CKD disks: HOME ADDRESS, ID, KEY, each equal, high, or both. GA26-1592, Search Commands. */

import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { Footing } from './ckd-chain.js';
import { COUNT_SIZE, HOME_ADDRESS_SIZE } from './ckd-track.js';
import { bytesAt, isMultitrack } from './ckd-unit.js';
import type { CkdUnit } from './ckd-unit.js';
import type { ChannelOperation } from './device.js';

const ID_SIZE = 5;
const FOUND = NORMAL_END | UnitStatus.statusModifier;

/** SEARCH HOME ADDRESS EQUAL: compares cylinder and head. */
export function searchHomeAddress(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const failure = mechanism.toHomeAddress(isMultitrack(operation), chain);
  if (failure !== undefined) return unit.fail(failure);
  const argument = operation.fetch(HOME_ADDRESS_SIZE - 1, 'variable');
  if (compare(bytesAt(unit, 1, HOME_ADDRESS_SIZE - 1), argument) !== 0) return NORMAL_END;
  if (argument.length === HOME_ADDRESS_SIZE - 1) chain.nextFooting = 'home-address';
  return FOUND;
}

/** SEARCH ID: compares cylinder, head and record number of the next count area. */
export function searchId(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const failure = mechanism.toNextCount(isMultitrack(operation), chain, true);
  if (failure !== undefined) return unit.fail(failure);
  const record = mechanism.record!;
  const argument = operation.fetch(ID_SIZE, 'variable');
  const id = bytesAt(unit, record.offset, ID_SIZE);
  const order = compare(record.overflow ? withoutFlag(id) : id, argument);
  return compared(unit, operation, order, argument.length === ID_SIZE ? 'search-id' : 'none');
}

/**
 * SEARCH KEY: compares the key of the record that is under the head, else of the next record; records without a key
 * are passed over then.
 */
export function searchKey(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const oriented = mechanism.orientation === 'count';
  while (mechanism.orientation !== 'count' || (!oriented && mechanism.record!.keyLength === 0)) {
    const failure = mechanism.toNextCount(isMultitrack(operation), chain, false);
    if (failure !== undefined) return unit.fail(failure);
  }
  const record = mechanism.record!;
  mechanism.orientation = 'key';
  if (record.keyLength === 0) return NORMAL_END;
  const argument = operation.fetch(record.keyLength, 'variable');
  const order = compare(bytesAt(unit, record.offset + COUNT_SIZE, record.keyLength), argument);
  return compared(unit, operation, order, argument.length === record.keyLength ? 'search-key' : 'none');
}

/** Status modifier when the search is satisfied: bit 1 of the command wants high, bit 2 equal. */
function compared(unit: CkdUnit, operation: ChannelOperation, order: number, footing: Footing): number {
  const wantsHigh = (operation.command & 0x40) !== 0;
  const wantsEqual = (operation.command & 0x20) !== 0;
  if (order === 0 && wantsEqual) {
    if (!wantsHigh) unit.chain.nextFooting = footing;
    return FOUND;
  }
  return order > 0 && wantsHigh ? FOUND : NORMAL_END;
}

function withoutFlag(id: Uint8Array): Uint8Array {
  const copy = id.slice();
  copy[0] &= 0x7f;
  return copy;
}

/** Compares a field on the disk with a search argument, over the argument's length. Positive: the disk is higher. */
function compare(field: Uint8Array, argument: Uint8Array): number {
  for (let i = 0; i < argument.length; i++) {
    const difference = field[i] - argument[i];
    if (difference !== 0) return difference;
  }
  return 0;
}
