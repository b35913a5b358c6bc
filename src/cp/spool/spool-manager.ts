import { dumpListing } from './dump-listing.js';
import { pageLinks, pageRecords, pageStream } from './spool-page.js';
import type { SpoolRecord } from './spool-page.js';
import { CHECKPOINT_RECORD, decodeCheckpoint, encodeCheckpoint } from './spool-record.js';
import { HIGHEST_SPOOL_ID, isHeld } from './spool-file.js';
import type { SpoolFile, SpoolFileChange, SpoolQueue } from './spool-file.js';
import { SPOOL_PAGE, SpoolStoreError } from './spool-store.js';
import type { SpoolStore } from './spool-store.js';

const RECORDS_IN_PAGE = SPOOL_PAGE / CHECKPOINT_RECORD;

/** Share of a spool volume that the checkpoint takes: one page in so many, within bounds. */
const CHECKPOINT_SHARE = 32;
const MOST_CHECKPOINT_PAGES = Math.ceil(HIGHEST_SPOOL_ID / RECORDS_IN_PAGE);

/** No page, no checkpoint record or no file number is free. */
export class SpoolFull extends Error {
  constructor() {
    super('spool space is full');
    this.name = 'SpoolFull';
  }
}

/**
 * How the spool is taken over. `warm` and `checkpoint` keep every sound file, and leave those that are not as they are;
 * `force` throws the damaged ones away, `cold` everything. GC20-1806, Starting VM/370.
 */
export type StartKind = 'warm' | 'checkpoint' | 'force' | 'cold';

/** What a start found in the checkpoint. */
export interface SpoolRecovery {
  readonly files: number;
  /** Numbers of files whose data were not all there: left aside, or gone after a `force` start. */
  readonly damaged: readonly number[];
}

/**
 * All spool files and the pages they are in. A file that was closed is in the checkpoint before `add` returns, and
 * its pages before that: a system that stops at any moment has every closed file at its next start.
 */
export class SpoolManager {
  private readonly byId = new Map<number, SpoolFile>();
  private readonly slots = new Map<number, number>();
  private readonly freeSlots: number[] = [];
  /** Pages that belong to files or to open output; index is the page. */
  private readonly taken: Uint8Array;
  private readonly checkpointPages: number;
  private freePages = 0;
  private nextPage: number;
  private nextId = 1;
  private nextSequence = 1;
  private readonly listeners: ((file: SpoolFile) => void)[] = [];
  /** Numbers of files that are being made. */
  private readonly reservedIds = new Set<number>();
  readonly recovery: SpoolRecovery;

  constructor(
    private readonly store: SpoolStore,
    start: StartKind = 'warm',
  ) {
    this.checkpointPages = Math.min(
      MOST_CHECKPOINT_PAGES,
      Math.max(2, Math.floor(store.pageCount / CHECKPOINT_SHARE)),
    );
    this.taken = new Uint8Array(store.pageCount);
    this.taken.fill(1, 0, this.checkpointPages);
    this.nextPage = this.checkpointPages;
    this.recovery = this.recover(start);
    this.freePages = this.taken.reduce((free, taken) => free + (taken ? 0 : 1), 0);
  }

  /** Pages free, and all there are for data. */
  get space(): { readonly free: number; readonly total: number } {
    return { free: this.freePages, total: this.store.pageCount - this.checkpointPages };
  }

  /** Calls `listener` for each file that comes into a queue or is released there. */
  onQueued(listener: (file: SpoolFile) => void): void {
    this.listeners.push(listener);
  }

  /** Files of a queue in its order, of one user or of all. */
  files(queue: SpoolQueue, owner?: string): SpoolFile[] {
    return [...this.byId.values()]
      .filter((file) => file.queue === queue && (owner === undefined || file.owner === owner))
      .sort((a, b) => a.sequence - b.sequence);
  }

  find(id: number): SpoolFile | undefined {
    return this.byId.get(id);
  }

  /** First file of a user's queue that a device of this class (`*`: any) may take. */
  next(queue: SpoolQueue, owner: string | undefined, spoolClass: string): SpoolFile | undefined {
    return this.files(queue, owner).find(
      (file) => !isHeld(file) && !file.inUse && (spoolClass === '*' || file.class === spoolClass),
    );
  }

