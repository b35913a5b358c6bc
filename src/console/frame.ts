import type { CellLook } from '../tn3270/datastream/index.js';
import { Color } from '../tn3270/datastream/index.js';

/** Look of a cell that a program draws, as far as it matters; the rest is plain. */
export type Look = Partial<CellLook>;

const REVERSE = 1;
const INTENSIFIED = 2;
const UNDERSCORE = 4;
const BLINK = 8;

/** What is to be shown on a host terminal: characters and looks, without any escape sequence. */
export class Frame {
  readonly characters: string[];
  /** Codes of `Color`. */
  readonly foreground: Uint8Array;
  readonly background: Uint8Array;
  private readonly flags: Uint8Array;
  /** Where the cursor is; undefined = hidden. */
  cursor: { readonly row: number; readonly column: number } | undefined;

  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    const cells = rows * columns;
    this.characters = new Array<string>(cells).fill(' ');
    this.foreground = new Uint8Array(cells).fill(Color.green);
    this.background = new Uint8Array(cells);
    this.flags = new Uint8Array(cells);
  }

  /** Puts one character; outside the frame nothing happens. */
  put(row: number, column: number, character: string, look: Look): void {
    if (row < 0 || row >= this.rows || column < 0 || column >= this.columns) return;
    const at = row * this.columns + column;
    this.characters[at] = character;
    this.foreground[at] = look.foreground ?? Color.turquoise;
    this.background[at] = look.background ?? Color.default;
    this.flags[at] =
      (look.reverse ? REVERSE : 0) |
      (look.intensified ? INTENSIFIED : 0) |
      (look.underscore ? UNDERSCORE : 0) |
      (look.blink ? BLINK : 0);
  }

  /** Puts text from a place on, cut at the right edge. */
  text(row: number, column: number, text: string, look: Look = {}): void {
    let at = column;
    for (const character of text) this.put(row, at++, character, look);
  }

  isReverse(at: number): boolean {
    return (this.flags[at] & REVERSE) !== 0;
  }

  isIntensified(at: number): boolean {
    return (this.flags[at] & INTENSIFIED) !== 0;
  }

  isUnderscore(at: number): boolean {
    return (this.flags[at] & UNDERSCORE) !== 0;
  }

  isBlink(at: number): boolean {
    return (this.flags[at] & BLINK) !== 0;
  }

  /** Text of a row. */
  rowText(row: number): string {
    return this.characters.slice(row * this.columns, (row + 1) * this.columns).join('');
  }
}
