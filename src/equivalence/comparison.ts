/** Where two observations differ. */

import type { Observation } from './observation.js';
import { hexAddress, hexByte, hexBytes, hexWord, hexWords } from './words.js';

/** ACC and F of a storage key. */
const PROTECTION = 0xf8;
/** Storage places named in one report; more say nothing new. */
const MOST_PLACES = 16;

/** One thing that is not the same. */
export interface Difference {
  /** `PSW`, `GR4`, `storage 0028`, `printer line 3` … */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** What a comparison leaves out, with the reason; each is a place where the architecture lets a machine choose. */
export interface Unpredictable {
  readonly name: string;
  /** What the manual says about it. */
  readonly reason: string;
  /** Is this difference of that kind? */
  covers(difference: Difference, expected: Observation, found: Observation): boolean;
}

/**
 * Fields that the architecture does not define. Reference and change bits are not compared at all: recording may be
 * more than necessary (GA22-7000, Reference Recording: a bit may be set where no reference was made).
 */
export const UNPREDICTABLE: readonly Unpredictable[] = [];

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
  differ('PSW', hexWords(expected.psw), hexWords(found.psw));
  const registers = (name: string, one: readonly number[], other: readonly number[]): void =>
    one.forEach((value, index) => differ(`${name}${index}`, hexWord(value), hexWord(other[index])));
  registers('GR', expected.gpr, found.gpr);
  registers('FR word ', expected.fpr, found.fpr);
  registers('CR', expected.cr, found.cr);
  expected.keys.forEach((key, block) =>
    differ(
      `key ${hexAddress(2048 * block)}`,
      hexByte(key & PROTECTION),
      hexByte((found.keys[block] ?? 0) & PROTECTION),
    ),
  );
  for (const place of differingPlaces(expected.storage, found.storage)) {
    differ(
      `storage ${hexAddress(place.from)}`,
      hexBytes(expected.storage.subarray(place.from, place.to)),
      hexBytes(found.storage.subarray(place.from, place.to)),
    );
  }
  lines('printer line', expected.printed, found.printed, differ);
  lines('punched card', expected.punched, found.punched, differ);
  return differences.filter(
    (difference) => !unpredictable.some(({ covers }) => covers(difference, expected, found)),
  );
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
  for (let at = 0; at < one.length; at++) {
    if (one[at] === other[at]) continue;
    const last = places.at(-1);
    if (last !== undefined && at - last.to < 8 && at - last.from < 16) last.to = at + 1;
    else if (places.length === MOST_PLACES) break;
    else places.push({ from: at, to: at + 1 });
  }
  return places;
}
