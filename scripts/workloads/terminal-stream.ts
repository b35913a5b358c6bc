/** A line terminal of a system in this process as a console stream: a line waits until the terminal takes it. */

import { LineConsole } from '../../src/system/line-console.js';
import type { OpenSystem } from '../../src/system/open-system.js';
import type { ConsoleStream } from './operator.js';

/** What the stream shows when the virtual machine, or CP, waits for a line. */
export const VM_READ = /^\(VM READ\)$/;
export const CP_READ = /^\(CP READ\)$/;

/** Milliseconds until a line is offered again that the terminal did not take. */
const AGAIN = 20;

export class TerminalStream implements ConsoleStream {
  private readonly console: LineConsole;
  private readonly listeners: { line(text: string): void; end(reason: string): void }[] = [];
  private readonly waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    private readonly system: OpenSystem,
    name: string,
  ) {
    this.console = new LineConsole(system.services, name, {
      line: (text) => this.tell(text),
      reads: (reader) => {
        this.console.endPartial();
        this.tell(reader === 'vm' ? '(VM READ)' : '(CP READ)');
      },
    });
  }

  /** Does anything read at the terminal, with no line on its way? */
  get reads(): boolean {
    return this.waiting.length === 0 && this.console.reading !== 'none';
  }

  listen(listener: { line(text: string): void; end(reason: string): void }): void {
    this.listeners.push(listener);
  }

  send(line: string): void {
    this.waiting.push(line);
    this.offer();
  }

  /** Takes no more lines, and tells why. */
  end(reason: string): void {
    this.ended = true;
    clearTimeout(this.timer);
    for (const listener of this.listeners) listener.end(reason);
  }

  private offer(): void {
    clearTimeout(this.timer);
    while (this.waiting.length > 0 && !this.ended) {
      if (!this.console.type(this.waiting[0])) {
        this.timer = setTimeout(() => this.offer(), AGAIN);
        return;
      }
      this.waiting.shift();
      this.system.loop.wake();
    }
  }

  private tell(line: string): void {
    for (const listener of this.listeners) listener.line(line);
  }
}
