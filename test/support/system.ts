import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCpVolume } from '../../src/cp/index.js';
import { SpoolWriter } from '../../src/cp/spool/index.js';
import type { SpoolFile } from '../../src/cp/spool/index.js';
import type { Vmblok } from '../../src/cp/index.js';
import { CkdImage } from '../../src/media/index.js';
import { diskModel } from '../../src/s370/index.js';
import { openSystem } from '../../src/system/open-system.js';
import type { OpenSystem } from '../../src/system/open-system.js';
import { terminalServer } from '../../src/system/terminal-server.js';
import type { Tn3270Server } from '../../src/tn3270/index.js';
import { ProductProcess } from './faults/product-process.js';
import { S3270 } from './s3270.js';
import { deckOf } from './virtual-machine.js';

/** CP's volume and the users' volume, both 3350s of a few cylinders. */
const CP_VOLUME = 'CPRES.3350';
const USER_VOLUME = 'PACK01.3350';

const MACHINE = `MAINSIZE 4
CPUMODEL 3158
000E 1403 print.txt append
0350 3350 ${CP_VOLUME}
0351 3350 ${USER_VOLUME}
00C0.8 3270
`;

const SITE = { ownedVolumes: ['CPRES'], savedSystems: [], logMessage: ['WELCOME TO CP370'] };

const UNIT_RECORD = ` CONSOLE 009 3215
 SPOOL 00C 2540 READER A
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
`;

/** An operator with every privilege class and three users of class G, each with a small disk. */
export const SYSTEM_DIRECTORY = `DIRECTORY 350 3350 CPRES
USER OPERATOR OPERPASS 512K 1M ABCDEFG
 ACCOUNT 1 OPERATNS
${UNIT_RECORD}USER ALICE WONDER 512K 2M G
 ACCOUNT 2 BIN2
${UNIT_RECORD} MDISK 191 3350 001 002 PACK01 MR RALICE WALICE MALICE
USER BOB BUILDER 256K 1M G
 ACCOUNT 3 BIN3
${UNIT_RECORD} MDISK 191 3350 003 002 PACK01 MR ALL WBOB
USER CAROL SINGER 256K 16M G
 ACCOUNT 4 BIN4
 OPTION ECMODE
${UNIT_RECORD} MDISK 191 3350 005 002 PACK01 MR
`;

export const PASSWORDS: Readonly<Record<string, string>> = {
  OPERATOR: 'OPERPASS',
  ALICE: 'WONDER',
  BOB: 'BUILDER',
  CAROL: 'SINGER',
};

export interface SystemDirectoryOptions {
  readonly machine?: string;
  readonly directory?: string;
  readonly site?: object;
}

/** A system directory in a temporary place: configuration, user directory, volumes. */
export class SystemDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'cp370-system-'));

  constructor(options: SystemDirectoryOptions = {}) {
    this.write('machine.cnf', options.machine ?? MACHINE);
    this.write('system.json', JSON.stringify(options.site ?? SITE));
    this.write('user.direct', options.directory ?? SYSTEM_DIRECTORY);
    const model = diskModel('3350')!;
    const cp = CkdImage.create(this.file(CP_VOLUME), model, { volume: 'CPRES', cylinders: 10 });
    formatCpVolume(cp, 'CPRES', [
      { kind: 'temporary', from: 1, to: 5 },
      { kind: 'spool', from: 6, to: 8 },
      { kind: 'savedSystems', from: 9, to: 9 },
    ]);
    cp.close();
    CkdImage.create(this.file(USER_VOLUME), model, { volume: 'PACK01', cylinders: 8 }).close();
  }

  get cpVolume(): string {
    return this.file(CP_VOLUME);
  }

  get userVolume(): string {
    return this.file(USER_VOLUME);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.file(name), text);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Where terminals connect to: the system in this process, or in another. */
abstract class Served {
  private readonly terminals: S3270[] = [];
  abstract readonly port: number;

  /** A terminal that is switched on; with `lu` at that display (`0C3`). */
  async terminal(lu?: string): Promise<TerminalUser> {
    const target = `127.0.0.1:${this.port}`;
    const client = new S3270(lu === undefined ? target : `${lu}@${target}`);
    this.terminals.push(client);
    await client.run('Wait(10,InputField)', 12_000);
    return new TerminalUser(client);
  }

  /** A user of the directory at a terminal of their own. */
  async user(userid: string, lu?: string): Promise<TerminalUser> {
    const user = await this.terminal(lu);
    await user.logon(userid);
    return user;
  }

  protected closeTerminals(): void {
    for (const terminal of this.terminals.splice(0)) terminal.close();
  }
}

