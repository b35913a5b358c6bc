import { parseHex, parseDecimal } from './numbers.js';

/** What a range operand asks for, both ends included. */
export interface DisplayRange {
  readonly start: number;
  readonly end: number;
}

/** Number of the message for a wrong range, with its field. */
export interface RangeError {
  readonly number: 4 | 9 | 10 | 160;
  readonly field: string;
}

/** Kinds of operands: what addresses look like and how far they go. */
export interface RangeRules {
  /** Addresses in hexadecimal (storage), else decimal or a single hexadecimal digit (registers). */
  readonly hexadecimal: boolean;
  readonly highest: number;
  /** Addresses go in such steps: floating-point registers are even. */
  readonly step: number;
}

/**
 * `start`, `start-end`, `start:end`, `start.count`, `-end`, `start-`; with nothing the whole range. END is the
 * highest address. SY20-0884, DMKCDB.
 */
export function parseRange(text: string, rules: RangeRules): DisplayRange | RangeError {
  const match = /^([^-:.]*)(?:([-:.])(.*))?$/.exec(text);
  if (!match) return wrong(text, rules);
  const [, first, separator, second] = match;
  if (first === '' && separator === undefined) return { start: 0, end: rules.highest };
  const start = first === '' ? 0 : parseAddress(first, rules);
  if (start === undefined) return wrong(first, rules);
  if (start > rules.highest) return { number: rules.hexadecimal ? 160 : 10, field: first };
  if (start % rules.step !== 0) return wrong(first, rules);
  if (separator === undefined) return { start, end: start };
  if (second === '' || second === undefined || second === 'END') return { start, end: rules.highest };
  const given = parseAddress(second, rules, separator === '.');
  if (given === undefined) return wrong(second, rules);
  const end = separator === '.' ? start + given * rules.step - 1 : given;
  if (end < start || end > rules.highest) return { number: 9, field: text };
  return { start, end };
}

function parseAddress(text: string, rules: RangeRules, count = false): number | undefined {
  if (rules.hexadecimal) return parseHex(text, 6);
  if (text.length === 1 && !count) return parseHex(text, 1);
  return parseDecimal(text, 0, 99);
}

function wrong(field: string, rules: RangeRules): RangeError {
  return { number: rules.hexadecimal ? 4 : 10, field };
}
