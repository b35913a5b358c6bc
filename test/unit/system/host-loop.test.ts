import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostLoop } from '../../../src/system/host-loop.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('host loop', () => {
  it('goes on at once while there is work, and sleeps as long as the work says', () => {
    const delays = [0, 0, 5000, Infinity];
    const work = { runSlice: vi.fn(() => delays.shift() ?? Infinity) };
    const loop = new HostLoop(work, () => undefined);
    loop.start();
    vi.advanceTimersByTime(3);
    expect(work.runSlice).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(5);
    expect(work.runSlice).toHaveBeenCalledTimes(4);
  });

  it('wakes from a sleep when something comes from outside', () => {
    const work = { runSlice: vi.fn(() => Infinity) };
    const loop = new HostLoop(work, () => undefined);
    loop.start();
    vi.advanceTimersByTime(10);
    expect(work.runSlice).toHaveBeenCalledTimes(1);
    loop.wake();
    vi.advanceTimersByTime(1);
    expect(work.runSlice).toHaveBeenCalledTimes(2);
    loop.stop();
    loop.wake();
    vi.advanceTimersByTime(100);
    expect(work.runSlice).toHaveBeenCalledTimes(2);
  });

  it('stops and reports when the work throws', () => {
    const failed = vi.fn();
    const loop = new HostLoop(
      {
        runSlice: () => {
          throw new Error('broken');
        },
      },
      failed,
    );
    loop.start();
    vi.advanceTimersByTime(10);
    expect(failed).toHaveBeenCalledTimes(1);
    expect(failed.mock.calls[0][0]).toEqual(new Error('broken'));
  });
});
