import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../support/cpu-bench.js';

const DISABLED_WAIT = '000A0000 00000070';
/** BC mode, machine checks enabled, at X'200'. */
const ENABLED = [0x00040000, 0x200] as const;

function bench(): CpuBench {
  const b = new CpuBench();
  b.put(0x70, DISABLED_WAIT);
  // a loop
  b.put(0x200, '47F00200');
  return b;
}

describe('machine-check interruptions', () => {
  it('store old PSW, code, timers and registers', () => {
    const b = bench();
    b.cpu.gpr.forEach((_, r) => (b.cpu.gpr[r] = 0x11110000 + r));
    b.cpu.fpr[2] = 0x41100000;
    b.cpu.loadPsw(...ENABLED);
    b.machine.raiseMachineCheck('system-damage');
    expect(b.bare.run(100)).toEqual({ kind: 'disabled-wait', code: 0x70 });
    expect(b.hex(0x30, 8)).toBe('0004000000000200');
    expect(b.hex(0xe8, 8)).toBe('80000F1D00030000');
    expect(b.hex(0x180, 8)).toBe('1111000011110001');
    expect(b.hex(0x168, 4)).toBe('41100000');
    expect(b.hex(0x1c0, 4)).toBe('000000E0');
    expect(b.hex(0x1f8, 4)).toBe('C2000000');
  });

  it('store the external-damage code and the failing address where they are known', () => {
    const b = bench();
    b.put(0xf4, 'EEEEEEEE EEEEEEEE');
    b.cpu.loadPsw(...ENABLED);
    b.machine.raiseMachineCheck('external-damage', { externalDamageCode: 0x00001000 });
    b.bare.run(100);
    expect(b.hex(0xe8, 8)).toBe('04000F3D00030000');
    expect(b.hex(0xf4, 8)).toBe('00001000EEEEEEEE');
    b.cpu.loadPsw(...ENABLED);
    b.machine.raiseMachineCheck('instruction-processing-damage', { failingAddress: 0x12345 });
    b.bare.run(100);
    expect(b.hex(0xe8, 4)).toBe('40000F9D');
    expect(b.hex(0xf8, 4)).toBe('00012345');
  });

  it.each([
    ['system-recovery', 0x08000000, '20000F1D'],
    ['degradation', 0x04000000, '01000F1D'],
    ['interval-timer-damage', 0x02000000, '10000F1D'],
    ['timing-facility-damage', 0x02000000, '08000F1D'],
    ['external-damage', 0x02000000, '04000F1D'],
    ['warning', 0x01000000, '00800F1D'],
  ] as const)('%s waits for its mask in CR14 and says then that it was delayed', (condition, mask, code) => {
    const b = bench();
    b.cpu.cr[14] = ~mask;
    b.cpu.loadPsw(...ENABLED);
    b.machine.raiseMachineCheck(condition);
    expect(b.bare.run(100)).toEqual({ kind: 'budget' });
    b.cpu.cr[14] = mask;
    b.cpu.loadPsw(0, 0x200);
    expect(b.bare.run(100)).toEqual({ kind: 'budget' });
    b.cpu.loadPsw(...ENABLED);
    expect(b.bare.run(100).kind).toBe('disabled-wait');
    const delayed = (parseInt(code, 16) | 0x00010000).toString(16).toUpperCase().padStart(8, '0');
    expect(b.hex(0xe8, 4)).toBe(delayed);
  });

  it('join what is pending and allowed in one interruption, and keep the rest', () => {
    const b = bench();
    b.cpu.cr[14] = 0x01000000;
    b.cpu.loadPsw(...ENABLED);
    b.machine.raiseMachineCheck('warning');
    b.machine.raiseMachineCheck('degradation');
    b.machine.raiseMachineCheck('system-damage');
    b.bare.run(100);
    expect(b.hex(0xe8, 4)).toBe('80800F1D');
    b.cpu.cr[14] = 0x04000000;
    b.cpu.loadPsw(...ENABLED);
    b.bare.run(100);
    expect(b.hex(0xe8, 4)).toBe('01010F1D');
  });

  it('come before external and I/O interruptions, so that those find its new PSW', () => {
    const b = bench();
    b.put(0x70, '01020000 00000070');
    b.put(0x58, '000A0000 00000058');
    b.cpu.cr[0] = 0x40;
    b.cpu.signalExternal(0x40);
    b.cpu.loadPsw(0x01040000, 0x200);
    b.machine.raiseMachineCheck('system-damage');
    expect(b.bare.run(100)).toEqual({ kind: 'disabled-wait', code: 0x58 });
    expect(b.hex(0x30, 8)).toBe('0104000000000200');
    expect(b.hex(0x18, 8)).toBe('0102004000000070');
  });
});

