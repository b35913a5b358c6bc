import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOperand, storageLines } from '../../../../src/cli/testcase/storage-operand.js';

describe('operands of storage commands', () => {
  it('takes an address, a length, an end, hexadecimal digits, text', () => {
    expect(parseOperand('300')).toEqual({ start: 0x300, length: 64, value: undefined });
    expect(parseOperand('300.4 # four')).toEqual({ start: 0x300, length: 4, value: undefined });
    expect(parseOperand('300-30F')).toEqual({ start: 0x300, length: 16, value: undefined });
    expect(parseOperand('1a0=00 0a # x')).toMatchObject({ start: 0x1a0, length: 2 });
    expect([...parseOperand('200=0102').value!]).toEqual([1, 2]);
    expect([...parseOperand('200="AB"').value!]).toEqual([0xc1, 0xc2]);
  });

  it.each(['', 'xyz', '100=0', '100=0g', '100.0', '200-1FF', `100=${'00'.repeat(33)}`, '100=""'])(
    'refuses %j',
    (text) => {
      expect(() => parseOperand(text)).toThrow();
    },
  );

  it('shows the bytes on 16-byte lines, what lies outside blank', () => {
    const lines = storageLines(
      0x50c,
      Uint8Array.from({ length: 8 }, (_, i) => i + 1),
    );
    expect(lines.map(({ address }) => address)).toEqual([0x500, 0x510]);
    expect(lines[0].text.trim()).toBe('01020304');
    expect(lines[0].text).toHaveLength(35);
    expect(lines[1].text.trim()).toBe('05060708');
  });

  it('shows every byte once', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.uint8Array({ minLength: 1, maxLength: 100 }), (start, bytes) => {
        const digits = storageLines(start, bytes)
          .map(({ text }) => text.replaceAll(' ', ''))
          .join('');
        expect(digits.toLowerCase()).toBe(Buffer.from(bytes).toString('hex'));
      }),
    );
  });
});
