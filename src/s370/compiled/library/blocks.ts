/**
 * Moving, combining, comparing and translating up to 256 bytes, 16 at a time. All are defined byte by byte from
 * left to right; where a target byte is a source byte further on, that is how they are done.
 * GA22-7000, General Instructions.
 */

import type { Code, Variable } from '../wasm/code.js';
import { i32, i64, toI32, v128, type I32, type I64, type V128 } from '../wasm/expressions.js';
import { libraryFunction } from './library-function.js';

type Local = Variable<'i32'>;

/** Would moving from left to right read a byte that it has changed before? Not for lengths of 1. */
function destructive(target: I32, source: I32, length: I32): I32 {
  return i32.ltU(i32.sub(i32.sub(target, source), 1), i32.sub(length, 1));
}

/** Runs `body` for indexes 0, `step`, … while they are below `limit` (signed); at least once. */
function steps(code: Code, limit: I32, step: number, body: (index: Local) => void): void {
  const index = code.i32(0);
  code.loop((again) => {
    body(index);
    code.set(index, i32.add(index, step));
    code.branchIf(again, i32.ltS(index, limit));
  });
}

/** Stores a byte, which is in all bytes of `wide`, `length` times at `target`. */
function fill(code: Code, target: Local, wide: Variable<'i64'>, length: Local): void {
  code.if(
    i32.ltU(length, 8),
    () => {
      steps(code, length, 1, (index) => code.store('i64.store8', i32.add(target, index), wide));
    },
    () => {
      const last = code.i32(i32.sub(length, 8));
      steps(code, last, 8, (index) => code.store('i64.store', i32.add(target, index), wide));
      code.store('i64.store', i32.add(target, last), wide);
    },
  );
}

/** Bytes from left to right. */
function moveBytes(code: Code, target: Local, source: Local, length: Local): void {
  steps(code, length, 1, (index) =>
    code.store('i32.store8', i32.add(target, index), i32.load8(i32.add(source, index))),
  );
}

/** Moves a field that is read completely before any of it is changed, in pieces that overlap in the middle. */
function moveShort(code: Code, target: Local, source: Local, length: Local): void {
  const halves = (name: 'i64' | 'i32', bytes: number): void => {
    const load = name === 'i64' ? i64.load : i32.load;
    const last = code.i32(i32.sub(length, bytes));
    const [first, second] = name === 'i64' ? [code.i64(), code.i64()] : [code.i32(), code.i32()];
    code.set(first as Variable<'i64'>, load(source) as I64);
    code.set(second as Variable<'i64'>, load(i32.add(source, last)) as I64);
    code.store(`${name}.store`, target, first);
    code.store(`${name}.store`, i32.add(target, last), second);
  };
  code.if(i32.geU(length, 8), () => {
    halves('i64', 8);
    code.return();
  });
  code.if(i32.geU(length, 4), () => {
    halves('i32', 4);
    code.return();
  });
  const middle = code.i32(i32.shrU(length, 1));
  const last = code.i32(i32.sub(length, 1));
  const bytes = [toI32(0), middle, last].map((at) => code.i32(i32.load8(i32.add(source, at))));
  [toI32(0), middle, last].forEach((at, i) => code.store('i32.store8', i32.add(target, at), bytes[i]));
  code.return();
}

/** MOVE (MVC). */
const mvc = libraryFunction(['i32', 'i32', 'i32'], [], (code, target, source, length) => {
  code.if(destructive(target, source, length), () => {
    code.if(i32.eq(i32.sub(target, source), 1), () => {
      const wide = code.i64(i64.mul(i64.load8(source), 0x0101010101010101n));
      fill(code, target, wide, length);
      code.return();
    });
    moveBytes(code, target, source, length);
    code.return();
  });
  code.if(i32.ltU(length, 16), () => moveShort(code, target, source, length));
  const last = code.i32(i32.sub(length, 16));
  const end = code.v128(v128.load(i32.add(source, last)));
  code.block((leave) => {
    code.branchIf(leave, i32.eqz(last));
    steps(code, last, 16, (index) =>
      code.store('v128.store', i32.add(target, index), v128.load(i32.add(source, index))),
    );
  });
  code.store('v128.store', i32.add(target, last), end);
  code.return();
});

