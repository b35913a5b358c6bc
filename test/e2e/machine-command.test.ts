import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { S3270, hasS3270 } from '../support/s3270.js';

const PROGRAM = resolve(import.meta.dirname, '../../src/cli/cp370.ts');
let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-machine-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/**
 * Runs `cp370 machine` on a configuration with a script of commands; its output and exit code. `heard` is told what it
 * has said so far.
 */
function operate(
  configuration: string,
  script: string,
  heard: (output: string, child: ChildProcess) => void = () => undefined,
): Promise<{ output: string; code: number | null }> {
  writeFileSync(join(directory, 'm.cnf'), configuration);
  writeFileSync(join(directory, 'rc'), script);
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      PROGRAM,
      'machine',
      '-f',
      join(directory, 'm.cnf'),
      '--rc',
      join(directory, 'rc'),
      '--daemon',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    heard(output, child);
  });
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((done) => child.on('close', (code) => done({ output, code })));
}

describe('the operator of the bare machine', () => {
  it('displays and alters storage and registers, traces, breaks, stops', async () => {
    const { output, code } = await operate(
      'MAINSIZE 1\n000E 1403 ' + join(directory, 'print.txt') + '\n',
      [
        'r 200=41100005 46100204 47F00208', // LA 1,5; BCT 1,*; B *
        'r 200.c',
        'u 200.c',
        'gpr 3=DEADBEEF',
        'psw ia=200',
        'b 208',
        'start',
        'pause 0.5',
        'b-',
        't+',
        's+',
        'start',
        'pause 0.3',
        't-',
        'g',
        'pause 0.2',
        'stop',
        'pause 0.1',
        'psw',
        'devlist',
        'detach 00E',
        'devlist',
        'frobnicate',
        'r zz',
        'loadcore nosuch',
        'quit',
      ].join('\n'),
    );
    expect(code, output).toBe(0);
    expect(output).toMatch(/R:00000200:K:0\d=41100005 46100204 47F00208/);
    expect(output).toMatch(/R00000204: 46100204\s+BCT\s+1,516\(0,0\)/);
    expect(output).toContain('GR00=00000000  GR01=00000000  GR02=00000000  GR03=DEADBEEF');
    expect(output).toMatch(/PSW=00000000 00000208 INST=47F00208\s+BC\s+15,520\(0,0\)/);
    expect(output).toContain('PSW=00000000 00000208\n');
    expect(output).toContain('0:000E 1403 ');
    expect(output).toContain('HHCCF047I Device 000E detached');
    expect(output).toContain('HHCPN139E Command "frobnicate" not found');
    expect(output).toContain('HHCPN144E Invalid operand:  zz');
    expect(output).toContain('nosuch: no such file');
  });

  it('reports a disabled wait', async () => {
    const { output } = await operate('MAINSIZE 1\n', 'r 0=000A0000 00000FFF\nrestart\npause 0.3\nquit\n');
    expect(output).toContain('Disabled wait state');
    expect(output).toContain('PSW=000A0000 00000FFF');
  });

  it('stays up in a program-interruption loop, until the operator stops it', async () => {
    const { output, code } = await operate(
      'MAINSIZE 1\n',
      'r 68=0000000000000300\nr 300=0000\npsw ia=300\nstart\npause 0.3\nstop\npause 0.1\npsw\nquit\n',
    );
    expect(code, output).toBe(0);
    expect(output).toMatch(/PSW=00000000 0000030[02]/);
  });

  it('names file and line of what a configuration gets wrong', async () => {
    const missing = await operate('MAINSIZE 1\n0190 3350 nosuch.350\n', 'quit\n');
    expect(missing.code).toBe(1);
    expect(missing.output).toMatch(/m\.cnf:2: .*nosuch\.350/);
    const unknown = await operate('MAINSIZE 1\n0190 9999 x\n', 'quit\n');
    expect(unknown.output).toMatch(/m\.cnf:2: device type 9999 is not known/);
  });

  it('says which deck is damaged', async () => {
    writeFileSync(join(directory, 'deck'), Buffer.alloc(81, 0xff));
    const { output } = await operate(`000C 3505 ${join(directory, 'deck')} ebcdic\n`, 'quit\n');
    expect(output).toMatch(/m\.cnf:1: .*deck/);
  });

  it.runIf(hasS3270())('shows on a real 3270 what a program writes to a local display', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => probe.once('listening', done));
    const { port } = probe.address() as AddressInfo;
    await new Promise((done) => probe.close(done));
    let machine: ChildProcess | undefined;
    let serving = (): void => undefined;
    const served = new Promise<void>((done) => (serving = done));
    const running = operate(
      `MAINSIZE 1\nCNSLPORT ${port}\n00C0.2 3270\n`,
      [
        'r 48=00000100',
        'r 100=05000120 20000013', // Erase/Write, SLI
        'r 120=C3115D7F 1DF0C8C5 D3D3D640 F3F2F7F0 1D4013', // s3270 waits for an input field
        'r 200=9D0000C0 9C0000C0 820000F0', // TIO takes the device end of the terminal, SIO, LPSW
        'r F0=000A0000 00000ABC',
        'psw ia=200',
        'pause 6',
        'start',
      ].join('\n'),
      (output, child) => {
        machine = child;
        if (output.includes('3270 terminals')) serving();
      },
    );
    await served;
    const terminal = new S3270(`127.0.0.1:${port}`);
    try {
      expect(await terminal.until((row) => row.includes('HELLO 3270'), 20_000)).toContain('HELLO 3270');
    } finally {
      terminal.close();
      machine?.kill('SIGTERM');
    }
    expect((await running).code).toBe(0);
  });
});
