import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { LineTerminal } from '../cp/terminal/line-terminal.js';
import type { SystemServices } from '../cp/system-services.js';

/** Clears what is typed so far, so that a line of output does not stand behind it. */
const CLEAR_LINE = '\r\x1b[K';

/** Host's standard input and output, or a test's. */
export interface HostStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * The console that CP is started from: the host's standard input and output, line by line. First it asks CP's questions,
 * then it is the operator's terminal. Lines that do not come from a keyboard wait until something reads.
 */
export class HostConsole {
  private readonly reader: Interface;
  private readonly lines: string[] = [];
  private wanted: ((line: string | undefined) => void) | undefined;
  private terminal: LineTerminal | undefined;
  private partial = '';
  private hidden = false;
  private ended = false;
  /** Ctrl-C. */
  onInterrupt: () => void = () => undefined;

  constructor(
    private readonly streams: HostStreams,
    /** CP has something to do: a line has been typed. */
    private readonly wake: () => void,
  ) {
    const { input, output } = streams;
    const echo = new Writable({
      write: (chunk: Buffer, _encoding, done): void => {
        if (!this.hidden) output.write(chunk);
        done();
      },
    });
    this.reader = createInterface({ input, output: echo, terminal: this.isKeyboard, prompt: '' });
    this.reader.on('line', (line) => this.lineTyped(line));
    this.reader.on('SIGINT', () => this.onInterrupt());
    this.reader.on('close', () => {
      this.ended = true;
      this.wanted?.(undefined);
    });
  }

  /** A line of output. */
  print(text: string): void {
    this.write(`${text}\n`);
  }

  /** Asks a question; undefined when there is nobody any more who could answer. */
  async ask(question: string): Promise<string | undefined> {
    this.print(question);
    const line = this.lines.shift();
    if (line !== undefined) return line;
    if (this.ended) return undefined;
    return new Promise((resolve) => {
      this.wanted = (answer) => {
        this.wanted = undefined;
        resolve(answer);
      };
    });
  }

  /** From now on it is a terminal of CP. */
  becomeTerminal(services: SystemServices, name: string): LineTerminal {
    const terminal = services.addLine(name, {
      print: (text, sameLine) => {
        this.partial += text;
        if (sameLine) return;
        this.print(this.partial);
        this.partial = '';
      },
      prompt: (state) => {
        this.hidden = state === 'hidden';
        if (state !== 'none') setImmediate(() => this.feed());
      },
    });
    this.terminal = terminal;
    return terminal;
  }

  /** Somebody is logged on here. */
  get isTerminal(): boolean {
    return this.terminal !== undefined;
  }

  close(): void {
    this.terminal = undefined;
    this.reader.close();
  }

  private get isKeyboard(): boolean {
    return this.streams.input.isTTY === true;
  }

  private write(text: string): void {
    if (!this.isKeyboard || this.ended) {
      this.streams.output.write(text);
      return;
    }
    this.streams.output.write(CLEAR_LINE + text);
    this.reader.prompt(true);
  }

  private lineTyped(line: string): void {
    if (this.wanted !== undefined) this.wanted(line);
    else if (this.terminal !== undefined && this.isKeyboard) this.enter(line);
    else {
      this.lines.push(line);
      this.feed();
    }
  }

  /** Gives a line that waits to whom reads. */
  private feed(): void {
    if (this.terminal === undefined || this.terminal.reading === 'none') return;
    const line = this.lines.shift();
    if (line !== undefined) this.enter(line);
  }

  private enter(line: string): void {
    if (this.terminal?.lineTyped(line) === false) this.print('NOT ACCEPTED');
    this.wake();
  }
}
