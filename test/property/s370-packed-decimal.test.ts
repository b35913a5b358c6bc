import { describe, expect } from 'vitest';
import { test, fc } from '@fast-check/vitest';
import { PackedDecimalUnit } from '../../src/s370/instructions/packed-decimal.js';

/** Packed field of a number; `bytes` long, low digits kept. */
function pack(value: bigint, bytes: number, negative = value < 0n): Uint8Array {
  const digits = (value < 0n ? -value : value)
    .toString()
    .padStart(bytes * 2 - 1, '0')
    .slice(-(bytes * 2 - 1));
  const hex = digits + (negative ? 'd' : 'c');
  return Uint8Array.from({ length: bytes }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function unpack(field: Uint8Array): { value: bigint; sign: number } {
  const hex = Array.from(field, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const sign = parseInt(hex.slice(-1), 16);
  const magnitude = BigInt(hex.slice(0, -1));
  return { value: sign === 13 ? -magnitude : magnitude, sign };
}

const limit = (bytes: number): bigint => 10n ** BigInt(bytes * 2 - 1);

const operand = (maximum = 16) =>
  fc.integer({ min: 1, max: maximum }).chain((bytes) =>
    fc.record({
      bytes: fc.constant(bytes),
      value: fc.oneof(
        fc.bigInt({ min: -limit(bytes) + 1n, max: limit(bytes) - 1n }),
        fc.bigInt({ min: -20n, max: 20n }).map((v) => v % limit(bytes)),
      ),
    }),
  );

describe('packed decimal against bigint', () => {
  test.prop([operand(), operand(), fc.boolean()])('add and subtract', (x, y, subtract) => {
    const unit = new PackedDecimalUnit();
    const field = pack(x.value, x.bytes);
    const outcome = unit.add(field, pack(y.value, y.bytes), subtract);
    const exact = subtract ? x.value - y.value : x.value + y.value;
    const magnitude = exact < 0n ? -exact : exact;
    if (magnitude >= limit(x.bytes)) {
      expect(outcome).toBe('overflow');
      expect(unit.conditionCode).toBe(3);
      expect([...field]).toEqual([...pack(magnitude, x.bytes, exact < 0n)]);
    } else {
      expect(outcome).toBe('ok');
      expect(unpack(field).value).toBe(exact);
      expect(unpack(field).sign).toBe(exact < 0n ? 13 : 12);
      expect(unit.conditionCode).toBe(exact === 0n ? 0 : exact < 0n ? 1 : 2);
    }
  });

  test.prop([operand(), operand()])('compare', (x, y) => {
    const unit = new PackedDecimalUnit();
    expect(unit.compare(pack(x.value, x.bytes), pack(y.value, y.bytes))).toBe('ok');
    expect(unit.conditionCode).toBe(x.value === y.value ? 0 : x.value < y.value ? 1 : 2);
  });

  test.prop([operand(), operand()])('zero and add', (x, y) => {
    const unit = new PackedDecimalUnit();
    const field = new Uint8Array(x.bytes).fill(0xff);
    const magnitude = y.value < 0n ? -y.value : y.value;
    const outcome = unit.zeroAndAdd(field, pack(y.value, y.bytes));
    expect(outcome).toBe(magnitude >= limit(x.bytes) ? 'overflow' : 'ok');
    expect([...field]).toEqual([...pack(magnitude, x.bytes, y.value < 0n)]);
  });

  test.prop([
    operand(8),
    fc.integer({ min: 1, max: 8 }),
    fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }),
    fc.boolean(),
  ])('multiply', (y, extra, multiplicand, negative) => {
    const bytes = Math.min(16, y.bytes + extra);
    const room = limit(bytes - y.bytes) * (bytes - y.bytes > 0 ? 1n : 0n);
    const x = (multiplicand % (room === 0n ? 1n : room)) * (negative ? -1n : 1n);
    const field = pack(x, bytes, negative);
    expect(new PackedDecimalUnit().multiply(field, pack(y.value, y.bytes))).toBe('ok');
    expect(unpack(field).value).toBe(x * y.value);
    expect(unpack(field).sign).toBe(negative !== y.value < 0n ? 13 : 12);
  });

  test.prop([operand(16), operand(8)])('divide', (x, y) => {
    fc.pre(y.bytes < x.bytes);
    const field = pack(x.value, x.bytes);
    const before = [...field];
    const outcome = new PackedDecimalUnit().divide(field, pack(y.value, y.bytes));
    const quotientBytes = x.bytes - y.bytes;
    const abs = (v: bigint) => (v < 0n ? -v : v);
    if (y.value === 0n || abs(x.value) / abs(y.value) >= limit(quotientBytes)) {
      expect(outcome).toBe('divide');
      expect([...field]).toEqual(before);
    } else {
      expect(outcome).toBe('ok');
      expect(unpack(field.subarray(0, quotientBytes)).value).toBe(x.value / y.value);
      expect(unpack(field.subarray(quotientBytes)).value).toBe(x.value % y.value);
      expect(field[x.bytes - 1] & 15).toBe(x.value < 0n ? 13 : 12);
    }
  });

  test.prop([operand(), fc.integer({ min: -32, max: 31 }), fc.integer({ min: 0, max: 9 })])(
    'shift and round',
    (x, shift, rounding) => {
      const unit = new PackedDecimalUnit();
      const field = pack(x.value, x.bytes);
      const magnitude = x.value < 0n ? -x.value : x.value;
      const shifted =
        shift >= 0
          ? magnitude * 10n ** BigInt(shift)
          : (magnitude + BigInt(rounding) * 10n ** BigInt(-shift - 1)) / 10n ** BigInt(-shift);
      const outcome = unit.shiftAndRound(field, shift, rounding);
      expect(outcome).toBe(shifted >= limit(x.bytes) ? 'overflow' : 'ok');
      expect([...field]).toEqual([...pack(shifted, x.bytes, x.value < 0n && shifted !== 0n)]);
    },
  );

  test.prop([fc.uint8Array({ minLength: 1, maxLength: 16 }), fc.uint8Array({ minLength: 1, maxLength: 16 })])(
    'invalid digits and signs are data exceptions that change nothing',
    (x, y) => {
      const valid = (field: Uint8Array): boolean => {
        const hex = Array.from(field, (byte) => byte.toString(16).padStart(2, '0')).join('');
        return /^[0-9]*[a-f]$/.test(hex);
      };
      const field = x.slice();
      const outcome = new PackedDecimalUnit().add(field, y, false);
      if (!valid(x) || !valid(y)) {
        expect(outcome).toBe('data');
        expect([...field]).toEqual([...x]);
      } else expect(outcome).not.toBe('data');
    },
  );
});
