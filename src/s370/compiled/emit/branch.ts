/**
 * Branches. `BRANCH_WRITERS` write what a branch that ends a basic block does besides branching; `BRANCH_EMITTERS` the
 * forms that never branch. GA22-7000, General Instructions, Branching.
 */

import { ADDRESS_MASK } from '../../layout.js';
import type { DecodedInstruction } from '../decode.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';

/**
 * Writes a branch up to its decision: pushes a number that is not zero when it is taken and returns true, or returns
 * false when it always is. When `variable`, the target is not known and goes into the exit address first.
 */
export type BranchWriter = (e: RegionEmitter, i: DecodedInstruction, variable: boolean) => boolean;

/** The target in R2 of RR branches. */
function registerTarget(e: RegionEmitter, { r2 }: DecodedInstruction, variable: boolean): void {
  if (!variable) return;
  e.getGpr(r2);
  e.f.i32(ADDRESS_MASK).op('i32.and');
  e.setExitAddress();
}

/** The target in storage-operand form. */
function addressTarget(e: RegionEmitter, { operand2 }: DecodedInstruction, variable: boolean): void {
  if (!variable) return;
  e.pushAddress(operand2);
  e.setExitAddress();
}

type Target = typeof registerTarget;

/** BC, BCR. */
function onCondition(target: Target): BranchWriter {
  return (e, i, variable) => {
    target(e, i, variable);
    if (i.r1 === 15) return false;
    e.pushConditionTest(i.r1);
    return true;
  };
}

/** R1 gets ILC, condition code, program mask and the address of the next instruction. */
function link(e: RegionEmitter, { r1, next, executedBy, instruction }: DecodedInstruction): void {
  const ilc = executedBy === undefined && instruction.format === 'RR' ? 1 : 2;
  const { f } = e;
  e.pushConditionCode();
  f.i32(28).op('i32.shl');
  f.i32((ilc << 30) | (e.programMask << 24) | (next & ADDRESS_MASK)).op('i32.or');
  e.setGpr(r1);
}

/** R1 gets the address of the next instruction. */
function save(e: RegionEmitter, { r1, next }: DecodedInstruction): void {
  e.f.i32(next & ADDRESS_MASK);
  e.setGpr(r1);
}

function linking(target: Target, write: typeof link): BranchWriter {
  return (e, i, variable) => {
    target(e, i, variable);
    write(e, i);
    return false;
  };
}

function count(e: RegionEmitter, { r1 }: DecodedInstruction): void {
  e.getGpr(r1);
  e.f.i32(1).op('i32.sub');
  e.setGpr(r1);
}

/** BCT, BCTR: the target is from before R1 changes. */
function onCount(target: Target): BranchWriter {
  return (e, i, variable) => {
    target(e, i, variable);
    count(e, i);
    e.getGpr(i.r1);
    return true;
  };
}

/** BXH, BXLE: R1 plus R3, compared with the odd register of R3 as it was before. */
function onIndex(comparison: 'i32.gt_s' | 'i32.le_s'): BranchWriter {
  return (e, i, variable) => {
    const { f } = e;
    addressTarget(e, i, variable);
    const comparand = e.scratch('i32');
    e.getGpr(i.r2 | 1);
    f.set(comparand);
    e.getGpr(i.r1);
    e.getGpr(i.r2);
    f.op('i32.add');
    e.setGpr(i.r1);
    e.getGpr(i.r1);
    f.get(comparand).op(comparison);
    return true;
  };
}

export const BRANCH_WRITERS: Readonly<Record<string, BranchWriter>> = {
  BC: onCondition(addressTarget),
  BCR: onCondition(registerTarget),
  BAL: linking(addressTarget, link),
  BALR: linking(registerTarget, link),
  BAS: linking(addressTarget, save),
  BASR: linking(registerTarget, save),
  BCT: onCount(addressTarget),
  BCTR: onCount(registerTarget),
  BXH: onIndex('i32.gt_s'),
  BXLE: onIndex('i32.le_s'),
};

const nothing: Emit = () => undefined;

export const BRANCH_EMITTERS: Readonly<Record<string, Emit>> = {
  BC: nothing,
  BCR: nothing,
  BALR: link,
  BASR: save,
  BCTR: count,
};
