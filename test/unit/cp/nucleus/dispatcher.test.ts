import { expect, test } from 'vitest';
import { Dispatcher } from '../../../../src/cp/nucleus/dispatcher.js';
import type { Vmblok } from '../../../../src/cp/index.js';
import { CountedClock, EventQueue } from '../../../../src/s370/index.js';

/** Virtual machines that want all of the CPU, and what each got of it in ten seconds. */
function shares(users: readonly { readonly favored: boolean; readonly percent: number }[]): number[] {
  const clock = new CountedClock(50);
  const events = new EventQueue(clock);
  const dispatcher = new Dispatcher(
    events,
    () => undefined,
    (_vm, error) => {
      throw error;
    },
  );
  const machines = users.map(({ favored, percent }) => ({
    state: 'running',
    favored,
    favoredPercent: percent,
    priority: 64,
    accounting: { totalCpu: 0 },
  })) as unknown as Vmblok[];
  for (const vm of machines) {
    const cpu = {
      run: (until: number): 'ready' => {
        clock.skipTo(until);
        return 'ready';
      },
    };
    dispatcher.add(vm, cpu as unknown as Parameters<Dispatcher['add']>[1]);
    dispatcher.wake(vm);
  }
  const run = (seconds: number): void => {
    const until = events.now() + seconds * 1e6;
    while (events.now() < until) dispatcher.runOne(until);
  };
  run(2);
  const before = machines.map(({ accounting }) => accounting.totalCpu);
  run(10);
  const used = machines.map(({ accounting }, index) => accounting.totalCpu - before[index]);
  const all = used.reduce((sum, value) => sum + value, 0);
  return used.map((value) => (100 * value) / all);
}

const ordinary = { favored: false, percent: 0 };

test.each([10, 30, 50, 90])('SET FAVORED %d: so many percent, the others share the rest', (percent) => {
  const [favored, second, third] = shares([{ favored: true, percent }, ordinary, ordinary]);
  expect(Math.abs(favored - percent)).toBeLessThan(2);
  expect(Math.abs(second - third)).toBeLessThan(2);
});

test('SET FAVORED without a percentage: all that it wants', () => {
  expect(shares([ordinary, { favored: true, percent: 0 }])[1]).toBeGreaterThan(99);
});

test('a percentage is no limit when nobody else wants the CPU', () => {
  expect(shares([{ favored: true, percent: 20 }])[0]).toBe(100);
});
