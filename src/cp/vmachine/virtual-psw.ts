/**
 * The PSW of a virtual machine: what the guest believes its PSW to be. The real PSW under which a guest runs
 * is made from it by the dispatcher. GA22-7000, Program-Status Word.
 */

/** Bits of the first word that an EC-mode PSW must have zero. */
const EC_ZERO_HIGH = 0xb80080ff;
/** Bits of the second word that an EC-mode PSW must have zero. */
const EC_ZERO_LOW = 0xff000000;
/** Bit 16 selects the address space of the dual-address-space facility, which a virtual machine has not. */
const EC_ADDRESS_SPACE = 0x00008000;

/** Fields of a virtual PSW, in BC and in EC mode. */
export class VirtualPsw {
  /** Byte 0. BC: channel masks 0-5, I/O mask of channels 6 and up, external mask. EC: 0R000TIE. */
  systemMask = 0;
  key = 0;
  extendedControl = false;
  machineCheckMask = false;
  wait = false;
  problemState = false;
  conditionCode = 0;
  /** Fixed-point overflow 8, decimal overflow 4, exponent underflow 2, significance 1. */
  programMask = 0;
  instructionAddress = 0;
  /** Words as they were loaded, kept for the must-be-zero bits that make an EC PSW invalid. */
  private rawHigh = 0;
  private rawLow = 0;

  /** DAT is on (EC mode only). */
  get dat(): boolean {
    return this.extendedControl && (this.systemMask & 0x04) !== 0;
  }

  /** Program-event recording is on (EC mode only). */
  get per(): boolean {
    return this.extendedControl && (this.systemMask & 0x40) !== 0;
  }

  get externalMask(): boolean {
    return (this.systemMask & 0x01) !== 0;
  }

  /** Channels that may interrupt, as a mask with channel 0 in the sign. `cr2` is control register 2. */
  channelMask(cr2: number): number {
    if (this.extendedControl) return (this.systemMask & 0x02) !== 0 ? cr2 : 0;
    const low = (this.systemMask & 0xfc) << 24;
    return (this.systemMask & 0x02) !== 0 ? low | (cr2 & 0x03ffffff) : low;
  }

  /** Neither external nor I/O interruptions can end a wait with this PSW. */
  get disabled(): boolean {
    return this.extendedControl ? (this.systemMask & 0x03) === 0 : this.systemMask === 0;
  }

  /** Takes two words as LPSW does. The bits that must be zero are looked at by `valid`. */
  load(high: number, low: number): void {
    this.rawHigh = high;
    this.rawLow = low;
    this.systemMask = high >>> 24;
    this.key = (high >>> 20) & 0x0f;
    this.extendedControl = (high & 0x00080000) !== 0;
    this.machineCheckMask = (high & 0x00040000) !== 0;
    this.wait = (high & 0x00020000) !== 0;
    this.problemState = (high & 0x00010000) !== 0;
    const codes = this.extendedControl ? high >>> 8 : low >>> 24;
    this.conditionCode = (codes >>> 4) & 0x03;
    this.programMask = codes & 0x0f;
    this.instructionAddress = low & 0xffffff;
  }

  /** False for an EC-mode PSW with bits that must be zero: specification exception right after loading. */
  get valid(): boolean {
    if (!this.extendedControl) return true;
    return (
      (this.systemMask & 0xb8) === 0 &&
      (this.rawHigh & (EC_ZERO_HIGH | EC_ADDRESS_SPACE) & 0x00ffffff & ~0x00080000) === 0 &&
      (this.rawLow & EC_ZERO_LOW) === 0
    );
  }

  /** First word as an old PSW; in BC mode with the interruption code. */
  high(interruptionCode = 0): number {
    const flags =
      (this.key << 20) |
      (this.extendedControl ? 0x00080000 : 0) |
      (this.machineCheckMask ? 0x00040000 : 0) |
      (this.wait ? 0x00020000 : 0) |
      (this.problemState ? 0x00010000 : 0);
    const right = this.extendedControl
      ? (this.conditionCode << 12) | (this.programMask << 8) | (this.rawHigh & 0xc0ff)
      : interruptionCode & 0xffff;
    return (this.systemMask << 24) | flags | right | 0;
  }

  /** Second word as an old PSW; in BC mode with the instruction length code in halfwords. */
  low(ilc = 0): number {
    const left = this.extendedControl
      ? this.rawLow & EC_ZERO_LOW
      : (ilc << 30) | (this.conditionCode << 28) | (this.programMask << 24);
    return left | (this.instructionAddress & 0xffffff) | 0;
  }

  /** Reset: everything zero, BC mode. */
  clear(): void {
    this.load(0, 0);
  }
}
