/** Fixed-point arithmetic and comparison. GA22-7000, General Instructions. */

import { MASK_FIXED_OVERFLOW } from '../../psw.js';
import { CONDITION_KINDS } from '../condition-code.js';
import type { DecodedInstruction } from '../decode.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';

/** Pushes the second operand, after its checks. */
type PushOperand = (e: RegionEmitter, i: DecodedInstruction) => void;

const fromRegister: PushOperand = (e, { r2 }) => e.getGpr(r2);
const fromWord: PushOperand = (e, { operand2 }) => e.loadWord(e.fetchOperand(operand2, 4));
const fromHalfword: PushOperand = (e, { operand2 }) => e.loadHalf(e.fetchOperand(operand2, 2));

/** Is a fixed-point overflow an interruption? Then the interpreter has it. */
function overflowInterrupts(e: RegionEmitter): boolean {
  return (e.programMask & MASK_FIXED_OVERFLOW) !== 0;
}

/** A, S and their kin. */
function signed(operation: 'i32.add' | 'i32.sub', pushOperand: PushOperand): Emit {
  return (e, i) => {
    const { f } = e;
    const operand = e.scratch('i32');
    const result = e.scratch('i32');
    pushOperand(e, i);
    f.set(operand);
    e.getGpr(i.r1);
    f.get(operand).op(operation).set(result);
    if (overflowInterrupts(e)) {
      if (operation === 'i32.add') {
        e.getGpr(i.r1);
        f.get(result).op('i32.xor').get(operand).get(result).op('i32.xor');
      } else {
        e.getGpr(i.r1);
        f.get(operand).op('i32.xor');
        e.getGpr(i.r1);
        f.get(result).op('i32.xor');
      }
      f.op('i32.and').i32(0).op('i32.lt_s');
      e.sideExit();
    }
    f.get(result);
    e.setGpr(i.r1);
    f.get(result).get(operand);
    e.setCondition(operation === 'i32.add' ? CONDITION_KINDS.add : CONDITION_KINDS.subtract);
  };
}

/** AL, ALR. */
function addLogical(pushOperand: PushOperand): Emit {
  return (e, i) => {
    const { f } = e;
    const operand = e.scratch('i32');
    pushOperand(e, i);
    f.set(operand);
    e.getGpr(i.r1);
    f.get(operand).op('i32.add');
    e.setGpr(i.r1);
    e.getGpr(i.r1);
    f.get(operand);
    e.setCondition(CONDITION_KINDS.addLogical);
  };
}

/** SL, SLR. */
function subtractLogical(pushOperand: PushOperand): Emit {
  return (e, i) => {
    const { f } = e;
    const first = e.scratch('i32');
    const operand = e.scratch('i32');
    pushOperand(e, i);
    f.set(operand);
    e.getGpr(i.r1);
    f.tee(first).get(operand).op('i32.sub');
    e.setGpr(i.r1);
    f.get(first).get(operand);
    e.setCondition(CONDITION_KINDS.subtractLogical);
  };
}

/** Comparisons. */
function compare(pushOperand: PushOperand, logical: boolean): Emit {
  return (e, i) => {
    const operand = e.scratch('i32');
    pushOperand(e, i);
    e.f.set(operand);
    e.getGpr(i.r1);
    e.f.get(operand);
    e.setCondition(logical ? CONDITION_KINDS.compareLogical : CONDITION_KINDS.compare);
  };
}

/** M, MR: an odd R1 is a specification exception. */
function multiply(pushOperand: PushOperand): Emit {
  return (e, i) => {
    const { f } = e;
    if ((i.r1 & 1) !== 0) {
      e.leave();
      return;
    }
    const product = e.scratch('i64');
    pushOperand(e, i);
    f.op('i64.extend_i32_s');
    e.getGpr(i.r1 + 1);
    f.op('i64.extend_i32_s').op('i64.mul').tee(product).i64(32n).op('i64.shr_u').op('i32.wrap_i64');
    e.setGpr(i.r1);
    f.get(product).op('i32.wrap_i64');
    e.setGpr(i.r1 + 1);
  };
}

