import { PAGE_SIZE } from './cp-volume.js';
import type { PageExtent } from './page-extent.js';
import type { PageFile } from './page-file.js';
import type { PageSlot } from './page-store.js';
import { checkDefinition, savedPages } from './saved-system.js';
import type { SavedSystemDefinition } from './saved-system.js';
import type { VolumePageStore } from './volume-page-store.js';

const EYE_CATCHER = 0xc3d7e2e5; // CPSV
const REGISTERS = 16;
/** Layout of the first page of a saved system. */
const AT = { eyeCatcher: 0, pageCount: 4, psw: 8, gpr: 16, fpr: 80, cr: 112, keys: 256 } as const;

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

/** Where a saved system lies in the space for saved systems: its first page holds the state. */
interface Place {
  readonly definition: SavedSystemDefinition;
  readonly first: number;
  readonly pages: readonly number[];
}

/** The saved systems of a CP: their definitions, and their pages on a CP volume. */
export class SavedSystemStore {
  private readonly places = new Map<string, Place>();
  private readonly volume: number;

  /** Gives every definition its place, in their order. Throws RangeError when the space is too small. */
  constructor(
    definitions: readonly SavedSystemDefinition[],
    private readonly file: PageFile,
    extent: PageExtent,
    slots: VolumePageStore,
  ) {
    this.volume = slots.addReadOnly(extent);
    let next = 0;
    for (const definition of definitions) {
      checkDefinition(definition);
      const pages = savedPages(definition);
      if (AT.keys + 2 * pages.length > PAGE_SIZE) {
        throw new RangeError(`saved system ${definition.name}: more than ${(PAGE_SIZE - AT.keys) / 2} pages`);
      }
      this.places.set(definition.name, { definition, first: next, pages });
      next += 1 + pages.length;
    }
    if (next > file.pageCount) {
      throw new RangeError(`saved systems need ${next} pages, the volume has ${file.pageCount}`);
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

  /** Writes a system. The state goes last, so that a system that was cut off while being saved is not there. */
  save(name: string, state: SavedState, content: (page: number) => Uint8Array): void {
    const place = this.places.get(name)!;
    this.file.write(place.first, new Uint8Array(PAGE_SIZE));
    place.pages.forEach((page, index) => this.file.write(place.first + 1 + index, content(page)));
    const header = new Uint8Array(PAGE_SIZE);
    const view = new DataView(header.buffer);
    view.setUint32(AT.eyeCatcher, EYE_CATCHER);
    view.setUint32(AT.pageCount, place.pages.length);
    view.setInt32(AT.psw, state.pswHigh);
    view.setInt32(AT.psw + 4, state.pswLow);
    state.gpr.forEach((word, index) => view.setInt32(AT.gpr + 4 * index, word));
    state.fpr.forEach((word, index) => view.setInt32(AT.fpr + 4 * index, word));
    state.cr.forEach((word, index) => view.setInt32(AT.cr + 4 * index, word));
    header.set(state.keys, AT.keys);
    this.file.write(place.first, header);
    this.file.sync();
  }

  /** The state that was saved; undefined when nothing was. */
  load(name: string): SavedState | undefined {
    const place = this.places.get(name);
    if (place === undefined) return undefined;
    const header = this.file.read(place.first);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    if (view.getUint32(AT.eyeCatcher) !== EYE_CATCHER) return undefined;
    if (view.getUint32(AT.pageCount) !== place.pages.length) return undefined;
    const words = (at: number, count: number): Int32Array =>
      Int32Array.from({ length: count }, (_, index) => view.getInt32(at + 4 * index));
    return {
      pswHigh: view.getInt32(AT.psw),
      pswLow: view.getInt32(AT.psw + 4),
      gpr: words(AT.gpr, REGISTERS),
      fpr: words(AT.fpr, 8),
      cr: words(AT.cr, REGISTERS),
      keys: header.slice(AT.keys, AT.keys + 2 * place.pages.length),
    };
  }

  /** Slot of the page at an index of `pages`, for demand paging. */
  slot(name: string, index: number): PageSlot {
    return { volume: this.volume, page: this.places.get(name)!.first + 1 + index };
  }
}
