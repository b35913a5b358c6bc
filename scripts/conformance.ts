/**
 * Runs random cases on this machine and on Hercules and shows where they differ:
 * `npm run conformance -- --seed S --cases N [--only MNEMONIC…] [--sequence N]`.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/whole-number.js';
import { conformanceMnemonics } from '../src/conformance/coverage.js';
import { describeCase, describeResults } from '../src/conformance/description.js';
import { parseCase, serializeCase } from '../src/conformance/machine-case.js';
import { EXPLANATIONS } from '../src/conformance/explanations/table.js';
import { Campaign, type Discrepancy } from '../test/support/conformance/campaign.js';
import { machineCase } from '../test/support/conformance/case-arbitrary.js';
import { HerculesMachine } from '../test/support/conformance/hercules-machine.js';
import { herculesInstalled } from '../test/support/hercules.js';

interface Options {
  readonly seed: number;
  readonly cases: number;
  readonly only?: readonly string[];
  readonly sequence: number;
  readonly per: number;
  readonly batch: number;
  readonly show: number;
  readonly shrink: boolean;
  readonly list?: boolean;
  readonly record?: string;
  readonly replay?: string;
}

const PROGRESS_INTERVAL = 5000;
/** More of them say nothing new. */
const MOST_UNEXPLAINED = 2000;

const command = new Command('conformance')
  .description('Run random instruction cases on this machine and on Hercules, and show where they differ.')
  .option('--seed <number>', 'what the cases follow from', wholeNumber(-0x80000000, 0x7fffffff), 370)
  .option('--cases <number>', 'how many cases', wholeNumber(1, 1e9), 50_000)
  .option('--only <mnemonics...>', 'cases of these instructions')
  .option('--sequence <number>', 'longest sequence of instructions in a case', wholeNumber(1, 16), 8)
  .option('--per <percent>', 'cases with program-event recording', wholeNumber(0, 100), 12)
  .option('--batch <number>', 'cases in an image', wholeNumber(1, 20_000), 6000)
  .option('--show <number>', 'unexplained differences to shrink and show', wholeNumber(0, 1000), 5)
  .option('--no-shrink', 'show unexplained differences as they were found')
  .option('--record <file>', 'write the cases with unexplained differences to a file')
  .option('--replay <file>', 'run the cases of such a file instead, each by itself')
  .option('--list', 'list the instructions that have cases')
  .showHelpAfterError()
  .parse();
const options = command.opts<Options>();

function mnemonics(): string[] {
  const all = conformanceMnemonics();
  if (options.only === undefined) return all;
  const wanted = options.only.flatMap((names) => names.toUpperCase().split(','));
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    command.error(`error: no cases for ${unknown.join(', ')}; --list shows what there is`);
  return wanted;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const plural = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

function progressLine(campaign: Campaign, started: number): string {
  const { cases, explainedCases, unexplained, endless, disturbed } = campaign.tally;
  const seconds = (Date.now() - started) / 1000;
  const share = ((100 * cases) / options.cases).toFixed(1);
  return `${plural(cases, 'case')} (${share} %), ${Math.round(cases / seconds)} a second; ${explainedCases} explained, ${unexplained.length} unexplained, ${endless} endless, ${disturbed} disturbed`;
}

/** One difference of each kind, kinds told apart by the last mnemonic and the fields. */
function examples(unexplained: readonly Discrepancy[]): { found: Discrepancy; count: number }[] {
  const kinds = new Map<string, { found: Discrepancy; count: number }>();
  for (const found of unexplained) {
    const fields = found.differences.map(({ field }) => field.replace(/ of .*|\d+$/, ''));
    const kind = [...new Set(fields)].join();
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { found, count: 1 });
    else known.count++;
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}

async function show(
  campaign: Campaign,
  { found, count }: { found: Discrepancy; count: number },
): Promise<void> {
  const alone = await campaign.runSingly(found.machineCase);
  const smallest = options.shrink && alone !== undefined ? await campaign.shrink(alone) : found;
  print('');
  print(
    `--- ${plural(count, 'case')} like this${alone === undefined ? ' (not when the case runs alone)' : ''}`,
  );
  print(describeCase(smallest.machineCase));
  print(describeResults(smallest.mine, smallest.theirs, smallest.differences, 'Hercules'));
}

async function main(): Promise<number> {
  if (options.list === true) {
    print(mnemonics().join(' '));
    return 0;
  }
  if (!herculesInstalled()) {
    process.stderr.write('conformance: Hercules is not installed; it is what cases are compared with\n');
    return 2;
  }
  const hercules = new HerculesMachine();
  process.once('exit', () => hercules.close());
  process.once('SIGINT', () => process.exit(130));
  const arbitrary = machineCase({ mnemonics: mnemonics(), sequence: options.sequence, per: options.per });
  const campaign = new Campaign(arbitrary, hercules);
  const started = Date.now();
  let reported = started;
  const record = (): void => {
    if (options.record === undefined) return;
    const lines = campaign.tally.unexplained.map(({ machineCase: found }) => `${serializeCase(found)}\n`);
    writeFileSync(options.record, lines.join(''));
  };
  const progress = (): boolean => {
    if (Date.now() - reported >= PROGRESS_INTERVAL) {
      reported = Date.now();
      print(progressLine(campaign, started));
      record();
    }
    return campaign.tally.unexplained.length < MOST_UNEXPLAINED;
  };
  if (options.replay === undefined) await campaign.run(options.seed, options.cases, options.batch, progress);
  else
    await campaign.runEach(readFileSync(options.replay, 'utf8').split('\n').filter(Boolean).map(parseCase));
  record();
  const { tally } = campaign;
  print(`seed ${options.seed}: ${progressLine(campaign, started)}`);
  for (const { id, title, verdict } of EXPLANATIONS) {
    const count = tally.explained.get(id);
    if (count !== undefined)
      print(`  ${String(count).padStart(9)} ${id}: ${title} (${verdict} as the manual says)`);
  }
  for (const example of examples(tally.unexplained).slice(0, options.show)) await show(campaign, example);
  return tally.unexplained.length === 0 ? 0 : 1;
}

process.exitCode = await main();
process.exit();
