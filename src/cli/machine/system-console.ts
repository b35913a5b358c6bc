/** A 3215 whose keyboard and printer are the operator's console itself (`3215-C`). */

import { ebcdic037 } from '../../ebcdic/index.js';
import { Console3215, type ConsoleTerminal } from '../../s370/index.js';

/** Keyboard and printer of one integrated console; lines that begin with its prefix are for it. */
export class SystemConsole implements ConsoleTerminal {
  readonly device: Console3215;
  private reply: ((line: Uint8Array | 'cancel') => void) | undefined;
  private unfinished = '';
  /** Lines that were typed while nobody read. */
  private readonly typedAhead: string[] = [];

  constructor(
    readonly prefix: string,
    private readonly print: (line: string) => void,
    private readonly announceRead: () => void,
    /** Runs an action from the event queue, soon. */
    private readonly later: (action: () => void) => void,
    type: '3215' | '1052' | '3210' = '3215',
  ) {
    this.device = new Console3215(this, type);
  }

  write(text: Uint8Array, newLine: boolean): void {
    this.unfinished += ebcdic037.decode(text);
    if (newLine) {
      this.print(this.unfinished);
      this.unfinished = '';
    }
  }

  read(reply: (line: Uint8Array | 'cancel') => void): void {
    if (this.unfinished !== '') {
      this.print(this.unfinished);
      this.unfinished = '';
    }
    const line = this.typedAhead.shift();
    if (line !== undefined) {
      this.later(() => reply(ebcdic037.encode(line)));
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
    const reply = this.reply;
    if (reply !== undefined) {
      this.reply = undefined;
      reply(ebcdic037.encode(line));
      return;
    }
    if (line !== '') this.typedAhead.push(line);
    this.device.requestKey();
  }
}
