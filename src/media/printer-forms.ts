import { STANDARD_CHANNEL_LINES, makeFormsControl } from '../s370/index.js';
import type { FormsControl } from '../s370/index.js';
import { numberOf } from './device-words.js';

/** Forms by name: lines of a form, and the lines of channels 1 to 12 (0: not punched). */
const NAMED_FORMS: Readonly<
  Record<string, { readonly lines: number; readonly channels: readonly number[] }>
> = {
  legacy: { lines: 66, channels: STANDARD_CHANNEL_LINES },
  hardware: { lines: 66, channels: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
  fcb2std2: { lines: 66, channels: [1, 7, 13, 19, 25, 31, 37, 43, 49, 55, 61, 63] },
  fcb2id1: { lines: 88, channels: [1, 8, 15, 22, 29, 36, 43, 50, 57, 64, 71, 78] },
};

/** Longest form that a printer has. */
const MOST_LINES = 256;

/** Names of the values that say what the form of a printer is. */
export const FORMS_VALUES = ['fcb', 'cctape', 'lpp', 'lpi', 'index'] as const;

/**
 * The form that a printer's values describe, undefined when they say nothing: `fcb=` or `cctape=` with a name, with
 * twelve lines (of channels 1 to 12, 0 for none), or with pairs `line=channel` (several channels at a line are
 * possible); `lpp=` lines of a form, `lpi=` lines an inch, `index=` columns. Throws an Error that names what is wrong.
 */
export function formsOf(type: string, values: ReadonlyMap<string, string>): FormsControl | undefined {
  const given = FORMS_VALUES.filter((name) => values.has(name));
  if (given.length === 0) return undefined;
  if (type !== '3211' && values.has('index')) throw new Error(`a ${type} has no index=`);
  const name = values.has('cctape') ? 'cctape' : 'fcb';
  const text = values.get(name) ?? 'legacy';
  const named = NAMED_FORMS[text.toLowerCase()];
  const punched = named === undefined ? punchedLines(name, text) : pairs(named.channels);
  const lines = numberOf(values, 'lpp', 2, MOST_LINES) ?? named?.lines ?? 66;
  const beyond = punched.find(([line]) => line > lines);
  if (beyond)
    throw new Error(`${name}=${text}: line ${beyond[0]} is past the end of a form of ${lines} lines`);
  const linesPerInch = numberOf(values, 'lpi', 6, 8) ?? 6;
  if (linesPerInch !== 6 && linesPerInch !== 8) throw new Error('lpi= is 6 or 8');
  const index = numberOf(values, 'index', -31, 31) ?? 0;
  return makeFormsControl(lines, punched, { linesPerInch, index });
}

function pairs(channelLines: readonly number[]): [number, number][] {
  return channelLines.flatMap((line, i): [number, number][] => (line === 0 ? [] : [[line, i + 1]]));
}

function punchedLines(name: string, text: string): [number, number][] {
  const fail = (): never => {
    throw new Error(
      `${name}=${text} is none of ${Object.keys(NAMED_FORMS).join(', ')}, twelve lines, or line=channel pairs`,
    );
  };
  const parts = text.replace(/^\((.*)\)$/, '$1').split(',');
  if (parts.every((part) => /^\d+=\d+$/.test(part))) {
    return parts.map((part): [number, number] => {
      const [line, channel] = part.split('=').map(Number);
      if (line < 1 || line > MOST_LINES || channel < 1 || channel > 12) fail();
      return [line, channel];
    });
  }
  if (parts.length !== 12 || !parts.every((part) => /^\d+$/.test(part))) fail();
  return pairs(parts.map(Number));
}
