/**
 * Which halfwords of main storage compiled code depends on, and what happens when they are stored into. The words of
 * the code map are in the machine's buffer, where compiled code looks at them (see `codeMap` in layout.ts).
 */

import { BLOCK_SHIFT, CODE_LINE_SHIFT, CODE_LINE_SIZE, type MachineLayout } from '../layout.js';
import type { MainStorage, StorageWatcher } from '../storage.js';
import type { CodeExtent } from './region.js';

/** So many stores that hit code of a line, and the halfwords they hit are not compiled any more. */
const STORES_UNTIL_AVOIDED = 4;
const LINES_PER_BLOCK_SHIFT = BLOCK_SHIFT - CODE_LINE_SHIFT;

/** Compiled code, as the code map sees it. */
export interface MappedCode {
  /** Lines of absolute storage that it was made from, and which halfwords of each: a word of the code map. */
  readonly lines: Int32Array;
  readonly masks: Int32Array;
}

/** Stores into code of one line. */
interface LineStores {
  count: number;
  halfwords: number;
}

/** A word with the bits `from` to `to` on, counted from the right. */
function bits(from: number, to: number): number {
  return (-1 << from) & (-1 >>> (31 - to));
}

/** Lines and masks of extents, which are host offsets; `storage` is that of absolute address 0. */
export function mapExtents(extents: readonly CodeExtent[], storage: number): MappedCode {
  const words = new Map<number, number>();
  for (const { host, length } of extents) {
    const last = host - storage + length - 1;
    for (let at = host - storage; at <= last; at = (at | (CODE_LINE_SIZE - 1)) + 1) {
      const line = at >>> CODE_LINE_SHIFT;
      const end = Math.min(last, at | (CODE_LINE_SIZE - 1));
      words.set(line, (words.get(line) ?? 0) | bits((at >>> 1) & 31, (end >>> 1) & 31));
    }
  }
  return { lines: Int32Array.from(words.keys()), masks: Int32Array.from(words.values()) };
}

/** The code map of one machine. */
export class CodeMap implements StorageWatcher {
  readonly codeBlocks: Uint8Array;
  /** Stores of a CPU, of I/O or an operator that hit compiled code. */
  hits = 0;
  /** Told of code that is not true any more. It removes the code. */
  onStored: (code: MappedCode) => void = () => undefined;
  private readonly words: Int32Array;
  private readonly codeByLine = new Map<number, MappedCode[]>();
  private readonly storesByLine = new Map<number, LineStores>();
  private readonly base: number;

  constructor(
    private readonly storage: MainStorage,
    layout: MachineLayout,
  ) {
    this.base = layout.storage;
    this.words = new Int32Array(storage.buffer, layout.codeMap, layout.storageSize >>> CODE_LINE_SHIFT);
    this.codeBlocks = new Uint8Array(layout.storageSize >>> BLOCK_SHIFT);
  }

