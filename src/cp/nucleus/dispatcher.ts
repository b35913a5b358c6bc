import type { EventQueue } from '../../s370/index.js';
import type { GuestCpu } from '../vmachine/guest-cpu.js';
import type { Vmblok } from '../vmachine/vmblok.js';

/** CPU time, in microseconds, that an interactive virtual machine may use before it is taken for a long-running one. */
const QUEUE_1_SLICE = 100_000;
/** CPU time in one turn. */
const QUEUE_1_TURN = 20_000;
const QUEUE_2_TURN = 10_000;
/** Priority of most users: 0 is favoured most, 99 least. */
const DEFAULT_PRIORITY = 64;
/** Time constant, in microseconds, of the figures for INDICATE. */
const LOAD_INTERVAL = 10_000_000;
/** CPU time after which one in queue 2 makes room, when others wait for real storage. */
const QUEUE_2_SLICE = 1_000_000;
/** Time, in microseconds, that a priority step is worth in the order of the eligible lists. */
const PRIORITY_STEP = 20_000;
/** A virtual machine that was never in a queue is taken to need so many pages. */
const FIRST_WORKING_SET = 20;
/** Time over which SET FAVORED with a percentage is kept. */
const GUARANTEE_WINDOW = 2_000_000;

/** Real storage, as the scheduler looks at it: frames for pages of virtual machines, and those that nobody has. */
export interface StorageFigures {
  available(): number;
  free(): number;
}

const ENDLESS_STORAGE: StorageFigures = { available: () => Infinity, free: () => Infinity };

interface Entry {
  readonly vm: Vmblok;
  readonly cpu: GuestCpu;
  /** In queue 1 (interactive) or 2; undefined while it can't run. */
  queue: 1 | 2 | undefined;
  /** Waits for real storage, to come into this queue. */
  eligible: 1 | 2 | undefined;
  /** Orders the eligible lists: early first. */
  deadline: number;
  /** Pages that it is taken to need in a queue: what it had when it left the last times. */
  workingSet: number;
  /** CPU time used since it came into the queue. */
  inQueue: number;
  /** CPU time used in queue 1 since the user did something. */
  used: number;
  /** CPU time used in queue 2, weighted by priority: the least goes first. */
  share: number;
  /** CPU time received, of so much time watched, lately: for SET FAVORED with a percentage. */
  received: number;
  watched: number;
}

/**
 * Scheduler and dispatcher. A virtual machine comes into queue 1 when its user has done something at the terminal
 * and is served before queue 2; when it has used its slice it goes on in queue 2, where CPU time is shared by
 * priority. GC20-1807, Scheduling and Dispatching.
 */
export class Dispatcher {
  private readonly entries = new Map<Vmblok, Entry>();
  private running: Entry | undefined;
  /** Virtual machines in the queues, what they are taken to need, and how many wait in the eligible lists. */
  private inQueues = 0;
  private projected = 0;
  private waiting = 0;
  private readonly floors = { favored: 0, ordinary: 0 };
  private busy = 0;
  private windowStart: number;
  private lastPercent = 0;

  constructor(
    private readonly events: EventQueue,
    /** Makes the CPU stop the guest that runs at the next instruction. */
    private readonly preempt: () => void,
    /** CP itself failed while it worked for a virtual machine. */
    private readonly failed: (vm: Vmblok, error: unknown) => void,
    private readonly storage: StorageFigures = ENDLESS_STORAGE,
  ) {
    this.windowStart = events.now();
  }

  add(vm: Vmblok, cpu: GuestCpu): void {
    this.entries.set(vm, {
      vm,
      cpu,
      queue: undefined,
      eligible: undefined,
      deadline: 0,
      workingSet: FIRST_WORKING_SET,
      inQueue: 0,
      used: 0,
      share: 0,
      received: 0,
      watched: 0,
    });
  }

  remove(vm: Vmblok): void {
    const entry = this.entries.get(vm);
    if (entry === undefined) return;
    this.leave(entry);
    this.entries.delete(vm);
    if (entry === this.running) this.preempt();
  }

  /**
   * SET FAVORED. What a virtual machine gets while it is favored counts neither against nor for it when that ends, and a
   * new percentage begins with new books.
   */
  setFavored(vm: Vmblok, favored: boolean, percent: number): void {
    const entry = this.entries.get(vm);
    if (entry === undefined) return;
    if (vm.favored !== favored) entry.share = this.raiseFloor(favored);
    entry.received = 0;
    entry.watched = 0;
    vm.favored = favored;
    vm.favoredPercent = percent;
  }

