/** Logical operations and tests on words and bytes. GA22-7000, General Instructions. */

import { CONDITION_KINDS } from '../condition-code.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';

type Operation = 'i32.and' | 'i32.or' | 'i32.xor';

/** The result on the stack goes to R1 and makes the condition code. */
function finish(e: RegionEmitter, r1: number): void {
  e.setGpr(r1);
  e.getGpr(r1);
  e.setCondition(CONDITION_KINDS.nonzero);
}

function registerForm(operation: Operation): Emit {
  return (e, { r1, r2 }) => {
    if (operation === 'i32.xor' && r1 === r2) e.f.i32(0);
    else {
      e.getGpr(r1);
      e.getGpr(r2);
      e.f.op(operation);
    }
    finish(e, r1);
  };
}

function storageForm(operation: Operation): Emit {
  return (e, { r1, operand2 }) => {
    const host = e.fetchOperand(operand2, 4);
    e.getGpr(r1);
    e.loadWord(host);
    e.f.op(operation);
    finish(e, r1);
  };
}

/** NI, OI, XI. */
function immediateForm(operation: Operation): Emit {
  return (e, i) => {
    const { f } = e;
    const host = e.storeOperand(i.operand1, 1);
    const result = e.scratch('i32');
    e.loadByte(host);
    e.pushSecondByte(i);
    f.op(operation).set(result);
    e.storeByte(host, () => f.get(result));
    f.get(result);
    e.setCondition(CONDITION_KINDS.nonzero);
  };
}

/** MVI. */
const moveImmediate: Emit = (e, i) => {
  e.storeByte(e.storeOperand(i.operand1, 1), () => e.pushSecondByte(i));
};

/** CLI. */
const compareLogicalImmediate: Emit = (e, i) => {
  e.loadByte(e.fetchOperand(i.operand1, 1));
  e.pushSecondByte(i);
  e.setCondition(CONDITION_KINDS.compareLogical);
};

/** TM. A mask of zeros selects zeros. */
const testUnderMask: Emit = (e, i) => {
  const { f } = e;
  const mask = e.scratch('i32');
  const host = e.fetchOperand(i.operand1, 1);
  const known = i.executeRegister === 0;
  if (known && i.i2 === 0) {
    f.i32(0);
    e.setCondition(CONDITION_KINDS.value);
    return;
  }
  e.loadByte(host);
  if (known) {
    f.i32(i.i2).op('i32.and').i32(i.i2);
  } else {
    e.pushSecondByte(i);
    f.tee(mask).op('i32.and');
    // With a mask of zeros the number to compare with must not be what was selected.
    f.get(mask).i32(-1).get(mask).op('select');
  }
  e.setCondition(CONDITION_KINDS.mask);
};

/** TS. */
const testAndSet: Emit = (e, { operand2 }) => {
  const { f } = e;
  const host = e.storeOperand(operand2, 1);
  const value = e.scratch('i32');
  e.loadByte(host);
  f.set(value);
  e.storeByte(host, () => f.i32(0xff));
  f.get(value).i32(7).op('i32.shr_u');
  e.setCondition(CONDITION_KINDS.value);
};

export const LOGICAL_EMITTERS: Readonly<Record<string, Emit>> = {
  NR: registerForm('i32.and'),
  N: storageForm('i32.and'),
  OR: registerForm('i32.or'),
  O: storageForm('i32.or'),
  XR: registerForm('i32.xor'),
  X: storageForm('i32.xor'),
  NI: immediateForm('i32.and'),
  OI: immediateForm('i32.or'),
  XI: immediateForm('i32.xor'),
  MVI: moveImmediate,
  CLI: compareLogicalImmediate,
  TM: testUnderMask,
  TS: testAndSet,
};
