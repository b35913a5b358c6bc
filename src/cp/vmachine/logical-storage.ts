import { Translator } from '../../s370/index.js';
import { guestAddress } from './guest-address.js';
import type { GuestAddress } from './guest-address.js';
import { ADDRESSING, GuestProgramCheck, PROTECTION } from './guest-program-check.js';
import type { Vmblok } from './vmblok.js';

const LOW_ADDRESS_PROTECTION = 0x10000000;
const BLOCK = 2048;

/**
 * Operands of simulated instructions: logical addresses of a guest, translated by the guest's own tables when its
 * DAT is on, protected by the virtual PSW's key. Raises `GuestProgramCheck`.
 */
export class LogicalStorage {
  private readonly tables: Translator;

  /** `stored` is told of operands that were stored, by their logical addresses. */
  constructor(
    private readonly vm: Vmblok,
    private readonly stored: (logical: number, length: number) => void = () => undefined,
  ) {
    this.tables = new Translator(vm.storage);
  }

  fetch(logical: number, length: number): Uint8Array {
    const target = new Uint8Array(length);
    for (let offset = 0; offset < length;) {
      const at = (logical + offset) & 0xffffff;
      const size = Math.min(length - offset, BLOCK - (at & (BLOCK - 1)));
      target.set(this.vm.storage.copyOut(this.resolve(at, false), size), offset);
      offset += size;
    }
    return target;
  }

  fetchByte(logical: number): number {
    return this.vm.storage.fetchByte(this.resolve(logical, false));
  }

  /** Word at any address. */
  fetchWord(logical: number): number {
    if ((logical & (BLOCK - 1)) <= BLOCK - 4) return this.vm.storage.fetchWord(this.resolve(logical, false));
    const [b0, b1, b2, b3] = this.fetch(logical, 4);
    return (b0 << 24) | (b1 << 16) | (b2 << 8) | b3;
  }

  storeByte(logical: number, value: number): void {
    this.vm.storage.storeByte(this.resolve(logical, true), value);
    this.stored(logical, 1);
  }

  /** Stores all of the bytes or, after an exception, none. */
  store(logical: number, bytes: Uint8Array): void {
    const first = this.resolve(logical, true);
    const room = BLOCK - (logical & (BLOCK - 1));
    if (bytes.length <= room) this.vm.storage.copyIn(first, bytes);
    else {
      const rest = this.resolve((logical + room) & 0xffffff, true);
      this.vm.storage.copyIn(first, bytes.subarray(0, room));
      this.vm.storage.copyIn(rest, bytes.subarray(room));
    }
    this.stored(logical, bytes.length);
  }

  storeWord(logical: number, value: number): void {
    this.store(logical, Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }

  /** Doubleword as two words. */
  fetchDoubleword(logical: number): { readonly high: number; readonly low: number } {
    return { high: this.fetchWord(logical), low: this.fetchWord(logical + 4) };
  }

  storeDoubleword(logical: number, value: bigint): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value));
    this.store(logical, bytes);
  }

  /** Guest-real address of a byte, with every check of an access. */
  resolve(logical: number, store: boolean): GuestAddress {
    const { vm } = this;
    let real = logical & 0xffffff;
    let segmentProtected = false;
    if (vm.psw.dat) {
      const code = this.tables.translate(real, vm.cr[0], vm.cr[1], 0);
      if (code !== 0) throw new GuestProgramCheck(code, real);
      segmentProtected = this.tables.segmentProtected;
      real = this.tables.real;
    }
    if (!vm.storage.contains(real)) throw new GuestProgramCheck(ADDRESSING, real);
    if (vm.psw.key !== 0) {
      const key = vm.storage.getKey(guestAddress(real))!;
      if (vm.psw.key !== key >> 4 && (store || (key & 0x08) !== 0)) {
        throw new GuestProgramCheck(PROTECTION, real);
      }
    }
    if (store && (segmentProtected || (logical < 512 && (vm.cr[0] & LOW_ADDRESS_PROTECTION) !== 0))) {
      throw new GuestProgramCheck(PROTECTION, real);
    }
    return guestAddress(real);
  }

  /** The guest's tables, for LOAD REAL ADDRESS and DISPLAY. */
  get translator(): Translator {
    return this.tables;
  }
}
