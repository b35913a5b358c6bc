/** A user at a line terminal whose lines come from a program: what the system generation types at. */

import { LineConsole } from '../system/line-console.js';
import type { OpenSystem } from '../system/open-system.js';

/** The system did not answer as it should; `message` ends with the last lines that were typed. */
export class DialogueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DialogueError';
  }
}

/** Milliseconds of work between two looks at the outside world. */
const SLICE = 10;
/** Milliseconds without an answer after which the system is taken for dead. */
const PATIENCE = 60_000;
/** Lines that an error message shows. */
const SHOWN = 15;

/** The dialogue of one user. */
export class Dialogue {
  private readonly lines: string[] = [];
  /** Text since the last line was typed. */
  private since = '';
  private readonly console: LineConsole;

  constructor(
    private readonly system: OpenSystem,
    name: string,
  ) {
    this.console = new LineConsole(system.services, name, {
      line: (text) => void this.lines.push(text),
      text: (text) => {
        this.since += text;
      },
    });
  }

  /** Everything that was typed since the last line of the user. */
  get answer(): string {
    return this.since;
  }

  /**
   * Types a line as soon as something reads, runs the system until the answer contains `expected`, and answers it.
   * A nonzero return code in the answer (`R(00028);`) is an error.
   */
  async enter(line: string, expected: string): Promise<string> {
    await this.run(() => this.console.reading !== 'none', `nothing reads "${line}"`);
    this.since = '';
    this.lines.push(`> ${line}`);
    this.console.type(line);
    const failure = /R\((-?\d+)\);/;
    await this.run(
      () => this.since.includes(expected) || failure.test(this.since),
      `"${line}" was not answered by "${expected}"`,
    );
    const failed = failure.exec(this.since);
    if (failed !== null) throw this.error(`"${line}" ended with code ${Number(failed[1])}`);
    return this.since;
  }

  /** Presses ENTER at a terminal that nobody is logged on at. */
  async arrive(): Promise<void> {
    this.console.type('');
    await this.run(() => this.console.reading !== 'none', 'CP does not read');
  }

  private async run(done: () => boolean, what: string): Promise<void> {
    const limit = performance.now() + PATIENCE;
    while (!done()) {
      if (performance.now() > limit) throw this.error(what);
      const delay = this.system.cp.runSlice(SLICE);
      if (done()) return;
      await new Promise<void>((go) => {
        if (delay < 1000) setImmediate(go);
        else setTimeout(go, Math.min(delay / 1000, 100));
      });
    }
  }

  private error(what: string): DialogueError {
    const shown = [...this.lines, this.console.partial].slice(-SHOWN);
    return new DialogueError(`system generation: ${what}\n${shown.map((line) => `  ${line}`).join('\n')}`);
  }
}