describe('the check-stop state', () => {
  it('is entered when an exigent condition cannot interrupt', () => {
    const b = bench();
    b.cpu.loadPsw(0, 0x200);
    b.machine.raiseMachineCheck('system-damage');
    expect(b.bare.run(100)).toEqual({ kind: 'check-stop' });
    expect(b.cpu.state).toBe('check-stop');
    b.bare.restart();
    b.bare.startCpu(0);
    expect(b.bare.run(100)).toEqual({ kind: 'check-stop' });
    b.machine.systemReset();
    b.cpu.loadPsw(0, 0x200);
    expect(b.bare.run(100)).toEqual({ kind: 'budget' });
  });

  it('is entered when a second exigent condition comes before the first is handled', () => {
    const b = bench();
    b.put(0x70, '00080000 00000200');
    b.cpu.loadPsw(...ENABLED);
    b.machine.raiseMachineCheck('system-damage');
    expect(b.bare.run(100)).toEqual({ kind: 'budget' });
    b.machine.raiseMachineCheck('instruction-processing-damage');
    expect(b.bare.run(100)).toEqual({ kind: 'check-stop' });
  });

  it('is not entered when CR14 does not ask for it', () => {
    const b = bench();
    b.cpu.cr[14] = 0;
    b.cpu.loadPsw(0, 0x200);
    b.machine.raiseMachineCheck('system-damage');
    expect(b.bare.run(100)).toEqual({ kind: 'budget' });
    b.cpu.loadPsw(...ENABLED);
    expect(b.bare.run(100).kind).toBe('disabled-wait');
  });
});

describe('storage with bad checking code', () => {
  it.each([
    ['a fetch', '58102004'],
    ['a store', '50102004'],
    ['a fetch across its start', '58101FFE'],
    ['a move into it', 'D2FF1F80 0300'],
    ['a test', '91802000'],
  ])('nullifies %s and tells where', (_, hex) => {
    const b = bench();
    b.put(0x200, hex);
    b.cpu.gpr[1] = 0x2000;
    b.cpu.gpr[2] = 0x3000;
    b.storage.damage(0x3000, { part: 'data', permanent: false });
    b.cpu.loadPsw(...ENABLED);
    expect(b.bare.run(100)).toEqual({ kind: 'disabled-wait', code: 0x70 });
    expect(b.hex(0x30, 8)).toBe('0004000000000200');
    expect(b.hex(0xe8, 4)).toBe('40028F9D');
    expect(b.storage.fetchWord(0xf8) & ~0x7ff).toBe(0x3000);
  });

  it('stops the CPU that cannot take the interruption', () => {
    const b = bench();
    b.storage.damage(0x200, { part: 'data', permanent: false });
    b.cpu.loadPsw(0, 0x200);
    expect(b.bare.run(100)).toEqual({ kind: 'check-stop' });
  });

  it('is made good by TEST BLOCK, unless it is bad for ever', () => {
    const b = bench();
    b.storage.damage(0x3000, { part: 'data', permanent: false });
    b.storage.damage(0x4800, { part: 'data', permanent: true });
    b.cpu.gpr[2] = 0x3000;
    b.execute('B22C0002');
    expect(b.cpu.psw.conditionCode).toBe(0);
    expect(b.execute('58102004').kind).toBe('budget');
    b.cpu.gpr[2] = 0x4000;
    b.execute('B22C0002');
    expect(b.cpu.psw.conditionCode).toBe(1);
    expect(b.storage.damageAt(0x4800)).toBe('data');
    b.storage.repair(0x4800);
    b.execute('B22C0002');
    expect(b.cpu.psw.conditionCode).toBe(0);
  });

  it('a bad key is met by whoever needs it, and made good by setting it', () => {
    const b = bench();
    b.storage.damage(0x3000, { part: 'key', permanent: false });
    b.cpu.gpr[2] = 0x3000;
    b.put(0x200, '0912');
    b.cpu.loadPsw(...ENABLED);
    b.bare.run(100);
    expect(b.hex(0xe8, 4)).toBe('40022F9D');
    expect(b.execute('0812').kind).toBe('budget');
    expect(b.execute('0912').kind).toBe('budget');
    expect(b.execute('58102000').kind).toBe('budget');
  });

  it('is good again after a clear reset', () => {
    const b = bench();
    b.storage.damage(0x3000, { part: 'data', permanent: false });
    b.machine.clearReset();
    expect(b.storage.damages()).toEqual([]);
  });
});
