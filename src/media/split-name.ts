import { basename, dirname, join } from 'node:path';

/** Files of one volume at most, and the characters that number them. */
const NUMBERS = '123456789ABCDEFGHIJKLMNOPQ';
export const MOST_FILES = NUMBERS.length;

/**
 * Name of a file of a volume in several: in the name of the first, the character before the extension (or the last
 * one) becomes the number: `pack_1.380`, `pack_2.380` … `pack_A.380`.
 */
export function splitPath(first: string, sequence: number): string {
  if (sequence === 1) return first;
  const { file, at } = numberPlace(first);
  return join(dirname(first), `${file.slice(0, at)}${NUMBERS[sequence - 1]}${file.slice(at + 1)}`);
}

/** Name of the first file of a volume that shall be in several: the name itself if it has the number, else with `_1`. */
export function firstSplitPath(name: string): string {
  const { file, at } = numberPlace(name);
  if (file.slice(0, at + 1).endsWith('_1')) return name;
  return join(dirname(name), `${file.slice(0, at + 1)}_1${file.slice(at + 1)}`);
}

function numberPlace(path: string): { readonly file: string; readonly at: number } {
  const file = basename(path);
  const dot = file.indexOf('.');
  return { file, at: (dot <= 0 ? file.length : dot) - 1 };
}
