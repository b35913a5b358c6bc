import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateCondition, looselyEqual } from '../../../../src/cli/testcase/expression.js';

const variables: Readonly<Record<string, string>> = { ptrsize: '8', platform: 'Linux', can_s370_mode: '1' };
const evaluate = (text: string): boolean => evaluateCondition(text, (name) => variables[name] ?? '');

describe('conditions of test scripts', () => {
  it.each([
    ['$ptrsize = 4', false],
    ['$ptrsize \\= 4', true],
    ['$ptrsize > 4 & $platform = "Linux"', true],
    ["$platform == 'linux'", false],
    ['$can_s370_mode', true],
    ['\\$can_s370_mode | 0', false],
    ['\\($ptrsize = 8 & $platform <> "Windows")', false],
    ['$unknown = ""', true],
    ['1 + 2 * 3 = 7', true],
    ['-1 < 0 && 0', true],
    ['"a" || "b" = "ab"', true],
    ['7 % 2 >= 3', true],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it.each(['', '1 +', '(1', '1 )', '"x"', '? = 1', '"a" + 1'])('refuses %s', (text) => {
    if (text === '') expect(() => evaluate(text)).toThrow(/missing/);
    else expect(() => evaluate(text)).toThrow();
  });

  it('compares numbers by value and text without its blanks', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(3), fc.nat(3), (value, before, zeros) => {
        const text = String(value);
        const padded = value < 0 ? text : '0'.repeat(zeros) + text;
        expect(looselyEqual(' '.repeat(before) + padded + ' ', text)).toBe(true);
        expect(looselyEqual(text, String(value + 1))).toBe(false);
      }),
    );
    expect(looselyEqual(' AB CD ', 'AB CD')).toBe(true);
    expect(looselyEqual('AB', 'CD')).toBe(false);
  });
});
