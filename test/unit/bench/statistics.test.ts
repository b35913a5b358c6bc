import { describe, expect, it } from 'vitest';
import { cpuTimeAt, geometricMean, median, timeToSpeed, type Sample } from '../../../bench/statistics.js';

describe('median', () => {
  it('is the middle value of an odd count, in any order', () => expect(median([9, 1, 5])).toBe(5));
  it('is the mean of the middle two of an even count', () => expect(median([4, 1, 10, 2])).toBe(3));
  it('of nothing is no number', () => expect(median([])).toBeNaN());
  it('leaves its argument alone', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('geometric mean', () => {
  it('is the root of the product', () => expect(geometricMean([2, 8, 4])).toBeCloseTo(4, 12));
  it('of ratios and of their inverses are inverse', () => {
    expect(geometricMean([0.5, 3, 7]) * geometricMean([2, 1 / 3, 1 / 7])).toBeCloseTo(1, 12);
  });
});

describe('time to a speed', () => {
  /** A sample each millisecond; `speed` is instructions a microsecond at a time. */
  function course(milliseconds: number, speed: (time: number) => number): Sample[] {
    const samples: Sample[] = [];
    for (let i = 0, instructions = 0; i <= milliseconds; i++) {
      samples.push({ time: i * 1000, cpuTime: i * 250, instructions });
      instructions += 1000 * speed(i);
    }
    return samples;
  }

  it('is where the fast part begins, when it begins all at once', () => {
    const samples = course(200, (time) => (time < 50 ? 10 : 100));
    const reached = timeToSpeed(samples, 0, 100, 0.8) / 1000;
    // the window may hold up to two slow milliseconds and still have 80 %
    expect(reached).toBeGreaterThanOrEqual(47);
    expect(reached).toBeLessThanOrEqual(50);
  });

  it('counts from the start that is given', () => {
    const samples = course(200, (time) => (time < 50 ? 10 : 100));
    expect(timeToSpeed(samples, 30_000, 100, 0.8)).toBe(timeToSpeed(samples, 0, 100, 0.8) - 30_000);
    expect(timeToSpeed(samples, 60_000, 100, 0.8)).toBe(0);
  });

  it('does not take a single fast moment for it', () => {
    const samples = course(100, (time) => (time === 20 ? 200 : time < 60 ? 10 : 100));
    expect(timeToSpeed(samples, 0, 100, 0.8)).toBeGreaterThan(50_000);
  });

  it('is infinite when the speed is never reached, or the run is too short to tell', () => {
    expect(
      timeToSpeed(
        course(100, () => 10),
        0,
        100,
        0.8,
      ),
    ).toBe(Infinity);
    expect(
      timeToSpeed(
        course(5, () => 100),
        0,
        100,
        0.8,
      ),
    ).toBe(Infinity);
  });
});

describe('CPU time at a time', () => {
  const samples: Sample[] = [
    { time: 0, cpuTime: 5, instructions: 0 },
    { time: 100, cpuTime: 55, instructions: 0 },
    { time: 300, cpuTime: 65, instructions: 0 },
  ];
  it('lies between the samples around it', () => {
    expect(cpuTimeAt(samples, 50)).toBe(30);
    expect(cpuTimeAt(samples, 100)).toBe(55);
    expect(cpuTimeAt(samples, 200)).toBe(60);
  });
  it('outside is that of the sample at the end', () => {
    expect(cpuTimeAt(samples, -1)).toBe(5);
    expect(cpuTimeAt(samples, 400)).toBe(65);
  });
});
