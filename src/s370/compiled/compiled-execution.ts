/**
 * Compiled execution of one machine: which code is hot, when it is compiled, and where it is kept. Shared by the
 * machine's CPUs. docs/design/compiled-execution.md.
 */

import type { Facility } from '../instructions/table.js';
import { BLOCK_SHIFT, BLOCK_SIZE, codeMapBias, type MachineLayout } from '../layout.js';
import type { MainStorage } from '../storage.js';
import { CodeMap } from './code-map.js';
import { buildDispatcher } from './dispatcher.js';
import { ExecutedCode } from './executed-code.js';
import { buildLibrary } from './library/library.js';
import type { PswExchange, RegionCode, RegionRequest } from './region.js';
import { compileRegion } from './region-compiler.js';
import { LONGEST_BLOCK } from './region-emitter.js';
import {
  DEFAULT_LIMITS,
  Region,
  RegionCache,
  type CacheLimits,
  type CacheStatistics,
  type EntryPoint,
} from './region-cache.js';
import { pagesOf } from './wasm/module-writer.js';

/** How code is compiled. */
export interface CompiledOptions {
  /** Most regions in the cache. Default 8192. */
  readonly regions?: number;
  /** Most bytes of WebAssembly in the cache. Default 32 MiB. */
  readonly bytes?: number;
  /** Most modules in the cache. Default 1024. */
  readonly modules?: number;
  /** How often the interpreter comes by a place before it is compiled. Default 200. */
  readonly threshold?: number;
  /** Guest instructions, besides branches, and basic blocks of a region at most. Default 250. */
  readonly regionLimit?: number;
  /** Instructions that the interpreter executes while new regions wait for others to share a module. Default 20000. */
  readonly batchDelay?: number;
  /** Regions have code that was never executed, too. Default false. */
  readonly whole?: boolean;
  /** Makes regions. Default: `compileRegion`. */
  readonly compiler?: RegionCompiler;
  /** Milliseconds from any beginning, to measure pauses with; without it they are counted as work alone. */
  readonly now?: () => number;
}

/** What compiled execution has done so far, and what it holds. */
export interface CompiledStatistics extends CacheStatistics {
  /** Regions compiled since the machine was made. */
  readonly compiled: number;
  /** Places that the compiler could do nothing with. */
  readonly rejected: number;
  /** Of these, places where it met an error of its own; such code is interpreted. */
  readonly failures: number;
  /** Modules made. */
  readonly batches: number;
  /** Regions compiled anew because code that they left out was executed again and again. */
  readonly regrown: number;
  /** Regions forgotten because a guard of their entry failed again and again. */
  readonly respecialized: number;
  /** Stores that hit compiled code. */
  readonly codeStores: number;
  /** The most work of compiling, in instructions, between two stretches of execution: what bounds pauses. */
  readonly largestWork: number;
  /** The longest pause for compiling, in milliseconds, where there is a clock to measure it with. */
  readonly longestPause: number | undefined;
  /** 64-byte lines with code that is not compiled because it is stored into again and again. */
  readonly avoidedLines: number;
}

/** What the runtime needs of a CPU to compile where it is. */
export interface CompilingAt {
  readonly base: number;
  readonly gpr: Int32Array;
  readonly fetchMap: Int32Array;
  readonly writableMap: Int32Array;
  readonly psw: { readonly programMask: number; readonly instructionAddress: number };
  /** See `RegionRequest`. */
  readonly exchange: PswExchange | undefined;
}

export type RegionCompiler = (request: RegionRequest) => RegionCode | undefined;

const DEFAULT_THRESHOLD = 200;
const DEFAULT_REGION_LIMIT = 250;
/** Heat is counted in a table of so many places; places may share an entry. */
const HEAT_PLACES = 1 << 18;
/** So many times hotter must be what is in a region already. */
const COVERED_HEAT = 8;
/** A region of so many instructions is left to, not compiled into another one once more. */
const LEFT_TO = 32;
/** So much more than the beginning of a loop counts one that something large begins with: what a call leads to. */
export const CALL_HEAT = 32;
/** Regions a module has at most. */
const BATCH = 32;
const DEFAULT_BATCH_DELAY = 20_000;
/** Instructions that are compiled, about, in one stretch of execution at most, so that none takes long. */
const INSTRUCTIONS_PER_STRETCH = 100;
/** With more compiled instructions than these, subroutines are compiled by themselves. */
const LARGE_PROGRAM = 3000;
/** What the attempt to compile a region counts besides its instructions. */
const REGION_COST = 20;
/** A batch does not wait when it has so many instructions: V8 compiles all of a module at once. */
const BATCH_INSTRUCTIONS = 1500;
/** A module of so many instructions is made in the stretch that compiled its last region. */
const SMALL_MODULE = 300;
/** Guards of an entry that fail so often make it compiled anew. */
const REFUSALS_UNTIL_DROPPED = 32;
/** So often compiled anew, and no value is taken for constant any more. */
const SPECIALIZATIONS = 2;
/** So often compiled anew, and it stays as it is. */
const MOST_SPECIALIZATIONS = 5;
/** So often a region is compiled anew for what it left out; then it leaves nothing out. */
const MOST_GROWTHS = 3;
/** What it left out has to become hot so much more often each time, as a shift. */
const GROWTH_SHIFT = 2;
/** Heat and memory of stores fade after so many interpreted taken branches. */
const FADING = 1 << 22;

