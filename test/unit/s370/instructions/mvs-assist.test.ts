import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

const SPACE = 0x3000;
const HELD = 0x2f8;

/** ASCB at X'3000', its address at X'2F0'; CPU 7 at X'2F4', locks held at X'2F8', interface table X'4000' at X'2FC'. */
function bench(held = 0): CpuBench {
  const b = new CpuBench();
  b.storage.storeWord(0x2f0, SPACE);
  b.storage.storeWord(0x2f4, 7);
  b.storage.storeWord(HELD, held);
  b.storage.storeWord(0x2fc, 0x4000);
  b.put(0x3ff0, '00005000 00005100 00005200 00005300');
  return b;
}

/** Runs a lock assist; gives where it goes and what the locks held are then. */
function lock(b: CpuBench, hex: string): [address: number, held: number] {
  expect(b.execute(`${hex}02F002F8`).kind).toBe('budget');
  return [b.cpu.psw.instructionAddress, b.storage.fetchWord(HELD)];
}

describe('lock assists', () => {
  it('obtain and release the local lock', () => {
    const b = bench();
    expect(lock(b, 'E504')).toEqual([0x206, 1]);
    expect(b.storage.fetchWord(SPACE + 0x80)).toBe(7);
    expect(b.cpu.gpr[13]).toBe(0);
    expect(lock(b, 'E505')).toEqual([0x206, 0]);
    expect(b.storage.fetchWord(SPACE + 0x80)).toBe(0);
  });

  it('leave it to the routines of the interface table otherwise', () => {
    const b = bench();
    b.storage.storeWord(SPACE + 0x80, 8);
    expect(lock(b, 'E504')).toEqual([0x5000, 0]);
    expect([b.cpu.gpr[12], b.cpu.gpr[13]]).toEqual([0x206, 0x5000]);
    expect(lock(b, 'E505')).toEqual([0x5100, 0]);
    b.storage.storeWord(SPACE + 0x80, 7);
    b.storage.storeWord(HELD, 1);
    b.storage.storeWord(SPACE + 0x84, 0x1234);
    expect(lock(b, 'E505')).toEqual([0x5100, 1]);
  });

  it('obtain and release a CMS lock, which needs the local one', () => {
    const b = bench(1);
    b.cpu.gpr[11] = 0x6000;
    expect(lock(b, 'E506')).toEqual([0x206, 3]);
    expect(b.storage.fetchWord(0x6000)).toBe(SPACE);
    expect(lock(b, 'E506')).toEqual([0x5200, 3]);
    expect(lock(b, 'E507')).toEqual([0x206, 1]);
    expect(lock(b, 'E507')).toEqual([0x5300, 1]);
    b.storage.storeWord(HELD, 0);
    expect(lock(b, 'E506')).toEqual([0x5200, 0]);
  });

  it('need words on their boundaries', () => {
    expect(bench().execute('E50402F102F8')).toMatchObject({ kind: 'program', code: 6 });
    expect(bench().execute('E50802F002F9')).toMatchObject({ kind: 'program', code: 6 });
  });
});

describe('FIX PAGE', () => {
  it('goes to the routine of the parameter list', () => {
    const b = bench();
    b.put(0x300, '00000700');
    b.put(0x734, '00005678');
    expect(b.execute('E50200000300').kind).toBe('budget');
    expect([b.cpu.gpr[14], b.cpu.gpr[15]]).toEqual([0x206, 0x5678]);
    expect(b.cpu.psw.instructionAddress).toBe(0x5678);
  });
});

describe('assists in problem state', () => {
  it('are privileged, but for guests whose CR6 allows them', () => {
    for (const [cr6, allowed] of [
      [0, false],
      [4, true],
      [0x40000004, false],
    ] as const) {
      const b = bench();
      b.cpu.cr[6] = cr6;
      b.put(0x200, 'E50302F002F8');
      const exit = b.run('0001000000000200');
      if (allowed) expect(exit.kind).toBe('budget');
      else expect(exit).toMatchObject({ kind: 'program', code: 2, ilc: 3 });
    }
  });
});
