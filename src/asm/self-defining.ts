import { ebcdic037 } from '../ebcdic/index.js';
import { isDigit } from './characters.js';

/** A self-defining term found in a text: its 32-bit value (as a signed number) and where it ends. */
export interface SelfDefiningTerm {
  readonly value: number;
  readonly end: number;
}

/** The characters of a quoted string and the position after its closing apostrophe; undefined when it has none. */
export function quotedString(text: string, open: number): { body: string; end: number } | undefined {
  let at = open + 1;
  for (;;) {
    const close = text.indexOf("'", at);
    if (close < 0) return undefined;
    if (text[close + 1] !== "'") return { body: text.slice(open + 1, close), end: close + 1 };
    at = close + 2;
  }
}

/** Text of a quoted string body: pairs of apostrophes and ampersands become one. */
export function unpair(body: string): string {
  let text = body;
  if (text.includes("''")) text = text.replaceAll("''", "'");
  if (text.includes('&&')) text = text.replaceAll('&&', '&');
  return text;
}

/** True when `text` at `at` starts a self-defining term: a decimal number or X'…', B'…', C'…'. */
export function startsSelfDefiningTerm(text: string, at: number): boolean {
  if (isDigit(text.charCodeAt(at))) return true;
  return text[at + 1] === "'" && 'XBCxbc'.includes(text[at]);
}

/**
 * Reads a self-defining term (GC33-4010, "Self-Defining Terms"): decimal up to 2147483647, X up to 8 digits,
 * B up to 32, C up to 4 characters. Undefined when what stands there is none.
 */
export function readSelfDefiningTerm(text: string, at: number): SelfDefiningTerm | undefined {
  if (isDigit(text.charCodeAt(at))) {
    let end = at;
    while (isDigit(text.charCodeAt(end))) end++;
    const value = Number(text.slice(at, end));
    return value <= 0x7fffffff ? { value, end } : undefined;
  }
  const quoted = text[at + 1] === "'" ? quotedString(text, at + 1) : undefined;
  if (!quoted) return undefined;
  const { body, end } = quoted;
  switch (text[at].toUpperCase()) {
    case 'X':
      return /^[0-9A-Fa-f]{1,8}$/.test(body) ? { value: parseInt(body, 16) | 0, end } : undefined;
    case 'B':
      return /^[01]{1,32}$/.test(body) ? { value: parseInt(body, 2) | 0, end } : undefined;
    case 'C': {
      const characters = unpair(body);
      if (characters.length < 1 || characters.length > 4) return undefined;
      let value = 0;
      for (const c of characters) value = (value << 8) | ebcdic037.encodeCharacter(c);
      return { value: value | 0, end };
    }
    default:
      return undefined;
  }
}
