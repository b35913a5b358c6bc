import { describe, expect, it } from 'vitest';
import { compareObservations } from '../../../src/equivalence/comparison.js';
import type { Observation } from '../../../src/equivalence/observation.js';

const observation = (changes: Partial<Observation> = {}): Observation => ({
  ended: 'disabled-wait',
  psw: [0x00020000, 0xaaa],
  gpr: new Array<number>(16).fill(0),
  fpr: new Array<number>(8).fill(0),
  cr: new Array<number>(16).fill(0),
  storage: new Uint8Array(4096),
  keys: [0, 0],
  printed: ['A'],
  punched: [],
  ...changes,
});

describe('a comparison', () => {
  it('finds nothing between equals, whatever R and C are', () => {
    expect(compareObservations(observation(), observation({ keys: [0x06, 0x04] }))).toEqual([]);
  });

  it('names registers, PSW, keys, lines and the end', () => {
    const gpr = new Array<number>(16).fill(0);
    gpr[4] = -1;
    const found = observation({ ended: 'stopped', psw: [0, 0], gpr, keys: [0, 0x10], printed: [] });
    expect(compareObservations(observation(), found)).toEqual([
      { what: 'end', expected: 'disabled-wait', found: 'stopped' },
      { what: 'PSW', expected: '00020000 00000AAA', found: '00000000 00000000' },
      { what: 'GR4', expected: '00000000', found: 'FFFFFFFF' },
      { what: 'key 000800', expected: '00', found: '10' },
      { what: 'printer line 1', expected: 'A', found: '(none)' },
    ]);
  });

  it('gathers storage bytes that lie together', () => {
    const storage = new Uint8Array(4096);
    storage.set([1, 0, 2], 0x100);
    storage[0x200] = 3;
    expect(compareObservations(observation(), observation({ storage }))).toEqual([
      { what: 'storage 000100', expected: '000000', found: '010002' },
      { what: 'storage 000200', expected: '00', found: '03' },
    ]);
  });

  it('leaves out what is unpredictable, as it is told', () => {
    const found = observation({ psw: [0, 0], fpr: [1, 0, 0, 0, 0, 0, 0, 0] });
    const rule = {
      name: 'PSW',
      reason: 'for this test',
      covers: ({ what }: { what: string }) => what === 'PSW',
    };
    expect(compareObservations(observation(), found, [rule]).map(({ what }) => what)).toEqual(['FR word 0']);
  });
});
