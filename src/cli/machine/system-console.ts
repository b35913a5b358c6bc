/** Keyboard and printer of a console that is the operator's own (`3215-C`): lines that begin with its prefix are for it. */

import { ebcdic037 } from '../../ebcdic/index.js';
import type { ConsoleTerminal, Console3215, StateReader, StateRecord } from '../../s370/index.js';

/** What one integrated console shows and reads. */
export class SystemConsole implements ConsoleTerminal {
  private device: Console3215 | undefined;
  private reply: ((line: Uint8Array | 'cancel') => void) | undefined;
  private unfinished = '';
  /** Lines that were typed while nobody read. */
  private typedAhead: string[] = [];

  constructor(
    /** What a line begins with that is for this console; the rest of it is typed. */
    readonly prefix: string,
    private readonly print: (line: string) => void,
    private readonly announceRead: () => void,
  ) {}

  /** Tells the console whose REQUEST key it has. */
  connect(device: Console3215): void {
    this.device = device;
  }

  write(text: Uint8Array, newLine: boolean): void {
    this.unfinished += ebcdic037.decode(text);
    if (newLine) this.flush();
  }

  read(reply: (line: Uint8Array | 'cancel') => void): void {
    this.flushUnfinished();
    const line = this.typedAhead.shift();
    if (line !== undefined) {
      reply(ebcdic037.encode(line));
      return;
    }
    this.reply = reply;
    this.announceRead();
  }

  cancelRead(): void {
    this.reply = undefined;
  }

  alarm(): void {
    this.print('(alarm)');
  }

  /** A line typed by the operator: it answers the read, or is kept while the REQUEST key asks for one. */
  type(line: string): void {
    const { reply } = this;
    if (reply !== undefined) {
      this.reply = undefined;
      reply(ebcdic037.encode(line));
      return;
    }
    if (line !== '') this.typedAhead.push(line);
    this.device?.requestKey();
  }

  saveState(): StateRecord {
    return { unfinished: this.unfinished, typedAhead: [...this.typedAhead] };
  }

  restoreState(state: StateReader): void {
    this.unfinished = state.text('unfinished');
    this.typedAhead = state.texts('typedAhead');
  }

  private flushUnfinished(): void {
    if (this.unfinished !== '') this.flush();
  }

  private flush(): void {
    this.print(this.unfinished);
    this.unfinished = '';
  }
}
