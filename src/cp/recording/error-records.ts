import { ebcdic037 } from '../../ebcdic/index.js';
import type { Csw, MachineCheckReport } from '../../s370/index.js';
import { cswHigh, cswLow, deviceClass } from '../../s370/index.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';
import { unitType } from './device-codes.js';

/** Type of a record: its first byte. */
export const RecordType = {
  machineCheck: 0x10,
  channelCheck: 0x20,
  outboard: 0x30,
} as const;

/** VM/370 Release 6, in the second byte. */
export const SYSTEM_AND_RELEASE = 0x66;
/** Byte 2: date and time are those of the TOD clock. */
export const TOD_CLOCK = 0x40;

/** What every record begins with. */
export interface RecordHeader {
  /** TOD clock, local time. */
  readonly clock: bigint;
  /** STIDP of the real machine, 8 bytes. */
  readonly cpuId: Uint8Array;
}

/** A failed operation of a real device. */
export interface DeviceFailure {
  readonly rdev: RdevBlok;
  readonly csw: Csw;
  /** The CCW that failed; zeros when it is not known. */
  readonly ccw: Uint8Array;
  readonly sense: Uint8Array;
  /** Whose operation it was; undefined for CP's own. */
  readonly userid: string | undefined;
  /** Argument of the last seek, CCHH, of a disk. */
  readonly seek: Uint8Array | undefined;
}

const HEADER = 24;
const OBR_SIZE = 132;
const DASD_DOUBLEWORDS = 3;
/** Bytes of statistics behind the part that depends on the device. */
const STATISTICS = 10;
const TAPE_STATISTICS = 20;
const MOST_SENSE = 24;

/** OBR, outboard record: unit check of a device. SY20-0884, OBRRECN; SY20-0887, DMKIOF. */
export function outboardRecord(header: RecordHeader, failure: DeviceFailure): Uint8Array {
  const { rdev, csw, ccw, userid, seek } = failure;
  const record = new Uint8Array(OBR_SIZE);
  const view = new DataView(record.buffer);
  putHeader(record, RecordType.outboard, header);
  if (userid !== undefined) record.set(ebcdic037.encode(userid, 8), 24);
  record.set(ccw.subarray(0, 8), 32);
  putCsw(view, 40, csw);
  const layout = layoutOf(rdev);
  record[48] = layout.doublewords;
  view.setUint16(50, rdev.address);
  view.setUint16(54, unitType(rdev.type, rdev.cylinders));
  record[56] = layout.statistics;
  view.setUint16(58, rdev.address);
  const dependent = layout.doublewords * 8;
  const sense = failure.sense.subarray(
    0,
    Math.min(MOST_SENSE, OBR_SIZE - 64 - dependent - layout.statistics),
  );
  view.setUint16(62, sense.length);
  if (dependent > 0 && rdev.volser !== undefined) record.set(ebcdic037.encode(rdev.volser, 6), 64);
  if (seek !== undefined) {
    // last seek MBBCCHH and home address BBCCHH
    record.set(seek, 73);
    record.set(seek, 80);
  }
  record.set(sense, 64 + dependent + layout.statistics);
  return record;
}

/** CCH, channel check: channel control, interface control or channel data check. SY20-0884, CCHREC. */
export function channelRecord(header: RecordHeader, failure: DeviceFailure): Uint8Array {
  const record = new Uint8Array(80);
  const view = new DataView(record.buffer);
  putHeader(record, RecordType.channelCheck, header);
  record.set(ebcdic037.encode(failure.userid ?? 'SYSTEM', 8), 0x18);
  view.setUint16(0x20, failure.rdev.address);
  record.set(failure.ccw.subarray(0, 8), 0x30);
  putCsw(view, 0x38, failure.csw);
  view.setUint16(0x46, unitType(failure.rdev.type, failure.rdev.cylinders));
  view.setUint16(0x4a, failure.rdev.address);
  view.setUint16(0x4c, failure.rdev.address);
  return record;
}

/** Length of the fixed logout that a machine check leaves at X'E8' to X'1FF', as far as a record has it. */
const FIXED_LOGOUT = 0x118;

/** MCH, machine check: old PSW and fixed logout. SY20-0884, MCRECORD. */
export function machineCheckRecord(
  header: RecordHeader,
  check: {
    readonly report: MachineCheckReport;
    readonly psw: readonly [number, number];
    readonly userid: string;
  },
): Uint8Array {
  const { report, psw, userid } = check;
  const record = new Uint8Array(48 + FIXED_LOGOUT);
  const view = new DataView(record.buffer);
  putHeader(record, RecordType.machineCheck, header);
  record.set(ebcdic037.encode(userid, 8), 24);
  view.setInt32(40, psw[0]);
  view.setInt32(44, psw[1]);
  // the logout begins with what is stored at X'E8'
  view.setInt32(48, report.high);
  view.setInt32(52, report.low);
  view.setInt32(60, report.externalDamageCode ?? 0);
  view.setInt32(64, report.failingAddress ?? 0);
  return record;
}

function putHeader(record: Uint8Array, type: number, { clock, cpuId }: RecordHeader): void {
  record.set([type, SYSTEM_AND_RELEASE, TOD_CLOCK]);
  new DataView(record.buffer).setBigUint64(8, BigInt.asUintN(64, clock));
  record.set(cpuId.subarray(0, 8), HEADER - 8);
}

function putCsw(view: DataView, at: number, csw: Csw): void {
  view.setInt32(at, cswHigh(csw) | 0);
  view.setInt32(at + 4, cswLow(csw) | 0);
}

/** Doublewords of the part that depends on the device, and bytes of statistics behind it. */
function layoutOf(rdev: RdevBlok): { readonly doublewords: number; readonly statistics: number } {
  switch (deviceClass(rdev.type)) {
    case 'disk':
      return { doublewords: DASD_DOUBLEWORDS, statistics: rdev.type === '2314' ? STATISTICS : 0 };
    case 'tape':
      return /^34/.test(rdev.type)
        ? { doublewords: DASD_DOUBLEWORDS, statistics: TAPE_STATISTICS }
        : { doublewords: 1, statistics: STATISTICS };
    default:
      return { doublewords: 0, statistics: rdev.type === '3505' ? 0 : STATISTICS };
  }
}
