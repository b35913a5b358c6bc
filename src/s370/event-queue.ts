/**
 * Everything that happens at a time of its own: device completions, timers, host input. Callbacks run only
 * from `runDue`, never in the middle of an instruction.
 */

import type { StateReader, StateRecord } from './state.js';

/** Source of machine time in microseconds since the machine was made; never goes back. */
export interface MachineClock {
  now(): number;
  /**
   * The machine has nothing to do until `time`. A counted clock jumps there and returns true; a clock that
   * follows the host returns false and the host sleeps.
   */
  skipTo(time: number): boolean;
  /** About how many instructions a CPU executes until `time`: it looks at events then. At least 1. */
  instructionsUntil(time: number): number;
  /** Instructions after which a CPU looks at clocks and events at the latest. */
  readonly pollInterval: number;
  /** Time is none of the program's doing, so a look at clocks may come a little early where that is quicker. */
  readonly approximate?: boolean;
  /** The place in time, for a snapshot. A clock without it goes on where it is. */
  saveState?(): StateRecord;
  /** Goes on from a place in time that a clock, of this or another kind, has saved. */
  restoreState?(state: StateReader): void;
}

/** A scheduled event; give it to `cancel`. */
export interface ScheduledEvent {
  /** Machine time at which it runs. */
  readonly time: number;
  /** Its place among the events of the same time. */
  readonly sequence: number;
}

interface Entry extends ScheduledEvent {
  readonly action: () => void;
  index: number;
}

/** Binary heap of events by time; events of the same time run in the order they were scheduled. */
export class EventQueue {
  private readonly heap: Entry[] = [];
  private sequence = 0;
  /** Called when an event is scheduled before all others: whoever planned to look later must look earlier. */
  onEarlier: () => void = () => undefined;

  constructor(readonly clock: MachineClock) {}

  /** Machine time in microseconds. */
  now(): number {
    return this.clock.now();
  }

  /** Runs `action` after `delay` microseconds (0: at the next `runDue`). */
  schedule(delay: number, action: () => void): ScheduledEvent {
    return this.scheduleAt(this.clock.now() + Math.max(0, delay), action);
  }

  /** Runs `action` at machine time `time` in microseconds, or at the next `runDue` when that is past. */
  scheduleAt(time: number, action: () => void): ScheduledEvent {
    const entry: Entry = { time, sequence: this.sequence++, action, index: this.heap.length };
    this.heap.push(entry);
    this.siftUp(entry.index);
    if (entry.index === 0) this.onEarlier();
    return entry;
  }

  /**
   * Puts an event back that a snapshot has kept: it keeps its place among the others. Actions are not data, so
   * whoever schedules an event that a snapshot may meet keeps what it is for, and makes the action anew.
   */
  restore(at: Pick<ScheduledEvent, 'time' | 'sequence'>, action: () => void): ScheduledEvent {
    const entry: Entry = { time: at.time, sequence: at.sequence, action, index: this.heap.length };
    this.sequence = Math.max(this.sequence, at.sequence + 1);
    this.heap.push(entry);
    this.siftUp(entry.index);
    if (entry.index === 0) this.onEarlier();
    return entry;
  }

  /** How many events have been scheduled: the place of the next one. */
  saveState(): StateRecord {
    return { sequence: this.sequence };
  }

  /** Forgets all events and goes on numbering them as the saved queue would. Their owners put theirs back. */
  restoreState(state: StateReader): void {
    this.heap.length = 0;
    this.sequence = state.number('sequence');
  }

  /** Takes an event back. Returns false when it has run or was cancelled before. */
  cancel(event: ScheduledEvent): boolean {
    const entry = event as Entry;
    if (this.heap[entry.index] !== entry) return false;
    this.removeAt(entry.index);
    return true;
  }

  /** Machine time of the next event, or Infinity. */
  nextTime(): number {
    return this.heap.length === 0 ? Infinity : this.heap[0].time;
  }

  /** Runs all events whose time has come, including those that they schedule without delay. Returns how many ran. */
  runDue(): number {
    let ran = 0;
    if (this.heap.length === 0) return 0;
    const now = this.clock.now();
    while (this.heap.length > 0 && this.heap[0].time <= now) {
      const entry = this.heap[0];
      this.removeAt(0);
      entry.action();
      ran++;
    }
    return ran;
  }

  get length(): number {
    return this.heap.length;
  }

  private removeAt(index: number): void {
    const last = this.heap.pop() as Entry;
    if (index < this.heap.length) {
      this.heap[index] = last;
      last.index = index;
      this.siftDown(index);
      this.siftUp(index);
    }
  }

  private before(a: Entry, b: Entry): boolean {
    return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
  }

  private swap(i: number, j: number): void {
    const a = this.heap[i];
    const b = this.heap[j];
    this.heap[i] = b;
    this.heap[j] = a;
    b.index = i;
    a.index = j;
  }

  private siftUp(index: number): void {
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.before(this.heap[index], this.heap[parent])) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private siftDown(index: number): void {
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.heap.length && this.before(this.heap[child], this.heap[least])) least = child;
      }
      if (least === index) return;
      this.swap(index, least);
      index = least;
    }
  }
}
