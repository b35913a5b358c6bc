import { CkdcVolume, diskFormat, looksLikeCkdc, openBlockImage, openDiskImage } from '../../media/index.js';
import type { DiskFormat } from '../../media/index.js';
import { diskModelOfGeometry } from '../../s370/index.js';
import type { BlockStore, TrackStore } from '../../s370/index.js';

/** A disk image that is open for reading. */
export type DiskVolume = { readonly path: string; readonly format: DiskFormat | 'ckdc' } & (
  { readonly kind: 'ckd'; readonly store: TrackStore } | { readonly kind: 'fba'; readonly store: BlockStore }
);

export interface DiskSource {
  /** Name of shadow files that are to be looked through. */
  readonly shadow?: string;
  /** Delta file of a .ckdc image. */
  readonly delta?: string;
}

/** Opens an image of any format for reading. Throws `BackingError` naming file and offset. */
export function openVolume(path: string, source: DiskSource = {}): DiskVolume {
  const format = diskFormat(path);
  const options = {
    readOnly: true,
    lookOnly: true,
    ...(source.shadow === undefined ? {} : { shadow: source.shadow }),
  };
  if (format === 'unknown' && looksLikeCkdc(path)) {
    return { path, format: 'ckdc', kind: 'ckd', store: CkdcVolume.open(path, source.delta) };
  }
  if (isBlockFormat(format)) {
    return { path, format, kind: 'fba', store: openBlockImage(path, options) };
  }
  return { path, format, kind: 'ckd', store: openDiskImage(path, options) };
}

/** FBA formats; what has no known signature is an uncompressed FBA image. */
function isBlockFormat(format: DiskFormat): boolean {
  return format === 'unknown' || format.startsWith('cfba');
}

const FORMAT_NAMES: Readonly<Record<DiskVolume['format'], string>> = {
  ckd: 'CKD image',
  cckd: 'compressed CKD image',
  'cckd-shadow': 'shadow file of a compressed CKD image',
  cckd64: 'compressed CKD image with 64-bit offsets',
  'cckd64-shadow': 'shadow file of a compressed CKD image with 64-bit offsets',
  cfba: 'compressed FBA image',
  'cfba-shadow': 'shadow file of a compressed FBA image',
  cfba64: 'compressed FBA image with 64-bit offsets',
  'cfba64-shadow': 'shadow file of a compressed FBA image with 64-bit offsets',
  ckdc: 'emx370 minidisk',
  unknown: 'FBA image',
};

/** One line about a volume: format, type, size. */
export function describeVolume(volume: DiskVolume): string {
  const name = FORMAT_NAMES[volume.format];
  if (volume.kind === 'fba') return `${name}, ${volume.store.geometry.blocks} blocks of 512 bytes`;
  const { cylinders, heads, trackSize } = volume.store.geometry;
  const model = diskModelOfGeometry(volume.store.geometry);
  const type = model?.name ?? volume.store.geometry.deviceType.toString(16);
  return `${name}, ${type}, ${cylinders} cylinders of ${heads} tracks (${trackSize} bytes a track image)`;
}
