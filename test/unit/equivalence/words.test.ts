import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference, sameBytes } from '../../../src/equivalence/words.js';

describe('firstDifference', () => {
  it('is that of a byte after byte comparison, wherever the parts begin', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 40, maxLength: 60 });
    fc.assert(
      fc.property(
        bytes,
        fc.array(fc.nat(59)),
        fc.nat(4),
        fc.nat(4),
        fc.nat(70),
        (all, changed, a, b, from) => {
          const place = (at: number): Uint8Array => {
            const whole = new Uint8Array(at + all.length);
            whole.set(all, at);
            return whole.subarray(at);
          };
          const [one, other] = [place(a), place(b)];
          for (const at of changed) if (at < other.length) other[at] ^= 1;
          const found = one.findIndex((byte, at) => at >= from && byte !== other[at]);
          expect(firstDifference(one, other, from)).toBe(found < 0 ? one.length : found);
          expect(sameBytes(one, other)).toBe(one.every((byte, at) => byte === other[at]));
        },
      ),
    );
  });

  it('bytes of unlike lengths are not the same', () => {
    expect(sameBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
  });
});
