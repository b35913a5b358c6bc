/**
 * What compiler and runtime of compiled execution agree on: what a region is asked for, what it is made of, and how its
 * function ends. docs/design/compiled-execution.md.
 */

import type { Facility } from '../instructions/table.js';
import type { FunctionWriter } from './wasm/function-writer.js';
import type { ModuleWriter } from './wasm/module-writer.js';

/**
 * Results of a region's function. At every one the registers, condition code, program mask, instruction address and
 * countdown in the CPU's part are current.
 */
/** Go on at the instruction address: with the next region, or the interpreter. */
export const REGION_CONTINUES = 0;
/** The interpreter executes the instruction at the instruction address; nothing of it has happened. */
export const REGION_INTERPRETS = 1;
/** A guard of the entry failed: nothing has happened. */
export const REGION_REFUSED = 2;
/**
 * The instruction at the instruction address, where it lies in storage (no subject of EXECUTE), is one that the
 * dispatcher may do itself (SVC, LPSW, SSM, STNSM, STOSM); nothing of it has happened.
 */
export const REGION_CONTROLS = 3;

/** A stretch of code that a region depends on: host offset and bytes, whole halfwords. */
export interface CodeExtent {
  readonly host: number;
  readonly length: number;
}

/** The present PSW and the place of the others, for SVC and LPSW in a region. */
export interface PswExchange {
  /** First word of the present PSW. */
  readonly high: number;
  /** Host offset of real address 0. */
  readonly lowStorage: number;
}

/** What the compiler is asked for. */
export interface RegionRequest {
  /** The machine's buffer. */
  readonly u8: Uint8Array;
  readonly view: DataView;
  /** Host offset of the CPU's part as it is now: registers can be sampled there. */
  readonly base: number;
  /** Host offset of main storage, and behind it. */
  readonly storage: number;
  readonly storageEnd: number;
  /** See `codeMapBias` in layout.ts. */
  readonly codeMapBias: number;
  /** Logical address of the entry; the fetch map has its block. */
  readonly entry: number;
  /** Present maps of the address space: host offset by logical block, or -1. */
  readonly fetchMap: Int32Array;
  /** The writable map: see `WRITABLE_MAP_DISTANCE`. */
  readonly writableMap: Int32Array;
  /** General registers now. */
  readonly gpr: Int32Array;
  /**
   * May values of registers be taken for constant, with a guard at the entry? False for an entry whose guards have
   * failed again and again.
   */
  readonly constants: boolean;
  /**
   * Registers that are known to change from one entry to the next, as a mask (X'8000' is register 0): they are not
   * taken for constant. 0 when nothing is known.
   */
  readonly variable: number;
  /** The same for the places behind calls where a region is entered as well. */
  readonly variableBehindCalls?: number;
  /** The program mask now; the region is guarded that it is the same at every entry. */
  readonly programMask: number;
  /** What is known of PSWs where compiled code may exchange them; undefined where the owner of the CPU does. */
  readonly exchange: PswExchange | undefined;
  /** The instruction halfword at this host offset may not be compiled: it is stored into again and again. */
  readonly avoided: (host: number) => boolean;
  /** A region begins at this host offset and logical address that this one had better leave to. */
  readonly begun: (host: number, logical: number) => boolean;
  /** Has the instruction at this host offset been executed? What has not been is left out. Without it nothing is. */
  readonly executed?: (host: number) => boolean;
  /**
   * A subroutine is made a part of the region that calls it only if it is short: a large program would be compiled many
   * times over.
   */
  readonly economical?: boolean;
  /** Has the machine the facility? The interpreter makes the operation exception of an instruction that it lacks. Default: it has. */
  readonly installed?: (facility: Facility) => boolean;
  /** Most instructions of the region. */
  readonly limit: number;
}

/** A place where a region is entered, and what registers have to have there. */
export interface RegionEntry {
  readonly address: number;
  /** Registers that the region may have been guarded for: X'8000' is register 0. */
  readonly known: number;
  /** Their values; only the last 24 bits count. */
  readonly gpr: Int32Array;
}

/** A compiled region, not yet in a module. */
export interface RegionCode {
  /** Guest instructions in it. */
  readonly instructions: number;
  /** Where it is entered: the requested entry first, then places behind calls that lead out of it. */
  readonly entries: readonly RegionEntry[];
  /** Logical addresses that it leads to and that were left out because nothing there had been executed. */
  readonly leftOut: readonly number[];
  /** All halfwords that it was made from, a subject of EXECUTE included. */
  readonly extents: readonly CodeExtent[];
  /**
   * Functions of the library that it calls, by their names there. The runtime imports them (each once a module) and
   * gives their numbers to `write`.
   */
  readonly imports: readonly string[];
  /** Writes the function `(param cpu: i32) (result i32)`. */
  write(module: ModuleWriter, functionIndex: (name: string) => number): FunctionWriter;
}
