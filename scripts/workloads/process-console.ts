/** The console of a child process: its output lines, and its standard input. */

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ConsoleStream } from './operator.js';

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds before each line, for a program that loses what comes too fast. */
  readonly pace?: number;
}

/** A program that prints and reads lines. */
export class ProcessConsole implements ConsoleStream {
  private readonly child: ChildProcess;
  /** Resolves when the process has ended and all it printed was read. */
  readonly ended: Promise<string>;
  private readonly listeners: { line(text: string): void; end(reason: string): void }[] = [];

  private readonly pace: number;
  private sending = Promise.resolve();

  constructor(program: string, words: readonly string[], options: ProcessOptions) {
    const child = spawn(program, words, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that `kill` ends a whole pipeline.
      detached: true,
    });
    this.child = child;
    this.pace = options.pace ?? 0;
    const orphaned = (): void => this.killGroup();
    process.once('exit', orphaned);
    // A process that is gone takes no more lines: `end` tells.
    child.stdin.on('error', () => undefined);
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output, crlfDelay: Infinity }).on('line', (text) => {
        for (const listener of this.listeners) listener.line(text);
      });
    }
    this.ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        process.off('exit', orphaned);
        for (const listener of this.listeners) listener.end(reason);
        resolve(reason);
      };
      child.once('error', (error) => end(error.message));
      child.once('close', (code, signal) =>
        end(signal === null ? `${program} ended with code ${code}` : `${program} ended by ${signal}`),
      );
    });
  }

  listen(listener: { line(text: string): void; end(reason: string): void }): void {
    this.listeners.push(listener);
  }

  send(line: string): void {
    this.sending = this.sending.then(async () => {
      if (this.pace > 0) await new Promise((resolve) => setTimeout(resolve, this.pace));
      this.child.stdin!.write(`${line}\n`);
    });
  }

  /** Nothing more will be typed. */
  endInput(): void {
    this.sending = this.sending.then(() => void this.child.stdin!.end());
  }

  /** Ends the process by force; waits until it is gone. */
  async kill(): Promise<void> {
    this.killGroup();
    await this.ended;
  }

  private killGroup(): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended by itself just now.
    }
  }
}
