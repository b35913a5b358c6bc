import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

/** Executes an instruction on fields at X'300' and X'310' with the given program mask. */
function run(instruction: string, first: string, second = '', mask = '0') {
  const b = new CpuBench();
  b.put(0x300, first);
  b.put(0x310, second);
  b.put(0x200, instruction);
  const exit = b.run(`000000000${mask}000200`);
  return { b, exit, first: b.hex(0x300, first.replace(/ /g, '').length / 2), cc: b.cpu.psw.conditionCode };
}

describe('decimal arithmetic', () => {
  it.each([
    ['FA210300 0310', '00500C', '123C', '00623C', 2],
    ['FA210300 0310', '00500C', '500D', '00000C', 0],
    ['FB210300 0310', '00100C', '500C', '00400D', 1],
    ['FA110300 0310', '999C', '001C', '000C', 3],
    ['F8310300 0310', 'FFFFFFFF', '123F', '0000123C', 2],
    ['F8030300 0310', 'FF', '0001230D', '0D', 3],
    ['FC410300 0310', '000000123C', '456D', '000056088D', 0],
    ['FD510300 0310', '00000012345C', '234C', '0000052C177C', 0],
  ])('%s of %s and %s', (instruction, a, b, result, cc) => {
    const done = run(instruction, a, b);
    expect([done.first, done.cc]).toEqual([result, cc]);
  });

  it('CP compares by value', () => {
    expect(run('F9310300 0310', '0000123C', '123F').cc).toBe(0);
    expect(run('F9310300 0310', '0000123D', '123C').cc).toBe(1);
    expect(run('F9110300 0310', '000D', '000C').cc).toBe(0);
  });

  it('shifts and rounds', () => {
    expect(run('F0430300 0002', '000012345C').first).toBe('001234500C');
    expect(run('F045 0300 003E', '000012350C').first).toBe('000000124C');
    expect(run('F044 0300 0008', '000012345C').cc).toBe(3);
  });

  it('completes on overflow and interrupts when the mask asks for it', () => {
    const { exit, first, cc } = run('FA110300 0310', '999C', '002C', '4');
    expect([first, cc]).toEqual(['001C', 3]);
    expect(exit).toMatchObject({ kind: 'program', code: 0x0a, ilc: 3 });
  });

  it('refuses bad lengths, digits and divisors', () => {
    expect(run('FC110300 0310', '001C', '001C').exit).toMatchObject({ code: 6 });
    expect(run('FC310300 0310', '0012345C', '001C').exit).toMatchObject({ code: 7 });
    expect(run('FD310300 0310', '0000001C', '000C').exit).toMatchObject({ code: 0x0b });
    expect(run('FA110300 0310', '0A1C', '001C').exit).toMatchObject({ code: 7 });
    expect(run('FA110300 0310', '0011', '001C').exit).toMatchObject({ code: 7 });
  });
});

describe('editing', () => {
  const PATTERN = '4020206B2020214B202040C3D9';

  it('ED', () => {
    expect(run('DE0C0300 0310', PATTERN, '0257426C')).toMatchObject({
      first: '4040F26BF5F7F44BF2F6404040',
      cc: 2,
    });
    expect(run('DE0C0300 0310', PATTERN, '0000026D')).toMatchObject({
      first: '404040404040404BF2F640C3D9',
      cc: 1,
    });
  });

  it('EDMK marks the first significant digit, not one that a starter made significant', () => {
    const marked = run('DF0C0300 0310', PATTERN, '0000123D');
    expect(marked.first).toBe('404040404040F14BF2F340C3D9');
    expect(marked.b.cpu.gpr[1]).toBe(0x306);
    expect(run('DF0C0300 0310', PATTERN, '0000026D').b.cpu.gpr[1]).toBe(0);
  });
});
