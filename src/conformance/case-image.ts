/**
 * The storage image that runs a batch of cases by itself and leaves their results in storage: any System/370 can
 * be compared with any other by running it.
 */

import { assemble, loadAbsolute } from '../asm/index.js';
import { DRIVER_SOURCE } from './driver-source.js';
import {
  BLOCK,
  FINAL_SVC,
  MAIN_STORAGE,
  SANDBOX_BLOCKS,
  SECOND_PREFIX,
  type MachineCase,
  type Patch,
} from './machine-case.js';

/** The driver is in one page. */
export const DRIVER_ORIGIN = 0x1000;
export const DRIVER_END = 0x2000;
/** Where the records of a batch begin; its results are behind them. */
export const RECORDS = 0x20000;
/** Where the driver saves the registers of a case that has ended, in either prefix area. */
export const SAVE_AREA = 0x300;
export const SAVE_AREA_END = 0x3b8;
const BASE = 0x3f8;
const INTERVAL_TIMER = 0x50;
const IN_SIZE = 192;
const OUT_SIZE = 624;
const OUT_USED = 620;
/** Bytes that the driver moves at once. */
const LONGEST_PATCH = 256;
/** Address of the disabled wait that ends a batch. */
export const COMPLETED = 0x0aaaaa;

/** What is left after a case. */
export interface CaseResult {
  /** X'18' to X'3F': old PSWs of external, SVC, program, machine-check, I/O interruptions. */
  readonly oldPsws: Int32Array;
  /** X'40' to X'4F': CSW, CAW. */
  readonly csw: Int32Array;
  /** X'80' to X'BF': interruption codes and parameters. */
  readonly codes: Uint8Array;
  readonly gpr: Int32Array;
  readonly cr: Int32Array;
  readonly fpr: Int32Array;
  readonly prefix: number;
  /** X'1E0' to X'21F' of the prefix area. */
  readonly low: Uint8Array;
  readonly keys: Uint8Array;
  /** Exclusive or, 256 bytes wide, of all blocks of the sandbox whose change bit is on. */
  readonly fold: Uint8Array;
}

/** A batch ready to be run. */
export interface CaseImage {
  /** From address 0. */
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Address of the first result. */
  readonly resultsAt: number;
  readonly resultsSize: number;
  /** Address of the word that counts the cases that are left, with the one that is running. */
  readonly leftAt: number;
}

interface Driver {
  readonly segments: readonly { readonly address: number; readonly bytes: Uint8Array }[];
  readonly start: number;
  readonly ended: number;
  readonly control: number;
  readonly pointers: number;
}

function assembleDriver(): Driver {
  const { object, diagnostics, returnCode } = assemble(DRIVER_SOURCE, { name: 'driver', noListing: true });
  if (returnCode > 4) throw new Error(`the driver does not assemble: ${JSON.stringify(diagnostics)}`);
  const load = loadAbsolute([{ name: 'driver', deck: object }], { origin: DRIVER_ORIGIN });
  const symbol = (name: string): number => {
    const value = load.symbols.get(name);
    if (value === undefined) throw new Error(`the driver has no ${name}`);
    return value;
  };
  return {
    segments: load.segments,
    start: symbol('DRIVER'),
    ended: symbol('ENDED'),
    control: symbol('CONTROL'),
    pointers: symbol('POINTERS'),
  };
}

/** The code of a case as patches: runs of consecutive places. */
function codePatches({ code: { instructions, places } }: MachineCase): Patch[] {
  const length = instructions.reduce((sum, instruction) => sum + instruction.length, 2);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const instruction of instructions) {
    bytes.set(instruction, at);
    at += instruction.length;
  }
  bytes[at] = 0x0a;
  bytes[at + 1] = FINAL_SVC;
  const patches: Patch[] = [];
  let from = 0;
  for (let i = 1; i <= length && i <= places.length; i++) {
    if (i < length && i < places.length && places[i] === places[i - 1] + 1) continue;
    patches.push({ address: places[from], bytes: bytes.subarray(from, i) });
    from = i;
  }
  return patches;
}

/** All that a case puts into storage; code comes last, over data at the same place. */
export function storagePatches(machineCase: MachineCase): Patch[] {
  const pieces: Patch[] = [];
  const add = (patch: Patch): void => {
    const { address, bytes } = patch;
    if (bytes.length <= LONGEST_PATCH) {
      if (bytes.length > 0) pieces.push(patch);
      return;
    }
    for (let from = 0; from < bytes.length; from += LONGEST_PATCH) {
      pieces.push({ address: address + from, bytes: bytes.subarray(from, from + LONGEST_PATCH) });
    }
  };
  machineCase.patches.forEach(add);
  codePatches(machineCase).forEach(add);
  return pieces;
}

