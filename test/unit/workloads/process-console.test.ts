import { describe, expect, it } from 'vitest';
import { Operator } from '../../../scripts/workloads/operator.js';
import { ProcessConsole } from '../../../scripts/workloads/process-console.js';

const ECHO = "process.stdin.on('data', (text) => process.stdout.write('GOT ' + text))";

const node = (program: string, pace?: number): ProcessConsole =>
  new ProcessConsole(process.execPath, ['-e', program], { cwd: '.', pace });

describe('the console of a process', () => {
  it('carries lines both ways, and ends with the input', async () => {
    const console_ = node(ECHO, 5);
    const operator = new Operator(console_);
    operator.type('ONE');
    operator.type('TWO');
    await operator.see(/GOT ONE/);
    await operator.see(/TWO/);
    console_.endInput();
    expect(await console_.ended).toMatch(/ended with code 0/);
  });

  it('tells what a program said that could not start', async () => {
    const operator = new Operator(node("process.stderr.write('no such file\\n'); process.exit(3)"));
    await expect(operator.see(/READY/)).rejects.toThrow(/ended with code 3[^]*no such file/);
  });

  it('tells when there is no such program', async () => {
    const operator = new Operator(new ProcessConsole('no-such-program', [], { cwd: '.' }));
    await expect(operator.see(/READY/)).rejects.toThrow(/ENOENT/);
  });

  it('ends a program that does not obey', async () => {
    const console_ = node(`process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)`);
    await console_.kill();
    expect(await console_.ended).toMatch(/ended by SIGKILL/);
  });
});
