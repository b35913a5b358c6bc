import { describe, expect, it } from 'vitest';
import { HostClock, Machine, StateReader } from '../../../src/s370/index.js';
import { CPU_OTHERS, CPU_PARTS } from '../../../src/s370/snapshot.js';
import { restoreFields, saveFields } from '../../../src/s370/state.js';

describe('the snapshot of a CPU', () => {
  it('knows every part that a CPU has: one that is added must be saved, or listed as without state', () => {
    const { cpu } = new Machine({ storageSize: 0x10000 });
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
});
