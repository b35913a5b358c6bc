import type { CkdGeometry } from './backing.js';
import type { DiskModel } from './ckd-models.js';

/** What the 3880 tells of itself and of a disk model. GA26-1661: Sense I/O Type, Read Device Characteristics. */
interface Identity3880 {
  readonly type: number;
  /** Length of home address and record 0 with their gaps. */
  readonly homeAndRecordZero: number;
  /** Bytes of the track, gaps not subtracted. */
  readonly trackLength: number;
  /** Longest record 0. */
  readonly recordZero: number;
  /** Factors of the track capacity formula: cell, data gap, key gap. */
  readonly factors: readonly [number, number, number];
}

const IDENTITY: Partial<Record<DiskModel['type'], Identity3880>> = {
  '3375': {
    type: 0x3375,
    homeAndRecordZero: 832,
    trackLength: 36000,
    recordZero: 36000,
    factors: [32, 384, 160],
  },
  '3380': {
    type: 0x3380,
    homeAndRecordZero: 1088,
    trackLength: 47968,
    recordZero: 47988,
    factors: [32, 492, 236],
  },
};

const CONTROL_UNIT = 0x3880;
const CONTROL_UNIT_MODEL = 0x05;
const CONTROL_UNIT_CODE = 0x09;
/** Storage director facilities: multiple-burst error correction. */
const FACILITIES = 0x80000000;
const DISK_CLASS = 0x20;
const DISK_CODE = 0x0e;
const RPS_FACTORS = 0x5007;

/** Longest record 0, which is the longest block of an extent. */
export function recordZeroLength(model: DiskModel): number {
  return IDENTITY[model.type]?.recordZero ?? 0;
}

/** SENSE ID: undefined for the disks of older control units, which do not have the command. */
export function senseIdentification(model: DiskModel): Uint8Array | undefined {
  const identity = IDENTITY[model.type];
  if (identity === undefined) return undefined;
  const bytes = new Uint8Array(7);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0xff;
  view.setUint16(1, CONTROL_UNIT);
  bytes[3] = CONTROL_UNIT_MODEL;
  view.setUint16(4, identity.type);
  bytes[6] = model.model;
  return bytes;
}

/** READ DEVICE CHARACTERISTICS: 64 bytes. */
export function deviceCharacteristics(model: DiskModel, geometry: CkdGeometry): Uint8Array {
  const identity = IDENTITY[model.type]!;
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  const alternates = Math.max(0, geometry.cylinders - model.cylinders);
  const primaries = geometry.cylinders - alternates;
  view.setUint16(0, CONTROL_UNIT);
  bytes[2] = CONTROL_UNIT_MODEL;
  view.setUint16(3, identity.type);
  bytes[5] = model.model;
  view.setUint32(6, FACILITIES);
  bytes[10] = DISK_CLASS;
  bytes[11] = DISK_CODE;
  view.setUint16(12, primaries);
  view.setUint16(14, geometry.heads);
  bytes[16] = model.sectors;
  view.setUint16(18, identity.trackLength);
  view.setUint16(20, identity.homeAndRecordZero);
  bytes[22] = 1;
  bytes[23] = identity.factors[0];
  view.setUint16(24, identity.factors[1]);
  view.setUint16(26, identity.factors[2]);
  if (alternates > 0) {
    view.setUint16(28, primaries);
    view.setUint16(30, alternates * geometry.heads);
  }
  bytes[40] = DISK_CODE;
  bytes[41] = DISK_CODE;
  bytes[42] = CONTROL_UNIT_CODE;
  bytes[43] = 2;
  view.setUint16(44, identity.recordZero);
  bytes[47] = 1;
  view.setUint16(49, RPS_FACTORS);
  return bytes;
}
