import { BackingError, HOME_ADDRESS_SIZE, formatTrack, parseTrack } from '../../s370/index.js';
import type { CkdGeometry } from '../../s370/index.js';
import { BLOCK_SIZE, GROUP_BLOCKS } from './volume-header.js';
import type { VolumeHeader } from './volume-header.js';

/** Bytes that mark the end of a track. */
const END_OF_TRACK_SIZE = 8;

/**
 * What a compressed volume is made of: tracks of a CKD volume, or groups of FBA blocks. An image begins with five
 * bytes that name it, the first zero.
 */
export interface ImageKind {
  /** Bytes of an image at most. */
  readonly size: number;
  /** For messages: `cylinder 3 head 7`, `blocks 240 to 359`. */
  name(number: number): string;
  /** An image that was never written, in one of the formats 0 to 2. */
  empty(number: number, format: number): Uint8Array;
  /** Throws `BackingError` when this is not the image that belongs there. `place`: file and offset. */
  check(number: number, image: Uint8Array, place: string): void;
  /** Bytes of the image that have to be kept. */
  usedLength(image: Uint8Array): number;
  /** Format of an image that has nothing in it; undefined when it has. */
  emptyFormat(number: number, image: Uint8Array, preferred: number): number | undefined;
}

/** Kind of the images of a volume. */
export function imageKind(volume: VolumeHeader): ImageKind {
  return volume.kind === 'ckd' ? new TrackKind(volume.geometry) : new GroupKind();
}

const NOTHING = new Uint8Array(0);
const LINUX_RECORDS = Array.from({ length: 12 }, () => ({ key: NOTHING, data: new Uint8Array(4096) }));
/** Records behind record 0 of the formats of empty tracks: an end of file, nothing, a Linux disk. */
const EMPTY_TRACK_RECORDS = [[{ key: NOTHING, data: NOTHING }], [], LINUX_RECORDS] as const;

class TrackKind implements ImageKind {
  readonly size: number;

  constructor(private readonly geometry: CkdGeometry) {
    this.size = geometry.trackSize;
  }

  name(number: number): string {
    const { heads } = this.geometry;
    return `cylinder ${Math.floor(number / heads)} head ${number % heads}`;
  }

  empty(number: number, format: number): Uint8Array {
    const { heads, trackSize } = this.geometry;
    // Twelve records of 4K fit on a 3390 only.
    const records = EMPTY_TRACK_RECORDS[format === 2 && trackSize < 50_000 ? 1 : format];
    return formatTrack(Math.floor(number / heads), number % heads, trackSize, records);
  }

  check(number: number, image: Uint8Array, place: string): void {
    const { heads } = this.geometry;
    const cylinder = (image[1] << 8) | image[2];
    const head = (image[3] << 8) | image[4];
    if (cylinder !== Math.floor(number / heads) || head !== number % heads) {
      const found = Buffer.from(image.subarray(0, HOME_ADDRESS_SIZE)).toString('hex').toUpperCase();
      throw new BackingError(
        `${place}: the home address is X'${found}' where ${this.name(number)} belongs`,
        'data-check',
      );
    }
    parseTrack(image, `${place} (${this.name(number)})`);
  }

  usedLength(image: Uint8Array): number {
    try {
      const { records } = parseTrack(image, '');
      return (records.at(-1)?.end ?? HOME_ADDRESS_SIZE) + END_OF_TRACK_SIZE;
    } catch {
      return image.length;
    }
  }

  emptyFormat(number: number, image: Uint8Array, preferred: number): number | undefined {
    return [preferred, 1, 0].find((format) => {
      const empty = this.empty(number, format);
      const length = this.usedLength(empty);
      return Buffer.compare(image.subarray(0, length), empty.subarray(0, length)) === 0;
    });
  }
}

class GroupKind implements ImageKind {
  readonly size = HOME_ADDRESS_SIZE + GROUP_BLOCKS * BLOCK_SIZE;

  name(number: number): string {
    return `blocks ${number * GROUP_BLOCKS} to ${(number + 1) * GROUP_BLOCKS - 1}`;
  }

  empty(number: number): Uint8Array {
    const image = new Uint8Array(this.size);
    new DataView(image.buffer).setUint32(1, number);
    return image;
  }

  check(number: number, image: Uint8Array, place: string): void {
    const found = new DataView(image.buffer, image.byteOffset).getUint32(1);
    if (found !== number) {
      throw new BackingError(`${place}: block group ${found} where ${number} belongs`, 'data-check');
    }
  }

  usedLength(): number {
    return this.size;
  }

  emptyFormat(_number: number, image: Uint8Array): number | undefined {
    for (let i = HOME_ADDRESS_SIZE; i < image.length; i++) if (image[i] !== 0) return undefined;
    return 0;
  }
}
