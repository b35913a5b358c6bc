import { closeSync, openSync, writeSync } from 'node:fs';
import { ebcdic037 } from '../ebcdic/index.js';
import { BackingError } from '../s370/index.js';
import type { CardSink } from '../s370/index.js';
import type { DeckFormat } from './card-deck.js';

/** A punch's stacker in a host file: 80-byte EBCDIC images, or a line of text a card. */
export class PunchFile implements CardSink {
  private descriptor: number;

  constructor(
    readonly path: string,
    private readonly options: { readonly format?: DeckFormat; readonly append?: boolean } = {},
  ) {
    try {
      this.descriptor = openSync(path, options.append === true ? 'a' : 'w');
    } catch (error) {
      throw new BackingError(`${path}: ${(error as Error).message}`, 'intervention-required');
    }
  }

  punchCard(card: Uint8Array): void {
    const image = this.options.format === 'ascii' ? `${ebcdic037.decode(card).trimEnd()}\n` : card;
    try {
      if (typeof image === 'string') writeSync(this.descriptor, image);
      else writeSync(this.descriptor, image);
    } catch (error) {
      throw new BackingError(`${this.path}: ${(error as Error).message}`, 'intervention-required');
    }
  }

  close(): void {
    if (this.descriptor < 0) return;
    closeSync(this.descriptor);
    this.descriptor = -1;
  }
}
