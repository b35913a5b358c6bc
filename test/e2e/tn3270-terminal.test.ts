import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Tn3270Server } from '../../src/tn3270/index.js';
import { EchoHost } from '../support/echo-host.js';
import { TmuxTerminal, hasProgram } from '../support/tmux.js';

const tmux = hasProgram('tmux');
if (!tmux) console.log('skipped: no tmux on this host');
const c3270 = tmux && hasProgram('c3270', '-v');
if (!c3270) console.log('skipped: no c3270 on this host (Debian package c3270)');
const hercules = tmux && hasProgram('hercules', '-v');
if (!hercules) console.log('skipped: no hercules on this host');

const CONNECT = 'node --import tsx src/cli/cp370.ts connect';
const START = 30_000;

let server: Tn3270Server | undefined;
let terminal: TmuxTerminal | undefined;
let hosts: EchoHost[] = [];
const cleanups: (() => void)[] = [];

afterEach(async () => {
  terminal?.close();
  await server?.close();
  server = undefined;
  hosts = [];
  cleanups.splice(0).forEach((cleanup) => cleanup());
});

async function echo(options: { tn3270e?: boolean; alternate?: boolean } = {}): Promise<number> {
  server = new Tn3270Server({
    port: 0,
    tn3270e: options.tn3270e,
    onTerminal: (connected) => {
      const host = new EchoHost(connected, options);
      hosts.push(host);
      return host;
    },
  });
  return server.listen();
}

function open(command: string, size?: { columns?: number; rows?: number }): TmuxTerminal {
  terminal = new TmuxTerminal(`${command}; echo EXIT $?; stty -a; sleep 60`, size);
  return terminal;
}

describe.skipIf(!tmux)('cp370 connect in a terminal', () => {
  it('shows the screen and takes keys, paste and resizing, and gives the terminal back', async () => {
    const window = open(`${CONNECT} 127.0.0.1:${await echo({ tn3270e: true })} --lu desk`);
    await window.until('READY', START);
    expect(window.screen()[24]).toContain('DESK');
    window.type('query names');
    window.press('Enter');
    await window.until('1 enter <query names>');
    window.press('F3');
    await window.until('2 pf3 <>');
    window.press('M-1');
    await window.until('3 pa1 <>');
    window.press('C-l');
    await window.until('4 clear <>');
    window.press('Escape');
    await window.until('Esc-');
    window.press('F1');
    await window.until('5 pf13 <>');
    window.paste('first\nsecond\n');
    await window.until('7 enter <second>');
    window.press('M-h');
    await window.until('PA1 (attention to CP)');
    window.press('Space');
    await window.until('7 enter <second>');
    window.resize(60, 20);
    await window.until('The window is too small.');
    window.resize(100, 30);
    await window.until('7 enter <second>');
    window.press('C-]');
    await window.until('EXIT 0');
    await window.until(' icanon');
    await expect.poll(() => hosts[0].on).toBe(false);
  });

  it('shows 27x132 in a window that is large enough', async () => {
    const port = await echo({ alternate: true });
    const window = open(`${CONNECT} 127.0.0.1:${port} --model 5`, { columns: 132, rows: 28 });
    await window.until('27X132', START);
    expect(window.screen()[26]).toContain('27X132');
    window.type('x'.repeat(100));
    window.press('Enter');
    await window.until(`1 enter <${'x'.repeat(100)}>`);
  });

  it('gives the terminal back when it is ended from outside, and when the host goes', async () => {
    const first = open(`${CONNECT} 127.0.0.1:${await echo()}`);
    await first.until('READY', START);
    await server?.close();
    await first.until('the host closed the connection');
    await first.until('EXIT 1');
    await first.until(' icanon');
    first.close();
    const port = await echo();
    const second = open(`sh -c 'echo PID $$; exec ${CONNECT} 127.0.0.1:${port}'`);
    const pid = Number((await second.until('PID')).split(' ')[1]);
    await second.until('READY', START);
    process.kill(pid, 'SIGTERM');
    await second.until('EXIT');
    await second.until(' icanon');
  });

  it('says what is wrong when nobody listens', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const window = open(`${CONNECT} 127.0.0.1:${port}`);
    await window.until('ECONNREFUSED', START);
    await window.until('EXIT 1');
  });
});

describe.skipIf(!c3270)('c3270', () => {
  it('works at our server', async () => {
    const window = open(`c3270 -model 3279-2-E 127.0.0.1:${await echo()}`);
    await window.until('READY', START);
    window.type('from c3270');
    window.press('Enter');
    await window.until('1 enter <from c3270>');
    window.press('F7');
    await window.until('2 pf7 <>');
  });
});

describe.skipIf(!hercules)('the 3270 console of Hercules', () => {
  it('shows its logo on our client', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cp370-hercules-'));
    const port = await freePort();
    writeFileSync(
      join(directory, 'hercules.cnf'),
      `ARCHMODE S/370\nMAINSIZE 2\nNUMCPU 1\nCNSLPORT ${port}\n00C0 3270\n`,
    );
    const machine: ChildProcess = spawn('hercules', ['-d', '-f', 'hercules.cnf'], {
      cwd: directory,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    cleanups.push(() => {
      machine.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    });
    await expect.poll(() => listens(port), { timeout: 20_000, interval: 200 }).toBe(true);
    const window = open(`${CONNECT} 127.0.0.1:${port}`);
    await window.until('Hercules Version', START);
    await window.until('00C0');
    window.press('C-]');
    await window.until('EXIT 0');
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
