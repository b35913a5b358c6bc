/** What the architecture leaves open, and what a virtual machine shows otherwise on purpose: no difference of these counts. */

import { LOG, LOG_END, LOG_ENTRY } from './frame.js';

/** One field that may differ, with the reason. */
export interface Unpredictable {
  readonly name: string;
  /** Where it is. */
  readonly place: string;
  /** What the manual says about it, in its terms; `manual` names the section. */
  readonly reason: string;
  readonly manual: string;
  /** Makes the field the same in both storages, which are copies of their own. */
  blank?(expected: Uint8Array, found: Uint8Array): void;
  /** Bits of a storage key that do not count. */
  readonly keyBits?: number;
}

const INTERVAL_TIMER = 0x50;
const TRANSLATION_EXCEPTION_ADDRESS = 0x90;
/** In an entry of the log. */
const LOGGED_TRANSLATION_ADDRESS = 12;

/** Of every comparison. */
export const UNPREDICTABLE: readonly Unpredictable[] = [
  {
    name: 'reference and change bits',
    place: 'storage keys, bits 5 and 6',
    reason:
      'Recording may show more references than the program made: the bit may be set where storage was not referred to, and prefetching and a repeated instruction set it too.',
    manual: 'GA22-7000, Storage: Reference Recording, Change Recording',
    keyBits: 0x06,
  },
  {
    name: 'interval timer',
    place: "storage X'50' to X'53'",
    reason:
      'The value depends on elapsed time and on how often the machine brings it up to date; equivalence excepts time.',
    manual: 'GA22-7000, Timing Facilities: Interval Timer',
    blank: (expected, found) => same(expected, found, INTERVAL_TIMER, 4),
  },
];

/** Of comparisons with a machine of another make. */
export const UNPREDICTABLE_ELSEWHERE: readonly Unpredictable[] = [
  ...UNPREDICTABLE,
  {
    name: 'byte index of the translation-exception address',
    place: "storage X'92' and X'93', and the log",
    reason:
      'The address stored after a segment- or page-translation exception identifies the page; its rightmost bits, the byte index, are unpredictable.',
    manual: 'GA22-7000, Dynamic Address Translation: Translation-Exception Address',
    blank: (expected, found) => {
      const logged = loggedEntries().map((entry) => entry + LOGGED_TRANSLATION_ADDRESS);
      for (const at of [TRANSLATION_EXCEPTION_ADDRESS, ...logged]) {
        same(expected, found, at + 3, 1);
        found[at + 2] = (found[at + 2] & 0xf0) | (expected[at + 2] & 0x0f);
      }
    },
  },
];

function loggedEntries(): number[] {
  return Array.from({ length: (LOG_END - LOG) / LOG_ENTRY }, (_, entry) => LOG + entry * LOG_ENTRY);
}

function same(expected: Uint8Array, found: Uint8Array, at: number, length: number): void {
  found.set(expected.subarray(at, at + length), at);
}
