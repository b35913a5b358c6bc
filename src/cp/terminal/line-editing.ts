import type { EditSymbols } from '../directory/index.js';

/** Logical line end in an edited line. */
export const LINE_END = 0x15;

/**
 * Applies the logical line editing symbols to an EBCDIC line: character delete takes the character before it
 * away, line delete everything back to and including the line end before it, line end becomes X'15', and
 * the escape symbol makes the character after it an ordinary one. GC20-1810, Logical Line Editing.
 */
export function editLine(line: Uint8Array, symbols: EditSymbols): Uint8Array {
  return lineDeletes(characterDeletes(line, symbols), symbols);
}

/** First pass: line ends and character deletes; escape pairs stay. */
function characterDeletes(line: Uint8Array, symbols: EditSymbols): number[] {
  const out: number[] = [];
  for (let i = 0; i < line.length; i++) {
    const byte = line[i];
    if (byte === symbols.escape) {
      if (i + 1 < line.length) out.push(byte, line[++i]);
    } else if (byte === symbols.characterDelete) {
      out.pop();
    } else {
      out.push(byte === symbols.lineEnd ? LINE_END : byte);
    }
  }
  return out;
}

/** Second pass: line deletes and escapes. */
function lineDeletes(line: readonly number[], symbols: EditSymbols): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < line.length; i++) {
    const byte = line[i];
    if (byte === symbols.escape) {
      if (i + 1 < line.length) out.push(line[++i]);
    } else if (byte === symbols.lineDelete) {
      out.length = Math.max(0, out.lastIndexOf(LINE_END));
    } else {
      out.push(byte);
    }
  }
  return Uint8Array.from(out);
}

/** Upper case of EBCDIC letters. */
export function upperCase(line: Uint8Array): Uint8Array {
  return line.map((byte) => (isLowerCase(byte) ? byte | 0x40 : byte));
}

function isLowerCase(byte: number): boolean {
  const digit = byte & 0x0f;
  const zone = byte & 0xf0;
  return digit <= 9 && ((digit >= 1 && (zone === 0x80 || zone === 0x90)) || (digit >= 2 && zone === 0xa0));
}

/** What a screen shows of an edited line: line ends as the symbol that made them. */
export function echoOf(line: Uint8Array, symbols: EditSymbols): Uint8Array {
  return line.map((byte) => (byte === LINE_END ? (symbols.lineEnd ?? 0x40) : byte));
}

/** Pieces between line ends. */
export function logicalLines(line: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let i = 0; i <= line.length; i++) {
    if (i < line.length && line[i] !== LINE_END) continue;
    lines.push(line.subarray(start, i));
    start = i + 1;
  }
  return lines;
}

/** `#CP` at the beginning of an edited line: what comes after it (maybe nothing); undefined when it is not there. */
export function afterCpPrefix(line: Uint8Array): Uint8Array | undefined {
  const isPrefix =
    line[0] === LINE_END && (line[1] | 0x40) === 0xc3 && (line[2] | 0x40) === 0xd7 && line.length >= 3;
  if (!isPrefix) return undefined;
  if (line.length === 3) return line.subarray(3);
  if (line[3] === 0x40 || line[3] === LINE_END) return line.subarray(4);
  return undefined;
}
