import { MAXIMUM_RECORD, PageBuilder } from './spool-page.js';
import type { SpoolRecord } from './spool-page.js';
import type { SpoolFile, SpoolOrigin } from './spool-file.js';
import type { SpoolManager } from './spool-manager.js';

/** What a file gets when it is closed. */
export type FileAttributes = Pick<
  SpoolFile,
  | 'queue'
  | 'owner'
  | 'origin'
  | 'class'
  | 'copies'
  | 'name'
  | 'type'
  | 'distribution'
  | 'userHold'
  | 'systemHold'
  | 'tag'
  | 'created'
>;

/** Output that is being collected: pages are written as they fill up. Throws `SpoolFull`. */
export class SpoolWriter {
  readonly id: number;
  private builder = new PageBuilder();
  private current: number;
  private first: number;
  private previous = 0;
  private index = 0;
  private count = 0;
  private readonly pages: number[] = [];

  constructor(
    private readonly spool: SpoolManager,
    readonly kind: SpoolOrigin,
  ) {
    this.id = spool.allocateId();
    try {
      this.current = this.first = this.takePage();
    } catch (error) {
      spool.releaseId(this.id);
      throw error;
    }
  }

  get records(): number {
    return this.count;
  }

  write(record: SpoolRecord): void {
    const data = record.data.length > MAXIMUM_RECORD ? record.data.subarray(0, MAXIMUM_RECORD) : record.data;
    const trimmed = { command: record.command, data };
    if (!this.builder.add(trimmed)) {
      this.nextPage();
      this.builder.add(trimmed);
    }
    this.count++;
  }

  /** Goes on with a stream of bytes over the pages of a dump. */
  writeStream(bytes: Uint8Array): void {
    let at = 0;
    for (;;) {
      at += this.builder.addBytes(bytes.subarray(at));
      this.count = this.index + 1;
      if (at >= bytes.length) return;
      this.nextPage();
    }
  }

  /** Ends the file and queues it. An empty one is thrown away. */
  close(attributes: FileAttributes): SpoolFile | undefined {
    if (this.count === 0) {
      this.discard();
      return undefined;
    }
    this.flush(0);
    return this.spool.add({
      ...attributes,
      id: this.id,
      kind: this.kind,
      records: this.count,
      firstPage: this.first,
      lastPage: this.current,
      pages: this.index + 1,
    });
  }

  /** Throws what was written away. */
  discard(): void {
    for (const page of this.pages) this.spool.releasePage(page);
    this.pages.length = 0;
    this.spool.releaseId(this.id);
  }

  private takePage(): number {
    const page = this.spool.allocatePage();
    this.pages.push(page);
    return page;
  }

  private nextPage(): void {
    const next = this.takePage();
    this.flush(next);
    this.previous = this.current;
    this.current = next;
    this.index++;
    this.builder = new PageBuilder();
  }

  private flush(next: number): void {
    const links = { next, previous: this.previous, fileId: this.id, index: this.index };
    this.spool.writePage(this.current, this.builder.finish(links));
  }
}
