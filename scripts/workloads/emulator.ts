/** The machine that a workload runs on: ours, or Hercules for comparison, driven alike. */

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Operator } from './operator.js';
import { ProcessConsole } from './process-console.js';

export type EmulatorName = 'cp370' | 'hercules';

/** A machine with an operator at its console, a printer-keyboard that is also the guest's. */
export interface OperatedMachine {
  readonly operator: Operator;
  /** What is printed when the guest's console wants a line. */
  readonly reads: RegExp;
  ipl(unit: string): void;
  /** Types a line at the guest's console; an empty one presses REQUEST when nothing reads. */
  type(line: string): void;
  /** Waits for a message and for the console to read, and answers. */
  answer(message: RegExp, reply: string, within?: number): Promise<void>;
  /** Answers each such message, from now on, whatever the script is doing. */
  always(message: RegExp, reply: (found: RegExpExecArray) => string): void;
  /** Puts a deck of ASCII cards into a reader. */
  readCards(unit: string, file: string): void;
  /** Mounts an AWS tape that is only read, at its load point. */
  mountTape(unit: string, file: string): void;
  /** Ends the emulator in order, so that all is written; by force when it does not obey. */
  quit(): Promise<void>;
}

/** Where a machine runs and what it is. */
export interface MachineSettings {
  readonly emulator: EmulatorName;
  /** Folder of the configuration, and where relative names in it begin. */
  readonly folder: string;
  /** Name of the configuration file, made in the folder. */
  readonly name: string;
  /** Statements of the configuration, in the syntax of `hercules.cnf`. */
  readonly configuration: readonly string[];
  /** A snapshot to go on from instead, and the directory for its disks and tapes; names in the folder; cp370 alone. */
  readonly snapshot?: { readonly file: string; readonly images: string };
  /** Told each line of the console. */
  readonly watch?: (line: string) => void;
}

const PROGRAM = resolve(import.meta.dirname, '../../src/cli/cp370.ts');
/** Prefix of lines for the integrated console (`3215-C /`). */
const CONSOLE_PREFIX = '/';
/** Seconds a machine gets to end in order. */
const PATIENCE = 30;

/** What differs between the emulators. */
interface Manner {
  readonly start: (
    configuration: string,
    snapshot?: MachineSettings['snapshot'],
  ) => readonly [string, readonly string[], NodeJS.ProcessEnv];
  /** Option of a device whose file is only read, with a blank before it. */
  readonly readOnly: string;
  /** Milliseconds that the operator takes before each line. */
  readonly pace: number;
  /** What is printed when the guest's console wants a line. */
  readonly reads: RegExp;
  readonly ipl: (unit: string) => readonly string[];
}

const MANNERS: Readonly<Record<EmulatorName, Manner>> = {
  cp370: {
    start: (configuration, snapshot) => [
      process.execPath,
      [
        ...['--import', import.meta.resolve('tsx'), PROGRAM, 'machine'],
        ...(snapshot === undefined
          ? ['-f', configuration]
          : ['--restore', snapshot.file, '--images', snapshot.images]),
      ],
      process.env,
    ],
    readOnly: ' ro',
    pace: 0,
    reads: /HHCTE006A /,
    ipl: (unit) => ['stop', `ipl ${unit}`],
  },
  hercules: {
    // Without a terminal Hercules takes commands from the file of first commands only: here our lines, through a
    // pipe, because it can't open the socket that the standard input of a child process is.
    start: (configuration) => [
      'sh',
      ['-c', 'cat | exec hercules -d -f "$0"', configuration],
      { ...process.env, HERCULES_RC: '/dev/stdin' },
    ],
    readOnly: '',
    // A line for the console is lost when it comes while the guest reads or writes there.
    pace: 300,
    reads: /HHC1C001A /,
    ipl: (unit) => ['ostailor quiet', 'stop', 'pause 1', `ipl ${unit}`],
  },
};

/** Starts a machine. What it says when it can't start comes as an OperatorError of the first wait. */
export function startMachine(settings: MachineSettings): OperatedMachine {
  const manner = MANNERS[settings.emulator];
  writeFileSync(join(settings.folder, settings.name), `${settings.configuration.join('\n')}\n`);
  const [program, words, env] = manner.start(settings.name, settings.snapshot);
  const console_ = new ProcessConsole(program, words, { cwd: settings.folder, env, pace: manner.pace });
  const operator = new Operator(console_, settings.watch);
  return {
    operator,
    reads: manner.reads,
    ipl: (unit) => manner.ipl(unit).forEach((command) => operator.type(command)),
    type: (line) => operator.type(`${CONSOLE_PREFIX}${line}`),
    answer: async (message, reply, within) => {
      await operator.see(message, within);
      await operator.see(manner.reads, within);
      operator.type(`${CONSOLE_PREFIX}${reply}`);
    },
    always: (message, reply) => operator.always(message, (found) => `${CONSOLE_PREFIX}${reply(found)}`),
    readCards: (unit, deck) => operator.type(`devinit ${unit} ${deck} ascii eof`),
    mountTape: (unit, file) => operator.type(`devinit ${unit} ${file}${manner.readOnly}`),
    quit: async () => {
      operator.type('quit');
      console_.endInput();
      const force = setTimeout(() => void console_.kill(), PATIENCE * 1000);
      await console_.ended;
      clearTimeout(force);
    },
  };
}
