import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import {
  BareImageRunner,
  BareRunner,
  directShare,
  GuestRunner,
  HERCULES_DIFFERENCES,
  HERCULES_MANNERS,
  HerculesRunner,
  PROGRAM_KINDS,
  hypervisorFromDeck,
  programDeck,
  programPlan,
  reportCase,
  runCampaign,
  UNPREDICTABLE_ELSEWHERE,
  type CampaignOptions,
  type CampaignResult,
  type CampaignTotals,
  type ProgramKind,
  type ProgramRunner,
} from '../equivalence/index.js';
import { describeError } from '../media/host-error.js';
import { wholeNumber } from './whole-number.js';

/** Devices and time are another matter there: `npm run conformance:channel` has cases of channel programs. */
const HERCULES_KINDS: readonly ProgramKind[] = ['control', 'translation', 'recording'];
const HYPERVISOR_DECK = new URL('../../decks/hypervisor/hyper.deck', import.meta.url);
/** Milliseconds between two lines of progress, on a terminal and elsewhere. */
const PROGRESS_INTERVAL = { terminal: 200, file: 10_000 };

const HELP = `
Every program runs on the bare machine and on the other one; registers, PSW, control registers, storage, storage keys,
interruptions and output have to be the same. A program that shows a difference is made as small as it goes, and shown
disassembled, with the first instruction that does something else and both states side by side.

Exit code: 0 no difference, 1 a difference, 2 the run could not be made.

Examples:
  cp370 equivalence --cases 10000
  cp370 equivalence --level 2 --cases 1000          under the hypervisor of decks/hypervisor, a guest of CP
  cp370 equivalence --level 0 --compiled            compiled execution on the bare machine
  cp370 equivalence --seed 7 --deck failing.deck    a program that differs becomes a deck that IPLs:
                                                      cp370 machine, with  000C 3505 failing.deck eof`;

interface Options {
  readonly seed: number;
  readonly cases: number;
  readonly level: '0' | '1' | '2';
  readonly compiled?: boolean;
  readonly assist: 'on' | 'off';
  readonly all?: true;
  readonly hercules?: true;
  readonly kinds?: readonly ProgramKind[];
  readonly pieces: number;
  readonly path?: string;
  readonly from?: number;
  readonly deck?: string;
  readonly force?: true;
}

/** `cp370 equivalence`: random programs on the bare machine and in virtual machines. */
export function equivalenceCommand(): Command {
  return new Command('equivalence')
    .option('--seed <n>', 'what the programs follow from', wholeNumber(-0x80000000, 0x7fffffff), 370)
    .option('--cases <n>', 'number of programs', wholeNumber(1, 1e9), 1000)
    .addOption(
      new Option('--level <n>', '1 a guest of CP, 2 the guest of a hypervisor that is a guest of CP, 0 no CP')
        .choices(['0', '1', '2'])
        .default('1'),
    )
    .option('--compiled', 'the other machine runs with compiled execution')
    .addOption(
      new Option(
        '--all',
        'each program on every machine: a guest with assist on, off, compiled, at level 2; compiled without CP',
      ).conflicts(['level', 'compiled', 'assist']),
    )
    .addOption(
      new Option(
        '--hercules',
        'the other machine is Hercules, where it is installed; programs without devices and timers',
      ).conflicts(['all', 'level', 'compiled', 'assist']),
    )
    .addOption(new Option('--kinds <kind...>', 'what programs may have in them').choices(PROGRAM_KINDS))
    .addOption(
      new Option('--assist <setting>', 'VM assist of the guest').choices(['on', 'off']).default('on'),
    )
    .option('--pieces <n>', 'most instructions and phrases of a program', wholeNumber(1, 200), 24)
    .addOption(
      new Option('--from <n>', 'number of the first program to run; the same seed has the same programs')
        .argParser(wholeNumber(1, 1e9))
        .conflicts('path'),
    )
    .option('--path <path>', 'only the program of this path (a report names seed and path)')
    .option('--deck <file>', 'write the program that differs as a deck that IPLs')
    .option('--force', 'replace the deck if the file exists')
    .addHelpText('after', HELP)
    .action((options: Options) => {
      try {
        process.exitCode = run(options);
      } catch (error) {
        process.stderr.write(`cp370: ${describeError(error)}\n`);
        process.exitCode = 2;
      }
    });
}

