import { describe, expect, it } from 'vitest';
import { Dispatcher } from '../../../../src/cp/nucleus/dispatcher.js';
import { VolumePageStore } from '../../../../src/cp/nucleus/volume-page-store.js';
import { PageExtent } from '../../../../src/cp/nucleus/page-extent.js';
import type { RecordIo } from '../../../../src/cp/nucleus/record-io.js';
import type { Vmblok } from '../../../../src/cp/index.js';
import { CountedClock, EventQueue } from '../../../../src/s370/index.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

/** Virtual machines that need so many pages each, of so many frames that there are. */
class Users {
  readonly events: EventQueue;
  readonly dispatcher: Dispatcher;
  readonly machines: Vmblok[] = [];
  private readonly clock = new CountedClock(50);

  constructor(frames: number, needs: readonly number[]) {
    this.events = new EventQueue(this.clock);
    this.dispatcher = new Dispatcher(
      this.events,
      () => undefined,
      (_vm, error) => {
        throw error;
      },
      { available: () => frames, free: () => 0 },
    );
    for (const resident of needs) {
      const vm = {
        userid: `U${this.machines.length + 1}`,
        state: 'running',
        favored: false,
        favoredPercent: 0,
        priority: 64,
        accounting: { totalCpu: 0 },
        storage: { owner: { resident } },
      } as unknown as Vmblok;
      this.machines.push(vm);
      const cpu = {
        run: (until: number): 'ready' => {
          this.clock.skipTo(until);
          return 'ready';
        },
      };
      this.dispatcher.add(vm, cpu as unknown as Parameters<Dispatcher['add']>[1]);
      // what it had when it was in a queue before: until that is what it is taken to need
      for (let time = 0; time < 12; time++) {
        this.dispatcher.wake(vm);
        this.dispatcher.stopped(vm);
      }
    }
  }

  run(seconds: number): void {
    const until = this.events.now() + seconds * 1e6;
    while (this.events.now() < until) this.dispatcher.runOne(until);
  }

  get queued(): string[] {
    return this.dispatcher.queued().map(({ vm, queue }) => `${vm.userid} Q${queue}`);
  }

  get eligible(): string[] {
    return this.dispatcher.eligibleUsers().map(({ vm, queue }) => `${vm.userid} E${queue}`);
  }
}

describe('eligible lists', () => {
  it('hold those back for whose working sets there is no storage, interactive ones first', () => {
    const users = new Users(100, [60, 60, 30, 60]);
    const [one, two, three, four] = users.machines;
    expect(users.dispatcher.projectedWorkingSet(one)).toBe(60);
    users.dispatcher.wake(one);
    users.dispatcher.wake(two);
    users.dispatcher.wake(three);
    expect(users.queued.sort()).toEqual(['U1 Q1', 'U3 Q1']);
    expect(users.eligible).toEqual(['U2 E1']);
    expect(users.dispatcher.figures()).toMatchObject({ queue1: 2, queue2: 0, ratio: 1.5 });
    // long-running now; what has been interactive comes in before what has not
    users.run(0.5);
    users.dispatcher.wake(four, true);
    expect(users.eligible).toEqual(['U2 E1', 'U4 E1']);
    users.dispatcher.stopped(one);
    expect(users.queued.sort()).toEqual(['U2 Q1', 'U3 Q2']);
    expect(users.eligible).toEqual(['U4 E1']);
    users.dispatcher.stopped(two);
    users.dispatcher.remove(three);
    expect(users.queued).toEqual(['U4 Q1']);
    expect(users.eligible).toEqual([]);
  });

  it('give everybody a turn: who has used his time in queue 2 makes room', () => {
    const users = new Users(100, [60, 60, 60, 60]);
    for (const vm of users.machines) users.dispatcher.wake(vm);
    expect(users.queued).toHaveLength(1);
    users.run(40);
    const used = users.machines.map(({ accounting }) => accounting.totalCpu / 1e6);
    for (const seconds of used) expect(Math.abs(seconds - 10)).toBeLessThan(2);
  });

  it('never hold back a favored one, or the only one', () => {
    const users = new Users(100, [60, 60, 500]);
    const [one, two, three] = users.machines;
    (two as { favored: boolean }).favored = true;
    users.dispatcher.wake(one);
    users.dispatcher.wake(two);
    expect(users.eligible).toEqual([]);
    users.dispatcher.stopped(one);
    users.dispatcher.stopped(two);
    users.dispatcher.wake(three);
    expect(users.queued).toEqual(['U3 Q1']);
  });

  it('order by time and priority', () => {
    const users = new Users(100, [90, 60, 60]);
    const [one, two, three] = users.machines;
    (three as { priority: number }).priority = 1;
    for (const vm of [one, two, three]) users.dispatcher.wake(vm);
    expect(users.eligible).toEqual(['U3 E1', 'U2 E1']);
  });
});

