import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

describe('storage keys of 4K blocks', () => {
  it('SSKE sets both keys of a 4K block, ISKE joins R and C of both', () => {
    const b = new CpuBench();
    b.cpu.gpr[1] = 0x5a;
    b.cpu.gpr[2] = 0x3c08;
    b.execute('B22B0012');
    expect([b.storage.getKey(0x3000), b.storage.getKey(0x3800)]).toEqual([0x5a, 0x5a]);
    b.storage.setKey(0x3000, 0x58);
    b.storage.setKey(0x3800, 0x36);
    b.cpu.gpr[1] = 0x01020304;
    b.execute('B2290012');
    expect(b.cpu.gpr[1]).toBe(0x0102035e);
  });

  it('RRBE resets both reference bits and tells R and C of the whole block', () => {
    const b = new CpuBench();
    b.cpu.gpr[2] = 0x3000;
    b.storage.setKey(0x3000, 0x52);
    b.storage.setKey(0x3800, 0x54);
    b.execute('B22A0012');
    expect(b.cpu.psw.conditionCode).toBe(3);
    expect([b.storage.getKey(0x3000), b.storage.getKey(0x3800)]).toEqual([0x52, 0x50]);
    b.execute('B22A0012');
    expect(b.cpu.psw.conditionCode).toBe(1);
  });

  it('raises addressing outside of storage, and only there', () => {
    const b = new CpuBench();
    b.cpu.gpr[2] = 0x100000;
    for (const opcode of ['B2290012', 'B22A0012', 'B22B0012', 'B22C0012']) {
      expect(b.execute(opcode)).toMatchObject({ kind: 'program', code: 5, ilc: 2 });
    }
    b.cpu.gpr[2] = 0x7f0ff000;
    expect(b.execute('B2290012')).toMatchObject({ kind: 'program', code: 5 });
    b.cpu.gpr[2] = 0x800ff000 | 0;
    expect(b.execute('B2290012').kind).toBe('budget');
  });

  it('knows real addresses: prefixing applies', () => {
    const b = new CpuBench();
    b.cpu.setPrefix(0x5000);
    b.put(0x5200, 'B22B0012');
    b.cpu.gpr[1] = 0x70;
    b.cpu.gpr[2] = 0x5000;
    b.run('0000000000000200');
    expect(b.storage.getKey(0) & 0xf0).toBe(0x70);
  });

  it('where one key is of 4K, SSK, ISK and RRB need CR0 bit 7, and both halves record alike', () => {
    const b = new CpuBench({ keyBlockSize: 4096 });
    b.cpu.gpr[1] = 0x40;
    b.cpu.gpr[2] = 0x3000;
    for (const hex of ['0812', '0912', 'B2132000']) {
      expect(b.execute(hex)).toMatchObject({ kind: 'program', code: 0x13 });
    }
    b.cpu.cr[0] = 0x01000000;
    expect(b.execute('0812').kind).toBe('budget');
    expect([b.storage.getKey(0x3000), b.storage.getKey(0x3800)]).toEqual([0x40, 0x40]);
    b.execute('50102804');
    expect([b.storage.getKey(0x3000), b.storage.getKey(0x3800)]).toEqual([0x46, 0x46]);
    b.execute('B2132000');
    expect(b.cpu.psw.conditionCode).toBe(3);
    expect([b.storage.getKey(0x3000), b.storage.getKey(0x3800)]).toEqual([0x42, 0x42]);
  });
});

describe('TEST BLOCK', () => {
  it('clears the block whatever its key, and register 0', () => {
    const b = new CpuBench();
    b.storage.fill(0x3000, 0x1800, 0xff);
    b.storage.setKey(0x3000, 0x98);
    b.cpu.gpr[0] = 0x123;
    b.cpu.gpr[2] = 0x3abc;
    b.put(0x200, 'B22C0002');
    expect(b.run('0050000000000200').kind).toBe('budget');
    expect(b.cpu.psw.conditionCode).toBe(0);
    expect(b.cpu.gpr[0]).toBe(0);
    expect(b.storage.copyOut(0x3000, 0x1000).every((byte) => byte === 0)).toBe(true);
    expect(b.storage.fetchByte(0x4000)).toBe(0xff);
  });

  it('respects low-address protection', () => {
    const b = new CpuBench();
    b.cpu.cr[0] = 0x10000000;
    b.cpu.gpr[2] = 0x100;
    expect(b.execute('B22C0002')).toMatchObject({ kind: 'program', code: 4 });
    expect(b.hex(0x200, 4)).toBe('B22C0002');
  });
});
