import type { ChannelStorage } from '../../s370/index.js';
import type { Page } from '../nucleus/page.js';
import { PagingError, PagingSpaceExhausted } from '../nucleus/pager.js';
import { GuestAccessError } from './guest-access-error.js';
import { PageWait } from './page-wait.js';
import { guestAddress } from './guest-address.js';
import type { GuestAddress, RealAddress } from './guest-address.js';
import { GuestSegments } from './guest-segments.js';

const BLOCK_SHIFT = 11;
const BLOCK = 2048;

/**
 * Second-level storage of one virtual machine: access by guest-real address for CP and the virtual channels. Pages come in as
 * they are touched. Accesses cross pages freely and count as the guest's own (reference and change bits).
 */
export class GuestStorage extends GuestSegments {
  /**
   * CP works for an instruction that it can begin again: pages that have to be read are not waited for, `PageWait` is thrown.
   */
  repeatable = false;

  /** Real address of a byte of the guest; its page is brought in. Throws GuestAccessError beyond storage, `PageWait`. */
  realOf(address: number): RealAddress {
    const page = this.pageOrThrow(address);
    if (this.repeatable && isMissing(page) && !this.parts.awaitPage(page)) throw new PageWait();
    return (this.parts.pager.bringIn(page, this.parts.counters) | (address & 0xfff)) as RealAddress;
  }

  /** Is the page at an address there, so that an access now needs no wait? If not, it is on its way. */
  isHere(address: number): boolean {
    const page = this.page(address);
    return page === undefined || !isMissing(page) || this.parts.awaitPage(page);
  }

  /** As `lock`; undefined when CP works for an instruction that it can begin again, and the page is on its way. */
  tryLock(address: number): { readonly real: RealAddress; readonly page: Page } | undefined {
    const page = this.pageOrThrow(address);
    if (this.repeatable && isMissing(page) && !this.parts.awaitPage(page)) return undefined;
    return this.lock(address);
  }

  /** Brings the page in and keeps its frame until `unlock`; answers the real address of `address`. */
  lock(address: number): { readonly real: RealAddress; readonly page: Page } {
    const page = this.pageOrThrow(address);
    const frame = this.parts.pager.lock(page, this.parts.counters);
    return { real: (frame | (address & 0xfff)) as RealAddress, page };
  }

  unlock(page: Page): void {
    this.parts.pager.unlock(page);
  }

  fetchByte(address: GuestAddress): number {
    return this.parts.storage.fetchByte(this.touch(address, false));
  }

  fetchHalf(address: GuestAddress): number {
    if ((address & (BLOCK - 1)) <= BLOCK - 2) return this.parts.storage.fetchHalf(this.touch(address, false));
    const [high, low] = this.copyOut(address, 2);
    return (high << 8) | low;
  }

  /** Signed word. */
  fetchWord(address: GuestAddress): number {
    if ((address & (BLOCK - 1)) <= BLOCK - 4) return this.parts.storage.fetchWord(this.touch(address, false));
    const [b0, b1, b2, b3] = this.copyOut(address, 4);
    return (b0 << 24) | (b1 << 16) | (b2 << 8) | b3;
  }

  storeByte(address: GuestAddress, value: number): void {
    this.parts.storage.storeByte(this.touch(address, true), value);
  }

  storeHalf(address: GuestAddress, value: number): void {
    if ((address & (BLOCK - 1)) <= BLOCK - 2) this.parts.storage.storeHalf(this.touch(address, true), value);
    else this.copyIn(address, Uint8Array.of(value >>> 8, value));
  }

