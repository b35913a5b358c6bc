import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bzip2Error, expandBzip2 } from '../../../src/media/bzip2.js';

const hasBzip2 = spawnSync('bzip2', ['--help']).error === undefined;
const compress = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(spawnSync('bzip2', ['-c'], { input: bytes, maxBuffer: 1 << 24 }).stdout);

/** "hello" as bzip2 1.0.8 writes it. */
const HELLO = Buffer.from('QlpoOTFBWSZTWRkxZT0AAACBAAJEoAAhmmgzTQczi7kinChIDJiynoA=', 'base64');

describe('bzip2', () => {
  it('expands a stream', () => {
    expect(Buffer.from(expandBzip2(HELLO, 100)).toString()).toBe('hello');
  });

  it('sees wrong checksums, streams that break off, and too long results', () => {
    for (let at = 0; at < HELLO.length; at++) {
      const damaged = Uint8Array.from(HELLO);
      damaged[at] ^= 0x10;
      let result: string | undefined;
      try {
        result = Buffer.from(expandBzip2(damaged, 100)).toString();
      } catch (error) {
        expect(error).toBeInstanceOf(Bzip2Error);
      }
      if (result !== undefined) expect(result).toBe('hello');
      expect(() => expandBzip2(HELLO.subarray(0, at), 100)).toThrow(Bzip2Error);
    }
    expect(() => expandBzip2(HELLO, 4)).toThrow('more than 4 bytes');
  });

  it.runIf(hasBzip2)('expands what the bzip2 program compresses', () => {
    const text = fc
      .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 300 })), {
        maxLength: 12,
      })
      .map((parts) => Buffer.concat(parts.flatMap(([part, times]) => Array(times).fill(Buffer.from(part)))));
    fc.assert(
      fc.property(text, (bytes) => {
        expect(Buffer.from(expandBzip2(compress(bytes), 1 << 20)).equals(bytes)).toBe(true);
      }),
      { numRuns: 40 },
    );
    const large = Buffer.alloc(1_500_000, 'several blocks, ');
    expect(Buffer.from(expandBzip2(compress(large), 2_000_000)).equals(large)).toBe(true);
    expect(expandBzip2(compress(new Uint8Array(0)), 1)).toHaveLength(0);
  });
});
