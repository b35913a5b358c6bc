import { describe, expect, it } from 'vitest';
import { DEVICE_REFERENCE } from '../../../src/s370/devices/command-reference.js';
import {
  Display3270,
  UnitStatus,
  adapterCable,
  createDevice,
  deviceClass,
  deviceTypes,
} from '../../../src/s370/index.js';
import type { Device, DeviceSpecification, DisplayTerminal, LineTerminal } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { MemoryTape, TestPaper, TestStacker, TestTerminal } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x100;
const COMMAND_REJECT = 0x80;

const cards = () => ({ readCard: () => new Uint8Array(80).fill(0x40) });
const display: DisplayTerminal = {
  ...{ model: 4, rows: 24, columns: 80, alternateRows: 43, alternateColumns: 80, extended: true },
  send: () => undefined,
  request: (_command, reply) => reply(Uint8Array.of(0x60, 0x40, 0x40)),
};
const modem: LineTerminal = {
  attach: () => undefined,
  answer: () => undefined,
  call: () => undefined,
  hangUp: () => undefined,
  write: () => undefined,
  sendBreak: () => undefined,
  close: () => undefined,
};

/** A device of a type with everything that it may have, ready for every command. */
function readyDevice(type: string): Device {
  const make = (more: object): Device => createDevice({ type, ...more } as DeviceSpecification);
  switch (deviceClass(type)) {
    case 'reader':
      return make({ cards: cards() });
    case 'punch':
      return make({ cards: new TestStacker(), options: { hopper: cards(), prints: type === '3525' } });
    case 'read-punch':
      return make({ cards: cards(), stacker: new TestStacker() });
    case 'printer':
      return make({ paper: new TestPaper() });
    case 'tape': {
      const tape = new MemoryTape();
      tape.blocks = [Uint8Array.of(1), Uint8Array.of(2)];
      return make({ volume: tape });
    }
    case 'console':
      return make({ terminal: new TestTerminal() });
    case 'display':
      return make({});
    case 'line': {
      const line = { ...modem };
      const device = make({
        line,
        settings: {
          ...{ dial: 'inout', endOfLine: 13, inputSkip: new Set(), outputSkip: new Set(), upperCase: false },
          ...{ editBackspace: false, breakByControlC: false, returnCarriage: false, readTimeout: 0 },
          ...{ enableTimeout: 0, prepend: new Uint8Array(0), append: new Uint8Array(0) },
        },
      });
      return device;
    }
    case 'adapter': {
      const [end, other] = adapterCable();
      new ChannelBench().attach(UNIT, createDevice({ type: 'CTCA', link: other }));
      return make({ link: end });
    }
    default:
      throw new Error(type);
  }
}

/** Gives a command to a new device; answers whether it was rejected, and how many sense bytes there are. */
function isRejected(type: string, code: number, after: number | undefined): boolean {
  const bench = new ChannelBench();
  const device = bench.attach(UNIT, readyDevice(type));
  if (device instanceof Display3270) {
    device.plug(display);
    device.powered(true);
  }
  bench.settle();
  while (bench.channels.takeInterruption(-1) !== undefined);
  if (deviceClass(type) === 'line' && code !== 0x29 && code !== 0x27) {
    (device as unknown as { connected(): void }).connected();
    bench.program(PROGRAM, [0x27, 0, SLI, 1]);
    bench.run(UNIT, PROGRAM);
  }
  const ccws: [number, number, number, number][] = [[code, DATA, SLI, 512]];
  if (after !== undefined) ccws.unshift([after, DATA, CC | SLI, 1]);
  bench.program(PROGRAM, ...ccws);
  const { csw } = bench.start(UNIT, PROGRAM);
  bench.settle();
  const taken = bench.channels.takeInterruption(-1);
  const unit = csw !== undefined ? status(csw).unit : taken === undefined ? 0 : status(taken.csw).unit;
  if ((unit & UnitStatus.unitCheck) === 0) return false;
  return (bench.sense(UNIT, 1)[0] & COMMAND_REJECT) !== 0;
}

describe('the reference of devices', () => {
  it('has every type that is not a disk', () => {
    const others = deviceTypes().filter((type) => !['disk', 'fba'].includes(deviceClass(type)!));
    const listed = DEVICE_REFERENCE.flatMap(({ types }) => types);
    // a 3287 has no commands that it executes: it is never ready
    expect([...listed, '3287'].sort()).toEqual(others.sort());
  });

  it.each(
    DEVICE_REFERENCE.flatMap((entry) => entry.types.map((type, index) => [type, entry, index] as const)),
  )('lists the commands of a %s, and those alone', (type, entry, index) => {
    const known = new Map(
      entry.commands.flatMap(({ codes, after }) => codes.map((code) => [code, after] as const)),
    );
    for (let code = 1; code < 256; code++) {
      if ((code & 0x0f) === 0x08 || (code & 0x0f) === 0) continue; // TIC, and invalid for the channel
      const rejected = isRejected(type, code, known.get(code));
      expect([code.toString(16), rejected]).toEqual([code.toString(16), !known.has(code)]);
    }
    const bench = new ChannelBench();
    bench.attach(UNIT, readyDevice(type));
    bench.settle();
    while (bench.channels.takeInterruption(-1) !== undefined);
    bench.program(PROGRAM, [0x04, DATA, SLI, 100]);
    expect(100 - bench.run(UNIT, PROGRAM).count).toBe(entry.senseLengths[index]);
  });
});
