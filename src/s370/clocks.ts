/** Time-of-day clock, clock comparator, CPU timer, interval timer; and the clocks that give machine time. */

import type { MachineClock } from './event-queue.js';
import type { StateReader, StateRecord } from './state.js';

/** Bits 0-51 of the TOD clock count microseconds; one microsecond is X'1000'. */
const TOD_UNITS_PER_MICROSECOND = 4096n;
/** Units of the interval timer in a second: bit 23 counts 1/300 s, bit 31 a 256th of that. */
const INTERVAL_TIMER_HZ = 76800;
/** Microseconds from the TOD epoch (1900-01-01 00:00 UT) to the Unix epoch. */
export const TOD_UNIX_EPOCH_MICROSECONDS = 2208988800n * 1000000n;

/** Instructions in a microsecond that the host clock reckons with at least, and at most, whatever was measured. */
const LEAST_SPEED = 50;
const MOST_SPEED = 2000;
/** Microseconds that a measurement of the speed takes at least, and more than which it says nothing: the host slept. */
const SHORTEST_MEASUREMENT = 100;
const LONGEST_MEASUREMENT = 5000;
/** The least stretch that the host clock breaks a run into: microseconds, and instructions. */
const LEAST_MICROSECONDS = 4;
const LEAST_INSTRUCTIONS = 512;
/** Instructions between two looks at a clock. */
const POLL_INTERVAL = 16384;
/** Where the host clock has measured a higher speed: so many microseconds, but not so many instructions that a slow stretch of them is long. */
const POLL_MICROSECONDS = 100;
const LONGEST_POLL_INTERVAL = 4 * POLL_INTERVAL;

const MASK_64 = 0xffffffffffffffffn;

/** A clock that counts executed instructions: a run is a function of its inputs. */
export class CountedClock implements MachineClock {
  readonly pollInterval = POLL_INTERVAL;
  private skipped = 0;
  private instructions: () => number = () => 0;

  /** `instructionsPerMicrosecond`: speed of the model (MIPS). */
  constructor(private readonly instructionsPerMicrosecond: number) {}

  /** Tells the clock where to read the number of executed instructions; the machine does it once. */
  count(instructions: () => number): void {
    this.instructions = instructions;
  }

  now(): number {
    return this.skipped + this.instructions() / this.instructionsPerMicrosecond;
  }

  skipTo(time: number): boolean {
    this.skipped += Math.max(0, time - this.now());
    return true;
  }

  instructionsUntil(time: number): number {
    return Math.max(1, Math.ceil((time - this.now()) * this.instructionsPerMicrosecond));
  }

  saveState(): StateRecord {
    return { now: this.now(), skipped: this.skipped };
  }

  /** To be called when the instruction counts have been restored. */
  restoreState(state: StateReader): void {
    // The time itself is a sum: only what was skipped gives exactly the same sums again.
    if (state.has('skipped')) this.skipped = state.number('skipped');
    else this.skipped += state.number('now') - this.now();
  }
}

/** A clock that follows a host clock, given as a function that returns milliseconds and never goes back. */
export class HostClock implements MachineClock {
  readonly approximate = true;
  private start: number;
  private instructions: () => number = () => 0;
  /** Instructions in a microsecond, as they were executed of late. */
  private speed = LEAST_SPEED;
  private measuredAt = 0;
  private measuredInstructions = 0;

  constructor(private readonly milliseconds: () => number) {
    this.start = milliseconds();
  }

  /** Tells the clock where to read the number of executed instructions, from which it learns how fast they are. */
  count(instructions: () => number): void {
    this.instructions = instructions;
  }

  now(): number {
    return (this.milliseconds() - this.start) * 1000;
  }

  skipTo(): boolean {
    return false;
  }

  instructionsUntil(time: number): number {
    const now = this.now();
    this.measure(now);
    return Math.max(LEAST_INSTRUCTIONS, Math.max(time - now, LEAST_MICROSECONDS) * this.speed);
  }

  get pollInterval(): number {
    return Math.min(LONGEST_POLL_INTERVAL, Math.max(POLL_INTERVAL, this.speed * POLL_MICROSECONDS));
  }

  /**
   * Half of the speed of late is what is reckoned with: a program that becomes slower is not far beyond the time then,
   * and one that does not needs a few stretches more. Time in which nothing ran makes it too small, never too large.
   */
  private measure(now: number): void {
    const elapsed = now - this.measuredAt;
    if (elapsed < SHORTEST_MEASUREMENT) return;
    const instructions = this.instructions();
    const measured = (instructions - this.measuredInstructions) / elapsed / 2;
    this.measuredAt = now;
    this.measuredInstructions = instructions;
    const speed = elapsed > LONGEST_MEASUREMENT ? LEAST_SPEED : measured;
    this.speed = Math.min(MOST_SPEED, Math.max(LEAST_SPEED, speed));
  }

  saveState(): StateRecord {
    return { now: this.now() };
  }

  /** Goes on from the saved time: the time the machine was not there has not passed for it. */
  restoreState(state: StateReader): void {
    this.start = this.milliseconds() - state.number('now') / 1000;
    this.measuredAt = this.now();
    this.measuredInstructions = this.instructions();
    this.speed = LEAST_SPEED;
  }
}

/** Units from one time at which bits 32-63 of a TOD clock are zero to the next: 1.048576 seconds. */
const TOD_LOW_WORD = 1n << 32n;

/** The TOD clock of a CPU. Values are unsigned 64-bit bigints. */
export class TodClock {
  /** TOD value at machine time 0. */
  private base: bigint;
  private lastStored = 0n;
  /** Machine time at which a clock that was set in the stopped state begins to run. */
  private startsAt = -Infinity;

