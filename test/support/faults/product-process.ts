import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

/** How to run `cp370`: the sources as they are, or what `npm run build` made of them. */
export type Product = 'sources' | 'built';

const ROOT = resolve(import.meta.dirname, '../../..');
const WORDS: Readonly<Record<Product, readonly string[]>> = {
  sources: ['--import', 'tsx', resolve(ROOT, 'src/cli/cp370.ts')],
  built: [resolve(ROOT, 'dist/cli/cp370.js')],
};

/** Milliseconds until the process must have said something. */
const PATIENCE = 60_000;

/** `cp370 start` in a process of its own, on any free port, that can be killed at any moment. */
export class ProductProcess {
  private said = '';
  private readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    const hear = (data: Buffer): void => void (this.said += data.toString());
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    this.ended = new Promise((done) => child.on('close', (code) => done(code)));
  }

  /**
   * Starts it; the process is there, CP may not be yet. `fileLimit` is the longest file, in bytes, that the host lets
   * it write, as a full disk would.
   */
  static spawn(
    product: Product,
    system: string,
    options: { readonly words?: readonly string[]; readonly fileLimit?: number } = {},
  ): ProductProcess {
    const words = [
      ...WORDS[product],
      ...['start', '--system', system, '--no-terminal', '--port', '0'],
      ...(options.words ?? []),
    ];
    const { fileLimit } = options;
    const io = { stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
    if (fileLimit === undefined) return new ProductProcess(spawn(process.execPath, words, io));
    const shell = `ulimit -f ${Math.ceil(fileLimit / 1024)}; exec "$0" "$@"`;
    return new ProductProcess(spawn('bash', ['-c', shell, process.execPath, ...words], io));
  }

  /** Everything it wrote. */
  get output(): string {
    return this.said;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Port for terminals, as soon as there is one; undefined when the process ends first. */
  async port(patience = PATIENCE): Promise<number | undefined> {
    const until = Date.now() + patience;
    while (this.isRunning) {
      const match = /c3270 \S*:(\d+)\s/.exec(this.said);
      if (match !== null) return Number(match[1]);
      if (Date.now() > until) throw new Error(`cp370 start says nothing: ${this.said}`);
      await new Promise((done) => setTimeout(done, 5));
    }
    return undefined;
  }

  /** SIGKILL: no chance to tidy up. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** SIGTERM, as an operator of the host would end it; the exit code. */
  async terminate(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  /** Until it ends by itself; the exit code. */
  async end(): Promise<number | null> {
    return this.ended;
  }
}