/** Builds images; the driver is assembled once. */
export class ImageBuilder {
  private readonly driver = assembleDriver();

  /** Where the driver goes on after the interruption that ends a case. */
  get endedAt(): number {
    return this.driver.ended;
  }

  /** Is the driver at this absolute address? */
  isDriver(address: number): boolean {
    return this.driver.segments.some(
      (segment) => address >= segment.address && address < segment.address + segment.bytes.length,
    );
  }

  /** The first `count` cases, as many of `cases` as fit into main storage. */
  build(cases: readonly MachineCase[]): CaseImage {
    const patches: Patch[][] = [];
    let resultsAt = RECORDS;
    for (const machineCase of cases) {
      const pieces = storagePatches(machineCase);
      const size = IN_SIZE + pieces.reduce((sum, { bytes }) => sum + 4 + ((bytes.length + 3) & ~3), 0);
      if (resultsAt + size + 8 + (patches.length + 1) * OUT_SIZE > MAIN_STORAGE - BLOCK) break;
      patches.push(pieces);
      resultsAt += size;
    }
    const count = patches.length;
    resultsAt = (resultsAt + 7) & ~7;
    const bytes = new Uint8Array(resultsAt);
    const view = new DataView(bytes.buffer);
    for (const page of [0, SECOND_PREFIX]) this.layOutPrefix(view, page);
    for (const { address, bytes: text } of this.driver.segments) bytes.set(text, address);
    [count, resultsAt, RECORDS].forEach((word, i) => view.setInt32(this.driver.control + 4 * i, word));
    view.setInt32(this.driver.pointers, count);
    let at = RECORDS;
    patches.forEach((pieces, i) => {
      at = writeCase(bytes, view, at, cases[i], pieces);
    });
    return { bytes, count, resultsAt, resultsSize: count * OUT_SIZE, leftAt: this.driver.pointers };
  }

  private layOutPrefix(view: DataView, page: number): void {
    const psw = (at: number, high: number, low: number): void => {
      view.setInt32(page + at, high);
      view.setInt32(page + at + 4, low);
    };
    psw(0x00, 0x00080000, this.driver.start);
    for (const at of [0x58, 0x60, 0x68, 0x78]) psw(at, 0x00080000, this.driver.ended);
    psw(0x70, 0x000a0000, 0x00dead);
    view.setInt32(page + BASE, this.driver.start);
    // Never becomes negative.
    view.setInt32(page + INTERVAL_TIMER, 0x70000000);
  }
}

function writeCase(
  image: Uint8Array,
  view: DataView,
  from: number,
  machineCase: MachineCase,
  pieces: readonly Patch[],
): number {
  let at = from;
  const word = (value: number): void => {
    view.setInt32(at, value);
    at += 4;
  };
  machineCase.psw.forEach(word);
  machineCase.gpr.forEach(word);
  machineCase.fpr.forEach(word);
  machineCase.cr.forEach(word);
  image.set(machineCase.keys, at);
  at += SANDBOX_BLOCKS;
  word(machineCase.prefix);
  word(pieces.length);
  for (const { address, bytes } of pieces) {
    word(((bytes.length - 1) << 24) | address);
    image.set(bytes, at);
    at += (bytes.length + 3) & ~3;
  }
  return at;
}

/** Reads result `index` from the bytes of all results. */
export function readResult(results: Uint8Array, index: number): CaseResult {
  const at = index * OUT_SIZE;
  const view = new DataView(results.buffer, results.byteOffset, results.byteLength);
  const words = (offset: number, count: number): Int32Array =>
    Int32Array.from({ length: count }, (_, i) => view.getInt32(at + offset + 4 * i));
  const part = (offset: number, length: number): Uint8Array =>
    results.slice(at + offset, at + offset + length);
  return {
    oldPsws: words(0, 10),
    csw: words(40, 4),
    codes: part(56, 64),
    gpr: words(120, 16),
    cr: words(184, 16),
    fpr: words(248, 8),
    prefix: view.getInt32(at + 280),
    low: part(284, 64),
    keys: part(348, SANDBOX_BLOCKS),
    fold: part(364, 256),
  };
}

/** Are results `index` the same, byte for byte? */
export function sameResult(left: Uint8Array, right: Uint8Array, index: number): boolean {
  const from = index * OUT_SIZE;
  for (let i = from; i < from + OUT_USED; i++) if (left[i] !== right[i]) return false;
  return true;
}
