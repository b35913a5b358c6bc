/** Where two observations differ. */

import type { Observation } from './observation.js';
import { UNPREDICTABLE, type Unpredictable } from './unpredictable.js';
import { firstDifference, hexAddress, hexByte, hexBytes, hexWord, hexWords, sameBytes } from './words.js';

/** ACC, F, R and C of a storage key. */
const KEY = 0xfe;
/** Storage places named in one report; more say nothing new. */
const MOST_PLACES = 16;

/** One thing that is not the same. */
export interface Difference {
  /** `PSW`, `GR4`, `storage 0028`, `printer line 3` … */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** All differences between what was expected and what a machine did, without the unpredictable ones. */
export function compareObservations(
  expected: Observation,
  found: Observation,
  unpredictable: readonly Unpredictable[] = UNPREDICTABLE,
): Difference[] {
  const differences: Difference[] = [];
  const differ = (what: string, one: string, other: string): void => {
    if (one !== other) differences.push({ what, expected: one, found: other });
  };
  differ('end', expected.ended, found.ended);
  if (!alike(expected.psw, found.psw)) differ('PSW', hexWords(expected.psw), hexWords(found.psw));
  const registers = (name: string, one: readonly number[], other: readonly number[]): void => {
    if (alike(one, other)) return;
    one.forEach((value, index) => differ(`${name}${index}`, hexWord(value), hexWord(other[index])));
  };
  registers('GR', expected.gpr, found.gpr);
  registers('FR word ', expected.fpr, found.fpr);
  registers('CR', expected.cr, found.cr);
  const keyBits = unpredictable.reduce((bits, rule) => bits & ~(rule.keyBits ?? 0), KEY);
  expected.keys.forEach((key, block) => {
    const other = found.keys[block] ?? 0;
    if (((key ^ other) & keyBits) === 0) return;
    differ(`key ${hexAddress(2048 * block)}`, hexByte(key & keyBits), hexByte(other & keyBits));
  });
  if (!sameBytes(expected.storage, found.storage)) {
    const [one, other] = [expected.storage.slice(), found.storage.slice()];
    for (const { blank } of unpredictable) blank?.(one, other);
    for (const { from, to } of differingPlaces(one, other)) {
      differ(
        `storage ${hexAddress(from)}`,
        hexBytes(one.subarray(from, to)),
        hexBytes(other.subarray(from, to)),
      );
    }
  }
  lines('printer line', expected.printed, found.printed, differ);
  lines('punched card', expected.punched, found.punched, differ);
  lines('media', expected.media, found.media, differ);
  return differences;
}

/** The same numbers. */
function alike(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  const { length } = one;
  if (length !== other.length) return false;
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return false;
  return true;
}

function lines(
  what: string,
  expected: readonly string[],
  found: readonly string[],
  differ: (what: string, one: string, other: string) => void,
): void {
  for (let index = 0; index < Math.max(expected.length, found.length); index++) {
    differ(`${what} ${index + 1}`, expected[index] ?? '(none)', found[index] ?? '(none)');
  }
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Runs of bytes that differ, those less than eight bytes apart in one. */
function differingPlaces(one: Uint8Array, other: Uint8Array): Place[] {
  const places: { from: number; to: number }[] = [];
  for (let at = firstDifference(one, other); at < one.length; at = firstDifference(one, other, at + 1)) {
    const last = places.at(-1);
    if (last !== undefined && at - last.to < 8 && at - last.from < 16) last.to = at + 1;
    else if (places.length === MOST_PLACES) break;
    else places.push({ from: at, to: at + 1 });
  }
  return places;
}
