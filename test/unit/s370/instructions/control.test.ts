import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

describe('control instructions', () => {
  it('DIAGNOSE has no function of the CPU itself', () => {
    expect(new CpuBench().execute('83000000')).toMatchObject({ kind: 'program', code: 6, ilc: 2 });
  });

  it('INVALIDATE PAGE TABLE ENTRY obeys storage keys and records the change', () => {
    const b = new CpuBench();
    b.translate([0]);
    b.cpu.gpr[1] = 0x11000;
    b.storage.setKey(0x11000, 0x30);
    b.put(0x200, 'B2210012');
    expect(b.run('0020000000000200')).toMatchObject({ kind: 'program', code: 4 });
    expect(b.storage.getKey(0x11000)).toBe(0x30);
    b.execute('B2210012');
    expect(b.hex(0x11000, 2)).toBe('0008');
    expect(b.storage.getKey(0x11000)).toBe(0x36);
  });

  it('translation records its references to the tables', () => {
    const b = new CpuBench();
    b.translate([0]);
    b.storage.setKey(0x10000, 0);
    b.storage.setKey(0x11000, 0);
    b.put(0x200, '0700');
    b.run('0408000000000200');
    expect([b.storage.getKey(0x10000), b.storage.getKey(0x11000)]).toEqual([4, 4]);
  });

  it('a store that is nullified records no change', () => {
    const b = new CpuBench();
    b.translate([0, 5]);
    b.storage.setKey(0x5800, 0);
    b.cpu.gpr[1] = 0x1ff8;
    b.put(0x200, 'D20F10000300');
    expect(b.run('0408000000000200')).toMatchObject({ kind: 'program', code: 0x11 });
    expect(b.storage.getKey(0x5800)).toBe(0);
  });

  it('an odd register of DIVIDE comes before a missing operand', () => {
    const b = new CpuBench();
    b.translate([0]);
    b.cpu.gpr[2] = 0x5000;
    b.put(0x200, '5D102000');
    expect(b.run('0408000000000200')).toMatchObject({ kind: 'program', code: 6 });
  });

  it('a clock comparator is not behind a clock that was set back to zero', () => {
    const b = new CpuBench({ tod: 0xb000000000000000n });
    b.cpu.cr[0] = 0x800;
    b.put(0x300, 'FFFFFFFFFFFFFF00 0000000000000000');
    b.put(0x200, 'B2060300 B2040308 0700');
    b.run('0000000000000200', 2);
    expect(b.run('0100000000000208').kind).toBe('budget');
  });
});
