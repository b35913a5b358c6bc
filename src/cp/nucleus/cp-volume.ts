import { ebcdic037 } from '../../ebcdic/index.js';
import { diskModelOfGeometry, formatTrack } from '../../s370/index.js';
import type { CkdGeometry, TrackStore } from '../../s370/index.js';

/** What the cylinders of a CP volume are for: a byte a cylinder in the allocation record. */
export const Allocation = {
  /** Paging. */
  temporary: 0x00,
  /** Minidisks, or nothing of CP's. */
  permanent: 0x01,
  /** Temporary minidisks. */
  temporaryDisk: 0x02,
  /** The binary directory. */
  directory: 0x04,
  /** Spool files. */
  spool: 0x08,
  /** Saved systems. */
  savedSystems: 0x10,
  /** Records of errors. */
  errorRecording: 0x20,
} as const;

export type AllocationKind = keyof typeof Allocation;

/** Cylinders with one use. */
export interface AllocationExtent {
  readonly kind: AllocationKind;
  readonly from: number;
  readonly to: number;
}

/** Record 4 of cylinder 0, track 0: the allocation map. */
export const ALLOCATION_RECORD = 4;
export const ALLOCATION_SIZE = 1024;
export const LABEL_RECORD = 3;
export const LABEL_SIZE = 80;
export const PAGE_SIZE = 4096;
const NO_KEY = new Uint8Array(0);

/** Pages that a track of a volume holds. */
export function pagesPerTrack(geometry: CkdGeometry): number {
  const model = diskModelOfGeometry(geometry);
  if (model === undefined) throw new Error(`no disk of type ${geometry.deviceType.toString(16)} is known`);
  return Math.floor(model.capacity / model.recordSpace(0, PAGE_SIZE));
}

/**
 * Formats a volume for CP: label `volser`, allocation map, and page records on the cylinders that CP reads and writes
 * itself (temporary, spool, saved systems, error recording). Cylinders in no extent are permanent space and left alone.
 */
export function formatCpVolume(
  store: TrackStore,
  volser: string,
  extents: readonly AllocationExtent[],
): void {
  const { geometry } = store;
  const map = new Uint8Array(ALLOCATION_SIZE).fill(0xff);
  map.fill(Allocation.permanent, 0, Math.min(geometry.cylinders, ALLOCATION_SIZE));
  for (const { kind, from, to } of extents) {
    if (from < 1 || to >= geometry.cylinders || from > to) {
      throw new RangeError(`cylinders ${from} to ${to} are not on volume ${volser}`);
    }
    map.fill(Allocation[kind], from, to + 1);
    if (kind !== 'permanent' && kind !== 'temporaryDisk' && kind !== 'directory')
      formatPages(store, from, to);
  }
  store.writeTrack(0, 0, 0, labelTrack(geometry, volser, map));
  store.sync();
}

/** Track 0 of cylinder 0: IPL records that lead to a disabled wait, volume label, allocation map. */
function labelTrack(geometry: CkdGeometry, volser: string, map: Uint8Array): Uint8Array {
  const key = (name: string): Uint8Array => ebcdic037.encode(name, 4);
  const ipl = new Uint8Array(24);
  ipl.set([0x00, 0x02, 0, 0, 0, 0, 0, 0x0f]);
  const label = ebcdic037.encode(`VOL1${volser.padEnd(6)}`, LABEL_SIZE);
  return formatTrack(0, 0, geometry.trackSize, [
    { key: key('IPL1'), data: ipl },
    { key: key('IPL2'), data: new Uint8Array(144) },
    { key: key('VOL1'), data: label },
    { key: NO_KEY, data: map },
  ]);
}

function formatPages(store: TrackStore, from: number, to: number): void {
  const { geometry } = store;
  const records = Array.from({ length: pagesPerTrack(geometry) }, () => ({
    key: NO_KEY,
    data: new Uint8Array(PAGE_SIZE),
  }));
  for (let cylinder = from; cylinder <= to; cylinder++) {
    for (let head = 0; head < geometry.heads; head++) {
      store.writeTrack(cylinder, head, 0, formatTrack(cylinder, head, geometry.trackSize, records));
    }
  }
}
