import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../support/cpu-bench.js';

/** BC mode, key 5, at X'200'. */
const KEY_5 = '0050000000000200';

function bench(): CpuBench {
  const b = new CpuBench();
  for (let address = 0; address < 0x4000; address += 0x800) b.storage.setKey(address, 0x50);
  return b;
}

describe('key-controlled protection', () => {
  it('lets a matching key and key 0 store, others not', () => {
    const b = bench();
    b.put(0x200, '50103000');
    b.cpu.gpr[3] = 0x3000;
    b.cpu.gpr[1] = 0x11223344;
    expect(b.run(KEY_5).kind).toBe('budget');
    b.storage.setKey(0x3000, 0x60);
    expect(b.run(KEY_5)).toMatchObject({ kind: 'program', code: 4, ilc: 2 });
    expect(b.cpu.psw.instructionAddress).toBe(0x204);
    expect(b.run('0000000000000200').kind).toBe('budget');
  });

  it('prevents fetches only when the fetch bit is on', () => {
    const b = bench();
    b.put(0x200, '58103000');
    b.cpu.gpr[3] = 0x3000;
    b.storage.setKey(0x3000, 0x60);
    expect(b.run(KEY_5).kind).toBe('budget');
    b.storage.setKey(0x3000, 0x68);
    expect(b.run(KEY_5)).toMatchObject({ code: 4 });
  });

  it('takes a new key into account at once, set by SSK or from outside', () => {
    const b = bench();
    // L; SSK 4,5; L
    b.put(0x200, '58103000 0845 58103000');
    b.cpu.gpr[3] = 0x3000;
    b.cpu.gpr[4] = 0x68;
    b.cpu.gpr[5] = 0x3000;
    b.storage.setKey(0, 0x00);
    expect(b.run('0000000000000200', 3).kind).toBe('budget');
    expect(b.storage.getKey(0x3000) & 0xf8).toBe(0x68);
    expect(b.run(KEY_5)).toMatchObject({ code: 4 });
  });

  it('checks both blocks of an operand', () => {
    const b = bench();
    b.storage.setKey(0x3800, 0x60);
    b.put(0x200, '50103000');
    b.cpu.gpr[3] = 0x37fe;
    b.storage.fill(0x37f0, 32, 0xee);
    expect(b.run(KEY_5)).toMatchObject({ code: 4 });
    expect(b.hex(0x37fe, 4)).toBe('EEEEEEEE');
  });

  it('raises addressing beyond main storage', () => {
    const b = bench();
    b.put(0x200, '58103000');
    b.cpu.gpr[3] = 0x100000;
    expect(b.run(KEY_5)).toMatchObject({ code: 5, ilc: 2 });
    expect(b.run('0000000000200000')).toMatchObject({ code: 5 });
  });
});

describe('low-address protection', () => {
  it('keeps 0-511 from stores when CR0 bit 3 is on, whatever the key', () => {
    const b = new CpuBench();
    b.put(0x300, '500001FC 50000200');
    b.cpu.cr[0] |= 0x10000000;
    expect(b.run('0000000000000300')).toMatchObject({ code: 4 });
    expect(b.run('0000000000000304').kind).toBe('budget');
    b.cpu.cr[0] &= ~0x10000000;
    expect(b.run('0000000000000300').kind).toBe('budget');
  });
});

describe('reference and change recording', () => {
  it('sets R on a fetch and R and C on a store, again after they were reset', () => {
    const b = new CpuBench();
    b.put(0x200, '58103000 50103000');
    b.cpu.gpr[3] = 0x3000;
    for (let i = 0; i < 2; i++) {
      b.storage.setKey(0x3000, 0);
      b.run('0000000000000200');
      expect(b.storage.getKey(0x3000)).toBe(0x04);
      b.cpu.run(1);
      expect(b.storage.getKey(0x3000)).toBe(0x06);
    }
    // RRB gives R and C as they were and resets R.
    b.execute('B2133000');
    expect(b.cpu.psw.conditionCode).toBe(3);
    expect(b.storage.getKey(0x3000)).toBe(0x02);
    b.execute('B2133000');
    expect(b.cpu.psw.conditionCode).toBe(1);
  });

  it('shows R and C with ISK in EC mode only', () => {
    const b = new CpuBench();
    b.storage.setKey(0x3000, 0x3e);
    b.cpu.gpr[2] = 0x3000;
    b.cpu.gpr[1] = -1;
    b.execute('0912');
    expect(b.cpu.gpr[1]).toBe(0xffffff38 | 0);
    b.run('0008000000000200');
    expect(b.cpu.gpr[1]).toBe(0xffffff3e | 0);
  });
});

describe('prefixing', () => {
  it('swaps page 0 and the prefix page', () => {
    const b = new CpuBench();
    b.put(0x300, '00005000');
    b.put(0x5400, 'AAAAAAAA');
    b.put(0x400, 'BBBBBBBB');
    b.execute('B2100300');
    b.put(0x5204, '58100400 58205400');
    b.cpu.gpr[5] = 0x5000;
    b.cpu.run(2);
    expect(b.cpu.gpr[1]).toBe(0xaaaaaaaa | 0);
    expect(b.cpu.gpr[2]).toBe(0xbbbbbbbb | 0);
    b.put(0x5200, 'B2110500');
    b.run('0000000000000200');
    expect(b.hex(0x5500, 4)).toBe('00005000');
  });
});
