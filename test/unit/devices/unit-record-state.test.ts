import { describe, expect, it } from 'vitest';
import {
  CardPunch,
  CardReadPunch,
  CardReader,
  NORMAL_END,
  Printer,
  cardImage,
} from '../../../src/s370/index.js';
import type { CardSink } from '../../../src/s370/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { continued } from '../../support/bench-snapshot.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { TestPaper } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const card = (content: string) => ebcdic037.encode(content, 80);
const text = (one: Uint8Array) => ebcdic037.decode(one).trimEnd();

describe('in a snapshot', () => {
  it('a reader keeps the card at its read station and that it is stopped', () => {
    const bench = new ChannelBench();
    const reader = bench.attach(0x00c, new CardReader({ readCard: () => card('HELD') }));
    bench.program(PROGRAM, [0xc2, DATA, 0, 80]);
    bench.run(0x00c, PROGRAM);
    reader.stop();
    let other!: CardReader;
    const copy = continued(bench, (to) => {
      other = to.attach(0x00c, new CardReader({ readCard: () => card('OTHER') }));
    });
    expect(other.isStopped).toBe(true);
    other.start();
    copy.channels.takeInterruption(-1);
    copy.program(PROGRAM, [0x02, DATA, 0, 80]);
    copy.run(0x00c, PROGRAM);
    expect(text(copy.get(DATA, 80))).toBe('HELD');
  });

  it('a punch keeps the card that was read and the one at the print station', () => {
    const bench = new ChannelBench();
    const deck = [card('FIRST'), card('SECOND')];
    const hopper = () => ({ readCard: () => deck.shift() ?? ('empty' as const) });
    const nowhere: CardSink = { punchCard: () => undefined };
    bench.attach(0x00d, new CardPunch(nowhere, '3525', { prints: true, hopper: hopper() }));
    bench.put(DATA, ebcdic037.encode('INK'));
    bench.program(PROGRAM, [0x42, DATA + 0x100, CC, 80], [0x0d, DATA, CC, 3], [0xc2, DATA + 0x200, 0, 80]);
    expect(bench.run(0x00d, PROGRAM).unit).toBe(NORMAL_END);
    const out: [string, number, string][] = [];
    const sink: CardSink = {
      punchCard: (one, stacker = 0, printed = []) =>
        void out.push([text(one), stacker, printed.map((line) => `${line.line}${text(line.text)}`).join()]),
    };
    const copy = continued(bench, (to) =>
      to.attach(0x00d, new CardPunch(sink, '3525', { prints: true, hopper: hopper() })),
    );
    copy.put(DATA, card('          TAIL'));
    copy.program(PROGRAM, [0x01, DATA, CC, 80], [0x03, 0, SLI, 1]);
    copy.run(0x00d, PROGRAM);
    expect(out).toEqual([['FIRST', 2, '1INK']]);
    copy.channels.device(0x00d)!.close();
    expect(out[1]).toEqual(['SECOND    TAIL', 1, '']);
  });

  it('a 1442 keeps the card under the punches, its column and the end of the deck', () => {
    const bench = new ChannelBench();
    const deck = [card('A')];
    bench.attach(
      0x00c,
      new CardReadPunch({ readCard: () => deck.shift() ?? 'end' }, { punchCard: () => undefined }),
    );
    bench.put(DATA, ebcdic037.encode(' BC'));
    bench.program(PROGRAM, [0x02, DATA + 0x100, CC, 80], [0x41, DATA, 0, 2]);
    bench.run(0x00c, PROGRAM);
    const out: [string, number][] = [];
    const sink: CardSink = { punchCard: (one, stacker = 0) => void out.push([text(one), stacker]) };
    const attach = (to: ChannelBench) =>
      void to.attach(0x00c, new CardReadPunch({ readCard: () => 'empty' }, sink));
    const copy = continued(bench, attach);
    copy.program(PROGRAM, [0x01, DATA + 2, 0, 1]);
    copy.run(0x00c, PROGRAM);
    copy.channels.device(0x00c)!.close();
    expect(out).toEqual([['ABC', 2]]);
    // the same from where the deck has come to its end by a write with feed
    bench.program(PROGRAM, [0x81, DATA + 2, 0, 1]);
    bench.run(0x00c, PROGRAM);
    const atEnd = continued(bench, attach);
    atEnd.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(atEnd.run(0x00c, PROGRAM).unit).toBe(NORMAL_END | 0x01);
  });

  it('a printer keeps its form, line, train and modes', () => {
    const bench = new ChannelBench();
    bench.attach(0x00e, new Printer(new TestPaper(), '3211'));
    bench.put(DATA, [0x82, 0x01, 0x00, 0x0c, 0x10]);
    bench.put(DATA + 0x100, new Uint8Array(512).fill(0xc1));
    bench.program(
      PROGRAM,
      [0x63, DATA, CC, 5],
      [0xfb, DATA + 0x100, CC, 512],
      [0x73, 0, SLI | CC, 1],
      [0x43, 0, SLI | CC, 1],
      [0x0b, 0, SLI, 1],
    );
    bench.run(0x00e, PROGRAM);
    const paper = new TestPaper();
    const copy = continued(bench, (to) => to.attach(0x00e, new Printer(paper, '3211')));
    copy.put(DATA, [0x81, 0xc2, 0xc1]);
    copy.program(PROGRAM, [0x09, DATA, 0, 3]);
    // line 3 has channel 12; data checks stay blocked, folding and the index stay
    expect(copy.run(0x00e, PROGRAM).unit).toBe(NORMAL_END | 0x01);
    expect(Array.from(paper.lines[0].data)).toEqual([0x40, 0xc1, 0x40, 0xc1]);
    copy.program(PROGRAM, [0x8b, 0, SLI, 1]);
    expect(status(copy.start(0x00e, PROGRAM).csw!).unit).toBe(NORMAL_END);
    expect(paper.lines[1].carriage).toEqual({ skipToChannel: 1, newForms: 1, lines: 0 });
  });

  it('a card with holes that are no code stays what it is', () => {
    const image = cardImage(card('X'));
    image[0] = 0x3f;
    const bench = new ChannelBench();
    bench.attach(0x00c, new CardReader({ readCard: () => image }));
    bench.program(PROGRAM, [0xe2, DATA, 0, 160]);
    bench.run(0x00c, PROGRAM);
    const copy = continued(bench, (to) => to.attach(0x00c, new CardReader({ readCard: () => 'empty' })));
    copy.run(0x00c, PROGRAM);
    expect(copy.get(DATA, 160)).toEqual(image);
  });
});
