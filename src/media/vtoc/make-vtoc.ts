import { diskModelOfGeometry, formatTrack, parseTrack, recordFits } from '../../s370/index.js';
import type { CkdGeometry, DiskModel } from '../../s370/index.js';

/** Where a volume table of contents is: tracks of cylinder 0. */
export interface VtocPlace {
  /** First track (head), at least 1. */
  readonly track: number;
  readonly tracks: number;
}

/** Key and data of a data set control block. */
export const DSCB_KEY = 44;
export const DSCB_DATA = 96;
/** Key and data of a directory block. */
const DIRECTORY_KEY = 8;
const DIRECTORY_DATA = 256;

/**
 * The tracks of cylinder 0 with an empty volume table of contents: a format 4 DSCB that describes it, a format 5 DSCB
 * with the free space, and format 0 DSCBs to the end. Tracks before it are missing in the result. GC28-6628, VTOC.
 */
export function makeVtoc(geometry: CkdGeometry, place: VtocPlace): Uint8Array[] {
  const { track: first, tracks } = place;
  if (first < 1 || tracks < 1 || first + tracks > geometry.heads) {
    throw new Error(`a VTOC must be on tracks 1 to ${geometry.heads - 1} of cylinder 0`);
  }
  const model = diskModelOfGeometry(geometry)!;
  const perTrack = recordsOnTrack(model, DSCB_KEY, DSCB_DATA);
  const records: Uint8Array[] = Array.from(
    { length: perTrack * tracks },
    () => new Uint8Array(DSCB_KEY + DSCB_DATA),
  );
  if (records.length < 2) throw new Error('the VTOC needs room for two records at least');
  records[0] = format4(geometry, model, place, { perTrack, total: records.length });
  records[1] = format5(geometry, place);
  const image: Uint8Array[] = [];
  for (let i = 0; i < tracks; i++) {
    const ofTrack = records.slice(i * perTrack, (i + 1) * perTrack);
    image[first + i] = formatTrack(
      0,
      first + i,
      geometry.trackSize,
      ofTrack.map((dscb) => ({ key: dscb.subarray(0, DSCB_KEY), data: dscb.subarray(DSCB_KEY) })),
    );
  }
  return image;
}

/** Records with these lengths that a track takes. */
export function recordsOnTrack(model: DiskModel, keyLength: number, dataLength: number): number {
  const sample = { key: new Uint8Array(keyLength), data: new Uint8Array(dataLength) };
  const track: (typeof sample)[] = [];
  for (;;) {
    const { records } = parseTrack(formatTrack(0, 0, 1 << 16, track), '');
    if (!recordFits(model, records, keyLength, dataLength)) return track.length;
    track.push(sample);
  }
}

/** The VTOC's own description: the device's constants and the extent. */
function format4(
  geometry: CkdGeometry,
  model: DiskModel,
  place: VtocPlace,
  count: { readonly perTrack: number; readonly total: number },
): Uint8Array {
  const dscb = new Uint8Array(DSCB_KEY + DSCB_DATA);
  const view = new DataView(dscb.buffer);
  dscb.fill(0x04, 0, DSCB_KEY);
  dscb[44] = 0xf4;
  view.setUint16(50, count.total - 2);
  dscb[59] = 1;
  view.setUint16(62, geometry.cylinders);
  view.setUint16(64, geometry.heads);
  view.setUint16(66, model.capacity);
  dscb.set(trackConstants(model), 68);
  dscb[74] = count.perTrack;
  dscb[75] = recordsOnTrack(model, DIRECTORY_KEY, DIRECTORY_DATA);
  dscb[105] = 0x01;
  view.setUint16(109, place.track);
  view.setUint16(113, place.track + place.tracks - 1);
  return dscb;
}

/**
 * What a record takes besides its bytes: with a key, as the last on the track, what is less without a key, a flag, and
 * how gaps grow with the record (in 512ths). Zeros on disks that write in cells, for which the formula is another one.
 */
function trackConstants(model: DiskModel): Uint8Array {
  const constants = new Uint8Array(6);
  const fixed = model.recordSpace(1, 0) - 1;
  const keyless = model.recordSpace(0, 0);
  if (model.recordSpace(0, 1) === keyless) {
    constants[3] = 0x30;
    return constants;
  }
  constants[0] = fixed;
  constants[1] = model.lastRecordSpace(1, 0) - 1;
  constants[2] = fixed - keyless;
  constants[3] = 0x01;
  const sample = 51_200;
  new DataView(constants.buffer).setUint16(4, Math.floor((model.recordSpace(0, sample) - keyless) / 100));
  return constants;
}

/** The free space: what is behind the VTOC in its cylinder, and all other cylinders; and what is before it. */
function format5(geometry: CkdGeometry, place: VtocPlace): Uint8Array {
  const dscb = new Uint8Array(DSCB_KEY + DSCB_DATA);
  const view = new DataView(dscb.buffer);
  dscb.fill(0x05, 0, 4);
  dscb[44] = 0xf5;
  const { cylinders, heads } = geometry;
  const extents: { readonly from: number; readonly cylinders: number; readonly tracks: number }[] = [];
  if (place.track > 1) extents.push({ from: 1, cylinders: 0, tracks: place.track - 1 });
  const behind = place.track + place.tracks;
  if (behind < heads || cylinders > 1) {
    extents.push({ from: behind, cylinders: cylinders - 1, tracks: heads - behind });
  }
  extents.forEach((extent, i) => {
    const at = 4 + 5 * i;
    view.setUint16(at, extent.from);
    view.setUint16(at + 2, extent.cylinders);
    dscb[at + 4] = extent.tracks;
  });
  return dscb;
}