/**
 * The most work, in instructions, of compiling in one stretch of execution when regions have at most `regionLimit`
 * instructions besides branches, and as many basic blocks: another region is begun only while the stretch has not had its
 * share, and the last basic block of one may go beyond the limit.
 */
export function boundOfWork(regionLimit = DEFAULT_REGION_LIMIT): number {
  return INSTRUCTIONS_PER_STRETCH + REGION_COST + 2 * regionLimit + LONGEST_BLOCK;
}

/** What guards that failed have told about an entry. */
interface Specialization {
  /** How often it was compiled anew. */
  count: number;
  /** How often it was compiled anew for what had been left out, and how often that became hot since. */
  growths: number;
  leftOutHeat: number;
  /** Registers that change from one entry to the next: X'8000' is register 0. */
  variable: number;
  /** The same for the places behind calls where the region is entered as well. */
  variableBehindCalls: number;
}

/** Where heat of the place at a host offset is counted. */
function heatPlace(host: number): number {
  return (host >>> 1) & (HEAT_PLACES - 1);
}

/** Host offset of a logical address; negative when the map has none. */
function hostOf(fetchMap: Int32Array, address: number): number {
  const block = fetchMap[address >>> BLOCK_SHIFT];
  return block < 0 ? -1 : block + (address & (BLOCK_SIZE - 1));
}

/** Registers whose values, as addresses, differ: X'8000' is register 0. */
function differing(a: Int32Array, b: Int32Array): number {
  let mask = 0;
  for (let r = 0; r < 16; r++) if (((a[r] ^ b[r]) & 0xffffff) !== 0) mask |= 0x8000 >> r;
  return mask;
}

/** Compiled execution of one machine. */
export class CompiledExecution {
  readonly codeMap: CodeMap;
  readonly cache: RegionCache;
  readonly executed = new ExecutedCode();
  /** The dispatcher: WebAssembly, see `buildDispatcher`. */
  readonly dispatch: (cpu: number) => number;
  private readonly compileRegion: RegionCompiler;
  /** What the compiler has thrown last. */
  lastFailure: unknown = undefined;
  private readonly threshold: number;
  private readonly regionLimit: number;
  private readonly batchDelay: number;
  private readonly whole: boolean;
  private readonly heat = new Uint16Array(HEAT_PLACES);
  /** Places that have been tried. Those that share an entry of the table with one are none. */
  private readonly attempted = new Set<number>();
  private pending: Region[] = [];
  /** Instructions interpreted since the oldest pending region was compiled. */
  private waited = 0;
  private allowance = INSTRUCTIONS_PER_STRETCH;
  private largestWork = 0;
  private readonly now: (() => number) | undefined;
  /** Milliseconds of compiling in this stretch, and in the one with the most. */
  private pause = 0;
  private longestPause = 0;
  /** Instructions of the pending regions. */
  private pendingInstructions = 0;
  private untilFading = FADING;
  /** General registers as they were when a place, by its host offset, was half as hot as it had to become. */
  private readonly samples = new Map<number, Int32Array>();
  /** What is known of entries that were compiled anew, by their places. */
  private readonly specializations = new Map<number, Specialization>();
  private readonly view: DataView;
  private readonly u8: Uint8Array;
  private readonly bias: number;
  private compiled = 0;
  private rejected = 0;
  private batches = 0;
  private respecialized = 0;
  private regrown = 0;
  private failures = 0;

