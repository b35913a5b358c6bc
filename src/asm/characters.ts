/**
 * Character classes of the assembler language (GC33-4010, "Character Set"): letters are A-Z and the national
 * characters $ # @. Lower-case letters are accepted as their upper-case twins.
 */
const LETTER = 1;
const DIGIT = 2;

const CLASS = new Uint8Array(128);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$#@') CLASS[c.charCodeAt(0)] = LETTER;
for (const c of '0123456789') CLASS[c.charCodeAt(0)] = DIGIT;

/** True for a code unit that may start a symbol. NaN (past the end of a text) is false. */
export function isLetter(code: number): boolean {
  return code < 128 && CLASS[code] === LETTER;
}

export function isDigit(code: number): boolean {
  return code < 128 && CLASS[code] === DIGIT;
}

export function isAlphanumeric(code: number): boolean {
  return code < 128 && CLASS[code] !== 0;
}

/** Position after the symbol characters of `text` from `start`. */
export function endOfSymbol(text: string, start: number): number {
  let end = start;
  while (end < text.length && isAlphanumeric(text.charCodeAt(end))) end++;
  return end;
}

/** The longest ordinary symbol. */
export const MAX_SYMBOL = 8;

/** True for an ordinary symbol: a letter and up to seven letters or digits. */
export function isOrdinarySymbol(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= MAX_SYMBOL &&
    isLetter(text.charCodeAt(0)) &&
    endOfSymbol(text, 0) === text.length
  );
}

const ATTRIBUTES = 'LTSIKN';

/**
 * True when the apostrophe at `at` belongs to an attribute reference (L'SYMBOL, T'&P, L'*) and does not open a
 * quoted string: one attribute letter stands before it, nothing symbol-like before that, a name after it.
 */
export function isAttributeApostrophe(text: string, at: number): boolean {
  if (at === 0 || !ATTRIBUTES.includes(text[at - 1].toUpperCase())) return false;
  if (at > 1) {
    const before = text.charCodeAt(at - 2);
    if (isAlphanumeric(before) || before === 0x26) return false;
  }
  const after = text.charCodeAt(at + 1);
  return isLetter(after) || after === 0x26 || after === 0x2a;
}
