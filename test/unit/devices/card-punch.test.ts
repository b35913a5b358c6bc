import { describe, expect, it } from 'vitest';
import { CardPunch, NORMAL_END, UnitStatus, cardImage } from '../../../src/s370/index.js';
import type { CardLine, CardPunchOptions, CardSink } from '../../../src/s370/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x00d;
const CHECK_END = NORMAL_END | UnitStatus.unitCheck;

class Stackers implements CardSink {
  readonly cards: { card: Uint8Array; stacker: number; printed: readonly CardLine[] }[] = [];
  punchCard(card: Uint8Array, stacker = 0, printed: readonly CardLine[] = []): void {
    this.cards.push({ card, stacker, printed });
  }
}

function punch(
  type: '2540P' | '3525',
  options: CardPunchOptions & { deck?: (Uint8Array | 'end' | 'empty')[] } = {},
): { bench: ChannelBench; stackers: Stackers; device: CardPunch } {
  const bench = new ChannelBench();
  const stackers = new Stackers();
  const { deck } = options;
  const hopper = deck && { readCard: () => deck.shift() ?? ('empty' as const) };
  const device = new CardPunch(stackers, type, { ...options, hopper });
  return { bench, stackers, device: bench.attach(UNIT, device) };
}

const text = (card: Uint8Array) => ebcdic037.decode(card).trimEnd();
const rejected = (bench: ChannelBench, command: number) => {
  bench.program(PROGRAM, [command, DATA, SLI, 80]);
  expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
  expect(bench.sense(UNIT, 1)[0]).toBe(0x80);
};

describe('punching', () => {
  it('selects stackers', () => {
    const { bench, stackers } = punch('2540P');
    bench.put(DATA, ebcdic037.encode('ABC', 80));
    bench.program(PROGRAM, [0x01, DATA, CC, 80], [0x41, DATA, CC, 80], [0x81, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(stackers.cards.map(({ card, stacker }) => [text(card), stacker])).toEqual([
      ['ABC', 1],
      ['ABC', 2],
      ['ABC', 3],
    ]);
  });

  it('in card image mode keeps codes as EBCDIC and other holes as the image', () => {
    const { bench, stackers } = punch('3525');
    const image = cardImage(ebcdic037.encode('IMAGE', 80));
    bench.put(DATA, image);
    bench.program(PROGRAM, [0x21, DATA, 0, 160]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    image[0] = 0x3f;
    bench.put(DATA, image);
    bench.program(PROGRAM, [0x61, DATA, 0, 160]);
    bench.run(UNIT, PROGRAM);
    expect(text(stackers.cards[0].card)).toBe('IMAGE');
    expect(stackers.cards[1].card).toEqual(image);
  });

  it('rejects what is not installed', () => {
    const { bench } = punch('2540P', { noCardImage: true });
    for (const command of [0x21, 0xc1, 0x09, 0x02, 0xc2, 0x23, 0x0d, 0x13]) rejected(bench, command);
    const { bench: other } = punch('3525');
    for (const command of [0x09, 0x02, 0xc2, 0x23, 0x0d]) rejected(other, command);
  });

  it('needs the operator when it is stopped', () => {
    const { bench, device, stackers } = punch('3525');
    device.stop();
    bench.program(PROGRAM, [0x01, DATA, 0, 80]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(Array.from(bench.sense(UNIT, 4))).toEqual([0x40, 0, 0, 0]);
    device.start();
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
    bench.run(UNIT, PROGRAM);
    expect(stackers.cards).toHaveLength(1);
  });
});

describe('punch feed read', () => {
  it('of a 2540 reads a card and punches into the same', () => {
    const deck = [ebcdic037.encode('OLD', 80), ebcdic037.encode('LAST', 80), 'end' as const];
    const { bench, stackers } = punch('2540P', { deck });
    bench.put(DATA, ebcdic037.encode('       NEW', 80));
    bench.program(PROGRAM, [0xc2, DATA + 0x100, CC, 80], [0x49, DATA, CC, 80], [0xe2, DATA + 0x200, 0, 160]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(text(bench.get(DATA + 0x100, 80))).toBe('OLD');
    expect(bench.get(DATA + 0x200, 160)).toEqual(cardImage(ebcdic037.encode('LAST', 80)));
    expect(stackers.cards.map(({ card, stacker }) => [text(card), stacker])).toEqual([['OLD    NEW', 2]]);
    rejected(bench, 0x02);
    rejected(bench, 0xc9);
  });

  it('of a 3525 reads, feeds and tells the end of the deck', () => {
    const deck = [ebcdic037.encode('ONE', 80), ebcdic037.encode('TWO', 80), 'end' as const];
    const { bench, stackers } = punch('3525', { deck });
    bench.program(PROGRAM, [0x02, DATA, CC, 80], [0x63, 0, SLI, 1]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END });
    expect(text(bench.get(DATA, 80))).toBe('ONE');
    expect(stackers.cards.map(({ card, stacker }) => [text(card), stacker])).toEqual([
      ['ONE', 1],
      ['TWO', 2],
    ]);
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitException);
    bench.program(PROGRAM, [0x01, DATA, 0, 80]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
  });

  it('tells a column that is no code', () => {
    const image = cardImage(new Uint8Array(80).fill(0x40));
    image[0] = 0x03;
    image[1] = 0x30;
    const { bench } = punch('3525', { deck: [image] });
    bench.program(PROGRAM, [0xc2, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(CHECK_END);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x08);
    bench.program(PROGRAM, [0xe2, DATA, 0, 160]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
  });
});

describe('the print feature of a 3525', () => {
  const line = (n: number) => (n << 3) | 5;

  it('prints lines on the card that has been punched, which goes to its stacker with the next', () => {
    const { bench, stackers, device } = punch('3525', { prints: true });
    bench.put(DATA, ebcdic037.encode('PUNCHED', 80));
    bench.put(DATA + 0x100, ebcdic037.encode('FIRST LINE'));
    bench.program(
      PROGRAM,
      [0x41, DATA, CC, 80],
      [line(1), DATA + 0x100, CC, 10],
      [line(25), DATA + 0x100, CC, 5],
      [0x01, DATA, 0, 80],
    );
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(stackers.cards).toHaveLength(1);
    expect(stackers.cards[0].stacker).toBe(2);
    expect(stackers.cards[0].printed.map(({ line: n, text: t }) => [n, text(t)])).toEqual([
      [1, 'FIRST LINE'],
      [25, 'FIRST'],
    ]);
    device.close();
    expect(stackers.cards).toHaveLength(2);
  });

  it('has 25 lines, and needs a card', () => {
    const { bench } = punch('3525', { prints: true });
    bench.program(PROGRAM, [line(1), DATA, SLI, 10]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
    for (const n of [0, 26, 31]) rejected(bench, line(n));
  });
});