  /** Stores into the halfwords of `code` are told from now on. */
  add(code: MappedCode): void {
    const { lines, masks } = code;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i];
      const others = this.codeByLine.get(line);
      if (others === undefined) this.codeByLine.set(line, [code]);
      else others.push(code);
      this.words[line] |= masks[i];
      const block = line >>> LINES_PER_BLOCK_SHIFT;
      if (this.codeBlocks[block] === 0) {
        this.codeBlocks[block] = 1;
        this.storage.codeArrived(block);
      }
    }
  }

  /** Nothing depends on `code` any more. */
  remove(code: MappedCode): void {
    for (const line of code.lines) {
      const others = this.codeByLine.get(line);
      if (others === undefined) continue;
      const at = others.indexOf(code);
      if (at < 0) continue;
      others[at] = others[others.length - 1];
      others.pop();
      if (others.length === 0) this.codeByLine.delete(line);
      this.words[line] = this.wordOf(line, others);
      if (this.words[line] === 0) this.lookAtBlock(line >>> LINES_PER_BLOCK_SHIFT);
    }
  }

  stored(absolute: number, length: number): void {
    const last = absolute + length - 1;
    for (let at = absolute; at <= last; at = (at | (CODE_LINE_SIZE - 1)) + 1) {
      if ((at & 0x7ff) === 0 && this.codeBlocks[at >>> BLOCK_SHIFT] === 0) {
        at |= 0x7ff;
        continue;
      }
      const line = at >>> CODE_LINE_SHIFT;
      const word = this.words[line];
      if (word === 0) continue;
      const end = Math.min(last, at | (CODE_LINE_SIZE - 1));
      const hit = word & bits((at >>> 1) & 31, (end >>> 1) & 31);
      if (hit === 0) continue;
      this.noteStore(line, hit);
      this.drop(line, hit);
    }
  }

  replaced(absolute: number, bytes: Uint8Array): void {
    const end = absolute + bytes.length;
    for (let at = absolute; at < end; at = (at | (CODE_LINE_SIZE - 1)) + 1) {
      if ((at & 0x7ff) === 0 && this.codeBlocks[at >>> BLOCK_SHIFT] === 0) {
        at |= 0x7ff;
        continue;
      }
      const line = at >>> CODE_LINE_SHIFT;
      const word = this.words[line];
      if (word === 0) continue;
      let changed = 0;
      const lineEnd = Math.min(end, (line + 1) << CODE_LINE_SHIFT);
      for (let byte = at; byte < lineEnd; byte++) {
        if (this.storage.fetchByte(byte) !== bytes[byte - absolute]) changed |= 1 << ((byte >>> 1) & 31);
      }
      // Whole pages and programs come this way: that says nothing about what a program does to its own code.
      if ((word & changed) !== 0) this.drop(line, word & changed);
    }
  }

  /** Does compiled code depend on something in the 64-byte lines of a stretch of storage? */
  hasCode(absolute: number, length: number): boolean {
    for (
      let line = absolute >>> CODE_LINE_SHIFT;
      line <= (absolute + length - 1) >>> CODE_LINE_SHIFT;
      line++
    ) {
      if (this.words[line] !== 0) return true;
    }
    return false;
  }

  /** Does compiled code depend on the halfword at host offset `host`? */
  covers(host: number): boolean {
    const absolute = host - this.base;
    return (this.words[absolute >>> CODE_LINE_SHIFT] & (1 << ((absolute >>> 1) & 31))) !== 0;
  }

  /** Is the halfword at host offset `host` one that is stored into again and again? */
  avoided(host: number): boolean {
    if (this.storesByLine.size === 0) return false;
    const absolute = host - this.base;
    const stores = this.storesByLine.get(absolute >>> CODE_LINE_SHIFT);
    if (stores === undefined || stores.count < STORES_UNTIL_AVOIDED) return false;
    return (stores.halfwords & (1 << ((absolute >>> 1) & 31))) !== 0;
  }

  /** Lines with halfwords that are not compiled. */
  get avoidedLines(): number {
    let lines = 0;
    for (const { count } of this.storesByLine.values()) if (count >= STORES_UNTIL_AVOIDED) lines++;
    return lines;
  }

  /** Forgets which halfwords have been stored into. */
  forgetStores(): void {
    this.storesByLine.clear();
  }

  /** Time has passed: what is not stored into any more may be compiled again. */
  age(): void {
    for (const [line, stores] of this.storesByLine) {
      stores.count >>= 1;
      if (stores.count === 0) this.storesByLine.delete(line);
    }
  }

  private noteStore(line: number, halfwords: number): void {
    this.hits++;
    const stores = this.storesByLine.get(line);
    if (stores === undefined) this.storesByLine.set(line, { count: 1, halfwords });
    else {
      stores.count++;
      stores.halfwords |= halfwords;
    }
  }

  /** All code that depends on these halfwords of a line is not true any more. */
  private drop(line: number, halfwords: number): void {
    const codes = this.codeByLine.get(line);
    if (codes === undefined) return;
    for (const code of [...codes]) {
      if ((code.masks[code.lines.indexOf(line)] & halfwords) !== 0) this.onStored(code);
    }
  }

  private wordOf(line: number, codes: readonly MappedCode[]): number {
    let word = 0;
    for (const { lines, masks } of codes) word |= masks[lines.indexOf(line)];
    return word;
  }

  private lookAtBlock(block: number): void {
    const first = block << LINES_PER_BLOCK_SHIFT;
    const end = first + (1 << LINES_PER_BLOCK_SHIFT);
    for (let line = first; line < end; line++) if (this.words[line] !== 0) return;
    this.codeBlocks[block] = 0;
  }
}
