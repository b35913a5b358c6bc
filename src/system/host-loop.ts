/** Runs CP beside everything else the process does: about a millisecond of work, then sockets and keyboards have their turn. */

/** What the loop runs: about so many milliseconds of work; microseconds until there is more to do. */
export interface Slices {
  runSlice(milliseconds: number): number;
}

/** Milliseconds of work between two looks at the outside world. */
const SLICE = 1;
/** Below this many microseconds the host's timers are too coarse: the loop yields instead of sleeping. */
const SHORTEST_SLEEP = 1000;
/** Longest sleep in milliseconds. */
const LONGEST_SLEEP = 60_000;

/** The loop of one system. */
export class HostLoop {
  private running = false;
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;

  constructor(
    private readonly work: Slices,
    /** The work threw: the loop has stopped. */
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.again();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.timer = undefined;
    this.immediate = undefined;
  }

  /** Something came from outside: a sleep ends now. */
  wake(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.again();
  }

  private again(): void {
    this.immediate = setImmediate(() => this.step());
  }

  private step(): void {
    this.immediate = undefined;
    if (!this.running) return;
    let delay: number;
    try {
      delay = this.work.runSlice(SLICE);
    } catch (error) {
      this.stop();
      this.failed(error);
      return;
    }
    if (!this.running) return;
    if (delay < SHORTEST_SLEEP) {
      this.again();
      return;
    }
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.step();
      },
      Math.min(delay / 1000, LONGEST_SLEEP),
    );
  }
}
