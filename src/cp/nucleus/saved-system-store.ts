import { ebcdic037 } from '../../ebcdic/index.js';
import { PAGE_SIZE } from './cp-volume.js';
import type { DurablePages } from './page-file.js';
import type { PageSlot } from './page-store.js';
import { checkDefinition, savedPages } from './saved-system.js';
import type { SavedSystemDefinition } from './saved-system.js';

const EYE_CATCHER = 0xc3d7e2e5; // CPSV
const REGISTERS = 16;
/** Layout of the first page of a saved system. */
const AT = {
  eyeCatcher: 0,
  pageCount: 4,
  psw: 8,
  gpr: 16,
  fpr: 80,
  cr: 112,
  content: 176,
  name: 184,
  keys: 256,
} as const;
const NAME_LENGTH = 8;

/** State of the virtual machine that was saved, beside its pages. */
export interface SavedState {
  readonly pswHigh: number;
  readonly pswLow: number;
  readonly gpr: Int32Array;
  readonly fpr: Int32Array;
  readonly cr: Int32Array;
  /** Storage keys of the two halves of each saved page, in order of the pages. */
  readonly keys: Uint8Array;
}

/** Pages of the space for saved systems, both ends included. */
export interface SavedPages {
  readonly from: number;
  readonly to: number;
}

/** Where a saved system lies in the space for saved systems: its first page holds the state. */
interface Place {
  readonly definition: SavedSystemDefinition;
  readonly first: number;
  readonly pages: readonly number[];
  /** First of the pages with its content; undefined: nothing has been saved. */
  content: number | undefined;
}

/**
 * The saved systems of a CP: their definitions, and their pages on a CP volume. A system has its own pages; the space
 * behind all of them is for the next version of one that is saved again, so that the one before is there until the new
 * one is complete. When there is no such space it is written over, and is not there until it is complete.
 */
export class SavedSystemStore {
  private readonly places = new Map<string, Place>();
  /** First page behind the systems' own. */
  private readonly spare: number;

  /**
   * Gives every definition its place, in their order. `volume` is the number of the space in slots for demand paging.
   * Throws RangeError when a definition can't be right or the space is too small.
   */
  constructor(
    definitions: readonly SavedSystemDefinition[],
    private readonly file: DurablePages,
    private readonly volume: number,
  ) {
    let next = 0;
    for (const definition of definitions) {
      checkDefinition(definition);
      if (this.places.has(definition.name))
        throw new RangeError(`saved system ${definition.name} is there twice`);
      const pages = savedPages(definition);
      if (AT.keys + 2 * pages.length > PAGE_SIZE) {
        throw new RangeError(`saved system ${definition.name}: more than ${(PAGE_SIZE - AT.keys) / 2} pages`);
      }
      this.places.set(definition.name, { definition, first: next, pages, content: undefined });
      next += 1 + pages.length;
    }
    this.spare = next;
    if (next > file.pageCount) {
      throw new RangeError(`saved systems need ${next} pages, the volume has ${file.pageCount}`);
    }
    for (const place of this.places.values()) place.content = this.contentOf(place);
    // Definitions that have been added lie where the space was spare before.
    try {
      this.settle(({ content }) => content! < this.spare);
    } catch {
      // a volume that can't be written: they stay where they are
    }
  }

  names(): string[] {
    return [...this.places.keys()];
  }

  definition(name: string): SavedSystemDefinition | undefined {
    return this.places.get(name)?.definition;
  }

  /** Page numbers that the system saves, ascending. */
  pages(name: string): readonly number[] {
    return this.places.get(name)?.pages ?? [];
  }

