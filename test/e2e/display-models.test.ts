import { afterEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { Display3270, NORMAL_END, UnitStatus } from '../../src/s370/index.js';
import { DisplayPool } from '../../src/system/display-pool.js';
import { terminalServer } from '../../src/system/terminal-server.js';
import type { Tn3270Server } from '../../src/tn3270/index.js';
import { ChannelBench, status } from '../support/channel-bench.js';
import type { Status } from '../support/channel-bench.js';
import { S3270, hasS3270 } from '../support/s3270.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const REPLY = 0x4000;
const PROGRAM = 0x1000;
const UNIT = 0x0c0;
const SELF = '127.0.0.1';

let server: Tn3270Server | undefined;
let terminal: S3270 | undefined;
afterEach(async () => {
  terminal?.close();
  await server?.close();
});

/** Two bytes of a 14-bit buffer address. */
const address = (position: number) => [position >> 8, position & 0xff];

/** A display of the channels with a real terminal of the x3270 family at it. */
async function displayWith(model: string): Promise<{ bench: ChannelBench; next: () => Promise<Status> }> {
  const bench = new ChannelBench();
  const display = bench.attach(UNIT, new Display3270('3278'));
  server = terminalServer(new DisplayPool([{ address: UNIT, display }], () => undefined), {
    port: 0,
    log: () => undefined,
  });
  const port = await server.listen();
  terminal = new S3270(`${SELF}:${port}`, { model });
  const next = async () => {
    for (let i = 0; i < 1000; i++) {
      bench.settle();
      if (bench.channels.pending(-1)) return status(bench.channels.takeInterruption(-1)!.csw);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('no interruption');
  };
  expect((await next()).unit).toBe(UnitStatus.deviceEnd);
  return { bench, next };
}

describe.skipIf(!hasS3270())('a local display with a real terminal', () => {
  it.each([
    ['3278-2-E', 24, 80],
    ['3278-3-E', 32, 80],
    ['3278-4-E', 43, 80],
    ['3279-5-E', 27, 132],
  ])('of model %s', async (model, rows, columns) => {
    const { bench, next } = await displayWith(model);
    const run = async (...ccws: [number, number, number, number][]) => {
      bench.program(PROGRAM, ...ccws);
      expect(bench.start(UNIT, PROGRAM).conditionCode).toBe(0);
      return next();
    };
    const last = rows * columns - 1;

    // Erase/Write Alternate: text up to the last position of the screen, and a field to type into
    const text = `${rows} BY ${columns}`;
    const stream = [
      ...[0xc3, 0x11, ...address(last - text.length), 0x1d, 0x60, ...ebcdic037.encode(text)],
      ...[0x11, ...address(columns), 0x1d, 0x40, 0x13, 0x11, ...address(columns + 20), 0x1d, 0x60],
    ];
    bench.put(DATA, stream);
    expect(await run([0x0d, DATA, 0, stream.length])).toMatchObject({ unit: NORMAL_END, channel: 0 });
    await terminal!.until((row) => row.endsWith(text));
    expect(await terminal!.screen()).toHaveLength(rows);

    // ENTER: attention, Read Modified
    await terminal!.run('String("typed")');
    const entered = terminal!.run('Enter()');
    expect((await next()).unit).toBe(UnitStatus.attention);
    const read = await run([0x06, REPLY, SLI, 0x1000]);
    expect(read).toMatchObject({ unit: NORMAL_END, channel: 0 });
    const modified = bench.get(REPLY, 0x1000 - read.count);
    expect([modified[0], ebcdic037.decode(modified.subarray(6))]).toEqual([0x7d, 'typed']);

    // Read Buffer has every position of the alternate screen; three attributes have a byte more
    bench.put(DATA, [0xc2]);
    const buffer = await run([0x01, DATA, CC, 1], [0x02, REPLY, SLI, 0x4000]);
    expect(0x4000 - buffer.count).toBe(3 + rows * columns + 3);
    await entered;

    // Query: the usable area is the model's
    bench.put(DATA, [0x00, 0x05, 0x01, 0xff, 0x02]);
    bench.program(PROGRAM, [0x11, DATA, 0, 5]);
    bench.start(UNIT, PROGRAM);
    expect((await next()).unit).toBe(NORMAL_END);
    expect((await next()).unit).toBe(UnitStatus.attention);
    const query = await run([0x06, REPLY, SLI, 0x1000]);
    const reply = Buffer.from(bench.get(REPLY, 0x1000 - query.count));
    expect(reply[0]).toBe(0x88);
    const usable = reply.indexOf(Buffer.from([0x81, 0x81]));
    expect([reply.readUInt16BE(usable + 4), reply.readUInt16BE(usable + 6)]).toEqual([columns, rows]);

    // Erase/Write goes back to 24 by 80; Erase All Unprotected empties the field
    const small = [
      0xc3,
      0x11,
      ...address(1920 - 4),
      ...ebcdic037.encode('LAST'),
      0x11,
      0,
      0,
      0x1d,
      0x41,
      0xc1,
      0x13,
    ];
    bench.put(DATA, small);
    expect((await run([0x05, DATA, 0, small.length])).unit).toBe(NORMAL_END);
    await terminal!.until((row) => row.endsWith('LAST'));
    expect((await terminal!.screen())[23].trim()).toBe('LAST');
    expect((await run([0x0f, 0, SLI, 1])).unit).toBe(NORMAL_END);
    await terminal!.until((row) => row.trim() === '');

    // the terminal is switched off
    terminal!.close();
    for (let i = 0; i < 500 && (bench.channels.device(UNIT) as Display3270).isOn; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    bench.program(PROGRAM, [0x05, DATA, 0, 1]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
  });
});
