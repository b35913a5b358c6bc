import { describe, expect, it } from 'vitest';
import { MACHINE_OPERATIONS } from '../../../src/asm/instructions/machine-operations.js';
import { INSTRUCTIONS } from '../../../src/s370/instructions/table.js';
import { code, findings, statement } from './helpers.js';

describe('machine instructions', () => {
  it.each([
    ['LR    1,2', '1812'],
    ['SPM   5', '0450'],
    ['SVC   202', '0ACA'],
    ['BCR   15,14', '07FE'],
    ['BR    14', '07FE'],
    ['NOPR  0', '0700'],
    ['BNHR  3', '07D3'],
    ['L     1,4(2,3)', '58123004'],
    ['L     1,4(,3)', '58103004'],
    ['L     1,4(3)', '58130004'],
    ['LA    1,4095', '41100FFF'],
    ['BC    8,0(,12)', '4780C000'],
    ['BNE   16(12)', '477C0010'],
    ['NOP   0', '47000000'],
    ['LM    14,12,12(13)', '98ECD00C'],
    ['SLL   1,4', '89100004'],
    ['SRDA  2,0(3)', '8E203000'],
    ["ICM   1,B'0111',1(2)", 'BF172001'],
    ["MVI   3(4),C'A'", '92C14003'],
    ['CLI   0(1),255', '95FF1000'],
    ['CLI   0(1),-1', '95FF1000'],
    ['LPSW  8(0)', '82000008'],
    ['SIO   0(2)', '9C002000'],
    ['TIO   0(2)', '9D002000'],
    ['CLRIO 0(2)', '9D012000'],
    ['STCK  0(1)', 'B2051000'],
    ['PTLB', 'B20D0000'],
    ['IPK', 'B20B0000'],
    ['MVC   0(8,1),8(2)', 'D20710002008'],
    ['MVC   0(256,1),0(2)', 'D2FF10002000'],
    ['XC    0(0,1),0(1)', 'D70010001000'],
    ['PACK  0(8,1),0(4,2)', 'F27310002000'],
    ['SRP   0(4,1),62,5', 'F0351000003E'],
    ['MVCK  0(3,1),0(2),4', 'D93410002000'],
    ['TPROT 0(1),0(2)', 'E50110002000'],
    ['IPTE  1,2', 'B2210012'],
    ['IAC   3', 'B2240030'],
    ["DIAG  1,2,X'8'", '83120008'],
    ['STCTL 0,15,0(1)', 'B60F1000'],
    ['AXR   0,4', '3604'],
    ['MXD   4,0(,1)', '67401000'],
    ['CDS   2,4,0(1)', 'BB241000'],
  ])('%s is %s', (line, expected) => {
    expect(statement(`         ${line}`)).toBe(expected);
  });

  it("knows every row of the machine's instruction table", () => {
    for (const { mnemonic, opcode } of INSTRUCTIONS)
      expect(MACHINE_OPERATIONS.get(mnemonic)?.opcode).toBe(opcode);
  });

  it('takes implied lengths from the leftmost symbol of an operand', () => {
    const source = `
T        CSECT
         USING T,12
         MVC   A,B
         MVC   A+1(2),B
         PACK  A+1,B
         CLC   =C'ABC',A
A        DS    CL4
B        DS    CL7
         LTORG
         END`.slice(1);
    expect(code(source).slice(0, 48)).toBe('D203C018C01CD201C019C01CF236C019C01CD502C028C018');
  });

  it.each([
    ['LR    1,16', 'IFO210'],
    ['LR    1', 'IFO030'],
    ['LR    1,2,3', 'IFO031'],
    ['L     1,4096(,2)', 'IFO213'],
    ['L     1,T(2)', 'IFO209'],
    ['MVC   0(257,1),0(2)', 'IFO214'],
    ['PACK  0(17,1),0(2,2)', 'IFO214'],
    ['MVI   0(1),256', 'IFO039'],
    ['LM    1,2,0(3,4)', 'IFO215'],
    ['L     1,T(2,3)', 'IFO216'],
    ['MR    3,2', 'IFO211'],
    ['MVCL  2,5', 'IFO211'],
    ['ADR   1,2', 'IFO212'],
    ['AXR   2,4', 'IFO212'],
    ['LE    8,0(1)', 'IFO212'],
    ['L     1,T+2', 'IFO209'],
    ['XYZ   1,2', 'IFO078'],
    ['L     T,0(1)', 'IFO037'],
  ])('%s is an error', (line, id) => {
    expect(findings(`T        CSECT\n         ${line}\n         END`)).toEqual([`2 ${id}`]);
  });

  it('warns about operands off their boundary, unless told not to', () => {
    const source = 'T CSECT\n USING T,12\n L 1,T+2\n LH 1,T+2\n L 1,T+2(3)\n END';
    expect(findings(source)).toEqual(['3 IFO217']);
    expect(findings(source, { align: false })).toEqual([]);
  });

  it('assembles zeros of the right length for a statement in error', () => {
    expect(findings('T CSECT\n L 1,X\nA LR 1,2\n END')).toEqual(['2 IFO188']);
  });
});
