import { ebcdic037 } from '../../ebcdic/index.js';
import { GuestProgramCheck } from '../vmachine/guest-program-check.js';
import type { LogicalStorage } from '../vmachine/logical-storage.js';
import type { DedicatedVdev, MinidiskVdev } from '../vmachine/vdevblok.js';
import { isReal } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { LONGEST_RECORD } from './error-page.js';
import { SYSTEM_AND_RELEASE, TOD_CLOCK } from './error-records.js';

/** A record that a guest has handed over with SVC 76, with what is virtual in it made real. */
export interface GuestErrorRecord {
  readonly bytes: Uint8Array;
  /** Register that gets return code 0: 15 for OS and VM, 1 for DOS. */
  readonly register: 1 | 15;
  /** A device has failed: the operator is told its real address. */
  readonly device: number | undefined;
}

/** Record length that DOS is taken to mean: it gives none. */
const DOS_RECORD = 136;
const DOS_HEADER = 8;
const TIME_MACRO = 0x08;
const PROGRAM_NAME = 0x18;
/** Byte 3 of an OBR record. */
const SHORT = 0x20;
const DEMOUNT = 0x04;
/** Shortest records: long and short OBR, software error, DDR, MIH, MDR. */
const LONG_OBR = 64;
const SHORT_OBR = 32;
const OBR_OF_DISK = 112;
const OBR_OF_2314 = 104;
const HEADER_AND_NAME = 32;
const DDR_RECORD = 60;
const MIH_RECORD = 60;
const MDR_RECORD = 56;
const SOFTWARE_TYPES: readonly number[] = [0x40, 0x41, 0x42, 0x44, 0x48, 0x4f];

/** The record can't be taken: the guest gets its SVC as any other. */
class NoRecord extends Error {}

/**
 * SVC 76 of a guest: register 1 has the address of an error record and register 0 its length as a negative number (OS,
 * VM/370), or register 0 the address of one eight bytes on and register 1 that of a CCB with bit 0 on (DOS). Undefined
 * when that is not so, or the record makes no sense: the SVC is then the guest's own. SY20-0887, DMKSVC and DMKVER.
 */
export function guestErrorRecord(
  vm: Vmblok,
  logical: LogicalStorage,
  cpuId: Uint8Array,
): GuestErrorRecord | undefined {
  const [r0, r1] = vm.gpr;
  const isOs = r1 > 0 && r0 < 0;
  const isDos = r1 < 0 && r0 > 0;
  if (!isOs && !isDos) return undefined;
  try {
    const at = isOs ? r1 & 0xffffff : (r0 + DOS_HEADER) & 0xffffff;
    const room = vm.psw.dat ? DOS_RECORD : vm.storageSize - at;
    const length = isOs ? -r0 : Math.min(DOS_RECORD, room);
    if (length < HEADER_AND_NAME - 8 || length > LONGEST_RECORD) return undefined;
    // what DMKVER looks at must be there with the record
    if (!vm.psw.dat && at + length + 4 > vm.storageSize && isOs) return undefined;
    const bytes = pad(logical.fetch(at, length));
    const conversion = new Conversion(vm, bytes, length, cpuId);
    const device = conversion.run(isDos);
    return { bytes, register: isOs ? 15 : 1, device };
  } catch (error) {
    if (error instanceof NoRecord || error instanceof GuestProgramCheck) return undefined;
    throw error;
  }
}

/** A record with its length field is a whole number of doublewords. */
function pad(record: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(((record.length + 4 + 7) & ~7) - 4);
  bytes.set(record);
  return bytes;
}

type RealVdev = MinidiskVdev | DedicatedVdev;

/** Makes one record real. */
class Conversion {
  private readonly view: DataView;

  constructor(
    private readonly vm: Vmblok,
    private readonly bytes: Uint8Array,
    private readonly length: number,
    private readonly cpuId: Uint8Array,
  ) {
    this.view = new DataView(bytes.buffer);
  }

  /** Answers the real address of the device that failed when the operator is to be told. */
  run(isDos: boolean): number | undefined {
    const { bytes } = this;
    bytes[1] = SYSTEM_AND_RELEASE;
    const type = bytes[0];
    if (type === 0x30) return this.outboard();
    if (isDos) throw new NoRecord();
    if (SOFTWARE_TYPES.includes(type)) this.needs(HEADER_AND_NAME);
    else if (type === 0x60) this.reallocation();
    else if (type === 0x70) this.missingInterruption();
    else if (type === 0x91) this.miscellaneous();
    else throw new NoRecord();
    if (type !== 0x91) this.putName();
    this.putCpu();
    return undefined;
  }

