import { describe, expect, it } from 'vitest';
import { UsingTable } from '../../../src/asm/using-table.js';
import { EsdItem } from '../../../src/asm/external-symbols.js';
import { ABSOLUTE } from '../../../src/asm/value.js';
import { code, findings } from './helpers.js';

describe('UsingTable', () => {
  const { terms } = new EsdItem('SD', 'A');

  it('picks the smallest displacement, then the highest register', () => {
    const table = new UsingTable();
    table.use(5, 0, terms);
    table.use(9, 100, terms);
    table.use(3, 100, terms);
    expect(table.resolve({ value: 120, terms }, 'X')).toEqual({ base: 9, displacement: 20 });
    expect(table.resolve({ value: 50, terms }, 'X')).toEqual({ base: 5, displacement: 50 });
    expect(table.drop(9)).toBe(true);
    expect(table.drop(9)).toBe(false);
    expect(table.resolve({ value: 120, terms }, 'X')).toEqual({ base: 3, displacement: 20 });
  });

  it('reaches 4096 bytes and no further', () => {
    const table = new UsingTable();
    table.use(5, 0, terms);
    expect(table.resolve({ value: 4095, terms }, 'X').displacement).toBe(4095);
    expect(() => table.resolve({ value: 4096, terms }, 'X')).toThrow();
    expect(() => table.resolve({ value: 0, terms: new EsdItem('SD', 'B').terms }, 'X')).toThrow();
  });

  it('needs no base for absolute addresses below 4096', () => {
    const table = new UsingTable();
    expect(table.resolve({ value: 16, terms: ABSOLUTE }, 'X')).toEqual({ base: 0, displacement: 16 });
    table.use(7, 8192, ABSOLUTE);
    expect(table.resolve({ value: 8200, terms: ABSOLUTE }, 'X')).toEqual({ base: 7, displacement: 8 });
  });
});

describe('USING and DROP', () => {
  it('takes several registers, 4096 bytes apart, and dummy sections', () => {
    const source = `
T        CSECT
         USING T,12,11
         USING D,3
         L     1,FAR
         L     1,DB
         DROP  3
         ORG   T+4100
FAR      DS    F
D        DSECT
DA       DS    F
DB       DS    F
         END`.slice(1);
    expect(code(source).slice(0, 16)).toBe('5810B0045810' + '3004');
  });

  it('takes register 0 as a base of zero', () => {
    expect(code('T CSECT\n USING P,0\n L 1,Y\nP DSECT\n DS 4F\nY DS F\n END')).toBe('58100010');
  });

  it('warns about DROP of a register not in use', () => {
    expect(findings('T CSECT\n DROP 5\n DROP\n USING T,16\n END')).toEqual(['2 IFO057', '4 IFO210']);
  });
});

describe('literals', () => {
  it('are pooled by text and ordered by 8, 4, 2 and odd lengths', () => {
    const source = `
T        CSECT
         USING T,12
         LA    1,=C'ABC'
         LA    1,=H'1'
         LA    1,=F'2'
         LA    1,=D'0'
         LA    1,=F'2'
         LA    1,=CL8'X'
         LTORG
         END`.slice(1);
    const object = code(source);
    expect(object.slice(48)).toBe('0000000000000000E74040404040404000000002' + '0001' + 'C1C2C3');
    expect(object.slice(16, 24)).toBe('4110C028');
    expect(object.slice(32, 40)).toBe('4110C028');
  });

  it('go to the end of the first control section without LTORG, and start again after one', () => {
    const source = `
A        CSECT
         USING A,12
         L     1,=F'1'
         LTORG
         L     1,=F'1'
B        CSECT
         DC    X'FF'
         END`.slice(1);
    expect(code(source)).toBe('5810C008000000000000000158' + '10C01000000001' + '00000000FF');
  });

  it('hold address constants that are relocated, with * as the instruction', () => {
    expect(code('A CSECT\n USING A,12\n LR 1,1\n L 1,=A(*)\n L 1,=A(*)\n LTORG\n END')).toBe(
      '1811' + '5810C010' + '5810C014' + '000000000000' + '00000002' + '00000006',
    );
  });

  it('hold external addresses', () => {
    expect(code('A CSECT\n USING A,12\n L 15,=V(A)\n LTORG\n END')).toBe('58F0C0080000000000000000');
  });

  it('are errors where no literal can be', () => {
    expect(findings("A CSECT\n LR 1,=F'1'\n DC A(=F'1')\n END")).toEqual(['2 IFO040', '3 IFO040']);
  });
});
