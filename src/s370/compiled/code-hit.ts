/** Where a region stores beside compiled code: the bits of the code map that say whether any depends on what is stored. */

import { CODE_LINE_SHIFT } from '../layout.js';
import type { FunctionWriter } from './wasm/function-writer.js';

/**
 * Pushes a number that is not zero when compiled code depends on the `length` bytes at the host offset in local `host`;
 * where the length is not known, on any line of those that 256 bytes can touch. `bias`: see `codeMapBias` in layout.ts.
 */
export function pushCodeHit(f: FunctionWriter, bias: number, host: number, length: number | undefined): void {
  const words = (): void => {
    f.get(host).i32(4).op('i32.shr_u').i32(-4).op('i32.and');
  };
  words();
  f.memory('i64.load', bias);
  if (length === undefined || length > 1 << CODE_LINE_SHIFT) {
    words();
    f.memory('i64.load', bias + 8).op('i64.or');
    words();
    f.memory('i32.load', bias + 16)
      .op('i64.extend_i32_u')
      .op('i64.or');
    f.i64(0n).op('i64.ne');
    return;
  }
  f.get(host).i32(1).op('i32.shr_u').i32(31).op('i32.and').op('i64.extend_i32_u').op('i64.shr_u');
  f.i64((1n << BigInt((length + 1) >>> 1)) - 1n);
  if (length % 2 === 0) {
    // One halfword more at an odd address.
    f.get(host)
      .i32(1)
      .op('i32.and')
      .op('i64.extend_i32_u')
      .i64(BigInt(length >>> 1))
      .op('i64.shl')
      .op('i64.or');
  }
  f.op('i64.and').i64(0n).op('i64.ne');
}

/** A stretch of a block whose host offset is in a local. */
interface Stretch {
  readonly local: number;
  readonly offset: number;
  readonly length: number;
}

/** Pushes the bits of the code map for a stretch, as an i64. */
export function pushCodeBits(f: FunctionWriter, bias: number, { local, offset, length }: Stretch): void {
  let pushed = false;
  for (let at = offset & ~1; at < offset + length;) {
    const line = at >>> CODE_LINE_SHIFT;
    const end = Math.min(offset + length, (line + 1) << CODE_LINE_SHIFT);
    const halfwords = (end - at + 1) >>> 1;
    const bits = ((1n << BigInt(halfwords)) - 1n) << BigInt((at >>> 1) & 31);
    f.get(local)
      .i32(4)
      .op('i32.shr_u')
      .memory('i64.load32_u', bias + 4 * line);
    f.i64(bits).op('i64.and');
    if (pushed) f.op('i64.or');
    pushed = true;
    at = (line + 1) << CODE_LINE_SHIFT;
  }
}