  /** The virtual machine may have something to do. `interactive`: because its user did something. */
  wake(vm: Vmblok, interactive = false): void {
    const entry = this.entries.get(vm);
    if (entry === undefined) return;
    if (interactive) entry.used = 0;
    if (entry === this.running) {
      // Its new interruption has to be looked at before it goes on.
      this.preempt();
      if (interactive) entry.queue = 1;
      return;
    }
    if (vm.state === 'waiting') vm.state = 'running';
    if (vm.state !== 'running') return;
    if (entry.queue === undefined) {
      const queue = entry.used < QUEUE_1_SLICE ? 1 : 2;
      if (entry.eligible !== undefined || !this.fits(entry)) {
        this.wait(entry, queue);
        this.admitEligible();
        return;
      }
      this.admit(entry, queue);
    } else if (interactive) entry.queue = 1;
    if (this.running !== undefined && this.running.queue === 2 && entry.queue === 1) this.preempt();
  }

  /** The virtual machine left the running state: out of the queues. */
  stopped(vm: Vmblok): void {
    const entry = this.entries.get(vm);
    if (entry === undefined) return;
    this.leave(entry);
    if (entry === this.running) this.preempt();
  }

  /** Is there a virtual machine to run? */
  get ready(): boolean {
    for (const { queue, vm } of this.entries.values())
      if (queue !== undefined && vm.pageWaits === 0) return true;
    return false;
  }

  /** Runs the virtual machine whose turn it is, at most until machine time `until`. False when there is none. */
  runOne(until: number): boolean {
    const entry = this.choose();
    if (entry === undefined) return false;
    const start = this.events.now();
    const turn = entry.queue === 1 ? QUEUE_1_TURN : QUEUE_2_TURN;
    this.running = entry;
    try {
      const outcome = entry.cpu.run(Math.min(until, start + turn));
      if (outcome !== 'ready' && outcome !== 'page-wait') this.leave(entry);
    } catch (error) {
      this.leave(entry);
      this.failed(entry.vm, error);
    } finally {
      this.running = undefined;
      this.account(entry, this.events.now() - start);
    }
    return true;
  }

  /** The virtual machine that has the CPU now. */
  get current(): Vmblok | undefined {
    return this.running?.vm;
  }

  /** Pages that a virtual machine is taken to need when it comes into a queue. */
  projectedWorkingSet(vm: Vmblok): number {
    return Math.round(this.entries.get(vm)?.workingSet ?? 0);
  }

  figures(): {
    readonly cpuPercent: number;
    readonly queue1: number;
    readonly queue2: number;
    readonly ratio: number;
  } {
    this.window();
    let queue1 = 0;
    let queue2 = 0;
    for (const { queue } of this.entries.values()) {
      if (queue === 1) queue1++;
      else if (queue === 2) queue2++;
    }
    const queued = Math.max(1, queue1 + queue2);
    return { cpuPercent: this.lastPercent, queue1, queue2, ratio: (queued + this.waiting) / queued };
  }

