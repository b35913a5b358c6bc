import { basename, dirname, join } from 'node:path';

/** Shadow files of a volume at most. */
export const MOST_SHADOWS = 8;

/**
 * Name of a shadow file: in the name given, the character before the extension (or the last one) becomes the number of
 * the file: `pack_1.350` is shadow file 2 as `pack_2.350`.
 */
export function shadowPath(name: string, level: number): string {
  const file = basename(name);
  const dot = file.indexOf('.');
  const at = (dot <= 0 ? file.length : dot) - 1;
  return join(dirname(name), `${file.slice(0, at)}${level}${file.slice(at + 1)}`);
}
