import type { SpoolFile } from './spool-file.js';
import type { SpoolManager } from './spool-manager.js';
import { SpoolWriter } from './spool-writer.js';

const PUNCH = 0x41;
/** Cards of one file: they fit on a page. */
const MOST_CARDS = 45;

/**
 * Accounting cards in the reader of the accounting user. The file that is being filled is a file like any other from
 * its first card on: each card replaces it by one that has the card too, so that a system that stops loses none. One
 * that the user reads, holds, or has transferred is left alone, and another one begun.
 */
export class AccountingFile {
  private current: SpoolFile | undefined;

  constructor(
    private readonly manager: SpoolManager,
    private readonly userid: string,
    private readonly distribution: string,
    private readonly timeOfDay: () => number,
  ) {}

  /** Throws `SpoolFull` and `SpoolStoreError`; the cards before are there then. */
  add(card: Uint8Array): void {
    const before = this.growing();
    const writer = new SpoolWriter(this.manager, 'punch');
    try {
      const records = before === undefined ? [] : [...this.manager.records(before)];
      for (const record of records) writer.write(record);
      writer.write({ command: PUNCH, data: card });
      this.current = writer.close({
        queue: 'reader',
        owner: this.userid,
        origin: 'SYSTEM',
        class: 'C',
        copies: 1,
        name: 'ACCOUNT',
        type: 'CARDS',
        distribution: this.distribution,
        userHold: false,
        systemHold: false,
        tag: undefined,
        created: this.timeOfDay(),
      });
    } catch (error) {
      writer.discard();
      throw error;
    }
    if (before !== undefined) this.manager.purge(before);
  }

  private growing(): SpoolFile | undefined {
    const file = this.current;
    if (file === undefined || this.manager.find(file.id) !== file || file.records >= MOST_CARDS)
      return undefined;
    const touched = file.inUse || file.userHold || file.owner !== this.userid || file.queue !== 'reader';
    return touched ? undefined : file;
  }
}
