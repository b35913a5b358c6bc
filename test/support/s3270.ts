import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Whether the scripted 3270 client of the x3270 family is on this host. */
export function hasS3270(): boolean {
  return spawnSync('s3270', ['-v'], { stdio: 'ignore' }).error === undefined;
}

export interface S3270Answer {
  /** `data:` lines without the prefix. */
  readonly data: string[];
  /** Status line, such as `U F U C(127.0.0.1) I 2 24 80 21 1 0x0 0.000`. */
  readonly status: string;
}

/**
 * A real s3270 process that a test drives by its actions. Every step has a time limit: s3270 can wait for ever
 * for a host that does not unlock the keyboard.
 */
export class S3270 {
  private readonly process: ChildProcessWithoutNullStreams;
  private waiting:
    | {
        action: string;
        resolve: (answer: S3270Answer) => void;
        reject: (error: Error) => void;
        data: string[];
        timer: NodeJS.Timeout;
      }
    | undefined;
  private status = '';
  private ended: string | undefined;

  /** Connects to `target` (`host:port`, or `LU@host:port`). */
  constructor(target: string, options: { readonly model?: string; readonly args?: readonly string[] } = {}) {
    this.process = spawn('s3270', ['-model', options.model ?? '3279-2-E', ...(options.args ?? []), target]);
    createInterface({ input: this.process.stdout }).on('line', (line) => this.line(line));
    this.process.stderr.resume();
    this.process.on('error', (error) => this.over(error.message));
    this.process.on('exit', (code) => this.over(`s3270 ended with ${code}`));
    this.process.stdin.on('error', () => undefined);
  }

  /** Runs one action; rejects when s3270 reports an error or the time is over. */
  run(action: string, timeout = 10_000): Promise<S3270Answer> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(new Error(`${action}: ${this.ended}`));
      if (this.waiting) return reject(new Error(`${action}: ${this.waiting.action} is still running`));
      const timer = setTimeout(() => {
        this.waiting = undefined;
        this.process.kill();
        reject(new Error(`${action}: no answer within ${timeout} ms`));
      }, timeout);
      this.waiting = { action, resolve, reject, data: [], timer };
      this.process.stdin.write(`${action}\n`);
    });
  }

  /** Screen rows as text. */
  async screen(): Promise<string[]> {
    return (await this.run('Ascii()')).data;
  }

  /** Waits until a row of the screen satisfies `test`: its text. */
  async until(test: (row: string) => boolean, timeout = 10_000): Promise<string> {
    const end = Date.now() + timeout;
    for (;;) {
      const rows = await this.screen();
      const found = rows.find(test);
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`not on the screen within ${timeout} ms:\n${rows.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Types a line and presses ENTER; returns when the keyboard is unlocked again. */
  async enter(text: string, timeout = 10_000): Promise<void> {
    if (text) await this.run(`String("${text.replace(/["\\]/g, '\\$&')}")`, timeout);
    await this.run('Enter()', timeout);
    await this.run(`Wait(${Math.ceil(timeout / 1000)},Unlock)`, timeout + 1000);
  }

  /** Ends the process. */
  close(): void {
    this.process.stdin.end('Quit()\n');
    setTimeout(() => this.process.kill(), 500).unref();
  }

  private line(line: string): void {
    const { waiting } = this;
    if (!waiting) return;
    if (line.startsWith('data: ')) waiting.data.push(line.slice(6));
    else if (line === 'data:') waiting.data.push('');
    else if (line === 'ok' || line === 'error') {
      clearTimeout(waiting.timer);
      this.waiting = undefined;
      if (line === 'ok') waiting.resolve({ data: waiting.data, status: this.status });
      else waiting.reject(new Error(`${waiting.action}: ${waiting.data.join(' ')}`));
    } else this.status = line;
  }

  private over(reason: string): void {
    this.ended ??= reason;
    if (!this.waiting) return;
    clearTimeout(this.waiting.timer);
    this.waiting.reject(new Error(`${this.waiting.action}: ${reason}`));
    this.waiting = undefined;
  }
}
