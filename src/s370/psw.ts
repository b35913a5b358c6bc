/** Program status word, BC and EC mode. GA22-7000, Program-Status Word. */

/** Bits of an EC-mode PSW's first byte. */
export const EC_PER = 0x40;
export const EC_DAT = 0x04;
export const EC_IO = 0x02;
export const EC_EXTERNAL = 0x01;
/** Bits that must be zero in the first byte of an EC-mode PSW. */
export const EC_MASK_MUST_BE_ZERO = 0xb8;

/** Bit 16 of an EC-mode PSW, in its first word. */
const ADDRESS_SPACE_CONTROL = 0x8000;

/** Bits of the program mask. */
export const MASK_FIXED_OVERFLOW = 8;
export const MASK_DECIMAL_OVERFLOW = 4;
export const MASK_EXPONENT_UNDERFLOW = 2;
export const MASK_SIGNIFICANCE = 1;

/**
 * How a PSW looks: with BC and EC mode as bit 12 says (System/370), with the ASCII bit (System/360), or the extended
 * PSW of the 360/67.
 */
export type PswFormat = 'system-370' | 'system-360' | 'extended-67';

/** Bits of the first byte that must be zero in an extended PSW of the 360/67, and the one for 32-bit addresses. */
export const EXTENDED_67_MUST_BE_ZERO = 0xf0;
const EXTENDED_67_WIDE = 0x08;

/** A doubleword in two int32 halves. */
export interface Doubleword {
  readonly high: number;
  readonly low: number;
}

/** The current PSW, by fields. */
export class Psw {
  format: PswFormat = 'system-370';
  /** Bits 0-7: channel masks and external mask (BC), 0R000TIE (EC), or 0000MTIE (360/67: M is 32-bit addresses). */
  systemMask = 0;
  /** Storage protection key, 0-15. */
  key = 0;
  /** EC mode; on a 360/67 extended mode. */
  extendedControl = false;
  /** System/360: decimal results have the signs and zones of ASCII-8. */
  ascii = false;
  /** The dual-address-space facility is installed: bit 16 of an EC-mode PSW may be on. */
  dualAddressSpace = false;
  /** Bit 16, EC mode: logical addresses are those of the secondary space. */
  secondarySpace = false;
  machineCheckMask = false;
  wait = false;
  problemState = false;
  /** 0-3. */
  conditionCode = 0;
  /** 4 bits: fixed-point overflow, decimal overflow, exponent underflow, significance. */
  programMask = 0;
  /** 24 bits; with 32-bit addresses an int32. */
  instructionAddress = 0;
  /** EC mode: bits that must be zero and are not, for the old PSW of the specification exception. */
  private unassignedHigh = 0;
  private unassignedLow = 0;

  get per(): boolean {
    return this.extendedControl && (this.systemMask & EC_PER) !== 0;
  }

  get dat(): boolean {
    return this.extendedControl && (this.systemMask & EC_DAT) !== 0;
  }

  /** Bit 12: EC mode, or ASCII-8 of a System/360. */
  get bit12(): boolean {
    return this.format === 'system-370' ? this.extendedControl : this.ascii;
  }

  set bit12(value: boolean) {
    if (this.format === 'system-370') this.extendedControl = value;
    else this.ascii = value;
  }

  /** EC: the summary mask; BC: any channel mask. */
  get ioMask(): boolean {
    return (this.systemMask & (this.extendedControl ? EC_IO : 0xfe)) !== 0;
  }

  get externalMask(): boolean {
    return (this.systemMask & EC_EXTERNAL) !== 0;
  }

  /** Takes a PSW from storage. Returns false when an EC-mode PSW has ones where zeros must be; it is loaded all the same. */
  load(high: number, low: number): boolean {
    this.unassignedHigh = 0;
    this.unassignedLow = 0;
    this.systemMask = high >>> 24;
    this.key = (high >>> 20) & 15;
    this.machineCheckMask = (high & 0x40000) !== 0;
    this.wait = (high & 0x20000) !== 0;
    this.problemState = (high & 0x10000) !== 0;
    if (this.format !== 'system-370') return this.loadSystem360(high, low);
    this.extendedControl = (high & 0x80000) !== 0;
    this.instructionAddress = low & 0xffffff;
    if (this.extendedControl) {
      this.conditionCode = (high >>> 12) & 3;
      this.programMask = (high >>> 8) & 15;
      this.secondarySpace = this.dualAddressSpace && (high & ADDRESS_SPACE_CONTROL) !== 0;
      this.unassignedHigh = high & (this.dualAddressSpace ? 0x40ff : 0xc0ff);
      this.unassignedLow = low & 0xff000000;
      return (
        (this.systemMask & EC_MASK_MUST_BE_ZERO) === 0 &&
        this.unassignedHigh === 0 &&
        this.unassignedLow === 0
      );
    }
    this.secondarySpace = false;
    this.conditionCode = (low >>> 28) & 3;
    this.programMask = (low >>> 24) & 15;
    return true;
  }

  /** 360/67: addresses have 32 bits. */
  get wide(): boolean {
    return this.format === 'extended-67' && (this.systemMask & EXTENDED_67_WIDE) !== 0;
  }

  /** 360/67: begins or ends extended mode; what the two formats have in common keeps its meaning. */
  setExtended67(extended: boolean): void {
    if (extended === this.extendedControl) return;
    const external = this.systemMask & EC_EXTERNAL;
    this.systemMask = external | (extended ? (this.ioMask ? EC_IO : 0) : this.ioMask ? 0xfe : 0);
    this.extendedControl = extended;
    this.format = extended ? 'extended-67' : 'system-360';
    this.instructionAddress &= 0xffffff;
  }

  private loadSystem360(high: number, low: number): boolean {
    this.ascii = (high & 0x80000) !== 0;
    this.extendedControl = this.format === 'extended-67';
    const { wide } = this;
    this.instructionAddress = wide ? low | 0 : low & 0xffffff;
    if (!this.extendedControl) {
      this.conditionCode = (low >>> 28) & 3;
      this.programMask = (low >>> 24) & 15;
      return true;
    }
    this.conditionCode = (high >>> 12) & 3;
    this.programMask = (high >>> 8) & 15;
    const zeros = (this.systemMask & EXTENDED_67_MUST_BE_ZERO) | (high & 0xff) | (wide ? 0 : low >>> 24);
    return zeros === 0;
  }

  /** First word as stored. BC mode puts `interruptionCode` in bits 16-31, a 360/67 in extended mode `ilc` in 16-17. */
  high(interruptionCode = 0, ilc = 0): number {
    const flags =
      (this.systemMask << 24) |
      (this.key << 20) |
      (this.bit12 ? 0x80000 : 0) |
      (this.machineCheckMask ? 0x40000 : 0) |
      (this.wait ? 0x20000 : 0) |
      (this.problemState ? 0x10000 : 0);
    return this.extendedControl
      ? flags |
          (this.format === 'extended-67' ? ilc << 14 : this.unassignedHigh) |
          (this.secondarySpace ? ADDRESS_SPACE_CONTROL : 0) |
          (this.conditionCode << 12) |
          (this.programMask << 8)
      : flags | (interruptionCode & 0xffff);
  }

  /** Second word as stored. BC mode puts `ilc` (halfwords) in bits 32-33. */
  low(ilc = 0): number {
    return this.extendedControl
      ? this.unassignedLow | this.instructionAddress
      : (ilc << 30) | (this.conditionCode << 28) | (this.programMask << 24) | this.instructionAddress;
  }
}
