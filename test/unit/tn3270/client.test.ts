import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { screenText } from '../../../src/tn3270/datastream/index.js';
import { TerminalSession, Tn3270Server, Tn3270Transport } from '../../../src/tn3270/index.js';
import type { RemoteTerminal, Tn3270TransportOptions } from '../../../src/tn3270/index.js';
import { EchoHost } from '../../support/echo-host.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Operator {
  readonly session: TerminalSession;
  readonly alarms: () => number;
  readonly ended: () => string | undefined;
  readonly text: () => string;
}

function operator(port: number, options: Partial<Tn3270TransportOptions> = {}): Operator {
  let alarms = 0;
  let ended: string | undefined;
  const model = options.model ?? 2;
  const session = new TerminalSession(
    new Tn3270Transport({ host: '127.0.0.1', port, model, ...options }),
    { changed: () => undefined, alarm: () => alarms++, closed: (reason) => (ended = reason) },
    { model },
  );
  session.open();
  closers.push(() => session.close());
  return {
    session,
    alarms: () => alarms,
    ended: () => ended,
    text: () => screenText(session.screen).join('\n'),
  };
}

/** Our own server with an echo host behind every display. */
async function echo(
  options: { tn3270e?: boolean; alternate?: boolean } = {},
): Promise<{ port: number; hosts: EchoHost[]; terminals: RemoteTerminal[] }> {
  const hosts: EchoHost[] = [];
  const terminals: RemoteTerminal[] = [];
  const server = new Tn3270Server({
    port: 0,
    tn3270e: options.tn3270e,
    onTerminal: (terminal) => {
      terminals.push(terminal);
      const host = new EchoHost(terminal, options);
      hosts.push(host);
      return host;
    },
  });
  const port = await server.listen();
  closers.push(() => server.close());
  return { port, hosts, terminals };
}

