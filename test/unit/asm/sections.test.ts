import { describe, expect, it } from 'vitest';
import { readDeck } from '../../../src/asm/index.js';
import { code, findings, hex, run } from './helpers.js';

describe('control sections', () => {
  it('follow each other at doublewords and can be resumed', () => {
    const source = "A CSECT\n DC X'01'\nB CSECT\n DC X'02'\nA CSECT\n DC X'03'\nB CSECT\n DC AL4(*)\n END";
    const [module] = readDeck(run(source).object);
    expect(module.items.map((i) => [i.name, i.kind, i.address, i.length])).toEqual([
      ['A', 'SD', 0, 2],
      ['B', 'SD', 8, 5],
    ]);
    expect(module.text.map((t) => [t.section, t.address, hex(t.bytes)])).toEqual([
      [1, 0, '01'],
      [2, 8, '02'],
      [1, 1, '03'],
      [2, 9, '00000009'],
    ]);
  });

  it('start at the address of START', () => {
    const [module] = readDeck(run("A START X'1003'\n DC A(*)\n END A").object);
    expect(module.items[0].address).toBe(0x1008);
    expect(module.entry).toEqual({ address: 0x1008, section: 1, name: '' });
    expect(module.text[0].address).toBe(0x1008);
    expect(findings('A CSECT\nB START 0\n END')).toEqual(['2 IFO051']);
  });

  it('are private code without a name', () => {
    const [module] = readDeck(run(' LR 1,2\n END').object);
    expect(module.items).toEqual([{ id: 1, kind: 'PC', name: '', address: 0, length: 2 }]);
  });

  it('make common and dummy sections without text', () => {
    const source = 'A CSECT\n DC A(C1)\nC COM\n DS F\nC1 DS CL6\nD DSECT\n DS CL100\n END';
    const [module] = readDeck(run(source).object);
    expect(module.items.map((i) => [i.name, i.kind, i.length])).toEqual([
      ['A', 'SD', 4],
      ['C', 'CM', 10],
    ]);
    expect(module.relocations).toEqual([
      { relocation: 2, position: 1, address: 0, length: 4, kind: 'A', negative: false },
    ]);
    expect(hex(module.text[0].bytes)).toBe('00000004');
  });

  it('keep their kinds and names apart', () => {
    expect(findings('A CSECT\nA DSECT\n END')).toEqual(['2 IFO050']);
    expect(findings('A EQU 1\nA CSECT\n END')).toEqual(['2 IFO023']);
    expect(findings(' DSECT\n END')).toEqual(['1 IFO021']);
  });

  it('cannot refer to dummy sections in address constants, but to distances in them', () => {
    expect(findings('A CSECT\n DC A(D1)\nD DSECT\n DS F\nD1 DS F\n END')).toEqual(['2 IFO055']);
    expect(code('A CSECT\n DC A(D1-D)\nD DSECT\n DS F\nD1 DS F\n END')).toBe('00000004');
  });
});

describe('linkage', () => {
  it('makes entries, external references and weak ones', () => {
    const source = `
A        CSECT
         ENTRY X,Y
         EXTRN E
         WXTRN W
         DC    A(E+4),A(W),V(V),AL3(X),A(-E)
X        DS    F
Y        DS    F
         END   X`.slice(1);
    const result = run(source);
    expect(result.diagnostics).toEqual([]);
    const [module] = readDeck(result.object);
    expect(module.items.map((i) => [i.id, i.kind, i.name])).toEqual([
      [1, 'SD', 'A'],
      [2, 'ER', 'E'],
      [3, 'WX', 'W'],
      [4, 'ER', 'V'],
    ]);
    expect(module.labels).toEqual([
      { name: 'X', address: 20, section: 1 },
      { name: 'Y', address: 24, section: 1 },
    ]);
    expect(module.relocations.map((r) => [r.relocation, r.address, r.length, r.kind, r.negative])).toEqual([
      [1, 12, 3, 'A', false],
      [2, 0, 4, 'A', false],
      [2, 16, 4, 'A', true],
      [3, 4, 4, 'A', false],
      [4, 8, 4, 'V', false],
    ]);
    expect(module.entry).toEqual({ address: 20, section: 1, name: '' });
  });

  it('reports entries that are no labels', () => {
    expect(findings('A CSECT\n ENTRY Q,B\nB EQU 5\n END')).toEqual(['2 IFO188', '2 IFO053']);
  });

  it('describes pseudo registers', () => {
    const source = 'A CSECT\n DC Q(P)\n CXD\nP DXD 2F\nR DXD D\n END';
    const result = run(source);
    expect(result.diagnostics).toEqual([]);
    const [module] = readDeck(result.object);
    expect(module.items.filter((i) => i.kind === 'XD').map((i) => [i.name, i.length])).toEqual([
      ['P', 8],
      ['R', 8],
    ]);
    expect(module.relocations.map((r) => [r.kind, r.relocation, r.address])).toEqual([
      ['CXD', 0, 4],
      ['Q', 2, 0],
    ]);
  });
});

describe('location counter', () => {
  it('is moved by ORG, back and to the end again', () => {
    expect(code("A CSECT\n DC 4X'11'\n ORG A+1\n DC X'22'\n ORG\n DC X'33'\n ORG ,  REMARK\n END")).toBe(
      '1122111133',
    );
    expect(findings('A CSECT\n ORG A-1\n END')).toEqual(['2 IFO058']);
    expect(findings('A CSECT\n ORG 5\n END')).toEqual(['2 IFO038']);
    expect(findings('A CSECT\n ORG LATER\nLATER DS F\n END')).toEqual(['2 IFO189']);
    expect(findings("A CSECT\n ORG A+X'FFFFFF'\n DS 2F\n END")).toEqual(['3 IFO052']);
  });

  it('is aligned by CNOP with no-operations', () => {
    expect(code('A CSECT\n LR 1,1\n CNOP 0,4\n CNOP 6,8\n LR 2,2\n END')).toBe(
      '1811070007002222'.replace('2222', '1822'),
    );
    expect(findings('A CSECT\n CNOP 3,4\n CNOP 0,3\n CNOP 8,8\n END')).toEqual([
      '2 IFO059',
      '3 IFO059',
      '4 IFO059',
    ]);
  });
});

describe('EQU', () => {
  it('takes values, lengths and types, also of symbols that come later', () => {
    const source = `
A        CSECT
X        EQU   B+4,20,C'F'
Y        EQU   X
Z        EQU   Y-A
         DC    AL1(Z,L'X,L'Y)
B        DS    F
         END`.slice(1);
    expect(code(source).slice(0, 6)).toBe('081414');
  });

  it('reports circles and missing names', () => {
    expect(findings('X EQU Y\nY EQU X\n END')).toEqual(['1 IFO190']);
    expect(findings(' EQU 5\n END')).toEqual(['1 IFO021']);
    expect(findings('X EQU 1\nX EQU 2\n END')).toEqual(['2 IFO023']);
    expect(findings('X EQU\n END')).toEqual(['1 IFO030']);
    expect(findings('LONGERNAME EQU 1\n1A EQU 1\n END')).toEqual(['1 IFO020', '2 IFO020']);
  });
});

describe('OPSYN', () => {
  it('renames and removes operations', () => {
    expect(code('LOAD OPSYN L\nA CSECT\n LOAD 1,0(2)\n END')).toBe('58120000');
    expect(findings('L OPSYN\nA CSECT\n L 1,0(2)\n END')).toEqual(['3 IFO078']);
    expect(findings('X OPSYN NOSUCH\n END')).toEqual(['1 IFO083']);
  });
});
