/** Loads, stores, inserts; compare and swap. GA22-7000, General Instructions. */

import { CONDITION_KINDS } from '../condition-code.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';
import type { HostOperand } from '../region-operands.js';

const loadRegister: Emit = (e, { r1, r2 }) => {
  if (r1 === r2) return;
  e.getGpr(r2);
  e.setGpr(r1);
};

const load: Emit = (e, { r1, operand2 }) => {
  e.loadWord(e.fetchOperand(operand2, 4));
  e.setGpr(r1);
};

const loadHalfword: Emit = (e, { r1, operand2 }) => {
  e.loadHalf(e.fetchOperand(operand2, 2));
  e.setGpr(r1);
};

const loadAddress: Emit = (e, { r1, operand2 }) => {
  e.pushAddress(operand2);
  e.setGpr(r1);
};

const insertCharacter: Emit = (e, { r1, operand2 }) => {
  const host = e.fetchOperand(operand2, 1);
  e.getGpr(r1);
  e.f.i32(~0xff).op('i32.and');
  e.loadByte(host);
  e.f.op('i32.or');
  e.setGpr(r1);
};

const store: Emit = (e, { r1, operand2 }) => {
  e.storeWord(e.storeOperand(operand2, 4), () => e.getGpr(r1));
};

const storeHalfword: Emit = (e, { r1, operand2 }) => {
  e.storeHalf(e.storeOperand(operand2, 2), () => e.getGpr(r1));
};

const storeCharacter: Emit = (e, { r1, operand2 }) => {
  e.storeByte(e.storeOperand(operand2, 1), () => e.getGpr(r1));
};

/** Registers R1 to R3, around the end. */
function registerRange(first: number, last: number): number[] {
  return Array.from({ length: ((last - first) & 15) + 1 }, (_, i) => (first + i) & 15);
}

const loadMultiple: Emit = (e, { r1, r2, operand2 }) => {
  const registers = registerRange(r1, r2);
  const host = e.fetchOperand(operand2, 4 * registers.length);
  let i = 0;
  for (; i + 4 <= registers.length; i += 4) {
    const take = e.loadWords(host, 4 * i);
    for (const word of [0, 1, 2, 3] as const) {
      take(word);
      e.setGpr(registers[i + word]);
    }
  }
  for (; i < registers.length; i++) {
    e.loadWord(host, 4 * i);
    e.setGpr(registers[i]);
  }
};

const storeMultiple: Emit = (e, { r1, r2, operand2 }) => {
  const registers = registerRange(r1, r2);
  const host = e.storeOperand(operand2, 4 * registers.length);
  let i = 0;
  for (; i + 4 <= registers.length; i += 4) {
    const first = i;
    e.storeWords(host, (word) => e.getGpr(registers[first + word]), 4 * i);
  }
  for (; i < registers.length; i++) {
    const r = registers[i];
    e.storeWord(host, () => e.getGpr(r), 4 * i);
  }
};

/** Places in the operand and shifts in the register of the bytes that a mask selects. */
function maskedBytes(mask: number): { readonly at: number; readonly shift: number }[] {
  const bytes: { at: number; shift: number }[] = [];
  for (let i = 0; i < 4; i++) {
    if ((mask & (8 >> i)) !== 0) bytes.push({ at: bytes.length, shift: 24 - 8 * i });
  }
  return bytes;
}

/** Pushes the selected bytes at their places in a word; other bytes are zero. */
function pushMaskedBytes(e: RegionEmitter, mask: number, host: HostOperand): void {
  const { f } = e;
  if (mask === 15) {
    e.loadWord(host);
    return;
  }
  maskedBytes(mask).forEach(({ at, shift }, i) => {
    e.loadByte(host, at);
    if (shift > 0) f.i32(shift).op('i32.shl');
    if (i > 0) f.op('i32.or');
  });
}

/** The bits of the bytes that a mask selects. */
function maskBits(mask: number): number {
  return maskedBytes(mask).reduce((bits, { shift }) => bits | (0xff << shift), 0);
}