  /**
   * Writes a system. The state goes last and says where the pages are: a system that stops at any moment has the one
   * before, or this one. `overwrite` is told before pages are written that virtual machines may still page in from.
   * Throws `VolumeError`.
   */
  save(
    name: string,
    state: SavedState,
    content: (page: number) => Uint8Array,
    overwrite: (pages: SavedPages) => void = () => undefined,
  ): void {
    const place = this.places.get(name)!;
    const target = this.roomFor(place);
    overwrite({ from: target, to: target + place.pages.length - 1 });
    if (target === place.content) {
      place.content = undefined;
      this.file.write(place.first, new Uint8Array(PAGE_SIZE));
    }
    place.pages.forEach((page, index) => this.file.write(target + index, content(page)));
    this.file.sync();
    const header = new Uint8Array(PAGE_SIZE);
    const view = new DataView(header.buffer);
    view.setUint32(AT.eyeCatcher, EYE_CATCHER);
    view.setUint32(AT.pageCount, place.pages.length);
    view.setInt32(AT.psw, state.pswHigh);
    view.setInt32(AT.psw + 4, state.pswLow);
    state.gpr.forEach((word, index) => view.setInt32(AT.gpr + 4 * index, word));
    state.fpr.forEach((word, index) => view.setInt32(AT.fpr + 4 * index, word));
    state.cr.forEach((word, index) => view.setInt32(AT.cr + 4 * index, word));
    view.setUint32(AT.content, target);
    header.set(ebcdic037.encode(name, NAME_LENGTH), AT.name);
    header.set(state.keys, AT.keys);
    this.file.write(place.first, header);
    place.content = target;
    this.file.sync();
  }

  /** The state that was saved; undefined when nothing was. */
  load(name: string): SavedState | undefined {
    const place = this.places.get(name);
    if (place?.content === undefined) return undefined;
    const view = this.header(place);
    const words = (at: number, count: number): Int32Array =>
      Int32Array.from({ length: count }, (_, index) => view.getInt32(at + 4 * index));
    return {
      pswHigh: view.getInt32(AT.psw),
      pswLow: view.getInt32(AT.psw + 4),
      gpr: words(AT.gpr, REGISTERS),
      fpr: words(AT.fpr, 8),
      cr: words(AT.cr, REGISTERS),
      keys: Uint8Array.from({ length: 2 * place.pages.length }, (_, index) => view.getUint8(AT.keys + index)),
    };
  }

  /** The saved page at an index of `pages`. */
  page(name: string, index: number): Uint8Array {
    return this.file.read(this.places.get(name)!.content! + index);
  }

  /** Brings every version that lies in the spare space into its system's own pages: definitions can be added then. */
  settle(which: (place: Pick<Place, 'content'>) => boolean = () => true): void {
    for (const [name, place] of this.places) {
      if (place.content === undefined || place.content === place.first + 1 || !which(place)) continue;
      const first = place.content;
      this.save(name, this.load(name)!, (page) => this.file.read(first + place.pages.indexOf(page)));
    }
  }

  /** Slot of the page at an index of `pages`, for demand paging. */
  slot(name: string, index: number): PageSlot {
    return { volume: this.volume, page: this.places.get(name)!.content! + index };
  }

  /** Is the slot one of these pages? */
  isOneOf(slot: PageSlot, { from, to }: SavedPages): boolean {
    return slot.volume === this.volume && slot.page >= from && slot.page <= to;
  }

  private header(place: Place): DataView {
    const header = this.file.read(place.first);
    return new DataView(header.buffer, header.byteOffset, header.byteLength);
  }

  /** Where the content of what is on the volume begins. An unreadable volume has nothing. */
  private contentOf(place: Place): number | undefined {
    let view: DataView;
    try {
      view = this.header(place);
    } catch {
      return undefined;
    }
    if (view.getUint32(AT.eyeCatcher) !== EYE_CATCHER) return undefined;
    if (view.getUint32(AT.pageCount) !== place.pages.length) return undefined;
    // A definition that was moved must not get what another one saved at its place.
    const name = new Uint8Array(view.buffer, view.byteOffset + AT.name, NAME_LENGTH);
    if (name[0] !== 0 && ebcdic037.decode(name).trimEnd() !== place.definition.name) return undefined;
    const content = view.getUint32(AT.content) || place.first + 1;
    const isOwn = content === place.first + 1;
    const isBehind = content > place.first + place.pages.length;
    return (isOwn || isBehind) && content + place.pages.length <= this.file.pageCount ? content : undefined;
  }

  /** Pages for a new version: the system's own, or spare ones, that have no version of any system; else the present one's. */
  private roomFor(place: Place): number {
    const own = place.first + 1;
    if (place.content !== own) return own;
    const taken = [...this.places.values()]
      .filter(({ content }) => content !== undefined && content >= this.spare)
      .map(({ content, pages }) => ({ from: content!, to: content! + pages.length }))
      .sort((a, b) => a.from - b.from);
    let from = this.spare;
    for (const area of taken) {
      if (area.from - from >= place.pages.length) break;
      from = area.to;
    }
    return from + place.pages.length <= this.file.pageCount ? from : own;
  }
}
