/**
 * The two layouts of a compressed image: offsets of 32 bits, which all versions of Hercules read, and of 64 bits, which
 * Hercules 4 calls CCKD64. They differ in the widths and places of fields alone.
 */

/** Places of the fields of the header, from its start. */
export interface HeaderFields {
  readonly units: number;
  readonly size: number;
  readonly used: number;
  readonly freeOffset: number;
  readonly freeTotal: number;
  readonly freeLargest: number;
  readonly freeNumber: number;
  readonly freeImbedded: number;
  readonly nullFormat: number;
  readonly compression: number;
  readonly compressionParameter: number;
}

export interface ImageLayout {
  /** The last three characters of the signature. */
  readonly name: '370' | '064';
  /** Bytes of an offset, of a length of free space, and of a number of bytes in the header. */
  readonly offsetSize: 4 | 8;
  /** Bytes of an entry of a second-level table: offset, length and space of a track. */
  readonly entrySize: 8 | 16;
  /** Bytes of what is written at the start of a free space: where the next is, how long this one is. */
  readonly freeBlockSize: 8 | 16;
  /** Offset that says "in the file below", in shadow files: all bits are ones. */
  readonly below: number;
  /** Most bytes of a file. */
  readonly largestFile: number;
  readonly fields: HeaderFields;
}

const SMALL: ImageLayout = {
  name: '370',
  offsetSize: 4,
  entrySize: 8,
  freeBlockSize: 8,
  below: 0xffffffff,
  largestFile: 0xffffffff,
  fields: {
    size: 12,
    used: 16,
    freeOffset: 20,
    freeTotal: 24,
    freeLargest: 28,
    freeNumber: 32,
    freeImbedded: 36,
    units: 40,
    nullFormat: 44,
    compression: 45,
    compressionParameter: 46,
  },
};

const LARGE: ImageLayout = {
  name: '064',
  offsetSize: 8,
  entrySize: 16,
  freeBlockSize: 16,
  below: 2 ** 64,
  largestFile: Number.MAX_SAFE_INTEGER,
  fields: {
    units: 12,
    size: 16,
    used: 24,
    freeOffset: 32,
    freeTotal: 40,
    freeLargest: 48,
    freeNumber: 56,
    freeImbedded: 64,
    nullFormat: 72,
    compression: 73,
    compressionParameter: 74,
  },
};

/** Layouts by the last three characters of a signature. */
export const IMAGE_LAYOUT = { '370': SMALL, '064': LARGE } as const;

/** An offset or a number of bytes; one beyond 2**53 is rounded, and so far out of any file. */
export function offsetAt(view: DataView, at: number, littleEndian: boolean, layout: ImageLayout): number {
  return layout.offsetSize === 4
    ? view.getUint32(at, littleEndian)
    : Number(view.getBigUint64(at, littleEndian));
}

export function setOffset(
  view: DataView,
  at: number,
  value: number,
  littleEndian: boolean,
  layout: ImageLayout,
): void {
  if (layout.offsetSize === 4) view.setUint32(at, value, littleEndian);
  else view.setBigUint64(at, value === layout.below ? ~0n : BigInt(value), littleEndian);
}
