import type { DiskModel } from './ckd-models.js';
import { Sense0 } from './sense.js';

/** Conditions that a disk control unit reports. */
export type DiskCondition =
  | 'command-reject'
  | 'invalid-sequence'
  | 'seek-check'
  | 'no-record-found'
  | 'end-of-cylinder'
  | 'file-protected'
  | 'write-inhibited'
  | 'track-overrun'
  | 'track-format'
  | 'intervention-required'
  | 'data-check'
  | 'equipment-check';

type SensePair = readonly [byte0: number, byte1: number];

/** Sense bytes 0 and 1 of the 3830 family. GA26-1592, Sense Information. */
const SENSE_3830: Record<DiskCondition, SensePair> = {
  'command-reject': [Sense0.commandReject, 0],
  'invalid-sequence': [Sense0.commandReject, 0],
  'seek-check': [Sense0.commandReject, 0],
  'no-record-found': [0, 0x08],
  'end-of-cylinder': [0, 0x20],
  'file-protected': [0, 0x04],
  'write-inhibited': [Sense0.commandReject, 0x02],
  'track-overrun': [0, 0x40],
  'track-format': [0, 0x40],
  'intervention-required': [Sense0.interventionRequired, 0],
  'data-check': [Sense0.dataCheck, 0],
  'equipment-check': [Sense0.equipmentCheck, 0x80],
};

/** Sense bytes 0 and 1 of the 2841 and 2314. GA26-3599. */
const SENSE_2841: Record<DiskCondition, SensePair> = {
  'command-reject': [Sense0.commandReject, 0],
  'invalid-sequence': [Sense0.commandReject, 0x10],
  'seek-check': [0x01, 0],
  'no-record-found': [0, 0x08],
  'end-of-cylinder': [0, 0x20],
  'file-protected': [0, 0x04],
  'write-inhibited': [Sense0.commandReject, 0],
  'track-overrun': [0, 0x40],
  'track-format': [0x02, 0],
  'intervention-required': [Sense0.interventionRequired, 0],
  'data-check': [Sense0.dataCheck, 0],
  'equipment-check': [Sense0.equipmentCheck, 0],
};

/** Sense byte 7 of the 3830: message of format 0. */
const MESSAGE_3830: Partial<Record<DiskCondition, number>> = {
  'command-reject': 0x01,
  'invalid-sequence': 0x02,
  'seek-check': 0x04,
};

/** Sense bytes for a condition at a position. */
export function diskSense(
  model: DiskModel,
  condition: DiskCondition,
  cylinder: number,
  head: number,
): Uint8Array {
  const sense = new Uint8Array(model.senseLength);
  if (model.senseLength < 24) {
    sense.set(SENSE_2841[condition]);
    return sense;
  }
  sense.set(SENSE_3830[condition]);
  sense[5] = cylinder & 0xff;
  sense[6] = (((cylinder >> 8) & 3) << 5) | (head & 0x1f);
  sense[7] = MESSAGE_3830[condition] ?? 0;
  return sense;
}
