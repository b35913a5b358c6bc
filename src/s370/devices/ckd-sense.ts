import type { DiskModel } from './ckd-models.js';
import { Sense0 } from './sense.js';

/** Conditions that a disk control unit reports. */
export type DiskCondition =
  | 'command-reject'
  | 'invalid-sequence'
  | 'short-argument'
  | 'invalid-argument'
  | 'seek-check'
  | 'write-mask'
  | 'no-record-found'
  | 'end-of-cylinder'
  | 'file-protected'
  | 'write-inhibited'
  | 'track-overrun'
  | 'track-format'
  | 'track-condition'
  | 'incomplete-domain'
  | 'intervention-required'
  | 'data-check'
  | 'equipment-check';

/** Sense byte 1: the operation went on to another track and could not be completed there. */
const OPERATION_INCOMPLETE = 0x01;
const END_OF_CYLINDER = 0x20;

type SensePair = readonly [byte0: number, byte1: number];

/** Sense bytes 0 and 1 of the 2835, 3830 and 3880. GA26-1589, GA26-1592, GA26-1661: Sense Information. */
const SENSE_3830: Record<DiskCondition, SensePair> = {
  'command-reject': [Sense0.commandReject, 0],
  'invalid-sequence': [Sense0.commandReject, 0],
  'short-argument': [Sense0.commandReject, 0],
  'invalid-argument': [Sense0.commandReject, 0],
  'seek-check': [Sense0.commandReject, 0],
  'write-mask': [Sense0.commandReject, 0],
  'no-record-found': [0, 0x08],
  'end-of-cylinder': [0, END_OF_CYLINDER],
  'file-protected': [0, 0x04],
  'write-inhibited': [Sense0.commandReject, 0x02],
  'track-overrun': [0, 0x40],
  'track-format': [0, 0x40],
  'track-condition': [0x02, 0],
  'incomplete-domain': [Sense0.commandReject | 0x01, 0],
  'intervention-required': [Sense0.interventionRequired, 0],
  'data-check': [Sense0.dataCheck, 0],
  'equipment-check': [Sense0.equipmentCheck, 0x80],
};

/**
 * Sense bytes 0 and 1 of the 2841 and 2314. A26-5988, GA26-3599. A seek check that the program has caused comes
 * with command reject, and so does the file protection of a write: error recovery tells them apart by it.
 */
const SENSE_2841: Record<DiskCondition, SensePair> = {
  'command-reject': [Sense0.commandReject, 0],
  'invalid-sequence': [Sense0.commandReject, 0x10],
  'short-argument': [Sense0.commandReject, 0],
  'invalid-argument': [Sense0.commandReject, 0],
  'seek-check': [Sense0.commandReject | 0x01, 0],
  'write-mask': [Sense0.commandReject, 0x04],
  'no-record-found': [0, 0x08],
  'end-of-cylinder': [0, END_OF_CYLINDER],
  'file-protected': [0, 0x04],
  'write-inhibited': [Sense0.commandReject, 0],
  'track-overrun': [0, 0x40],
  'track-format': [0, 0x02],
  'track-condition': [0x02, 0],
  'incomplete-domain': [Sense0.commandReject | 0x01, 0],
  'intervention-required': [Sense0.interventionRequired, 0],
  'data-check': [Sense0.dataCheck, 0],
  'equipment-check': [Sense0.equipmentCheck, 0],
};

/** Sense byte 7 of 24-byte sense: format (bits 0-3) and message. */
const MESSAGE: Partial<Record<DiskCondition, number>> = {
  'command-reject': 0x01,
  'invalid-sequence': 0x02,
  'write-mask': 0x02,
  'short-argument': 0x03,
  'seek-check': 0x04,
  'invalid-argument': 0x04,
  'equipment-check': 0x10,
  'data-check': 0x40,
};

/** Where and how a condition came about. */
export interface SenseContext {
  readonly model: DiskModel;
  /** Device address. */
  readonly address: number;
  readonly cylinder: number;
  readonly head: number;
  /** Record under the head. */
  readonly record: number;
  /** A record that goes on to the next track could not be completed: was it being read or written? */
  readonly incomplete?: 'read' | 'write';
}

/** Sense bytes for a condition; without one, what SENSE shows of a device that is well. */
export function diskSense(condition: DiskCondition | undefined, context: SenseContext): Uint8Array {
  const { model } = context;
  const sense = new Uint8Array(model.senseLength);
  if (condition !== undefined) {
    sense.set((model.senseLength < 24 ? SENSE_2841 : SENSE_3830)[condition]);
    if (context.incomplete !== undefined) sense[1] |= OPERATION_INCOMPLETE;
  }
  const restart = context.incomplete === undefined ? 0 : context.incomplete === 'read' ? 0x06 : 0x05;
  if (model.senseLength < 24) {
    sense[3] = model.type === '2311' ? 0xc8 : 0x40;
    if ((sense[1] & END_OF_CYLINDER) !== 0) sense[3] |= 0x04;
    sense[5] = restart;
    return sense;
  }
  sense[3] = restart;
  if (model.type === '3340') sense[2] = 0x80 | model.model;
  sense[4] = physicalAddress(model, context.address);
  sense[5] = context.cylinder & 0xff;
  sense[6] = ((context.cylinder >> 8) << highCylinderShift(model)) | (context.head & 0x1f);
  sense[7] = condition === undefined ? 0 : (MESSAGE[condition] ?? 0);
  if (sense[7] >> 4 === 4) {
    const { cylinder, head, record } = context;
    sense.set([cylinder >> 8, cylinder & 0xff, head >> 8, head & 0xff, record], 8);
  }
  return sense;
}

/** Sense byte 4: the drive in the string. */
function physicalAddress(model: DiskModel, address: number): number {
  const drive = address & 7;
  switch (model.type) {
    case '3330':
      return drive | ((~drive & 7) << 3);
    case '3340':
    case '3350':
      return 0x80 >> drive;
    case '3375':
      return drive;
    case '3380':
      return address & 0x0f;
    default:
      return 0;
  }
}

/** Where sense byte 6 keeps the high bits of the cylinder, beside the head. */
function highCylinderShift(model: DiskModel): number {
  switch (model.name) {
    case '3330-1':
    case '3375-1':
      return 6;
    case '3330-11':
      return 5;
    default:
      return model.type === '3340' || model.type === '3350' ? 5 : 4;
  }
}
