/**
 * MOVE LONG and COMPARE LOGICAL LONG, as far as they need no interruption on the way: at most 32768 bytes, all of whose
 * blocks are in the access maps. Addresses are logical ones of 24 bits here. GA22-7000, General Instructions.
 */

import {
  ADDRESS_MASK,
  BLOCK_SHIFT,
  BLOCK_SIZE,
  CODE_LINE_SIZE,
  STORE_MAP_DISTANCE,
  WRITABLE_MAP_DISTANCE,
} from '../../layout.js';
import type { Code, Variable } from '../wasm/code.js';
import { i32, v128, value, type I32, type V128 } from '../wasm/expressions.js';
import type { Label } from '../wasm/function-writer.js';
import { libraryFunction } from './library-function.js';
import { REFUSED } from './packed-words.js';

/** What the interpreter does before it lets interruptions in. */
const UNIT_OF_OPERATION = 32768;
/** Condition code of CLCL in its answer, above the number of equal bytes. */
export const CODE_SHIFT = 20;

type Local = Variable<'i32'>;

/** A map's entry for a logical address. */
function entryAt(fetchMap: I32, address: I32, map: number): I32 {
  return i32.load(i32.add(fetchMap, i32.shl(i32.shrU(address, BLOCK_SHIFT), 2)), map);
}

const inBlock = (address: I32): I32 => i32.and(address, BLOCK_SIZE - 1);
const toBlockEnd = (address: I32): I32 => i32.sub(BLOCK_SIZE, inBlock(address));
const least = (a: I32, b: I32): I32 => i32.select(i32.ltU(a, b), a, b);

/** Refuses an operand that wraps around or is longer than a unit. */
function refuseLong(code: Code, address: I32, count: I32): void {
  const wraps = i32.gtU(i32.add(address, count), ADDRESS_MASK + 1);
  code.if(i32.or(i32.gtU(count, UNIT_OF_OPERATION), wraps), () => code.return(REFUSED));
}

/** Runs `body` for each piece of an operand that lies in one block. */
function pieces(code: Code, address: I32, count: I32, body: (at: Local, piece: Local) => void): void {
  const at = code.i32(address);
  const left = code.i32(count);
  code.block((leave) => {
    code.branchIf(leave, i32.eqz(left));
    code.loop((again) => {
      const piece = code.i32(least(left, toBlockEnd(at)));
      body(at, piece);
      code.set(at, i32.add(at, piece));
      code.set(left, i32.sub(left, piece));
      code.branchIf(again, left);
    });
  });
}

/** Host offset of a target byte that may be stored into. */
function targetHost(code: Code, fetchMap: I32, at: I32): Local {
  const host = code.i32(entryAt(fetchMap, at, STORE_MAP_DISTANCE));
  code.if(i32.ltS(host, 0), () => code.set(host, entryAt(fetchMap, at, WRITABLE_MAP_DISTANCE)));
  return host;
}

/** Refuses a target of which a block may not be stored into, or has compiled code where it is stored into. */
function checkTarget(code: Code, fetchMap: I32, bias: I32, address: I32, count: I32): void {
  pieces(code, address, count, (at, piece) => {
    code.if(i32.ltS(entryAt(fetchMap, at, STORE_MAP_DISTANCE), 0), () => {
      const host = code.i32(entryAt(fetchMap, at, WRITABLE_MAP_DISTANCE));
      code.if(i32.ltS(host, 0), () => code.return(REFUSED));
      code.set(host, i32.add(host, inBlock(at)));
      const end = code.i32(i32.add(host, piece));
      code.set(host, i32.and(host, -CODE_LINE_SIZE));
      code.loop((again) => {
        // A word of the code map for each line.
        const word = i32.load(i32.add(i32.shrU(host, 4), bias));
        code.if(word, () => code.return(REFUSED));
        code.set(host, i32.add(host, CODE_LINE_SIZE));
        code.branchIf(again, i32.ltU(host, end));
      });
    });
  });
}

/**
 * MOVE LONG: the fetch map and the bias of the code map, target and its count, source, its count and the pad byte. The
 * answer is the number of bytes that came from the source; -1 when the interpreter must do it, for destructive overlap too.
 */
const mvcl = libraryFunction(
  ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  ['i32'],
  (code, fetchMap, bias, to, toCount, from, fromCount, pad) => {
    refuseLong(code, to, toCount);
    const moved = code.i32(least(toCount, fromCount));
    refuseLong(code, from, moved);
    const distance = i32.and(i32.sub(to, from), ADDRESS_MASK);
    code.if(i32.ltU(i32.sub(distance, 1), i32.sub(moved, 1)), () => {
      code.if(i32.gtU(moved, 1), () => code.return(REFUSED));
    });
    checkTarget(code, fetchMap, bias, to, toCount);
    pieces(code, from, moved, (at) => {
      code.if(i32.ltS(entryAt(fetchMap, at, 0), 0), () => code.return(REFUSED));
    });
    const source = code.i32(from);
    pieces(code, to, toCount, (at, piece) => {
      const left = code.i32(i32.sub(i32.add(from, moved), source));
      const target = i32.add(targetHost(code, fetchMap, at), inBlock(at));
      code.if(
        left,
        () => {
          code.set(piece, least(piece, least(left, toBlockEnd(source))));
          code.write(target);
          code.write(i32.add(entryAt(fetchMap, source, 0), inBlock(source)));
          code.write(piece);
          code.writer.copy();
          code.set(source, i32.add(source, piece));
        },
        () => {
          code.write(target);
          code.write(pad);
          code.write(piece);
          code.writer.fill();
        },
      );
    });
    code.return(moved);
  },
);

