import type { FbaModel } from './fba-models.js';
import { Sense0 } from './sense.js';

/** Conditions that the control unit of an FBA disk reports. */
export type FbaCondition =
  | 'command-reject'
  | 'invalid-sequence'
  | 'short-argument'
  | 'invalid-argument'
  | 'write-inhibited'
  | 'intervention-required'
  | 'data-check'
  | 'equipment-check';

/** Sense bytes 0 and 1, and byte 7: format (bits 0-3) and message. GA26-1657, Sense Information. */
const SENSE: Record<FbaCondition, readonly [byte0: number, byte1: number, message: number]> = {
  'command-reject': [Sense0.commandReject, 0, 0x01],
  'invalid-sequence': [Sense0.commandReject, 0, 0x02],
  'short-argument': [Sense0.commandReject, 0, 0x03],
  'invalid-argument': [Sense0.commandReject, 0, 0x04],
  'write-inhibited': [Sense0.commandReject, 0x02, 0],
  'intervention-required': [Sense0.interventionRequired, 0, 0],
  'data-check': [Sense0.dataCheck, 0x80, 0x40],
  'equipment-check': [Sense0.equipmentCheck, 0x80, 0x10],
};

/** Sense bytes for a condition; without one, where the drive stands. Cylinder and head are those of the block. */
export function fbaSense(
  condition: FbaCondition | undefined,
  place: { readonly model: FbaModel; readonly address: number; readonly block: number },
): Uint8Array {
  const sense = new Uint8Array(24);
  const { blocksPerAccessPosition, blocksPerCyclicalGroup } = place.model;
  const cylinder = Math.floor(place.block / blocksPerAccessPosition);
  const head = Math.floor((place.block % blocksPerAccessPosition) / blocksPerCyclicalGroup);
  sense[4] = place.address & 7;
  sense[5] = cylinder & 0xff;
  sense[6] = ((cylinder >> 8) << 4) | head;
  if (condition === undefined) return sense;
  const [byte0, byte1, message] = SENSE[condition];
  sense[0] = byte0;
  sense[1] = byte1;
  sense[7] = message;
  if (message >> 4 !== 0) new DataView(sense.buffer).setUint32(8, place.block);
  return sense;
}