/** MOVE INVERSE (MVCIN): `source` is the leftmost byte of the second operand. */
const mvcin = libraryFunction(['i32', 'i32', 'i32'], [], (code, target, source, length) => {
  const from = code.i32(i32.sub(i32.add(source, length), 1));
  steps(code, length, 1, (index) =>
    code.store('i32.store8', i32.add(target, index), i32.load8(i32.sub(from, index))),
  );
  code.return();
});

/** Stores `byte` at `target` `length` times. */
const fillBytes = libraryFunction(['i32', 'i32', 'i32'], [], (code, target, byte, length) => {
  const wide = code.i64(i64.mul(i64.extendU(byte), 0x0101010101010101n));
  fill(code, target, wide, length);
  code.return();
});

interface Combination {
  readonly bytes: (a: I32, b: I32) => I32;
  readonly words: (a: I64, b: I64) => I64;
  readonly vectors: (a: V128, b: V128) => V128;
}

const ZONES = 0xf0f0f0f0f0f0f0f0n;

/** Takes the bits that `mask` has of `b` and the others of `a`. */
function mixing(mask: bigint): Combination {
  const low = BigInt.asIntN(64, mask);
  const rest = ~low;
  const byte = Number(mask & 0xffn);
  return {
    bytes: (a, b) => i32.or(i32.and(a, byte ^ 0xff), i32.and(b, byte)),
    words: (a, b) => i64.or(i64.and(a, rest), i64.and(b, low)),
    vectors: (a, b) => v128.or(v128.and(a, v128.splat64(rest)), v128.and(b, v128.splat64(low))),
  };
}

/** Combines two fields; the answer is 0 when all of the result is. */
function combining({ bytes, words, vectors }: Combination, tests: boolean) {
  return libraryFunction(['i32', 'i32', 'i32'], tests ? ['i32'] : [], (code, target, source, length) => {
    const combineBytes = (): void => {
      const any = code.i32(0);
      const result = code.i32();
      steps(code, length, 1, (index) => {
        const at = i32.add(target, index);
        code.set(result, bytes(i32.load8(at), i32.load8(i32.add(source, index))));
        code.store('i32.store8', at, result);
        if (tests) code.set(any, i32.or(any, result));
      });
      if (tests) code.return(any);
      else code.return();
    };
    code.if(i32.or(i32.ltU(length, 8), destructive(target, source, length)), combineBytes);
    code.if(i32.ltU(length, 16), () => {
      const last = code.i32(i32.sub(length, 8));
      const first = code.i64(words(i64.load(target), i64.load(source)));
      const second = code.i64(words(i64.load(i32.add(target, last)), i64.load(i32.add(source, last))));
      code.store('i64.store', target, first);
      code.store('i64.store', i32.add(target, last), second);
      if (tests) code.return(i64.ne(i64.or(first, second), 0n));
      else code.return();
    });
    const last = code.i32(i32.sub(length, 16));
    const end = code.v128(vectors(v128.load(i32.add(target, last)), v128.load(i32.add(source, last))));
    const any = code.v128(end);
    const result = code.v128();
    code.block((leave) => {
      code.branchIf(leave, i32.eqz(last));
      steps(code, last, 16, (index) => {
        const at = i32.add(target, index);
        code.set(result, vectors(v128.load(at), v128.load(i32.add(source, index))));
        code.store('v128.store', at, result);
        if (tests) code.set(any, v128.or(any, result));
      });
    });
    code.store('v128.store', i32.add(target, last), end);
    if (tests) code.return(v128.anyTrue(any));
    else code.return();
  });
}

