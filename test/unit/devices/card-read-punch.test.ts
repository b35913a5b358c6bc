import { describe, expect, it } from 'vitest';
import { CardReadPunch, NORMAL_END, UnitStatus, cardImage } from '../../../src/s370/index.js';
import type { CardSink } from '../../../src/s370/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x00c;
const text = (card: Uint8Array) => ebcdic037.decode(card).trimEnd();
const card = (content: string) => ebcdic037.encode(content, 80);

function machine(...deck: (Uint8Array | 'end' | 'empty')[]) {
  const bench = new ChannelBench();
  const stacked: [string, number][] = [];
  const sink: CardSink = { punchCard: (one, stacker) => void stacked.push([text(one), stacker ?? 0]) };
  const source = { readCard: () => deck.shift() ?? ('empty' as const) };
  return { bench, stacked, sink, device: bench.attach(UNIT, new CardReadPunch(source, sink)) };
}

describe('card read punch', () => {
  it('reads cards, selects stackers and tells the end', () => {
    const { bench, stacked } = machine(card('ONE'), card('TWO'), card('THREE'), 'end');
    bench.program(
      PROGRAM,
      [0x02, DATA, CC, 80],
      [0x42, DATA + 80, CC, 80],
      [0x22, DATA + 160, CC, 160],
      [0x02, DATA, 0, 80],
    );
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitException);
    expect(text(bench.get(DATA, 160))).toMatch(/^ONE +TWO$/);
    expect(bench.get(DATA + 160, 160)).toEqual(cardImage(card('THREE')));
    expect(stacked).toEqual([
      ['ONE', 1],
      ['TWO', 2],
      ['THREE', 1],
    ]);
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
  });

  it('punches into the card that was read, going on where the write before ended', () => {
    const { bench, stacked } = machine(card('READ'), card('NEXT'), 'end');
    bench.put(DATA, ebcdic037.encode('     AND PUNCHED'));
    bench.program(
      PROGRAM,
      [0x02, DATA + 0x100, CC, 80],
      [0x01, DATA, CC, 8],
      [0xc1, DATA + 8, CC, 8],
      [0x81, DATA, CC, 3],
      [0x02, DATA + 0x100, 0, 80],
    );
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitException);
    expect(stacked).toEqual([
      ['READ AND PUNCHED', 2],
      ['NEXT', 1],
    ]);
  });

  it('punches in card image mode', () => {
    const { bench, stacked } = machine(card(''), card(''));
    bench.put(DATA, cardImage(card('IMAGE')));
    bench.program(PROGRAM, [0x83, 0, CC | SLI, 1], [0xa1, DATA, 0, 160]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(stacked).toEqual([['IMAGE', 1]]);
  });

  it('says incorrect length when more is written than there are columns', () => {
    const { bench } = machine(card(''));
    bench.program(PROGRAM, [0x83, 0, CC | SLI, 1], [0x01, DATA, 0, 90]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ channel: 0x40, count: 10 });
  });

  it('feeds, selects stacker 2 for the card in hand, and gives it up at the end', () => {
    const { bench, stacked, device } = machine(card('A'), card('B'), card('C'));
    bench.program(PROGRAM, [0x83, 0, CC | SLI, 1], [0x43, 0, CC | SLI, 1], [0x83, 0, CC | SLI, 1], [
      0xc3,
      0,
      SLI,
      1,
    ] as const);
    bench.run(UNIT, PROGRAM);
    expect(stacked).toEqual([
      ['A', 2],
      ['B', 2],
    ]);
    device.close();
    expect(stacked[2]).toEqual(['C', 1]);
  });

  it('needs the operator for a write without a card or without a place for the card', () => {
    const { bench } = machine(card('A'));
    bench.program(PROGRAM, [0x01, DATA, 0, 80]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
    const without = new ChannelBench();
    without.attach(UNIT, new CardReadPunch({ readCard: () => card('A') }));
    without.program(PROGRAM, [0x02, DATA, CC, 80], [0x01, DATA, 0, 80]);
    expect(without.run(UNIT, PROGRAM).unit).toBe(UnitStatus.unitCheck);
  });

  it('tells a data check and rejects what it does not have', () => {
    const image = cardImage(card(''));
    image[1] = 0x30;
    const { bench, device } = machine(image);
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x08);
    for (const command of [0x82, 0x0a, 0x0b, 0xa3, 0x09]) {
      bench.program(PROGRAM, [command, DATA, SLI, 80]);
      expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
      expect(bench.sense(UNIT, 1)[0]).toBe(0x80);
    }
    const more = [card('MORE')];
    device.load({ readCard: () => more.shift() ?? 'end' });
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
  });
});
