import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

const hex = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');
const word = (text: string): number => parseInt(text, 16) | 0;

/** Executes an RR instruction on registers 0 and 2 (long), program mask as given. */
function run(instruction: string, first: string, second: string, mask = '0') {
  const b = new CpuBench();
  [first, second].forEach((text, i) => {
    b.cpu.fpr[2 * i] = word(text.slice(0, 8));
    b.cpu.fpr[2 * i + 1] = word(text.slice(8) || '0');
  });
  b.put(0x200, instruction);
  const exit = b.run(`000000000${mask}000200`);
  return { exit, result: hex(b.cpu.fpr[0]) + hex(b.cpu.fpr[1]), cc: b.cpu.psw.conditionCode };
}

describe('hexadecimal floating point', () => {
  it.each([
    ['AER 1+2', '3A02', '41100000', '41200000', '4130000000000000', 2],
    ['AER with a carry', '3A02', '41F00000', '41200000', '4211000000000000', 2],
    ['AER of exponents 43 and 41', '3A02', '43082700', 'C1E10000', '4274600000000000', 2],
    ['SER to zero', '3B02', '41100000', '41100000', '0000000000000000', 0],
    ['SER keeps the guard digit', '3B02', '41100000', '40FFFFFF', '3B10000000000000', 2],
    ['ADR', '2A02', '4110000000000000', '3410000000000000', '4110000000000001', 2],
    ['AUR', '3E02', '43000100', '42000100', '4300011000000000', 2],
    ['MDR 3*5', '2C02', '4130000000000000', '4150000000000000', '41F0000000000000', 0],
    ['MER', '3C02', '41300000', 'C1600000', 'C212000000000000', 0],
    ['DER 1/3', '3D02', '41100000', '41300000', '4055555500000000', 0],
    ['DDR 2/3', '2D02', '4120000000000000', '4130000000000000', '40AAAAAAAAAAAAAA', 0],
    ['HER', '3402', '00000000', '41100000', '4080000000000000', 0],
    ['LRER', '3502', '00000000', '41FFFFFF80000000', '4210000000000000', 0],
  ])('%s', (_, instruction, a, b, result, cc) => {
    const done = run(instruction, a, b);
    expect(done.exit.kind).toBe('budget');
    expect([done.result, done.cc]).toEqual([result, cc]);
  });

  it('compares with the guard digit', () => {
    expect(run('3902', '41100000', '40FFFFFF').cc).toBe(2);
    expect(run('3902', '00000000', '80000000').cc).toBe(0);
    expect(run('2902', 'C110000000000000', '4110000000000000').cc).toBe(1);
  });

  it('underflows to zero, or with a wrapped exponent when the mask is on', () => {
    expect(run('2C02', '0110000000000000', '0110000000000000').result).toBe('0'.repeat(16));
    const { exit, result } = run('2C02', '0110000000000000', '0110000000000000', '2');
    expect(exit).toMatchObject({ code: 0x0d });
    expect(result).toBe('4110000000000000');
  });

  it('overflows always', () => {
    const { exit, result } = run('2C02', '7F10000000000000', '7F10000000000000');
    expect(exit).toMatchObject({ code: 0x0c });
    expect(result).toBe('3D10000000000000');
  });

  it('loses significance', () => {
    expect(run('3B02', '45100000', '45100000', '1').exit).toMatchObject({ code: 0x0e });
    expect(run('3B02', '45100000', '45100000', '1').result).toBe('4500000000000000');
  });

  it('does not divide by zero, and knows four registers', () => {
    expect(run('3D02', '41100000', '00000000').exit).toMatchObject({ code: 0x0f });
    expect(run('3A12', '41100000', '00000000').exit).toMatchObject({ code: 6 });
  });
});
