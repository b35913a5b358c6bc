import { CODE_PAGE_037, CODE_PAGE_1047 } from './code-pages.js';

/** The EBCDIC code pages the project knows. */
export type CodePageName = '037' | '1047';

/** One EBCDIC code page: both directions. Unknown characters become SUB (X'3F'). */
export class CodePage {
  private readonly fromUnicode = new Map<string, number>();

  constructor(
    readonly name: CodePageName,
    private readonly table: string,
  ) {
    for (let byte = 255; byte >= 0; byte--) this.fromUnicode.set(table[byte], byte);
  }

  /** Unicode text of EBCDIC bytes. */
  decode(bytes: ArrayLike<number>, start = 0, end = bytes.length): string {
    let text = '';
    for (let i = start; i < end; i++) text += this.table[bytes[i] & 0xff];
    return text;
  }

  /** EBCDIC bytes of Unicode text; with `length`, cut or padded with blanks (X'40') to that size. */
  encode(text: string, length?: number): Uint8Array {
    const characters = [...text];
    const out = new Uint8Array(length ?? characters.length).fill(0x40);
    const n = Math.min(characters.length, out.length);
    for (let i = 0; i < n; i++) out[i] = this.encodeCharacter(characters[i]);
    return out;
  }

  /** EBCDIC byte of one character, X'3F' when the page lacks it. */
  encodeCharacter(character: string): number {
    return this.fromUnicode.get(character) ?? 0x3f;
  }

  decodeByte(byte: number): string {
    return this.table[byte & 0xff];
  }
}

/** Code page 037, the default everywhere. Immutable. */
export const ebcdic037 = new CodePage('037', CODE_PAGE_037);

/** Code page 1047. Immutable. */
export const ebcdic1047 = new CodePage('1047', CODE_PAGE_1047);

/** The code page of a name; undefined when there is none. */
export function findCodePage(name: string): CodePage | undefined {
  return [ebcdic037, ebcdic1047].find((page) => page.name === name.padStart(3, '0'));
}
