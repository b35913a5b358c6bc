/** Resource control in real storage: what is not the program's stays as it is. */

import type { Cp, Vmblok } from '../../cp/index.js';
import type { MainStorage } from '../../s370/index.js';
import { firstDifference, hexAddress } from '../words.js';

const FRAME = 4096;
const BLOCK = 2048;
/** CP's own interruptions and channel status: the machine stores there for whoever runs. */
const LOW_STORAGE = 0x200;
/** Access control and fetch protection; the machine records references and changes as it likes. */
const PROTECTION = 0xf8;
/** Places named in one report. */
const MOST_PLACES = 8;

/**
 * A copy of real storage and its keys, to compare with later. What may change are frames and tables of the virtual machine
 * that runs, and what CP had no use for before or has none for now: there it builds channel programs and tables.
 */
export class RealStorageWatch {
  private readonly before: Uint8Array;
  private readonly now: Uint8Array;
  private readonly storage: MainStorage;
  private readonly keys: Uint8Array;
  /** A byte a frame: somebody may change it. */
  private readonly open: Uint8Array;
  private free: readonly { readonly address: number; readonly length: number }[] = [];
  private running: readonly Vmblok[] = [];

  constructor(private readonly cp: Cp) {
    const { storage } = cp.machine;
    this.storage = storage;
    this.before = new Uint8Array(storage.size);
    this.now = new Uint8Array(storage.size);
    this.keys = new Uint8Array(storage.size / BLOCK);
    this.open = new Uint8Array(storage.size / FRAME);
  }

  /** Remembers what is there, before these virtual machines run. */
  begin(running: readonly Vmblok[]): void {
    this.running = running;
    this.storage.copyInto(this.before, 0, 0, this.storage.size);
    for (let block = 0; block < this.keys.length; block++)
      this.keys[block] = this.storage.getKey(block * BLOCK);
    this.free = this.cp.unusedControlStorage();
  }

  /** What has changed and is not theirs: there must be nothing. */
  violations(): string[] {
    const { cp, before, now, storage } = this;
    storage.copyInto(now, 0, 0, storage.size);
    // the quick way over all of it: their own frames are made alike
    this.open.fill(0);
    for (const vm of this.running) {
      for (const { address, length } of vm.storage.areas()) {
        if (length === FRAME) this.allow(address, length);
      }
    }
    this.allow(0, LOW_STORAGE);
    let at = firstDifference(before, now);
    const places: string[] = [];
    if (at < now.length) {
      for (const vm of this.running)
        for (const { address, length } of cp.realStorageOf(vm)) this.allow(address, length);
      for (const { address, length } of [...this.free, ...cp.unusedControlStorage()])
        this.allow(address, length);
      for (at = firstDifference(before, now); at < now.length && places.length < MOST_PLACES;) {
        places.push(`real storage ${hexAddress(at)}, ${this.use(at)}`);
        at = firstDifference(before, now, (at & -FRAME) + FRAME);
      }
    }
    return [...places, ...this.changedKeys()];
  }

  private allow(address: number, length: number): void {
    if (length === FRAME) this.open[address / FRAME] = 1;
    this.now.set(this.before.subarray(address, address + length), address);
  }

  private changedKeys(): string[] {
    const { keys, open, storage } = this;
    const changed: string[] = [];
    for (let block = 0; block < keys.length; block++) {
      if (open[block >> 1] !== 0 || ((storage.getKey(block * BLOCK) ^ keys[block]) & PROTECTION) === 0)
        continue;
      changed.push(`real storage key ${hexAddress(block * BLOCK)}`);
    }
    return changed;
  }

  private use(address: number): string {
    switch (this.cp.frames.useOf(Math.floor(address / FRAME))) {
      case 'control-program':
        return "the Control Program's";
      case 'free':
        return "nobody's";
      case 'page':
        return "another virtual machine's";
    }
  }
}
