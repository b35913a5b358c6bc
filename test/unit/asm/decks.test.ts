import { describe, expect, it } from 'vitest';
import {
  DeckError,
  iplDeck,
  loadAbsolute,
  loadMap,
  readDeck,
  storageImage,
  type NamedDeck,
} from '../../../src/asm/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { findings, hex, run } from './helpers.js';

function deck(name: string, source: string): NamedDeck {
  const result = run(source);
  expect(result.diagnostics).toEqual([]);
  return { name, deck: result.object };
}

const cards = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length / 80 }, (_, i) => bytes.subarray(i * 80, i * 80 + 80));

describe('TEXT decks', () => {
  const date = { year: 1978, month: 12, day: 9, hour: 0, minute: 0 };

  it('have the columns of the loader formats', () => {
    const { object } = run("DDR TITLE 'X'\nA CSECT\n ENTRY B\nB DC A(B)\n END B", { date });
    const [esd, txt, rld, end] = cards(object);
    expect(hex(esd.subarray(0, 48))).toBe(
      '02C5E2C4404040404040002040400001' +
        'C140404040404040' +
        '0000000040000004' +
        'C240404040404040' +
        '0100000040000001',
    );
    expect(hex(txt.subarray(0, 20))).toBe('02E3E7E3400000004040000440400001' + '00000000');
    expect(hex(rld.subarray(0, 24))).toBe('02D9D3C4404040404040000840404040' + '00010001' + '0C000000');
    expect(hex(end.subarray(0, 16))).toBe('02C5D5C4400000004040404040400001');
    expect(ebcdic037.decode(end, 32, 52)).toBe('1CP370ASM  010078343');
    expect(cards(object).map((c) => ebcdic037.decode(c, 72))).toEqual([
      'DDR00001',
      'DDR00002',
      'DDR00003',
      'DDR00004',
    ]);
  });

  it('have 56 bytes of text a card, and a new card after a gap', () => {
    const { object } = run("A CSECT\n DC 60X'11'\n DS F\n DC X'22'\n END");
    expect(readDeck(object)[0].text.map((t) => [t.address, t.bytes.length])).toEqual([
      [0, 56],
      [56, 4],
      [64, 1],
    ]);
  });

  it('share the pointers of relocation items', () => {
    const { object } = run(`A CSECT\n DC 20A(A)\n END`);
    const rld = cards(object).filter((c) => ebcdic037.decode(c, 1, 4) === 'RLD');
    expect(rld.map((c) => (c[10] << 8) | c[11])).toEqual([56, 32]);
    expect(readDeck(object)[0].relocations).toHaveLength(20);
  });

  it('carry PUNCH and REPRO cards where they stand, those before any section in front', () => {
    const { object } = run(" PUNCH ' SLC L20000'\nA CSECT\n DC X'1'\n REPRO\n ENTRY IT\n DC X'2'\n END");
    const all = cards(object).map((c) =>
      c[0] === 2 ? ebcdic037.decode(c, 1, 4) : ebcdic037.decode(c).trimEnd(),
    );
    expect(all).toEqual([' SLC L20000', 'ESD', 'TXT', ' ENTRY IT', 'TXT', 'END']);
    expect(findings(' PUNCH\n END')).toEqual(['1 IFO081']);
    expect(findings('A CSECT\n END\n')).toEqual([]);
    expect(findings('A CSECT\n REPRO')).toEqual(['2 IFO084', '2 IFO008']);
  });

  it('name an external entry point', () => {
    expect(readDeck(run(' EXTRN E\nA CSECT\n LR 1,1\n END E').object)[0].entry).toEqual({
      address: 0,
      section: 0,
      name: 'E',
    });
    expect(findings('A CSECT\n END 5')).toEqual(['2 IFO038']);
  });
});

