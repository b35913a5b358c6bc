/** MVCL and CLCL, by functions of the library that do all or nothing. */

import { ADDRESS_MASK } from '../../layout.js';
import { CONDITION_KINDS } from '../condition-code.js';
import type { DecodedInstruction } from '../decode.js';
import { CODE_SHIFT } from '../library/long-operands.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';

const PAD_SHIFT = 24;

/** Addresses and counts of both operands, in locals. */
interface Operands {
  readonly to: number;
  readonly toCount: number;
  readonly from: number;
  readonly fromCount: number;
}

/** Takes the operands from the registers; the interpreter does what has odd registers or the same pair twice. */
function operandsOf(e: RegionEmitter, { r1, r2 }: DecodedInstruction): Operands | undefined {
  if (((r1 | r2) & 1) !== 0 || r1 === r2) {
    e.leave();
    return undefined;
  }
  const masked = (r: number): number => {
    const local = e.scratch('i32');
    e.getGpr(r);
    e.f.i32(ADDRESS_MASK).op('i32.and').set(local);
    return local;
  };
  return { to: masked(r1), toCount: masked(r1 + 1), from: masked(r2), fromCount: masked(r2 + 1) };
}

function pushPad(e: RegionEmitter, r2: number): void {
  e.getGpr(r2 + 1);
  e.f.i32(PAD_SHIFT).op('i32.shr_u');
}

/** Takes the answer from the stack; -1 leaves the region. */
function answer(e: RegionEmitter): number {
  const local = e.scratch('i32');
  e.f.tee(local).i32(0).op('i32.lt_s');
  e.sideExit();
  return local;
}

/** An address goes up and a count down by `amount`; the count's register keeps its first byte. */
function advance(e: RegionEmitter, r: number, address: number, count: number, amount: number): void {
  const { f } = e;
  f.get(address).get(amount).op('i32.add').i32(ADDRESS_MASK).op('i32.and');
  e.setGpr(r);
  e.getGpr(r + 1);
  f.i32(~ADDRESS_MASK).op('i32.and').get(count).get(amount).op('i32.sub').op('i32.or');
  e.setGpr(r + 1);
}

const moveLong: Emit = (e, i) => {
  const { f } = e;
  const operands = operandsOf(e, i);
  if (operands === undefined) return;
  const { to, toCount, from, fromCount } = operands;
  e.pushFetchMap();
  f.i32(e.codeMapBias).get(to).get(toCount).get(from).get(fromCount);
  pushPad(e, i.r2);
  e.callLibrary('mvcl');
  const moved = answer(e);
  advance(e, i.r1, to, toCount, toCount);
  advance(e, i.r2, from, fromCount, moved);
  f.get(toCount).get(fromCount);
  e.setCondition(CONDITION_KINDS.compareLogical);
};

const compareLogicalLong: Emit = (e, i) => {
  const { f } = e;
  const operands = operandsOf(e, i);
  if (operands === undefined) return;
  const { to, toCount, from, fromCount } = operands;
  e.pushFetchMap();
  f.get(to).get(toCount).get(from).get(fromCount);
  pushPad(e, i.r2);
  e.callLibrary('clcl');
  const found = answer(e);
  const equal = e.scratch('i32');
  f.get(found)
    .i32((1 << CODE_SHIFT) - 1)
    .op('i32.and')
    .set(equal);
  const passed = (count: number): number => {
    const local = e.scratch('i32');
    f.get(equal).get(count).get(equal).get(count).op('i32.lt_u').op('select').set(local);
    return local;
  };
  advance(e, i.r1, to, toCount, passed(toCount));
  advance(e, i.r2, from, fromCount, passed(fromCount));
  f.get(found).i32(CODE_SHIFT).op('i32.shr_u');
  e.setCondition(CONDITION_KINDS.value);
};

export const LONG_OPERAND_EMITTERS = { MVCL: moveLong, CLCL: compareLogicalLong };
