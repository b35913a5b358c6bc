import { describe, expect, it } from 'vitest';
import { compareObservations } from '../../../src/equivalence/comparison.js';
import type { Observation } from '../../../src/equivalence/observation.js';
import { UNPREDICTABLE_ELSEWHERE } from '../../../src/equivalence/unpredictable.js';

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
  media: [],
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
    const storage = new Uint8Array(4096);
    storage.set([1, 2, 3, 4], 0x50);
    storage[0x54] = 5;
    const found = observation({ storage, keys: [0x06, 0x10] });
    expect(compareObservations(observation(), found).map(({ what }) => what)).toEqual([
      'key 000800',
      'storage 000054',
    ]);
    expect(compareObservations(observation(), found, []).map(({ what }) => what)).toEqual([
      'key 000000',
      'key 000800',
      'storage 000050',
    ]);
  });

  it('leaves out the byte index of translation exceptions of other makes', () => {
    const storage = new Uint8Array(0x5000);
    storage.set([0x12, 0x34], 0x91);
    const other = storage.slice();
    other.set([0x12, 0x3f, 0xff], 0x91);
    const one = observation({ storage });
    expect(compareObservations(one, observation({ storage: other }))).toHaveLength(1);
    expect(compareObservations(one, observation({ storage: other }), UNPREDICTABLE_ELSEWHERE)).toEqual([]);
    other[0x91] = 0x13;
    expect(compareObservations(one, observation({ storage: other }), UNPREDICTABLE_ELSEWHERE)).toHaveLength(
      1,
    );
  });
});
