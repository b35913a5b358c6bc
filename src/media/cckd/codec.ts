import { deflateSync, inflateSync } from 'node:zlib';
import { BackingError } from '../../s370/index.js';
import { expandBzip2 } from '../bzip2.js';
import { Compression } from './header.js';

/** Bytes before the contents of a stored track: how it is compressed, then cylinder and head, or group of blocks. */
export const STORED_HEADER = 5;
/** Less is not compressed. */
const WORTH_COMPRESSING = 512;
/** zlib's level: a third of the time of its default on tracks of text, for images less than one percent longer. */
const EFFORT = 4;

/**
 * A track (or group of blocks) as a compressed file keeps it. `image`: five bytes that name it, the first zero, then
 * its contents. Contents that zlib does not make shorter stay as they are.
 */
export function compressImage(image: Uint8Array, compression: number): Uint8Array {
  if (compression === Compression.none || image.length < WORTH_COMPRESSING) return image;
  const contents = deflateSync(image.subarray(STORED_HEADER), { level: EFFORT });
  if (contents.length >= image.length - STORED_HEADER) return image;
  const stored = new Uint8Array(STORED_HEADER + contents.length);
  stored[0] = Compression.zlib;
  stored.set(image.subarray(1, STORED_HEADER), 1);
  stored.set(contents, STORED_HEADER);
  return stored;
}

/** The image of a stored track. `place` names it in the error. Throws `BackingError` when it can't be expanded. */
export function expandImage(stored: Uint8Array, maximum: number, place: string): Uint8Array {
  const damaged = (what: string) => new BackingError(`${place}: ${what}`, 'data-check');
  if (stored.length < STORED_HEADER) throw damaged('a stored track that is too short');
  const contents = expandContents(stored, maximum - STORED_HEADER, damaged);
  if (STORED_HEADER + contents.length > maximum) throw damaged('a stored track that is too long');
  const image = new Uint8Array(STORED_HEADER + contents.length);
  image.set(stored.subarray(1, STORED_HEADER), 1);
  image.set(contents, STORED_HEADER);
  return image;
}

function expandContents(stored: Uint8Array, maximum: number, damaged: (what: string) => Error): Uint8Array {
  const contents = stored.subarray(STORED_HEADER);
  try {
    switch (stored[0]) {
      case Compression.none:
        return contents;
      case Compression.zlib:
        return inflateSync(contents, { maxOutputLength: maximum + 1 });
      case Compression.bzip2:
        return expandBzip2(contents, maximum + 1);
    }
  } catch (error) {
    throw damaged(`a compressed track that cannot be expanded (${(error as Error).message})`);
  }
  throw damaged(`compression method ${stored[0]}, which does not exist`);
}
