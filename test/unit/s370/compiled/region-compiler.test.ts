import { describe, expect, it } from 'vitest';
import {
  REGION_CONTINUES,
  REGION_CONTROLS,
  REGION_INTERPRETS,
  REGION_REFUSED,
} from '../../../../src/s370/compiled/region.js';
import { RegionBench } from '../../../support/region-bench.js';

/** A machine at X'200' with a program there, whose storage is known to the access maps. */
function bench(hex: string): RegionBench {
  const b = new RegionBench();
  b.put(0x200, hex);
  b.cpu.loadPsw(0, 0x200);
  for (let address = 0; address < 0x4000; address += 0x800) {
    b.cpu.storeByte(address + 0x7ff, 0);
  }
  return b;
}

describe('a region', () => {
  it('has no more blocks than it may have instructions, where storage is full of branches', () => {
    // BC 4,X'747'(7,4), as MVCL leaves it that fills storage with X'47': each is a block without an instruction.
    const b = bench('1A12'.concat('47474747'.repeat(0x600)));
    const code = b.compile(64);
    expect(code?.instructions).toBeGreaterThan(10);
    expect(code?.instructions).toBeLessThan(2 * 64);
    const { executed } = b.call(b.instantiate(code as never), 1000);
    expect(executed).toBeGreaterThan(10);
  });

  it('sums in a loop', () => {
    // LA 1,10; SR 2,2; AR 2,1; BCT 1,6(12); SVC 0
    const b = bench('4110000A 1B22 1A21 4610C006 0A00');
    b.cpu.gpr[12] = 0x200;
    const code = b.compile();
    expect(code?.instructions).toBe(4);
    const { result, executed } = b.call(b.instantiate(code as never), 1000);
    expect(result).toBe(REGION_CONTROLS);
    expect(executed).toBe(22);
    expect(b.cpu.gpr[2]).toBe(55);
    expect(b.psw()).toBe('00000000 2000020C');
  });

  it('refuses another base register', () => {
    const b = bench('4110000A 1B22 1A21 4610C006 0A00');
    b.cpu.gpr[12] = 0x200;
    const region = b.instantiate(b.compile() as never);
    b.cpu.gpr[12] = 0x202;
    expect(b.call(region, 1000)).toEqual({ result: REGION_REFUSED, executed: 0 });
  });

  it('stops where the countdown does not cover a block', () => {
    const b = bench('4110000A 1B22 1A21 4610C006 0A00');
    b.cpu.gpr[12] = 0x200;
    const region = b.instantiate(b.compile() as never);
    expect(b.call(region, 1)).toEqual({ result: REGION_INTERPRETS, executed: 0 });
    expect(b.call(region, 7)).toEqual({ result: REGION_INTERPRETS, executed: 6 });
    expect(b.cpu.gpr[1]).toBe(8);
    expect(b.cpu.gpr[2]).toBe(19);
    expect(b.cpu.psw.instructionAddress).toBe(0x206);
  });

  it('leaves a store into its own code to the interpreter, and nothing of it has happened', () => {
    // LA 1,1; ST 1,0(12); LA 2,2
    const b = bench('41100001 5010C000 41200002 0A00');
    b.cpu.gpr[12] = 0x208;
    const code = b.compile() as never as { extents: { host: number; length: number }[] };
    b.mark(code.extents, true);
    expect(b.call(b.instantiate(code as never), 100)).toEqual({ result: REGION_INTERPRETS, executed: 1 });
    expect(b.cpu.psw.instructionAddress).toBe(0x204);
    expect(b.hex(0x208, 4)).toBe('41200002');
  });

  it('stores beside its code', () => {
    const b = bench('41100001 5010C000 41200002 0700');
    b.cpu.gpr[12] = 0x210;
    const code = b.compile() as never as { extents: { host: number; length: number }[] };
    b.mark(code.extents, true);
    expect(b.call(b.instantiate(code as never), 100).executed).toBe(4);
    expect(b.hex(0x210, 4)).toBe('00000001');
  });

  it('goes on behind a branch that leads nowhere known', () => {
    const b = bench('41100001 07F3');
    b.cpu.gpr[3] = 0x300;
    const code = b.compile(64, { constants: false });
    expect(b.call(b.instantiate(code as never), 100)).toEqual({ result: REGION_CONTINUES, executed: 2 });
    expect(b.cpu.psw.instructionAddress).toBe(0x300);
  });
});
