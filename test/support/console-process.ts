import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

const PROGRAM = ['--import', 'tsx', resolve(import.meta.dirname, '../../src/cli/cp370.ts')];
const PATIENCE = 60_000;

/** `cp370 start --console` in a process of its own, with somebody at the console. */
export class ConsoleProcess {
  private said = '';
  private readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(system: string, ...words: readonly string[]) {
    this.child = spawn(
      process.execPath,
      [...PROGRAM, 'start', '--system', system, '--console', '--port', '0', ...words],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const hear = (data: Buffer): void => void (this.said += data.toString());
    this.child.stdout?.on('data', hear);
    this.child.stderr?.on('data', hear);
    this.ended = new Promise((done) => this.child.on('close', (code) => done(code)));
  }

  /** Everything on the console so far. */
  get output(): string {
    return this.said;
  }

  type(...lines: readonly string[]): void {
    for (const line of lines) this.child.stdin?.write(`${line}\n`);
  }

  /** Ends the console's input. */
  leave(): void {
    this.child.stdin?.end();
  }

  /** Waits until the console says so; answers what it has said until then. */
  async says(text: string | RegExp): Promise<string> {
    const until = Date.now() + PATIENCE;
    while (typeof text === 'string' ? !this.said.includes(text) : !text.test(this.said)) {
      if (Date.now() > until) throw new Error(`the console does not say ${String(text)}:\n${this.said}`);
      await new Promise((done) => setTimeout(done, 10));
    }
    return this.said;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