describe('readDeck', () => {
  it('reads several modules and keeps other cards', () => {
    const one = run("A CSECT\n DC X'1'\n END").object;
    const control = ebcdic037.encode(' ENTRY A', 80);
    const modules = readDeck(Uint8Array.from([...one, ...control, ...one]));
    expect(modules.map((m) => [m.items.length, m.otherCards.length])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(readDeck(control)[0].otherCards).toHaveLength(1);
  });

  it('refuses what is not a deck', () => {
    expect(() => readDeck(new Uint8Array(79))).toThrow(DeckError);
    const bad = run("A CSECT\n DC X'1'\n END").object.slice();
    bad[80 + 10] = 1;
    expect(() => readDeck(bad)).toThrow('card 2: byte count 257 is more than 56');
    const type = run('A CSECT\n END').object.slice();
    type[24] = 0x7f;
    expect(() => readDeck(type)).toThrow("ESD type X'7f'");
  });
});

describe('loadAbsolute', () => {
  const main = deck(
    'MAIN',
    ' EXTRN X\n WXTRN W\nA CSECT\n DC A(A,X,W),V(B),AL3(X+1)\n ENTRY HERE\nHERE DC A(HERE-A)\n END HERE',
  );
  const other = deck('OTHER', "B CSECT\n DC X'FF'\n ENTRY X\nX DC A(B)\n END");

  it('places, resolves and relocates', () => {
    const load = loadAbsolute([main, other], { origin: 0x1000 });
    expect(load.unresolved).toEqual([]);
    expect(load.problems).toEqual([]);
    expect(Object.fromEntries(load.symbols)).toEqual({ A: 0x1000, HERE: 0x1014, B: 0x1018, X: 0x101c });
    expect(load.entry).toBe(0x1014);
    expect(hex(storageImage(load, 0x1000, 0x1020))).toBe(
      '000010000000101C00000000' + '00001018' + '00101D00' + '00000014' + 'FF000000' + '00001018',
    );
    expect(loadMap(load)).toBe(
      'A        001000 000018 MAIN\n  HERE     001014\nB        001018 000008 OTHER\n  X        00101C\n',
    );
  });

  it('takes fixed addresses and boundaries', () => {
    const load = loadAbsolute([main, other], { origin: 0x10000, boundary: 4096, sections: { B: 0x200 } });
    expect(load.sections.map((s) => s.address)).toEqual([0x10000, 0x200]);
    expect(load.segments.map((s) => s.address)).toEqual([0x200, 0x10000]);
  });

  it('tells what is missing, double or overlapping', () => {
    expect(loadAbsolute([main], { origin: 0 }).unresolved).toEqual(['B', 'X']);
    const twice = loadAbsolute([other, other], { origin: 0 });
    expect(twice.problems).toEqual(['OTHER: B is a duplicate, its text is left out']);
    const overlap = loadAbsolute([main, other], { origin: 0x100, sections: { B: 0x104 } });
    expect(overlap.problems).toEqual(['MAIN: A runs into B']);
  });

  it('relocates constants that lie across a page of storage, and negative terms', () => {
    const source = "A CSECT\n DC AL3(A),A(-X)\nB CSECT\nX DC F'0'\n END";
    const load = loadAbsolute([deck('M', source)], { origin: 0x1ffd, boundary: 1 });
    const address = load.symbols.get('B') ?? 0;
    expect(hex(storageImage(load, 0x1ffd, 0x2000))).toBe('001FFD');
    expect(hex(storageImage(load, 0x2001, 0x2005))).toBe(
      hex(Uint8Array.from([0xff, 0xff, (-address >> 8) & 0xff, -address & 0xff])),
    );
  });

  it('merges common of the same name', () => {
    const one = deck('1', 'A CSECT\n DC A(C)\nC COM\n DS CL10\n END');
    const two = deck('2', 'B CSECT\n DC A(C)\nC COM\n DS CL30\n END');
    const load = loadAbsolute([one, two], { origin: 0 });
    expect(load.sections.at(-1)).toMatchObject({ name: 'C', address: 16, length: 30 });
    expect(hex(storageImage(load, 0, 12))).toBe('000000100000000000000010');
  });
});

describe('iplDeck', () => {
  const load = loadAbsolute([deck('M', "M CSECT\n LR 1,1\n DC 60X'EE'\n END M")], { origin: 0x2000 });

  it('has an IPL card, the bootstrap, absolute text and the entry', () => {
    const [ipl, boot1, boot2, text1, text2, end, ...more] = cards(
      iplDeck(load, { bootstrapAddress: 0x8000 }),
    );
    expect(more).toEqual([]);
    expect(hex(ipl.subarray(0, 24))).toBe('0000000000008000' + '0200800060000050' + '0200805020000050');
    expect(hex(boot1.subarray(0, 2))).toBe('05C0');
    expect(boot2).toHaveLength(80);
    expect(hex(text1.subarray(0, 18))).toBe('02E3E7E3400020004040003840400001' + '1811');
    expect(hex(text2.subarray(0, 12))).toBe('02E3E7E3400020384040' + '0006');
    expect(hex(end.subarray(0, 8))).toBe('02C5D5C440002000');
  });

  it('refuses a bootstrap in the way and a load without entry', () => {
    expect(() => iplDeck(load, { bootstrapAddress: 0x2000 })).toThrow(RangeError);
    expect(() => iplDeck(load, { bootstrapAddress: 0x1f10 + 8 })).toThrow(RangeError);
    const none = loadAbsolute([deck('N', "N CSECT\n DC X'1'\n END")], { origin: 0 });
    expect(() => iplDeck(none, { bootstrapAddress: 0x8000 })).toThrow('no entry');
    expect(iplDeck(none, { bootstrapAddress: 0x8000, entry: 0 }).length).toBe(5 * 80);
  });
});
