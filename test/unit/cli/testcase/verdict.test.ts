import { describe, expect, it } from 'vitest';
import { Verdict, type TestcaseResult } from '../../../../src/cli/testcase/verdict.js';

function judge(steps: (verdict: Verdict, say: (line: string) => void) => void) {
  const results: TestcaseResult[] = [];
  const messages: string[] = [];
  const verdict = new Verdict((name) => (name === 'yes' ? '1' : '0'), {
    result: (result) => void results.push(result),
    message: (text) => void messages.push(text),
  });
  let line = 0;
  steps(verdict, (text) => {
    const [, word, rest = ''] = /^(\S+)\s*(.*)$/.exec(text)!;
    verdict.directive(word, rest, { file: 'x.tst', line: ++line });
  });
  verdict.finish();
  return { results, messages };
}
const at = { file: 'x.tst', line: 0 };

describe('what directives make of a test case', () => {
  it('passes when every comparison holds and the wait was reached', () => {
    const { results } = judge((verdict, say) => {
      say('*Testcase good one');
      verdict.disabledWait(0x000a0000, 0, at);
      say('*Compare');
      verdict.storageShown('00000300', '    C1C2', '0', '06');
      say('*Want "two bytes" C1C2 # comment');
      say('*Key 06');
      verdict.registersShown('Gpr', new Map([[5, '0000000A']]));
      say('*Gpr 5 0000000A');
      say('*Done');
    });
    expect(results).toEqual([
      {
        name: 'good one',
        place: { file: 'x.tst', line: 1 },
        outcome: 'passed',
        comparisons: 4,
        failures: [],
        reason: '',
      },
    ]);
  });

  it('names the line, the want and the got of a failure, and the explanation', () => {
    const { results } = judge((verdict, say) => {
      say('*Testcase bad one');
      verdict.disabledWait(0x000a0000, 0, at);
      say('*Compare');
      verdict.storageShown('00000300', 'C1', '0', '06');
      say('*Explain because');
      say('*Want C2');
      say('*Gpr 1 0');
      say('*Done');
    });
    expect(results[0].outcome).toBe('failed');
    expect(results[0].failures.map(({ place, text }) => `${place.line} ${text}`)).toEqual([
      '4 storage 00000300: want C2, got C1\n  because',
      '5 gpr 1: want 0, got (nothing was shown)',
    ]);
  });

  it('fails without a wait, unless it says nowait, and without *Done', () => {
    const outcomes = judge((_verdict, say) => {
      say('*Testcase a');
      say('*Done');
      say('*Testcase b');
      say('*Done nowait');
      say('*Testcase c');
    }).results.map(({ outcome, failures }) => [outcome, failures[0]?.text]);
    expect(outcomes).toEqual([
      ['failed', 'no disabled wait was reached'],
      ['passed', undefined],
      ['failed', '*Done is missing'],
    ]);
  });

  it("accepts a wait at X'DEAD' only after the program check that was expected", () => {
    const run = (expected: string, code: number): string =>
      judge((verdict, say) => {
        say('*Testcase p');
        say(`*Program ${expected}`);
        verdict.programInterruption(code);
        verdict.disabledWait(0x000a0000, 0x0000dead, at);
        say('*Done');
      }).results[0].outcome;
    expect(run('0002', 2)).toBe('passed');
    expect(run('2', 2)).toBe('passed');
    expect(run('2', 4)).toBe('failed');
  });

  it('fails on a program check that nobody expected', () => {
    const { results } = judge((verdict, say) => {
      say('*Testcase p');
      verdict.programInterruption(0x0c);
      verdict.disabledWait(0x000a0000, 0, at);
      say('*Done');
    });
    expect(results[0].failures[0].text).toBe('unexpected program interruption 000C');
  });

  it('follows nested conditions', () => {
    const { messages } = judge((_verdict, say) => {
      say('*If $yes');
      say('*Message one');
      say('*If $no');
      say('*Message two');
      say('*If $yes');
      say('*Message three');
      say('*Else');
      say('*Message four');
      say('*Fi');
      say('*Else');
      say('*Message five');
      say('*Fi');
      say('*Else');
      say('*Message six');
      say('*Fi');
      say('*Message seven');
    });
    expect(messages).toEqual(['one', 'five', 'seven']);
  });

  it('compares messages from the last back', () => {
    const { results } = judge((verdict, say) => {
      say('*Testcase m');
      verdict.messageShown('before');
      say('*Compare');
      verdict.messageShown('HHC1 first');
      verdict.messageShown('HHC2 second');
      say('*Info 1 HHC1 first');
      say('*Error HHC2 second');
      say('*Hmsg 2 before');
      say('*Done nowait');
    });
    expect(results[0]).toMatchObject({ comparisons: 2, outcome: 'failed' });
  });

  it('says what is wrong with the directives themselves', () => {
    const { messages } = judge((_verdict, say) => {
      say('*Else');
      say('*Fi');
      say('*Want 00');
      say('*If ?');
      say('*Fi');
    });
    expect(messages).toHaveLength(4);
    expect(messages[0]).toBe('x.tst:1: *Else without *If');
  });
});
