import { describe, expect, it } from 'vitest';
import { withoutElapsedTime } from '../../../src/equivalence/elapsed-time.js';
import { compareObservations } from '../../../src/equivalence/comparison.js';
import { BareRunner } from '../../../src/equivalence/runners/bare.js';
import { GuestRunner } from '../../../src/equivalence/runners/guest.js';
import { programOf } from '../../support/equivalence-program.js';

describe('elapsed time', () => {
  // MVC 0(4,2),X'50': the interval timer as data
  const program = programOf({
    pieces: [{ bytes: [0xd2, 0x03, 0x20, 0x00, 0x00, 0x50] }],
    awaitings: [{ kind: 'key', ecMode: true, distance: 0 }],
    events: ['key'],
  });
  const expected = new BareRunner().run(program)!;
  const found = new GuestRunner().run(program)!;

  it('is left out where a bare machine of another speed shows something else too', () => {
    expect(compareObservations(expected, found).map(({ what }) => what)).toEqual(['storage 003003']);
    const settled = withoutElapsedTime(program, expected, found, BareRunner.paced());
    expect(compareObservations(expected, settled)).toEqual([]);
  });

  it('excuses nothing else', () => {
    const storage = found.storage.slice();
    storage[0x3004] ^= 1;
    const gpr = found.gpr.map((value, register) => (register === 5 ? value + 1 : value));
    const settled = withoutElapsedTime(program, expected, { ...found, storage, gpr }, BareRunner.paced());
    expect(compareObservations(expected, settled).map(({ what }) => what)).toEqual(['GR5', 'storage 003004']);
  });
});
