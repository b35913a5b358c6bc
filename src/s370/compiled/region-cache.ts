/**
 * The code cache: compiled regions in modules, a slot of the function table for each, and the region map by which the
 * dispatcher finds them. It is bounded: the modules that have not been entered for the longest time give way.
 */

import { REGION_ENTRY_SIZE, REGION_WAYS, type MachineLayout } from '../layout.js';
import { mapExtents, type CodeMap, type MappedCode } from './code-map.js';
import { regionSet } from './dispatcher.js';
import { LIBRARY, libraryType, type LibraryName } from './library/library.js';
import type { RegionCode, RegionEntry } from './region.js';
import { ModuleWriter } from './wasm/module-writer.js';

/** How large the cache may get. */
export interface CacheLimits {
  /** Regions, which is slots of the function table. */
  readonly regions: number;
  /** Bytes of WebAssembly in modules that are kept. */
  readonly bytes: number;
  /** Modules: each costs the host some 80K, however little is in it. */
  readonly modules: number;
}

export const DEFAULT_LIMITS: CacheLimits = { regions: 8192, bytes: 32 * 1024 * 1024, modules: 1024 };

/** An instruction, by where it lies and by its logical address. */
export interface CodePlace {
  readonly host: number;
  readonly address: number;
}

/** A place where a region is entered. */
export interface EntryPoint extends RegionEntry, CodePlace {
  /** General registers in which it has differed from `gpr` when a guard failed: X'8000' is register 0. */
  variable: number;
}

/** One compiled region, in the cache or on its way there. */
export class Region implements MappedCode {
  readonly lines: Int32Array;
  readonly masks: Int32Array;
  /** Slot of the function table; -1 before it is in a module, and when it is gone. */
  slot = -1;
  /** Code it was made from has been stored into, or it has been evicted. */
  dropped = false;
  /** How often a guard of its entries has failed. */
  refusals = 0;
  module: RegionModule | undefined = undefined;
  /** Guest instructions in it. */
  readonly instructions: number;
  /** What the compiler made, until that is in a module. */
  code: RegionCode | undefined;

  constructor(
    code: RegionCode,
    /** The requested entry first. */
    readonly entries: readonly EntryPoint[],
    /** Where it leads to and has nothing, because nothing there had been executed. */
    readonly leftOut: readonly CodePlace[],
    storage: number,
  ) {
    const { lines, masks } = mapExtents(code.extents, storage);
    this.code = code;
    this.instructions = code.instructions;
    this.lines = lines;
    this.masks = masks;
  }
}

/** A module in the cache: its memory is free again when none of its regions is left. */
interface RegionModule {
  readonly bytes: number;
  readonly regions: Set<Region>;
}

/** What a cache holds. */
export interface CacheStatistics {
  readonly regions: number;
  readonly modules: number;
  /** Bytes of WebAssembly of the modules. */
  readonly bytes: number;
  /** Guest instructions in the regions. */
  readonly instructions: number;
  /** Regions that gave way to others. */
  readonly evicted: number;
}

export class RegionCache {
  /** Told of errors of the compiler. The region is dropped. */
  onFailure: (error: unknown) => void = () => undefined;
  /** Told of each region that is forgotten: its entries may be compiled again. */
  onDrop: (region: Region) => void = () => undefined;
  private readonly modules = new Set<RegionModule>();
  private readonly bySlot: (Region | undefined)[];
  private readonly freeSlots: number[] = [];
  /** The region, by host offset, that left a place out last. */
  private readonly leavers = new Map<number, Region>();
  private readonly map: Int32Array;
  private readonly imports: WebAssembly.Imports;
  private bytes = 0;
  /** Guest instructions in the regions. */
  instructions = 0;
  private evicted = 0;
  private nextWay = 0;

  constructor(
    private readonly limits: CacheLimits,
    private readonly codeMap: CodeMap,
    memory: WebAssembly.Memory,
    private readonly memoryPages: number,
    private readonly table: WebAssembly.Table,
    library: WebAssembly.Instance,
    layout: MachineLayout,
  ) {
    this.bySlot = new Array<Region | undefined>(limits.regions).fill(undefined);
    for (let slot = limits.regions - 1; slot >= 0; slot--) this.freeSlots.push(slot);
    this.map = new Int32Array(memory.buffer, layout.regionMap, (layout.codeMap - layout.regionMap) >> 2);
    this.imports = { machine: { memory }, library: library.exports };
  }