  /** A number for a file that is being made. */
  allocateId(): number {
    for (let tries = 0; tries < HIGHEST_SPOOL_ID; tries++) {
      const id = this.nextId;
      this.nextId = (id % HIGHEST_SPOOL_ID) + 1;
      if (!this.byId.has(id) && !this.reservedIds.has(id)) {
        this.reservedIds.add(id);
        return id;
      }
    }
    throw new SpoolFull();
  }

  releaseId(id: number): void {
    this.reservedIds.delete(id);
  }

  allocatePage(): number {
    for (let tries = 0; tries < this.taken.length; tries++) {
      const page = this.nextPage;
      this.nextPage = page + 1 >= this.taken.length ? this.checkpointPages : page + 1;
      if (this.taken[page] === 0) {
        this.taken[page] = 1;
        this.freePages--;
        return page;
      }
    }
    throw new SpoolFull();
  }

  writePage(page: number, bytes: Uint8Array): void {
    this.store.write(page, bytes);
  }

  releasePage(page: number): void {
    if (this.taken[page] !== 0) this.freePages++;
    this.taken[page] = 0;
  }

  /**
   * Takes a finished file in: its pages are written. Throws `SpoolFull` when the checkpoint has no room,
   * `SpoolStoreError` when the volume refuses; then there is no such file.
   */
  add(draft: Omit<SpoolFile, 'sequence' | 'inUse'>): SpoolFile {
    const slot = this.freeSlots.shift();
    if (slot === undefined) throw new SpoolFull();
    const file: SpoolFile = { ...draft, sequence: this.nextSequence++, inUse: false };
    try {
      this.store.sync();
      this.writeSlot(slot, encodeCheckpoint(file));
    } catch (error) {
      this.giveUp(slot);
      throw error;
    }
    this.slots.set(file.id, slot);
    this.byId.set(file.id, file);
    this.reservedIds.delete(file.id);
    this.announce(file);
    return file;
  }

  /** Changes a file and its checkpoint: both, or neither when the volume refuses (`SpoolStoreError`). */
  change(file: SpoolFile, change: SpoolFileChange): void {
    const slot = this.slots.get(file.id);
    if (slot !== undefined) this.writeSlot(slot, encodeCheckpoint({ ...file, ...change }));
    Object.assign(file, change);
    if (slot !== undefined) this.announce(file);
  }

  /** Puts a file at the end of another queue or user. */
  requeue(file: SpoolFile, change: SpoolFileChange): void {
    this.change(file, { ...change, sequence: this.nextSequence++ });
  }

  /** Puts files, in this order, before all others of their queue. */
  orderFirst(files: readonly SpoolFile[]): void {
    if (files.length === 0) return;
    const [{ queue, owner }] = files;
    const others = this.files(queue, owner).filter((file) => !files.includes(file));
    for (const file of [...files, ...others]) this.change(file, { sequence: this.nextSequence++ });
  }

  /** Deletes a file: out of the checkpoint first, then its pages are free. */
  purge(file: SpoolFile): void {
    const slot = this.slots.get(file.id);
    if (slot === undefined) return;
    const pages = [...this.pagesOf(file)];
    this.writeSlot(slot, new Uint8Array(CHECKPOINT_RECORD));
    this.slots.delete(file.id);
    this.byId.delete(file.id);
    this.freeSlots.push(slot);
    for (const page of pages) this.releasePage(page);
  }

  readPage(page: number): Uint8Array {
    return this.store.read(page);
  }

  /** Records of a file, page by page. */
  *records(file: SpoolFile): Generator<SpoolRecord> {
    if (file.kind === 'dump' && pageStream(this.store.read(file.firstPage)) !== undefined) {
      yield* dumpListing(this.stream(file));
      return;
    }
    for (const page of this.pagesOf(file)) yield* pageRecords(this.store.read(page));
  }

  /** The bytes of a dump. */
  private stream(file: SpoolFile): Uint8Array {
    const parts = [...this.pagesOf(file)].map((page) => pageStream(this.store.read(page))!);
    const bytes = new Uint8Array(parts.length * parts[0].length);
    parts.forEach((part, index) => bytes.set(part, index * part.length));
    return bytes;
  }

