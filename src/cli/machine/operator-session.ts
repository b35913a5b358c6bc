/** An operator at a machine: lines from the keyboard and from scripts, until it is over. */

import { createInterface } from 'node:readline';
import { describeError, readTextFile } from '../../media/host-error.js';
import type { CommandContext } from './commands/command.js';
import { executeOperatorLine } from './commands/execute.js';
import type { OperatedMachine } from './operated-machine.js';

/** Deepest nesting of script files. */
const DEEPEST_SCRIPT = 10;

/** One session; it is over when somebody quits. */
export class OperatorSession {
  readonly context: CommandContext;
  private over = false;
  private depth = 0;
  private finish: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => (this.finish = resolve));

  constructor(
    operated: OperatedMachine,
    private readonly print: (line: string) => void,
    options: { readonly fromLog?: boolean } = {},
  ) {
    this.context = {
      operated,
      print,
      symbols: new Map(),
      execute: (line) => executeOperatorLine(this.context, line),
      script: (file) => this.script(file),
      quit: () => this.quit(),
      fromLog: options.fromLog,
    };
  }

  /** Ends the session. */
  readonly quit = (): void => {
    this.over = true;
    this.finish();
  };

  /** Executes the commands of a file. An error of the file is a line. */
  async script(file: string): Promise<void> {
    if (this.depth >= DEEPEST_SCRIPT) {
      this.print(`HHCPN998E scripts are nested deeper than ${DEEPEST_SCRIPT}`);
      return;
    }
    this.depth++;
    try {
      for (const line of readTextFile(file).split(/\r?\n/)) {
        if (this.over) break;
        if (line.trim() !== '') this.print(line);
        await executeOperatorLine(this.context, line);
      }
    } catch (error) {
      this.print(`HHCPN007E ${describeError(error)}`);
    } finally {
      this.depth--;
    }
  }

  /** Takes lines from the keyboard, if there is one, until the session is over. */
  async run(keyboard: boolean): Promise<void> {
    if (this.over) return;
    if (!keyboard) {
      // Nothing but a signal, or the end of the machine's own life, ends a daemon.
      const alive = setInterval(() => undefined, 1 << 30);
      await this.ended;
      clearInterval(alive);
      return;
    }
    const lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: '',
      terminal: process.stdin.isTTY,
    });
    let chain = Promise.resolve();
    lines.on('line', (line) => {
      chain = chain.then(() => (this.over ? undefined : executeOperatorLine(this.context, line)));
    });
    lines.on('close', () => void chain.then(this.quit));
    await this.ended;
    lines.close();
  }
}
