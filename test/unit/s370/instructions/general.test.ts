import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

/** Executes one instruction with register values given, and returns the bench. */
function run(
  instruction: string,
  registers: Record<number, number> = {},
  storage: Record<number, string> = {},
) {
  const b = new CpuBench();
  for (const [r, value] of Object.entries(registers)) b.cpu.gpr[Number(r)] = value;
  for (const [address, hex] of Object.entries(storage)) b.put(Number(address), hex);
  const exit = b.execute(instruction);
  return { b, exit, gpr: b.cpu.gpr, cc: b.cpu.psw.conditionCode };
}

const word = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

describe('fixed-point arithmetic', () => {
  it.each([
    ['1A12', 0x7fffffff, 1, '80000000', 3],
    ['1A12', -1, 1, '00000000', 0],
    ['1B12', -0x80000000, 1, '7FFFFFFF', 3],
    ['1B12', 5, 7, 'FFFFFFFE', 1],
    ['1E12', -1, 1, '00000000', 2],
    ['1E12', -1, 2, '00000001', 3],
    ['1E12', 0, 0, '00000000', 0],
    ['1F12', 1, 1, '00000000', 2],
    ['1F12', 1, 2, 'FFFFFFFF', 1],
    ['1F12', 2, 1, '00000001', 3],
    ['1012', 0, -0x80000000, '80000000', 3],
    ['1112', 0, 5, 'FFFFFFFB', 1],
    ['1312', 0, -0x80000000, '80000000', 3],
    ['1212', 9, 0, '00000000', 0],
  ])('%s with %d and %d', (instruction, r1, r2, result, cc) => {
    const { gpr, cc: code } = run(instruction, { 1: r1, 2: r2 });
    expect([word(gpr[1]), code]).toEqual([result, cc]);
  });

  it('interrupts for overflow only when the program mask says so, with the result stored', () => {
    const b = new CpuBench();
    b.put(0x200, '1A12');
    b.cpu.gpr.set([0x7fffffff, 1], 1);
    expect(b.run('0000000008000200')).toMatchObject({ kind: 'program', code: 8, ilc: 1 });
    expect(word(b.cpu.gpr[1])).toBe('80000000');
    expect(b.cpu.psw.conditionCode).toBe(3);
  });

  it('multiplies to 64 bits and divides back', () => {
    const { gpr } = run('1C24', { 3: 0x12345678, 4: -0x7edcba98 });
    expect((BigInt(gpr[2]) << 32n) | BigInt(gpr[3] >>> 0)).toBe(0x12345678n * -0x7edcba98n);
    const back = run('1D24', { 2: gpr[2], 3: gpr[3], 4: -0x7edcba98 });
    expect([back.gpr[3], back.gpr[2]]).toEqual([0x12345678, 0]);
  });

  it('divides 2270 by 50', () => {
    const { gpr } = run('1D64', { 4: 50, 6: 0, 7: 2270 });
    expect([gpr[6], gpr[7]]).toEqual([20, 45]);
  });

  it('suppresses a division whose quotient does not fit', () => {
    const { exit, gpr } = run('1D64', { 4: 1, 6: 1, 7: 7 });
    expect(exit).toMatchObject({ kind: 'program', code: 9 });
    expect([gpr[6], gpr[7]]).toEqual([1, 7]);
  });

  it.each([
    ['8B100001', 0x40000000, '00000000', 3],
    ['8B10001F', -1, '80000000', 1],
    ['8B100020', -1, '80000000', 3],
    ['8A10003F', -0x12345678, 'FFFFFFFF', 1],
    ['89100020', -1, '00000000', 0],
    ['88100004', -1, '0FFFFFFF', 0],
  ])('shift %s of %d', (instruction, r1, result, cc) => {
    const { gpr, cc: code } = run(instruction, { 1: r1 });
    expect([word(gpr[1]), code]).toEqual([result, cc]);
  });

  it('shifts pairs', () => {
    expect([...run('8C200004', { 2: 0x12345678, 3: -0x11111111 }).gpr.subarray(2, 4)].map(word)).toEqual([
      '01234567',
      '8EEEEEEE',
    ]);
    expect([...run('8F200020', { 2: -1, 3: 0x7fffffff }).gpr.subarray(2, 4)].map(word)).toEqual([
      'FFFFFFFF',
      '00000000',
    ]);
  });
});

describe('conversion', () => {
  it('CVB and CVD', () => {
    expect(run('4F700300', {}, { 0x300: '000000000025594C' }).gpr[7]).toBe(25594);
    expect(run('4E100300', { 1: 3855 }).b.hex(0x300, 8)).toBe('000000000003855C');
    expect(run('4E100300', { 1: -0x80000000 }).b.hex(0x300, 8)).toBe('000002147483648D');
    const over = run('4F700300', {}, { 0x300: '000002147483648C' });
    expect(over.exit).toMatchObject({ code: 9 });
    expect(word(over.gpr[7])).toBe('80000000');
    expect(run('4F700300', {}, { 0x300: '00000000002A594C' }).exit).toMatchObject({ code: 7 });
  });

  it('PACK, UNPK and MVO', () => {
    expect(run('F2440300 0300', {}, { 0x300: 'F1F2F3F4C5' }).b.hex(0x300, 5)).toBe('000012345C');
    expect(run('F3420300 0310', {}, { 0x310: '12345D' }).b.hex(0x300, 5)).toBe('F1F2F3F4D5');
    expect(run('F1320300 0310', {}, { 0x300: '7788990C', 0x310: '123456' }).b.hex(0x300, 4)).toBe('0123456C');
  });
});

