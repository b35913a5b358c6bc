/** A user of a CP that runs in this process, at a line terminal: what a script of a time-sharing session types at. */

import { Operator, OperatorError } from './operator.js';
import type { TerminalStream } from './terminal-stream.js';

/** Milliseconds between two looks at the terminal. */
const LOOK = 2;

/** One line terminal and the person at it. */
export class CpUser {
  readonly operator: Operator;

  constructor(
    private readonly stream: TerminalStream,
    /** What the script calls the person. */
    readonly name: string,
    watch: (line: string) => void = () => undefined,
  ) {
    this.operator = new Operator(stream, watch);
  }

  /** Presses ENTER at a terminal nobody is at, and logs on; `end` is what shows that the user is there. */
  async logon(userid: string, password: string, end: RegExp): Promise<void> {
    this.operator.type('');
    await this.enter(`LOGON ${userid} ${password}`, end);
  }

  /** Types a line when something reads, and waits for a line like `end`: the lines from the answer, `end` included. */
  async enter(line: string, end: RegExp, within = 60): Promise<string[]> {
    await this.reads(within);
    this.operator.skip();
    const before = this.operator.transcript.length;
    this.operator.type(line);
    await this.operator.see(end, within);
    return this.operator.transcript.slice(before + 1);
  }

  /** Types a line whatever the virtual machine is doing, and waits for a line like `end`. */
  async interrupt(line: string, end: RegExp, within = 60): Promise<void> {
    this.operator.skip();
    this.operator.type(line);
    await this.operator.see(end, within);
  }

  /** Waits until the virtual machine, or CP, wants a line. */
  async reads(within = 60): Promise<void> {
    const limit = performance.now() + within * 1000;
    while (!this.stream.reads) {
      if (performance.now() > limit) {
        throw new OperatorError(
          'timeout',
          `nothing read at ${this.name} within ${within} seconds`,
          this.operator.transcript.slice(-12),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }
}
