import { expect, it, vi } from 'vitest';
import { ImageCache } from '../../../src/media/cckd/image-cache.js';

const image = (byte: number) => new Uint8Array(4).fill(byte);

it('makes one write of several changes, at the latest after a moment', () => {
  vi.useFakeTimers();
  try {
    const written: number[] = [];
    const cache = new ImageCache((number, bytes) => written.push(number, bytes[0]));
    const one = cache.get(1, () => image(0));
    for (let byte = 1; byte <= 5; byte++) {
      cache.makeRoom(1);
      one[0] = byte;
      cache.markChanged(1);
    }
    expect(written).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(written).toEqual([1, 5]);
    vi.advanceTimersByTime(1000);
    expect(written).toEqual([1, 5]);
  } finally {
    vi.useRealTimers();
  }
});

it('writes the oldest change when many wait, and gives up images that nobody changed', () => {
  const written: number[] = [];
  const reads: number[] = [];
  const cache = new ImageCache((number) => written.push(number));
  const change = (number: number) => {
    cache.get(number, () => image(number));
    cache.makeRoom(number);
    cache.markChanged(number);
  };
  for (let number = 0; number < 10; number++) change(number);
  expect(written).toEqual([0, 1]);
  for (let number = 100; number < 200; number++) {
    cache.get(number, () => (reads.push(number), image(0)));
  }
  cache.get(199, () => (reads.push(-1), image(0)));
  cache.get(5, () => (reads.push(-2), image(0)));
  expect(reads).not.toContain(-1);
  expect(reads).not.toContain(-2);
  cache.flush();
  expect(written).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('keeps what could not be written, and tells the next who changes or flushes', () => {
  let full = true;
  const written: number[] = [];
  const cache = new ImageCache((number) => {
    if (full) throw new Error('disk full');
    written.push(number);
  });
  for (let number = 0; number < 8; number++) {
    cache.get(number, () => image(number));
    cache.makeRoom(number);
    cache.markChanged(number);
  }
  cache.get(8, () => image(8));
  expect(() => cache.makeRoom(8)).toThrow('disk full');
  expect(() => cache.flush()).toThrow('disk full');
  full = false;
  cache.flush();
  expect(written).toHaveLength(8);
  cache.clear();
});
