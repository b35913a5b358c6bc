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

interface Area {
  readonly address: number;
  readonly length: number;
}

/**
 * A copy of real storage and its keys, to compare with later. What may change are frames and tables of the virtual machine
 * that runs, and what CP had no use for before or has none for now: there it builds channel programs and tables.
 */
export class RealStorageWatch {
  /** Real storage itself, and what it was; a part of each for every frame. */
  private readonly frames: readonly { readonly now: Uint8Array; readonly before: Uint8Array }[];
  private readonly storage: MainStorage;
  private readonly keys: Uint8Array;
  /** A byte a frame: it belonged to a virtual machine that runs. */
  private readonly theirs: Uint8Array;
  private unused: readonly Area[] = [];
  private running: readonly Vmblok[] = [];

  constructor(private readonly cp: Cp) {
    const { storage } = cp.machine;
    this.storage = storage;
    const now = new Uint8Array(storage.buffer, storage.base, storage.size);
    const before = new Uint8Array(storage.size);
    this.frames = Array.from({ length: storage.size / FRAME }, (_, frame) => ({
      now: now.subarray(frame * FRAME, (frame + 1) * FRAME),
      before: before.subarray(frame * FRAME, (frame + 1) * FRAME),
    }));
    this.keys = new Uint8Array(storage.size / BLOCK);
    this.theirs = new Uint8Array(this.frames.length);
  }

  /** Remembers what is there, before these virtual machines run. */
  begin(running: readonly Vmblok[]): void {
    this.running = running;
    this.theirs.fill(0);
    this.markTheirs();
    this.frames.forEach(({ now, before }, frame) => {
      if (this.theirs[frame] === 0) before.set(now);
    });
    for (let block = 0; block < this.keys.length; block++)
      this.keys[block] = this.storage.getKey(block * BLOCK);
    this.unused = this.cp.unusedControlStorage();
  }

  /** What has changed and is not theirs: there must be nothing. A line a frame. */
  violations(): string[] {
    const violations: string[] = [];
    let allowed: Uint8Array | undefined;
    // frames that they have got meanwhile are theirs too
    this.markTheirs();
    this.frames.forEach(({ now, before }, frame) => {
      if (this.theirs[frame] !== 0) return;
      let at = firstDifference(before, now, frame === 0 ? LOW_STORAGE : 0);
      if (at === FRAME) return;
      allowed ??= this.changeable();
      while (at < FRAME && allowed[frame * FRAME + at] !== 0) at = firstDifference(before, now, at + 1);
      if (at < FRAME) violations.push(`real storage ${hexAddress(frame * FRAME + at)}, ${this.use(frame)}`);
    });
    for (let block = 0; block < this.keys.length; block++) {
      if (this.theirs[block >> 1] !== 0) continue;
      if (((this.storage.getKey(block * BLOCK) ^ this.keys[block]) & PROTECTION) === 0) continue;
      violations.push(`real storage key ${hexAddress(block * BLOCK)}`);
    }
    return violations;
  }

  private markTheirs(): void {
    for (const { storage } of this.running) {
      for (const address of storage.frames()) this.theirs[address / FRAME] = 1;
    }
  }

  /** A byte for each of real storage: may it change? */
  private changeable(): Uint8Array {
    const { cp } = this;
    const changeable = new Uint8Array(this.storage.size);
    const areas: readonly Area[] = [
      ...this.running.flatMap((vm) => cp.controlStorageOf(vm)),
      ...this.unused,
      ...cp.unusedControlStorage(),
    ];
    for (const { address, length } of areas) changeable.fill(1, address, address + length);
    return changeable;
  }

  private use(frame: number): string {
    switch (this.cp.frames.useOf(frame)) {
      case 'control-program':
        return "the Control Program's";
      case 'free':
        return "nobody's";
      case 'page':
        return "another virtual machine's";
    }
  }
}
