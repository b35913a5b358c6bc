import { ebcdic037 } from '../../ebcdic/index.js';
import { COUNT_SIZE, parseTrack } from '../../s370/index.js';
import type { TrackRecord, TrackStore } from '../../s370/index.js';
import {
  ALLOCATION_RECORD,
  ALLOCATION_SIZE,
  Allocation,
  LABEL_RECORD,
  PAGE_SIZE,
  pagesPerTrack,
} from './cp-volume.js';
import type { AllocationKind } from './cp-volume.js';
import { PageExtent } from './page-extent.js';
import { VolumeError } from './page-file.js';
import type { DurablePages } from './page-file.js';

/** Serial of a volume that no machine has; undefined when it has no label. */
export function volumeSerial(store: TrackStore): string | undefined {
  const label = recordData(store, 0, 0, LABEL_RECORD);
  if (label === undefined || ebcdic037.decode(label, 0, 4) !== 'VOL1') return undefined;
  return ebcdic037.decode(label, 4, 10).trim();
}

/** Pages of one kind on a CP volume that no machine has: for programs that prepare a system before CP runs. */
export class VolumePages implements DurablePages {
  private constructor(
    private readonly store: TrackStore,
    private readonly extent: PageExtent,
  ) {}

  /** The first extent of a kind, by the volume's allocation map; undefined when it has none. */
  static find(store: TrackStore, kind: AllocationKind): VolumePages | undefined {
    const volser = volumeSerial(store);
    const map = recordData(store, 0, 0, ALLOCATION_RECORD);
    if (volser === undefined || map === undefined) return undefined;
    const { geometry } = store;
    const count = Math.min(geometry.cylinders, ALLOCATION_SIZE, map.length);
    const from = map.subarray(0, count).indexOf(Allocation[kind]);
    if (from < 0) return undefined;
    let to = from;
    while (to + 1 < count && map[to + 1] === Allocation[kind]) to++;
    const extent = new PageExtent(0, volser, geometry.heads, pagesPerTrack(geometry), from, to);
    return new VolumePages(store, extent);
  }

  get pageCount(): number {
    return this.extent.pages;
  }

  read(page: number): Uint8Array {
    const { cylinder, head, record } = this.extent.place(page);
    const data = recordData(this.store, cylinder, head, record);
    if (data?.length !== PAGE_SIZE) throw new VolumeError(this.extent.volser, page);
    return data;
  }

  write(page: number, bytes: Uint8Array): void {
    const { cylinder, head, record } = this.extent.place(page);
    const found = findRecord(this.store, cylinder, head, record);
    if (found?.dataLength !== PAGE_SIZE) throw new VolumeError(this.extent.volser, page);
    this.store.writeTrack(cylinder, head, dataOffset(found), bytes);
  }

  sync(): void {
    this.store.sync();
  }
}

function findRecord(
  store: TrackStore,
  cylinder: number,
  head: number,
  record: number,
): TrackRecord | undefined {
  const { records } = parseTrack(store.readTrack(cylinder, head), `cylinder ${cylinder} head ${head}`);
  return records.find(({ number }) => number === record);
}

/** A copy of a record's data. */
function recordData(
  store: TrackStore,
  cylinder: number,
  head: number,
  record: number,
): Uint8Array | undefined {
  const found = findRecord(store, cylinder, head, record);
  return found && store.readTrack(cylinder, head).slice(dataOffset(found), found.end);
}

function dataOffset({ offset, keyLength }: TrackRecord): number {
  return offset + COUNT_SIZE + keyLength;
}
