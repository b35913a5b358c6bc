/** People who use CMS while a workload runs beside them: they type commands, read the answers, look at the clock. */

import type { HostedSystem } from './hosted-system.js';
import type { Operator } from './operator.js';
import { VM_READ } from './terminal-stream.js';

const READY = /^R(?:\((-?\d+)\))?; T=/;
/** Seconds for the answer to a command. */
const PATIENCE = 120;
/** Milliseconds that a user thinks between two commands. */
const THINKING = 500;

/** What a command answered. */
export interface Answer {
  readonly code: number;
  readonly lines: readonly string[];
  /** Milliseconds from ENTER to the ready message. */
  readonly time: number;
}

/** A user of CMS at a terminal. */
export class CmsUser {
  private constructor(
    readonly userid: string,
    readonly operator: Operator,
  ) {}

  /** Logs on to a user whose directory entry IPLs CMS. */
  static async logon(system: HostedSystem, userid: string, password: string): Promise<CmsUser> {
    const operator = await system.logon(userid, password);
    await operator.see(VM_READ);
    const user = new CmsUser(userid, operator);
    // A line without anything lets CMS run the profile.
    await user.command('');
    return user;
  }

  /** Gives a command and waits until CMS is ready again. Throws OperatorError when that does not come. */
  async command(line: string): Promise<Answer> {
    const { operator } = this;
    operator.skip();
    const before = operator.transcript.length + 1;
    const start = performance.now();
    operator.type(line);
    const [, code] = await operator.see(READY, PATIENCE);
    const time = performance.now() - start;
    const lines = operator.transcript
      .slice(before)
      .filter((text) => !READY.test(text) && !VM_READ.test(text));
    return { code: Number(code ?? 0), lines, time };
  }

  /** As `command`; throws when the return code is not zero. */
  async succeed(line: string): Promise<Answer> {
    const answer = await this.command(line);
    if (answer.code !== 0) {
      throw new Error(`${this.userid}: ${line} ended with ${answer.code}: ${answer.lines.join(' / ')}`);
    }
    return answer;
  }

  /** Reads a deck of text that the real card reader gets for this user into a file. */
  async readFile(system: HostedSystem, name: string, text: string): Promise<void> {
    this.operator.skip();
    system.readDeck(this.userid, name, text);
    await this.operator.see(/^RDR FILE \d+ HAS BEEN READ/);
    await this.succeed(`READCARD ${name}`);
  }
}

/** A command that a user gives again and again, and what its answer has to show. */
export interface Habit {
  readonly line: string;
  readonly shows: RegExp;
}

/** Response times while something went on. */
export interface Phase {
  readonly name: string;
  readonly times: number[];
}

/** Somebody who works, whatever else happens on the machine. */
export class Worker {
  /** Response times in milliseconds, by phase. */
  readonly phases: Phase[] = [];
  private running = true;
  private readonly work: Promise<void>;
  private failure: Error | undefined;

  constructor(
    private readonly user: CmsUser,
    private readonly habits: readonly Habit[],
  ) {
    this.phase('alone');
    this.work = this.run();
  }

  /** From now on the times belong to another phase. */
  phase(name: string): void {
    this.phases.push({ name, times: [] });
  }

  /** Ends the work; throws what went wrong with it. */
  async stop(): Promise<void> {
    this.running = false;
    await this.work;
    this.check();
  }

  /** Throws what went wrong with the work so far. */
  check(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private async run(): Promise<void> {
    try {
      for (let turn = 0; this.running; turn++) {
        const { line, shows } = this.habits[turn % this.habits.length];
        const { lines, time } = await this.user.succeed(line);
        if (!lines.some((text) => shows.test(text))) {
          throw new Error(`${this.user.userid}: ${line} answered ${lines.join(' / ')}`);
        }
        this.phases.at(-1)!.times.push(time);
        await new Promise((resolve) => setTimeout(resolve, THINKING));
      }
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** A table of the response times of all workers, a line a phase. */
export function responseTimes(workers: readonly Worker[]): string[] {
  const lines = ['response times of the CMS users (ms)  commands  median     p95    most'];
  workers[0].phases.forEach(({ name }, phase) => {
    const times = workers.flatMap((worker) => worker.phases[phase].times).sort((a, b) => a - b);
    if (times.length === 0) return;
    const at = (share: number): string =>
      times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(1).padStart(8);
    lines.push(`  ${name.padEnd(35)}${String(times.length).padStart(9)}${at(0.5)}${at(0.95)}${at(1)}`);
  });
  return lines;
}
