/** Shifts of one register and of pairs. GA22-7000, General Instructions. */

import { MASK_FIXED_OVERFLOW } from '../../psw.js';
import { CONDITION_KINDS } from '../condition-code.js';
import type { DecodedInstruction } from '../decode.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';

/** The number of places: a constant, or a local with it (0 to 63). */
type Amount = { readonly known: number } | { readonly local: number };

/** Bits 26-31 of the operand's address. */
function amountOf(e: RegionEmitter, { operand2 }: DecodedInstruction): Amount {
  if (operand2.base === 0) return { known: operand2.displacement & 63 };
  const local = e.scratch('i32');
  e.pushAddress(operand2);
  e.f.i32(63).op('i32.and').set(local);
  return { local };
}

/** Pushes the amount as an i64. */
function pushLongAmount(e: RegionEmitter, amount: Amount): void {
  if ('known' in amount) e.f.i64(BigInt(amount.known));
  else e.f.get(amount.local).op('i64.extend_i32_u');
}

/** SRL, SLL: from 32 places on nothing is left. */
function logical(operation: 'i32.shl' | 'i32.shr_u', long: 'i64.shl' | 'i64.shr_u'): Emit {
  return (e, i) => {
    const { f } = e;
    const amount = amountOf(e, i);
    if ('known' in amount) {
      if (amount.known > 31) f.i32(0);
      else {
        e.getGpr(i.r1);
        if (amount.known > 0) f.i32(amount.known).op(operation);
      }
    } else {
      e.getGpr(i.r1);
      f.op('i64.extend_i32_u');
      pushLongAmount(e, amount);
      f.op(long).op('i32.wrap_i64');
    }
    e.setGpr(i.r1);
  };
}

/** SRA. */
const shiftRight: Emit = (e, i) => {
  const { f } = e;
  const amount = amountOf(e, i);
  if ('known' in amount) {
    e.getGpr(i.r1);
    f.i32(Math.min(amount.known, 31)).op('i32.shr_s');
  } else {
    e.getGpr(i.r1);
    f.op('i64.extend_i32_s');
    pushLongAmount(e, amount);
    f.op('i64.shr_s').op('i32.wrap_i64');
  }
  e.setGpr(i.r1);
  e.getGpr(i.r1);
  e.setCondition(CONDITION_KINDS.sign);
};

function overflowInterrupts(e: RegionEmitter): boolean {
  return (e.programMask & MASK_FIXED_OVERFLOW) !== 0;
}

/** Condition code of a left shift: 3 when `lost` is not zero, else that of the sign of `sign`. */
function setShiftCondition(e: RegionEmitter, sign: number, lost: number): void {
  const { f } = e;
  f.i32(3);
  f.get(sign).i32(0).op('i32.lt_s').get(sign).i32(0).op('i32.gt_s').i32(1).op('i32.shl').op('i32.or');
  f.get(lost).op('select');
  e.setCondition(CONDITION_KINDS.value);
}

/**
 * SLA. Sign-extended to 64 bits, a value that is shifted by up to 32 places loses nothing: what differs from the sign
 * above bit 31 was lost. Shifts by more places are shifts by 31 and by the rest, which lose the same.
 */
const shiftLeft: Emit = (e, i) => {
  const { f } = e;
  const amount = amountOf(e, i);
  const wide = e.scratch('i64');
  const result = e.scratch('i32');
  const lost = e.scratch('i32');
  e.getGpr(i.r1);
  f.op('i64.extend_i32_s');
  if ('known' in amount) f.i64(BigInt(Math.min(amount.known, 32)));
  else
    f.get(amount.local).i32(32).get(amount.local).i32(32).op('i32.lt_u').op('select').op('i64.extend_i32_u');
  f.op('i64.shl').tee(wide).op('i32.wrap_i64').i32(0x7fffffff).op('i32.and');
  e.getGpr(i.r1);
  f.i32(-0x80000000).op('i32.and').op('i32.or').set(result);
  f.get(wide).get(result).op('i64.extend_i32_s').op('i64.ne').set(lost);
  if (overflowInterrupts(e)) {
    f.get(lost);
    e.sideExit();
  }
  f.get(result);
  e.setGpr(i.r1);
  setShiftCondition(e, result, lost);
};

/** Pushes the pair of registers as an i64. */
function pushPair(e: RegionEmitter, r1: number): void {
  const { f } = e;
  e.getGpr(r1);
  f.op('i64.extend_i32_u').i64(32n).op('i64.shl');
  e.getGpr(r1 + 1);
  f.op('i64.extend_i32_u').op('i64.or');
}

function setPair(e: RegionEmitter, r1: number, value: number): void {
  const { f } = e;
  f.get(value).i64(32n).op('i64.shr_u').op('i32.wrap_i64');
  e.setGpr(r1);
  f.get(value).op('i32.wrap_i64');
  e.setGpr(r1 + 1);
}

/** Pushes a word with the sign of an i64, zero when that is. */
function pushPairSign(e: RegionEmitter, value: number): void {
  const { f } = e;
  f.get(value).i64(32n).op('i64.shr_u').op('i32.wrap_i64').get(value).i64(0n).op('i64.ne').op('i32.or');
}

/** SRDL, SLDL, SRDA. */
function double(operation: 'i64.shl' | 'i64.shr_u' | 'i64.shr_s'): Emit {
  return (e, i) => {
    const { f } = e;
    if ((i.r1 & 1) !== 0) {
      e.leave();
      return;
    }
    const amount = amountOf(e, i);
    const value = e.scratch('i64');
    pushPair(e, i.r1);
    pushLongAmount(e, amount);
    f.op(operation).set(value);
    setPair(e, i.r1, value);
    if (operation !== 'i64.shr_s') return;
    pushPairSign(e, value);
    e.setCondition(CONDITION_KINDS.sign);
  };
}

/** SLDA: bits unlike the sign that leave bit 1 are lost; shifted back, the value is not what it was. */
const shiftLeftDouble: Emit = (e, i) => {
  const { f } = e;
  if ((i.r1 & 1) !== 0) {
    e.leave();
    return;
  }
  const amount = amountOf(e, i);
  const value = e.scratch('i64');
  const result = e.scratch('i64');
  const sign = e.scratch('i32');
  const lost = e.scratch('i32');
  pushPair(e, i.r1);
  f.tee(value);
  pushLongAmount(e, amount);
  f.op('i64.shl').i64(0x7fffffffffffffffn).op('i64.and');
  f.get(value).i64(-0x8000000000000000n).op('i64.and').op('i64.or').tee(result);
  pushLongAmount(e, amount);
  f.op('i64.shr_s').get(value).op('i64.ne').set(lost);
  if (overflowInterrupts(e)) {
    f.get(lost);
    e.sideExit();
  }
  setPair(e, i.r1, result);
  pushPairSign(e, result);
  f.set(sign);
  setShiftCondition(e, sign, lost);
};

export const SHIFT_EMITTERS: Readonly<Record<string, Emit>> = {
  SLL: logical('i32.shl', 'i64.shl'),
  SRL: logical('i32.shr_u', 'i64.shr_u'),
  SRA: shiftRight,
  SLA: shiftLeft,
  SLDL: double('i64.shl'),
  SRDL: double('i64.shr_u'),
  SRDA: double('i64.shr_s'),
  SLDA: shiftLeftDouble,
};
