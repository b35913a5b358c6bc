import { describe, expect, it } from 'vitest';
import { findModel, HostClock, Machine, StateReader } from '../../../src/s370/index.js';
import { CPU_OTHERS, CPU_PARTS } from '../../../src/s370/snapshot.js';
import { restoreFields, saveFields } from '../../../src/s370/state.js';

describe('the snapshot of a CPU', () => {
  it.each(['S/370', '2065', '2067'])('of %s knows every part: a new one must be saved, or listed', (name) => {
    const { cpu } = new Machine({ storageSize: 0x10000, model: findModel(name) });
    const known = new Set<string>([...CPU_PARTS, ...CPU_OTHERS, 'gpr', 'fpr', 'cr']);
    const parts = Object.entries(cpu)
      .filter(([, value]) => typeof value === 'object' && value !== null)
      .map(([name]) => name);
    expect(parts.filter((name) => !known.has(name))).toEqual([]);
  });

  it('has parts whose fields are all plain', () => {
    const { cpu } = new Machine({ storageSize: 0x10000 });
    for (const name of CPU_PARTS) {
      const part = (cpu as unknown as Record<string, object>)[name];
      const others = Object.entries(part).filter(
        ([field, value]) => typeof value === 'object' && field !== 'clock',
      );
      expect(others, name).toEqual([]);
    }
  });
});

describe('a snapshot of a 360/67', () => {
  it('goes on in extended mode with 32-bit addresses', () => {
    const make = (): Machine => new Machine({ storageSize: 0x10000, model: findModel('2067') });
    const one = make();
    one.storage.copyIn(0x200, Uint8Array.of(0xb8, 0x66, 0x03, 0x00, 0x41, 0x10, 0xff, 0xff));
    one.storage.storeWord(0x300, 0x00800000);
    one.cpu.loadPsw(0, 0x200);
    one.cpu.run(1);
    one.cpu.loadPsw(0x08000000, 0x204);
    one.cpu.gpr[15] = -2;
    const saved = new StateReader(one.saveState(), 'machine');
    const other = make();
    other.restoreState(saved);
    expect(other.cpu.psw).toEqual(one.cpu.psw);
    other.cpu.run(1);
    one.cpu.run(1);
    expect(other.cpu.gpr[1]).toBe(0xffd);
    expect(other.cpu.gpr[1]).toBe(one.cpu.gpr[1]);
    expect(() => new Machine({ storageSize: 0x10000 }).restoreState(saved)).toThrow('360/67');
  });
});

describe('plain fields', () => {
  class Part {
    count = 1;
    readonly name = 'part';
    on = false;
    protected big = -5n;
    protected due = Infinity;
    readonly shared = { not: 'saved' };

    change(): void {
      this.count = 7;
      this.on = true;
      this.big = 0x123456789abcdefn;
      this.due = -Infinity;
    }
  }

  it('come back, private, long and infinite ones too', () => {
    const part = new Part();
    part.change();
    const saved = saveFields(part);
    expect(JSON.parse(JSON.stringify(saved))).toEqual(saved);
    const other = new Part();
    restoreFields(other, new StateReader(saved, 'part'));
    expect(other).toEqual(part);
    expect(saveFields(new Part())).toMatchObject({ big: '-5', due: 'Infinity' });
  });

  it('that are missing or of another kind are named', () => {
    expect(() => restoreFields(new Part(), new StateReader({ count: 'x' }, 'the part'))).toThrow(
      'the part: count is not a number',
    );
  });
});

describe('a clock that follows the host', () => {
  it('goes on from the saved time, however long the machine was away', () => {
    let host = 1000;
    const clock = new HostClock(() => host);
    host = 1500;
    const saved = clock.saveState();
    host = 900_000;
    const later = new HostClock(() => host);
    later.restoreState(new StateReader(saved, 'clock'));
    expect(later.now()).toBe(500_000);
    host += 1;
    expect(later.now()).toBe(501_000);
  });

  it('reckons with half of the speed that it has measured, within bounds', () => {
    let host = 0;
    let instructions = 0;
    const clock = new HostClock(() => host);
    clock.count(() => instructions);
    expect(clock.instructionsUntil(1000)).toBe(50_000);
    host = 1;
    instructions = 400_000;
    expect(clock.instructionsUntil(2000)).toBe(200_000);
    // Too soon for another measurement.
    host = 1.05;
    expect(clock.instructionsUntil(2050)).toBe(200_000);
    host = 2;
    instructions += 10_000;
    expect(clock.instructionsUntil(3000)).toBe(50_000);
    host = 3;
    instructions += 90e6;
    expect(clock.instructionsUntil(4000)).toBe(2_000_000);
    expect(clock.pollInterval).toBe(65536);
    // The host slept.
    host = 50;
    instructions += 90e6;
    expect(clock.instructionsUntil(51_000)).toBe(50_000);
    expect(clock.pollInterval).toBe(16384);
    expect(clock.instructionsUntil(0)).toBe(512);
  });
});