/** D, DR: a divisor of zero and a quotient that does not fit are left to the interpreter. */
function divide(pushOperand: PushOperand): Emit {
  return (e, i) => {
    const { f } = e;
    if ((i.r1 & 1) !== 0) {
      e.leave();
      return;
    }
    const divisor = e.scratch('i64');
    const dividend = e.scratch('i64');
    const quotient = e.scratch('i64');
    pushOperand(e, i);
    f.op('i64.extend_i32_s').tee(divisor).op('i64.eqz');
    e.sideExit();
    e.getGpr(i.r1);
    f.op('i64.extend_i32_u').i64(32n).op('i64.shl');
    e.getGpr(i.r1 + 1);
    f.op('i64.extend_i32_u').op('i64.or').tee(dividend);
    // The least number divided by -1 would trap; it is far from fitting.
    f.i64(-0x8000000000000000n).op('i64.eq');
    e.sideExit();
    f.get(dividend).get(divisor).op('i64.div_s').tee(quotient);
    f.get(quotient).op('i64.extend32_s').op('i64.ne');
    e.sideExit();
    f.get(dividend).get(quotient).get(divisor).op('i64.mul').op('i64.sub').op('i32.wrap_i64');
    e.setGpr(i.r1);
    f.get(quotient).op('i32.wrap_i64');
    e.setGpr(i.r1 + 1);
  };
}

/** MH: the low 32 bits of the product. */
const multiplyHalfword: Emit = (e, i) => {
  fromHalfword(e, i);
  e.getGpr(i.r1);
  e.f.op('i32.mul');
  e.setGpr(i.r1);
};

const loadAndTest: Emit = (e, { r1, r2 }) => {
  if (r1 !== r2) {
    e.getGpr(r2);
    e.setGpr(r1);
  }
  e.getGpr(r1);
  e.setCondition(CONDITION_KINDS.sign);
};

/** LCR: zero less R2, so that the condition code is that of a difference. */
const loadComplement: Emit = (e, { r1, r2 }) => {
  const { f } = e;
  const operand = e.scratch('i32');
  e.getGpr(r2);
  f.set(operand);
  if (overflowInterrupts(e)) {
    f.get(operand).i32(-0x80000000).op('i32.eq');
    e.sideExit();
  }
  f.i32(0).get(operand).op('i32.sub');
  e.setGpr(r1);
  e.getGpr(r1);
  f.get(operand);
  e.setCondition(CONDITION_KINDS.subtract);
};

/** LPR: as LCR for a negative number, which the least one stays. */
const loadPositive: Emit = (e, { r1, r2 }) => {
  const { f } = e;
  const operand = e.scratch('i32');
  const result = e.scratch('i32');
  e.getGpr(r2);
  f.set(operand);
  if (overflowInterrupts(e)) {
    f.get(operand).i32(-0x80000000).op('i32.eq');
    e.sideExit();
  }
  f.i32(0)
    .get(operand)
    .op('i32.sub')
    .get(operand)
    .get(operand)
    .i32(0)
    .op('i32.lt_s')
    .op('select')
    .tee(result);
  e.setGpr(r1);
  // 0 zero, 2 positive, 3 when it is still negative.
  f.get(result).i32(0).op('i32.ne').i32(1).op('i32.shl').get(result).i32(31).op('i32.shr_u').op('i32.or');
  e.setCondition(CONDITION_KINDS.value);
};

const loadNegative: Emit = (e, { r1, r2 }) => {
  const { f } = e;
  const operand = e.scratch('i32');
  e.getGpr(r2);
  f.tee(operand).i32(0).get(operand).op('i32.sub').get(operand).i32(0).op('i32.lt_s').op('select');
  e.setGpr(r1);
  e.getGpr(r1);
  e.setCondition(CONDITION_KINDS.nonzero);
};

export const ARITHMETIC_EMITTERS: Readonly<Record<string, Emit>> = {
  AR: signed('i32.add', fromRegister),
  A: signed('i32.add', fromWord),
  AH: signed('i32.add', fromHalfword),
  SR: signed('i32.sub', fromRegister),
  S: signed('i32.sub', fromWord),
  SH: signed('i32.sub', fromHalfword),
  ALR: addLogical(fromRegister),
  AL: addLogical(fromWord),
  SLR: subtractLogical(fromRegister),
  SL: subtractLogical(fromWord),
  CR: compare(fromRegister, false),
  C: compare(fromWord, false),
  CH: compare(fromHalfword, false),
  CLR: compare(fromRegister, true),
  CL: compare(fromWord, true),
  MR: multiply(fromRegister),
  M: multiply(fromWord),
  DR: divide(fromRegister),
  D: divide(fromWord),
  MH: multiplyHalfword,
  LTR: loadAndTest,
  LCR: loadComplement,
  LPR: loadPositive,
  LNR: loadNegative,
};
