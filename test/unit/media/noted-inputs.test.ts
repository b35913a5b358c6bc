import { describe, expect, it } from 'vitest';
import { notedLine, notedLink } from '../../../src/media/network/noted-inputs.js';
import type { HostInputs } from '../../../src/media/index.js';
import { ChannelAdapter, CommunicationLine, NORMAL_END, adapterCable } from '../../../src/s370/index.js';
import type { AdapterMessage, LineHost, LineTerminal } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

type Input = [address: number, name: string, data: Uint8Array];

/** Notes what comes, and plays a log. */
class Inputs implements HostInputs {
  readonly log: Input[] = [];
  private readonly receivers = new Map<number, (name: string, data: Uint8Array) => void>();
  constructor(readonly replaying = false) {}
  forDevice(address: number, receive: (name: string, data: Uint8Array) => void) {
    this.receivers.set(address, receive);
    return (name: string, data: Uint8Array) => {
      this.log.push([address, name, data.slice()]);
      receive(name, data);
    };
  }
  play(log: readonly Input[], each: (name: string) => void): void {
    for (const [address, name, data] of log) {
      this.receivers.get(address)!(name, data);
      each(name);
    }
  }
}

const DATA = 0x2000;
const PROGRAM = 0x1000;
const ends = (bench: ChannelBench) => {
  const units: number[] = [];
  for (;;) {
    const taken = bench.channels.takeInterruption(-1);
    if (taken === undefined) return units;
    units.push(status(taken.csw).unit);
  }
};

describe('a link that is noted', () => {
  it('is played again without the other side', () => {
    const reading = (bench: ChannelBench) => {
      bench.program(PROGRAM, [0x02, DATA, 0x20, 10]);
      bench.start(0x600, PROGRAM);
      bench.settle();
    };
    const inputs = new Inputs();
    const [x, y] = adapterCable();
    const bench = new ChannelBench();
    bench.attach(0x600, new ChannelAdapter(notedLink(x, 0x600, inputs)));
    const other = new ChannelBench();
    other.attach(0x600, new ChannelAdapter(y));
    bench.channels.takeInterruption(-1);
    reading(bench);
    other.put(DATA, [1, 2, 3]);
    other.program(PROGRAM, [0x01, DATA, 0, 3]);
    other.settle();
    other.channels.takeInterruption(-1);
    other.start(0x600, PROGRAM);
    bench.settle();
    expect(ends(bench)).toEqual([NORMAL_END]);
    expect(inputs.log.map(([address, name]) => [address, name])).toContainEqual([0x600, 'message']);

    const replay = new Inputs(true);
    const sent: AdapterMessage[] = [];
    const again = new ChannelBench();
    const nobody = {
      primary: true,
      attach: () => expect.unreachable('a replay needs no link'),
      send: (message: AdapterMessage) => void sent.push(message),
      close: () => undefined,
    };
    again.attach(0x600, new ChannelAdapter(notedLink(nobody, 0x600, replay)));
    replay.play(inputs.log, (name) => {
      again.settle();
      if (name !== 'connected') return;
      ends(again);
      reading(again);
    });
    again.settle();
    expect(ends(again)).toEqual([NORMAL_END]);
    expect(Array.from(again.get(DATA, 3))).toEqual([1, 2, 3]);
    expect(sent.at(-1)).toEqual({ kind: 'done' });
  });
});

describe('a line that is noted', () => {
  class Modem implements LineTerminal {
    host: LineHost | undefined;
    attach(host: LineHost): void {
      this.host = host;
    }
    answer(): void {}
    call(): void {}
    hangUp(): void {}
    write(): void {}
    sendBreak(): void {}
    close(): void {}
  }

  it('is played again without a terminal', () => {
    const run = (bench: ChannelBench) => {
      bench.program(PROGRAM, [0x27, 0, 0x60, 1], [0x06, 0, 0x60, 1], [0x02, DATA, 0x20, 10]);
      bench.start(0x0a0, PROGRAM);
      bench.settle();
    };
    const inputs = new Inputs();
    const modem = new Modem();
    const bench = new ChannelBench();
    bench.attach(0x0a0, new CommunicationLine(notedLine(modem, 0x0a0, inputs)));
    run(bench);
    const host = modem.host!;
    host.connected();
    bench.settle();
    host.breakReceived();
    bench.settle();
    host.received(Uint8Array.of(0x41, 0x0d));
    bench.settle();
    expect(ends(bench)).toEqual([NORMAL_END]);
    host.disconnected();
    host.callFailed();
    expect(inputs.log.map(([, name]) => name)).toEqual([
      'connected',
      'break',
      'received',
      'disconnected',
      'call-failed',
    ]);
    const replay = new Inputs(true);
    const silent = new Modem();
    const again = new ChannelBench();
    again.attach(0x0a0, new CommunicationLine(notedLine(silent, 0x0a0, replay)));
    expect(silent.host).toBeUndefined();
    run(again);
    replay.play(inputs.log, () => again.settle());
    expect(ends(again)).toEqual([NORMAL_END]);
    expect(again.get(DATA, 2)).toEqual(bench.get(DATA, 2));
  });
});
