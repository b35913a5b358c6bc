import { Psw } from '../../s370/index.js';

/**
 * The PSW of a virtual machine: what the guest believes its PSW to be. The real PSW under which a guest runs
 * is made from it by the dispatcher.
 */
export class VirtualPsw extends Psw {
  /** The virtual machine has ECMODE; without it an EC-mode PSW is invalid. */
  extendedAllowed = true;
  /** False after an EC-mode PSW with ones where zeros must be was loaded: specification exception. */
  valid = true;

  override load(high: number, low: number): boolean {
    const wellFormed = super.load(high, low);
    this.valid = wellFormed && (this.extendedAllowed || !this.extendedControl);
    return this.valid;
  }

  /** Channels that may interrupt, as a mask with channel 0 in the sign. `cr2` is control register 2. */
  channelMask(cr2: number): number {
    if (this.extendedControl) return (this.systemMask & 0x02) !== 0 ? cr2 : 0;
    const low = (this.systemMask & 0xfc) << 24;
    return (this.systemMask & 0x02) !== 0 ? low | (cr2 & 0x03ffffff) : low;
  }

  /** Neither external nor I/O interruptions can end a wait with this PSW. */
  get disabled(): boolean {
    return !this.ioMask && !this.externalMask;
  }

  /** Reset: everything zero, BC mode. */
  clear(): void {
    this.load(0, 0);
  }
}