/** COMPARE LOGICAL (CLC): less than, equal to or greater than 0, as the first operand is. */
const clc = libraryFunction(['i32', 'i32', 'i32'], ['i32'], (code, first, second, length) => {
  const different = code.i32();
  const at = code.i32();
  const answer = (): void => {
    code.return(i32.sub(i32.load8(i32.add(first, at)), i32.load8(i32.add(second, at))));
  };
  code.if(i32.geU(length, 16), () => {
    const last = code.i32(i32.sub(length, 16));
    const compare = (index: I32): I32 =>
      v128.bitmask8(v128.ne8(v128.load(i32.add(first, index)), v128.load(i32.add(second, index))));
    code.block((leave) => {
      code.branchIf(leave, i32.eqz(last));
      code.loop((again) => {
        code.set(different, compare(at));
        code.if(different, () => {
          code.set(at, i32.add(at, i32.ctz(different)));
          answer();
        });
        code.set(at, i32.add(at, 16));
        code.branchIf(again, i32.ltU(at, last));
      });
    });
    code.set(different, compare(last));
    code.if(different, () => {
      code.set(at, i32.add(last, i32.ctz(different)));
      answer();
    });
    code.return(0);
  });
  code.if(i32.geU(length, 8), () => {
    const last = code.i32(i32.sub(length, 8));
    const bits = code.i64(i64.xor(i64.load(first), i64.load(second)));
    code.if(i64.eqz(bits), () => {
      code.set(at, last);
      code.set(bits, i64.xor(i64.load(i32.add(first, last)), i64.load(i32.add(second, last))));
      code.if(i64.eqz(bits), () => code.return(0));
    });
    code.set(at, i32.add(at, i32.shrU(i32.wrap(i64.ctz(bits)), 3)));
    answer();
  });
  code.loop((again) => {
    code.set(different, i32.sub(i32.load8(i32.add(first, at)), i32.load8(i32.add(second, at))));
    code.if(different, () => code.return(different));
    code.set(at, i32.add(at, 1));
    code.branchIf(again, i32.ltU(at, length));
  });
  code.return(0);
});

/** TRANSLATE (TR). The function bytes may be translated on the way themselves, so the order counts. */
const tr = libraryFunction(['i32', 'i32', 'i32'], [], (code, target, table, length) => {
  const end = code.i32(i32.add(target, length));
  const whole = code.i32(i32.sub(end, 8));
  const bytes = code.i64();
  const translated = (byte: I32): I32 => i32.load8(i32.add(table, byte));
  code.block((leave) => {
    code.branchIf(leave, i32.gtU(target, whole));
    code.loop((again) => {
      code.set(bytes, i64.load(target));
      for (let i = 0; i < 8; i++) {
        const byte = i32.and(i32.wrap(i64.shrU(bytes, BigInt(8 * i))), 0xff);
        code.store('i32.store8', target, translated(byte), i);
      }
      code.set(target, i32.add(target, 8));
      code.branchIf(again, i32.leU(target, whole));
    });
  });
  code.block((leave) => {
    code.branchIf(leave, i32.geU(target, end));
    code.loop((again) => {
      code.store('i32.store8', target, translated(i32.load8(target)));
      code.set(target, i32.add(target, 1));
      code.branchIf(again, i32.ltU(target, end));
    });
  });
  code.return();
});

/**
 * TRANSLATE AND TEST (TRT): 0 when all function bytes are 0, else the first other one, and 256 times the index of
 * its argument byte.
 */
const trt = libraryFunction(['i32', 'i32', 'i32'], ['i32'], (code, source, table, length) => {
  const byte = code.i32();
  const at = code.i32(0);
  code.loop((again) => {
    code.set(byte, i32.load8(i32.add(table, i32.load8(i32.add(source, at)))));
    code.if(byte, () => code.return(i32.or(i32.shl(at, 8), byte)));
    code.set(at, i32.add(at, 1));
    code.branchIf(again, i32.ltU(at, length));
  });
  code.return(0);
});

export const BLOCK_FUNCTIONS = {
  mvc,
  mvcin,
  fill: fillBytes,
  nc: combining({ bytes: i32.and, words: i64.and, vectors: v128.and }, true),
  oc: combining({ bytes: i32.or, words: i64.or, vectors: v128.or }, true),
  xc: combining({ bytes: i32.xor, words: i64.xor, vectors: v128.xor }, true),
  mvn: combining(mixing(~ZONES & 0xffffffffffffffffn), false),
  mvz: combining(mixing(ZONES), false),
  clc,
  tr,
  trt,
};
