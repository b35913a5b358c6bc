import { describe, expect, it } from 'vitest';
import { CardReader, NORMAL_END, UnitStatus, cardImage } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x00c;
const CHECK_END = NORMAL_END | UnitStatus.unitCheck;
const card = (byte: number) => new Uint8Array(80).fill(byte);

function reader(
  type: '2501' | '2540R' | '3505',
  ...cards: (Uint8Array | 'end' | 'empty')[]
): { bench: ChannelBench; device: CardReader } {
  const bench = new ChannelBench();
  const source = { readCard: () => cards.shift() ?? 'empty' };
  return { bench, device: bench.attach(UNIT, new CardReader(source, type)) };
}

describe('card image mode', () => {
  it('gives 160 bytes, also of a card that is kept in EBCDIC', () => {
    for (const command of [0x22, 0x62, 0xa2, 0xe2]) {
      const { bench } = reader('2540R', card(0xc1));
      bench.program(PROGRAM, [command, DATA, 0, 160]);
      expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
      expect(bench.get(DATA, 160)).toEqual(cardImage(card(0xc1)));
    }
  });

  it('reads again in EBCDIC what was read in card image without feeding', () => {
    const { bench } = reader('3505', cardImage(card(0xf5)));
    bench.program(PROGRAM, [0xe2, DATA, CC, 160], [0x42, DATA + 160, 0, 80]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END });
    expect(bench.get(DATA + 160, 80)).toEqual(card(0xf5));
  });

  it('is not there in a spooled reader', () => {
    const bench = new ChannelBench();
    bench.attach(UNIT, new CardReader({ readCard: () => card(1) }, '2540R', { noCardImage: true }));
    bench.program(PROGRAM, [0x22, DATA, SLI, 160]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x80);
  });
});

describe('a column that is no code', () => {
  it('is a data check in EBCDIC, with a zero for it, and none in card image', () => {
    const image = cardImage(card(0xc1));
    image[3] = 0x3f;
    const { bench } = reader('2501', image, image);
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: CHECK_END, count: 0 });
    expect(Array.from(bench.get(DATA, 3))).toEqual([0xc1, 0, 0xc1]);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x08);
    bench.program(PROGRAM, [0x22, DATA, 0, 160]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
    expect(bench.get(DATA, 160)).toEqual(image);
  });
});

describe('a 2501', () => {
  it('has one stacker and no feed of its own', () => {
    const { bench } = reader('2501', card(1));
    for (const command of [0x42, 0x82, 0xc2, 0x23, 0x63]) {
      bench.program(PROGRAM, [command, DATA, SLI, 80]);
      expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    }
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
  });
});

describe('feeding without reading', () => {
  it('passes over cards, tells the end and an empty hopper', () => {
    const { bench } = reader('2540R', card(1), card(2), card(3), 'end');
    bench.program(PROGRAM, [0x23, 0, SLI | CC, 1], [0x63, 0, SLI | CC, 1], [0x02, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
    expect(bench.get(DATA, 80)).toEqual(card(3));
    bench.program(PROGRAM, [0xa3, 0, SLI, 1]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitException);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
  });
});

describe('sense', () => {
  it('of a 3505 has four bytes and says that an empty hopper is worth another try', () => {
    const { bench } = reader('3505', 'empty');
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    bench.start(UNIT, PROGRAM);
    expect(Array.from(bench.sense(UNIT, 4))).toEqual([0x40, 0x10, 0, 0]);
    bench.program(PROGRAM, [0x04, DATA, 0, 4]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
  });
});

describe('the operator', () => {
  it('stops a reader and starts it: intervention required, then device end', () => {
    const { bench, device } = reader('2540R', card(1));
    device.stop();
    expect(device.isStopped).toBe(true);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
    device.start();
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
    device.start();
    expect(bench.channels.pending(-1)).toBe(false);
  });
});
