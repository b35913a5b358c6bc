import { BackingError } from '../../s370/index.js';
import { HostFile } from '../host-file.js';
import { STORED_HEADER, expandImage } from './codec.js';
import { Compression } from './header.js';
import { imageKind } from './image-kind.js';
import { readVolumeHeader } from './volume-header.js';
import type { VolumeHeader } from './volume-header.js';

/** Bytes of the file that are looked through at once. */
const WINDOW = 1 << 20;
/** What a stored image takes at most. */
const LONGEST = 0xffff;

/** An image that was found. */
export interface RescuedImage {
  readonly offset: number;
  readonly image: Uint8Array;
}

/**
 * Looks through all bytes of a compressed file for images that its tables don't lead to any more: a stored image names
 * itself and, when it is compressed, proves itself. Of several images of a track the last in the file is taken; which is
 * the newest, nothing tells. Throws `BackingError` when the headers are damaged.
 */
export function rescueImages(path: string, wanted: ReadonlySet<number>): Map<number, RescuedImage> {
  const file = HostFile.open(path, { readOnly: true });
  try {
    const { volume } = readVolumeHeader(file);
    const kind = imageKind(volume);
    const found = new Map<number, RescuedImage>();
    const { size } = file;
    for (let from = 0; from < size; from += WINDOW) {
      const bytes = file.read(from, Math.min(WINDOW + LONGEST, size - from));
      for (let at = 0; at < Math.min(WINDOW, bytes.length - STORED_HEADER - 2); at++) {
        const number = numberAt(bytes, at, volume);
        if (number === undefined || !wanted.has(number) || !plausible(bytes, at, volume)) continue;
        const image = tryImage(bytes.subarray(at, at + LONGEST), kind.size, (whole) =>
          kind.check(number, whole, path),
        );
        if (image !== undefined) found.set(number, { offset: from + at, image });
      }
    }
    return found;
  } finally {
    file.close();
  }
}

/** Number of the image that would begin here; undefined when the volume has none like it. */
function numberAt(bytes: Uint8Array, at: number, volume: VolumeHeader): number | undefined {
  if (bytes[at] > Compression.bzip2) return undefined;
  const high = (bytes[at + 1] << 8) | bytes[at + 2];
  const low = (bytes[at + 3] << 8) | bytes[at + 4];
  if (volume.kind === 'fba') {
    const group = high * 0x10000 + low;
    return group < volume.tracks ? group : undefined;
  }
  const { cylinders, heads } = volume.geometry;
  return high < cylinders && low < heads ? high * heads + low : undefined;
}

/** Does what follows look like the contents? Most places are ruled out here. */
function plausible(bytes: Uint8Array, at: number, volume: VolumeHeader): boolean {
  const first = at + STORED_HEADER;
  switch (bytes[at]) {
    case Compression.zlib:
      return (bytes[first] & 0x0f) === 8 && ((bytes[first] << 8) | bytes[first + 1]) % 31 === 0;
    case Compression.bzip2:
      return bytes[first] === 0x42 && bytes[first + 1] === 0x5a;
    default:
      // Record 0 has the track's address again. Blocks of an FBA volume prove nothing.
      return (
        volume.kind === 'ckd' &&
        [1, 2, 3, 4].every((i) => bytes[at + i] === bytes[at + STORED_HEADER + i - 1])
      );
  }
}

function tryImage(
  stored: Uint8Array,
  size: number,
  check: (image: Uint8Array) => void,
): Uint8Array | undefined {
  try {
    const cut = stored[0] === Compression.none ? stored.subarray(0, size) : stored;
    const image = new Uint8Array(size);
    image.set(expandImage(cut, size, ''));
    check(image);
    return image;
  } catch (error) {
    if (error instanceof BackingError) return undefined;
    throw error;
  }
}
