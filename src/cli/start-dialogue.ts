import { timeAndDateText } from '../cp/commands/clock-text.js';
import type { TimeZone } from '../cp/commands/clock-text.js';
import {
  CLOCK_QUESTION,
  DATE_QUESTION,
  START_QUESTION,
  TIME_QUESTION,
  clockAnswer,
  dateAnswer,
  startAnswer,
  timeAnswer,
} from '../cp/commands/start-question.js';
import type { StartChoice } from '../cp/commands/start-question.js';
import { cpMessage, wholeMessage } from '../cp/messages.js';
import type { HostConsole } from './host-console.js';

type Questioner = Pick<HostConsole, 'print' | 'ask'>;

/** The operator's terminal ended before he answered. */
export class NoAnswer extends Error {
  constructor(question: string) {
    super(`the console ended at the question ${question}`);
    this.name = 'NoAnswer';
  }
}

/** Asks until the answer is one. Throws NoAnswer. */
async function answerTo<T>(
  console: Questioner,
  question: string,
  parse: (line: string) => T | undefined,
): Promise<T> {
  for (;;) {
    const line = await console.ask(question);
    if (line === undefined) throw new NoAnswer(question);
    const answer = parse(line);
    if (answer !== undefined) return answer;
  }
}

/** `NOW 12:34:56 EST TUESDAY 10/28/80`, and whether that is to be changed; milliseconds to add to the host's clock. */
export async function askClock(console: Questioner, now: () => number, zone: TimeZone): Promise<number> {
  let offset = 0;
  for (;;) {
    console.print(`NOW ${timeAndDateText(now() + offset, zone)}`);
    if (!(await answerTo(console, CLOCK_QUESTION, clockAnswer))) return offset;
    const [year, month, day] = await answerTo(console, DATE_QUESTION, dateAnswer);
    const [hour, minute, second] = await answerTo(console, TIME_QUESTION, timeAnswer);
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    offset = local - zone.offsetMinutes * 60_000 - now();
  }
}

/**
 * How to start. A warm start where there are no warm start data is not made, but asked for again: the checkpoint has all
 * files too. DMKCPI, DMKWRM.
 */
export async function askStart(
  console: Questioner,
  canStartWarm: () => boolean,
): Promise<StartChoice | 'shutdown'> {
  for (;;) {
    const answer = await answerTo(console, START_QUESTION, startAnswer);
    if (answer === 'shutdown') {
      for (const [number, severity] of [
        [968, 'I'],
        [961, 'W'],
      ] as const) {
        console.print(wholeMessage(cpMessage('CPI', number, [], severity)));
      }
    } else if (answer.kind === 'warm' && !canStartWarm()) {
      console.print(wholeMessage(cpMessage('WRM', 920, [], 'I')));
      continue;
    }
    return answer;
  }
}
