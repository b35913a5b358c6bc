import { unpair } from '../self-defining.js';

/** Types of DC and DS operands. */
export type ConstantType =
  'C' | 'X' | 'B' | 'F' | 'H' | 'E' | 'D' | 'L' | 'P' | 'Z' | 'A' | 'Y' | 'S' | 'V' | 'Q';

/** What the language says about one type (GC33-4010, "DC", summary of constants). */
export interface ConstantTypeRow {
  /** Bytes when neither length modifier nor nominal value says otherwise. */
  readonly length: number;
  readonly alignment: number;
  /** Longest explicit length in bytes. */
  readonly maximum: number;
  /** What encloses nominal values. */
  readonly delimiter: "'" | '(';
  /** Scale and exponent modifiers are allowed. */
  readonly numeric: boolean;
  /** Type attribute with an explicit length, when it differs. */
  readonly typeWithLength?: string;
}

export const CONSTANT_TYPES: Readonly<Record<ConstantType, ConstantTypeRow>> = {
  C: { length: 1, alignment: 1, maximum: 65535, delimiter: "'", numeric: false },
  X: { length: 1, alignment: 1, maximum: 65535, delimiter: "'", numeric: false },
  B: { length: 1, alignment: 1, maximum: 65535, delimiter: "'", numeric: false },
  F: { length: 4, alignment: 4, maximum: 8, delimiter: "'", numeric: true, typeWithLength: 'G' },
  H: { length: 2, alignment: 2, maximum: 8, delimiter: "'", numeric: true, typeWithLength: 'G' },
  E: { length: 4, alignment: 4, maximum: 8, delimiter: "'", numeric: true, typeWithLength: 'K' },
  D: { length: 8, alignment: 8, maximum: 8, delimiter: "'", numeric: true, typeWithLength: 'K' },
  L: { length: 16, alignment: 8, maximum: 16, delimiter: "'", numeric: true, typeWithLength: 'K' },
  P: { length: 1, alignment: 1, maximum: 16, delimiter: "'", numeric: false },
  Z: { length: 1, alignment: 1, maximum: 16, delimiter: "'", numeric: false },
  A: { length: 4, alignment: 4, maximum: 4, delimiter: '(', numeric: false, typeWithLength: 'R' },
  Y: { length: 2, alignment: 2, maximum: 2, delimiter: '(', numeric: false, typeWithLength: 'R' },
  S: { length: 2, alignment: 2, maximum: 2, delimiter: '(', numeric: false, typeWithLength: 'R' },
  V: { length: 4, alignment: 4, maximum: 4, delimiter: '(', numeric: false, typeWithLength: 'R' },
  Q: { length: 4, alignment: 4, maximum: 4, delimiter: '(', numeric: false, typeWithLength: 'R' },
};

/** Bytes that the first nominal value of an operand takes when no length is given. */
export function implicitBytes(type: ConstantType, nominal: string): number {
  switch (type) {
    case 'C':
      return unpair(nominal).length;
    case 'X':
      return Math.ceil(nominal.length / 2);
    case 'B':
      return Math.ceil(nominal.length / 8);
    case 'P':
      return Math.floor(countDigits(nominal) / 2) + 1;
    case 'Z':
      return Math.max(1, countDigits(nominal));
    default:
      return CONSTANT_TYPES[type].length;
  }
}

function countDigits(text: string): number {
  let n = 0;
  for (const c of text) if (c >= '0' && c <= '9') n++;
  return n;
}
