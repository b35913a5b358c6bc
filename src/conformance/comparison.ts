/** Where two results of the same case differ, field by field. */

import type { CaseResult } from './case-image.js';
import { BLOCK, LOW_WINDOW, SANDBOX, SANDBOX_BLOCKS } from './machine-case.js';

/** One field that is not the same. */
export interface Difference {
  /** As people call it: `GR5`, `program old PSW`, `key of 012800`, `storage`. */
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
}

const hexWord = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');
const hexByte = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/** Old PSWs in the order of `CaseResult.oldPsws`. */
const OLD_PSWS = ['external', 'SVC', 'program', 'machine-check', 'I/O'] as const;

/** Assigned storage locations from X'80' on: address, bytes, name. */
const CODES: readonly (readonly [address: number, length: number, name: string])[] = [
  [0x80, 4, "X'80'"],
  [0x84, 2, 'CPU address of an external interruption'],
  [0x86, 2, 'external interruption code'],
  [0x88, 2, 'SVC ILC'],
  [0x8a, 2, 'SVC code'],
  [0x8c, 2, 'program ILC'],
  [0x8e, 2, 'program interruption code'],
  [0x90, 4, 'translation-exception address'],
  [0x94, 2, 'monitor class'],
  [0x96, 2, 'PER code'],
  [0x98, 4, 'PER address'],
  [0x9c, 4, 'monitor code'],
  ...Array.from({ length: 8 }, (_, i): readonly [number, number, string] => {
    const address = 0xa0 + 4 * i;
    return [address, 4, `X'${hexByte(address)}'`];
  }),
];

/** Every field of a result with its value as text. */
export function fields(result: CaseResult): Map<string, string> {
  const map = new Map<string, string>();
  OLD_PSWS.forEach((name, i) => {
    map.set(`${name} old PSW`, `${hexWord(result.oldPsws[2 * i])} ${hexWord(result.oldPsws[2 * i + 1])}`);
  });
  map.set('CSW', `${hexWord(result.csw[0])} ${hexWord(result.csw[1])}`);
  map.set('CAW', hexWord(result.csw[2]));
  for (const [address, length, name] of CODES) {
    const bytes = result.codes.subarray(address - 0x80, address - 0x80 + length);
    map.set(name, [...bytes].map(hexByte).join(''));
  }
  result.gpr.forEach((value, r) => map.set(`GR${r}`, hexWord(value)));
  result.cr.forEach((value, r) => map.set(`CR${r}`, hexWord(value)));
  for (let r = 0; r < 8; r += 2) {
    map.set(`FR${r}`, `${hexWord(result.fpr[r])} ${hexWord(result.fpr[r + 1])}`);
  }
  map.set('prefix', hexWord(result.prefix));
  for (let i = 0; i < result.low.length; i += 4) {
    const word = [...result.low.subarray(i, i + 4)].map(hexByte).join('');
    map.set(`X'${(LOW_WINDOW + i).toString(16).toUpperCase()}'`, word);
  }
  for (let block = 0; block < SANDBOX_BLOCKS; block++) {
    map.set(`key of ${(SANDBOX + block * BLOCK).toString(16).padStart(6, '0')}`, hexByte(result.keys[block]));
  }
  map.set('storage', [...result.fold].map(hexByte).join(''));
  return map;
}

/** Are two results the same in everything? */
export function equalResults(mine: CaseResult, theirs: CaseResult): boolean {
  return (
    mine.prefix === theirs.prefix &&
    equalItems(mine.oldPsws, theirs.oldPsws) &&
    equalItems(mine.csw, theirs.csw) &&
    equalItems(mine.codes, theirs.codes) &&
    equalItems(mine.gpr, theirs.gpr) &&
    equalItems(mine.cr, theirs.cr) &&
    equalItems(mine.fpr, theirs.fpr) &&
    equalItems(mine.low, theirs.low) &&
    equalItems(mine.keys, theirs.keys) &&
    equalItems(mine.fold, theirs.fold)
  );
}

function equalItems(one: Uint8Array | Int32Array, other: Uint8Array | Int32Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** The fields that differ. */
export function compareResults(mine: CaseResult, theirs: CaseResult): Difference[] {
  if (equalResults(mine, theirs)) return [];
  const others = fields(theirs);
  return [...fields(mine)].flatMap(([field, value]) => {
    const other = others.get(field) ?? '';
    return value === other ? [] : [{ field, mine: value, theirs: other }];
  });
}
