import { afterEach, describe, expect, it } from 'vitest';
import type { DisplayHost } from '../../../src/s370/index.js';
import { Aid, Command, DataStreamBuilder } from '../../../src/tn3270/datastream/index.js';
import { Tn3270Server } from '../../../src/tn3270/index.js';
import type { RemoteTerminal, Tn3270ServerOptions } from '../../../src/tn3270/index.js';
import { RawClient } from '../../support/telnet-client.js';

class RecordingHost implements DisplayHost {
  readonly events: string[] = [];
  attention(inbound: Uint8Array): void {
    this.events.push(Buffer.from(inbound).toString('hex'));
  }
  powered(on: boolean): void {
    this.events.push(on ? 'on' : 'off');
  }
}

let server: Tn3270Server | undefined;
const clients: RawClient[] = [];
let hosts: RecordingHost[] = [];
let terminals: RemoteTerminal[] = [];
let log: string[] = [];

afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await server?.close();
  hosts = [];
  terminals = [];
  log = [];
});

async function listen(options: Partial<Tn3270ServerOptions> = {}): Promise<number> {
  server = new Tn3270Server({
    port: 0,
    log: (line) => log.push(line),
    onTerminal: (terminal) => {
      terminals.push(terminal);
      const host = new RecordingHost();
      hosts.push(host);
      return host;
    },
    ...options,
  });
  return server.listen();
}

async function connect(port: number): Promise<RawClient> {
  const client = await RawClient.connect(port);
  clients.push(client);
  return client;
}

/** A client that has negotiated basic TN3270. */
async function display(options: Partial<Tn3270ServerOptions> = {}): Promise<RawClient> {
  const client = await connect(await listen(options));
  await client.negotiate();
  await expect.poll(() => hosts[0]?.events).toEqual(['on']);
  return client;
}

