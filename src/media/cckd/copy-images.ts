import type { CckdFile } from './cckd-file.js';
import { compressImage } from './codec.js';
import { Compression } from './header.js';

/**
 * Copies what a compressed file has to another one of the same shape: stored images as they are, those that nobody
 * compressed are compressed now. What the file below has stays there. `progress` hears the images done, now and then.
 */
export function copyImages(from: CckdFile, to: CckdFile, progress?: (done: number) => void): void {
  const { tracks } = from.volume;
  for (let number = 0; number < tracks; number++) {
    const place = from.place(number);
    if (place.kind === 'stored') {
      const stored = from.read(number, place);
      to.write(number, stored[0] === Compression.none ? compressImage(stored, Compression.zlib) : stored);
    } else if (place.kind === 'null') {
      const there = to.place(number);
      if (there.kind !== 'null' || there.format !== place.format) to.writeNull(number, place.format);
    }
    if (number % 256 === 0) progress?.(number);
  }
  progress?.(tracks);
}
