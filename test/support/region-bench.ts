/**
 * A machine of which compiled regions can be run by hand: each as soon as it is asked for, without heat, cache or
 * dispatcher.
 */

import type { CodeExtent, RegionCode, RegionRequest } from '../../src/s370/compiled/region.js';
import { REGION_CONTROLS, REGION_INTERPRETS, REGION_REFUSED } from '../../src/s370/compiled/region.js';
import { compileRegion } from '../../src/s370/compiled/region-compiler.js';
import { buildLibrary, libraryType, type LibraryName } from '../../src/s370/compiled/library/library.js';
import { ModuleWriter } from '../../src/s370/compiled/wasm/module-writer.js';
import {
  BLOCK_SHIFT,
  codeMapBias,
  layOutMachine,
  STATE_BUDGET_OVER_POLL,
  STATE_CONDITION_CODE,
  STATE_COUNTDOWN,
  STATE_FETCH_MAP,
  STATE_INSTRUCTION_ADDRESS,
  STATE_LOW_STORAGE,
  STATE_PROGRAM_MASK,
  STATE_PSW,
  WRITABLE_MAP_DISTANCE,
} from '../../src/s370/layout.js';
import type { Exit } from '../../src/s370/index.js';
import { CpuBench } from './cpu-bench.js';

const STORAGE = 0x100000;

/** What a run has done. */
export interface RegionRun {
  /** What ended it; undefined when the instructions were over. */
  readonly exit: Exit | undefined;
  /** Instructions that regions have executed. */
  readonly compiled: number;
  readonly interpreted: number;
}

/** A machine with compiled regions. */
export class RegionBench extends CpuBench {
  readonly layout = layOutMachine(STORAGE);
  private readonly memory: WebAssembly.Memory;
  private readonly library: WebAssembly.Instance;
  private readonly state: DataView;

