import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

/** Condition code of an I/O instruction at a device that is not there, and what the CAW could be read for. */
function codeOf(b: CpuBench, hex: string): number {
  b.cpu.psw.conditionCode = 0;
  b.execute(hex);
  return b.cpu.psw.conditionCode;
}

describe("opcodes X'9Cxx'", () => {
  it('are told apart by the last two bits where RESUME I/O is installed', () => {
    const b = new CpuBench();
    // a CAW of the wrong format stops START I/O, and is nothing to RESUME I/O
    b.put(0x48, '01000000');
    expect(['9C000123', '9C010123', '9C020123', '9C030123', '9CFC0123'].map((hex) => codeOf(b, hex))).toEqual(
      [1, 1, 3, 1, 1],
    );
  });

  it('are told apart by the last bit elsewhere', () => {
    const b = new CpuBench({ absentFacilities: new Set(['suspend-and-resume']) });
    b.put(0x48, '01000000');
    expect(['9C000123', '9C010123', '9C020123'].map((hex) => codeOf(b, hex))).toEqual([1, 1, 1]);
  });
});
