/** Bytes of a spool page. */
export const SPOOL_PAGE = 4096;

/**
 * Pages on a CP-owned volume for spooling. Page 0 and the following hold the checkpoint, the rest file data.
 * A page write is done when the call returns as far as other reads see; `sync` makes what was written before it
 * survive. Errors are `SpoolStoreError`.
 */
export interface SpoolStore {
  readonly pageCount: number;
  read(page: number): Uint8Array;
  /** `bytes` is a whole page. */
  write(page: number, bytes: Uint8Array): void;
  sync(): void;
}

/** The spool volume can't be read or written. */
export class SpoolStoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpoolStoreError';
  }
}

/** Spool pages in memory, for systems without a volume and for tests. */
export class MemorySpoolStore implements SpoolStore {
  private readonly pages: (Uint8Array | undefined)[];

  constructor(readonly pageCount: number) {
    this.pages = new Array<Uint8Array | undefined>(pageCount);
  }

  read(page: number): Uint8Array {
    this.check(page);
    return this.pages[page]?.slice() ?? new Uint8Array(SPOOL_PAGE);
  }

  write(page: number, bytes: Uint8Array): void {
    this.check(page);
    if (bytes.length !== SPOOL_PAGE) throw new SpoolStoreError(`a spool page of ${bytes.length} bytes`);
    this.pages[page] = bytes.slice();
  }

  sync(): void {
    // memory has nothing behind it
  }

  private check(page: number): void {
    if (page < 0 || page >= this.pageCount) throw new SpoolStoreError(`no spool page ${page}`);
  }
}