describe('bytes', () => {
  it('MVC spreads a byte through overlapping fields', () => {
    expect(run('D2070301 0300', {}, { 0x300: '00F1F2F3F4F5F6F7F8' }).b.hex(0x300, 9)).toBe('0'.repeat(18));
  });

  it('MVN, MVZ, XC', () => {
    expect(run('D1030315 0301', {}, { 0x300: 'C6F7F8F9F0', 0x315: 'F1C2F3C4' }).b.hex(0x315, 4)).toBe(
      'F7C8F9C0',
    );
    expect(run('D3030315 0300', {}, { 0x300: 'A1B2C3D4', 0x315: '01020304' }).b.hex(0x315, 4)).toBe(
      'A1B2C3D4',
    );
    const { b, cc } = run('D7030300 0304', {}, { 0x300: '0F0F0F0F0F0F0F0F' });
    expect([b.hex(0x300, 4), cc]).toEqual(['00000000', 0]);
  });

  it('TRT finds the first function byte that is not zero', () => {
    const table = `${'00'.repeat(0x40)}40${'00'.repeat(0xbf)}`;
    const { gpr, cc } = run('DD040300 0400', { 1: -1, 2: -1 }, { 0x300: 'C1C240C3C4', 0x400: table });
    expect([word(gpr[1]), word(gpr[2]), cc]).toEqual(['FF000302', 'FFFFFF40', 1]);
    expect(run('DD020300 0400', {}, { 0x300: 'C1C240', 0x400: table }).cc).toBe(2);
  });

  it('ICM, STCM and CLM work on the selected bytes', () => {
    const inserted = run('BF170300', { 1: 0x12345678 }, { 0x300: '80AABB' });
    expect([word(inserted.gpr[1]), inserted.cc]).toEqual(['1280AABB', 1]);
    expect(run('BE150300', { 1: 0x12345678 }, { 0x300: 'FFFFFF' }).b.hex(0x300, 3)).toBe('3478FF');
    expect(run('BD1A0300', { 1: 0x12345678 }, { 0x300: '1257' }).cc).toBe(1);
  });

  it('MVCL pads, and moves nothing when it would destroy', () => {
    const moved = run('0E24', { 2: 0x300, 3: 6, 4: 0x400, 5: 0x40000003 }, { 0x400: 'C1C2C3' });
    expect([moved.b.hex(0x300, 6), moved.cc, word(moved.gpr[5])]).toEqual(['C1C2C3404040', 2, '40000000']);
    const overlap = run('0E24', { 2: 0x301, 3: 4, 4: 0x300, 5: 4 }, { 0x300: 'C1C2C3C4C5' });
    expect([overlap.b.hex(0x300, 5), overlap.cc, overlap.gpr[3]]).toEqual(['C1C2C3C4C5', 3, 4]);
  });

  it('CLCL stops at the unequal byte', () => {
    const { gpr, cc } = run(
      '0F24',
      { 2: 0x300, 3: 4, 4: 0x400, 5: 0x40000002 },
      { 0x300: 'C1C240C1', 0x400: 'C1C2' },
    );
    expect([gpr[2], gpr[3], gpr[4], word(gpr[5]), cc]).toEqual([0x303, 1, 0x402, '40000000', 2]);
  });

  it('CS swaps or loads', () => {
    const swapped = run('BA120300', { 1: 5, 2: 9 }, { 0x300: '00000005' });
    expect([swapped.b.hex(0x300, 4), swapped.cc]).toEqual(['00000009', 0]);
    const loaded = run('BA120300', { 1: 5, 2: 9 }, { 0x300: '00000006' });
    expect([loaded.gpr[1], loaded.cc]).toEqual([6, 1]);
    expect(run('BA120302').exit).toMatchObject({ code: 6 });
  });
});

describe('branches', () => {
  it('BAL links with ILC, condition code and program mask', () => {
    const b = new CpuBench();
    b.put(0x200, '45E00300');
    b.run('0000000025000200');
    expect(word(b.cpu.gpr[14])).toBe('A5000204');
    expect(b.cpu.psw.instructionAddress).toBe(0x300);
  });

  it('BXLE adds, compares with the odd register and branches', () => {
    const { gpr, b } = run('87240300', { 2: 10, 4: 5, 5: 15 });
    expect([gpr[2], b.cpu.psw.instructionAddress]).toEqual([15, 0x300]);
    expect(run('87240300', { 2: 11, 4: 5, 5: 15 }).b.cpu.psw.instructionAddress).toBe(0x204);
    expect(run('86230300', { 2: 1, 3: 2 }).b.cpu.psw.instructionAddress).toBe(0x300);
  });

  it('BALR 1,0 and BCTR 1,0 do not branch', () => {
    expect(word(run('0510').gpr[1])).toBe('40000202');
    expect(run('0610', { 1: 5 }).gpr[1]).toBe(4);
  });

  it('wraps addresses at 16M', () => {
    const b = new CpuBench({ storageSize: 0x1000000 });
    b.put(0xfffffe, '1812');
    b.cpu.gpr[2] = 77;
    b.run('0000000000FFFFFE');
    expect([b.cpu.gpr[1], b.cpu.psw.instructionAddress]).toEqual([77, 0]);
    b.put(0xfffffe, 'AABB');
    b.put(0, 'CCDD');
    b.put(0x200, '58102000');
    b.cpu.gpr[2] = 0xfffffe;
    b.run('0000000000000200');
    expect(word(b.cpu.gpr[1])).toBe('AABBCCDD');
  });
});