/** Adds to `at` the number of equal bytes; branches to `different` when there is a pair that is not. */
function compareRun(
  code: Code,
  first: I32,
  second: { readonly vector: (at: I32) => V128; readonly byte: (at: I32) => I32 },
  length: I32,
  at: Local,
  different: Label,
): void {
  const whole = code.i32(i32.sub(length, 16));
  const bits = code.i32();
  code.block((rest) => {
    code.branchIf(rest, i32.gtS(at, whole));
    code.loop((again) => {
      code.set(bits, v128.bitmask8(v128.ne8(v128.load(i32.add(first, at)), second.vector(at))));
      code.if(bits, () => {
        code.set(at, i32.add(at, i32.ctz(bits)));
        code.branch(different);
      });
      code.set(at, i32.add(at, 16));
      code.branchIf(again, i32.leS(at, whole));
    });
  });
  code.block((end) => {
    code.loop((again) => {
      code.branchIf(end, i32.geU(at, length));
      code.branchIf(different, i32.ne(i32.load8(i32.add(first, at)), second.byte(at)));
      code.set(at, i32.add(at, 1));
      code.branch(again);
    });
  });
}

/** Host offset of a byte that may be fetched; refuses another. */
function sourceHost(code: Code, fetchMap: I32, address: I32): Local {
  const host = code.i32(entryAt(fetchMap, address, 0));
  code.if(i32.ltS(host, 0), () => code.return(REFUSED));
  code.set(host, i32.add(host, inBlock(address)));
  return host;
}

/**
 * COMPARE LOGICAL LONG: the fetch map, both operands with their counts, and the pad byte. The answer is the number of
 * bytes, of the longer operand, that are equal, and the condition code above them; -1 when the interpreter must do it.
 */
const clcl = libraryFunction(
  ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  ['i32'],
  (code, fetchMap, first, firstCount, second, secondCount, pad) => {
    refuseLong(code, first, firstCount);
    refuseLong(code, second, secondCount);
    const both = code.i32(least(firstCount, secondCount));
    const done = code.i32(0);
    const at = code.i32();
    /** Answers for two bytes that differ behind `done` and `at`. */
    const answer = (low: I32): void => {
      const equal = i32.add(done, at);
      code.return(i32.or(equal, i32.shl(i32.select(low, 1, 2), CODE_SHIFT)));
    };
    code.block((leave) => {
      code.loop((again) => {
        code.branchIf(leave, i32.geU(done, both));
        const a = sourceHost(code, fetchMap, i32.add(first, done));
        const b = sourceHost(code, fetchMap, i32.add(second, done));
        const ends = least(toBlockEnd(i32.add(first, done)), toBlockEnd(i32.add(second, done)));
        const piece = code.i32(least(i32.sub(both, done), ends));
        code.set(at, 0);
        code.block((next) => {
          code.block((different) => {
            const bytes = {
              vector: (n: I32): V128 => v128.load(i32.add(b, n)),
              byte: (n: I32): I32 => i32.load8(i32.add(b, n)),
            };
            compareRun(code, a, bytes, piece, at, different);
            code.branch(next);
          });
          answer(i32.ltU(i32.load8(i32.add(a, at)), i32.load8(i32.add(b, at))));
        });
        code.set(done, i32.add(done, piece));
        code.branch(again);
      });
    });
    // What is longer against the pad byte.
    const firstLonger = code.i32(i32.gtU(firstCount, secondCount));
    const count = code.i32(i32.select(firstLonger, firstCount, secondCount));
    const address = code.i32(i32.select(firstLonger, first, second));
    code.block((leave) => {
      code.loop((again) => {
        code.branchIf(leave, i32.geU(done, count));
        const host = sourceHost(code, fetchMap, i32.add(address, done));
        const piece = code.i32(least(i32.sub(count, done), toBlockEnd(i32.add(address, done))));
        code.set(at, 0);
        code.block((next) => {
          code.block((different) => {
            const padding = { vector: () => v128.splat8(pad), byte: () => value('i32', (w) => pad.write(w)) };
            compareRun(code, host, padding, piece, at, different);
            code.branch(next);
          });
          const low = i32.ltU(i32.load8(i32.add(host, at)), pad);
          answer(i32.eq(low, firstLonger));
        });
        code.set(done, i32.add(done, piece));
        code.branch(again);
      });
    });
    code.return(done);
  },
);

export const LONG_OPERAND_FUNCTIONS = { mvcl, clcl };
