import { describe, expect, it } from 'vitest';
import { PackedDecimalUnit } from '../../../../src/s370/instructions/packed-decimal.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16));
const hex = (field: Uint8Array): string =>
  Array.from(field, (byte) => byte.toString(16).padStart(2, '0')).join('');

function edit(
  pattern: string,
  source: string,
): { result: string; conditionCode: number; mark: number } | undefined {
  const field = bytes(pattern);
  const from = bytes(source);
  const outcome = new PackedDecimalUnit().edit(field, (index) => {
    if (index >= from.length) throw new Error(`asked for source byte ${index}`);
    return from[index];
  });
  return outcome && { result: hex(field), ...outcome };
}

describe('edit', () => {
  it('edits a positive amount and blanks the credit symbol', () => {
    expect(edit('4020206b2020214b202040c3d9', '0257426c')).toEqual({
      result: '4040f26bf5f7f44bf2f6404040',
      conditionCode: 2,
      mark: 2,
    });
  });

  it('keeps the credit symbol of a negative amount and forces significance, which marks nothing', () => {
    expect(edit('4020206b2020214b202040c3d9', '0000026d')).toEqual({
      result: '404040404040404bf2f640c3d9',
      conditionCode: 1,
      mark: -1,
    });
  });

  it('zero gives condition code 0, and a digit selector as fill is edited itself', () => {
    expect(edit('40202020', '000c')).toEqual({ result: '40404040', conditionCode: 0, mark: -1 });
    expect(edit('202020', '012c')).toEqual({ result: '20f1f2', conditionCode: 2, mark: 1 });
  });

  it('a field separator starts a new field, which alone decides the condition code', () => {
    expect(edit('4020202220', '123c0c')).toBeDefined();
    expect(edit('402020202220', '123c0c')).toEqual({ result: '40f1f2f34040', conditionCode: 0, mark: 1 });
  });

  it('refuses an invalid digit in the high half of a byte', () => {
    expect(edit('402020', 'a1')).toBeUndefined();
  });
});

describe('signs', () => {
  it('takes A, C, E, F as plus and B, D as minus, and makes C and D', () => {
    for (const sign of ['a', 'c', 'e', 'f']) {
      const field = bytes(`1${sign}`);
      expect(new PackedDecimalUnit().add(field, bytes('1c'), false)).toBe('ok');
      expect(hex(field)).toBe('2c');
    }
    for (const sign of ['b', 'd']) {
      const field = bytes(`1${sign}`);
      expect(new PackedDecimalUnit().add(field, bytes('1d'), false)).toBe('ok');
      expect(hex(field)).toBe('2d');
    }
  });

  it('a zero that is left after overflow keeps the sign of the true result', () => {
    const field = bytes('9d');
    const unit = new PackedDecimalUnit();
    expect(unit.add(field, bytes('1d'), false)).toBe('overflow');
    expect(hex(field)).toBe('0d');
    expect(unit.conditionCode).toBe(3);
  });

  it('multiplication wants leading zero bytes in the first operand', () => {
    expect(new PackedDecimalUnit().multiply(bytes('01002c'), bytes('010c'))).toBe('data');
    expect(new PackedDecimalUnit().multiply(bytes('0000002c'), bytes('010c'))).toBe('ok');
  });
});
