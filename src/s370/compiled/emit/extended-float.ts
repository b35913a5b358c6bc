/**
 * Extended floating-point instructions: operands of two register pairs, 0 and 2 or 4 and 6. All but the checks is in
 * functions of the library, which leave what interrupts to the interpreter.
 */

import { MASK_SIGNIFICANCE } from '../../psw.js';
import { CONDITION_KINDS } from '../condition-code.js';
import type { DecodedInstruction } from '../decode.js';
import { REFUSED_LONG } from '../library/hexadecimal-float.js';
import type { LibraryName } from '../library/library.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';
import { isFloatRegister, SIGN_LONG } from './floating-point.js';

/** The second register of an extended operand, from the first. */
const SECOND = 2;

/** Extended operands are in registers 0 and 4. */
function isExtendedRegister(r: number): boolean {
  return (r & 11) === 0;
}

function pushExtended(e: RegionEmitter, r: number): void {
  e.getFpr(r);
  e.getFpr(r + SECOND);
}

/** Takes an extended result from the stack; leaves the region when it is refused, or zero when `zeros`. The local of its high half. */
function takeExtended(e: RegionEmitter, r: number, zeros: boolean): number {
  const { f } = e;
  const high = e.scratch('i64');
  const low = e.scratch('i64');
  f.set(low);
  f.tee(high).i64(REFUSED_LONG).op('i64.eq');
  if (zeros) f.get(high).op('i64.eqz').op('i32.or');
  e.sideExit();
  f.get(high);
  e.setFpr(r);
  f.get(low);
  e.setFpr(r + SECOND);
  return high;
}

/** ADD NORMALIZED, SUBTRACT NORMALIZED. */
function sum(subtracts: boolean): Emit {
  return (e, { r1, r2 }) => {
    const { f } = e;
    if (!isExtendedRegister(r1) || !isExtendedRegister(r2)) {
      e.leave();
      return;
    }
    pushExtended(e, r1);
    e.getFpr(r2);
    if (subtracts) f.i64(SIGN_LONG).op('i64.xor');
    e.getFpr(r2 + SECOND);
    e.callLibrary('addExtended');
    const high = takeExtended(e, r1, (e.programMask & MASK_SIGNIFICANCE) !== 0);
    // Normalized: a number that is not zero has a digit in its first word.
    f.get(high).i64(32n).op('i64.shr_u').op('i32.wrap_i64');
    e.setCondition(CONDITION_KINDS.sign);
  };
}

/** MULTIPLY, DIVIDE: no condition code. */
function product(name: LibraryName, registers: (i: DecodedInstruction) => readonly [number, number]): Emit {
  return (e, i) => {
    const [r1, r2] = registers(i);
    if (!isExtendedRegister(r1) || !isExtendedRegister(r2)) {
      e.leave();
      return;
    }
    pushExtended(e, r1);
    pushExtended(e, r2);
    e.callLibrary(name);
    takeExtended(e, r1, false);
  };
}

/** MULTIPLY long to extended, by a register. */
const multiplyRegister: Emit = (e, { r1, r2 }) => {
  if (!isExtendedRegister(r1) || !isFloatRegister(r2)) {
    e.leave();
    return;
  }
  e.getFpr(r1);
  e.getFpr(r2);
  e.callLibrary('multiplyLongToExtended');
  takeExtended(e, r1, false);
};

/** MULTIPLY long to extended, by a number in storage. */
const multiplyStorage: Emit = (e, { r1, operand2 }) => {
  if (!isExtendedRegister(r1)) {
    e.leave();
    return;
  }
  const host = e.fetchOperand(operand2, 8);
  e.getFpr(r1);
  e.loadLong(host);
  e.callLibrary('multiplyLongToExtended');
  takeExtended(e, r1, false);
};

/** LOAD ROUNDED, extended to long. */
const loadRounded: Emit = (e, { r1, r2 }) => {
  const { f } = e;
  if (!isFloatRegister(r1) || !isExtendedRegister(r2)) {
    e.leave();
    return;
  }
  const rounded = e.scratch('i64');
  pushExtended(e, r2);
  e.callLibrary('roundLong');
  f.tee(rounded).i64(REFUSED_LONG).op('i64.eq');
  e.sideExit();
  f.get(rounded);
  e.setFpr(r1);
};

export const EXTENDED_FLOAT_EMITTERS: Readonly<Record<string, Emit>> = {
  AXR: sum(false),
  SXR: sum(true),
  MXR: product('multiplyExtended', ({ r1, r2 }) => [r1, r2]),
  MXDR: multiplyRegister,
  MXD: multiplyStorage,
  // An RRE instruction.
  DXR: product('divideExtended', ({ w }) => [(w >> 4) & 15, w & 15]),
  LRDR: loadRounded,
};