  /** `place`: number of the CPU, in bits 60-63 of what STORE CLOCK gives, where there are several; else -1. */
  constructor(
    private readonly clock: MachineClock,
    base: bigint,
    private readonly place = -1,
  ) {
    this.base = base & MASK_64;
  }

  /** Does it run? It stands still between SET CLOCK with synchronization and the time it starts. */
  get running(): boolean {
    return this.clock.now() >= this.startsAt;
  }

  /** Value now. */
  read(): bigint {
    return (this.base + BigInt(Math.floor(Math.max(this.clock.now(), this.startsAt) * 4096))) & MASK_64;
  }

  /** Value for STORE CLOCK: greater than every one given before, and unlike those of other CPUs. */
  readUnique(): bigint {
    let value = this.read();
    if (this.place < 0) {
      if (value <= this.lastStored) value = this.lastStored + 1n;
    } else {
      value = (value & ~15n) | BigInt(this.place);
      if (value <= this.lastStored) value = this.lastStored + 16n;
    }
    this.lastStored = value;
    return value;
  }

  /** SET CLOCK: it runs from now. */
  set(value: bigint): void {
    this.setWithStart(value, this.clock.now());
    this.startsAt = -Infinity;
  }

  /** SET CLOCK with synchronization: the clock shows `value` and runs from machine time `start`. */
  setWithStart(value: bigint, start: number): void {
    this.base = (value - BigInt(Math.floor(start * 4096))) & MASK_64;
    this.startsAt = start;
    this.lastStored = 0n;
  }

  /** Machine time at which bits 32-63 are zero next; of a clock that stands still, when it starts. */
  nextSynchronization(): number {
    if (!this.running) return this.startsAt;
    const next = (this.read() / TOD_LOW_WORD + 1n) * TOD_LOW_WORD;
    return Number(next - this.base) / Number(TOD_UNITS_PER_MICROSECOND);
  }

  /** Both clocks run, and bits 32-63 are not the same. */
  outOfStep(other: TodClock): boolean {
    return this.running && other.running && (this.base - other.base) % TOD_LOW_WORD !== 0n;
  }

  /** Machine time (microseconds) at which the clock exceeds `value`; may be in the past. */
  timeOf(value: bigint): number {
    // The base may be that of a clock that has passed its highest value, so the present value is what counts.
    const units = BigInt(Math.floor(Math.max(this.clock.now(), this.startsAt) * 4096));
    return Number(value - this.read() + units + 1n) / Number(TOD_UNITS_PER_MICROSECOND);
  }
}

/** CPU timer of one CPU: counts down in TOD units, from the value that was set; the value is signed 64 bits. */
export class CpuTimer {
  private base = 0n;
  private since = 0;
  private held = false;
  /** Machine time at which the timer becomes negative. */
  expires = Infinity;

  constructor(private readonly clock: MachineClock) {
    this.set(0n);
  }

  read(): bigint {
    if (this.held) return this.base;
    return BigInt.asIntN(64, this.base - BigInt(Math.floor((this.clock.now() - this.since) * 4096)));
  }

  /** Stands still (the CPU is stopped) until `resume`. */
  hold(): void {
    this.base = this.read();
    this.held = true;
    this.expires = this.base < 0n ? -Infinity : Infinity;
  }

  resume(): void {
    this.held = false;
    this.set(this.base);
  }

  set(value: bigint): void {
    this.base = BigInt.asIntN(64, value);
    if (this.held) return;
    this.since = this.clock.now();
    this.expires = this.base < 0n ? -Infinity : this.since + (Number(this.base) + 1) / 4096;
  }
}

/** Keeps the interval timer's place in machine time; the value itself is in storage at X'50'. */
export class IntervalTimer {
  /** Machine time from which the steps are counted: a count does not gather the errors of a sum. */
  private origin: number;
  /** Steps since then by which the value has been moved. */
  private done = 0;

  /** `step`: units (1/76800 s) that the value is moved by at a time, 1280 when the line frequency of 60 Hz drives it. */
  constructor(
    private readonly clock: MachineClock,
    private readonly step = 1,
  ) {
    this.origin = clock.now();
  }

  /** Begins to count from now. */
  restart(): void {
    this.origin = this.clock.now();
    this.done = 0;
  }

  /** Units of the timer (1/76800 s) since the last call that returned any. */
  elapsedUnits(): number {
    const steps = this.stepsAt(this.clock.now()) - this.done;
    this.done += steps;
    return steps * this.step;
  }

  /** Machine time at which a timer that now holds `value` becomes negative; Infinity when it is negative. */
  expires(value: number): number {
    if (value < 0) return Infinity;
    const wanted = this.done + Math.floor(value / this.step) + 1;
    let time = this.origin + (wanted * this.step * 1e6) / INTERVAL_TIMER_HZ;
    // Rounding may leave it just short of the step: a machine that waits until then would wait for ever.
    for (let more = time * Number.EPSILON; this.stepsAt(time) < wanted; more *= 2) time += more;
    return time;
  }

  private stepsAt(time: number): number {
    return Math.floor(((time - this.origin) * INTERVAL_TIMER_HZ) / (1e6 * this.step));
  }
}

/** TOD value of a Unix time in milliseconds. */
export function todFromUnixMilliseconds(milliseconds: number): bigint {
  const microseconds = BigInt(Math.round(milliseconds * 1000)) + TOD_UNIX_EPOCH_MICROSECONDS;
  return (microseconds * TOD_UNITS_PER_MICROSECOND) & MASK_64;
}
