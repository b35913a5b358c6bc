import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openHostDevice } from '../../../src/media/index.js';
import { CommunicationLine } from '../../../src/s370/index.js';
import type { LineHost, LineTerminal } from '../../../src/s370/index.js';
import { LineSocket } from '../../../src/tn3270/index.js';

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

class Host implements LineHost {
  readonly events: string[] = [];
  text = '';
  connected(): void {
    this.events.push('connected');
  }
  disconnected(): void {
    this.events.push('disconnected');
  }
  callFailed(): void {
    this.events.push('failed');
  }
  received(ascii: Uint8Array): void {
    this.text += String.fromCharCode(...ascii);
  }
  breakReceived(): void {
    this.events.push('break');
  }
}

async function listening(): Promise<{ line: LineSocket; host: Host }> {
  const line = new LineSocket({ localPort: 0, localHost: '127.0.0.1', remote: undefined });
  open.push(line);
  const host = new Host();
  line.attach(host);
  await until(() => line.port !== undefined);
  return { line, host };
}

/** A client that keeps what it gets. */
function client(port: number): { socket: Socket; got: () => Buffer; ended: () => boolean } {
  const socket = connect(port, '127.0.0.1');
  const pieces: Buffer[] = [];
  let ended = false;
  socket.on('data', (bytes) => pieces.push(bytes));
  socket.on('close', () => (ended = true));
  socket.on('error', () => undefined);
  open.push({ close: () => void socket.destroy() });
  return { socket, got: () => Buffer.concat(pieces), ended: () => ended };
}

describe('a line over TCP', () => {
  it('takes a call while it is answering, one at a time', async () => {
    const { line, host } = await listening();
    const early = client(line.port!);
    await until(early.ended);
    expect(early.got().toString()).toContain('not enabled');
    line.answer(true);
    const caller = client(line.port!);
    await until(() => host.events.includes('connected'));
    const second = client(line.port!);
    await until(second.ended);
    expect(second.got().toString()).toContain('in use');
    caller.socket.write('hello\r\n');
    await until(() => host.text === 'hello\r\n');
    line.write(Buffer.from('hi\xff', 'latin1'));
    line.sendBreak();
    await until(() => caller.got().length === 6);
    expect(caller.got()).toEqual(Buffer.from([0x68, 0x69, 0xff, 0xff, 0xff, 0xf3]));
    caller.socket.destroy();
    await until(() => host.events.includes('disconnected'));
  });

  it('knows telnet: refuses options, understands BRK and IP', async () => {
    const { line, host } = await listening();
    line.answer(true);
    const caller = client(line.port!);
    caller.socket.write(Buffer.from([0xff, 0xfd, 0x03, 0xff, 0xfb, 0x18, 0x41, 0xff, 0xf3, 0xff, 0xf4]));
    await until(() => host.events.filter((event) => event === 'break').length === 2);
    expect(host.text).toBe('A');
    await until(() => caller.got().length === 6);
    expect(caller.got()).toEqual(Buffer.from([0xff, 0xfc, 0x03, 0xff, 0xfe, 0x18]));
  });

  it('hangs up', async () => {
    const { line, host } = await listening();
    line.answer(true);
    const caller = client(line.port!);
    await until(() => host.events.includes('connected'));
    line.hangUp();
    await until(caller.ended);
    expect(host.events).toEqual(['connected']);
  });

  it('calls out, and tells when nobody answers', async () => {
    const server = createServer((socket) => socket.end('welcome'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const line = new LineSocket({ localPort: undefined, remote: { host: '127.0.0.1', port } });
    open.push(line);
    const host = new Host();
    line.attach(host);
    line.call(undefined);
    await until(() => host.text === 'welcome');
    await until(() => host.events.includes('disconnected'));
    await new Promise((resolve) => server.close(resolve));
    line.call({ host: '127.0.0.1', port });
    await until(() => host.events.includes('failed'));
  });
});

describe('the words of a line', () => {
  const seen: unknown[] = [];
  const terminal: LineTerminal = {
    attach: () => undefined,
    answer: () => undefined,
    call: () => undefined,
    hangUp: () => undefined,
    write: () => undefined,
    sendBreak: () => undefined,
    close: () => undefined,
  };
  const make = (...words: string[]) =>
    openHostDevice({
      type: '2703',
      words,
      line: (connection) => {
        seen.push(connection);
        return terminal;
      },
    });

  it('are those of Hercules', () => {
    const device = make(
      ...['lport=32003', 'lhost=127.0.0.1', 'dial=IN', 'lnctl=tele2', 'uctrans=yes', 'term=tty'],
      ...['skip=88C9DF', 'iskip=0A', 'bs=dumb', 'break=dumb', 'eol=0D', 'prepend=16', 'append=5B1F', 'rto=0'],
    );
    expect(device).toBeInstanceOf(CommunicationLine);
    expect(seen.pop()).toEqual({ localPort: 32003, localHost: '127.0.0.1', remote: undefined });
    make('dial=no', 'rhost=elsewhere', 'rport=99', 'eto=-1');
    expect(seen.pop()).toMatchObject({ localPort: undefined, remote: { host: 'elsewhere', port: 99 } });
    make('dial=out', 'lport=5');
    expect(seen.pop()).toMatchObject({ localPort: undefined });
  });

  it.each([
    [[], /dial=in needs lport=/],
    [['lport=x'], /x is no port/],
    [['lport=70000'], /70000 is no port/],
    [['dial=maybe', 'lport=1'], /dial=maybe is none of/],
    [['dial=no'], /dial=no needs/],
    [['lport=1', 'rhost=a'], /go together/],
    [['lport=1', 'lnctl=bsc'], /lnctl=bsc/],
    [['lport=1', 'term=2741'], /term=2741/],
    [['lport=1', 'crlf=yes'], /2741/],
    [['lport=1', 'uctrans=perhaps'], /neither yes nor no/],
    [['lport=1', 'bs=clever'], /bs=dumb/],
    [['lport=1', 'skip=ABC'], /hexadecimal/],
    [['lport=1', 'prepend=0102030405'], /1 to 4|one to 4/],
    [['lport=1', 'rto=long'], /rto=long/],
    [['lport=1', 'colour=green'], /colour=green/],
    [['lport=1', 'word'], /word is no option/],
  ])('%j are refused', (words, message) => {
    expect(() => make(...words)).toThrow(message);
  });

  it('need somebody who makes modems', () => {
    expect(() => openHostDevice({ type: '2703', words: ['lport=1'] })).toThrow(/can't be connected here/);
  });
});
