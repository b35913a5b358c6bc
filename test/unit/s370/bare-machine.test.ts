import { describe, expect, it } from 'vitest';
import { CardReader, StateReader } from '../../../src/s370/index.js';
import { CpuBench, hexBytes } from '../../support/cpu-bench.js';

/** CPU 1 spins at X'400' of its own prefix area until the word at X'20000' is not zero, then waits. */
function spinning(): CpuBench {
  const b = new CpuBench({ cpus: 2 });
  const [first, second] = b.machine.cpus;
  second.setPrefix(0x11000);
  // base register 2: X'20000'
  b.put(0x11400, '58102000 1211 47800400 82000500');
  b.put(0x11500, '000A0000 00000501');
  second.gpr[2] = 0x20000;
  second.loadPsw(0x00080000, 0x400);
  second.startOperating();
  // CPU 0 counts to 5000, stores, and waits
  b.put(0x200, '46300200 92012003 82000500');
  b.put(0x500, '000A0000 00000500');
  first.gpr[3] = 5000;
  first.gpr[2] = 0x20000;
  first.loadPsw(0x00080000, 0x200);
  return b;
}

describe('several CPUs', () => {
  it('run in turn and see what the others store', () => {
    const b = spinning();
    expect(b.bare.run(100_000)).toEqual({ kind: 'disabled-wait', code: 0x500 });
    const [, second] = b.machine.cpus;
    expect(second.psw.instructionAddress).toBe(0x501);
    expect(second.instructionsExecuted).toBeGreaterThan(1000);
  });

  it('do the same in every run, however it is cut', () => {
    const whole = spinning();
    whole.bare.run(100_000);
    const cut = spinning();
    while (cut.bare.run(1000).kind === 'budget');
    for (const [i, cpu] of whole.machine.cpus.entries()) {
      expect(cut.machine.cpus[i].instructionsExecuted).toBe(cpu.instructionsExecuted);
    }
  });

  it('go on from a snapshot exactly where they were', () => {
    const whole = spinning();
    whole.bare.run(7300);
    whole.machine.cpus[1].externals.emergencySignals = 1;
    whole.storage.damage(0x9000, { part: 'key', permanent: true });
    const copy = new CpuBench({ cpus: 2 });
    copy.machine.restoreState(new StateReader(whole.machine.saveState(), 'snapshot'));
    expect(copy.storage.damageAt(0x9000)).toBe('key');
    for (const b of [whole, copy]) expect(b.bare.run(100_000).kind).toBe('disabled-wait');
    for (const [i, cpu] of whole.machine.cpus.entries()) {
      const other = copy.machine.cpus[i];
      expect(other.instructionsExecuted).toBe(cpu.instructionsExecuted);
      expect([...other.gpr]).toEqual([...cpu.gpr]);
      expect(other.state).toBe(cpu.state);
      expect(other.prefix).toBe(cpu.prefix);
      expect(other.externals.emergencySignals).toBe(i);
    }
  });

  it('end with stopped when all are stopped', () => {
    const b = spinning();
    b.bare.stopCpu(0);
    b.bare.stopCpu(1);
    expect(b.bare.run(1000)).toEqual({ kind: 'stopped' });
    b.bare.startCpu(1);
    expect(b.bare.run(5000)).toEqual({ kind: 'budget' });
    expect(b.cpu.instructionsExecuted).toBe(0);
  });

  it('are stopped by the host without changing their states', () => {
    const b = spinning();
    b.bare.stop();
    expect(b.bare.run(100_000)).toEqual({ kind: 'stopped' });
    expect(b.machine.cpus.map(({ state }) => state)).toEqual(['operating', 'operating']);
    expect(b.bare.run(100_000).kind).toBe('disabled-wait');
  });

  it('go on waiting together: an enabled wait counts', () => {
    const b = spinning();
    const [, second] = b.machine.cpus;
    second.loadPsw(0x020a0000, 0x777);
    expect(b.bare.run(100_000)).toEqual({ kind: 'wait' });
  });

  it('store the address of the sender, and zeros in EC mode when there is none', () => {
    const b = spinning();
    const [first, second] = b.machine.cpus;
    b.put(0x84, 'FFFF');
    b.put(0x11084, 'FFFF');
    b.put(0x58, '000A0000 00000058');
    b.put(0x11058, '000A0000 00000058');
    second.externals.emergencySignals = 1;
    second.cr[0] = 0x4000;
    second.loadPsw(0x01080000, 0x400);
    first.cr[0] = 0x40;
    first.signalExternal(0x40);
    first.loadPsw(0x01080000, 0x200);
    b.bare.run(10_000);
    expect(b.hex(0x11084, 4)).toBe('00001201');
    expect(b.hex(0x84, 4)).toBe('00000040');
    b.put(0x84, 'FFFF');
    first.signalExternal(0x40);
    first.loadPsw(0x01000000, 0x200);
    b.bare.run(10_000);
    expect(b.hex(0x84, 2)).toBe('FFFF');
  });

  it('drop translations and keys of each other: IPTE and SSK work on all', () => {
    const b = new CpuBench({ cpus: 2 });
    const [first, second] = b.machine.cpus;
    b.translate([0, 1, 2, 3]);
    second.cr.set(first.cr);
    second.startOperating();
    second.gpr[2] = 0x3000;
    b.put(0x200, '58102000');
    second.loadPsw(0x04080000, 0x200);
    expect(second.run(1).kind).toBe('budget');
    b.put(0x300, 'B2210034');
    first.gpr[3] = 0x11000;
    first.gpr[4] = 0x3000;
    first.loadPsw(0x00080000, 0x300);
    expect(first.run(1).kind).toBe('budget');
    second.loadPsw(0x04080000, 0x200);
    expect(second.run(1)).toMatchObject({ kind: 'program', code: 0x11 });
  });

  it('have identifications of their own', () => {
    const b = new CpuBench({ cpus: 2, cpuId: { version: 0, serial: 0x123456, model: 0x3168 } });
    expect(b.machine.cpus.map(({ cpuId }) => cpuId.high)).toEqual([0x023456, 0x123456]);
  });
});