/** A host of raw bytes; `act` gets the socket of each client. */
async function rawHost(act: (socket: Socket) => void): Promise<{ port: number; received: () => string }> {
  let received = '';
  const server: Server = createServer((socket) => {
    socket.on('data', (bytes) => (received += bytes.toString('hex')));
    socket.on('error', () => undefined);
    closers.push(() => socket.destroy());
    act(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, received: () => received };
}

describe.each([
  ['basic TN3270', { tn3270e: false }],
  ['TN3270E', { tn3270e: true }],
])('our client at our server by %s', (_, server) => {
  it('works as a terminal', async () => {
    const { port, hosts, terminals } = await echo(server);
    const { session, text } = operator(port, { lu: 'DESK' });
    await expect.poll(text).toContain('READY');
    expect(terminals[0]).toMatchObject({ lu: 'DESK', protocol: server.tn3270e ? 'tn3270e' : 'tn3270' });
    expect(session.line).toBe('3270');
    expect(session.description).toBe(`127.0.0.1:${port} DESK`);
    session.type('query names');
    session.press('enter');
    await expect.poll(text).toContain('1 enter <query names>');
    session.press('pf3');
    await expect.poll(text).toContain('2 pf3 <>');
    session.press('clear');
    await expect.poll(text).toContain('3 clear <>');
    session.press('attn');
    await expect.poll(text).toContain('4 pa1 <>');
    session.press('sysReq');
    await expect.poll(text).toContain('5 sysReq <>');
    expect(hosts[0].on).toBe(true);
    session.close();
    await expect.poll(() => hosts[0].on).toBe(false);
  });

  it('keeps keys that come while the host works', async () => {
    const { port } = await echo(server);
    const { session, text } = operator(port);
    await expect.poll(text).toContain('READY');
    session.paste('one\ntwo\r\nthree\n');
    await expect.poll(text).toContain('3 enter <three>');
    expect(session.strokesWaiting).toBe(0);
  });

  it('answers queries', async () => {
    const { port, hosts, terminals } = await echo(server);
    const { text } = operator(port, { model: 4 });
    await expect.poll(text).toContain('READY');
    terminals[0].send(0x11, Uint8Array.of(0, 5, 0x01, 0xff, 0x02));
    await expect.poll(() => hosts[0].lastAid).toBe(0x88);
  });

  it('shows the alternate size', async () => {
    const { port } = await echo({ ...server, alternate: true });
    const { session, text } = operator(port, { model: 5 });
    await expect.poll(text).toContain('27X132');
    expect([session.screen.rows, session.screen.columns]).toEqual([27, 132]);
  });
});

describe('the client', () => {
  it('reports what became of records when a TN3270E host wants to know', async () => {
    const type = Buffer.from('IBM-3278-2-E').toString('hex');
    const { port, received } = await rawHost((socket) => {
      socket.write(Buffer.from('fffd28' + 'fffa280802fff0', 'hex'));
      socket.write(Buffer.from(`fffa280204${type}01${Buffer.from('L1').toString('hex')}fff0`, 'hex'));
      socket.write(Buffer.from('fffa28030402fff0', 'hex'));
      // three records: always respond; error response wanted, no error; error response wanted, unknown command
      socket.write(Buffer.from('0000020007f5c3ffef' + '0000010008f1c3ffef' + '000001000955ffef', 'hex'));
    });
    operator(port);
    await expect.poll(received).toContain('020000000700ffef' + '020001000900ffef');
    expect(received()).not.toContain('0200000008');
    expect(received().startsWith(`fffb28fffa280207${type}fff0fffa2803070204fff0`)).toBe(true);
  });

  it('says why a host refuses its LU', async () => {
    const { port } = await rawHost((socket) => {
      socket.write(Buffer.from('fffd28' + 'fffa280802fff0' + 'fffa2802060501fff0', 'hex'));
    });
    const { ended } = operator(port, { lu: 'BUSY' });
    await expect.poll(ended).toBe('the LU is in use');
  });

  it('refuses options that it does not know, and answers timing marks', async () => {
    const { port, received } = await rawHost((socket) => {
      socket.write(Buffer.from('fffd1f' + 'fffb01' + 'fffd06' + 'fffe28', 'hex'));
    });
    operator(port);
    await expect.poll(received).toBe('fffc1f' + 'fffe01' + 'fffb06');
  });

  it('shows a host that speaks plain text, and sends lines', async () => {
    const { port, received } = await rawHost((socket) => {
      socket.write('Welcome\r\n\u001b[1mlogin\u001b[0m: ');
    });
    const { session, text } = operator(port);
    await expect.poll(text).toContain('Welcome');
    expect(session.line).toBe('text');
    expect(text()).toContain(' login:');
    session.type('me');
    session.press('enter');
    await expect.poll(received).toBe(Buffer.from('me\r\n').toString('hex'));
    expect(text()).toContain(' login: me');
    session.press('clear');
    expect(text().trim()).toBe('');
  });

  it('says when nobody listens, when the host breaks the protocol, and when it goes', async () => {
    const nobody = await rawHost(() => undefined);
    await closers.pop()?.();
    const first = operator(nobody.port);
    await expect.poll(first.ended).toContain('ECONNREFUSED');
    const broken = await rawHost((socket) => socket.write(Buffer.from('ff07', 'hex')));
    const second = operator(broken.port);
    await expect.poll(second.ended).toContain('broke the protocol');
    const gone = await rawHost((socket) => socket.end('bye'));
    const third = operator(gone.port);
    await expect.poll(third.ended).toBe('the host closed the connection');
    expect(third.session.line).toBe('closed');
    third.session.type('x');
    expect(third.session.screen.lock).toBe('not-connected');
  });
});

describe('line mode text', () => {
  it('survives what the screen cannot show', async () => {
    const { port } = await rawHost((socket) => {
      const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\r\n');
      socket.write(`${lines}\r\ntab\there\bE\r\n${'w'.repeat(100)} \u2603`);
    });
    const { text } = operator(port);
    await expect.poll(text).toContain('line 39');
    expect(
      text()
        .split('\n')
        .map((row) => row.trim()),
    ).not.toContain('line 5');
    expect(text()).toContain('tab     herE');
    expect(ebcdic037.encodeCharacter('\u2603')).toBe(0x3f);
  });
});