/** A system in this process: the test can look into it. */
export class SystemHere extends Served {
  private constructor(
    readonly system: OpenSystem,
    readonly port: number,
    private readonly server: Tn3270Server,
    /** What the operator's log got. */
    readonly log: readonly string[],
    private readonly failures: readonly unknown[],
  ) {
    super();
  }

  static async open(directory: { readonly path: string }): Promise<SystemHere> {
    const log: string[] = [];
    const failures: unknown[] = [];
    const system = openSystem({
      path: directory.path,
      log: (line) => log.push(line),
      failed: (error) => failures.push(error),
    });
    const server = terminalServer(system.displays, { port: 0, log: (line) => log.push(line) });
    const port = await server.listen();
    system.loop.start();
    return new SystemHere(system, port, server, log, failures);
  }

  vm(userid: string): Vmblok {
    const vm = this.system.cp.findUser(userid);
    if (vm === undefined) throw new Error(`${userid} is not logged on`);
    return vm;
  }

  /** Puts cards into a user's virtual reader. */
  cards(userid: string, cards: readonly Uint8Array[], name = 'TEST'): SpoolFile {
    return putCards(this.system, userid, cards, name);
  }

  /** Assembles a program and puts it into a user's virtual reader as a deck that IPLs. */
  deck(userid: string, source: string): SpoolFile {
    return this.cards(userid, deckOf(source, 0));
  }

  /** Ends terminals, server and system. Throws what made CP stop, if something did. */
  async close(): Promise<void> {
    this.closeTerminals();
    await this.server.close();
    this.system.close();
    if (this.failures.length > 0) throw this.failures[0];
  }
}

/** Puts cards into a user's virtual reader of an open system. */
export function putCards(
  system: OpenSystem,
  userid: string,
  cards: readonly Uint8Array[],
  name = 'TEST',
): SpoolFile {
  const { manager } = system.services.spool;
  const writer = new SpoolWriter(manager, 'punch');
  for (const data of cards) writer.write({ command: 0x41, data });
  const file = writer.close({
    queue: 'reader',
    owner: userid,
    origin: 'OPERATOR',
    class: 'A',
    copies: 1,
    name,
    type: 'DECK',
    distribution: userid,
    userHold: false,
    systemHold: false,
    tag: undefined,
    created: Date.now(),
  });
  if (file === undefined) throw new Error('the deck is empty');
  return file;
}

/** `cp370 start` as a process of its own: it can be killed. */
export class SystemProcess extends Served {
  private constructor(
    private readonly process: ProductProcess,
    readonly port: number,
  ) {
    super();
  }

  static async start(directory: SystemDirectory): Promise<SystemProcess> {
    const process = ProductProcess.spawn('sources', directory.path);
    const port = await process.port(30_000);
    if (port === undefined)
      throw new Error(`cp370 start ended with ${await process.end()}: ${process.output}`);
    return new SystemProcess(process, port);
  }

  /** Everything the process wrote. */
  get output(): string {
    return this.process.output;
  }

  /** SIGKILL: the process gets no chance to tidy up. */
  async kill(): Promise<void> {
    this.closeTerminals();
    await this.process.kill();
  }

  /** SIGTERM; answers the exit code. */
  async close(): Promise<number | null> {
    this.closeTerminals();
    return this.process.terminate();
  }
}

/** Runs `cp370 start` on a directory that it can't use, to its end: exit code and what it said. */
export async function failingStart(
  path: string,
  words: readonly string[] = [],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const process = ProductProcess.spawn('sources', path, { words });
  const timer = setTimeout(() => void process.terminate(), 30_000);
  const code = await process.end();
  clearTimeout(timer);
  return { code, output: process.output };
}

export type Status = 'RUNNING' | 'VM READ' | 'CP READ' | 'MORE...' | 'HOLDING' | 'NOT ACCEPTED';

/** Rows of output, and where the status area begins, on a screen of 24 by 80. */
const OUTPUT_ROWS = 22;
const STATUS_COLUMN = 60;
const PATIENCE = 10_000;
/** Milliseconds between two looks at the screen. */
const LOOK = 5;

/** A person at a real s3270, who knows CP's screen manners. Every step has a time limit. */
export class TerminalUser {
  constructor(readonly client: S3270) {}

  /** Output area without trailing blanks and empty rows at the end. */
  async output(): Promise<string[]> {
    return outputOf(await this.client.screen());
  }

  async status(): Promise<string> {
    return statusOf(await this.client.screen());
  }

