/** Runs a batch of cases here and on Hercules, each over its own copy of the same media. */

import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHostDevice, splitWords } from '../../../src/media/index.js';
import { BareMachine, Machine } from '../../../src/s370/index.js';
import type { Case } from './cases.js';
import {
  buildImage,
  DONE,
  hangingStep,
  HANGING,
  MAIN_STORAGE,
  readResults,
  type Driver,
  type StepResult,
} from './driver.js';
import {
  cylinderExtent,
  deviceStatements,
  placeCases,
  stepsOf,
  writeMedia,
  type PlacedCase,
} from './layout.js';

/** What came of a case: of each of its programs, and of its medium. */
export interface CaseResult {
  readonly steps: readonly StepResult[];
  /** The case's cylinder, tape or paper afterwards. */
  readonly medium: Uint8Array;
}

/** Results of both machines, case by case. */
export interface BatchResult {
  readonly placed: readonly PlacedCase[];
  readonly here: readonly CaseResult[];
  readonly hercules: readonly CaseResult[];
  /** Case with a channel program that has no end: the cases behind it have no results. */
  readonly hanging: { readonly here?: number; readonly hercules?: number };
}

/** Hercules did not reach the end of the driver in time. */
export class HerculesDidNotEnd extends Error {}

/** Milliseconds that Hercules may take to start and end, and for a step. */
const START_TIME = 5000;
const STEP_TIME = 60;

function runHere(directory: string, statements: readonly string[], image: Uint8Array): Uint8Array {
  const machine = new Machine({ storageSize: MAIN_STORAGE });
  for (const statement of statements) {
    const [address, type, file, ...words] = splitWords(statement);
    const device = openHostDevice({ type, words: [join(directory, file), ...words] });
    machine.channels.attach(parseInt(address, 16), device);
  }
  const bare = new BareMachine(machine);
  machine.storage.copyIn(0, image);
  bare.restart();
  try {
    for (let slice = 0; slice < 10_000; slice++) {
      const exit = bare.run(1_000_000);
      if (exit.kind === 'budget') continue;
      if (exit.kind === 'disabled-wait' && (exit.code === DONE || exit.code === HANGING)) {
        return machine.storage.copyOut(0, image.length);
      }
      throw new Error(`the driver ended with ${JSON.stringify(exit)}`);
    }
    throw new Error('the driver did not end');
  } finally {
    for (const { address } of machine.channels.devices()) machine.channels.detach(address)?.close();
  }
}

function runHercules(
  directory: string,
  statements: readonly string[],
  image: Uint8Array,
  /** Milliseconds that are enough, unless the host is busy. */
  enough: number,
  patient: boolean,
): Uint8Array | undefined {
  const put = (name: string, ...lines: string[]): void =>
    writeFileSync(join(directory, name), `${lines.join('\n')}\n`);
  writeFileSync(join(directory, 'image'), image);
  put(
    'machine.cnf',
    'ARCHMODE S/370',
    `MAINSIZE ${MAIN_STORAGE / 0x100000}`,
    'NUMCPU 1',
    'CNSLPORT 0',
    'DIAG8CMD DISABLE',
    '0009 3215',
    ...statements,
  );
  // The automatic operator saves storage when the disabled wait is reached. On a busy host it may begin to listen after
  // that, or save before the CPU has stopped: then the batch is run again with more patience.
  const save = `savecore result 0 ${(image.length - 1).toString(16)}`;
  put('end', 'stop', 'version', 'version', save, ...(patient ? ['pause 1', save] : []), 'quit');
  const listening = patient ? ['pause 2'] : ['version', 'version'];
  put('begin', 'hao tgt HHCCP011I', 'hao cmd script end', 'loadcore image 0', ...listening, 'restart');
  const { stdout } = spawnSync('hercules', ['-d', '-f', 'machine.cnf'], {
    cwd: directory,
    env: { ...process.env, HERCULES_RC: 'begin' },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: patient ? 3 * enough : enough,
    killSignal: 'SIGKILL',
    maxBuffer: 64 << 20,
  });
  const ended = /PSW=00020000 [0-9A-F]{2}0(?:AAAAA|BBBBB)/.test(stdout);
  if (ended && existsSync(join(directory, 'result'))) return readFileSync(join(directory, 'result'));
  if (patient) throw new HerculesDidNotEnd(`Hercules did not reach the end:\n${stdout.slice(-2000)}`);
  return undefined;
}

/** Paper without what depends on code pages, and without form feeds: the row `printer-skip` says why. */
function comparableText(bytes: Uint8Array): Uint8Array {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = Buffer.from(bytes).toString('latin1');
  }
  const plain = text.replace(/\f/g, '').replace(/[^A-Za-z0-9.\r\n]/g, ' ');
  return Buffer.from(plain.replace(/ +(?=[\r\n]|$)/g, ''), 'latin1');
}

/** Part of a file that is too long to be read for every case. */
function piece(path: string, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, length, start);
  } finally {
    closeSync(file);
  }
  return bytes;
}

function medium(directory: string, { testCase, cylinder, file }: PlacedCase): Uint8Array {
  if (testCase.kind === 'reader') return new Uint8Array(0);
  const path = join(directory, file);
  if (testCase.kind === 'disk') {
    const { start, end } = cylinderExtent(testCase.type, cylinder);
    return piece(path, start, end - start);
  }
  // Hercules makes a printer's file with its first line
  const bytes = existsSync(path) ? readFileSync(path) : new Uint8Array(0);
  if (testCase.kind === 'printer') return comparableText(bytes);
  return bytes;
}

function collect(
  directory: string,
  placed: readonly PlacedCase[],
  results: readonly StepResult[],
): CaseResult[] {
  let at = 0;
  return placed.map((one) => {
    const steps = results.slice(at, (at += one.testCase.programs.length));
    return { steps, medium: medium(directory, one) };
  });
}

/** Which case a step belongs to. */
function caseOfStep(placed: readonly PlacedCase[], step: number | undefined): number | undefined {
  if (step === undefined) return undefined;
  let last = -1;
  return placed.findIndex(({ testCase }) => (last += testCase.programs.length) >= step);
}

/** Runs the cases on both machines. */
export function runBatch(driver: Driver, cases: readonly Case[]): BatchResult {
  const placed = placeCases(cases);
  const steps = placed.flatMap(stepsOf);
  const image = buildImage(driver, steps);
  const statements = deviceStatements(placed);
  const enough = START_TIME + STEP_TIME * steps.length;
  const root = mkdtempSync(join(tmpdir(), 'cp370-channels-'));
  try {
    const run = (name: string, machine: (directory: string) => Uint8Array | undefined) => {
      const directory = join(root, name);
      writeMedia(directory, placed);
      const storage = machine(directory);
      if (storage === undefined) return undefined;
      return {
        results: collect(directory, placed, readResults(storage, steps.length)),
        hanging: caseOfStep(placed, hangingStep(storage, steps.length)),
      };
    };
    const here = run('here', (directory) => runHere(directory, statements, image))!;
    const hercules =
      run('hercules', (directory) => runHercules(directory, statements, image, enough, false)) ??
      run('hercules-again', (directory) => runHercules(directory, statements, image, enough, true))!;
    return {
      placed,
      here: here.results,
      hercules: hercules.results,
      hanging: {
        ...(here.hanging === undefined ? {} : { here: here.hanging }),
        ...(hercules.hanging === undefined ? {} : { hercules: hercules.hanging }),
      },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
