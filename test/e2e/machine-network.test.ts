import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, '../../src/cli/cp370.ts');
let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-network-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `cp370 machine` on a configuration with a script of commands: its output when it has ended. */
function operate(name: string, configuration: string, script: readonly string[]): Promise<string> {
  writeFileSync(join(directory, `${name}.cnf`), configuration);
  writeFileSync(join(directory, `${name}.rc`), script.join('\n'));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', PROGRAM, 'machine', '-f', join(directory, `${name}.cnf`), '--daemon'].concat([
      '--rc',
      join(directory, `${name}.rc`),
    ]),
    { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((done) => child.on('close', () => done(output)));
}

/** Ports that nobody uses now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((done) => {
          const server = createServer();
          server.listen(0, '127.0.0.1', () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Starts the program at X'100' on a device until it is accepted, then waits for its end. */
const startAndWait = (device: string): string[] => [
  'r 48=00000100',
  `r 200=9D00${device} 9C00${device} 47700200`, // TIO, SIO, BC 7,X'200'
  `r 20C=9D00${device} 4770020C 820000F0`, // TIO until it is clear, LPSW
  'r F0=000A0000 00000ABC',
  'psw ia=200',
  'start',
];

describe('two machines with a channel-to-channel adapter', () => {
  it('talk from process to process', async () => {
    const [one, other] = await freePorts(2);
    const outputs = await Promise.all([
      operate('writer', `MAINSIZE 1\n0600 CTCE ${one} 127.0.0.1 ${other}\n`, [
        'r 100=01001200 20000005',
        'r 1200=C8C5D3D3D6',
        ...startAndWait('0600'),
        'pause 10',
        'quit',
      ]),
      operate('reader', `MAINSIZE 1\n0600 3088 CTCT ${other} 127.0.0.1 ${one}\n`, [
        'r 100=02001300 20000005',
        ...startAndWait('0600'),
        'pause 10',
        'r 1300.8',
        'quit',
      ]),
    ]);
    expect(outputs[0]).toContain('Disabled wait state');
    expect(outputs[1]).toContain('Disabled wait state');
    expect(outputs[1]).toMatch(/1300.*C8C5D3D3 D6000000/);
  });
});

describe('a machine with a communication line', () => {
  it('enables it, prompts a telnet client and reads its line', async () => {
    const [port] = await freePorts(1);
    const running = operate(
      'line',
      `MAINSIZE 1\n00A0 2703 lport=${port} lhost=127.0.0.1 dial=IN uctrans=no\n`,
      [
        'r 100=27000000 60000001 01001200 60000003 0A001300 20000050',
        'r 1200=B150FC', // CR, LF, ?
        ...startAndWait('00A0'),
        'pause 10',
        'r 1300.4',
        'quit',
      ],
    );
    let text = '';
    let socket: Socket | undefined;
    for (let i = 0; i < 200 && text === ''; i++) {
      await new Promise((done) => setTimeout(done, 50));
      if (socket !== undefined && !socket.destroyed) continue;
      socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        const part = bytes.toString('latin1');
        if (part.includes('not enabled')) return;
        text += part;
        socket!.write('hi\r\n');
      });
    }
    const output = await running;
    socket?.destroy();
    expect(text).toBe('\r\n?');
    expect(output).toMatch(/1300.*1796B100/);
  });
});

describe('a configuration with a fault in such a device', () => {
  it('is refused with file and line', async () => {
    for (const [line, message] of [
      ['0600 CTCA nowhere', 'needs local=NAME'],
      ['00A0 2703 lport=abc', 'abc is no port'],
      ['000E 1403 out.txt fcb=9', 'none of legacy'],
    ]) {
      const output = await operate('bad', `MAINSIZE 1\n${line}\n`, ['quit']);
      expect(output).toContain(`bad.cnf:2: `);
      expect(output).toContain(message);
    }
  });
});