describe('channel sets', () => {
  it('are connected one to a CPU, and can be moved', () => {
    const b = new CpuBench({ cpus: 2 });
    const [first, second] = b.machine.cpus;
    const concs = (cpu: typeof first, set: number): number => {
      b.put(0x200, `B2000${set.toString(16).padStart(3, '0')}`);
      cpu.loadPsw(0, 0x200);
      cpu.startOperating();
      cpu.run(1);
      return cpu.psw.conditionCode;
    };
    const discs = (cpu: typeof first, set: number): number => {
      b.put(0x200, `B2010${set.toString(16).padStart(3, '0')}`);
      cpu.loadPsw(0, 0x200);
      cpu.startOperating();
      cpu.run(1);
      return cpu.psw.conditionCode;
    };
    expect(concs(first, 0)).toBe(0);
    expect(concs(first, 1)).toBe(1);
    expect(concs(first, 2)).toBe(3);
    second.startOperating();
    expect(discs(first, 1)).toBe(1);
    second.enterStopped();
    expect(discs(first, 1)).toBe(0);
    expect(concs(first, 1)).toBe(0);
    expect(concs(second, 0)).toBe(0);
    expect(discs(second, 0)).toBe(0);
    expect(second.channels.pending(-1)).toBe(false);
    expect(second.channels.testIo(0x00c)).toEqual({ conditionCode: 3 });
    b.machine.powerOnReset();
    expect(second.channels).toBe(b.machine.channelSets[1]);
  });

  it('of attached processors do not exist', () => {
    const b = new CpuBench({ cpus: 2, configuration: 'ap' });
    expect(b.machine.channelSets).toHaveLength(1);
    expect(b.machine.cpus[1].channels.testIo(0x00c)).toEqual({ conditionCode: 3 });
  });
});

describe('IPL by another CPU', () => {
  it('reads through its own channels, runs it alone, and interrupts it and nobody else', async () => {
    const b = new CpuBench({ cpus: 2 });
    const [first, second] = b.machine.cpus;
    const card = new Uint8Array(80);
    card.set(hexBytes('020A0000 00000123 03000000 20000001'));
    const cards = [card, new Uint8Array(80).fill(0xc1)];
    b.machine.channelSets[1].attach(0x00c, new CardReader({ readCard: () => cards.shift() ?? 'empty' }));
    first.loadPsw(0x02080000, 0x200);
    const options = { sleep: () => Promise.resolve() };
    expect(await b.bare.ipl(0x00c, options)).toEqual({ kind: 'not-started', conditionCode: 3 });
    expect(await b.bare.ipl(0x00c, { ...options, cpu: 1 })).toEqual({ kind: 'loaded' });
    expect(b.machine.cpus.map(({ state }) => state)).toEqual(['stopped', 'operating']);
    expect(b.hex(0xba, 2)).toBe('000C');
    expect(b.bare.run(100).kind).toBe('wait');
    // a read that ends by an interruption
    b.put(0x48, '00000400');
    b.put(0x400, '02001000 20000050');
    b.put(0x200, '9C00000C 820000A0');
    b.put(0xa0, '020A0000 00000456');
    b.put(0x78, '000A0000 00000078');
    second.loadPsw(0x00080000, 0x200);
    while (b.bare.run(100).kind === 'wait') b.machine.idle();
    expect(b.hex(0x38, 8)).toBe('020A000000000456');
    expect(b.hex(0x1000, 4)).toBe('C1C1C1C1');
    expect(first.psw.instructionAddress).not.toBe(0x78);
    expect(second.psw.instructionAddress).toBe(0x78);
  });
});

