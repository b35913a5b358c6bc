import { describe, expect, test } from 'vitest';
import { TaskLock, runNow, startTask, waitFor } from '../../../src/cp/task.js';
import type { CpTask } from '../../../src/cp/task.js';

describe('startTask', () => {
  test('runs on when a wait ends, at once or later', () => {
    const waiting: ((value: number) => void)[] = [];
    function* task(): CpTask<number> {
      const now = yield* waitFor<number>((resume) => resume(1));
      const later = yield* waitFor<number>((resume) => waiting.push(resume));
      return now + later;
    }
    const results: number[] = [];
    startTask(task(), (result) => results.push(result));
    expect(results).toEqual([]);
    waiting[0](41);
    expect(results).toEqual([42]);
    expect(() => waiting[0](1)).toThrow('twice');
  });

  test('does not recurse for waits that end at once', () => {
    function* task(): CpTask<number> {
      let sum = 0;
      for (let i = 0; i < 100_000; i++) sum += yield* waitFor<number>((resume) => resume(1));
      return sum;
    }
    const results: number[] = [];
    startTask(task(), (result) => results.push(result));
    expect(results).toEqual([100_000]);
  });

  test('gives errors to `failed`, also after a wait', () => {
    let resumeTask: () => void = () => undefined;
    function* task(): CpTask<void> {
      yield* waitFor<void>((resume) => (resumeTask = () => resume(undefined)));
      throw new Error('boom');
    }
    const errors: unknown[] = [];
    startTask(task(), undefined, (error) => errors.push(error));
    resumeTask();
    expect(String(errors[0])).toContain('boom');
  });

  test('runNow refuses to wait', () => {
    function* ready(): CpTask<number> {
      return 3;
    }
    expect(runNow(ready())).toBe(3);
    expect(() => runNow(waitFor<void>(() => undefined))).toThrow('has to wait');
  });
});

describe('TaskLock', () => {
  test('lets one task in at a time, in order, and goes on after an error', () => {
    const lock = new TaskLock();
    const log: string[] = [];
    const open: Record<string, () => void> = {};
    const job = (name: string, fail = false) =>
      startTask(
        lock.hold(function* () {
          log.push(`${name} in`);
          yield* waitFor<void>((resume) => (open[name] = () => resume(undefined)));
          log.push(`${name} out`);
          if (fail) throw new Error(name);
        }),
        undefined,
        () => log.push(`${name} failed`),
      );
    job('a', true);
    job('b');
    job('c');
    open['a']();
    open['b']();
    open['c']();
    job('d');
    open['d']();
    expect(log).toEqual(['a in', 'a out', 'b in', 'a failed', 'b out', 'c in', 'c out', 'd in', 'd out']);
  });
});