  constructor(
    memory: WebAssembly.Memory,
    storage: MainStorage,
    private readonly layout: MachineLayout,
    options: CompiledOptions = {},
    private readonly installed?: (facility: Facility) => boolean,
  ) {
    this.compileRegion = options.compiler ?? compileRegion;
    this.threshold = options.threshold ?? DEFAULT_THRESHOLD;
    this.regionLimit = options.regionLimit ?? DEFAULT_REGION_LIMIT;
    this.batchDelay = options.batchDelay ?? DEFAULT_BATCH_DELAY;
    this.whole = options.whole ?? false;
    this.now = options.now;
    const limits: CacheLimits = {
      regions: options.regions ?? DEFAULT_LIMITS.regions,
      bytes: options.bytes ?? DEFAULT_LIMITS.bytes,
      modules: options.modules ?? DEFAULT_LIMITS.modules,
    };
    const pages = pagesOf(layout.totalSize);
    const table = new WebAssembly.Table({ element: 'anyfunc', initial: limits.regions });
    const library = new WebAssembly.Instance(new WebAssembly.Module(buildLibrary(pages)), {
      machine: { memory },
    });
    this.codeMap = new CodeMap(storage, layout);
    this.cache = new RegionCache(limits, this.codeMap, memory, pages, table, library, layout);
    this.cache.onFailure = (error) => this.failed(error);
    this.cache.onDrop = ({ entries }) => {
      for (const { host } of entries) this.cool(host);
    };
    this.codeMap.onStored = (code) => this.cache.drop(code as Region);
    const dispatcher = new WebAssembly.Instance(
      new WebAssembly.Module(buildDispatcher(pages, limits.regions, layout.regionMap)),
      { machine: { memory, table } },
    );
    this.dispatch = dispatcher.exports['dispatch'] as (cpu: number) => number;
    this.view = new DataView(memory.buffer);
    this.u8 = new Uint8Array(memory.buffer);
    this.bias = codeMapBias(layout);
    storage.watch(this.codeMap);
  }

  statistics(): CompiledStatistics {
    const { compiled, rejected, failures, batches, respecialized, regrown, codeMap } = this;
    return {
      ...this.cache.statistics(),
      compiled,
      rejected,
      failures,
      batches,
      respecialized,
      regrown,
      codeStores: codeMap.hits,
      avoidedLines: codeMap.avoidedLines,
      largestWork: this.largestWork,
      longestPause: this.now === undefined ? undefined : this.longestPause,
    };
  }

  /** A stretch of execution has ended in which so many instructions were interpreted. */
  endStretch(interpreted: number): void {
    this.waited += interpreted;
    if (this.pending.length > 0 && (this.isFull || this.waited >= this.batchDelay) && this.mayInstall) {
      this.measured(() => this.install());
    }
    this.largestWork = Math.max(this.largestWork, INSTRUCTIONS_PER_STRETCH - this.allowance);
    this.longestPause = Math.max(this.longestPause, this.pause);
    this.allowance = INSTRUCTIONS_PER_STRETCH;
    this.pause = 0;
  }

  /** The interpreter has come to an instruction that compiled code could begin with; `warmth` is what that counts. */
  visit(cpu: CompilingAt, host: number, logical: number, warmth = 1): void {
    if (--this.untilFading === 0) this.fade();
    const place = heatPlace(host);
    const heat = this.heat[place];
    // What a region has in it already is worth an entry of its own only if it is come to again and again.
    const wanted = this.codeMap.covers(host) ? this.threshold * COVERED_HEAT : this.threshold;
    if (heat < wanted) {
      this.heat[place] = heat + warmth;
      const half = this.threshold >> 1;
      if (heat <= half && heat + warmth > half) this.samples.set(host, cpu.gpr.slice());
    } else if (this.allowance > 0 && !this.isFull && !this.attempted.has(host)) {
      this.attempted.add(host);
      this.measured(() => this.compileHot(cpu, host, logical));
    }
  }

  /** Compiles at a place that is hot, or the region anew that left it out. */
  private compileHot(cpu: CompilingAt, host: number, logical: number): void {
    const region = this.cache.leavingOut(host, logical);
    const [entry] = region?.entries ?? [];
    const before = this.samples.get(host);
    this.samples.delete(host);
    if (entry === undefined || hostOf(cpu.fetchMap, entry.address) !== entry.host) {
      const variable = before === undefined ? 0 : differing(cpu.gpr, before);
      this.compile(cpu, { host, address: logical, gpr: cpu.gpr, variable });
      return;
    }
    const known = this.specialization(entry.host);
    this.specializations.set(entry.host, known);
    // What is executed now and then only stays out; and what stays out for another reason is tried again.
    this.cool(host);
    if (++known.leftOutHeat < 1 << (GROWTH_SHIFT * known.growths)) return;
    known.leftOutHeat = 0;
    known.growths++;
    this.regrown++;
    this.compile(cpu, { ...entry, variable: entry.variable | (0xffff & ~entry.known) });
  }

  /** A guard of the region in `slot` has failed. */
  refused(cpu: CompilingAt, slot: number): void {
    const region = this.cache.at(slot);
    if (region === undefined) return;
    const [first, ...others] = region.entries;
    const entry = others.find(({ address }) => address === cpu.psw.instructionAddress) ?? first;
    entry.variable |= differing(cpu.gpr, entry.gpr) & entry.known;
    if (++region.refusals < REFUSALS_UNTIL_DROPPED) return;
    region.refusals = 0;
    const known = this.specialization(first.host);
    this.specializations.set(first.host, known);
    known.variable |= first.variable;
    for (const { variable } of others) known.variableBehindCalls |= variable;
    if (known.count === MOST_SPECIALIZATIONS) return;
    known.count++;
    this.respecialized++;
    this.cache.drop(region);
  }

