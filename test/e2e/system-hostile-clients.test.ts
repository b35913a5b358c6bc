import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasS3270 } from '../support/s3270.js';
import { SystemDirectory, SystemProcess } from '../support/system.js';
import type { TerminalUser } from '../support/system.js';

const available = hasS3270();
if (!available) console.log('skipped: no s3270 on this host (Debian package s3270)');

const IAC = 0xff;
const [DO, WILL, WONT, SB, SE, EOR] = [0xfd, 0xfb, 0xfc, 0xfa, 0xf0, 0xef];
const TERMINAL_TYPE = 24;
const SUPPORTED = [0, TERMINAL_TYPE, 25];

let directory: SystemDirectory;
let system: SystemProcess;
let carol: TerminalUser;
beforeAll(async () => {
  if (!available) return;
  directory = new SystemDirectory();
  system = await SystemProcess.start(directory);
  carol = await system.user('CAROL');
});
afterAll(async () => {
  if (!available) return;
  expect(await system.close(), system.output).toBe(0);
  directory.remove();
});

/** Bytes that look random and are the same each time. */
function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0 || 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function open(): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect(system.port, '127.0.0.1', () => done(socket));
    socket.on('error', failed);
  });
}

/** Sends bytes, however much of them the other side takes before it hangs up. */
async function sendAndLeave(bytes: Buffer): Promise<void> {
  const socket = await open();
  socket.removeAllListeners('error');
  await new Promise<void>((done) => {
    socket.on('error', () => done());
    socket.on('close', () => done());
    socket.resume();
    socket.end(bytes);
  });
}

/** A client that negotiates like a 3278 and then does what it wants. */
async function negotiated(): Promise<Socket> {
  const socket = await open();
  socket.removeAllListeners('error');
  socket.on('error', () => undefined);
  await new Promise<void>((done) => {
    socket.on('data', (data) => {
      for (let at = 0; at + 2 < data.length; at++) {
        if (data[at] !== IAC) continue;
        const [verb, option] = [data[at + 1], data[at + 2]];
        if (verb === DO) socket.write(Buffer.of(IAC, SUPPORTED.includes(option) ? WILL : WONT, option));
        else if (verb === WILL) socket.write(Buffer.of(IAC, DO, option));
        else if (verb === SB && option === TERMINAL_TYPE) {
          const name = Buffer.from('IBM-3278-2', 'ascii');
          socket.write(Buffer.concat([Buffer.of(IAC, SB, TERMINAL_TYPE, 0), name, Buffer.of(IAC, SE)]));
        } else if (verb === EOR) done();
      }
      if (data.includes(Buffer.of(IAC, EOR))) done();
    });
    socket.on('close', () => done());
  });
  return socket;
}

/** Lets Carol work until `attack` is over: all her responses come, none of them late. */
async function undisturbed(attack: Promise<unknown>): Promise<void> {
  let over = false;
  const ended = attack.finally(() => (over = true));
  const times: number[] = [];
  do {
    const { lines, time } = await carol.timed('QUERY TIME');
    expect(lines[0]).toMatch(/^TIME IS /);
    times.push(time);
  } while (!over || times.length < 5);
  await ended;
  expect(Math.max(...times)).toBeLessThan(2000);
}

const repeat = async (times: number, action: (index: number) => Promise<void>): Promise<void> => {
  for (let index = 0; index < times; index++) await action(index);
};

describe.skipIf(!available)('a user at work is not disturbed by clients', () => {
  it('that send random bytes', () =>
    undisturbed(repeat(60, (index) => sendAndLeave(noise(50_000, index + 1)))));

  it('that never end a subnegotiation, a record, or a command', () =>
    undisturbed(
      repeat(5, async () => {
        const filler = Buffer.alloc(4_000_000, 0x41);
        await sendAndLeave(Buffer.concat([Buffer.of(IAC, SB, TERMINAL_TYPE, 0), filler]));
        await sendAndLeave(filler);
        await sendAndLeave(Buffer.alloc(500_000, Buffer.of(IAC, DO, 99)));
        await sendAndLeave(Buffer.of(IAC));
      }),
    ));

  it('that connect and go away, one after another', () =>
    undisturbed(
      repeat(2000, async () => {
        const socket = await open();
        socket.removeAllListeners('error').on('error', () => undefined);
        socket.resetAndDestroy();
      }),
    ));

  it('that connect and say nothing: even when they take every line, and afterwards all is free again', async () => {
    const silent: Socket[] = [];
    await undisturbed(
      repeat(80, async () => {
        const socket = await open();
        socket.removeAllListeners('error').on('error', () => undefined);
        silent.push(socket);
      }),
    );
    expect((await carol.command('QUERY NAMES')).join()).toContain('CAROL');
    for (const socket of silent) socket.destroy();
    const bob = await system.user('BOB');
    await bob.logoff();
  });

  it('that are good 3270s first and send nonsense then', async () => {
    await undisturbed(
      repeat(40, async (index) => {
        const socket = await negotiated();
        for (let record = 0; record < 20; record++) {
          const data = noise(index * 7 + record, index * 100 + record + 1);
          // half of them with a good AID: text for CP
          if (record % 2 === 0 && data.length > 0) data[0] = [0x7d, 0x6d, 0x6c, 0x6e, 0xf1, 0x88][index % 6];
          const escaped = Buffer.from([...data].flatMap((byte) => (byte === IAC ? [IAC, IAC] : [byte])));
          socket.write(Buffer.concat([escaped, Buffer.of(IAC, EOR)]));
        }
        await new Promise((done) => setTimeout(done, 5));
        socket.destroy();
      }),
    );
    expect(system.output.match(/IBM-3278-2 connected/g)).toHaveLength(40);
    // each of them has left its display: Carol and Bob's empty seat are two of eight
    const terminals = await Promise.all(Array.from({ length: 6 }, () => system.terminal()));
    for (const terminal of terminals) {
      expect((await terminal.output()).join('\n')).toContain('CP370 ONLINE');
    }
    // Carol, and the operator, who is there from the start
    expect(await carol.command('QUERY USERS')).toEqual(['002 USERS, 000 DIALED']);
  });

  it('and the system has not complained about more than them', () => {
    expect(system.output).not.toMatch(/Error:|    at |undefined/);
  });
});
