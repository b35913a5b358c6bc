/** Packs that the scripts make and compare. */

import { createHash } from 'node:crypto';
import { CkdImage } from '../../src/media/index.js';
import { diskModel, formatTrack } from '../../src/s370/index.js';

/** A record without its count area, which comes from its place. */
interface NewRecord {
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** The end-of-track mark of a track image. */
const END_MARK = Buffer.alloc(8, 0xff);

/** Bytes that look like nothing: the same for the same seed. */
function bytes(length: number, seed: number): Uint8Array {
  const made = new Uint8Array(length);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    made[i] = state >>> 24;
  }
  return made;
}

/** Records of one track of a made pack: of all shapes, one shape a track. */
function madeRecords(track: number): NewRecord[] {
  const none = new Uint8Array(0);
  const records = (count: number, keyLength: number, dataLength: number): NewRecord[] =>
    Array.from({ length: count }, (_, i) => ({
      key: bytes(keyLength, track * 64 + i),
      data: bytes(dataLength, track * 64 + i + 32),
    }));
  switch (track % 6) {
    case 0:
      return records(3, 0, 4096);
    case 1:
      return records(1, 0, 13030);
    case 2:
      return records(20, 8, 256);
    case 3:
      // An end-of-file record, and records behind it.
      return [...records(2, 0, 800), { key: none, data: none }, ...records(2, 44, 96)];
    case 4:
      return records(60, 0, 80);
    default:
      return [];
  }
}

/** Makes a 3330 full of records of all shapes, with a standard label; of all its cylinders, or so many. */
export function makeTestPack(path: string, volume: string, only?: number): void {
  const model = diskModel('3330')!;
  const image = CkdImage.create(path, model, { volume, cylinders: only });
  const { cylinders, heads, trackSize } = image.geometry;
  for (let track = 1; track < cylinders * heads; track++) {
    const [cylinder, head] = [Math.floor(track / heads), track % heads];
    image.writeTrack(cylinder, head, 0, formatTrack(cylinder, head, trackSize, madeRecords(track)));
  }
  image.close();
}

/** Cylinders of a pack: the whole of a minidisk. */
export interface Extent {
  readonly start: number;
  readonly cylinders: number;
}

/**
 * Fills an extent of a pack with records of all shapes, as a virtual machine would have written them there: their
 * counts have the cylinder numbers of the minidisk, home addresses and records zero those of the pack.
 */
export function fillMinidisk(path: string, { start, cylinders }: Extent): void {
  const image = CkdImage.open(path);
  const { heads, trackSize } = image.geometry;
  for (let cylinder = 0; cylinder < cylinders; cylinder++) {
    for (let head = 0; head < heads; head++) {
      const records = madeRecords(cylinder * heads + head);
      const track = formatTrack(cylinder, head, trackSize, records);
      image.writeTrack(start + cylinder, head, 0, atCylinder(track, start + cylinder));
    }
  }
  image.close();
}

/** A copy of a track with another cylinder number in its home address and the count of record zero. */
function atCylinder(track: Uint8Array, cylinder: number): Uint8Array {
  const copy = track.slice();
  for (const at of [1, 5]) copy.set([cylinder >> 8, cylinder & 0xff], at);
  return copy;
}

/** Compares two minidisks of one size byte for byte; where they lie on their packs is all that may differ. */
export function compareMinidisks(one: string, extent: Extent, other: string, otherStart: number): Comparison {
  const a = CkdImage.open(one, { readOnly: true });
  const b = CkdImage.open(other, { readOnly: true });
  const different: string[] = [];
  const { heads } = a.geometry;
  for (let cylinder = 0; cylinder < extent.cylinders; cylinder++) {
    for (let head = 0; head < heads; head++) {
      const wanted = atCylinder(a.readTrack(extent.start + cylinder, head), otherStart + cylinder);
      const found = b.readTrack(otherStart + cylinder, head);
      if (Buffer.compare(dataOf(wanted), dataOf(found)) !== 0) different.push(`${cylinder}/${head}`);
    }
  }
  a.close();
  b.close();
  return { tracks: extent.cylinders * heads, different };
}

/** SHA-256 of all tracks of a pack that are in none of the extents. */
export function checksumOutside(path: string, extents: readonly Extent[]): string {
  const image = CkdImage.open(path, { readOnly: true });
  const hash = createHash('sha256');
  const { cylinders, heads } = image.geometry;
  for (let cylinder = 0; cylinder < cylinders; cylinder++) {
    if (extents.some(({ start, cylinders: size }) => cylinder >= start && cylinder < start + size)) continue;
    for (let head = 0; head < heads; head++) hash.update(image.readTrack(cylinder, head));
  }
  image.close();
  return hash.digest('hex');
}

/** Makes a raw pack of the type and size of another one. */
export function makeEmptyLike(path: string, other: string): void {
  const image = CkdImage.open(other, { readOnly: true });
  const { geometry } = image;
  image.close();
  const model = diskModel(geometry.deviceType.toString(16));
  if (model === undefined) throw new Error(`${other}: a pack of a type that is not known`);
  CkdImage.create(path, model, { cylinders: geometry.cylinders }).close();
}

/** Tracks compared and those that differ, as `cylinder/head`, up to their end marks: what comes behind is no data. */
export interface Comparison {
  readonly tracks: number;
  readonly different: readonly string[];
}

/** Compares two packs of one size. */
export function comparePacks(one: string, other: string): Comparison {
  const a = CkdImage.open(one, { readOnly: true });
  const b = CkdImage.open(other, { readOnly: true });
  const different: string[] = [];
  const { cylinders, heads } = a.geometry;
  for (let cylinder = 0; cylinder < cylinders; cylinder++) {
    for (let head = 0; head < heads; head++) {
      if (Buffer.compare(dataOf(a.readTrack(cylinder, head)), dataOf(b.readTrack(cylinder, head))) !== 0)
        different.push(`${cylinder}/${head}`);
    }
  }
  a.close();
  b.close();
  return { tracks: cylinders * heads, different };
}

function dataOf(track: Uint8Array): Uint8Array {
  const end = Buffer.from(track.buffer, track.byteOffset, track.length).indexOf(END_MARK);
  return track.subarray(0, end < 0 ? track.length : end + END_MARK.length);
}