const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER ONE ONE 256K 1M G
 CONSOLE 009 3215
USER TWO TWO 1M 1M G
 CONSOLE 009 3215
USER THREE THREE 64K 1M G
 CONSOLE 009 3215
`;
/** Stores into one page after the other, for ever. */
const sweep = (pages: number): string => `
SWEEP    CSECT
         BALR  12,0
         USING *,12
AGAIN    LA    3,${pages - 4}
         LA    2,4095(,12)
LOOP     ST    3,0(,2)
         LA    2,4095(,2)
         LA    2,1(,2)
         BCT   3,LOOP
         B     AGAIN
         END   SWEEP
`;
const LOOP = `
LOOP     CSECT
         BALR  12,0
         USING *,12
HERE     LA    1,1(,1)
         B     HERE
         END   LOOP
`;

describe('SET RESERVE', () => {
  it('keeps pages of a user in real storage while others page', () => {
    const resident = (reserved: number): number => {
      const harness = new VirtualMachineHarness({ directory: DIRECTORY, realStorage: 0x80000, speed: 5 });
      const { cp, vm: one } = harness;
      const two = harness.logon('TWO');
      cp.writeStorage(one, 0, new Uint8Array(40 * 4096).fill(1));
      one.storage.owner.reserved = reserved;
      harness.start(sweep(200), two, 0x1000);
      harness.runUntil(() => two.accounting.pageWrites > 300, 20);
      const { resident: now } = one.storage.owner;
      expect(cp.pageFigures(one).resident).toBe(now);
      cp.logoff(one);
      cp.logoff(two);
      cp.runSlice(1);
      expect(one.storage.owner.resident).toBe(0);
      return now;
    };
    expect(resident(0)).toBeLessThan(10);
    expect(resident(30)).toBeGreaterThanOrEqual(30);
  });
});

describe('SET FAVORED with a percentage', () => {
  it.each([20, 60])('%d of the CPU time that virtual machines use, within 5 points', (percent) => {
    const harness = new VirtualMachineHarness({ directory: DIRECTORY, speed: 1 });
    const { cp, vm: one } = harness;
    const machines = [one, harness.logon('TWO'), harness.logon('THREE')];
    for (const vm of machines) harness.start(LOOP, vm, 0x1000);
    one.favored = true;
    one.favoredPercent = percent;
    const run = (seconds: number): number[] => {
      const end = harness.machine.events.now() + seconds * 1e6;
      while (harness.machine.events.now() < end) cp.runSlice(10);
      return machines.map(({ accounting }) => accounting.virtualCpu);
    };
    const before = run(1);
    const used = run(3).map((time, index) => time - before[index]);
    const share = (100 * used[0]) / used.reduce((sum, time) => sum + time, 0);
    expect(Math.abs(share - percent)).toBeLessThan(5);
  });
});

describe('paging volumes', () => {
  it('give out drums first, then disks', () => {
    const store = new VolumePageStore({} as RecordIo);
    const extent = (cylinders: number): PageExtent => new PageExtent(0x350, 'VOL', 1, 2, 1, cylinders);
    store.add(extent(2));
    store.add(extent(1), true);
    store.addReadOnly(extent(3));
    store.add(extent(1), true);
    const slots = Array.from({ length: 8 }, () => store.allocate()!);
    expect(slots.map((slot) => store.isPreferred(slot))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(slots.map(({ volume }) => volume)).toEqual([1, 1, 3, 3, 0, 0, 0, 0]);
    expect(store.allocate()).toBeUndefined();
    store.release(slots[1]);
    expect(store.allocate()).toEqual(slots[1]);
    expect(store.total).toBe(8);
  });
});