  /** Forgets all code and what is known about it, as when the machine was made. */
  reset(): void {
    for (const region of this.pending) this.cache.drop(region);
    this.pending = [];
    this.pendingInstructions = 0;
    this.waited = 0;
    this.cache.clear();
    this.fade();
    this.codeMap.forgetStores();
  }

  /** Compiles what waits now: for tests, and when nothing else is to do. */
  install(): void {
    const { pending } = this;
    this.pending = [];
    this.pendingInstructions = 0;
    this.waited = 0;
    for (let at = 0; at < pending.length; at += BATCH) {
      this.cache.install(pending.slice(at, at + BATCH));
      this.batches++;
    }
  }

  /** Compiles a region that is entered with these values of registers, but for those that are variable. */
  private compile(cpu: CompilingAt, { host, address, gpr, variable }: Omit<EntryPoint, 'known'>): void {
    const { layout, codeMap, executed } = this;
    const storageEnd = layout.storage + layout.storageSize;
    const known = this.specialization(host);
    const whole = this.whole || known.growths >= MOST_GROWTHS;
    const code = this.tried({
      u8: this.u8,
      view: this.view,
      base: cpu.base,
      storage: layout.storage,
      storageEnd,
      codeMapBias: this.bias,
      entry: address,
      fetchMap: cpu.fetchMap,
      writableMap: cpu.writableMap,
      gpr,
      constants: known.count < SPECIALIZATIONS,
      variable: known.variable | variable,
      variableBehindCalls: known.variableBehindCalls,
      programMask: cpu.psw.programMask,
      exchange: cpu.exchange,
      avoided: (at) => codeMap.avoided(at),
      begun: (at, logical) => this.begun(at, logical),
      executed: whole ? undefined : (at) => executed.has(at) || codeMap.covers(at),
      economical: this.cache.instructions + this.pendingInstructions > LARGE_PROGRAM,
      installed: this.installed,
      limit: this.regionLimit,
    });
    this.allowance -= REGION_COST + (code?.instructions ?? 0);
    if (code === undefined) {
      this.rejected++;
      return;
    }
    this.compiled++;
    const entries = code.entries.map((entry) => ({
      ...entry,
      host: hostOf(cpu.fetchMap, entry.address),
      variable: 0,
    }));
    const leftOut = code.leftOut.map((at) => ({ address: at, host: hostOf(cpu.fetchMap, at) }));
    const region = new Region(code, entries, leftOut, layout.storage);
    codeMap.add(region);
    this.pending.push(region);
    this.pendingInstructions += code.instructions;
    if (this.pending.length === 1) this.waited = 0;
  }

  /** Do enough regions wait for a module of their own? */
  private get isFull(): boolean {
    return this.pending.length >= BATCH || this.pendingInstructions >= BATCH_INSTRUCTIONS;
  }

  /** May this stretch have V8's work as well? A small module may come behind our own, a large one waits for the next stretch. */
  private get mayInstall(): boolean {
    return this.allowance === INSTRUCTIONS_PER_STRETCH || this.pendingInstructions <= SMALL_MODULE;
  }

  /** Works, and counts how long execution pauses for it. */
  private measured(work: () => void): void {
    const begin = this.now?.() ?? 0;
    work();
    this.pause += (this.now?.() ?? 0) - begin;
  }

  private specialization(host: number): Specialization {
    return (
      this.specializations.get(host) ?? {
        count: 0,
        growths: 0,
        leftOutHeat: 0,
        variable: 0,
        variableBehindCalls: 0,
      }
    );
  }

  /** Compiles; an error of the compiler leaves the code to the interpreter. */
  private tried(request: RegionRequest): RegionCode | undefined {
    try {
      return this.compileRegion(request);
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  private failed(error: unknown): void {
    this.failures++;
    this.lastFailure = error;
  }

  /** Does a large region begin there, or will it? */
  private begun(host: number, logical: number): boolean {
    const found =
      this.cache.region(host, logical) ??
      this.pending.find(
        ({ dropped, entries }) =>
          !dropped && entries.some((entry) => entry.host === host && entry.address === logical),
      );
    return found !== undefined && found.instructions >= LEFT_TO;
  }

  /** The place may become hot again. */
  private cool(host: number): void {
    this.heat[heatPlace(host)] = 0;
    this.attempted.delete(host);
  }

  private fade(): void {
    this.untilFading = FADING;
    this.heat.fill(0);
    this.attempted.clear();
    this.codeMap.age();
    this.specializations.clear();
    this.samples.clear();
    this.executed.forget();
  }
}