  /** Does a region begin at this logical address, whose byte is at `host`? */
  has(host: number, logical: number): boolean {
    return this.find(host, logical) >= 0;
  }

  /** The region that begins there. */
  region(host: number, logical: number): Region | undefined {
    const at = this.find(host, logical);
    return at < 0 ? undefined : this.bySlot[this.map[at + 2]];
  }

  /** A region that leads to this place, but left it out because nothing there had been executed. */
  leavingOut(host: number, logical: number): Region | undefined {
    const region = this.leavers.get(host);
    return region?.leftOut.some((at) => at.host === host && at.address === logical) ? region : undefined;
  }

  /** The region of a slot. */
  at(slot: number): Region | undefined {
    return this.bySlot[slot];
  }

  statistics(): CacheStatistics {
    const { bytes, instructions, evicted, modules, limits, freeSlots } = this;
    return {
      regions: limits.regions - freeSlots.length,
      modules: modules.size,
      bytes,
      instructions,
      evicted,
    };
  }

  /** Puts regions into one module and makes it known to the dispatcher. Those that have been dropped meanwhile are left out. */
  install(all: readonly Region[]): void {
    const regions = all.filter(({ dropped }) => !dropped);
    if (regions.length === 0) return;
    const bytes = this.buildModule(regions);
    for (const region of all) region.code = undefined;
    this.makeRoom(regions.length, bytes.length);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), this.imports);
    const module: RegionModule = { bytes: bytes.length, regions: new Set() };
    this.modules.add(module);
    this.bytes += bytes.length;
    regions.forEach((region, index) => {
      if (!region.dropped) this.place(region, module, instance.exports[`r${index}`] as WebAssembly.Callable);
    });
    this.release(module);
  }

  /** Forgets a region, in the cache or on its way there. */
  drop(region: Region): void {
    if (region.dropped) return;
    this.discard(region);
    this.onDrop(region);
  }

  private discard(region: Region): void {
    region.dropped = true;
    this.codeMap.remove(region);
    const { slot, module } = region;
    if (module === undefined) return;
    region.slot = -1;
    region.module = undefined;
    this.instructions -= region.instructions;
    for (const { host } of region.leftOut) if (this.leavers.get(host) === region) this.leavers.delete(host);
    this.table.set(slot, null);
    this.bySlot[slot] = undefined;
    this.freeSlots.push(slot);
    for (const at of this.places(region, slot)) this.map.fill(0, at, at + REGION_ENTRY_SIZE / 4);
    module.regions.delete(region);
    this.release(module);
  }

  /** Forgets all regions that are in the cache. */
  clear(): void {
    for (const module of [...this.modules]) this.dropModule(module);
  }

  private buildModule(regions: readonly Region[]): Uint8Array {
    const writer = new ModuleWriter();
    const type = writer.type(['i32'], ['i32']);
    writer.importMemory('machine', 'memory', this.memoryPages);
    const imported = new Map<string, number>();
    for (const { code } of regions) {
      for (const name of code?.imports ?? []) {
        if (imported.has(name)) continue;
        if (!(name in LIBRARY)) throw new Error(`the library has no function ${name}`);
        const { parameters, results } = libraryType(name as LibraryName);
        imported.set(name, writer.importFunction('library', name, writer.type(parameters, results)));
      }
    }
    const functionIndex = (name: string): number => {
      const index = imported.get(name);
      if (index === undefined) throw new Error(`a region has not said that it calls ${name}`);
      return index;
    };
    regions.forEach((region, index) => {
      const { code } = region;
      if (code === undefined) throw new Error('a region is put into a module twice');
      try {
        writer.exportFunction(`r${index}`, writer.add(type, code.write(writer, functionIndex)));
      } catch (error) {
        this.discard(region);
        this.onFailure(error);
      }
    });
    return writer.toBytes();
  }

  /** Index of the region's entry in the map, in words; -1 when there is none. */
  private find(host: number, logical: number): number {
    const { map } = this;
    const set = regionSet(host) >> 2;
    const end = set + (REGION_WAYS * REGION_ENTRY_SIZE) / 4;
    for (let at = set; at < end; at += REGION_ENTRY_SIZE / 4) {
      if (map[at] === host && map[at + 1] === logical) return at;
    }
    return -1;
  }

  private place(region: Region, module: RegionModule, run: WebAssembly.Callable): void {
    const [first, ...others] = region.entries;
    this.makeWay(first);
    let at = this.freeEntry(first.host);
    if (at < 0) {
      this.nextWay = (this.nextWay + 1) % REGION_WAYS;
      at = (regionSet(first.host) + this.nextWay * REGION_ENTRY_SIZE) >> 2;
      this.evicted++;
      this.dropEntry(at);
    }
    const slot = this.freeSlots.pop() as number;
    this.table.set(slot, run);
    this.bySlot[slot] = region;
    region.slot = slot;
    region.module = module;
    module.regions.add(region);
    this.instructions += region.instructions;
    for (const { host } of region.leftOut) this.leavers.set(host, region);
    this.enter(at, first, slot);
    // What others were made for stays theirs.
    for (const entry of others) {
      const free = this.has(entry.host, entry.address) ? -1 : this.freeEntry(entry.host);
      if (free >= 0) this.enter(free, entry, slot);
    }
  }

  /** A region that begins where `entry` is gives way to a new one; one that is only entered there as well keeps its other entries. */
  private makeWay({ host, address }: EntryPoint): void {
    const at = this.find(host, address);
    if (at < 0) return;
    const region = this.bySlot[this.map[at + 2]];
    const [first] = region?.entries ?? [];
    if (first?.host === host && first.address === address) this.dropEntry(at);
    else this.map.fill(0, at, at + REGION_ENTRY_SIZE / 4);
  }

  /** A free entry of the map for this host offset; -1 when its set is full. */
  private freeEntry(host: number): number {
    const set = regionSet(host) >> 2;
    const end = set + (REGION_WAYS * REGION_ENTRY_SIZE) / 4;
    for (let at = set; at < end; at += REGION_ENTRY_SIZE / 4) if (this.map[at] === 0) return at;
    return -1;
  }

  private enter(at: number, { host, address }: EntryPoint, slot: number): void {
    const { map } = this;
    map[at] = host;
    map[at + 1] = address;
    map[at + 2] = slot;
    map[at + 3] = 1;
  }

  /** Where the map has the entries of a region that is in `slot`. */
  private places({ entries }: Region, slot: number): readonly number[] {
    return entries
      .map(({ host, address }) => this.find(host, address))
      .filter((at) => at >= 0 && this.map[at + 2] === slot);
  }

  private dropEntry(at: number): void {
    const region = this.bySlot[this.map[at + 2]];
    if (region !== undefined) this.drop(region);
  }

  private release(module: RegionModule): void {
    if (module.regions.size > 0 || !this.modules.delete(module)) return;
    this.bytes -= module.bytes;
  }

  private dropModule(module: RegionModule): void {
    for (const region of [...module.regions]) this.drop(region);
  }

  /** Evicts modules, oldest first, but for those with a region that has been entered since they were last looked at. */
  private makeRoom(regions: number, bytes: number): void {
    while (this.modules.size > 0) {
      if (this.fits(regions, bytes)) return;
      const [oldest] = this.modules;
      if (this.wasEntered(oldest)) {
        this.modules.delete(oldest);
        this.modules.add(oldest);
      } else {
        this.evicted += oldest.regions.size;
        this.dropModule(oldest);
      }
    }
  }

  private fits(regions: number, bytes: number): boolean {
    const { limits, modules } = this;
    return (
      this.freeSlots.length >= regions && modules.size < limits.modules && this.bytes + bytes <= limits.bytes
    );
  }

  private wasEntered({ regions }: RegionModule): boolean {
    let entered = false;
    for (const region of regions) {
      for (const at of this.places(region, region.slot)) {
        if (this.map[at + 3] !== 0) entered = true;
        this.map[at + 3] = 0;
      }
    }
    return entered;
  }
}
