/** Commands of test scripts that let the machine run: `runtest`, and the keys of the operator with `pause`. */

import { lowStorage } from '../../s370/index.js';
import type { ScriptContext } from './script-context.js';
import type { RunOutcome } from './machine-under-test.js';
import type { Place } from './verdict.js';

const DEFAULT_TIMEOUT = 30;
const LONGEST_TIMEOUT = 300;
const SHORTEST_TIMEOUT = 0.001;
/** Milliseconds that every run gets, however short its script thinks it is: a busy host takes its time. */
const SHORTEST_RUN = 1000;

const OLD_PSWS: Readonly<Record<string, number>> = {
  external: lowStorage.EXTERNAL_OLD_PSW,
  svc: lowStorage.SVC_OLD_PSW,
  program: lowStorage.PROGRAM_OLD_PSW,
  machine: lowStorage.MACHINE_CHECK_OLD_PSW,
  io: lowStorage.IO_OLD_PSW,
};

const word = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

/** `runtest [restart|start|external|svc|program|machine|io] [seconds]`. */
export async function runtest(
  context: ScriptContext,
  words: readonly string[],
  _operands: string,
  place: Place,
): Promise<void> {
  const { target, verdict } = context;
  const { storage } = target.machine;
  const real = (address: number): number => target.cpu.absolute(address);
  let seconds = DEFAULT_TIMEOUT;
  let start = false;
  for (const text of words) {
    const name = text.toLowerCase();
    if (name in OLD_PSWS) {
      storage.copyIn(real(lowStorage.RESTART_NEW_PSW), storage.copyOut(real(OLD_PSWS[name]), 8));
    } else if (name === 'start') start = true;
    else if (/^(?:\d+\.?\d*|\.\d+)$/.test(name)) {
      seconds = Math.min(LONGEST_TIMEOUT, Math.max(SHORTEST_TIMEOUT, Number(name)));
    } else if (name !== 'restart') {
      verdict.fail(place, `runtest: ${text} is neither restart, start, an interruption nor a time`);
      return;
    }
  }
  if (start) target.start();
  else target.restart();
  const limit = seconds * context.timeoutFactor;
  const outcome = await target.run(Math.max(SHORTEST_RUN, limit * 1000));
  if (outcome.kind === 'timeout') {
    verdict.timedOut(
      `the program ${outcome.waiting ? 'waits' : 'runs'} still after ${limit} s, PSW ` +
        `${word(target.cpu.storePsw().high)} ${word(target.cpu.storePsw().low)}`,
      place,
    );
  } else ended(context, outcome, place);
}

function ended({ verdict }: ScriptContext, outcome: RunOutcome, place: Place): void {
  if (outcome.kind === 'interrupt-loop') verdict.programInterruptLoop();
  if (outcome.kind !== 'ended') return;
  for (const { high, low } of outcome.waits) verdict.disabledWait(high, low, place);
}

/** `pause seconds`: a machine that `restart`, `start` or `ipl` has set going runs meanwhile, at most so long. */
export async function pause(
  context: ScriptContext,
  words: readonly string[],
  _operands: string,
  place: Place,
): Promise<void> {
  const { target } = context;
  const seconds = Number(words[0]) || 0;
  if (!target.going) {
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    return;
  }
  const outcome = await target.goOn(Math.max(SHORTEST_RUN, seconds * context.timeoutFactor * 1000));
  ended(context, outcome, place);
}

/** `ipl device [clear]`: what the device loads runs with the next `pause`. */
export async function ipl(context: ScriptContext, address: number, clear: boolean): Promise<void> {
  const { target } = context;
  const outcome = await target.ipl(address, clear);
  if (outcome.kind === 'loaded') return;
  const why =
    outcome.kind === 'failed' ? `CSW ${word(outcome.csw.high)} ${word(outcome.csw.low)}` : 'no such device';
  throw new Error(`IPL failed: ${why}`);
}
