/** Decimal instructions and conversions: all are calls of the library, which may leave them to the interpreter. */

import { CPU_SCRATCH } from '../../layout.js';
import { CONDITION_KINDS } from '../condition-code.js';
import type { DecodedInstruction } from '../decode.js';
import { REFUSED_CONVERSION } from '../library/conversions.js';
import type { LibraryName } from '../library/library.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';
import type { HostOperand } from '../region-operands.js';
import { commonLength, twoLengths, type OperandLength } from './operand-length.js';

/** Fields up to this length are one word. */
const LONGEST_SHORT = 8;
/** The region's parameter. */
const CPU = 0;

/** Takes the answer of a function from the stack; -1 leaves the region. The local that has it. */
function refusable(e: RegionEmitter): number {
  const answer = e.scratch('i32');
  e.f.tee(answer).i32(0).op('i32.lt_s');
  e.sideExit();
  return answer;
}

function callOnFields(
  e: RegionEmitter,
  name: LibraryName,
  first: HostOperand,
  second: HostOperand,
  lengths: readonly OperandLength[],
): void {
  e.pushHost(first);
  e.pushHost(second);
  for (const length of lengths) length.push();
  e.callLibrary(name);
}

function isShort(lengths: readonly OperandLength[]): boolean {
  return lengths.every(({ constant }) => constant !== undefined && constant <= LONGEST_SHORT);
}

type Sum = 'ap' | 'sp' | 'zap' | 'cp';

/** ADD, SUBTRACT, ZERO AND ADD, COMPARE. */
function sum(name: Sum): Emit {
  return (e, i) => {
    const lengths = twoLengths(e, i);
    const second = e.fetchOperand(i.operand2, lengths[1].span);
    const first =
      name === 'cp'
        ? e.fetchOperand(i.operand1, lengths[0].span)
        : e.storeOperand(i.operand1, lengths[0].span);
    callOnFields(e, isShort(lengths) ? `${name}Short` : `${name}Long`, first, second, lengths);
    const code = refusable(e);
    e.f.get(code);
    e.setCondition(CONDITION_KINDS.value);
  };
}

/** MULTIPLY, DIVIDE: a second operand of more than 8 bytes, or not shorter than the first, is the interpreter's. */
function product(name: 'mp' | 'dp'): Emit {
  return (e, i) => {
    const [length1, length2] = [i.r1 + 1, i.r2 + 1];
    if (length2 > LONGEST_SHORT || length2 >= length1) {
      e.leave();
      return;
    }
    const lengths = twoLengths(e, i);
    const second = e.fetchOperand(i.operand2, length2);
    const first = e.storeOperand(i.operand1, length1);
    callOnFields(e, isShort(lengths) ? `${name}Short` : `${name}Long`, first, second, lengths);
    refusable(e);
  };
}

/** SHIFT AND ROUND. */
const shiftAndRound: Emit = (e, i) => {
  const length = i.r1 + 1;
  const field = e.storeOperand(i.operand1, length);
  e.pushHost(field);
  e.f.i32(length);
  e.pushAddress(i.operand2);
  e.f.i32(26).op('i32.shl').i32(26).op('i32.shr_s');
  e.f.i32(i.r2);
  e.callLibrary(length <= LONGEST_SHORT ? 'srpShort' : 'srpLong');
  e.f.get(refusable(e));
  e.setCondition(CONDITION_KINDS.value);
};

/** PACK, UNPACK, MOVE WITH OFFSET: operands that overlap may be the interpreter's. */
function conversion(name: 'pack' | 'unpk' | 'mvo'): Emit {
  return (e, i) => {
    const lengths = twoLengths(e, i);
    const second = e.fetchOperand(i.operand2, lengths[1].span);
    const first = e.storeOperand(i.operand1, lengths[0].span);
    callOnFields(e, name, first, second, lengths);
    refusable(e);
  };
}

/** Edits; the local with the answer of `ed`. */
function edited(e: RegionEmitter, i: DecodedInstruction): number {
  const length = commonLength(e, i);
  const source = e.fetchOperand(i.operand2, length.span);
  const pattern = e.storeOperand(i.operand1, length.span);
  e.pushHost(pattern);
  e.pushHost(source);
  length.push();
  e.f.get(CPU).i32(CPU_SCRATCH).op('i32.add');
  e.callLibrary('ed');
  return refusable(e);
}

const edit: Emit = (e, i) => {
  e.f.get(edited(e, i)).i32(3).op('i32.and');
  e.setCondition(CONDITION_KINDS.value);
};

/** EDIT AND MARK: register 1 gets the address of the first significant digit. */
const editAndMark: Emit = (e, i) => {
  const { f } = e;
  const answer = edited(e, i);
  const mark = e.scratch('i32');
  f.get(answer).i32(2).op('i32.shr_u').set(mark);
  e.pushAddress(i.operand1);
  f.get(mark).op('i32.add').i32(1).op('i32.sub').i32(0xffffff).op('i32.and');
  e.getGpr(1);
  f.i32(-0x1000000).op('i32.and').op('i32.or');
  e.getGpr(1);
  f.get(mark).op('select');
  e.setGpr(1);
  f.get(answer).i32(3).op('i32.and');
  e.setCondition(CONDITION_KINDS.value);
};

/** CONVERT TO BINARY. */
const convertToBinary: Emit = (e, { r1, operand2 }) => {
  const { f } = e;
  const field = e.fetchOperand(operand2, 8);
  const number = e.scratch('i64');
  e.pushHost(field);
  e.callLibrary('cvb');
  f.tee(number).i64(REFUSED_CONVERSION).op('i64.eq');
  e.sideExit();
  f.get(number).op('i32.wrap_i64');
  e.setGpr(r1);
};

/** CONVERT TO DECIMAL. */
const convertToDecimal: Emit = (e, { r1, operand2 }) => {
  const field = e.storeOperand(operand2, 8);
  e.getGpr(r1);
  e.pushHost(field);
  e.callLibrary('cvd');
};

export const DECIMAL_EMITTERS = {
  AP: sum('ap'),
  SP: sum('sp'),
  ZAP: sum('zap'),
  CP: sum('cp'),
  MP: product('mp'),
  DP: product('dp'),
  SRP: shiftAndRound,
  PACK: conversion('pack'),
  UNPK: conversion('unpk'),
  MVO: conversion('mvo'),
  ED: edit,
  EDMK: editAndMark,
  CVB: convertToBinary,
  CVD: convertToDecimal,
};