describe('a display on basic TN3270', () => {
  it('gets commands as records and gives attentions', async () => {
    const client = await display();
    terminals[0].send(
      Command.eraseWrite,
      new DataStreamBuilder({ restoreKeyboard: true }).at(0, 1).text('A').bytes(),
    );
    await client.expectHex('f5c21140c1c1ffef');
    terminals[0].send(Command.write, Uint8Array.of(0xc2, 0xff));
    await client.expectHex('f1c2ffffffef');
    terminals[0].send(Command.eraseAllUnprotected, Uint8Array.of(0x00));
    await client.expectHex('6fffef');
    client.send(0x7d, 0x40, 0x40, 0x11, 0x40, 0xc1, 0xff);
    client.send(0xff, 0xff, 0xef);
    await expect.poll(() => hosts[0].events.at(-1)).toBe('7d40401140c1ff');
  });

  it('names the display and says how large it is', async () => {
    const client = await connect(await listen());
    await client.negotiate('DESK');
    await expect.poll(() => terminals.length).toBe(1);
    expect(terminals[0]).toMatchObject({
      lu: 'DESK',
      model: 2,
      rows: 24,
      columns: 80,
      alternateRows: 24,
      alternateColumns: 80,
      extended: false,
      typeName: 'IBM-3278-2',
    });
  });

  it('tells the host when the client goes, and serves the next', async () => {
    const client = await display();
    client.close();
    await expect.poll(() => hosts[0].events).toEqual(['on', 'off']);
    terminals[0].send(Command.write, Uint8Array.of(0xc2));
    terminals[0].request(Command.readBuffer, () => expect.unreachable());
    expect(server?.connectionCount).toBe(0);
  });

  it('turns break and interrupt into PA1, but not right after a PA1', async () => {
    const client = await display();
    client.send(0xff, 0xf3);
    await expect.poll(() => hosts[0].events.at(-1)).toBe('6c');
    terminals[0].send(Command.write, Uint8Array.of(0xc2));
    client.send(0x6c, 0xff, 0xef, 0xff, 0xf3, 0xff, 0xf4, 0xff, 0xf6);
    await client.expectHex('fff1');
    expect(hosts[0].events).toEqual(['on', '6c', '6c']);
  });

  it('matches replies to read requests, and keys that crossed them', async () => {
    const client = await display();
    const replies: string[] = [];
    const request = (command: number): void =>
      terminals[0].request(command, (data) => replies.push(Buffer.from(data.subarray(0, 4)).toString('hex')));
    request(Command.readModified);
    await client.expectHex('f6ffef');
    client.send(0x60, 0x40, 0x40, 0xff, 0xef);
    await expect.poll(() => replies).toEqual(['604040']);
    // the operator pressed ENTER before the command came; then the command's reply
    request(Command.readModified);
    client.send(0x7d, 0x40, 0x40, 0xff, 0xef, 0x7d, 0x40, 0x40, 0xff, 0xef);
    await expect.poll(() => replies.length).toBe(2);
    expect(hosts[0].events).toEqual(['on', '7d4040']);
    // the same for Read Buffer, where the length tells
    terminals[0].send(Command.write, Uint8Array.of(0xc2));
    request(Command.readBuffer);
    client.send(0xf1, 0x40, 0x40, 0xff, 0xef, 0xf1, 0x40, 0x40, ...new Uint8Array(1920), 0xff, 0xef);
    await expect.poll(() => replies.length).toBe(3);
    expect(replies[2]).toBe('f1404000');
    expect(hosts[0].events).toEqual(['on', '7d4040', 'f14040']);
  });

  it('asks for a sign of life and closes when none comes any more', async () => {
    const client = await display({ keepAlive: 30 });
    await client.expectHex('fffd06');
    client.send(0xff, 0xfc, 0x06);
    await client.expectClosed();
    expect(log.at(-1)).toMatch(/no sign of life/);
  });

  it('lets a client live that never answers but whose connection stands', async () => {
    const client = await display({ keepAlive: 20 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(client.closed).toBe(false);
  });
});

describe('TN3270E', () => {
  const tn3270e = true;

  it('is agreed step by step; what is not served is left out', async () => {
    const client = await connect(await listen({ tn3270e }));
    await client.expectHex('fffd28');
    client.send(0xff, 0xfb, 0x28);
    await client.expectHex('fffa280802fff0');
    client.send(0xff, 0xfa, 0x28, 0x02, 0x07, ...Buffer.from('IBM-3278-4-E'), 0xff, 0xf0);
    await client.expectHex(
      `fffa280204${Buffer.from('IBM-3278-4-E').toString('hex')}01${Buffer.from('LU0001').toString('hex')}fff0`,
    );
    client.send(0xff, 0xfa, 0x28, 0x03, 0x07, 0x00, 0x02, 0x04, 0xff, 0xf0);
    await client.expectHex('fffa2803070204fff0');
    client.send(0xff, 0xfa, 0x28, 0x03, 0x04, 0x02, 0x04, 0xff, 0xf0);
    await expect.poll(() => hosts[0]?.events).toEqual(['on']);
    expect(terminals[0]).toMatchObject({ protocol: 'tn3270e', model: 4, alternateRows: 43 });
    terminals[0].send(Command.write, Uint8Array.of(0xc2));
    terminals[0].send(Command.write, Uint8Array.of(0xc2));
    await client.expectHex('0000000000f1c2ffef0000000001f1c2ffef');
    client.send(0x00, 0x00, 0x00, 0x00, 0x00, 0x6d, 0xff, 0xef, 0xff, 0xf5);
    await expect.poll(() => hosts[0].events).toEqual(['on', '6d', '016c6102']);
    // a negative response is for the log, SSCP data is ignored, another type ends the session
    client.send(
      0x02,
      0x00,
      0x01,
      0x00,
      0x01,
      0x02,
      0xff,
      0xef,
      0x07,
      0x00,
      0x00,
      0x00,
      0x00,
      0x81,
      0xff,
      0xef,
    );
    await expect.poll(() => log.some((line) => line.includes('rejected record 1 (reason 2)'))).toBe(true);
    client.send(0x05, 0x00, 0x00, 0x00, 0x00, 0x41, 0xff, 0xef);
    await client.expectClosed();
    expect(hosts[0].events.at(-1)).toBe('off');
  });

  it('rejects printers and names in use, and falls back when the client gives up', async () => {
    const port = await listen({ tn3270e });
    const first = await connect(port);
    await first.expectHex('fffd28');
    first.send(0xff, 0xfc, 0x28);
    await first.negotiate('DESK');
    await expect.poll(() => terminals.length).toBe(1);
    const second = await connect(port);
    second.send(0xff, 0xfb, 0x28);
    await second.expectHex('fffa280802fff0');
    second.send(0xff, 0xfa, 0x28, 0x02, 0x07, ...Buffer.from('IBM-3287-1'), 0xff, 0xf0);
    await second.expectHex('fffa2802060504fff0');
    second.send(
      0xff,
      0xfa,
      0x28,
      0x02,
      0x07,
      ...Buffer.from('IBM-3278-2'),
      0x01,
      ...Buffer.from('DESK'),
      0xff,
      0xf0,
    );
    await second.expectHex('fffa2802060501fff0');
    second.send(
      0xff,
      0xfa,
      0x28,
      0x02,
      0x07,
      ...Buffer.from('IBM-3278-2'),
      0x00,
      ...Buffer.from('DESK'),
      0xff,
      0xf0,
    );
    await second.expectHex('fffa2802060502fff0');
    second.send(0xff, 0xfc, 0x28);
    await second.negotiate();
    await expect.poll(() => terminals.length).toBe(2);
    expect(terminals[1].protocol).toBe('tn3270');
  });
});

describe('clients that are no displays', () => {
  const hint = /This is a 3270 system\. Please connect with a TN3270 client/;

  it.each([
    ['say nothing', (): void => undefined],
    ['send text', (client: RawClient): void => client.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'))],
    ['refuse to tell their type', (client: RawClient): void => client.send(0xff, 0xfc, 0x18)],
    [
      'are of another type',
      (client: RawClient): void => {
        const is = [0xff, 0xfa, 0x18, 0x00, ...Buffer.from('XTERM'), 0xff, 0xf0];
        client.send(0xff, 0xfb, 0x18, ...is, ...is);
      },
    ],
    [
      'refuse records',
      (client: RawClient): void => {
        client.send(
          0xff,
          0xfb,
          0x18,
          0xff,
          0xfa,
          0x18,
          0x00,
          ...Buffer.from('IBM-3278-2'),
          0xff,
          0xf0,
          0xff,
          0xfc,
          0x19,
        );
      },
    ],
    [
      'never stop negotiating',
      (client: RawClient): void =>
        client.sendBytes(Uint8Array.from({ length: 900 }, (_, i) => [0xff, 0xfb, 0x2a][i % 3])),
    ],
  ])('get a clear message when they %s', async (_, act) => {
    const client = await connect(await listen({ negotiationTimeout: 150 }));
    act(client);
    await client.expectClosed();
    expect(client.text).toMatch(hint);
    expect(terminals).toEqual([]);
    expect(log).toHaveLength(1);
  });

  it('get a message when the LU they ask for is in use or impossible', async () => {
    const port = await listen();
    const first = await connect(port);
    await first.negotiate('DESK');
    for (const [lu, text] of [
      ['DESK', 'LU DESK is in use.'],
      ['A/B*C', 'LU A/B*C is unknown here.'],
    ]) {
      const client = await connect(port);
      client.send(0xff, 0xfb, 0x18, 0xff, 0xfa, 0x18, 0x00, ...Buffer.from(`IBM-3278-2@${lu}`), 0xff, 0xf0);
      await client.expectClosed();
      expect(client.text).toContain(text);
    }
  });
});

describe('clients that break the rules', () => {
  it.each([
    ['an AID that is none', [0x00, 0x01, 0x02, 0xff, 0xef], /AID X'00'/],
    ['a record without cursor address', [0x7d, 0x40, 0xff, 0xef], /without a cursor address/],
    ['a broken test request', [0x01, 0x02, 0x03, 0x04, 0xff, 0xef], /broken test request/],
    ['a command that is none', [0xff, 0x10], /no telnet command/],
    ['withdrawal of record mode', [0xff, 0xfc, 0x19], /ended record transmission/],
  ])('lose their own connection only: %s', async (_, bytes, reason) => {
    const port = await listen();
    const good = await connect(port);
    await good.negotiate();
    const bad = await connect(port);
    await bad.negotiate();
    await expect.poll(() => hosts.length).toBe(2);
    bad.send(...bytes);
    await bad.expectClosed();
    expect(log.at(-1)).toMatch(reason);
    expect(hosts[1].events).toEqual(['on', 'off']);
    good.send(Aid.pf1, 0x40, 0x40, 0xff, 0xef);
    await expect.poll(() => hosts[0].events.at(-1)).toBe('f14040');
  });

  it('lose it when a record grows without end', async () => {
    const client = await display({ limits: { record: 5000 } });
    client.sendBytes(new Uint8Array(6000).fill(0x40));
    await client.expectClosed();
    expect(log.at(-1)).toMatch(/record of more than 5000 bytes/);
  });

  it('lose it when they do not read what they get', async () => {
    const client = await display({ writeBuffer: 200_000 });
    client.pause();
    const screen = new Uint8Array(8000).fill(0x40);
    // the kernel's own buffers take some megabytes first
    for (let i = 0; i < 5000 && hosts[0].events.length === 1; i++)
      terminals[0].send(Command.eraseWrite, screen);
    await expect.poll(() => hosts[0].events).toEqual(['on', 'off']);
    expect(log.at(-1)).toMatch(/does not take its data/);
  });

  it('cannot bring down the system by what their bytes do to a host', async () => {
    const port = await listen({
      onTerminal: () => ({
        attention: () => {
          throw new Error('broken host');
        },
        powered: () => undefined,
      }),
    });
    const client = await connect(port);
    await client.negotiate();
    client.send(0x6d, 0xff, 0xef);
    await client.expectClosed();
    expect(log.at(-1)).toMatch(/internal error: Error: broken host/);
  });
});

describe('the server', () => {
  it('refuses more clients than it may have', async () => {
    const port = await listen({ maxConnections: 1 });
    await connect(port);
    const second = await connect(port);
    await second.expectClosed();
    expect(second.text).toContain('in use');
  });

  it('says when its port is taken', async () => {
    const port = await listen();
    const other = new Tn3270Server({ port, onTerminal: () => ({ refuse: '' }) });
    await expect(other.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('shows a refusal and closes at the next key', async () => {
    const client = await connect(await listen({ onTerminal: () => ({ refuse: 'FULL' }) }));
    await client.negotiate();
    await client.expectHex('c6e4d3d3');
    client.send(0x6d, 0xff, 0xef);
    await client.expectClosed();
  });
});
