import { describe, expect, it } from 'vitest';
import { IntervalTimer } from '../../../src/s370/clocks.js';
import { CountedClock, EventQueue, Machine } from '../../../src/s370/index.js';
import { CpuBench } from '../../support/cpu-bench.js';

describe('timers', () => {
  it('STCK never gives a value twice', () => {
    const b = new CpuBench();
    b.put(0x200, 'B2050300 B2050308');
    b.run('0000000000000200', 2);
    expect(BigInt(`0x${b.hex(0x308, 8)}`)).toBeGreaterThan(BigInt(`0x${b.hex(0x300, 8)}`));
  });

  it('SPT and STPT count down with the instructions', () => {
    const b = new CpuBench();
    b.put(0x300, '0000000010000000');
    b.put(0x200, 'B2080300 47F00204');
    b.run('0000000000000200', 50_001);
    b.put(0x204, 'B2090310');
    b.cpu.run(1);
    // 50,000 branches at 50 a microsecond are 1000 microseconds of X'1000' each.
    const elapsed = 0x10000000 - Number(BigInt(`0x${b.hex(0x310, 8)}`));
    expect(elapsed).toBeGreaterThanOrEqual(1000 * 4096 - 4096);
    expect(elapsed).toBeLessThanOrEqual(1001 * 4096);
  });

  it('interrupts when the CPU timer becomes negative', () => {
    const b = new CpuBench();
    b.cpu.cr[0] = 0x400;
    b.put(0x300, '0000000000010000');
    b.put(0x200, 'B2080300 47F00204');
    const exit = b.run('0100000000000200', 100_000);
    expect(exit).toMatchObject({ kind: 'external', code: 0x1005 });
    expect(b.cpu.instructionsExecuted).toBeLessThan(2000);
  });

  it('counts the interval timer at 300 units of bit 23 a second and interrupts below zero', () => {
    const b = new CpuBench({ clock: new CountedClock(2) });
    b.storage.storeWord(0x50, 0x00012c00);
    b.put(0x200, '47F00200');
    expect(b.run('0100000000000200', 1_000_000).kind).toBe('budget');
    b.cpu.poll();
    // Half a second: 150 units of 256.
    expect(b.storage.fetchWord(0x50)).toBeGreaterThan(0x9500);
    expect(b.storage.fetchWord(0x50)).toBeLessThan(0x9700);
    expect(b.cpu.run(1_200_000)).toMatchObject({ kind: 'external', code: 0x80 });
  });

  it('has elapsed at the time at which the interval timer says it will', () => {
    let now = 0.37;
    const clock = { now: () => now, skipTo: () => true, pollInterval: 16384, instructionsUntil: () => 1 };
    const timer = new IntervalTimer(clock);
    for (let round = 0; round < 2000; round++) {
      const value = (round * 7919) % 1000;
      now = timer.expires(value);
      expect(timer.elapsedUnits()).toBe(value + 1);
    }
  });

  it('leaves X’50’ alone when the owner keeps the time', () => {
    const b = new CpuBench({ intervalTimer: false });
    b.storage.storeWord(0x50, 0x00012c00);
    b.put(0x200, '47F00200');
    b.run('0100000000000200', 1_000_000);
    expect(b.storage.fetchWord(0x50)).toBe(0x00012c00);
  });

  it('wakes an enabled wait at the interval timer', () => {
    const b = new CpuBench();
    b.storage.storeWord(0x50, 0x100);
    expect(b.run('0102000000000000').kind).toBe('wait');
    expect(b.machine.idle()).toBe(0);
    expect(b.cpu.run(1)).toMatchObject({ kind: 'external', code: 0x80 });
  });
});

describe('event queue', () => {
  it('runs events in the order of time, then of scheduling; a cancelled one never', () => {
    const clock = new CountedClock(1);
    const events = new EventQueue(clock);
    const seen: string[] = [];
    events.schedule(20, () => seen.push('c'));
    events.schedule(10, () => seen.push('a'));
    events.schedule(10, () => seen.push('b'));
    const gone = events.schedule(5, () => seen.push('x'));
    expect(events.cancel(gone)).toBe(true);
    expect(events.cancel(gone)).toBe(false);
    clock.skipTo(15);
    expect(events.runDue()).toBe(2);
    expect(seen).toEqual(['a', 'b']);
    expect(events.nextTime()).toBe(20);
    clock.skipTo(20);
    events.runDue();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('is looked at in time while a program runs', () => {
    const b = new CpuBench();
    b.put(0x200, '47F00200');
    let at = 0;
    b.machine.events.schedule(100, () => {
      at = b.cpu.instructionsExecuted;
    });
    b.run('0000000000000200', 100_000);
    expect(at).toBeGreaterThanOrEqual(5000);
    expect(at).toBeLessThan(5100);
  });
});

describe('a run that may last until a time', () => {
  it('ends with the look at clocks behind that time, whatever the budget', () => {
    let now = 0;
    const clock = {
      now: () => now++,
      skipTo: () => false,
      pollInterval: 1000,
      instructionsUntil: () => Infinity,
    };
    const machine = new Machine({ storageSize: 0x10000, clock });
    // B *
    machine.storage.storeWord(0x200, 0x47f00200);
    machine.cpu.loadPsw(0, 0x200);
    expect(machine.cpu.run(1_000_000, now + 40)).toEqual({ kind: 'budget' });
    const executed = machine.instructionsExecuted;
    expect(executed).toBeGreaterThan(0);
    expect(executed).toBeLessThanOrEqual(40_000);
    machine.cpu.run(5000);
    expect(machine.instructionsExecuted).toBe(executed + 5000);
  });
});
