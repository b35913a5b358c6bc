/** A system of ours with CP and CMS that a workload's guests run on, and people who sit at its terminals. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineTerminal } from '../../src/cp/terminal/line-terminal.js';
import { generateSystem } from '../../src/generate/index.js';
import { READER_FOLDER, openSystem, type OpenSystem } from '../../src/system/open-system.js';
import { DIRECTORY_FILE, MACHINE_FILE } from '../../src/system/site.js';
import { Operator, type ConsoleStream } from './operator.js';

/** What a console shows when its virtual machine, or CP, waits for a line. */
export const VM_READ = /^\(VM READ\)$/;
export const CP_READ = /^\(CP READ\)$/;

/** Milliseconds until a line is offered again that the terminal did not take. */
const AGAIN = 20;

/** What a system needs for a guest beside what `cp370 start` makes. */
export interface GuestSite {
  /** Statements for `machine.cnf`. */
  readonly devices: readonly string[];
  /** Entries for `user.direct`. */
  readonly users: readonly string[];
}

/** Makes the system directory of a workload, with the guest's devices and users. What the directory held before is gone. */
export async function makeGuestSystem(folder: string, site: GuestSite): Promise<string> {
  const path = join(folder, 'system');
  rmSync(path, { recursive: true, force: true });
  await generateSystem({ path });
  append(join(path, MACHINE_FILE), site.devices);
  append(join(path, DIRECTORY_FILE), site.users);
  return path;
}

function append(file: string, lines: readonly string[]): void {
  writeFileSync(file, readFileSync(file, 'utf8') + lines.map((line) => `${line}\n`).join(''));
}

/** A terminal without a screen as a console stream; a line waits until the terminal takes it. */
class TerminalStream implements ConsoleStream {
  private readonly terminal: LineTerminal;
  private readonly listeners: { line(text: string): void; end(reason: string): void }[] = [];
  private partial = '';
  private readonly waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    private readonly system: OpenSystem,
    name: string,
  ) {
    this.terminal = system.services.addLine(name, {
      print: (text, sameLine) => {
        this.partial += text;
        if (!sameLine) this.flush();
      },
      prompt: () => {
        const { reading } = this.terminal;
        if (reading === 'none') return;
        if (this.partial !== '') this.flush();
        this.tell(reading === 'vm' ? '(VM READ)' : '(CP READ)');
      },
    });
  }

  listen(listener: { line(text: string): void; end(reason: string): void }): void {
    this.listeners.push(listener);
  }

  send(line: string): void {
    this.waiting.push(line);
    this.offer();
  }

  end(reason: string): void {
    this.ended = true;
    clearTimeout(this.timer);
    for (const listener of this.listeners) listener.end(reason);
  }

  private offer(): void {
    clearTimeout(this.timer);
    while (this.waiting.length > 0 && !this.ended) {
      if (!this.terminal.lineTyped(this.waiting[0])) {
        this.timer = setTimeout(() => this.offer(), AGAIN);
        return;
      }
      this.waiting.shift();
      this.system.loop.wake();
    }
  }

  private flush(): void {
    const line = this.partial;
    this.partial = '';
    this.tell(line);
  }

  private tell(line: string): void {
    for (const listener of this.listeners) listener.line(line);
  }
}

/** A running system and the people at its terminals. */
export class HostedSystem {
  readonly system: OpenSystem;
  private readonly streams: TerminalStream[] = [];
  /** The operator's log. */
  readonly log: string[] = [];
  private failure: unknown;

  /** Starts CP on a system directory. Throws what openSystem throws. */
  constructor(
    readonly path: string,
    private readonly watch?: (line: string) => void,
  ) {
    this.system = openSystem({
      path,
      log: (line) => {
        this.log.push(line);
        watch?.(`OPERATOR | ${line}`);
      },
      failed: (error) => {
        this.failure = error;
        for (const stream of this.streams) stream.end(`CP has failed: ${String(error)}`);
      },
    });
    this.system.loop.start();
  }

  /** Somebody sits down at a terminal and logs on. */
  async logon(userid: string, password: string): Promise<Operator> {
    const stream = new TerminalStream(this.system, `LINE ${userid}`);
    this.streams.push(stream);
    const { watch } = this;
    const operator = new Operator(
      stream,
      watch === undefined ? undefined : (line) => watch(`${userid.padEnd(8)} | ${line}`),
    );
    operator.alarm(/^DMKLOG\d+E|NOT IN CP DIRECTORY/, `${userid} can't log on`);
    operator.type('');
    await operator.see(CP_READ);
    operator.type(`LOGON ${userid} ${password}`);
    await operator.see(/^(LOGON|RECONNECTED) AT /);
    return operator;
  }

  /** Puts a deck of text into the real card reader, for a user of the system. */
  readDeck(userid: string, name: string, text: string): void {
    const file = join(this.path, READER_FOLDER, name.replace(' ', '.'));
    writeFileSync(file, `ID ${userid} ${name}\n${text}\n`);
  }

  /** Ends the terminals and the system. Throws what made CP stop, if something did. */
  close(): void {
    for (const stream of this.streams) stream.end('the system was closed');
    this.system.close();
    if (this.failure !== undefined) throw this.failure;
  }
}
