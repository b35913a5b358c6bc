import { describe, expect, it } from 'vitest';
import { readDeck } from '../../../src/asm/index.js';
import { code, findings, hex, run, statement } from './helpers.js';

describe('DC', () => {
  it.each([
    // Characters
    ["C'ABC'", 'C1C2C3'],
    ["CL5'AB'", 'C1C2404040'],
    ["CL2'ABC'", 'C1C2'],
    ["2C'A'", 'C1C1'],
    ["C'IT''S && '", 'C9E37DE2405040'],
    ["CL3''", '404040'],
    // Hexadecimal and binary
    ["X'1F2'", '01F2'],
    ["XL4'FF'", '000000FF'],
    ["XL1'1234'", '34'],
    ["X'01,02'", '0102'],
    ["3X'AB'", 'ABABAB'],
    ["B'10000001'", '81'],
    ["B'1'", '01'],
    ["BL2'1'", '0001'],
    // Fixed point
    ["F'1'", '00000001'],
    ["F'-1,2'", 'FFFFFFFF00000002'],
    ["H'-32768'", '8000'],
    ["FL3'100'", '000064'],
    ["FS4'1.5'", '00000018'],
    ["HE2'3'", '012C'],
    ["FS-4'160'", '0000000A'],
    ["F'0.5'", '00000001'],
    ["FL8'1'", '0000000000000001'],
    // Decimal
    ["P'123'", '123C'],
    ["P'-12'", '012D'],
    ["PL4'+1.23'", '0000123C'],
    ["P'1,-2'", '1C2D'],
    ["Z'-12'", 'F1D2'],
    ["ZL4'7'", 'F0F0F0C7'],
    // Addresses
    ['A(1,-1)', '00000001FFFFFFFF'],
    ['AL1(255,-1)', 'FFFF'],
    ['AL3(T+5)', '000005'],
    ['Y(T+2)', '0002'],
    ['3A(*)', '000000000000000400000008'],
    ['S(8(12))', 'C008'],
    ["A(C'A')", '000000C1'],
    // Bit lengths
    ["BL.3'101',BL.5'00001'", 'A1'],
    ["XL.4'F',AL.12(5)", 'F005'],
    ["FL.4'-1',CL.8'A'", 'FC10'],
    ["2BL.4'1'", '11'],
    ["BL.3'1',X'FF'", '20FF'],
    // Several operands are aligned one by one
    ["X'01',F'2'", '0100000000000002'],
    ["X'01',FL4'2'", '0100000002'],
    // Modifiers as expressions
    ["(2+1)XL(1+1)'A'", '000A000A000A'],
    ["0F'0',X'1'", '01'],
  ])('%s makes %s', (operand, expected) => {
    expect(statement(`D        DC    ${operand}`)).toBe(expected);
  });

  it.each([
    ["E'1'", '41100000'],
    ["E'-1.5'", 'C1180000'],
    ["E'0'", '00000000'],
    ["E'0.1'", '4019999A'],
    ["D'3.14159265358979'", '413243F6A8885A22'],
    ["D'1E75'", '7F235FADD81C2823'],
    ["E'1E-3'", '3E418937'],
    ["E'256'", '43100000'],
    ["EE2'1'", '42640000'],
    ["ES2'1'", '43001000'],
    ["EL3'1.5'", '411800'],
    ["EL2'0.99999'", '4110'],
    ["L'1'", '41100000000000003300000000000000'],
    ["L'-0.1'", 'C019999999999999B29999999999999A'],
    ["DL5'1'", '4110000000'],
  ])('%s makes %s', (operand, expected) => {
    expect(statement(`D        DC    ${operand}`).slice(0, expected.length)).toBe(expected);
  });

  it('aligns words and doublewords, and fills the gap before a DC with zeros', () => {
    expect(statement(" DC X'FF'\n DC F'1'\n DC X'FF'\n DC H'2'")).toBe('FF00000000000001FF000002');
  });

  it('leaves gaps of DS without text', () => {
    const { object } = run("T CSECT\n DC X'FF'\n DS 0F\nA DC X'AA'\n END");
    expect(readDeck(object)[0].text.map((t) => [t.address, hex(t.bytes)])).toEqual([
      [0, 'FF'],
      [4, 'AA'],
    ]);
  });

  it('finds base and displacement of an S-type constant', () => {
    expect(statement(' USING T,12\n DC S(X,4)\nX DC S(X(3))'.replace('X(3)', '2(3)'))).toBe('C00400043002');
  });

  it.each([
    ["C''", 'IFO063'],
    ["X'GG'", 'IFO062'],
    ["B'2'", 'IFO062'],
    ["P'X'", 'IFO062'],
    ["F'ABC'", 'IFO062'],
    ["H'40000'", 'IFO064'],
    ["PL1'123'", 'IFO064'],
    ["C'A& B'", 'IFO068'],
    ["C'A", 'IFO069'],
    ["K'1'", 'IFO060'],
    ["FL9'1'", 'IFO214'],
    ["CS2'1'", 'IFO061'],
    ["E'1E80'", 'IFO065'],
    ['F', 'IFO063'],
    ['A(T-X)', 'IFO188'],
    ["99999999F'1'", 'IFO066'],
    ["(X)F'1'", 'IFO189'],
    ["(T)F'1'", 'IFO037'],
  ])('%s is an error', (operand, id) => {
    expect(findings(`T        CSECT\n         DC    ${operand}\n         END`)).toContain(`2 ${id}`);
  });
});

describe('DS', () => {
  it('reserves storage and gives symbols type and length', () => {
    const source = `
T        CSECT
A        DS    CL8
B        DS    3F
C        DS    0D
D        DS    C'HELLO'
E        DS    PL3,XL2
         DC    AL1(A-T,L'A,B-T,L'B,C-T,L'C,D-T,L'D,E-T,L'E,*-T)
         END`.slice(1);
    expect(code(source).slice(-22)).toBe('0008' + '0804' + '1808' + '1805' + '1D03' + '2C');
  });
});

describe('CCW', () => {
  it('makes a channel command word on a doubleword with a relocatable address', () => {
    const { object, diagnostics } = run("T CSECT\n DC X'1'\nC CCW 2,T+4,X'60',80\n END");
    expect(diagnostics).toEqual([]);
    const [module] = readDeck(object);
    expect(hex(module.text[0].bytes)).toBe('01000000000000000200000460000050');
    expect(module.relocations).toEqual([
      { relocation: 1, position: 1, address: 9, length: 3, kind: 'A', negative: false },
    ]);
  });

  it('rejects fields that do not fit', () => {
    expect(findings('T CSECT\n CCW 256,0,0,1\n END')).toEqual(['2 IFO070']);
  });
});
