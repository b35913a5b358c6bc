/**
 * The hopper of the real card reader as a host folder: a deck that is put into it is read, then moved to `read`;
 * one that is no deck is moved to `bad`. The first card of a deck names its user (`ID CMSUSER`).
 */

import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { hostErrorText } from '../media/host-error.js';
import { cardsOf } from '../media/index.js';
import type { CardReader, CardSource } from '../s370/index.js';

/** Milliseconds that a file must have rested before it is taken: its writer may not have finished. */
const REST = 200;

interface Deck {
  readonly name: string;
  readonly cards: Uint8Array[];
}

/** Watches one folder and feeds one reader. */
export class ReaderFolder implements CardSource {
  private readonly waiting: Deck[] = [];
  private current: Deck | undefined;
  private next = 0;
  private finished: Deck | undefined;
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** Makes the folder and its sub-folders. `log` gets a line for a file that is no deck; `wake` is called when cards have come. */
  constructor(
    readonly folder: string,
    private readonly reader: CardReader,
    private readonly log: (line: string) => void,
    private readonly wake: () => void,
  ) {
    for (const name of ['read', 'bad']) mkdirSync(join(folder, name), { recursive: true });
    reader.load(this);
  }

  /** Takes what is in the folder and looks out for more. */
  open(): void {
    this.watcher = watch(this.folder, () => this.lookSoon());
    this.watcher.on('error', (error) => this.log(`${this.folder}: ${error.message}`));
    this.look();
  }

  /** Stops watching. Called too when the reader lets go of its cards. */
  close(): void {
    clearTimeout(this.timer);
    this.watcher?.close();
    this.watcher = undefined;
  }

  readCard(): Uint8Array | 'end' | 'empty' {
    if (this.finished !== undefined) {
      // Whoever reads again after the end of a deck has dealt with it: only now it may leave the folder.
      this.move(this.finished.name, 'read');
      this.finished = undefined;
    }
    this.current ??= this.waiting.shift();
    if (this.current === undefined) return 'empty';
    const card = this.current.cards[this.next++];
    if (card !== undefined) return card;
    this.finished = this.current;
    this.current = undefined;
    this.next = 0;
    return 'end';
  }

  private lookSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), REST);
  }

  private look(): void {
    const known = new Set([...this.waiting, this.current, this.finished].map((deck) => deck?.name));
    let came = false;
    for (const entry of readdirSync(this.folder, { withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('.') || known.has(entry.name)) continue;
      const path = join(this.folder, entry.name);
      if (Date.now() - statSync(path).mtimeMs < REST) {
        this.lookSoon();
        continue;
      }
      try {
        this.waiting.push({ name: entry.name, cards: cardsOf(path, readFileSync(path)) });
        came = true;
      } catch (error) {
        this.log(`${hostErrorText(error)}; moved to ${join(this.folder, 'bad')}`);
        this.move(entry.name, 'bad');
      }
    }
    if (!came) return;
    this.reader.ready();
    this.wake();
  }

  private move(name: string, to: 'read' | 'bad'): void {
    try {
      renameSync(join(this.folder, name), join(this.folder, to, name));
    } catch (error) {
      this.log(`${join(this.folder, name)}: ${hostErrorText(error)}`);
    }
  }
}