  constructor() {
    const layout = layOutMachine(STORAGE);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.totalSize / 65536) });
    super({ storageSize: STORAGE, intervalTimer: false, buffer: memory.buffer });
    this.memory = memory;
    this.library = new WebAssembly.Instance(new WebAssembly.Module(buildLibrary(1)), { machine: { memory } });
    this.state = new DataView(memory.buffer, layout.cpus[0].base);
  }

  /** What a region at the present instruction address is compiled from. */
  request(limit = 64, changes: Partial<RegionRequest> = {}): RegionRequest {
    const { cpu, layout } = this;
    this.fillWritableMap();
    return {
      u8: cpu.u8,
      view: cpu.view,
      base: layout.cpus[0].base,
      storage: layout.storage,
      storageEnd: layout.storage + layout.storageSize,
      codeMapBias: codeMapBias(layout),
      entry: cpu.psw.instructionAddress,
      fetchMap: cpu.fetchMap,
      writableMap: this.writableMap(),
      gpr: cpu.gpr,
      constants: true,
      variable: 0,
      programMask: cpu.psw.programMask,
      exchange: undefined,
      avoided: () => false,
      begun: () => false,
      limit,
      ...changes,
    };
  }

  /** Compiles the region at the present instruction address; undefined when there is none. */
  compile(limit = 64, changes: Partial<RegionRequest> = {}): RegionCode | undefined {
    return compileRegion(this.request(limit, changes));
  }

  /** What regions need to exchange PSWs; `over` is how much further the budget is than the next poll. */
  exchanges(over = 0): void {
    const { cpu, layout, state } = this;
    const high = cpu.psw.high();
    state.setInt32(STATE_PSW, (high >>> 24) | ((high >>> 8) & 0xff00), true);
    state.setInt32(STATE_LOW_STORAGE, layout.storage, true);
    state.setInt32(STATE_BUDGET_OVER_POLL, over, true);
  }

  /** What regions have left of `exchanges`: the first halfword of the PSW as it is stored, and `over`. */
  exchanged(): { readonly psw: string; readonly over: number } {
    const stored = this.state.getUint16(STATE_PSW, false);
    return {
      psw: stored.toString(16).padStart(4, '0'),
      over: this.state.getInt32(STATE_BUDGET_OVER_POLL, true),
    };
  }

  /** Makes a region's function callable. */
  instantiate(code: RegionCode): () => number {
    const module = new ModuleWriter();
    module.importMemory('machine', 'memory', 1);
    const functions = new Map(
      code.imports.map((name) => {
        const { parameters, results } = libraryType(name as LibraryName);
        return [name, module.importFunction('library', name, module.type(parameters, results))];
      }),
    );
    const type = module.type(['i32'], ['i32']);
    const writer = code.write(module, (name) => functions.get(name) as number);
    module.exportFunction('region', module.add(type, writer));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), {
      machine: { memory: this.memory },
      library: this.library.exports,
    });
    const region = instance.exports.region as unknown as (cpu: number) => number;
    return () => region(this.layout.cpus[0].base);
  }

  /** Runs a region's function once with the present state; its result and the instructions it has executed. */
  call(region: () => number, countdown: number): { readonly result: number; readonly executed: number } {
    const { cpu, state } = this;
    const { psw } = cpu;
    this.fillWritableMap();
    state.setInt32(STATE_INSTRUCTION_ADDRESS, psw.instructionAddress, true);
    state.setInt32(STATE_CONDITION_CODE, psw.conditionCode, true);
    state.setInt32(STATE_PROGRAM_MASK, psw.programMask, true);
    state.setInt32(STATE_COUNTDOWN, countdown, true);
    state.setInt32(STATE_FETCH_MAP, cpu.fetchMap.byteOffset, true);
    const result = region();
    if (result === REGION_REFUSED) return { result, executed: 0 };
    psw.instructionAddress = state.getInt32(STATE_INSTRUCTION_ADDRESS, true);
    psw.conditionCode = state.getInt32(STATE_CONDITION_CODE, true);
    psw.programMask = state.getInt32(STATE_PROGRAM_MASK, true);
    return { result, executed: countdown - state.getInt32(STATE_COUNTDOWN, true) };
  }

  /** Executes `budget` instructions, as many as possible in regions, each compiled anew. */
  runRegions(budget: number, limit = 64, changes: Partial<RegionRequest> = {}): RegionRun {
    const { cpu } = this;
    let compiled = 0;
    let interpreted = 0;
    cpu.synchronize();
    while (compiled + interpreted < budget) {
      const left = budget - compiled - interpreted;
      const code =
        (cpu.psw.instructionAddress & 1) === 0 &&
        cpu.fetchMap[cpu.psw.instructionAddress >>> BLOCK_SHIFT] >= 0
          ? this.compile(limit, changes)
          : undefined;
      if (code !== undefined) {
        this.mark(code.extents, true);
        const { result, executed } = this.call(this.instantiate(code), left);
        this.mark(code.extents, false);
        compiled += executed;
        if (result === REGION_REFUSED) throw new Error('a region refuses the state that it was compiled for');
        const interpret = result === REGION_INTERPRETS || result === REGION_CONTROLS;
        if (!interpret && executed > 0) continue;
        if (compiled + interpreted === budget) break;
      }
      const exit = cpu.run(1);
      interpreted++;
      if (exit.kind !== 'budget') return { exit: { ...exit }, compiled, interpreted };
    }
    return { exit: undefined, compiled, interpreted };
  }

  /** Puts code into the code map, or takes it out. */
  mark(extents: readonly CodeExtent[], on: boolean): void {
    const { cpu, layout } = this;
    for (const { host, length } of extents) {
      for (let at = host; at < host + length; at += 2) {
        const word = ((at >>> 4) & ~3) + codeMapBias(layout);
        const bit = 1 << ((at >>> 1) & 31);
        const now = cpu.view.getInt32(word, true);
        cpu.view.setInt32(word, on ? now | bit : now & ~bit, true);
      }
    }
    // A block with code has no entry in the store map, but in the writable map.
    this.fillWritableMap();
    const { fetchMap, storeMap } = cpu;
    const writable = this.writableMap();
    for (const block of new Set(extents.map(({ host }) => host & ~0x7ff))) {
      for (
        let logical = fetchMap.indexOf(block);
        logical >= 0;
        logical = fetchMap.indexOf(block, logical + 1)
      ) {
        storeMap[logical] = on ? -1 : writable[logical];
      }
    }
  }

  private writableMap(): Int32Array {
    const { cpu } = this;
    return new Int32Array(this.memory.buffer, cpu.fetchMap.byteOffset + WRITABLE_MAP_DISTANCE, 8192);
  }

  /** Blocks that have a store entry are writable. */
  private fillWritableMap(): void {
    const { fetchMap, storeMap } = this.cpu;
    const writable = this.writableMap();
    for (let logical = 0; logical < writable.length; logical++) {
      if (storeMap[logical] >= 0 || fetchMap[logical] < 0) writable[logical] = storeMap[logical];
    }
  }
}
