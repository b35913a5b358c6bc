import { describe, expect, it } from 'vitest';
import { Operator, OperatorError, type ConsoleStream } from '../../../scripts/workloads/operator.js';

/** A console whose lines the test prints. */
class TestConsole implements ConsoleStream {
  readonly typed: string[] = [];
  private listener: Parameters<ConsoleStream['listen']>[0] | undefined;

  listen(listener: Parameters<ConsoleStream['listen']>[0]): void {
    this.listener = listener;
  }

  send(line: string): void {
    this.typed.push(line);
  }

  print(...lines: string[]): void {
    for (const line of lines) this.listener!.line(line);
  }

  end(reason: string): void {
    this.listener!.end(reason);
  }
}

const seated = (): { console_: TestConsole; operator: Operator } => {
  const console_ = new TestConsole();
  return { console_, operator: new Operator(console_) };
};

describe('an operator with a script', () => {
  it('waits for a text that comes later, and gives what it found', async () => {
    const { console_, operator } = seated();
    const seen = operator.see(/\*(\d\d) MOUNT (\w+)/);
    console_.print('IEE054I DATE', '*07 MOUNT 480');
    expect((await seen).slice(1)).toEqual(['07', '480']);
  });

  it('finds what came before it looked, once, and in order', async () => {
    const { console_, operator } = seated();
    console_.print('READY', 'READY AGAIN', 'END');
    await operator.see(/READY/);
    expect((await operator.see(/READY/)).input).toBe('READY AGAIN');
    await expect(operator.see(/READY/, 0.01)).rejects.toThrow(
      'no line like /READY/ came within 0.01 seconds',
    );
  });

  it('shows the last lines when a text does not come', async () => {
    const { console_, operator } = seated();
    operator.type('IPL 150');
    console_.print('SOMETHING ELSE');
    const error = await operator.see(/READY/, 0.01).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OperatorError);
    expect((error as OperatorError).kind).toBe('timeout');
    expect((error as OperatorError).message).toContain('\n  | > IPL 150\n  | SOMETHING ELSE');
  });

  it('answers by standing orders while it waits for something else', async () => {
    const { console_, operator } = seated();
    operator.always(/^\*(\d\d) OLD FILE/, (found) => `R ${found[1]},U`);
    operator.always(/GO AHEAD\?/, 'YES');
    const seen = operator.see(/DONE/);
    console_.print('*01 OLD FILE A', 'GO AHEAD?', '*02 OLD FILE B', 'DONE');
    await seen;
    expect(console_.typed).toEqual(['R 01,U', 'YES', 'R 02,U']);
  });

  it('stops when an alarm rings, at once and later', async () => {
    const { console_, operator } = seated();
    operator.alarm(/wait state/, 'the system is dead');
    const seen = operator.see(/READY/);
    console_.print('Disabled wait state');
    await expect(seen).rejects.toMatchObject({ kind: 'alarm' });
    await expect(operator.see(/READY/)).rejects.toThrow('the system is dead');
  });

  it('reads what came before the console ended, then fails', async () => {
    const { console_, operator } = seated();
    console_.print('LAST WORDS');
    console_.end('killed');
    await operator.see(/LAST WORDS/);
    await expect(operator.see(/MORE/)).rejects.toThrow('the console is gone: killed');
  });

  it('keeps both sides of the talk', () => {
    const { console_, operator } = seated();
    console_.print('ENTER:');
    operator.type('INPUT 150');
    expect(operator.transcript).toEqual(['ENTER:', '> INPUT 150']);
  });
});
