import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../support/cpu-bench.js';

/** EC mode, DAT on, key 0, supervisor, at X'200' (page 0 is real frame 0 in these tests). */
const VIRTUAL = '0408000000000200';

function bench(...frames: (number | undefined)[]): CpuBench {
  const b = new CpuBench();
  b.translate(frames);
  return b;
}

describe('dynamic address translation', () => {
  it('leads a virtual page to its frame', () => {
    const b = bench(0, 0x20, 0x21);
    b.put(0x200, '58101004');
    b.put(0x20004, '12345678');
    b.cpu.gpr[1] = 0x1000 - 4 + 4;
    expect(b.run(VIRTUAL)).toEqual({ kind: 'budget' });
    expect(b.cpu.gpr[1]).toBe(0x12345678);
  });

  it('nullifies on an invalid page and names the address', () => {
    const b = bench(0, undefined);
    b.put(0x200, '5810F123');
    b.cpu.gpr[15] = 0x1000;
    expect(b.run(VIRTUAL)).toMatchObject({ kind: 'program', code: 0x11, ilc: 2, translationAddress: 0x1123 });
    expect(b.cpu.psw.instructionAddress).toBe(0x200);
    b.storage.storeHalf(0x11002, 0x0200);
    b.put(0x20123, '0000002A');
    expect(b.cpu.run(1).kind).toBe('budget');
    expect(b.cpu.gpr[1]).toBe(42);
  });

  it('finds an invalid segment, and a segment beyond the table', () => {
    const b = bench(0);
    b.put(0x200, '5810F000');
    b.cpu.gpr[15] = 0x20000;
    expect(b.run(VIRTUAL)).toMatchObject({ code: 0x10, translationAddress: 0x20000 });
    b.cpu.gpr[15] = 0x100000;
    expect(b.run(VIRTUAL)).toMatchObject({ code: 0x10, translationAddress: 0x100000 });
  });

  it('suppresses on a bad table format', () => {
    const b = bench(0, 0x20);
    b.put(0x200, '5810F000');
    b.cpu.gpr[15] = 0x1000;
    b.storage.storeHalf(0x11002, 0x0202);
    expect(b.run(VIRTUAL)).toMatchObject({ code: 0x12, ilc: 2 });
    expect(b.cpu.psw.instructionAddress).toBe(0x204);
    b.cpu.cr[0] = 0x00c000e0;
    expect(b.run(VIRTUAL)).toMatchObject({ code: 0x12 });
  });

  it('leaves storage alone when the second page of a store is missing', () => {
    const b = bench(0, 0x20, undefined);
    b.put(0x200, '900FF000');
    b.cpu.gpr[15] = 0x1fe0;
    b.storage.fill(0x20fe0, 32, 0xee);
    expect(b.run(VIRTUAL)).toMatchObject({ code: 0x11, translationAddress: 0x201f });
    expect(b.hex(0x20fe0, 32)).toBe('EE'.repeat(32));
    b.put(0x200, 'D20FF0080300');
    expect(b.run(VIRTUAL).kind).toBe('budget');
    b.cpu.gpr[15] = 0x1ff0;
    expect(b.run(VIRTUAL)).toMatchObject({ code: 0x11 });
  });

  it('crosses pages that are apart in real storage, for instructions and operands', () => {
    const b = bench(0, 0x30, 0x22);
    // L 2,X'FFE'(,1) lies across pages 1 and 2.
    b.put(0x30ffe, '5820');
    b.put(0x22000, '1FFE');
    b.cpu.gpr[1] = 0x1000;
    b.put(0x22002, 'AAAA');
    expect(b.run('0408000000001FFE')).toEqual({ kind: 'budget' });
    expect(b.cpu.gpr[2]).toBe(0x58201ffe);
    expect(b.cpu.psw.instructionAddress).toBe(0x2002);
  });

  it('reports the page of an instruction that is not there', () => {
    const b = bench(0, 0x20, undefined);
    b.put(0x20ffe, '5820');
    expect(b.run('0408000000001FFE')).toMatchObject({ code: 0x11, translationAddress: 0x2000 });
    expect(b.cpu.psw.instructionAddress).toBe(0x1ffe);
  });

  it('keeps a translation until PTLB, and drops a frame that gets another owner at once', () => {
    const b = bench(0, 0x20);
    b.put(0x20000, '00000001');
    b.put(0x21000, '00000002');
    b.put(0x200, '5810F000 5820F000 B20D0000 5830F000');
    b.cpu.gpr[15] = 0x1000;
    b.run(VIRTUAL);
    b.storage.storeHalf(0x11002, 0x0210);
    b.cpu.run(3);
    expect([b.cpu.gpr[1], b.cpu.gpr[2], b.cpu.gpr[3]]).toEqual([1, 1, 2]);
    b.storage.storeHalf(0x11002, 0x0200);
    b.machine.dropFrame(0x21000);
    b.put(0x20000, '00000007');
    b.run(VIRTUAL);
    expect(b.cpu.gpr[1]).toBe(7);
  });

  it('keeps address spaces apart and switches between them', () => {
    const b = bench(0, 0x20);
    b.put(0x20000, '0000000A');
    b.put(0x21000, '0000000B');
    b.storage.copyIn(0x12000, b.storage.copyOut(0x10000, 64));
    b.storage.storeWord(0x12000, 0xf0013000 | 0);
    b.storage.storeHalf(0x13000, 0);
    b.storage.storeHalf(0x13002, 0x0210);
    b.put(0x200, '5810F000');
    b.cpu.gpr[15] = 0x1000;
    for (let i = 0; i < 3; i++) {
      b.cpu.cr[1] = 0x10000;
      b.run(VIRTUAL);
      expect(b.cpu.gpr[1]).toBe(0x0a);
      b.cpu.cr[1] = 0x12000;
      b.run(VIRTUAL);
      expect(b.cpu.gpr[1]).toBe(0x0b);
    }
  });

  it('goes on with MVCL where a page fault stopped it', () => {
    const b = bench(0, 0x20, undefined, 0x22, 0x23, 0x24);
    b.put(0x200, '0E24');
    b.storage.fill(0x22000, 0x2000, 0x77);
    b.cpu.gpr.set([0x1800, 0x1800, 0x3000, 0x1800], 2);
    expect(b.run(VIRTUAL)).toMatchObject({ code: 0x11, translationAddress: 0x2000 });
    expect([...b.cpu.gpr.subarray(2, 6)]).toEqual([0x2000, 0x1000, 0x3800, 0x1000]);
    b.storage.storeHalf(0x11004, 0x0250);
    expect(b.cpu.run(1).kind).toBe('budget');
    expect([...b.cpu.gpr.subarray(2, 6)]).toEqual([0x3000, 0, 0x4800, 0]);
    expect(b.hex(0x25ffc, 4)).toBe('77777777');
    expect(b.cpu.psw.instructionAddress).toBe(0x202);
  });

  it.each([
    ['4K pages, 1M segments', 0x009000e0, 0x123456, 1, 0x23, 0x0450, 0x45456],
    ['2K pages, 64K segments', 0x004000e0, 0x021856, 2, 3, 0x0458, 0x45856],
    ['2K pages, 1M segments', 0x005000e0, 0x123856, 1, 0x47, 0x0458, 0x45856],
  ])('translates with %s', (_, cr0, logical, segment, page, entry, real) => {
    const b = new CpuBench();
    b.cpu.cr[0] = cr0;
    b.cpu.cr[1] = 0xff010000 | 0;
    b.storage.storeWord(0x10000 + 4 * segment, 0xf0020000 | 0);
    b.storage.storeHalf(0x20000 + 2 * page, entry);
    b.cpu.gpr[3] = logical;
    expect(b.execute('B1203000')).toEqual({ kind: 'budget' });
    expect(b.cpu.gpr[2]).toBe(real);
    expect(b.cpu.psw.conditionCode).toBe(0);
  });
});

describe('LOAD REAL ADDRESS', () => {
  it.each([
    ['segment entry invalid', 0x20000, 1, 0x10008],
    ['page entry invalid', 0x3000, 2, 0x11006],
    ['beyond the segment table', 0x100000, 3, 0x10040],
  ])('%s', (_, logical, conditionCode, entry) => {
    const b = bench(0, 1, 2, undefined);
    b.cpu.gpr[3] = logical;
    b.execute('B1203000');
    expect(b.cpu.psw.conditionCode).toBe(conditionCode);
    expect(b.cpu.gpr[2]).toBe(entry);
  });

  it('tells a page table length violation by code 3', () => {
    const b = bench(0);
    b.storage.storeWord(0x10000, 0x30011000);
    b.cpu.gpr[3] = 0x5000;
    b.execute('B1203000');
    expect(b.cpu.psw.conditionCode).toBe(3);
    expect(b.cpu.gpr[2]).toBe(0x1100a);
  });
});
