import { describe, expect, test } from 'vitest';
import { assemble } from '../../../src/asm/index.js';
import {
  COMPUTE_DECK,
  COMPUTE_PROGRAM,
  STEPS,
  STOP_ADDRESS,
  checkComputeReport,
  computedRecord,
  numberAfter,
} from '../../../scripts/workloads/compute.js';

/** The sequence, step by step: what the programs do. */
function step(steps: number): number {
  let number = 1;
  for (let at = 0; at < steps; at++) number = (Math.imul(69069, number) + 1) >>> 0;
  return number;
}

describe('the sequence of numbers', () => {
  test.each([0, 1, 2, 3, 1000, 65_537])('number %d, in one go as step by step', (steps) => {
    expect(numberAfter(steps)).toBe(step(steps));
  });

  test('a record: its number, then 19 numbers that go on where the record before ended', () => {
    const word = (record: number, at: number): number =>
      new DataView(computedRecord(record).buffer).getUint32(4 * at);
    expect([word(2, 0), word(2, 19)]).toEqual([2, numberAfter(38 * STEPS)]);
    expect(word(2, 1)).toBe(numberAfter(20 * STEPS));
    expect(word(1, 1)).toBe(step(STEPS));
  });

  test('what the job printed is right or wrong', () => {
    const line = (number: number): string =>
      ` NUMBER 000000007 IS ${number.toString(16).toUpperCase().padStart(8, '0')} `;
    expect(checkComputeReport(`1\n${line(numberAfter(7 * STEPS))}\n`)).toEqual({ faults: [], rounds: 7 });
    expect(checkComputeReport(line(1)).faults).toHaveLength(1);
    expect(checkComputeReport('').faults).toEqual(['the job did not print its result']);
  });
});

test('the program for CMS has its stop word where the script stores it', () => {
  const { returnCode, listing } = assemble(COMPUTE_PROGRAM, { name: 'COMPUTE' });
  expect(returnCode).toBe(0);
  const offset = (STOP_ADDRESS - 0x20000).toString(16).toUpperCase().padStart(6, '0');
  expect(listing).toMatch(new RegExp(`${offset} 00000000 .*STOP +DC`));
});

test("the job's cards leave columns 72 to 80 free", () => {
  for (const card of COMPUTE_DECK.split('\n')) expect(card.length).toBeLessThanOrEqual(71);
});
