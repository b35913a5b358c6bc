import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DeviceNetwork, openHostDevice } from '../../../src/media/index.js';
import {
  AdapterFrames,
  encodeAdapterMessage,
  encodeHello,
} from '../../../src/media/network/adapter-frames.js';
import { AdapterSocket } from '../../../src/media/network/adapter-socket.js';
import { ChannelAdapter, NORMAL_END, UnitStatus } from '../../../src/s370/index.js';
import type { AdapterMessage, AdapterSide } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

const DATA = 0x2000;
const PROGRAM = 0x1000;

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

/** Waits until something is so. */
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

class Side implements AdapterSide {
  readonly messages: AdapterMessage[] = [];
  there = false;
  received(message: AdapterMessage): void {
    this.messages.push(message);
  }
  connected(there: boolean): void {
    this.there = there;
  }
}

const everyMessage: AdapterMessage[] = [
  { kind: 'reset', extended: true },
  { kind: 'mode', extended: false },
  { kind: 'command', code: 0xe3, extended: true },
  { kind: 'withdrawn' },
  { kind: 'sensed' },
  { kind: 'ready', room: 0x8000 },
  { kind: 'data', bytes: Uint8Array.of(1, 2, 3), last: true },
  { kind: 'data', bytes: new Uint8Array(0x8000).fill(7), last: false },
  { kind: 'done' },
  { kind: 'end-of-file' },
];

describe('frames', () => {
  it('come out of a stream however it is cut', () => {
    const parts = [encodeHello(new Uint8Array(8)), ...everyMessage.map(encodeAdapterMessage)];
    const stream = Buffer.concat(parts);
    for (const size of [1, 7, stream.length]) {
      const got: AdapterMessage[] = [];
      let hellos = 0;
      const frames = new AdapterFrames({
        hello: () => hellos++,
        message: (message) => got.push(message),
        violation: (reason) => expect.unreachable(reason),
      });
      for (let at = 0; at < stream.length; at += size) frames.push(stream.subarray(at, at + size));
      expect([hellos, got]).toEqual([1, everyMessage]);
    }
  });

  it.each([
    ['something else', Buffer.from('GET / HTTP/1.0\r\n\r\n')],
    ['a message before the hello', Buffer.from(encodeAdapterMessage({ kind: 'done' }))],
    ['an unknown message', Buffer.concat([encodeHello(new Uint8Array(8)), Uint8Array.of(0, 0, 0, 1, 99)])],
    [
      'a message that is too short',
      Buffer.concat([encodeHello(new Uint8Array(8)), Uint8Array.of(0, 0, 0, 1, 2)]),
    ],
  ])('end with %s', (_, bytes) => {
    const reasons: string[] = [];
    const frames = new AdapterFrames({
      hello: () => undefined,
      message: () => undefined,
      violation: (reason) => reasons.push(reason),
    });
    frames.push(bytes);
    frames.push(bytes);
    expect(reasons).toHaveLength(1);
  });
});

describe('the cable over TCP', () => {
  /** Two ends that both listen and both call, as two configurations have it. */
  async function ends(): Promise<{ one: AdapterSocket; other: AdapterSocket; sides: [Side, Side] }> {
    const first = new AdapterSocket({ localPort: 0, localHost: '127.0.0.1', remote: undefined });
    open.push(first);
    const sides: [Side, Side] = [new Side(), new Side()];
    first.attach(sides[0]);
    await until(() => first.port !== undefined);
    const other = new AdapterSocket({
      localPort: 0,
      localHost: '127.0.0.1',
      remote: { host: '127.0.0.1', port: first.port! },
      retry: 20,
    });
    open.push(other);
    other.attach(sides[1]);
    await until(() => sides.every(({ there }) => there));
    return { one: first, other, sides };
  }

  it('brings every message to the other side, and one side is the primary', async () => {
    const { one, other, sides } = await ends();
    for (const message of everyMessage) one.send(message);
    await until(() => sides[1].messages.length === everyMessage.length);
    expect(sides[1].messages).toEqual(everyMessage);
    expect(one.primary).toBe(!other.primary);
  });

  it('tells when the other side goes, and comes again', async () => {
    const { one, other, sides } = await ends();
    const port = one.port!;
    one.close();
    await until(() => !sides[1].there);
    const again = new AdapterSocket({ localPort: port, localHost: '127.0.0.1', remote: undefined });
    open.push(again);
    again.attach(sides[0]);
    await until(() => sides[1].there);
    expect(other.primary).toBe(!again.primary);
  });

  it('closes what is no adapter', async () => {
    const lines: string[] = [];
    const socket = new AdapterSocket({
      localPort: 0,
      localHost: '127.0.0.1',
      remote: undefined,
      log: (line) => lines.push(line),
    });
    open.push(socket);
    socket.attach(new Side());
    await until(() => socket.port !== undefined);
    const visitor: Socket = connect(socket.port!, '127.0.0.1');
    let ended = false;
    visitor.on('close', () => (ended = true));
    visitor.on('error', () => undefined);
    visitor.resume();
    visitor.write('GET / HTTP/1.0\r\n\r\n');
    await until(() => ended);
    expect(lines.join()).toContain('not an adapter');
  });
});

