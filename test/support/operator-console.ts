import { ebcdic037 } from '../../src/ebcdic/index.js';
import type { ConsoleTerminal } from '../../src/s370/index.js';

/** A console whose operator types prepared lines, one for every read, and keeps what was typed by both sides. */
export class OperatorConsole implements ConsoleTerminal {
  /** The roll of paper: lines of the program, and of the operator with `> ` before them. */
  readonly paper: string[] = [];
  /** A read for which no line was prepared. */
  waiting = false;
  private carriage = '';
  private cancelled = 0;

  constructor(
    private readonly lines: string[],
    private readonly later: (action: () => void) => void,
  ) {}

  write(text: Uint8Array, newLine: boolean): void {
    this.carriage += ebcdic037.decode(text);
    if (newLine) {
      this.paper.push(this.carriage.trimEnd());
      this.carriage = '';
    }
  }

  read(reply: (line: Uint8Array | 'cancel') => void): void {
    const line = this.lines.shift();
    if (line === undefined) {
      this.waiting = true;
      return;
    }
    const read = ++this.cancelled;
    this.later(() => {
      if (read !== this.cancelled) return;
      this.paper.push(`${this.carriage}> ${line}`);
      this.carriage = '';
      reply(ebcdic037.encode(line));
    });
  }

  cancelRead(): void {
    this.cancelled++;
    this.waiting = false;
  }

  alarm(): void {}
}
