/** What TRACE traces, and where it shows it. SY20-0884, DMKTRA. */

/** Events by bit. */
export const TraceEvent = {
  svc: 0x001,
  io: 0x002,
  program: 0x004,
  external: 0x008,
  privileged: 0x010,
  sio: 0x020,
  ccw: 0x040,
  csw: 0x080,
  branch: 0x100,
  instruction: 0x200,
} as const;

/** TRACE ALL: everything but BRANCH, which INSTRUCT includes. */
export const ALL_EVENTS = 0x2ff;
/** Events that bring all interruptions with them. */
export const FLOW_EVENTS = TraceEvent.branch | TraceEvent.instruction;

export interface TraceTarget {
  readonly printer: boolean;
  readonly terminal: boolean;
  /** The virtual machine runs on after a line on the terminal. */
  readonly run: boolean;
}

/** Traced events, each with its own target: commands add up. */
export class TraceSettings {
  private traced = 0;
  private printed = 0;
  private shown = 0;
  private running = 0;

  /** Traces events from now on, at this target alone. */
  add(events: number, target: TraceTarget): void {
    this.printed &= ~events;
    this.shown &= ~events;
    this.running &= ~events;
    if (target.printer) this.printed |= events;
    if (target.terminal || !target.printer) {
      this.shown |= events;
      if (target.run) this.running |= events;
    }
    this.traced |= events;
    // a channel program is shown below its SIO, a CSW above its interruption
    this.printed = implied(this.printed);
    this.shown = implied(this.shown);
    this.running = implied(this.running);
    this.traced = implied(this.traced);
  }

  /** Traces events no more, and what is only shown together with them. */
  remove(events: number): void {
    let gone = events;
    if ((gone & TraceEvent.sio) !== 0) gone |= TraceEvent.ccw;
    if ((gone & TraceEvent.io) !== 0) gone |= TraceEvent.csw;
    this.traced &= ~gone;
  }

  get empty(): boolean {
    return this.traced === 0;
  }

  has(events: number): boolean {
    return (this.traced & events) !== 0;
  }

  /** The events of a line about `event`: its own, or those that bring it with them. 0: it is not traced. */
  events(event: number): number {
    return (this.traced & event) !== 0 ? event : this.traced & FLOW_EVENTS;
  }

  onPrinter(events: number): boolean {
    return (this.printed & this.traced & events) !== 0;
  }

  onTerminal(events: number): boolean {
    return (this.shown & this.traced & events) !== 0;
  }

  /** Does the virtual machine stop after such a line? */
  stops(events: number): boolean {
    return this.onTerminal(events) && (this.running & events) === 0;
  }
}

function implied(events: number): number {
  let all = events;
  if ((all & TraceEvent.ccw) !== 0) all |= TraceEvent.sio;
  if ((all & TraceEvent.csw) !== 0) all |= TraceEvent.io;
  return all;
}
