/** `cp370 machine --testcase`: runs test scripts and prints which test cases passed and which failed. */

import chalk from 'chalk';
import { runScripts } from './run-scripts.js';
import type { TestcaseResult } from './verdict.js';

const SHOWN = {
  passed: chalk.green('passed '),
  failed: chalk.red('failed '),
  skipped: chalk.yellow('skipped'),
} as const;

function report({ name, outcome, comparisons, failures, reason, place }: TestcaseResult): string[] {
  const detail =
    outcome === 'skipped' ? reason : `${comparisons} ${comparisons === 1 ? 'comparison' : 'comparisons'} ok`;
  const lines = [`${SHOWN[outcome]} ${name} (${detail})`];
  if (outcome !== 'failed') return lines;
  for (const failure of failures) {
    lines.push(
      `        ${failure.place.file}:${failure.place.line}: ${failure.text.replaceAll('\n', '\n        ')}`,
    );
  }
  if (failures.length === 0) lines.push(`        ${place.file}:${place.line}`);
  return lines;
}

/** Runs the files; the exit code is 1 when a test case failed or there was none. */
export async function runTestcases(
  files: readonly string[],
  options: { readonly timeoutFactor: string; readonly set?: readonly string[] },
): Promise<void> {
  const timeoutFactor = Number(options.timeoutFactor);
  if (!(timeoutFactor > 0))
    throw new Error(`--timeout-factor ${options.timeoutFactor} is not a number above 0`);
  const variables: Record<string, string> = {};
  for (const setting of options.set ?? []) {
    const match = /^([A-Za-z_]\w*)=(.*)$/.exec(setting);
    if (match === null) throw new Error(`--set ${setting} is not name=value`);
    variables[match[1]] = match[2];
  }
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const results = await runScripts(files, {
    timeoutFactor,
    variables,
    print,
    result: (result) => report(result).forEach(print),
  });
  const count = (outcome: TestcaseResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const skipped = count('skipped');
  print(
    `${results.length} test cases: ${count('passed')} passed, ${count('failed')} failed` +
      (skipped === 0 ? '' : `, ${skipped} skipped`),
  );
  if (count('failed') > 0 || results.length === 0) process.exitCode = 1;
}