  private outboard(): number | undefined {
    const { bytes, view } = this;
    if ((bytes[3] & SHORT) !== 0) {
      this.needs(SHORT_OBR);
      this.putAddress(0x1d, this.real(this.address(0x1d)));
      this.putCpu();
      return undefined;
    }
    this.needs(LONG_OBR);
    const vdev = this.real(this.address(0x31));
    const { real } = vdev;
    if (isDisk(vdev)) this.needs(real.type === '2314' ? OBR_OF_2314 : OBR_OF_DISK);
    this.putName();
    this.putCpu();
    this.putAddress(0x31, vdev);
    this.putAddress(0x39, vdev);
    if (vdev.kind === 'minidisk') {
      bytes.set(ebcdic037.encode(real.volser ?? '', 6), 0x40);
      // cylinder of the last seek and of the home address
      view.setUint16(0x49, view.getUint16(0x49) + vdev.start);
      view.setUint16(0x50, view.getUint16(0x50) + vdev.start);
      this.relocateSense(vdev);
    }
    return (bytes[3] & DEMOUNT) === 0 ? real.address : undefined;
  }

  /** The low byte of the cylinder in sense byte 5 of a 3330, 3340 or 3350, and its high bits in byte 6. */
  private relocateSense({ real, start }: MinidiskVdev): void {
    const { bytes } = this;
    const sense = 0x58;
    if (real.type === '3340' || real.type === '3350') {
      const head = bytes[sense + 6];
      const cylinder = (((head << 3) & 0x300) | bytes[sense + 5]) + start;
      if (cylinder > 559) return;
      bytes[sense + 5] = cylinder & 0xff;
      bytes[sense + 6] = ((cylinder & 0x300) >> 3) | (head & 0x1f);
    } else if (real.type === '3330') {
      const cylinder = (((bytes[sense + 6] << 2) & 0x100) | bytes[sense + 5]) + start;
      if (cylinder > 400) return;
      bytes[sense + 5] = cylinder & 0xff;
      if (cylinder >= 256) bytes[sense + 6] |= 0x40;
    }
  }

  private reallocation(): void {
    this.needs(DDR_RECORD);
    this.putAddress(0x2d, this.real(this.address(0x2d)));
    this.putAddress(0x35, this.real(this.address(0x35)));
  }

  private missingInterruption(): void {
    this.needs(MIH_RECORD);
    const vdev = this.real(this.address(0x20));
    this.putAddress(0x20, vdev);
    if (vdev.kind === 'minidisk') this.bytes.set(ebcdic037.encode(vdev.real.volser ?? '', 6), 0x26);
  }

  private miscellaneous(): void {
    this.needs(MDR_RECORD);
    const vdev = this.real(this.view.getUint16(0x18));
    this.view.setUint16(0x18, vdev.real.address);
    if (isDisk(vdev)) this.bytes.set(ebcdic037.encode(vdev.real.volser ?? '', 6), 0x1a);
  }

  private needs(length: number): void {
    if (this.length < length) throw new NoRecord();
  }

  /** A device with a real one behind it; CP doesn't record errors of devices that it makes up. */
  private real(address: number): RealVdev {
    const vdev = this.vm.devices.get(address);
    if (vdev === undefined || !isReal(vdev)) throw new NoRecord();
    return vdev;
  }

  private address(at: number): number {
    return ((this.bytes[at] << 16) | (this.bytes[at + 1] << 8) | this.bytes[at + 2]) & 0xffff;
  }

  private putAddress(at: number, { real }: RealVdev): void {
    this.bytes.set([0, real.address >> 8, real.address & 0xff], at);
  }

  private putName(): void {
    this.bytes.set(ebcdic037.encode(this.vm.userid, 8), PROGRAM_NAME);
  }

  private putCpu(): void {
    this.bytes.set(this.cpuId.subarray(0, 8), 0x10);
    this.bytes[2] = (this.bytes[2] & ~TIME_MACRO) | TOD_CLOCK;
  }
}

function isDisk(vdev: RealVdev): boolean {
  return vdev.real.cylinders !== undefined;
}
