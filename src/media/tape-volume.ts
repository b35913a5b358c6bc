import type { TapeStore } from '../s370/index.js';
import { numberOf, onlyFile, sortWords } from './device-words.js';
import type { DeviceWords } from './device-words.js';
import { createTapeImage, openTapeImage } from './tape-image.js';

const TAPE_WORDS = {
  options: ['ro', 'readonly', 'noring', 'rw', 'ring', 'new', 'awstape', 'noautomount'],
  values: [
    'readonly',
    'idrc',
    'compress',
    'method',
    'level',
    'chunksize',
    'maxsize',
    'maxsizek',
    'maxsizem',
    'eotmargin',
    'strictsize',
    'deonirq',
  ],
};

/**
 * Opens the volume for a tape drive: `FILE [ro] [new] [compress=0|1] [level=n] [chunksize=n] [maxsizeM=n]`. Undefined
 * for `*` and for no words: nothing is mounted.
 */
export function openTapeVolume(
  type: string,
  words: readonly string[],
  directory?: string,
): TapeStore | undefined {
  if (words.length === 0 || words[0] === '*') return undefined;
  const given = sortWords(type, words, TAPE_WORDS, directory);
  const file = onlyFile(type, given, TAPE_WORDS);
  const number = (name: string, low: number, high: number) => numberOf(given.values, name, low, high);
  const plain = given.options.has('awstape');
  const compress = plain ? 0 : (number('compress', 0, 1) ?? number('idrc', 0, 1));
  const chunkSize = plain ? 4096 : number('chunksize', 4096, 65535);
  const level = number('level', 1, 9);
  const maximumSize = largestSize(given);
  const endMargin = number('eotmargin', 0, Number.MAX_SAFE_INTEGER);
  const options = {
    readOnly:
      ['ro', 'readonly', 'noring'].some((word) => given.options.has(word)) || number('readonly', 0, 1) === 1,
    ...(compress === undefined ? {} : { compress: compress === 1 }),
    ...(chunkSize === undefined ? {} : { chunkSize }),
    ...(level === undefined ? {} : { level }),
    ...(maximumSize === undefined ? {} : { maximumSize }),
    ...(endMargin === undefined ? {} : { endMargin }),
  };
  return given.options.has('new') ? createTapeImage(file, options) : openTapeImage(file, options);
}

/** Bytes that a tape may come to; undefined without a limit. */
function largestSize(given: DeviceWords): number | undefined {
  const units = [
    ['maxsize', 1],
    ['maxsizek', 1024],
    ['maxsizem', 1024 * 1024],
  ] as const;
  for (const [name, unit] of units) {
    const value = numberOf(given.values, name, 0, Number.MAX_SAFE_INTEGER / unit);
    if (value !== undefined && value > 0) return value * unit;
  }
  return undefined;
}
