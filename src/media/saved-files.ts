/** What media give to a snapshot about their host files, and how a device is opened again to go on. */

import { resolve } from 'node:path';
import { deviceClass } from '../s370/index.js';
import type { StateValue } from '../s370/index.js';

/**
 * Files that a medium lies in. A snapshot keeps a proof of their contents beside the path, and a run is not continued
 * from it when they have changed.
 */
export function savedFiles(paths: readonly string[]): StateValue {
  return paths.map((path) => ({ path: resolve(path) }));
}

/** A file that a device only adds to: a machine that goes on writes behind whatever is in it. */
export function savedOutput(path: string): StateValue {
  return [{ path: resolve(path), output: true }];
}

/**
 * The statement of a device for a replay: what is written to a disk stays in memory, and paper and cards go to a file of
 * the same name with `.replay` behind it.
 */
export function wordsToReplay<T extends { readonly type: string; readonly arguments: readonly string[] }>(
  statement: T,
): T {
  const { type, arguments: words } = statement;
  switch (deviceClass(type)) {
    case 'disk':
    case 'fba':
      return { ...statement, arguments: [...words, 'scratch'] };
    case 'punch':
    case 'printer':
      return { ...statement, arguments: words.map((word, index) => (index === 0 ? `${word}.replay` : word)) };
    case 'read-punch':
      return {
        ...statement,
        arguments: words.map((word) => (/^out=/i.test(word) ? `${word}.replay` : word)),
      };
    default:
      return statement;
  }
}

/** The words of a device that is opened to go on where it was: nothing is begun anew. */
export function wordsToGoOn(type: string, words: readonly string[]): readonly string[] {
  switch (deviceClass(type)) {
    case 'punch':
    case 'printer':
    case 'read-punch':
      return [...words, 'noclear'];
    case 'tape':
      return words.filter((word) => word.toLowerCase() !== 'new');
    default:
      return words;
  }
}
