import type { EventQueue, TodClock } from '../../s370/index.js';
import { guestAddress } from './guest-address.js';
import type { Vmblok } from './vmblok.js';

const INTERVAL_TIMER = guestAddress(0x50);
/** Units of the interval timer (bit 31) in a microsecond: bit 23 counts 300 a second. */
const UNITS_PER_MICROSECOND = 76800 / 1e6;
/** CPU timer and clock comparator: bit 51 is a microsecond. */
const TOD_UNITS = 4096;

export const EXTERNAL_INTERVAL_TIMER = 0x0080;
export const EXTERNAL_KEY = 0x0040;
/** External signals 2-7, and the bit of CR0 that allows them. */
const EXTERNAL_SIGNALS = 0x003f;
const SIGNAL_MASK = 0x20;
export const EXTERNAL_CLOCK_COMPARATOR = 0x1004;
export const EXTERNAL_CPU_TIMER = 0x1005;
/** A logical device wants something. SC19-6203. */
export const EXTERNAL_LOGICAL_DEVICE = 0x2402;

/**
 * Virtual interval timer, CPU timer and clock comparator. The first two count the virtual machine's own CPU time,
 * with REALTIMER also the time it waits.
 */
export class VirtualTimers {
  /** Microseconds of timer time that are not yet a whole unit of the interval timer. */
  private fraction = 0;
  /** Timer time so far, in microseconds. */
  private elapsed = 0;
  private timerSetAt = 0;
  /** Machine time up to which waiting has been counted (REALTIMER). */
  private countedUntil: number;

  constructor(
    private readonly vm: Vmblok,
    private readonly tod: TodClock,
    private readonly events: EventQueue,
  ) {
    this.countedUntil = events.now();
  }

  /** Guest instructions took so many microseconds, until now. */
  ran(microseconds: number): void {
    this.advance(microseconds);
    this.countedUntil = this.events.now();
  }

  /** Before the guest is looked at again: REALTIMER counts the time since it ran last. */
  catchUp(): void {
    const now = this.events.now();
    if (this.vm.settings.timer === 'real') this.advance(now - this.countedUntil);
    this.countedUntil = now;
  }

  cpuTimer(): bigint {
    const gone = BigInt(Math.floor((this.elapsed - this.timerSetAt) * TOD_UNITS));
    return BigInt.asIntN(64, this.vm.cpuTimer - gone);
  }

  setCpuTimer(value: bigint): void {
    this.vm.cpuTimer = value;
    this.timerSetAt = this.elapsed;
  }

  setClockComparator(value: bigint): void {
    this.vm.clockComparator = BigInt.asUintN(64, value);
  }

  reset(): void {
    this.setCpuTimer(0n);
    this.setClockComparator(0n);
    this.fraction = 0;
  }

  /** Code of the external interruption that CR0 allows now, 0 when there is none. Level conditions stay. */
  pending(): number {
    const { vm } = this;
    const cr0 = vm.cr[0];
    const signals = (cr0 & SIGNAL_MASK) !== 0 ? EXTERNAL_SIGNALS : 0;
    const latched = vm.pendingExternal & ((cr0 & (EXTERNAL_INTERVAL_TIMER | EXTERNAL_KEY)) | signals);
    if (latched !== 0) return latched;
    const queued = vm.queuedExternal.find((code) => (maskFor(code) & cr0) !== 0);
    if (queued !== undefined) return queued;
    if (!vm.settings.ecMode) return 0;
    if ((cr0 & 0x800) !== 0 && this.tod.read() > vm.clockComparator) return EXTERNAL_CLOCK_COMPARATOR;
    if ((cr0 & 0x400) !== 0 && this.cpuTimer() < 0n) return EXTERNAL_CPU_TIMER;
    return 0;
  }

  /** The interruption is taken: latched and queued conditions are reset. Answers whether the condition stays (a level). */
  taken(code: number): boolean {
    const { vm } = this;
    if (code < 0x1000) {
      vm.pendingExternal &= ~code;
      return false;
    }
    const at = vm.queuedExternal.indexOf(code);
    if (at >= 0) {
      vm.queuedExternal.splice(at, 1);
      return false;
    }
    return true;
  }

  /** Microseconds of CPU time until a timer that is allowed to interrupt runs out; Infinity when none will. */
  private cpuTimeLeft(): number {
    const { vm } = this;
    if (!vm.psw.externalMask) return Infinity;
    let left = Infinity;
    if ((vm.cr[0] & 0x80) !== 0 && vm.settings.timer !== 'off') {
      const value = vm.storage.fetchWord(INTERVAL_TIMER);
      if (value >= 0) left = (value + 1) / UNITS_PER_MICROSECOND - this.fraction;
    }
    if (vm.settings.ecMode && (vm.cr[0] & 0x400) !== 0) {
      const timer = this.cpuTimer();
      if (timer >= 0n) left = Math.min(left, (Number(timer) + 1) / TOD_UNITS);
    }
    return left;
  }

  /** Machine time at which a timer that is allowed to interrupt runs out if the guest runs from now on. */
  expiry(): number {
    const { vm } = this;
    const now = this.events.now();
    const time = now + this.cpuTimeLeft();
    if (!vm.psw.externalMask || !vm.settings.ecMode || (vm.cr[0] & 0x800) === 0) return time;
    const comparator = this.tod.timeOf(vm.clockComparator);
    return comparator > now ? Math.min(time, comparator) : time;
  }

  /** Machine time at which an enabled wait ends by a timer; Infinity when none will end it. */
  wakeTime(): number {
    const { vm } = this;
    if (!vm.psw.externalMask) return Infinity;
    let time = Infinity;
    if (vm.settings.ecMode && (vm.cr[0] & 0x800) !== 0) time = this.tod.timeOf(vm.clockComparator);
    if (vm.settings.timer === 'real') time = Math.min(time, this.countedUntil + this.cpuTimeLeft());
    return time;
  }

  private advance(microseconds: number): void {
    this.elapsed += microseconds;
    const { vm } = this;
    if (vm.settings.timer === 'off') return;
    this.fraction += microseconds;
    const units = Math.floor(this.fraction * UNITS_PER_MICROSECOND);
    if (units === 0) return;
    this.fraction -= units / UNITS_PER_MICROSECOND;
    const before = vm.storage.fetchWord(INTERVAL_TIMER);
    vm.storage.storeWord(INTERVAL_TIMER, (before - units) | 0);
    if (before >= 0 && before - units < 0) vm.pendingExternal |= EXTERNAL_INTERVAL_TIMER;
  }
}

/** Bit of CR0 that allows an external interruption code. */
function maskFor(code: number): number {
  switch (code) {
    case EXTERNAL_CLOCK_COMPARATOR:
      return 0x800;
    case EXTERNAL_CPU_TIMER:
      return 0x400;
    case EXTERNAL_LOGICAL_DEVICE:
      return 0x200;
    case 0x4000:
      return 0x02;
    case 0x4001:
      return 0x01;
    default:
      return code & 0x80 ? 0x80 : code & 0x40 ? 0x40 : 0x20;
  }
}
