/** A system of ours with CP and CMS that a workload's guests run on, and people who sit at its terminals. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSystem } from '../../src/generate/index.js';
import { READER_FOLDER, openSystem, type OpenSystem } from '../../src/system/open-system.js';
import { DIRECTORY_FILE, MACHINE_FILE } from '../../src/system/site.js';
import { CpUser } from './cp-user.js';
import type { Operator } from './operator.js';
import { TerminalStream } from './terminal-stream.js';

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

/** A running system and the people at its terminals. */
export class HostedSystem {
  readonly system: OpenSystem;
  private readonly streams: TerminalStream[] = [];
  /** The operator's log. */
  readonly log: string[] = [];
  /** What was typed at all terminals, each line with its user. */
  private readonly consoles: string[] = [];
  private failure: unknown;

  /** Starts CP on a system directory. Throws what openSystem throws. */
  constructor(
    readonly path: string,
    private readonly watch: (line: string) => void = () => undefined,
  ) {
    this.system = openSystem({
      path,
      log: (line) => {
        this.log.push(line);
        this.note('OPERATOR', line);
      },
      failed: (error) => {
        this.failure = error;
        for (const stream of this.streams) stream.end(`CP has failed: ${String(error)}`);
      },
    });
    this.system.loop.start();
  }

  /** Somebody sits down at a terminal that nobody uses; `name` is what the script calls him. */
  sitDown(name: string): CpUser {
    const stream = new TerminalStream(this.system, `LINE ${name}`);
    this.streams.push(stream);
    return new CpUser(stream, name, (line) => this.note(name, line));
  }

  /** Somebody sits down at a terminal and logs on. */
  async logon(userid: string, password: string): Promise<Operator> {
    const user = this.sitDown(userid);
    user.operator.alarm(/^DMKLOG\d+E|NOT IN CP DIRECTORY/, `${userid} can't log on`);
    await user.logon(userid, password, /^(LOGON|RECONNECTED) AT /);
    return user.operator;
  }

  /** Puts a deck of text into the real card reader, for a user of the system. */
  readDeck(userid: string, name: string, text: string): void {
    const file = join(this.path, READER_FOLDER, name.replace(' ', '.'));
    writeFileSync(file, `ID ${userid} ${name}\n${text}\n`);
  }

  /**
   * Ends the terminals and the system, and writes `console.txt`, with all that was typed at the terminals, into a folder.
   * Throws what made CP stop, if something did.
   */
  close(folder: string): void {
    writeFileSync(join(folder, 'console.txt'), this.consoles.map((line) => `${line}\n`).join(''));
    for (const stream of this.streams) stream.end('the system was closed');
    this.system.close();
    if (this.failure !== undefined) throw this.failure;
  }

  private note(name: string, line: string): void {
    const text = `${name.padEnd(8)} | ${line}`;
    this.consoles.push(text);
    this.watch(text);
  }
}
