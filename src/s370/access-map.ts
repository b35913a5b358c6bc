/**
 * Access maps: for each 2K block of the logical address space the host offset where its bytes lie, or -1 when
 * an access has to go the slow way. One fetch map and one store map for each (address space, key) pair; the
 * CPU switches between them. Whatever decides whether an access is plain is decided when an entry is filled.
 */

import { BLOCKS, MAPS_PER_CPU, type CpuLayout } from './layout.js';

/** Filled entries that a map takes note of. */
const MOST_NOTED = 256;
/** A reverse entry of a block that this map reaches by two logical addresses. */
const ALIASED = 0xffff;
/** A reverse entry of a block that this map does not reach. */
const ABSENT = 0xfffe;

/** What a CPU needs of the maps of one address space under one key. */
export interface BlockMap {
  /** Host offset by logical block, for fetches and for stores; -1 sends the access the slow way. */
  readonly fetch: Int32Array;
  readonly store: Int32Array;
  /** As `store`, and blocks too that hold compiled code; empty where nothing is compiled. */
  readonly writable: Int32Array;
  readonly space: number;
  /** Makes logical block `logical` lead to `hostOffset` for fetches, and for stores when `storable`. */
  fill(logical: number, absoluteBlock: number, hostOffset: number, storable: boolean): void;
}

/** The maps of one 24-bit address space under one key. */
export class AccessMap implements BlockMap {
  /** Host offset of each block that may be fetched from, or -1. */
  readonly fetch: Int32Array;
  /** Host offset of each block that may be stored into without a further look, or -1. */
  readonly store: Int32Array;
  readonly writable: Int32Array;
  /** What this map is of, see `AccessMaps.select`; -1 when of nothing. */
  space = -1;
  /** The address space is virtual: PTLB drops this map. */
  virtual = false;
  lastUsed = 0;
  private readonly reverse: Uint16Array;
  /** Entries filled since the map was empty, as logical and absolute blocks; more than fit are not noted. */
  private readonly noted = new Uint16Array(2 * MOST_NOTED);
  private filled = 0;

  /** `codeBlocks`: not 0 for an absolute block that holds compiled code; undefined where nothing is compiled. */
  constructor(
    buffer: ArrayBufferLike,
    layout: CpuLayout,
    slot: number,
    private readonly codeBlocks: Uint8Array | undefined,
  ) {
    this.fetch = new Int32Array(buffer, layout.fetchMap(slot), BLOCKS);
    this.store = new Int32Array(buffer, layout.storeMap(slot), BLOCKS);
    this.writable = new Int32Array(buffer, layout.writableMap(slot), codeBlocks === undefined ? 0 : BLOCKS);
    this.reverse = new Uint16Array(buffer, layout.reverseMap(slot), BLOCKS);
    this.filled = MOST_NOTED + 1;
    this.clear();
  }

  /** Forgets every entry. Few of them are cleared one by one: purging again and again must not cost whole maps. */
  clear(): void {
    const { filled, noted } = this;
    this.filled = 0;
    if (filled > MOST_NOTED) {
      this.fetch.fill(-1);
      this.store.fill(-1);
      this.writable.fill(-1);
      this.reverse.fill(ABSENT);
      return;
    }
    for (let i = 0; i < 2 * filled; i += 2) {
      this.fetch[noted[i]] = -1;
      this.store[noted[i]] = -1;
      this.reverse[noted[i + 1]] = ABSENT;
    }
    if (this.codeBlocks !== undefined) {
      for (let i = 0; i < 2 * filled; i += 2) this.writable[noted[i]] = -1;
    }
  }

  /** Makes logical block `logical` lead to `hostOffset` for fetches, and for stores when `storable`. */
  fill(logical: number, absoluteBlock: number, hostOffset: number, storable: boolean): void {
    if (this.filled < MOST_NOTED) {
      this.noted[2 * this.filled] = logical;
      this.noted[2 * this.filled + 1] = absoluteBlock;
    }
    if (this.filled <= MOST_NOTED) this.filled++;
    this.fetch[logical] = hostOffset;
    if (storable) {
      const { codeBlocks } = this;
      if (codeBlocks === undefined) this.store[logical] = hostOffset;
      else {
        this.writable[logical] = hostOffset;
        if (codeBlocks[absoluteBlock] === 0) this.store[logical] = hostOffset;
      }
    }
    const known = this.reverse[absoluteBlock];
    if (known === ABSENT) this.reverse[absoluteBlock] = logical;
    else if (known !== logical) this.reverse[absoluteBlock] = ALIASED;
  }

  /** Compiled code has come into `absoluteBlock`: no store into it is plain any more. */
  codeArrived(absoluteBlock: number): void {
    const logical = this.reverse[absoluteBlock];
    if (logical === ABSENT) return;
    if (logical === ALIASED) this.store.fill(-1);
    else this.store[logical] = -1;
  }

  /** Forgets the entries that lead to `absoluteBlock`. */
  dropBlock(absoluteBlock: number): void {
    const logical = this.reverse[absoluteBlock];
    if (logical === ABSENT) return;
    if (logical === ALIASED) {
      this.clear();
      return;
    }
    this.fetch[logical] = -1;
    this.store[logical] = -1;
    if (this.codeBlocks !== undefined) this.writable[logical] = -1;
    this.reverse[absoluteBlock] = ABSENT;
  }
}

/** The maps of one CPU: as many address spaces as fit, the least recently used one gives way. */
export class AccessMaps {
  private readonly maps: AccessMap[] = [];
  private readonly bySpace = new Map<number, AccessMap>();
  /** How often a map has been given to another space. */
  reassigned = 0;
  private uses = 0;

  /** `codeBlocks`: see `AccessMap`. */
  constructor(buffer: ArrayBufferLike, layout: CpuLayout, codeBlocks: Uint8Array | undefined) {
    for (let slot = 0; slot < MAPS_PER_CPU; slot++) {
      this.maps.push(new AccessMap(buffer, layout, slot, codeBlocks));
    }
  }

  /** The map of `space` (a number that names address space, key and protection mode), empty when it is new. */
  select(space: number, virtual: boolean): AccessMap {
    let map = this.bySpace.get(space);
    if (map === undefined) {
      map = this.maps[0];
      for (const other of this.maps) if (other.lastUsed < map.lastUsed) map = other;
      this.bySpace.delete(map.space);
      map.clear();
      this.reassigned++;
      map.space = space;
      map.virtual = virtual;
      this.bySpace.set(space, map);
    }
    map.lastUsed = ++this.uses;
    return map;
  }

  /** PTLB: forgets all translations of virtual address spaces. */
  purgeVirtual(): void {
    for (const map of this.maps) if (map.virtual) map.clear();
  }

  /** Forgets everything (prefix changed, storage cleared). */
  purgeAll(): void {
    for (const map of this.maps) map.clear();
  }

  dropBlock(absoluteBlock: number): void {
    for (const map of this.maps) map.dropBlock(absoluteBlock);
  }

  codeArrived(absoluteBlock: number): void {
    for (const map of this.maps) map.codeArrived(absoluteBlock);
  }
}
