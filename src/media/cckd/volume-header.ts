import { imageFault, readCkdHeader } from '../ckd-format.js';
import type { CkdGeometry } from '../../s370/index.js';
import { geometryOfHeader } from '../ckd-format.js';
import type { HostFile } from '../host-file.js';
import { COMPRESSED_HEADER, CompressedHeader } from './header.js';
import { IMAGE_LAYOUT } from './layout.js';
import type { ImageLayout } from './layout.js';
import { TABLE_ENTRIES } from './tables.js';

export const SIGNATURE_SIZE = 8;
const SIGNATURE = /^(CKD|FBA)_([CS])(370|064)$/;

/** Signature of a compressed image that is no shadow file. */
export function compressedSignature(kind: 'ckd' | 'fba', { name }: ImageLayout): string {
  return `${kind.toUpperCase()}_C${name}`;
}

/** Bytes of an FBA block, and blocks that are compressed together. */
export const BLOCK_SIZE = 512;
export const GROUP_BLOCKS = 120;

/** What a compressed file holds. */
export type VolumeHeader = {
  readonly shadow: boolean;
  /** Tracks of the volume, or groups of FBA blocks. */
  readonly tracks: number;
} & (
  { readonly kind: 'ckd'; readonly geometry: CkdGeometry } | { readonly kind: 'fba'; readonly blocks: number }
);

/** Reads and checks both header blocks. Throws `BackingError` naming file and offset. */
export function readVolumeHeader(file: HostFile): {
  readonly volume: VolumeHeader;
  readonly header: CompressedHeader;
} {
  const signature = String.fromCharCode(...file.read(0, SIGNATURE_SIZE));
  const match = SIGNATURE.exec(signature);
  if (match === null) throw imageFault(file, 0, 'not a compressed image');
  const ckd = match[1] === 'CKD';
  const shadow = match[2] === 'S';
  const layout = IMAGE_LAYOUT[match[3] as ImageLayout['name']];
  const ckdHeader = ckd ? readCkdHeader(file) : undefined;
  const header = CompressedHeader.read(file, layout);
  const { units, firstLevelEntries, secondLevelEntries } = header;
  const largest = ckd ? 0xffff : 0xffffffff;
  if (units === 0 || units > largest) {
    throw imageFault(
      file,
      COMPRESSED_HEADER + layout.fields.units,
      `${units} ${ckd ? 'cylinders' : 'blocks'}`,
    );
  }
  const volume: VolumeHeader = ckdHeader
    ? { kind: 'ckd', shadow, tracks: units * ckdHeader.heads, geometry: geometryOfHeader(ckdHeader, units) }
    : { kind: 'fba', shadow, tracks: Math.ceil(units / GROUP_BLOCKS), blocks: units };
  const entries = Math.ceil(volume.tracks / TABLE_ENTRIES);
  if (firstLevelEntries !== entries && firstLevelEntries !== entries + 1) {
    throw imageFault(
      file,
      COMPRESSED_HEADER + 4,
      `${firstLevelEntries} entries of the first-level table, not ${entries}`,
    );
  }
  if (secondLevelEntries !== TABLE_ENTRIES) {
    throw imageFault(
      file,
      COMPRESSED_HEADER + 8,
      `second-level tables of ${secondLevelEntries} entries, not ${TABLE_ENTRIES}`,
    );
  }
  return { volume, header };
}
