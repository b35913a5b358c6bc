import { imageFault, readCkdHeader } from '../ckd-format.js';
import type { CkdGeometry } from '../../s370/index.js';
import { geometryOfHeader } from '../ckd-format.js';
import type { HostFile } from '../host-file.js';
import { CompressedHeader } from './header.js';
import { TABLE_ENTRIES } from './tables.js';

export const SIGNATURE_SIZE = 8;
/** Signatures of compressed images. */
export const CompressedSignature = {
  ckd: 'CKD_C370',
  ckdShadow: 'CKD_S370',
  fba: 'FBA_C370',
  fbaShadow: 'FBA_S370',
} as const;

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
  const fba = signature === CompressedSignature.fba || signature === CompressedSignature.fbaShadow;
  const ckd = signature === CompressedSignature.ckd || signature === CompressedSignature.ckdShadow;
  if (!fba && !ckd) throw imageFault(file, 0, 'not a compressed image');
  const shadow = signature[4] === 'S';
  const ckdHeader = ckd ? readCkdHeader(file) : undefined;
  const header = CompressedHeader.read(file);
  const { units, firstLevelEntries, secondLevelEntries } = header;
  const largest = ckd ? 0xffff : 0xffffffff;
  if (units === 0 || units > largest) {
    throw imageFault(file, 512 + 40, `${units} ${ckd ? 'cylinders' : 'blocks'}`);
  }
  const volume: VolumeHeader = ckdHeader
    ? { kind: 'ckd', shadow, tracks: units * ckdHeader.heads, geometry: geometryOfHeader(ckdHeader, units) }
    : { kind: 'fba', shadow, tracks: Math.ceil(units / GROUP_BLOCKS), blocks: units };
  const entries = Math.ceil(volume.tracks / TABLE_ENTRIES);
  if (firstLevelEntries !== entries && firstLevelEntries !== entries + 1) {
    throw imageFault(file, 512 + 4, `${firstLevelEntries} entries of the first-level table, not ${entries}`);
  }
  if (secondLevelEntries !== TABLE_ENTRIES) {
    throw imageFault(
      file,
      512 + 8,
      `second-level tables of ${secondLevelEntries} entries, not ${TABLE_ENTRIES}`,
    );
  }
  return { volume, header };
}
