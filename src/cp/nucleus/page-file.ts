import type { CkdDisk } from '../../s370/index.js';
import { PAGE_SIZE } from './cp-volume.js';
import type { PageExtent } from './page-extent.js';
import type { RecordIo } from './record-io.js';

/** A page of a CP volume could not be read or written. */
export class VolumeError extends Error {
  constructor(volser: string, page: number) {
    super(`page ${page} of volume ${volser} could not be read or written`);
    this.name = 'VolumeError';
  }
}

/** Pages of 4096 bytes that outlive CP. Transfers are done when the calls return, and throw when they fail. */
export interface DurablePages {
  readonly pageCount: number;
  read(page: number): Uint8Array;
  write(page: number, bytes: Uint8Array): void;
  /** Makes what was written durable, as far as the host can. */
  sync(): void;
}

/** Pages of a CP volume that outlive CP: the spool, saved systems. */
export class PageFile implements DurablePages {
  constructor(
    private readonly records: RecordIo,
    private readonly extent: PageExtent,
    /** The volume, for making it durable on the host. */
    private readonly disk: CkdDisk,
  ) {}

  get pageCount(): number {
    return this.extent.pages;
  }

  /** A page of 4096 bytes. Throws `VolumeError`. */
  read(page: number): Uint8Array {
    const bytes = this.records.readNow(this.extent.place(page), PAGE_SIZE);
    if (bytes === undefined) throw new VolumeError(this.extent.volser, page);
    return bytes;
  }

  write(page: number, bytes: Uint8Array): void {
    if (!this.records.writeNow(this.extent.place(page), bytes)) {
      throw new VolumeError(this.extent.volser, page);
    }
  }

  /** Makes what was written durable, as far as the host can. */
  sync(): void {
    this.disk.store.sync();
  }
}