  storeWord(address: GuestAddress, value: number): void {
    if ((address & (BLOCK - 1)) <= BLOCK - 4) this.parts.storage.storeWord(this.touch(address, true), value);
    else this.copyIn(address, Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }

  /** Copies bytes out. Throws GuestAccessError when not all of them are there. */
  copyOut(address: GuestAddress, length: number): Uint8Array {
    this.require(address, length);
    const target = new Uint8Array(length);
    this.eachPiece(address, length, (at, offset, size) => {
      this.parts.storage.copyInto(target, offset, this.touch(at, false), size);
    });
    return target;
  }

  /** Copies bytes in. Throws GuestAccessError, and stores nothing, when not all of the place is there. */
  copyIn(address: GuestAddress, bytes: Uint8Array): void {
    this.require(address, bytes.length);
    this.eachPiece(address, bytes.length, (at, offset, size) => {
      this.parts.storage.copyIn(this.touch(at, true), bytes.subarray(offset, offset + size));
    });
  }

  /** Checks an access with a key as the guest's CPU would. Throws GuestAccessError. */
  check(address: GuestAddress, length: number, key: number, store: boolean): void {
    this.require(address, length);
    if (key === 0) return;
    for (let at = address & ~(BLOCK - 1); at < address + length; at += BLOCK) {
      const storageKey = this.getKey(guestAddress(at))!;
      if (key !== storageKey >> 4 && (store || (storageKey & 0x08) !== 0)) {
        throw new GuestAccessError(0x04, at);
      }
    }
  }

  /** Virtual storage key (ACC F R C in bits 0-6) of the 2K block; undefined beyond storage. */
  getKey(address: GuestAddress): number | undefined {
    const page = this.page(address);
    return page === undefined ? undefined : this.parts.pager.getKey(page, half(address));
  }

  /** Sets the virtual key. False beyond storage. Keys of shared pages stay as they are saved. */
  setKey(address: GuestAddress, key: number): boolean {
    const page = this.page(address);
    if (page === undefined) return false;
    if (!page.segment.shared) this.parts.pager.setKey(page, half(address), key);
    return true;
  }

  /** Storage as the virtual machine's channels see it. */
  channelStorage(): ChannelStorage {
    return {
      permit: (address, key, store) => {
        const page = this.page(address);
        if (page === undefined) return 'addressing';
        if (key !== 0) {
          const storageKey = this.parts.pager.getKey(page, half(address));
          const protectedFrom = store || (storageKey & 0x08) !== 0;
          if (key !== storageKey >> 4 && protectedFrom) return 'protection';
        }
        const { repeatable } = this;
        this.repeatable = false;
        try {
          this.touch(address, store);
        } catch (error) {
          // No frame to be had now: to the channel the storage is not there.
          if (error instanceof PagingSpaceExhausted || error instanceof PagingError) return 'addressing';
          throw error;
        } finally {
          this.repeatable = repeatable;
        }
        return 'ok';
      },
      fetch: (address, target) => {
        this.parts.storage.copyInto(target, 0, this.touch(address, false), target.length);
      },
      store: (address, bytes) => this.parts.storage.copyIn(this.touch(address, true), bytes),
    };
  }

  private pageOrThrow(address: number): Page {
    const page = this.page(address);
    if (page === undefined) throw new GuestAccessError(0x05, address);
    return page;
  }

  private require(address: number, length: number): void {
    if (!this.contains(address, length)) throw new GuestAccessError(0x05, address);
  }

  /** Real address of a byte for an access now: page in, own copy of a shared one to be stored into, recorded. */
  private touch(address: number, store: boolean): RealAddress {
    if (store && this.isShared(address)) this.unshare(address);
    const real = this.realOf(address);
    this.parts.storage.recordAccess(real, store);
    return real;
  }

  private eachPiece(
    address: number,
    length: number,
    action: (at: number, offset: number, size: number) => void,
  ): void {
    for (let offset = 0; offset < length;) {
      const at = address + offset;
      const size = Math.min(length - offset, BLOCK - (at & (BLOCK - 1)));
      action(at, offset, size);
      offset += size;
    }
  }
}

/** Can an access now be made only after paging I/O, or by making the page? */
function isMissing(page: Page): boolean {
  return page.frame < 0 || page.inTransit;
}

function half(address: number): 0 | 1 {
  return ((address >>> BLOCK_SHIFT) & 1) as 0 | 1;
}
