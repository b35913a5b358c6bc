import { describe, expect, it } from 'vitest';
import { connectDirectControl } from '../../../src/s370/index.js';
import { CpuBench } from '../../support/cpu-bench.js';

describe('direct control', () => {
  it('carries a byte and signals from one CPU to another', () => {
    const a = new CpuBench();
    const b = new CpuBench();
    connectDirectControl(a.cpu, b.cpu);
    a.put(0x300, 'C3');
    a.execute('84200300');
    b.cpu.cr[0] = 0x20;
    b.put(0x200, '0700');
    expect(b.run('0100000000000200')).toMatchObject({ kind: 'external', code: 0x20 });
    b.execute('85010400');
    expect(b.hex(0x400, 1)).toBe('C3');
    a.cpu.cr[0] = 0x20;
    expect(a.run('0100000000000200')).toMatchObject({ kind: 'external', code: 0x01 });
  });

  it('reads zero when nothing is plugged in', () => {
    const b = new CpuBench();
    b.put(0x400, 'FF');
    expect(b.execute('85FF0400').kind).toBe('budget');
    expect(b.hex(0x400, 1)).toBe('00');
  });

  it('is privileged and signals nothing when the operand is protected', () => {
    const a = new CpuBench();
    const b = new CpuBench();
    connectDirectControl(a.cpu, b.cpu);
    a.put(0x200, '85200400');
    expect(a.run('0001000000000200')).toMatchObject({ kind: 'program', code: 2 });
    a.storage.setKey(0x400, 0x10);
    expect(a.run('0020000000000200')).toMatchObject({ kind: 'program', code: 4 });
    b.cpu.cr[0] = 0x20;
    b.put(0x200, '0700');
    expect(b.run('0100000000000200').kind).toBe('budget');
  });
});
