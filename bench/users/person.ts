/** A person at a line terminal: logs on, types commands, waits for the answer. */

import type { LineTerminal } from '../../src/cp/terminal/line-terminal.js';
import type { OpenSystem } from '../../src/system/open-system.js';

const PATIENCE = 120_000;
const READY = /R(\(\d+\))?;/;

export class Person {
  private readonly terminal: LineTerminal;
  private since = '';
  private waiting: { readonly done: () => boolean; readonly resume: () => void } | undefined;

  constructor(
    private readonly system: OpenSystem,
    readonly name: string,
  ) {
    this.terminal = system.services.addLine(`LINE ${name}`, {
      print: (text) => {
        this.since += `${text}\n`;
        this.look();
      },
      prompt: () => this.look(),
    });
  }

  /** Milliseconds from LOGON to the first ready message. */
  async logon(password: string): Promise<number> {
    const begin = performance.now();
    this.terminal.lineTyped('');
    this.system.loop.wake();
    await this.until(() => this.reads);
    await this.type(`LOGON ${this.name} ${password}`, () => this.since.includes('CMS VERSION') && this.reads);
    await this.type('', () => this.ready);
    return performance.now() - begin;
  }

  /** Types a CMS command; milliseconds until CMS is ready for the next one. */
  async command(line: string): Promise<number> {
    const begin = performance.now();
    await this.type(line, () => this.ready);
    const time = performance.now() - begin;
    if (!/R;/.test(this.since)) throw new Error(`${this.name}: ${line}: ${this.since}`);
    return time;
  }

  private get reads(): boolean {
    return this.terminal.reading !== 'none';
  }

  private get ready(): boolean {
    return READY.test(this.since) && this.terminal.reading === 'vm';
  }

  private async type(line: string, done: () => boolean): Promise<void> {
    this.since = '';
    this.terminal.lineTyped(line);
    this.system.loop.wake();
    await this.until(done);
  }

  private until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${this.name} gets no answer:\n${this.since}`)),
        PATIENCE,
      );
      this.waiting = {
        done,
        resume: () => {
          clearTimeout(timer);
          resolve();
        },
      };
    });
  }

  private look(): void {
    const { waiting } = this;
    if (waiting === undefined || !waiting.done()) return;
    this.waiting = undefined;
    waiting.resume();
  }
}
