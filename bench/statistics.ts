/** What is made of measured numbers. */

/** Middle value; of an even count, the mean of the two in the middle. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Geometric mean of positive numbers. NaN of nothing. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Progress of a run at a time: microseconds, CPU time of the process, instructions since its beginning. */
export interface Sample {
  readonly time: number;
  readonly cpuTime: number;
  readonly instructions: number;
}

/** Microseconds that a speed has to be held to count as reached. */
const WINDOW = 10_000;

/**
 * Microseconds from `start` to the first moment from which on the mean speed of a window of 10 ms is at least `share` of
 * `steady` (instructions a microsecond). Samples are in order of time. Infinity when that never comes.
 */
export function timeToSpeed(
  samples: readonly Sample[],
  start: number,
  steady: number,
  share: number,
): number {
  let last = 0;
  for (let first = 0; first < samples.length; first++) {
    const { time, instructions } = samples[first];
    if (time < start) continue;
    while (last < samples.length && samples[last].time - time < WINDOW) last++;
    if (last === samples.length) break;
    const speed = (samples[last].instructions - instructions) / (samples[last].time - time);
    if (speed >= share * steady) return time - start;
  }
  return Infinity;
}

/** CPU time at a time, in microseconds, by the samples around it. Samples are in order of time. */
export function cpuTimeAt(samples: readonly Sample[], time: number): number {
  const after = samples.findIndex((sample) => sample.time >= time);
  if (after < 0) return samples[samples.length - 1].cpuTime;
  if (after === 0) return samples[0].cpuTime;
  const [a, b] = [samples[after - 1], samples[after]];
  return a.cpuTime + ((time - a.time) / (b.time - a.time)) * (b.cpuTime - a.cpuTime);
}
