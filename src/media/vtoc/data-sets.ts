import { ebcdic037 } from '../../ebcdic/index.js';
import { BackingError, COUNT_SIZE, parseTrack } from '../../s370/index.js';
import type { TrackStore } from '../../s370/index.js';
import { DSCB_DATA, DSCB_KEY } from './make-vtoc.js';

const VOLUME_LABEL_RECORD = 3;
/** Offsets in a DSCB, key and data together. */
const Dscb = { format: 44, extent1: 105, nextDscb: 135, vtocExtent: 105 } as const;
const Format1 = {
  creation: 53,
  extents: 59,
  directoryUsed: 60,
  system: 62,
  organization: 82,
  recordFormat: 84,
  blockLength: 86,
  recordLength: 88,
  keyLength: 90,
  lastTrack: 98,
} as const;
const EXTENT_SIZE = 10;
/** Types of extents: user labels are no data. */
const USER_LABEL_EXTENT = 0x40;

/** One record of a track, taken apart. */
export interface RecordImage {
  readonly number: number;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** What the label of a volume says. */
export interface VolumeLabel {
  readonly serial: string;
  readonly owner: string;
  /** Address of the first VTOC record; undefined without a VTOC. */
  readonly vtoc: { readonly cylinder: number; readonly head: number; readonly record: number } | undefined;
}

/** A stretch of tracks, both ends in it. */
export interface TrackExtent {
  readonly type: number;
  readonly first: number;
  readonly last: number;
}

/** A data set in the VTOC. Tracks are numbers from the start of the volume. */
export interface DataSet {
  readonly name: string;
  /** PS, PO, DA, IS, VS … */
  readonly organization: string;
  /** F, FB, V, VB, U … with A or M. */
  readonly recordFormat: string;
  readonly blockLength: number;
  readonly recordLength: number;
  readonly keyLength: number;
  /** Year and day of the year; undefined when there is none. */
  readonly created: { readonly year: number; readonly day: number } | undefined;
  readonly extents: readonly TrackExtent[];
  /** Last block that is used: track of the data set, record. */
  readonly lastBlock: { readonly track: number; readonly record: number };
}

/** The records of a track. Throws `BackingError` when it is damaged. */
export function trackRecords(store: TrackStore, cylinder: number, head: number): RecordImage[] {
  const { bytes, records } = parseTrack(store.readTrack(cylinder, head), `cylinder ${cylinder} head ${head}`);
  return records.map(({ offset, number, keyLength, end }) => ({
    number,
    key: bytes.slice(offset + COUNT_SIZE, offset + COUNT_SIZE + keyLength),
    data: bytes.slice(offset + COUNT_SIZE + keyLength, end),
  }));
}

/** The standard label of a volume; undefined when it has none. */
export function readVolumeLabel(store: TrackStore): VolumeLabel | undefined {
  const record = trackRecords(store, 0, 0).find(({ number }) => number === VOLUME_LABEL_RECORD);
  if (record === undefined || record.data.length < 80 || text(record.data, 0, 4) !== 'VOL1') return undefined;
  const view = new DataView(record.data.buffer, record.data.byteOffset);
  const vtoc = { cylinder: view.getUint16(11), head: view.getUint16(13), record: view.getUint8(15) };
  return {
    serial: text(record.data, 4, 10).trimEnd(),
    owner: text(record.data, 37, 51).trim(),
    vtoc: vtoc.record === 0 ? undefined : vtoc,
  };
}

/** The data sets of a volume, by name. Throws `BackingError` when there is no VTOC, or it is damaged. */
export function readDataSets(store: TrackStore, label: VolumeLabel | undefined): DataSet[] {
  if (label?.vtoc === undefined) return [];
  const dscbs = readVtoc(store, label.vtoc);
  const sets: DataSet[] = [];
  for (const dscb of dscbs.values()) {
    if (dscb[Dscb.format] === 0xf1) sets.push(dataSetOf(store, dscb, dscbs));
  }
  return sets.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** All records of the VTOC by their address: cylinder, head, record. */
function readVtoc(store: TrackStore, place: NonNullable<VolumeLabel['vtoc']>): Map<string, Uint8Array> {
  const { cylinder, head, record } = place;
  const first = dscbAt(store, cylinder, head, record);
  if (first?.[Dscb.format] !== 0xf4) {
    throw new BackingError(
      `the label says that the VTOC begins at cylinder ${cylinder} head ${head} record ${record}, where no format 4 DSCB is`,
      'data-check',
    );
  }
  const extent = extentAt(store, first, Dscb.vtocExtent);
  const { heads } = store.geometry;
  const dscbs = new Map<string, Uint8Array>();
  for (let track = extent.first; track <= extent.last; track++) {
    const [c, h] = [Math.floor(track / heads), track % heads];
    for (const { number, key, data } of trackRecords(store, c, h)) {
      if (key.length === DSCB_KEY && data.length === DSCB_DATA) {
        dscbs.set(`${c}.${h}.${number}`, Uint8Array.of(...key, ...data));
      }
    }
  }
  return dscbs;
}

function dscbAt(store: TrackStore, cylinder: number, head: number, record: number): Uint8Array | undefined {
  const found = trackRecords(store, cylinder, head).find(
    ({ number, key, data }) => number === record && key.length === DSCB_KEY && data.length === DSCB_DATA,
  );
  return found && Uint8Array.of(...found.key, ...found.data);
}

function dataSetOf(store: TrackStore, dscb: Uint8Array, all: ReadonlyMap<string, Uint8Array>): DataSet {
  const view = new DataView(dscb.buffer);
  const extents: TrackExtent[] = [0, 1, 2].map((i) => extentAt(store, dscb, Dscb.extent1 + EXTENT_SIZE * i));
  // Format 3 DSCBs have thirteen more extents each, in key and data.
  const seen = new Set<string>();
  for (let next = addressAt(view); next !== undefined && !seen.has(next);) {
    seen.add(next);
    const more = all.get(next);
    if (more?.[Dscb.format] !== 0xf3) break;
    for (let i = 0; i < 4; i++) extents.push(extentAt(store, more, 4 + EXTENT_SIZE * i));
    for (let i = 0; i < 9; i++) extents.push(extentAt(store, more, 45 + EXTENT_SIZE * i));
    next = addressAt(new DataView(more.buffer));
  }
  const year = 1900 + dscb[Format1.creation];
  const day = view.getUint16(Format1.creation + 1);
  return {
    name: text(dscb, 0, DSCB_KEY).trimEnd(),
    organization: organizationOf(view.getUint16(Format1.organization)),
    recordFormat: recordFormatOf(dscb[Format1.recordFormat]),
    blockLength: view.getUint16(Format1.blockLength),
    recordLength: view.getUint16(Format1.recordLength),
    keyLength: dscb[Format1.keyLength],
    created: day === 0 ? undefined : { year, day },
    extents: extents.filter(({ type }) => type !== 0 && (type & USER_LABEL_EXTENT) === 0),
    lastBlock: { track: view.getUint16(Format1.lastTrack), record: dscb[Format1.lastTrack + 2] },
  };
}

function addressAt(view: DataView): string | undefined {
  const record = view.getUint8(Dscb.nextDscb + 4);
  if (record === 0) return undefined;
  return `${view.getUint16(Dscb.nextDscb)}.${view.getUint16(Dscb.nextDscb + 2)}.${record}`;
}

function extentAt(store: TrackStore, dscb: Uint8Array, at: number): TrackExtent {
  const view = new DataView(dscb.buffer, dscb.byteOffset);
  const { heads, cylinders } = store.geometry;
  const track = (from: number) =>
    Math.min(view.getUint16(from) * heads + view.getUint16(from + 2), cylinders * heads - 1);
  return { type: dscb[at], first: track(at + 2), last: track(at + 6) };
}

function organizationOf(bits: number): string {
  const names: readonly (readonly [number, string])[] = [
    [0x8000, 'IS'],
    [0x4000, 'PS'],
    [0x2000, 'DA'],
    [0x0200, 'PO'],
    [0x0008, 'VS'],
  ];
  const name = names.find(([bit]) => (bits & bit) !== 0)?.[1] ?? '??';
  return (bits & 0x0100) !== 0 ? `${name}U` : name;
}

/** Record format in the words of job control. */
export function recordFormatOf(bits: number): string {
  const kind = ['?', 'V', 'F', 'U'][bits >> 6];
  const letters: readonly (readonly [number, string])[] = [
    [0x10, 'B'],
    [0x08, 'S'],
    [0x20, 'T'],
    [0x04, 'A'],
    [0x02, 'M'],
  ];
  return kind + letters.map(([bit, letter]) => ((bits & bit) !== 0 ? letter : '')).join('');
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return ebcdic037.decode(bytes, start, end);
}
