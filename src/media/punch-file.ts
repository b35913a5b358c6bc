import { closeSync, openSync } from 'node:fs';
import { ebcdic037 } from '../ebcdic/index.js';
import type { CodePage } from '../ebcdic/index.js';
import { BackingError, cardImage, cardInEbcdic } from '../s370/index.js';
import type { CardLine, CardSink, StateReader, StateRecord } from '../s370/index.js';
import { writeFully } from './host-file.js';
import { savedOutput } from './saved-files.js';
import type { DeckFormat } from './card-deck.js';

/** Longest line that is printed on a card. */
const PRINTED_LINE = 64;

export interface PunchFileOptions {
  /** Without it: EBCDIC images. */
  readonly format?: DeckFormat | undefined;
  readonly append?: boolean;
  /** A carriage return before every line feed of text. */
  readonly crlf?: boolean;
  /** Code page of text; by default 037. */
  readonly codePage?: CodePage | undefined;
}

/**
 * A punch's stackers in a host file: 80-byte EBCDIC images, a line of text a card, or card images of 160 bytes. What
 * is printed on the cards goes to a file of the same name with `.printed` behind it, as text.
 */
export class PunchFile implements CardSink {
  private descriptor: number;
  private printed: number | undefined;
  private cards = 0;

  constructor(
    readonly path: string,
    private readonly options: PunchFileOptions = {},
  ) {
    this.descriptor = this.open(path);
  }

  punchCard(card: Uint8Array, stacker = 1, printed: readonly CardLine[] = []): void {
    this.cards++;
    this.write(this.descriptor, this.path, this.form(card));
    if (printed.length === 0) return;
    const path = `${this.path}.printed`;
    this.printed ??= this.open(path);
    this.write(this.printed, path, this.lines(stacker, printed));
  }

  saveState(): StateRecord {
    return { files: savedOutput(this.path), cards: this.cards };
  }

  restoreState(state: StateReader): void {
    this.cards = state.number('cards');
  }

  close(): void {
    if (this.descriptor < 0) return;
    closeSync(this.descriptor);
    if (this.printed !== undefined) closeSync(this.printed);
    this.printed = undefined;
    this.descriptor = -1;
  }

  private open(path: string): number {
    try {
      return openSync(path, this.options.append === true ? 'a' : 'w');
    } catch (error) {
      throw new BackingError(`${path}: ${(error as Error).message}`, 'intervention-required');
    }
  }

  /** A card in the format of the file. Throws `BackingError` when the format has no such holes. */
  private form(card: Uint8Array): string | Uint8Array {
    if (this.options.format === 'image') return cardImage(card);
    const { bytes, invalid } = cardInEbcdic(card);
    if (invalid) {
      throw new BackingError(
        `${this.path}, card ${this.cards}: punched in card image mode, which needs the option image`,
        'equipment-check',
      );
    }
    return this.options.format === 'ascii'
      ? `${this.codePage.decode(bytes).trimEnd()}${this.newLine}`
      : bytes;
  }

  private lines(stacker: number, printed: readonly CardLine[]): string {
    const head = `card ${this.cards}, stacker ${stacker}${this.newLine}`;
    const lines = [...printed]
      .sort((a, b) => a.line - b.line)
      .map(({ line, text }) => {
        const graphics = this.codePage
          .decode(text.subarray(0, PRINTED_LINE))
          .replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');
        return `${String(line).padStart(2)} ${graphics}`.trimEnd() + this.newLine;
      });
    return head + lines.join('');
  }

  private get codePage(): CodePage {
    return this.options.codePage ?? ebcdic037;
  }

  private get newLine(): string {
    return this.options.crlf === true ? '\r\n' : '\n';
  }

  private write(descriptor: number, path: string, image: string | Uint8Array): void {
    try {
      writeFully(descriptor, typeof image === 'string' ? Buffer.from(image) : image);
    } catch (error) {
      throw new BackingError(`${path}: ${(error as Error).message}`, 'intervention-required');
    }
  }
}