/** INSERT CHARACTERS UNDER MASK: condition code of the inserted field; with mask 0 a byte is still looked at. */
const insertCharactersUnderMask: Emit = (e, { r1, r2: mask, operand2 }) => {
  const { f } = e;
  const host = e.fetchOperand(operand2, maskedBytes(mask).length || 1);
  if (mask === 0) {
    f.i32(0);
    e.setCondition(CONDITION_KINDS.value);
    return;
  }
  const inserted = e.scratch('i32');
  pushMaskedBytes(e, mask, host);
  f.set(inserted);
  if (mask === 15) f.get(inserted);
  else {
    e.getGpr(r1);
    f.i32(~maskBits(mask)).op('i32.and').get(inserted).op('i32.or');
  }
  e.setGpr(r1);
  // The first inserted bit is the sign: bring it to the front.
  f.get(inserted);
  const front = Math.clz32(mask) - 28;
  if (front > 0) f.i32(8 * front).op('i32.shl');
  e.setCondition(CONDITION_KINDS.sign);
};

const storeCharactersUnderMask: Emit = (e, { r1, r2: mask, operand2 }) => {
  if (mask === 0) return;
  const bytes = maskedBytes(mask);
  const host = e.storeOperand(operand2, bytes.length);
  if (mask === 15) {
    e.storeWord(host, () => e.getGpr(r1));
    return;
  }
  for (const { at, shift } of bytes) {
    e.storeByte(
      host,
      () => {
        e.getGpr(r1);
        if (shift > 0) e.f.i32(shift).op('i32.shr_u');
      },
      at,
    );
  }
};

/** COMPARE LOGICAL CHARACTERS UNDER MASK. */
const compareLogicalUnderMask: Emit = (e, { r1, r2: mask, operand2 }) => {
  const { f } = e;
  const host = e.fetchOperand(operand2, maskedBytes(mask).length || 1);
  if (mask === 0) {
    f.i32(0);
    e.setCondition(CONDITION_KINDS.value);
    return;
  }
  e.getGpr(r1);
  f.i32(maskBits(mask)).op('i32.and');
  pushMaskedBytes(e, mask, host);
  e.setCondition(CONDITION_KINDS.compareLogical);
};

/** Leaves to the interpreter when the operand's address is no multiple of `alignment`. */
function requireAlignment(e: RegionEmitter, host: HostOperand, alignment: number): void {
  const { f } = e;
  e.pushHost(host);
  f.i32(alignment - 1).op('i32.and');
  e.sideExit();
}

/** COMPARE AND SWAP. */
const compareAndSwap: Emit = (e, { r1, r2, operand2 }) => {
  const { f } = e;
  const host = e.storeOperand(operand2, 4);
  requireAlignment(e, host, 4);
  const value = e.scratch('i32');
  const equal = e.scratch('i32');
  e.loadWord(host);
  f.tee(value);
  e.getGpr(r1);
  f.op('i32.eq').tee(equal).if();
  e.storeWord(host, () => e.getGpr(r2));
  f.else().get(value);
  e.setGpr(r1);
  f.end();
  f.get(equal).op('i32.eqz');
  e.setCondition(CONDITION_KINDS.value);
};

/** COMPARE DOUBLE AND SWAP. */
const compareDoubleAndSwap: Emit = (e, { r1, r2, operand2 }) => {
  const { f } = e;
  if (((r1 | r2) & 1) !== 0) {
    e.leave();
    return;
  }
  const host = e.storeOperand(operand2, 8);
  requireAlignment(e, host, 8);
  const high = e.scratch('i32');
  const low = e.scratch('i32');
  const equal = e.scratch('i32');
  e.loadWord(host);
  f.tee(high);
  e.getGpr(r1);
  f.op('i32.eq');
  e.loadWord(host, 4);
  f.tee(low);
  e.getGpr(r1 + 1);
  f.op('i32.eq').op('i32.and').tee(equal).if();
  e.storeWord(host, () => e.getGpr(r2));
  e.storeWord(host, () => e.getGpr(r2 + 1), 4);
  f.else().get(high);
  e.setGpr(r1);
  f.get(low);
  e.setGpr(r1 + 1);
  f.end();
  f.get(equal).op('i32.eqz');
  e.setCondition(CONDITION_KINDS.value);
};

export const LOAD_STORE_EMITTERS: Readonly<Record<string, Emit>> = {
  LR: loadRegister,
  L: load,
  LH: loadHalfword,
  LA: loadAddress,
  IC: insertCharacter,
  ST: store,
  STH: storeHalfword,
  STC: storeCharacter,
  LM: loadMultiple,
  STM: storeMultiple,
  ICM: insertCharactersUnderMask,
  STCM: storeCharactersUnderMask,
  CLM: compareLogicalUnderMask,
  CS: compareAndSwap,
  CDS: compareDoubleAndSwap,
};
