import type { TrackStore } from '../s370/index.js';
import { COMPRESSED_CKD_SIGNATURE, readCkdHeader } from './ckd-format.js';
import { CkdImage } from './ckd-image.js';
import { CompressedCkdImage } from './compressed-ckd-image.js';
import { HostFile } from './host-file.js';

/**
 * Opens a CKD volume of either format; a compressed one is always read-only. Throws `BackingError` naming file and
 * offset.
 */
export function openDiskImage(path: string, options: { readonly readOnly?: boolean } = {}): TrackStore {
  const file = HostFile.open(path, { readOnly: true });
  let signature: string;
  try {
    ({ signature } = readCkdHeader(file));
  } finally {
    file.close();
  }
  return signature === COMPRESSED_CKD_SIGNATURE
    ? CompressedCkdImage.open(path)
    : CkdImage.open(path, options);
}