  /** Virtual machines in the queues, in the order of their turn. */
  queued(): readonly { readonly vm: Vmblok; readonly queue: 1 | 2; readonly running: boolean }[] {
    return [...this.entries.values()]
      .filter((entry) => entry.queue !== undefined)
      .sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0))
      .map((entry) => ({ vm: entry.vm, queue: entry.queue!, running: entry === this.running }));
  }

  /** Virtual machines in the eligible lists, in the order in which they will come into the queues. */
  eligibleUsers(): readonly { readonly vm: Vmblok; readonly queue: 1 | 2 }[] {
    return [...this.entries.values()]
      .filter(({ eligible }) => eligible !== undefined)
      .sort((a, b) => a.eligible! - b.eligible! || a.deadline - b.deadline)
      .map(({ vm, eligible }) => ({ vm, queue: eligible! }));
  }

  /**
   * Is there real storage for what a virtual machine needs, beside those who are in a queue? Frames that nobody has
   * count, whatever the others are taken to need; a favored one, and the only one, never waits.
   */
  private fits(entry: Entry): boolean {
    if (entry.vm.favored || this.inQueues === 0) return true;
    if (this.projected + entry.workingSet <= this.storage.available()) return true;
    const missing = Math.max(0, entry.workingSet - (entry.vm.storage?.owner.resident ?? 0));
    return this.storage.free() > missing;
  }

  private admit(entry: Entry, queue: 1 | 2): void {
    if (entry.eligible !== undefined) this.waiting--;
    entry.eligible = undefined;
    if (queue === 2) entry.share = Math.max(entry.share, this.raiseFloor(entry.vm.favored));
    entry.queue = queue;
    entry.inQueue = 0;
    this.inQueues++;
    this.projected += entry.workingSet;
  }

  private wait(entry: Entry, queue: 1 | 2): void {
    if (entry.eligible === undefined) {
      this.waiting++;
      entry.deadline = this.events.now() + entry.vm.priority * PRIORITY_STEP;
    }
    entry.eligible = Math.min(queue, entry.eligible ?? 2) as 1 | 2;
  }

  /** Out of the queue or the eligible list; what it had in real storage is what it will be taken to need. */
  private leave(entry: Entry): void {
    if (entry.eligible !== undefined) this.waiting--;
    entry.eligible = undefined;
    if (entry.queue === undefined) return;
    if (entry.queue === 2) this.raiseFloor(entry.vm.favored);
    entry.queue = undefined;
    this.inQueues--;
    this.projected = this.inQueues === 0 ? 0 : this.projected - entry.workingSet;
    entry.workingSet = (entry.workingSet + (entry.vm.storage?.owner.resident ?? entry.workingSet)) / 2;
    if (this.waiting > 0) this.admitEligible();
  }

  /** Lets those in who now have room, in their order. The first one that has none keeps the others waiting. */
  private admitEligible(): void {
    for (const { vm, queue } of this.eligibleUsers()) {
      const entry = this.entries.get(vm)!;
      if (!this.fits(entry)) return;
      this.admit(entry, queue);
      if (queue === 1 && this.running?.queue === 2) this.preempt();
    }
  }

  private choose(): Entry | undefined {
    let best: Entry | undefined;
    for (const entry of this.entries.values()) {
      if (entry.queue === undefined || entry.vm.pageWaits > 0) continue;
      if (best === undefined || before(entry, best)) best = entry;
    }
    return best;
  }

  private account(entry: Entry, microseconds: number): void {
    this.busy += microseconds;
    this.window();
    entry.vm.accounting.totalCpu += microseconds;
    entry.used += microseconds;
    entry.inQueue += microseconds;
    this.guarantee(entry, microseconds);
    // Also in queue 1, so that several interactive users take turns.
    entry.share += (microseconds * (entry.vm.priority + 1)) / (DEFAULT_PRIORITY + 1);
    if (entry.queue === 1 && entry.used >= QUEUE_1_SLICE) {
      entry.share = Math.max(entry.share, this.raiseFloor(entry.vm.favored));
      entry.queue = 2;
    }
    if (this.waiting > 0 && entry.queue === 2 && entry.inQueue >= QUEUE_2_SLICE) {
      // Others wait for what it has: to the end of the eligible list.
      this.leave(entry);
      if (!this.fits(entry)) this.wait(entry, 2);
      else this.admit(entry, 2);
    }
  }

  /** Keeps the books of those who are guaranteed a percentage. */
  private guarantee(ran: Entry, microseconds: number): void {
    for (const entry of this.entries.values()) {
      if (entry.vm.favoredPercent === 0) continue;
      entry.watched += microseconds;
      if (entry === ran) entry.received += microseconds;
      if (entry.watched < GUARANTEE_WINDOW) continue;
      entry.watched /= 2;
      entry.received /= 2;
    }
  }

  /**
   * The least share in queue 2 of those who are favored, or of the others, or what it was when one of them was last
   * there: one that comes in begins with no less. It only grows, so that one who comes back meets the others where he
   * left them.
   */
  private raiseFloor(favored: boolean): number {
    let least = Infinity;
    for (const { vm, queue, share } of this.entries.values()) {
      if (queue === 2 && vm.favored === favored) least = Math.min(least, share);
    }
    const kind = favored ? 'favored' : 'ordinary';
    if (least !== Infinity) this.floors[kind] = Math.max(this.floors[kind], least);
    return this.floors[kind];
  }

  private window(): void {
    const now = this.events.now();
    const length = now - this.windowStart;
    if (length < LOAD_INTERVAL) {
      if (this.lastPercent === 0 && length > 0) this.lastPercent = Math.round((100 * this.busy) / length);
      return;
    }
    this.lastPercent = Math.min(100, Math.round((100 * this.busy) / length));
    this.busy = 0;
    this.windowStart = now;
  }
}

/** Does `a` go before `b`? */
function before(a: Entry, b: Entry): boolean {
  if (a.queue !== b.queue) return a.queue === 1;
  const [first, second] = [rank(a), rank(b)];
  return first === second ? a.share < b.share : first < second;
}

/** 0: favored, and with a percentage not yet served so much; 2: has had its percentage; 1: all others. */
function rank({ vm, received, watched }: Entry): 0 | 1 | 2 {
  if (!vm.favored) return 1;
  if (vm.favoredPercent === 0) return 0;
  return received * 100 < vm.favoredPercent * watched ? 0 : 2;
}
