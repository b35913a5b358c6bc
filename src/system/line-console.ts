import type { LinePrinter, LineTerminal } from '../cp/terminal/line-terminal.js';

/** Where line terminals come from: the services of an open system. */
export interface LineTerminals {
  addLine(name: string, printer: LinePrinter): LineTerminal;
}

/** What the program at a line terminal wants to hear. */
export interface LineConsoleListener {
  /** A whole line, without its end. */
  line(text: string): void;
  /** Text as it comes; a line feed ends a line. */
  text?(text: string): void;
  /** Something reads now. */
  reads?(reader: 'vm' | 'cp'): void;
}

/** A line terminal with a program in the place of its user: what CP types piece by piece comes as lines. */
export class LineConsole {
  private readonly terminal: LineTerminal;
  private partialLine = '';

  constructor(
    terminals: LineTerminals,
    /** Name of the line. */
    readonly name: string,
    private readonly listener: LineConsoleListener,
  ) {
    this.terminal = terminals.addLine(name, {
      print: (text, sameLine) => {
        this.partialLine += text;
        listener.text?.(sameLine ? text : `${text}\n`);
        if (!sameLine) this.endLine();
      },
      prompt: (state) => {
        const { reading } = this.terminal;
        if (state !== 'none' && reading !== 'none') listener.reads?.(reading);
      },
    });
  }

  /** What reads at the terminal now. */
  get reading(): 'none' | 'vm' | 'cp' {
    return this.terminal.reading;
  }

  /** What was typed since the last line end. */
  get partial(): string {
    return this.partialLine;
  }

  /** Gives what was typed since the last line end as a line, if there is anything. */
  endPartial(): void {
    if (this.partialLine !== '') this.endLine();
  }

  /** The user types a line; false when the terminal does not take it now. */
  type(line: string): boolean {
    return this.terminal.lineTyped(line);
  }

  private endLine(): void {
    const line = this.partialLine;
    this.partialLine = '';
    this.listener.line(line);
  }
}
