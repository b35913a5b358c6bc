import type { BlockStore, TrackStore } from '../s370/index.js';
import { CkdImage } from './ckd-image.js';
import type { CckdStack, StackOptions } from './cckd/stack.js';
import { CompressedCkdImage } from './compressed-ckd-image.js';
import { CompressedFbaImage } from './compressed-fba-image.js';
import { BackingError } from '../s370/index.js';
import { FbaImage } from './fba-image.js';
import { HostFile } from './host-file.js';

/** What a disk image file is. An uncompressed FBA image has no header: it is what no other format is. */
export type DiskFormat =
  | 'ckd'
  | 'cckd'
  | 'cckd-shadow'
  | 'cckd64'
  | 'cckd64-shadow'
  | 'cfba'
  | 'cfba-shadow'
  | 'cfba64'
  | 'cfba64-shadow'
  | 'unknown';

const FORMAT_OF_SIGNATURE: Readonly<Record<string, DiskFormat>> = {
  CKD_P370: 'ckd',
  CKD_P064: 'ckd',
  CKD_C370: 'cckd',
  CKD_S370: 'cckd-shadow',
  CKD_C064: 'cckd64',
  CKD_S064: 'cckd64-shadow',
  FBA_C370: 'cfba',
  FBA_S370: 'cfba-shadow',
  FBA_C064: 'cfba64',
  FBA_S064: 'cfba64-shadow',
};

/** Format of an image, by its first bytes. Throws `BackingError` when the file can't be read. */
export function diskFormat(path: string): DiskFormat {
  const file = HostFile.open(path, { readOnly: true });
  try {
    const signature = String.fromCharCode(...file.read(0, 8));
    return FORMAT_OF_SIGNATURE[signature] ?? 'unknown';
  } finally {
    file.close();
  }
}

/** Opens a CKD volume of either format. Throws `BackingError` naming file and offset. */
export function openDiskImage(path: string, options: StackOptions = {}): TrackStore {
  switch (diskFormat(path)) {
    case 'cckd':
    case 'cckd-shadow':
    case 'cckd64':
    case 'cckd64-shadow':
      return CompressedCkdImage.open(path, options);
    default:
      refuseShadows(path, options);
      return CkdImage.open(path, options);
  }
}

/** Opens an FBA volume, compressed or not. Throws `BackingError` naming file and offset. */
export function openBlockImage(path: string, options: StackOptions = {}): BlockStore {
  switch (diskFormat(path)) {
    case 'cfba':
    case 'cfba-shadow':
    case 'cfba64':
    case 'cfba64-shadow':
      return CompressedFbaImage.open(path, options);
    case 'unknown':
      refuseShadows(path, options);
      return FbaImage.open(path, options);
    default:
      throw new BackingError(`${path} is a CKD volume, not an FBA volume`, 'equipment-check');
  }
}

/** The files of a compressed volume, for shadow file operations; undefined when the volume has none. */
export function shadowStack(volume: TrackStore | BlockStore): CckdStack | undefined {
  return volume instanceof CompressedCkdImage || volume instanceof CompressedFbaImage
    ? volume.stack
    : undefined;
}

function refuseShadows(path: string, options: StackOptions): void {
  if (options.shadow === undefined) return;
  throw new BackingError(
    `${path} is not compressed, and only compressed images have shadow files`,
    'equipment-check',
  );
}
