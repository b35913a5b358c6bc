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
/** Time over which SET FAVORED with a percentage is kept. */
const GUARANTEE_WINDOW = 2_000_000;

interface Entry {
  readonly vm: Vmblok;
  readonly cpu: GuestCpu;
  /** In queue 1 (interactive) or 2; undefined while it can't run. */
  queue: 1 | 2 | undefined;
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
  private busy = 0;
  private windowStart: number;
  private lastPercent = 0;

  constructor(
    private readonly events: EventQueue,
    /** Makes the CPU stop the guest that runs at the next instruction. */
    private readonly preempt: () => void,
    /** CP itself failed while it worked for a virtual machine. */
    private readonly failed: (vm: Vmblok, error: unknown) => void,
  ) {
    this.windowStart = events.now();
  }

  add(vm: Vmblok, cpu: GuestCpu): void {
    this.entries.set(vm, { vm, cpu, queue: undefined, used: 0, share: 0, received: 0, watched: 0 });
  }

  remove(vm: Vmblok): void {
    const entry = this.entries.get(vm);
    this.entries.delete(vm);
    if (entry !== undefined && entry === this.running) this.preempt();
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
      entry.queue = entry.used < QUEUE_1_SLICE ? 1 : 2;
      if (entry.queue === 2) entry.share = Math.max(entry.share, this.leastShare());
    } else if (interactive) entry.queue = 1;
    if (this.running !== undefined && this.running.queue === 2 && entry.queue === 1) this.preempt();
  }

  /** The virtual machine left the running state: out of the queues. */
  stopped(vm: Vmblok): void {
    const entry = this.entries.get(vm);
    if (entry === undefined) return;
    entry.queue = undefined;
    if (entry === this.running) this.preempt();
  }

  /** Is there a virtual machine to run? */
  get ready(): boolean {
    for (const entry of this.entries.values()) if (entry.queue !== undefined) return true;
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
      if (outcome !== 'ready') entry.queue = undefined;
    } catch (error) {
      entry.queue = undefined;
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

  figures(): { readonly cpuPercent: number; readonly queue1: number; readonly queue2: number } {
    this.window();
    let queue1 = 0;
    let queue2 = 0;
    for (const { queue } of this.entries.values()) {
      if (queue === 1) queue1++;
      else if (queue === 2) queue2++;
    }
    return { cpuPercent: this.lastPercent, queue1, queue2 };
  }

  /** Virtual machines in the queues, in the order of their turn. */
  queued(): readonly { readonly vm: Vmblok; readonly queue: 1 | 2; readonly running: boolean }[] {
    return [...this.entries.values()]
      .filter((entry) => entry.queue !== undefined)
      .sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0))
      .map((entry) => ({ vm: entry.vm, queue: entry.queue!, running: entry === this.running }));
  }

  private choose(): Entry | undefined {
    let best: Entry | undefined;
    for (const entry of this.entries.values()) {
      if (entry.queue === undefined) continue;
      if (best === undefined || before(entry, best)) best = entry;
    }
    return best;
  }

  private account(entry: Entry, microseconds: number): void {
    this.busy += microseconds;
    this.window();
    entry.vm.accounting.totalCpu += microseconds;
    entry.used += microseconds;
    this.guarantee(entry, microseconds);
    // Also in queue 1, so that several interactive users take turns.
    entry.share += (microseconds * (entry.vm.priority + 1)) / (DEFAULT_PRIORITY + 1);
    if (entry.queue === 1 && entry.used >= QUEUE_1_SLICE) {
      entry.queue = 2;
      entry.share = Math.max(entry.share, this.leastShare());
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

  private leastShare(): number {
    let least = Infinity;
    for (const { queue, share } of this.entries.values()) {
      if (queue === 2) least = Math.min(least, share);
    }
    return least === Infinity ? 0 : least;
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