describe('adapters of two machines', () => {
  it('that call each other at the same time talk over one connection', async () => {
    // two ports that are free now
    const probes = [0, 1].map(
      () => new AdapterSocket({ localPort: 0, localHost: '127.0.0.1', remote: undefined }),
    );
    await Promise.all(probes.map((probe) => probe.listen()));
    const ports = probes.map((probe) => probe.port!);
    probes.forEach((probe) => probe.close());
    const benches = ports.map((port, index) => {
      const network = new DeviceNetwork(
        () => undefined,
        () => undefined,
      );
      const words = ['CTCE', String(port), '127.0.0.1', String(ports[1 - index])];
      const device = openHostDevice({ type: '3088', words, network });
      open.push(device);
      expect(device).toBeInstanceOf(ChannelAdapter);
      const bench = new ChannelBench();
      bench.attach(0x600, device);
      return bench;
    });
    const [x, y] = benches;
    const interruption = async (bench: ChannelBench) => {
      await until(() => {
        bench.settle();
        return bench.channels.pending(-1);
      });
      return status(bench.channels.takeInterruption(-1)!.csw);
    };
    expect((await interruption(x)).unit).toBe(UnitStatus.deviceEnd);
    expect((await interruption(y)).unit).toBe(UnitStatus.deviceEnd);
    const text = Uint8Array.from({ length: 0xc000 }, (_, i) => i & 0xff);
    x.put(DATA, text);
    x.program(PROGRAM, [0x01, DATA, 0, text.length]);
    expect(x.start(0x600, PROGRAM).conditionCode).toBe(0);
    expect((await interruption(y)).unit).toBe(UnitStatus.attention);
    y.program(PROGRAM, [0x14, 0x1800, 0x40, 1], [0x02, DATA, 0, text.length]);
    expect(y.start(0x600, PROGRAM).conditionCode).toBe(0);
    expect(await interruption(y)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    expect(await interruption(x)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    expect(y.get(0x1800, 1)[0]).toBe(0x01);
    expect(y.get(DATA, text.length)).toEqual(text);
  });
});

describe('words', () => {
  const network = new DeviceNetwork(
    () => undefined,
    () => undefined,
  );

  it('of one process name a cable with two ends', () => {
    const words = ['local=LINK'];
    const devices = [1, 2].map(() => openHostDevice({ type: 'CTCA', words, network }));
    expect(() => openHostDevice({ type: 'CTCA', words, network })).toThrow(/both ends of local=LINK/);
    devices[0].close();
    devices[1].close();
    openHostDevice({ type: 'CTCA', words, network }).close();
  });

  it.each([
    [['CTCI', 'tun0'], /network interface/],
    [['3000', 'somewhere'], /needs local=NAME/],
    [['3000', 'somewhere', 'x'], /x is no port/],
    [['sometimes=yes'], /sometimes=yes is no option/],
  ])('%j are refused', (words, message) => {
    expect(() => openHostDevice({ type: 'CTCA', words, network })).toThrow(message);
  });

  it('need a network', () => {
    expect(() => openHostDevice({ type: '3088', words: ['local=A'] })).toThrow(/can't be connected here/);
  });
});
