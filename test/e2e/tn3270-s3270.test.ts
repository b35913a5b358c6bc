import { afterEach, describe, expect, it } from 'vitest';
import { Aid, Command } from '../../src/tn3270/datastream/index.js';
import { Tn3270Server } from '../../src/tn3270/index.js';
import type { RemoteTerminal, Tn3270ServerOptions } from '../../src/tn3270/index.js';
import { EchoHost } from '../support/echo-host.js';
import { S3270, hasS3270 } from '../support/s3270.js';

const available = hasS3270();
if (!available) console.log('skipped: no s3270 on this host (Debian package s3270)');

let server: Tn3270Server | undefined;
const clients: S3270[] = [];
const hosts: EchoHost[] = [];
const terminals: RemoteTerminal[] = [];
const log: string[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server?.close();
  server = undefined;
  hosts.length = terminals.length = log.length = 0;
});

async function start(options: Partial<Tn3270ServerOptions> & { alternate?: boolean } = {}): Promise<number> {
  server = new Tn3270Server({
    port: 0,
    log: (line) => log.push(line),
    onTerminal: (terminal) => {
      const host = new EchoHost(terminal, { alternate: options.alternate });
      hosts.push(host);
      terminals.push(terminal);
      return host;
    },
    ...options,
  });
  return server.listen();
}

function connect(target: string, options: { model?: string; args?: string[] } = {}): S3270 {
  const client = new S3270(target, options);
  clients.push(client);
  return client;
}

describe.skipIf(!available)('the real s3270', () => {
  it('gets a screen, types, and gets answers by basic TN3270', async () => {
    const port = await start();
    const client = connect(`127.0.0.1:${port}`);
    await client.run('Wait(5,InputField)');
    expect((await client.run('Query(ConnectionState)')).data).toEqual(['connected-3270']);
    expect((await client.screen())[0].trim()).toBe('ECHO HOST');
    await client.enter('query names');
    await client.until((row) => row.includes('1 enter <query names>'));
    await client.run('PF(3)');
    await client.until((row) => row.includes('2 pf3 <>'));
    await client.run('PA(1)');
    await client.until((row) => row.includes('3 pa1 <>'));
    await client.run('Clear()');
    await client.until((row) => row.includes('4 clear <>'));
    await client.run('PF(24)');
    await client.until((row) => row.includes('5 pf24 <>'));
    expect(terminals[0]).toMatchObject({ model: 2, extended: true, protocol: 'tn3270', lu: 'LU0001' });
  });

  it('agrees on TN3270E with RESPONSES and SYSREQ', async () => {
    const port = await start({ tn3270e: true });
    const client = connect(`TERM7@127.0.0.1:${port}`);
    await client.run('Wait(5,InputField)');
    expect((await client.run('Query(ConnectionState)')).data).toEqual(['connected-tn3270e']);
    expect((await client.run('Query(LuName)')).data).toEqual(['TERM7']);
    expect((await client.run('Query(Tn3270eOptions)')).data.join(' ').toLowerCase()).toContain('responses');
    await client.enter('hello');
    await client.until((row) => row.includes('1 enter <hello>'));
    await client.run('SysReq()');
    await expect.poll(() => hosts[0].records.at(-1)?.[0]).toBe(0x01);
    // the host's next screen brings the client back from the SSCP session
    await client.until((row) => row.includes('2 sysReq <>'));
    expect((await client.run('Query(ConnectionState)')).data).toEqual(['connected-tn3270e']);
  });

  it('falls back to basic TN3270 when the client refuses TN3270E', async () => {
    const port = await start({ tn3270e: true });
    const client = connect(`N:127.0.0.1:${port}`);
    await client.run('Wait(5,InputField)');
    expect((await client.run('Query(ConnectionState)')).data).toEqual(['connected-3270']);
    expect(terminals[0].protocol).toBe('tn3270');
  });

  it.each([
    ['3278-2', 24, 80, 2],
    ['3278-3', 32, 80, 3],
    ['3279-4', 43, 80, 4],
    ['3279-5', 27, 132, 5],
  ])('shows model %s in its alternate size', async (model, rows, columns, number) => {
    const port = await start({ alternate: true });
    const client = connect(`127.0.0.1:${port}`, { model });
    await client.run('Wait(5,InputField)');
    const screen = await client.screen();
    expect(screen).toHaveLength(rows);
    expect(screen[rows - 1].trim()).toBe(`${rows}X${columns}`);
    expect(terminals[0].model).toBe(number);
    await client.enter('x'.repeat(70));
    await client.until((row) => row.includes('1 enter <xxx'));
  });

  it('asks a display of dynamic size for its size', async () => {
    const port = await start({ alternate: true });
    const client = connect(`127.0.0.1:${port}`, { args: ['-oversize', '132x60'] });
    await client.run('Wait(5,InputField)');
    expect(terminals[0]).toMatchObject({ alternateRows: 60, alternateColumns: 132, typeName: 'IBM-DYNAMIC' });
    expect((await client.screen())[59].trim()).toBe('60X132');
    await client.enter('far down');
    await client.until((row) => row.includes('1 enter <far down>'));
  });

  it('reads the buffer and the modified fields on request', async () => {
    const port = await start();
    const client = connect(`127.0.0.1:${port}`);
    await client.run('Wait(5,InputField)');
    await client.run('String("draft")');
    const read = (command: number): Promise<Uint8Array> =>
      new Promise((resolve) => terminals[0].request(command, resolve));
    const modified = await read(Command.readModified);
    expect(modified[0]).toBe(Aid.none);
    expect([...modified.subarray(6)]).toEqual([0x84, 0x99, 0x81, 0x86, 0xa3]);
    const buffer = await read(Command.readBuffer);
    expect(buffer.length).toBeGreaterThanOrEqual(1923);
    expect(hosts[0].records).toEqual([]);
    await client.enter('');
    await client.until((row) => row.includes('1 enter <draft>'));
  });

  it('takes ATTN as PA1', async () => {
    const port = await start();
    const client = connect(`127.0.0.1:${port}`);
    await client.run('Wait(5,InputField)');
    await client.run('Attn()');
    await client.until((row) => row.includes('1 pa1'));
  });

  it('serves several at once and frees the name of one that leaves', async () => {
    const port = await start();
    const first = connect(`DESK@127.0.0.1:${port}`);
    await first.run('Wait(5,InputField)');
    const second = connect(`127.0.0.1:${port}`);
    await second.run('Wait(5,InputField)');
    await second.enter('two');
    await second.until((row) => row.includes('<two>'));
    await first.enter('one');
    await first.until((row) => row.includes('<one>'));
    expect(server?.connectionCount).toBe(2);
    first.close();
    await expect.poll(() => hosts[0].on, { timeout: 5000 }).toBe(false);
    const third = connect(`DESK@127.0.0.1:${port}`);
    await third.run('Wait(5,InputField)');
    expect(terminals[2].lu).toBe('DESK');
  });

  it('shows a refusal on the display', async () => {
    const port = await start({ onTerminal: () => ({ refuse: 'NO DISPLAY IS FREE' }) });
    const client = connect(`127.0.0.1:${port}`);
    await client.until((row) => row.includes('NO DISPLAY IS FREE'));
    await client.run('Enter()').catch(() => undefined);
    await expect.poll(() => server?.connectionCount).toBe(0);
  });
});