describe('resets', () => {
  it('CPU reset keeps the PSW, initial CPU reset does not', () => {
    const b = new CpuBench();
    b.cpu.loadPsw(0x00010000, 0x400);
    b.cpu.signalExternal(0x40);
    b.machine.cpuReset(0);
    expect(b.psw()).toBe('00010000 00000400');
    expect(b.cpu.externals.latched).toBe(0);
    expect(b.cpu.state).toBe('stopped');
    b.machine.initialCpuReset(0);
    expect(b.psw()).toBe('00000000 00000000');
    expect(b.cpu.cr[0]).toBe(0xe0);
  });

  it('system reset keeps storage and general registers, clear reset does not', () => {
    const b = new CpuBench();
    b.put(0x400, 'FF');
    b.storage.setKey(0x400, 0x30);
    b.cpu.gpr[1] = 1;
    b.machine.systemReset();
    expect([b.hex(0x400, 1), b.cpu.gpr[1], b.storage.getKey(0x400)]).toEqual(['FF', 1, 0x30]);
    b.machine.clearReset();
    expect([b.hex(0x400, 1), b.cpu.gpr[1], b.storage.getKey(0x400)]).toEqual(['00', 0, 0]);
  });

  it('store status stores timers, PSW, prefix and registers', () => {
    const b = new CpuBench();
    b.cpu.setPrefix(0x5000);
    b.cpu.loadPsw(0x01080000, 0x222);
    b.cpu.setClockComparator(0x0123456789abcdefn);
    b.cpu.gpr[0] = 0x10101010;
    b.cpu.fpr[6] = 0x46464646;
    b.cpu.cr[1] = 0x11111111;
    b.machine.storeStatus();
    expect(b.hex(0xe0, 8)).toBe('0123456789ABCDEF');
    expect(b.hex(0x100, 12)).toBe('010800000000022200005000');
    expect(b.hex(0x178, 4)).toBe('46464646');
    expect(b.hex(0x180, 4)).toBe('10101010');
    expect(b.hex(0x1c4, 4)).toBe('11111111');
  });

  it('the timers of a stopped CPU stand still', () => {
    const b = new CpuBench({ cpus: 2 });
    const [first, second] = b.machine.cpus;
    b.put(0x200, '47F00200');
    second.setCpuTimer(0x1000000n);
    first.setCpuTimer(0x1000000n);
    first.loadPsw(0, 0x200);
    b.bare.run(1000);
    expect(second.timer.read()).toBe(0x1000000n);
    expect(first.timer.read()).toBeLessThan(0x1000000n);
    second.startOperating();
    second.loadPsw(0, 0x200);
    b.bare.run(1000);
    expect(second.timer.read()).toBeLessThan(0x1000000n);
  });
});

describe('TOD clocks of several CPUs', () => {
  it('give values that are all different', () => {
    const b = new CpuBench({ cpus: 2 });
    const values = [0, 1, 0, 1, 1].map((address) => b.machine.cpus[address].tod.readUnique());
    expect(new Set(values).size).toBe(5);
  });

  it('that run out of step interrupt as long as they do', () => {
    const b = new CpuBench({ cpus: 2 });
    const [first, second] = b.machine.cpus;
    first.cr[0] = 0x1000;
    first.loadPsw(0x01000000, 0x200);
    b.put(0x200, '07000700');
    expect(first.run(1).kind).toBe('budget');
    second.setClock(0x123456789n);
    expect({ ...first.run(1) }).toMatchObject({ kind: 'external', code: 0x1003 });
    expect({ ...first.run(1) }).toMatchObject({ kind: 'external', code: 0x1003 });
    second.setClock(first.tod.read() + (5n << 32n));
    expect(first.run(1).kind).toBe('budget');
  });

  it('SET CLOCK with synchronization waits for the other clock', () => {
    const b = new CpuBench({ cpus: 2, tod: 0x7fffff00n });
    const [first, second] = b.machine.cpus;
    second.startOperating();
    second.cr[0] = 0x20000000;
    b.put(0x300, '00000055 00000000 00000000 00000000');
    b.put(0x200, 'B2040300 B2050308');
    second.loadPsw(0, 0x200);
    second.run(2);
    expect(second.psw.conditionCode).toBe(3);
    expect(second.tod.read()).toBe(0x5500000000n);
    b.machine.events.clock.skipTo(first.tod.timeOf(0x100000010n));
    expect(second.tod.running).toBe(true);
    expect(first.tod.outOfStep(second.tod)).toBe(false);
    second.loadPsw(0, 0x204);
    second.run(1);
    expect(second.psw.conditionCode).toBe(0);
  });
});