  /** Waits until the status area says so. */
  async untilStatus(status: Status, timeout = PATIENCE): Promise<string[]> {
    return outputOf(await this.look((rows) => statusOf(rows) === status, status, timeout));
  }

  /** Waits until the output area shows a text: its row. */
  async untilText(text: string | RegExp, timeout = PATIENCE): Promise<string> {
    const matches = (row: string): boolean =>
      typeof text === 'string' ? row.includes(text) : text.test(row.trimEnd());
    const rows = await this.look((all) => all.slice(0, OUTPUT_ROWS).some(matches), String(text), timeout);
    return rows.find(matches)!.trimEnd();
  }

  /** Presses a key: `PA(1)`, `Clear()`, `PF(3)`, `Enter()`; returns when the keyboard is free again. */
  async press(action: string): Promise<void> {
    await this.client.run(action);
    await this.client.run('Wait(10,Unlock)', PATIENCE + 1000);
  }

  /** Types into the input area without pressing anything. */
  async type(text: string): Promise<void> {
    await this.client.run(`String("${text.replace(/["\\]/g, '\\$&')}")`);
  }

  /** Types a line and presses ENTER. */
  async enter(text: string): Promise<void> {
    await this.client.enter(text, PATIENCE);
  }

  /** Clears the screen, enters a line, and answers the rows that follow its echo once the status is `end`. */
  async command(line: string, end: Status = 'CP READ', timeout = PATIENCE): Promise<string[]> {
    await this.press('Clear()');
    await this.enter(line);
    const lines: string[] = [];
    let echoed = false;
    for (;;) {
      const rows = await this.look(
        (all) => {
          const status = statusOf(all);
          const begun = echoed || echoRow(outputOf(all), line) >= 0;
          return begun && (status === end || status === 'MORE...' || status === 'HOLDING');
        },
        `the answer to ${line}`,
        timeout,
      );
      const output = outputOf(rows);
      lines.push(...(echoed ? output : output.slice(echoRow(output, line) + 1)));
      echoed = true;
      if (statusOf(rows) === end) return lines;
      await this.press('Clear()');
    }
  }

  /** As `command`, with the milliseconds from ENTER to the end of the response. */
  async timed(
    line: string,
    end: Status = 'CP READ',
  ): Promise<{ readonly lines: string[]; readonly time: number }> {
    await this.press('Clear()');
    await this.type(line);
    const start = performance.now();
    await this.client.run('Enter()');
    const rows = await this.look(
      (all) => statusOf(all) === end && echoRow(outputOf(all), line) >= 0,
      `the answer to ${line}`,
      PATIENCE,
    );
    const time = performance.now() - start;
    const output = outputOf(rows);
    return { lines: output.slice(echoRow(output, line) + 1), time };
  }

  /** Past the logo, LOGON with the password, until CP reads. */
  async logon(userid: string, words = ''): Promise<string[]> {
    await this.press('Enter()');
    await this.untilStatus('CP READ');
    await this.enter(`LOGON ${userid} ${PASSWORDS[userid] ?? ''} ${words}`.trim());
    await this.untilText(/^(LOGON AT|RECONNECTED AT|DMKLOG)/);
    return this.untilStatus('CP READ');
  }

  /** LOGOFF: the rows of its response. The terminal says RUNNING before and after, so its last line is waited for. */
  async logoff(): Promise<string[]> {
    await this.press('Clear()');
    await this.enter('LOGOFF');
    await this.untilText(/^LOGOFF AT/);
    const output = await this.output();
    return output.slice(echoRow(output, 'LOGOFF') + 1);
  }

  /** Polls the screen. */
  async look(
    test: (rows: readonly string[]) => boolean,
    what: string,
    timeout = PATIENCE,
  ): Promise<string[]> {
    const end = Date.now() + timeout;
    for (;;) {
      const rows = await this.client.screen();
      if (test(rows)) return rows;
      if (Date.now() > end) throw new Error(`${what}: not within ${timeout} ms:\n${rows.join('\n')}`);
      await new Promise((done) => setTimeout(done, LOOK));
    }
  }
}

function statusOf(rows: readonly string[]): string {
  return (rows.at(-1) ?? '').slice(STATUS_COLUMN).trim();
}

function outputOf(rows: readonly string[]): string[] {
  const output = rows.slice(0, OUTPUT_ROWS).map((row) => row.trimEnd());
  while (output.at(-1) === '') output.pop();
  return output;
}

/** Row that shows what was typed. */
function echoRow(output: readonly string[], line: string): number {
  return output.findIndex((row) => row.trim().toUpperCase() === line.trim().toUpperCase());
}
