import { describe, expect, it } from 'vitest';
import { LOG } from '../../../src/equivalence/frame.js';
import { HERCULES_DIFFERENCES, knownDifference } from '../../../src/equivalence/known-differences.js';
import type { Observation } from '../../../src/equivalence/observation.js';

/** Logs of these entries: old PSW, and the word with length and code. */
function logs(...entries: readonly (readonly [high: number, low: number, code?: number])[]): Observation {
  const storage = new Uint8Array(0x6000);
  const view = new DataView(storage.buffer);
  entries.forEach(([high, low, code = 0], index) => {
    const at = LOG + 32 * index;
    view.setUint32(at, high);
    view.setUint32(at + 4, low);
    view.setUint32(at + 8, code);
  });
  return { storage } as Observation;
}
const name = (here: Observation, there: Observation): string | undefined =>
  knownDifference(here, there, HERCULES_DIFFERENCES);
const SAME = [0x1, 0x40001002] as const;

describe('known differences', () => {
  it('explain the first entry of the log that is not alike', () => {
    const here = logs(SAME, [0x04080000, 0x1002, 0x00020012]);
    expect(name(here, logs(SAME, [0x04080000, 0x1004, 0x00040012]))).toBe(
      'length of an instruction that cannot be fetched',
    );
    expect(name(here, logs(SAME, [0x04080000, 0x1002, 0x00020011]))).toBeUndefined();
    expect(name(here, here)).toBeUndefined();
    const later = logs([0x2, 0x40001002], [0x04080000, 0x1004, 0x00040012]);
    expect(name(here, later)).toBeUndefined();
  });

  it.each([
    ['program event of SUPERVISOR CALL', [0x80, 0x40000200], [0xff, 0x40001002]],
    [
      'program event of the LPSW that turns recording off',
      [0x00080000, 0x1002, 0x00040080],
      [0x00080000, 0x1004, 0x000200ff],
    ],
    ['interval timer', [0x40, 0xa000101c], [0x80, 0xa0001012]],
    ['length of a subject of EXECUTE', [0x7, 0x80001004], [0x7, 0xc0001004]],
    ['data and access exceptions of one instruction', [0x4, 0xc0001004], [0x7, 0xc0001004]],
    ['bits 13 and 14 of a page-table entry', [0x04080000, 0x1004, 0x40012], [0x04080000, 0x1004, 0x40005]],
  ] as const)('%s', (title, here, there) => {
    expect(name(logs(here), logs(there))).toBe(title);
    expect(name(logs(there), logs(here))).not.toBe(title);
  });
});
