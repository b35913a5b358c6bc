/**
 * The CPU of a 360/67: a System/360 with control registers, extended PSW mode, dynamic address translation and
 * 24- or 32-bit addresses. GA27-2719.
 *
 * Executing functions do not know which addresses they work on: `wrap` reduces an address to the bits of the mode,
 * and in 32-bit mode the access maps are larger ones.
 */

import { Cpu360 } from './cpu-360.js';
import type { CpuEnvironment } from './cpu.js';
import { Translator67 } from './dat-67.js';
import { ADDRESS_MASK, BLOCK_SHIFT, type CpuLayout } from './layout.js';
import { WideAccessMap } from './wide-access-map.js';

/** CR6 bit 8: extended mode. */
const CR6_EXTENDED = 0x00800000;
/** Bits of CR6 that exist: masks of channel controllers, extended mode, masks of external interruptions. */
const CR6_BITS = 0xf08000ff | 0;

export class Cpu67 extends Cpu360 {
  private addressMask = ADDRESS_MASK;
  private wideMap: WideAccessMap | undefined;
  private readonly walker: Translator67;

  constructor(environment: CpuEnvironment, layout: CpuLayout, address: number) {
    super(environment, layout, address);
    this.walker = new Translator67(environment.storage);
  }

  override wrap(address: number): number {
    return address & this.addressMask;
  }

  override synchronize(): void {
    this.addressMask = this.psw.wide ? -1 : ADDRESS_MASK;
    this.psw.instructionAddress &= this.addressMask;
    super.synchronize();
  }

  override selectMaps(): void {
    const { psw, cr } = this;
    const { dat } = psw;
    const space = dat ? (cr[0] >>> 0) * 32 + 16 + psw.key : psw.key;
    if (psw.wide) {
      this.wideMap ??= new WideAccessMap(this.storage.size >>> BLOCK_SHIFT);
      this.useMap(this.wideMap.select(space));
    } else this.useMap(this.maps.select(space, dat));
  }

  override purgeTranslations(): void {
    super.purgeTranslations();
    this.wideMap?.clear();
  }

  override purgeAccess(): void {
    super.purgeAccess();
    this.wideMap?.clear();
  }

  override dropBlock(block: number): void {
    super.dropBlock(block);
    this.wideMap?.dropBlock(block);
  }

  override translate(logical: number): number {
    return this.walker.translate(logical, this.cr[0]);
  }

  override get translation(): Translator67 {
    return this.walker;
  }

  /** LOAD MULTIPLE CONTROL of one register. The registers that are sense lines of the configuration do not change. */
  loadControlRegister(register: number, value: number): void {
    switch (register) {
      case 0:
        this.cr[0] = value;
        this.purgeTranslations();
        break;
      case 2:
      case 4:
        this.cr[register] = value;
        break;
      case 6:
        this.cr[6] = value & CR6_BITS;
        this.psw.setExtended67((value & CR6_EXTENDED) !== 0);
        break;
    }
  }

  /** Extended mode has a mask bit for each channel in control register 4. */
  override channelMask(): number {
    if (!this.psw.extendedControl) return super.channelMask();
    return this.psw.ioMask ? this.cr[4] : 0;
  }

  protected override locate(logical: number): number {
    this.segmentProtected = false;
    if (!this.psw.dat) return logical >>> 0;
    const code = this.walker.translate(logical, this.cr[0]);
    if (code === 0) return this.walker.real;
    if (code === 0x10 || code === 0x11) this.cr[2] = logical;
    return this.raise(code, logical);
  }

  protected override lowAddressProtection(): boolean {
    return false;
  }

  protected override resetControlRegisters(): void {
    super.resetControlRegisters();
    this.psw.setExtended67(false);
  }

  protected override externalMasks(): number {
    if (!this.psw.extendedControl) return super.externalMasks();
    return this.cr[6] & 0xc0;
  }

  protected override enabledLatches(masks: number): number {
    return this.psw.extendedControl ? this.cr[6] & 0xff : super.enabledLatches(masks);
  }

  /** A translation exception leaves the PSW behind the instruction, as the others do: ILC tells the way back. */
  protected override nullifies(code: number): boolean {
    return this.fetching && super.nullifies(code);
  }

  protected override fetchIlc(nullified: boolean): number {
    return nullified ? 0 : super.fetchIlc(nullified);
  }
}
