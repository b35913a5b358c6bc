import { describe, expect, test } from 'vitest';
import { NoAnswer, askClock, askStart } from '../../../src/cli/start-dialogue.js';

/** A console with an operator who types these lines. */
function consoleWith(...lines: string[]) {
  const paper: string[] = [];
  return {
    paper,
    print: (text: string) => void paper.push(text),
    ask: (question: string) => {
      paper.push(question);
      return Promise.resolve(lines.shift());
    },
  };
}

const NOON = Date.UTC(2026, 10, 24, 12, 0, 0);
const EASTERN = { id: 'EST', offsetMinutes: -300 };

describe('the clock', () => {
  test('stays', async () => {
    const operator = consoleWith('');
    expect(await askClock(operator, () => NOON, EASTERN)).toBe(0);
    expect(operator.paper[0]).toBe('NOW 07:00:00 EST TUESDAY 11/24/26');
  });

  test('is set to local time, and shown again', async () => {
    const operator = consoleWith('y', '10/28/80', '1:02:03', 'no');
    const offset = await askClock(operator, () => NOON, EASTERN);
    expect(new Date(NOON + offset).toISOString()).toBe('1980-10-28T06:02:03.000Z');
    expect(operator.paper).toContain('NOW 01:02:03 EST TUESDAY 10/28/80');
  });
});

describe('the start', () => {
  test('warm without warm start data is asked for again', async () => {
    const operator = consoleWith('warm', 'ckpt');
    const choice = await askStart(operator, () => false);
    expect(choice).toMatchObject({ kind: 'checkpoint' });
    expect(operator.paper[1]).toBe('DMKWRM920I NO WARM START DATA; CKPT START FOR RETRY');
  });

  test('shutdown', async () => {
    const operator = consoleWith('shutdown');
    expect(await askStart(operator, () => true)).toBe('shutdown');
    expect(operator.paper.at(-1)).toBe('DMKCPI961W SYSTEM SHUTDOWN COMPLETE');
  });

  test('nobody answers', async () => {
    await expect(askStart(consoleWith(), () => true)).rejects.toThrow(NoAnswer);
  });
});
