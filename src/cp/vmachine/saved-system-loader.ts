import type { SavedSystemOutcome } from '../../diag/index.js';
import type { CpResult } from '../control-program.js';
import type { PageSegment } from '../nucleus/page-segment.js';
import { VolumeError } from '../nucleus/page-file.js';
import type { SavedPages, SavedState, SavedSystemStore } from '../nucleus/saved-system-store.js';
import type { SavedSystemDefinition } from '../nucleus/saved-system.js';
import { guestAddress } from './guest-address.js';
import type { Vmblok } from './vmblok.js';

const SEGMENT_SIZE = 0x10000;
const PAGE_SIZE = 0x1000;
/** Bits of the first word of a PSW. */
const EXTENDED_CONTROL = 0x00080000;
const TRANSLATION = 0x04000000;

/** SAVESYS, IPL by name, and the named segments of DIAGNOSE X'64'. SY20-0886, DMKCFG, DMKCFH. */
export class SavedSystems {
  /** Shared segments that some virtual machine has now, by `name/segment`. */
  private readonly shared = new Map<string, PageSegment>();

  constructor(
    private readonly store: SavedSystemStore,
    private readonly makeSegment: (sharedName: string) => PageSegment,
    /** Everybody whose pages may be those of a saved system. */
    private readonly users: () => readonly Vmblok[] = () => [],
  ) {}

  names(): readonly string[] {
    return this.store.names();
  }

  /** SAVESYS: registers, PSW, keys and the pages of the definition. */
  save(vm: Vmblok, name: string): CpResult {
    const definition = this.store.definition(name);
    if (definition === undefined) return failure(44, name);
    const pages = this.store.pages(name);
    if (!pages.every((page) => vm.storage.contains(page * PAGE_SIZE, PAGE_SIZE))) return failure(170, name);
    const keys = new Uint8Array(2 * pages.length);
    pages.forEach((page, index) => {
      keys[2 * index] = vm.storage.getKey(guestAddress(page * PAGE_SIZE))!;
      keys[2 * index + 1] = vm.storage.getKey(guestAddress(page * PAGE_SIZE + 2048))!;
    });
    const state: SavedState = {
      pswHigh: vm.psw.high(),
      pswLow: vm.psw.low(),
      gpr: vm.gpr,
      fpr: vm.fpr,
      cr: vm.cr,
      keys,
    };
    try {
      this.store.save(
        name,
        state,
        (page) => vm.storage.copyOut(guestAddress(page * PAGE_SIZE), PAGE_SIZE),
        (replaced) => this.keepReplaced(replaced),
      );
    } catch (error) {
      if (error instanceof VolumeError) return failure(435);
      throw error;
    }
    // Who has the version before goes on with it; who loads the system from now on shares the new one.
    for (const id of [...this.shared.keys()]) if (id.startsWith(`${name}/`)) this.shared.delete(id);
    return { ok: true };
  }

  /** Pages of the saved-system space get another content: who still has them keeps the old one. */
  private keepReplaced(replaced: SavedPages): void {
    for (const { storage } of this.users()) {
      storage.takeOver((slot) => this.store.isOneOf(slot, replaced));
    }
  }

  /** Puts a saved system into a virtual machine that has been reset. */
  ipl(vm: Vmblok, name: string): CpResult {
    const definition = this.store.definition(name);
    if (definition === undefined) return failure(44, name);
    if (vm.storage.size < definition.minimumStorage) return failure(170, name);
    const { systemDisk } = definition;
    if (systemDisk !== undefined && !vm.devices.has(systemDisk)) {
      return failure(173, name, systemDisk.toString(16).toUpperCase().padStart(3, '0'));
    }
    let state: SavedState | undefined;
    try {
      state = this.store.load(name);
    } catch (error) {
      if (error instanceof VolumeError) return failure(174);
      throw error;
    }
    if (state === undefined) return failure(44, name);
    this.map(vm, definition, state, !translates(state));
    vm.gpr.set(state.gpr);
    vm.fpr.set(state.fpr);
    // without control registers of its own a virtual machine keeps what the reset gave it
    if (vm.settings.ecMode) vm.cr.set(state.cr);
    vm.psw.load(state.pswHigh, state.pswLow);
    return { ok: true };
  }

