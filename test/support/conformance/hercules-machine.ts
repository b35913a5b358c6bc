/**
 * Hercules as a machine for cases: one process that gets image after image. Its interface for external user
 * interfaces takes panel commands from standard input and answers on standard output, so nothing has to be waited
 * for longer than it takes.
 */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseImage } from '../../../src/conformance/case-image.js';
import type { CaseMachine, Outcome } from '../../../src/conformance/local-machine.js';
import { MAIN_STORAGE } from '../../../src/conformance/machine-case.js';

const CONFIGURATION = `ARCHMODE S/370
MAINSIZE ${MAIN_STORAGE / 0x100000}
NUMCPU 1
CPUSERIAL 000001
CPUMODEL 3158
CPUVERID 00
CNSLPORT 0
OSTAILOR QUIET
DIAG8CMD DISABLE
0FFF 1403 /dev/null
`;
/** Longest wait for the process, and for an answer besides what the cases take, in milliseconds. */
const START_PATIENCE = 60_000;
const PATIENCE = 8_000;
const REPEAT_AFTER = 1_000;
const PATIENCE_PER_CASE = 4;
const COMPLETED_LINE = /PSW=[0-9A-F]{8} [0-9A-F]{2}0AAAAA/;

/** One Hercules process; started when it is needed, and again after it had to be stopped. */
export class HerculesMachine implements CaseMachine {
  private readonly directory = mkdtempSync(join(tmpdir(), 'cp370-conformance-'));
  private process: ChildProcessWithoutNullStreams | undefined;
  private output = '';
  private answered: (() => void) | undefined;

  /** Throws when Hercules does not do what it is told. */
  async run(image: CaseImage): Promise<Outcome> {
    writeFileSync(join(this.directory, 'image'), image.bytes);
    const hercules = await this.ready();
    await this.command('loadcore image 0', 'HHCPN113I');
    this.output = '';
    hercules.stdin.write('restart\n');
    const patience = PATIENCE + image.count * PATIENCE_PER_CASE;
    const ended = await this.answer(/HHCCP011I|HHCCP010I|program interrupt loop/i, patience);
    if (!ended || !(await this.answer(COMPLETED_LINE, 1000))) return this.stuck(image);
    return { kind: 'results', results: await this.save(image.resultsAt, image.resultsSize) };
  }

  /** Stops the CPU and looks which case it is at; the process is not used again. */
  private async stuck(image: CaseImage): Promise<Outcome> {
    this.process?.stdin.write('stop\n');
    const word = await this.save(image.leftAt, 4);
    this.kill();
    const left = new DataView(word.buffer, word.byteOffset).getInt32(0);
    return { kind: 'stuck', index: Math.min(Math.max(image.count - left, 0), image.count - 1) };
  }

  /** Bytes of main storage; the CPU is stopped. */
  private async save(address: number, length: number): Promise<Uint8Array> {
    const file = join(this.directory, 'saved');
    // Hercules does not write over a file.
    rmSync(file, { force: true });
    const area = `${address.toString(16)} ${(address + length - 1).toString(16)}`;
    await this.command(`savecore saved ${area}`, 'HHCPN170I');
    return readFileSync(file);
  }

  /** The next image gets a new process. */
  restart(): void {
    this.kill();
  }

  /** Ends the process and removes its files. */
  close(): void {
    this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /**
   * Gives a command until it is done. Just after the start commands may get lost, and just after the message about a
   * disabled wait the CPU is not stopped yet, so commands may have to be repeated.
   */
  private async command(text: string, done: string): Promise<void> {
    const end = Date.now() + PATIENCE;
    const answer = new RegExp(`${done}|rejected: CPU not stopped`);
    while (Date.now() < end && this.process !== undefined) {
      this.output = '';
      this.process.stdin.write(`${text}\n`);
      if (!(await this.answer(answer, REPEAT_AFTER))) continue;
      if (this.output.includes(done)) return;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const said = this.output;
    this.kill();
    throw new Error(`Hercules did not ${text}:\n${said}`);
  }

  /** The process, ready for commands. */
  private async ready(): Promise<ChildProcessWithoutNullStreams> {
    if (this.process !== undefined) return this.process;
    this.output = '';
    const child = this.start();
    if (await this.answer(/HHCAO001I/, START_PATIENCE)) return child;
    const said = this.output;
    this.kill();
    throw new Error(`Hercules did not start:\n${said}`);
  }

  private start(): ChildProcessWithoutNullStreams {
    if (this.process !== undefined) return this.process;
    writeFileSync(join(this.directory, 'machine.cnf'), CONFIGURATION);
    const child = spawn('hercules', ['-d', '-f', 'machine.cnf', 'EXTERNALGUI'], {
      cwd: this.directory,
      env: { ...process.env, HERCULES_RC: '/dev/null' },
    });
    this.process = child;
    const listen = (chunk: Buffer): void => {
      // Only the last of many messages decides.
      this.output = (this.output + chunk.toString('latin1')).slice(-20_000);
      this.answered?.();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', () => undefined);
    child.stdin.on('error', () => undefined);
    child.on('exit', () => {
      if (this.process === child) this.process = undefined;
      this.answered?.();
    });
    child.on('error', () => {
      if (this.process === child) this.process = undefined;
      this.answered?.();
    });
    return child;
  }

  /** Waits until the output has `pattern`; false when that does not happen in time or the process ends. */
  private answer(pattern: RegExp, patience: number): Promise<boolean> {
    const child = this.process;
    return new Promise((resolve) => {
      const finish = (found: boolean): void => {
        clearTimeout(timer);
        this.answered = undefined;
        resolve(found);
      };
      const look = (): void => {
        if (pattern.test(this.output)) finish(true);
        else if (this.process !== child) finish(false);
      };
      const timer = setTimeout(() => finish(false), patience);
      this.answered = look;
      look();
    });
  }

  private kill(): void {
    this.process?.kill('SIGKILL');
    this.process = undefined;
  }
}
