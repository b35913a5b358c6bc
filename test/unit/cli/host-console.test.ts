import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { HostConsole } from '../../../src/cli/host-console.js';
import { CpSystem } from '../../support/cp-system.js';

/** Lets what has been typed come through. */
const soon = (): Promise<void> => new Promise((done) => setTimeout(done, 20));

function hostConsole() {
  const input = new PassThrough();
  const output = new PassThrough();
  let written = '';
  output.on('data', (data: Buffer) => (written += data.toString()));
  let wakes = 0;
  const console = new HostConsole({ input, output }, () => wakes++);
  return { console, input, text: () => written, wakes: () => wakes };
}

describe('the console that CP is started from', () => {
  test('asks; lines that have come before are answers too', async () => {
    const { console, input, text } = hostConsole();
    input.write('first\n');
    await soon();
    expect(await console.ask('ONE :')).toBe('first');
    const second = console.ask('TWO :');
    input.write('second\n');
    expect(await second).toBe('second');
    expect(text()).toBe('ONE :\nTWO :\n');
    const third = console.ask('THREE :');
    input.end();
    expect(await third).toBeUndefined();
    expect(await console.ask('FOUR :')).toBeUndefined();
  });

  test('then it is a terminal: a line for every read', async () => {
    const system = new CpSystem();
    const { console, input, text, wakes } = hostConsole();
    console.becomeTerminal(system.services, 'CONS 009').lineTyped('');
    input.write('logon alice wonder\nquery time\n#cp\nlogoff\n');
    for (let turn = 0; turn < 10; turn++) {
      await soon();
      system.settle();
    }
    expect(text()).toMatch(/LOGON AT [\s\S]*TIME IS [\s\S]*LOGOFF AT /);
    expect(wakes()).toBeGreaterThan(2);
    expect(system.cp.findUser('ALICE')).toBeUndefined();
    console.close();
  });
});
