import { commandKind } from '../../s370/index.js';
import type { Csw, MainStorage } from '../../s370/index.js';
import type { CpStorage } from '../nucleus/cp-storage.js';
import type { Page } from '../nucleus/page.js';
import { guestAddress, realAddress } from './guest-address.js';
import type { RealAddress } from './guest-address.js';
import type { GuestStorage } from './guest-storage.js';
import type { CopiedCcwPlace } from './tracing/ccw-lines.js';

const CCW_SIZE = 8;
const NO_OPERATION = 0x03;

/** Addresses of a CCW of the copy and of the guest's. */
interface CcwPair {
  readonly real: number;
  readonly virtual: number;
}

/** A guest's channel program, copied to real storage. */
export class TranslatedProgram {
  private readonly allocations: { readonly address: RealAddress; readonly length: number }[] = [];
  private readonly locked: Page[] = [];
  private readonly virtualByReal = new Map<number, number>();
  /** Copies that are CCWs of CP's own. */
  private readonly own = new Set<number>();
  /** Pages that it needs are on their way: it has to be made again. */
  incomplete = false;
  /** Where the copy begins. */
  start: RealAddress = realAddress(0);
  /** Where home addresses and records zero of a minidisk are read to, with what was there before. */
  readonly trackAddresses: { readonly address: number; readonly at: number; readonly before: Uint8Array }[] =
    [];
  /** The last RESERVE or RELEASE of a minidisk. */
  reservation: 'reserve' | 'release' | undefined;
  /** Cylinder and head, of the minidisk, that the last SEEK leads to. */
  position: { cylinder: number; head: number } | undefined;

  constructor(
    private readonly storage: GuestStorage,
    private readonly real: MainStorage,
    private readonly cpStorage: CpStorage,
  ) {}

  allocate(length: number): RealAddress {
    const address = this.cpStorage.allocate(length);
    this.allocations.push({ address, length });
    return address;
  }

  /**
   * Keeps the page of a guest address in its frame while the program runs; answers the real address, or (0) that the page is on
   * its way.
   */
  lock(address: number, store: boolean): RealAddress {
    if (store && this.storage.isShared(address)) this.storage.unshare(address);
    const place = this.storage.tryLock(address);
    if (place === undefined) {
      this.incomplete = true;
      return realAddress(0);
    }
    this.locked.push(place.page);
    return place.real;
  }

  copyIn(address: RealAddress, bytes: Uint8Array): void {
    this.real.copyIn(address, bytes);
  }

  storeWord(address: RealAddress, word: number): void {
    this.real.storeWord(address, word);
  }

  standsFor(copy: number, virtual: number): void {
    this.virtualByReal.set(copy, virtual);
  }

  /**
   * The CCWs of the copy in the order of the channel, as TRACE shows them; those that CP put before the guest's have no
   * virtual address.
   */
  copies(): CopiedCcwPlace[] {
    const entries = [...this.virtualByReal].map(([real, virtual]) => ({ real, virtual }));
    const places: CopiedCcwPlace[] = [];
    for (let at = 0; at < entries.length;) {
      let end = at + 1;
      while (end < entries.length && follows(entries[end], entries[end - 1])) end++;
      // CCWs of CP's own all stand for the guest's first; what the others end with is no CCW
      const own = end - at > 1 && entries[at + 1].virtual === entries[at].virtual;
      const run = entries.slice(at, own ? end : end - 1);
      const copied = run.map(({ real, virtual }, index) => ({
        real,
        virtual: own ? undefined : virtual,
        first: index === 0,
      }));
      if (own) places.unshift(...copied);
      else places.push(...copied);
      at = end;
    }
    return places;
  }

  /** Real address of the copy of a CCW of the guest. */
  copyOf(virtual: number): RealAddress | undefined {
    for (const [copy, from] of this.virtualByReal) {
      if (from === virtual && !this.own.has(copy)) return realAddress(copy);
    }
    return undefined;
  }

  /** A CCW that CP put before the guest's. */
  isOwn(copy: number): void {
    this.own.add(copy);
  }

  /** May the guest change the CCW at this address while the program runs? DIAGNOSE X'28'. */
  state(virtual: number): 'not-in-program' | 'other-command' | 'modifiable' {
    const copy = this.copyOf(virtual);
    if (copy === undefined) return 'not-in-program';
    const command = this.real.fetchByte(copy);
    const changes = command === NO_OPERATION || commandKind(command) === 'transfer-in-channel';
    return changes ? 'modifiable' : 'other-command';
  }

  /** The CSW as the guest has to see it: the CCW address is that of the guest's program. */
  untranslate(csw: Csw): Csw {
    if (csw.ccwAddress === 0) return csw;
    const virtual = this.virtualByReal.get(csw.ccwAddress - CCW_SIZE);
    return { ...csw, ccwAddress: virtual === undefined ? 0 : virtual + CCW_SIZE };
  }

  /** Cylinder numbers that were read as the real disk has them become those of a minidisk that starts at `start`. */
  unrelocate(start: number): void {
    for (const { address, at, before } of this.trackAddresses) {
      const now = this.storage.copyOut(guestAddress(address), before.length);
      if (now.every((byte, index) => byte === before[index])) continue;
      const cylinder = ((now[at] << 8) | now[at + 1]) - start;
      if (cylinder >= 0) this.storage.storeHalf(guestAddress(address + at), cylinder);
    }
  }

  /** Gives locked pages and real storage back. */
  release(): void {
    for (const page of this.locked) this.storage.unlock(page);
    for (const { address, length } of this.allocations) this.cpStorage.release(address, length);
    this.locked.length = 0;
    this.allocations.length = 0;
  }
}

/** Do two entries of a copy stand one behind the other, in real and in the guest's storage? */
function follows(entry: CcwPair, before: CcwPair): boolean {
  const step = entry.virtual - before.virtual;
  return entry.real === before.real + CCW_SIZE && (step === CCW_SIZE || step === 0);
}