  /** DIAGNOSE X'64'. */
  segment(
    vm: Vmblok,
    name: string,
    action: 'load-shared' | 'load-nonshared' | 'purge' | 'find',
  ): SavedSystemOutcome {
    const definition = this.store.definition(name);
    if (definition === undefined) return { kind: 'unknown' };
    const pages = this.store.pages(name);
    const start = pages[0] * PAGE_SIZE;
    const end = (pages[pages.length - 1] + 1) * PAGE_SIZE - 1;
    const attached = vm.loadedSegments.has(name);
    const found = (isAttached: boolean): SavedSystemOutcome => ({
      kind: 'found',
      start,
      end,
      attached: isAttached,
      inside: start < vm.storage.size,
    });
    // a system that reaches over the end of storage gives the program what lies inside
    const loaded = (): SavedSystemOutcome => {
      const outcome = found(true);
      return outcome.kind === 'found' && outcome.inside
        ? { ...outcome, end: Math.min(end, vm.storage.size) }
        : outcome;
    };
    switch (action) {
      case 'find':
        return found(attached);
      case 'purge':
        if (attached) this.detach(vm, definition);
        return found(attached);
      default: {
        let state: SavedState | undefined;
        try {
          state = this.store.load(name);
        } catch (error) {
          if (error instanceof VolumeError) return { kind: 'paging-error' };
          throw error;
        }
        if (state === undefined) return { kind: 'unknown' };
        if (!attached) {
          this.map(vm, definition, state, action === 'load-shared');
          vm.loadedSegments.add(name);
        }
        return loaded();
      }
    }
  }

  /** Makes the pages of a saved system those of the virtual machine; they come in when they are touched. */
  private map(vm: Vmblok, definition: SavedSystemDefinition, state: SavedState, share: boolean): void {
    const { name } = definition;
    const segments = new Set<number>();
    this.store.pages(name).forEach((page) => segments.add(page >>> 4));
    for (const number of segments) {
      if (share && definition.sharedSegments.includes(number)) {
        vm.storage.attachShared(number, this.sharedSegment(name, number, state));
        continue;
      }
      const above = number * SEGMENT_SIZE >= vm.storage.size;
      const segment = above ? vm.storage.attachPrivate(number) : vm.storage.privateSegment(number);
      this.fill(segment, name, number, state, (page) => vm.storage.discardPages(page, page));
    }
  }

  private sharedSegment(name: string, number: number, state: SavedState): PageSegment {
    const id = `${name}/${number}`;
    let segment = this.shared.get(id);
    if (segment === undefined || segment.users === 0) {
      segment = this.makeSegment(name);
      segment.users = 0;
      this.fill(segment, name, number, state, () => undefined);
      this.shared.set(id, segment);
    }
    return segment;
  }

  private fill(
    segment: PageSegment,
    name: string,
    number: number,
    state: SavedState,
    discard: (page: number) => void,
  ): void {
    this.store.pages(name).forEach((pageNumber, index) => {
      if (pageNumber >>> 4 !== number) return;
      discard(pageNumber * PAGE_SIZE);
      const page = segment.pages[pageNumber & 15];
      page.slot = this.store.slot(name, index);
      page.slotIsShared = true;
      page.changed = false;
      page.keys[0] = state.keys[2 * index];
      page.keys[1] = state.keys[2 * index + 1];
    });
  }

  private detach(vm: Vmblok, definition: SavedSystemDefinition): void {
    const segments = new Set(this.store.pages(definition.name).map((page) => page >>> 4));
    for (const number of segments) vm.storage.dropSegment(number);
    vm.loadedSegments.delete(definition.name);
  }
}

/** A system saved with its own translation on is not shared. */
function translates({ pswHigh }: SavedState): boolean {
  return (pswHigh & EXTENDED_CONTROL) !== 0 && (pswHigh & TRANSLATION) !== 0;
}

function failure(number: number, ...fields: string[]): CpResult {
  return { ok: false, module: 'CFG', number, fields };
}