function run(options: Options): number {
  const { deck } = options;
  if (deck !== undefined && options.force === undefined && existsSync(deck))
    throw new Error(`${deck} exists; --force replaces it`);
  const { right, others, ...comparing } = options.hercules === true ? hercules() : ours(options);
  const started = Date.now();
  const result = runCampaign({
    plans: programPlan({ pieces: options.pieces, kinds: kindsOf(options) }),
    right,
    others,
    ...comparing,
    seed: options.seed,
    cases: options.cases,
    ...pathOf(options),
    progress: progress(options.cases),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  if (result.failure !== undefined) {
    const { failure } = result;
    say(`${right.name} and ${failure.other.name} differ.\n`);
    say(reportCase(failure, right, failure.other));
    say(`\nAgain: cp370 equivalence ${again(options)} --path ${failure.path}`);
    if (deck !== undefined) {
      writeFileSync(deck, programDeck(failure.program));
      say(`The program as a deck that IPLs: ${deck}`);
    }
  }
  const names = others.map(({ name }) => name).join('; ');
  say(summary(result, names, options.seed, (Date.now() - started) / 1000));
  return result.failure === undefined ? 0 : 1;
}

/** Where fast-check begins: programs are numbered from 1, its paths from 0. */
function pathOf({ path, from }: Options): { readonly path?: string } {
  if (path !== undefined) return { path };
  return from === undefined ? {} : { path: String(from - 1) };
}

function runnerFor({ level, assist, compiled = false }: Options): ProgramRunner {
  if (level === '0') return new BareRunner(compiled);
  const guest = { compiled, assist: assist === 'on' };
  if (level === '1') return new GuestRunner(guest);
  return new GuestRunner({ ...guest, hypervisor: hypervisorFromDeck(readFileSync(HYPERVISOR_DECK)) });
}

type Machines = Pick<CampaignOptions, 'right' | 'others' | 'paced' | 'known' | 'unpredictable'>;

function ours(options: Options): Machines {
  const others = options.all === true ? everyMachine() : [runnerFor(options)];
  return { right: new BareRunner(), others, paced: BareRunner.paced() };
}

/** Hercules, and the bare machine with its storage, its facilities and what it is known to do otherwise. */
function hercules(): Machines {
  if (!HerculesRunner.installed()) throw new Error('Hercules is not installed');
  return {
    right: new BareImageRunner(HERCULES_MANNERS),
    others: [new HerculesRunner()],
    known: HERCULES_DIFFERENCES,
    unpredictable: UNPREDICTABLE_ELSEWHERE,
  };
}

function kindsOf({ hercules: onHercules, kinds }: Options): readonly ProgramKind[] {
  return kinds ?? (onHercules === true ? HERCULES_KINDS : PROGRAM_KINDS);
}

/** A guest with VM assist on and off, one of a hypervisor, compiled execution of guests and of the bare machine. */
function everyMachine(): readonly ProgramRunner[] {
  return [
    new GuestRunner(),
    new GuestRunner({ assist: false }),
    new GuestRunner({ compiled: true }),
    new GuestRunner({ hypervisor: hypervisorFromDeck(readFileSync(HYPERVISOR_DECK)) }),
    new BareRunner(true),
  ];
}

/** Options that lead to the same programs on the same machines. */
function again({ seed, level, compiled, assist, all, hercules, kinds, pieces }: Options): string {
  return [
    `--seed ${seed} ${hercules === true ? '--hercules' : all === true ? '--all' : `--level ${level}`}`,
    ...(compiled === undefined ? [] : ['--compiled']),
    ...(assist === 'on' ? [] : ['--assist off']),
    ...(kinds === undefined ? [] : [`--kinds ${kinds.join(' ')}`]),
    ...(pieces === 24 ? [] : [`--pieces ${pieces}`]),
  ].join(' ');
}

function progress(cases: number): (totals: CampaignTotals) => void {
  const terminal = process.stderr.isTTY === true;
  const interval = terminal ? PROGRESS_INTERVAL.terminal : PROGRESS_INTERVAL.file;
  let shown = Date.now();
  return ({ cases: done, shrinks }) => {
    const now = Date.now();
    if (now - shown < interval) return;
    shown = now;
    const line =
      shrinks > 0
        ? `difference in program ${done}; making it smaller (${shrinks})`
        : `${done} of ${cases} programs`;
    process.stderr.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
  };
}

function summary(
  { cases, compared, comparisons, timed, explained, efficiency, failure }: CampaignResult,
  machines: string,
  seed: number,
  seconds: number,
): string {
  const { executed, interventions, simulated } = efficiency;
  const lines = [
    `${machines}, seed ${seed}: ${cases} programs, ${compared} compared` +
      `${comparisons > compared ? `, ${comparisons} times` : ''}, ` +
      `${failure === undefined ? 'no difference' : 'the last one differs'}, ${seconds.toFixed(1)} s`,
  ];
  if (timed > 0) {
    lines.push(
      `Programs that show how much time has passed, and differ in nothing that a bare machine of another speed has alike: ${timed}`,
    );
  }
  for (const [name, programs] of explained) lines.push(`Known difference, ${name}: ${programs} programs`);
  if (executed > 0) {
    lines.push(
      `Without the Control Program: ${(100 * directShare(efficiency)).toFixed(2)} % of ${executed} instructions ` +
        `(${interventions} brought it in, ${simulated} it simulated)`,
    );
  }
  return lines.join('\n');
}