  private *pagesOf(file: SpoolFile): Generator<number> {
    let page = file.firstPage;
    for (let index = 0; index < file.pages && page !== 0; index++) {
      const links = pageLinks(this.store.read(page));
      yield page;
      page = links.next;
    }
  }

  private announce(file: SpoolFile): void {
    if (isHeld(file) || file.inUse) return;
    for (const listener of this.listeners) listener(file);
  }

  private writeSlot(slot: number, record: Uint8Array): void {
    const page = Math.floor(slot / RECORDS_IN_PAGE);
    const bytes = this.store.read(page);
    bytes.set(record, (slot % RECORDS_IN_PAGE) * CHECKPOINT_RECORD);
    this.store.write(page, bytes);
    this.store.sync();
  }

  /** A checkpoint record could not be written: half of it may be there. One that can't be cleared is not used again. */
  private giveUp(slot: number): void {
    try {
      this.writeSlot(slot, new Uint8Array(CHECKPOINT_RECORD));
      this.freeSlots.unshift(slot);
    } catch {
      // the next start looks at it
    }
  }

  private recover(start: StartKind): SpoolRecovery {
    const damaged: number[] = [];
    const leftAside: SpoolFile[] = [];
    const found: { readonly file: SpoolFile; readonly slot: number }[] = [];
    for (let page = 0; page < this.checkpointPages; page++) {
      const bytes = this.store.read(page);
      for (let index = 0; index < RECORDS_IN_PAGE; index++) {
        const slot = page * RECORDS_IN_PAGE + index;
        const at = index * CHECKPOINT_RECORD;
        const file = decodeCheckpoint(bytes.subarray(at, at + CHECKPOINT_RECORD));
        if (file === undefined) this.freeSlots.push(slot);
        else if (start === 'cold') this.clearSlot(slot);
        else found.push({ file, slot });
      }
    }
    for (const { file, slot } of found) {
      if (!this.byId.has(file.id) && this.claimPages(file)) {
        this.byId.set(file.id, file);
        this.slots.set(file.id, slot);
        this.nextSequence = Math.max(this.nextSequence, file.sequence + 1);
        this.nextId = Math.max(this.nextId, (file.id % HIGHEST_SPOOL_ID) + 1);
      } else {
        damaged.push(file.id);
        if (start === 'force') this.clearSlot(slot);
        else leftAside.push(file);
      }
    }
    // Last: what sound files have is theirs.
    for (const file of leftAside) this.keepAside(file);
    return { files: this.byId.size, damaged };
  }

  private clearSlot(slot: number): void {
    this.freeSlots.push(slot);
    this.writeSlot(slot, new Uint8Array(CHECKPOINT_RECORD));
  }

  /** Keeps the number of a damaged file, and the pages that can be found, from being used for others. */
  private keepAside(file: SpoolFile): void {
    this.reservedIds.add(file.id);
    let page = file.firstPage;
    for (let index = 0; index < file.pages; index++) {
      if (page < this.checkpointPages || page >= this.taken.length || this.taken[page] !== 0) return;
      const links = this.linksOf(page);
      if (links === undefined || links.fileId !== file.id || links.index !== index) return;
      this.taken[page] = 1;
      page = links.next;
    }
  }

  /** Links of a page of a file; undefined when it can't be read: the file is damaged, no more. */
  private linksOf(page: number): ReturnType<typeof pageLinks> | undefined {
    try {
      return pageLinks(this.store.read(page));
    } catch (error) {
      if (error instanceof SpoolStoreError) return undefined;
      throw error;
    }
  }

  /** Checks that a file's pages are all there and nobody else's, and takes them. */
  private claimPages(file: SpoolFile): boolean {
    const pages: number[] = [];
    let page = file.firstPage;
    let previous = 0;
    for (let index = 0; index < file.pages; index++) {
      if (page < this.checkpointPages || page >= this.taken.length || this.taken[page] !== 0) return false;
      const links = this.linksOf(page);
      if (links === undefined || links.fileId !== file.id) return false;
      if (links.index !== index || links.previous !== previous) return false;
      if (pages.includes(page)) return false;
      pages.push(page);
      previous = page;
      page = links.next;
    }
    if (page !== 0 || previous !== file.lastPage) return false;
    for (const taken of pages) this.taken[taken] = 1;
    return true;
  }
}
