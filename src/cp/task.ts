/**
 * Work of the Control Program that may have to wait: for a page, a spool buffer, a terminal's answer, a timer.
 * It is a generator that yields what it waits for; nothing runs in between but the event that resumes it, so a
 * run stays a function of its inputs (no promises, no host scheduling).
 */

/** Starts a wait: arranges that `resume` is called exactly once, now or later. Its argument is the yield's value. */
export type CpWait = (resume: (value?: unknown) => void) => void;

export type CpTask<T> = Generator<CpWait, T, unknown>;

/**
 * Runs a task until it has to wait, and on from there whenever it is resumed; `done` gets its result, `failed`
 * what it throws. Without `failed` the error leaves `startTask` or the event that resumed the task.
 */
export function startTask<T>(
  task: CpTask<T>,
  done?: (result: T) => void,
  failed?: (error: unknown) => void,
): void {
  const run = (value: unknown): void => {
    for (;;) {
      let step: IteratorResult<CpWait, T>;
      try {
        step = task.next(value);
      } catch (error) {
        if (!failed) throw error;
        failed(error);
        return;
      }
      if (step.done) {
        done?.(step.value);
        return;
      }
      // a wait that ends at once goes round the loop: no recursion, however many of them there are
      let state: 'starting' | 'waiting' | 'ready' = 'starting';
      let answer: unknown;
      step.value((result) => {
        if (state === 'ready') throw new Error('a task was resumed twice');
        const late = state === 'waiting';
        state = 'ready';
        if (late) run(result);
        else answer = result;
      });
      if ((state as string) !== 'ready') {
        state = 'waiting';
        return;
      }
      value = answer;
    }
  };
  run(undefined);
}

/** Waits for a value: `const line = yield* waitFor<string>((resume) => terminal.ask(resume))`. */
export function* waitFor<T>(start: (resume: (value: T) => void) => void): CpTask<T> {
  return (yield start as CpWait) as T;
}

/** The result of a task that must not have to wait; throws when it does. */
export function runNow<T>(task: CpTask<T>): T {
  const step = task.next();
  if (!step.done) throw new Error('the task has to wait');
  return step.value;
}

/** One task at a time: others wait their turn in the order they came. */
export class TaskLock {
  private readonly queue: (() => void)[] = [];
  private busy = false;

  *hold<T>(task: () => CpTask<T>): CpTask<T> {
    if (this.busy) yield* waitFor<void>((resume) => this.queue.push(() => resume(undefined)));
    this.busy = true;
    try {
      return yield* task();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.busy = false;
    }
  }
}
