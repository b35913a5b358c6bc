import { ebcdic037 } from '../../ebcdic/index.js';
import type { ReadAnswer, ReadRequest, ScreenRequest } from './output-queue.js';
import type { TerminalUser } from './screen-host.js';
import type { Terminal } from './terminal.js';

/** The person's end of a line terminal. Text is Unicode, one line a call. */
export interface LinePrinter {
  /** Prints; the carriage returns after it unless `sameLine`. */
  print(text: string, sameLine: boolean): void;
  alarm?(): void;
  /** A read is outstanding (`hidden` for passwords) or is no more. */
  prompt?(state: 'none' | 'read' | 'hidden'): void;
}

/**
 * A terminal without a screen: a 3215 of the operator, a test, a pipe. Output is printed at once, lines that
 * come without a read go where unasked lines of a display go.
 */
export class LineTerminal implements Terminal {
  readonly screen = undefined;
  readonly lendable = undefined;
  private read: ReadRequest | undefined;
  private begun = false;

  constructor(
    readonly name: string,
    private readonly printer: LinePrinter,
    private readonly user: TerminalUser,
    readonly lineLength = 130,
    readonly deviceType = '3215',
  ) {}

  begin(): void {
    this.begun = true;
  }

  release(): void {
    this.begun = false;
    this.setRead(undefined);
  }

  request(request: ScreenRequest): void {
    switch (request.kind) {
      case 'read':
        return this.setRead(request);
      case 'line': {
        if (request.alarm) this.printer.alarm?.();
        // a typewriter has the line on paper already when its user typed it
        if (request.source !== 'echo') {
          this.printer.print(printable(request.text), request.sameLine ?? false);
        }
        break;
      }
      case 'display':
        this.printer.print(printable(request.data), false);
    }
    request.done?.('shown');
  }

  cancelRead(): boolean {
    const had = this.read !== undefined;
    this.setRead(undefined);
    return had;
  }

  get reading(): 'none' | 'vm' | 'cp' {
    return this.read?.source ?? 'none';
  }

  /** The user typed a line. Answers false when it could not be taken. */
  lineTyped(text: string): boolean {
    const line = ebcdic037.encode(text);
    if (!this.begun) {
      this.user.userArrived();
      if (line.length === 0 || this.read === undefined) return true;
    }
    const read = this.read;
    if (read) return this.settle(read.accept(line), () => this.read === read && this.setRead(undefined));
    if (line.length > 0) return this.settle(this.user.lineEntered(line), () => undefined);
    this.user.nullLineEntered();
    return true;
  }

  /** The attention key: once during a read ends it, else CP mode is wanted. */
  attentionPressed(): void {
    if (!this.begun) return this.user.userArrived();
    const read = this.read;
    if (read === undefined) return this.user.cpWanted();
    this.setRead(undefined);
    read.attention(2);
  }

  private settle(answer: ReadAnswer, taken: () => void): boolean {
    if (answer.verdict === 'rejected') return false;
    if (answer.verdict === 'repeat') return true;
    taken();
    answer.run();
    return true;
  }

  private setRead(read: ReadRequest | undefined): void {
    this.read = read;
    this.printer.prompt?.(read === undefined ? 'none' : read.hidden ? 'hidden' : 'read');
  }
}

function printable(bytes: Uint8Array): string {
  return ebcdic037.decode(bytes.map((byte) => (byte < 0x40 || byte === 0xff ? 0x40 : byte))).trimEnd();
}
