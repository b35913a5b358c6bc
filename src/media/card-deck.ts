import { ebcdic037 } from '../ebcdic/index.js';
import type { CodePage } from '../ebcdic/index.js';
import { BackingError, CARD_IMAGE_SIZE } from '../s370/index.js';
import type { CardSource, StateReader, StateRecord } from '../s370/index.js';

const COLUMNS = 80;

/** Lines of text, 80-byte images in EBCDIC, or 160-byte card images (column binary). */
export type DeckFormat = 'ascii' | 'ebcdic' | 'image';

export interface DeckOptions {
  /** Without it the format is found out from the bytes. */
  readonly format?: DeckFormat;
  /** Cut lines of more than 80 characters instead of refusing them. */
  readonly truncate?: boolean;
  /** Fill a last card that is cut off with blanks instead of refusing it. */
  readonly pad?: boolean;
  /** Code page of text; by default 037. */
  readonly codePage?: CodePage | undefined;
}

/** Is this a text file? Text has no control characters but tab, line feed, form feed, carriage return and X'1A', and no X'80'-X'9F'. */
export function detectDeckFormat(bytes: Uint8Array): DeckFormat {
  let newLines = 0;
  for (const byte of bytes) {
    if (byte === 0x0a) newLines++;
    else if (
      byte >= 0x80 ||
      (byte < 0x20 && byte !== 0x09 && byte !== 0x0c && byte !== 0x0d && byte !== 0x1a)
    ) {
      return 'ebcdic';
    }
  }
  return newLines === 0 && bytes.length > 0 && bytes.length % COLUMNS === 0 && looksEbcdic(bytes)
    ? 'ebcdic'
    : 'ascii';
}

/** All-blank EBCDIC cards are at-signs in ASCII. */
function looksEbcdic(bytes: Uint8Array): boolean {
  let blanks = 0;
  for (const byte of bytes) if (byte === 0x40) blanks++;
  return blanks * 4 > bytes.length;
}

/**
 * Cards of a file. EBCDIC files are 80-byte images one after the other, card images have 160 bytes a card; text files
 * are a line a card, tabs set every eight columns. Throws `BackingError` naming file and place for a line that is too long or a last card
 * that is cut off.
 */
export function cardsOf(path: string, bytes: Uint8Array, options: DeckOptions = {}): Uint8Array[] {
  const format = options.format ?? detectDeckFormat(bytes);
  if (format === 'ascii') return textCards(path, bytes, options);
  return format === 'ebcdic'
    ? binaryCards(path, bytes, COLUMNS, options.pad === true ? 0x40 : undefined)
    : binaryCards(path, bytes, CARD_IMAGE_SIZE, options.pad === true ? 0x00 : undefined);
}

function binaryCards(
  path: string,
  bytes: Uint8Array,
  size: number,
  filler: number | undefined,
): Uint8Array[] {
  const rest = bytes.length % size;
  if (rest !== 0 && filler === undefined) {
    const unit = size === COLUMNS ? 'columns' : 'bytes';
    throw new BackingError(
      `${path}, offset ${bytes.length - rest}: the last card has ${rest} ${unit}`,
      'data-check',
    );
  }
  const cards: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const card = new Uint8Array(size).fill(filler ?? 0);
    card.set(bytes.subarray(at, at + size));
    cards.push(card);
  }
  return cards;
}

function textCards(path: string, bytes: Uint8Array, options: DeckOptions): Uint8Array[] {
  const { truncate = false, codePage = ebcdic037 } = options;
  const text = new TextDecoder('utf-8').decode(bytes).replace(/\x1a[^]*$/, '');
  const lines = text.split(/\r?\n/);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines.map((line, index) => {
    const expanded = expandTabs(line.replaceAll('\f', ''));
    if (expanded.length > COLUMNS && !truncate) {
      throw new BackingError(`${path}, line ${index + 1}: more than ${COLUMNS} columns`, 'data-check');
    }
    return codePage.encode(expanded, COLUMNS);
  });
}

function expandTabs(line: string): string {
  let out = '';
  for (const character of line) {
    if (character === '\t') out = out.padEnd((Math.floor(out.length / 8) + 1) * 8);
    else out += character;
  }
  return out;
}

/** A hopper with a deck: its cards, one end of file when the END OF FILE key is down, then an empty hopper. */
export class CardHopper implements CardSource {
  private decks: {
    readonly cards: readonly Uint8Array[];
    next: number;
    readonly endOfFile: boolean;
  }[] = [];

  /** Puts a deck behind what is in the hopper. `endOfFile`: the reader tells the end (unit exception), else it just stops. */
  add(cards: readonly Uint8Array[], endOfFile = true): void {
    this.decks.push({ cards, next: 0, endOfFile });
  }

  /** Cards not yet read. */
  get remaining(): number {
    return this.decks.reduce((sum, deck) => sum + deck.cards.length - deck.next, 0);
  }

  readCard(): Uint8Array | 'end' | 'empty' {
    const [deck] = this.decks;
    if (deck === undefined) return 'empty';
    if (deck.next < deck.cards.length) return deck.cards[deck.next++];
    this.decks.shift();
    return deck.endOfFile ? 'end' : this.readCard();
  }

  /** The cards not yet read, themselves: a snapshot does not depend on the file they came from. */
  saveState(): StateRecord {
    return {
      decks: this.decks.map(({ cards, next, endOfFile }) => ({
        lengths: cards.slice(next).map((card) => card.length),
        cards: joined(cards.slice(next)),
        endOfFile,
      })),
    };
  }

  restoreState(state: StateReader): void {
    this.decks = state.records('decks').map((deck) => {
      const bytes = deck.bytes('cards');
      let at = 0;
      const cards = deck.numbers('lengths').map((length) => bytes.slice(at, (at += length)));
      return { cards, next: 0, endOfFile: deck.boolean('endOfFile') };
    });
  }
}

function joined(cards: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(cards.reduce((sum, card) => sum + card.length, 0));
  let at = 0;
  for (const card of cards) {
    all.set(card, at);
    at += card.length;
  }
  return all;
}
