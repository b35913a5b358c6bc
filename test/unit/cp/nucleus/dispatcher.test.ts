import { expect, test } from 'vitest';
import { Dispatcher } from '../../../../src/cp/nucleus/dispatcher.js';
import type { Vmblok } from '../../../../src/cp/index.js';
import { CountedClock, EventQueue } from '../../../../src/s370/index.js';

/** Virtual machines that want all of the CPU as long as they are wanted. */
class Contest {
  private readonly clock = new CountedClock(50);
  private readonly events = new EventQueue(this.clock);
  readonly dispatcher = new Dispatcher(
    this.events,
    () => undefined,
    (_vm, error) => {
      throw error;
    },
  );
  readonly machines: Vmblok[] = [];
  private readonly idle = new Set<Vmblok>();

  add(favored = false, percent = 0): Vmblok {
    const vm = {
      state: 'running',
      favored: false,
      favoredPercent: 0,
      priority: 64,
      accounting: { totalCpu: 0 },
    } as unknown as Vmblok;
    const cpu = {
      run: (until: number): 'ready' | 'waiting' => {
        if (this.idle.has(vm)) return 'waiting';
        this.clock.skipTo(until);
        return 'ready';
      },
    };
    this.machines.push(vm);
    this.dispatcher.add(vm, cpu as unknown as Parameters<Dispatcher['add']>[1]);
    this.dispatcher.setFavored(vm, favored, percent);
    this.dispatcher.wake(vm);
    return vm;
  }

  /** From now on it has nothing to do. */
  rest(vm: Vmblok): void {
    this.idle.add(vm);
  }

  /** It has much to do again. */
  resume(vm: Vmblok): void {
    this.idle.delete(vm);
    this.dispatcher.wake(vm);
  }

  run(seconds: number): void {
    const until = this.events.now() + seconds * 1e6;
    while (this.events.now() < until) {
      if (!this.dispatcher.runOne(until)) this.clock.skipTo(until);
    }
  }

  /** Percent of the CPU that each gets in ten seconds. */
  shares(): number[] {
    const before = this.machines.map(({ accounting }) => accounting.totalCpu);
    this.run(10);
    const used = this.machines.map(({ accounting }, index) => accounting.totalCpu - before[index]);
    const all = used.reduce((sum, value) => sum + value, 0);
    return used.map((value) => (100 * value) / all);
  }
}

/** What each of such virtual machines gets when all begin together. */
function shares(users: readonly { readonly favored: boolean; readonly percent: number }[]): number[] {
  const contest = new Contest();
  for (const { favored, percent } of users) contest.add(favored, percent);
  contest.run(2);
  return contest.shares();
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

test.each([0, 70, 10])(
  'SET FAVORED OFF: what one got with %d counts neither against nor for him',
  (percent) => {
    const contest = new Contest();
    const favored = contest.add(true, percent);
    contest.add();
    contest.run(20);
    contest.dispatcher.setFavored(favored, false, 0);
    const [first, second] = contest.shares();
    expect(Math.abs(first - second)).toBeLessThan(2);
  },
);

test('several who are favored without a percentage share alike, whoever came first', () => {
  const contest = new Contest();
  contest.add(true);
  contest.add();
  contest.run(20);
  contest.add(true);
  contest.run(1);
  const [first, , last] = contest.shares();
  expect(Math.abs(first - last)).toBeLessThan(2);
});

test('another percentage holds from now on, whatever the one before was', () => {
  const contest = new Contest();
  const favored = contest.add(true, 90);
  contest.add();
  contest.run(20);
  contest.dispatcher.setFavored(favored, true, 20);
  expect(Math.abs(contest.shares()[0] - 20)).toBeLessThan(2);
});

test('one that had the CPU for himself gets his part when he comes back to others', () => {
  const contest = new Contest();
  const first = contest.add();
  contest.run(20);
  contest.rest(first);
  contest.run(0.1);
  contest.add();
  contest.run(2);
  contest.resume(first);
  const [one, other] = contest.shares();
  expect(Math.abs(one - other)).toBeLessThan(2);
});
