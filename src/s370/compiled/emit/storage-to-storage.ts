/** MVC, CLC, XC and the like; TR and TRT. Short constant lengths are written out, others are calls. */

import { CONDITION_KINDS } from '../condition-code.js';
import type { DecodedInstruction } from '../decode.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';
import type { HostOperand } from '../region-operands.js';
import type { MEMORY } from '../wasm/opcodes.js';
import { commonLength } from './operand-length.js';

/** A field is moved or combined in pieces of these sizes. */
const PIECES = [
  { bytes: 16, type: 'v128', load: 'v128.load', store: 'v128.store' },
  { bytes: 8, type: 'i64', load: 'i64.load', store: 'i64.store' },
  { bytes: 4, type: 'i32', load: 'i32.load', store: 'i32.store' },
  { bytes: 2, type: 'i32', load: 'i32.load16_u', store: 'i32.store16' },
  { bytes: 1, type: 'i32', load: 'i32.load8_u', store: 'i32.store8' },
] as const;

interface Piece {
  readonly at: number;
  readonly kind: (typeof PIECES)[number];
}

/** Longest move that is written out. */
const LONGEST_MOVE = 128;
/** Most pieces that are all loaded before the first is stored. */
const MOST_HELD = 4;
/** Distances of operands below this are distances of their bytes on the host too, or the operands lie far apart there. */
const NEAR = 1700;

/** Pieces that make up a field; the last may overlap the one before it. */
function piecesOf(length: number): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < length) {
    const left = length - at;
    const exact = PIECES.find(({ bytes }) => bytes === left);
    const largest = PIECES.find(({ bytes }) => bytes <= left) as Piece['kind'];
    // One piece that begins earlier is better than several small ones.
    const covering = [...PIECES].reverse().find(({ bytes }) => bytes >= left && bytes <= length);
    const kind = exact ?? (largest.bytes === 16 || covering === undefined ? largest : covering);
    if (kind.bytes > left) at = length - kind.bytes;
    pieces.push({ at, kind });
    at += kind.bytes;
  }
  return pieces;
}

/** Pushes an address to which a displacement is added by the instruction that accesses. */
function pushBase(e: RegionEmitter, { local }: HostOperand): void {
  if (local === undefined) e.f.i32(0);
  else e.f.get(local);
}

function access(e: RegionEmitter, name: keyof typeof MEMORY, { offset }: HostOperand, at: number): void {
  e.f.memory(name, offset + at);
}

/** How far the first operand lies behind the second, when that is known and is so on the host. */
function knownDistance(e: RegionEmitter, { operand1, operand2 }: DecodedInstruction): number | undefined {
  let distance: number | undefined;
  if (operand1.base === operand2.base) distance = operand1.displacement - operand2.displacement;
  else {
    const first = e.constantAddress(operand1);
    const second = first === undefined ? undefined : e.constantAddress(operand2);
    if (first !== undefined && second !== undefined) distance = first - second;
  }
  return distance === undefined || Math.abs(distance) > NEAR ? undefined : distance;
}

/** Moves pieces, all of which are read before one is changed when the operands overlap. */
function movePieces(
  e: RegionEmitter,
  pieces: readonly Piece[],
  target: HostOperand,
  source: HostOperand,
  overlap: boolean,
): void {
  const { f } = e;
  if (!overlap) {
    for (const { at, kind } of pieces) {
      pushBase(e, target);
      pushBase(e, source);
      access(e, kind.load, source, at);
      access(e, kind.store, target, at);
    }
    return;
  }
  const held = pieces.map(({ at, kind }) => {
    const local = e.scratch(kind.type);
    pushBase(e, source);
    access(e, kind.load, source, at);
    f.set(local);
    return local;
  });
  pieces.forEach(({ at, kind }, n) => {
    pushBase(e, target);
    f.get(held[n]);
    access(e, kind.store, target, at);
  });
}

/** Pushes a number that is not zero when a move would change a byte before it is read. */
function pushDestructive(e: RegionEmitter, target: HostOperand, source: HostOperand, length: number): void {
  e.pushHost(target);
  e.pushHost(source);
  e.f
    .op('i32.sub')
    .i32(1)
    .op('i32.sub')
    .i32(length - 1)
    .op('i32.lt_u');
}

/** Pushes the arguments and calls a function of two operands and a length. */
function callOnFields(
  e: RegionEmitter,
  name: Parameters<RegionEmitter['callLibrary']>[0],
  first: HostOperand,
  second: HostOperand,
  pushLength: () => void,
): void {
  e.pushHost(first);
  e.pushHost(second);
  pushLength();
  e.callLibrary(name);
}

/** MOVE. */
const move: Emit = (e, i) => {
  const { f } = e;
  const length = commonLength(e, i);
  const source = e.fetchOperand(i.operand2, length.span);
  const target = e.storeOperand(i.operand1, length.span);
  const call = (): void => callOnFields(e, 'mvc', target, source, length.push);
  const { constant } = length;
  if (constant === undefined) {
    call();
    return;
  }
  const distance = knownDistance(e, i);
  const pieces = piecesOf(constant);
  const written = constant <= LONGEST_MOVE;
  if (constant === 1) movePieces(e, pieces, target, source, false);
  else if (distance === 1) {
    e.pushHost(target);
    e.loadByte(source);
    f.i32(constant);
    e.callLibrary('fill');
  } else if (distance !== undefined && Math.abs(distance) >= constant) {
    if (written) movePieces(e, pieces, target, source, false);
    else call();
  } else if (pieces.length > MOST_HELD || (distance !== undefined && distance > 0)) call();
  else if (distance !== undefined) movePieces(e, pieces, target, source, true);
  else {
    pushDestructive(e, target, source, constant);
    f.if();
    call();
    f.else();
    movePieces(e, pieces, target, source, true);
    f.end();
  }
};

/** Longest field that is compared without a call. */
const LONGEST_COMPARISON = 8;

/** Pushes a field of 1 to 8 bytes as an i64, its first byte in the lowest bits. */
function pushField(e: RegionEmitter, host: HostOperand, length: number): void {
  const { f } = e;
  const load = (name: keyof typeof MEMORY, at: number): void => {
    pushBase(e, host);
    access(e, name, host, at);
  };
  const whole = { 1: 'i64.load8_u', 2: 'i64.load16_u', 4: 'i64.load32_u', 8: 'i64.load' } as const;
  if (length in whole) {
    load(whole[length as keyof typeof whole], 0);
    return;
  }
  // Two halves; where they overlap both have the same.
  const [name, bytes] = length < 4 ? (['i64.load16_u', 2] as const) : (['i64.load32_u', 4] as const);
  load(name, 0);
  load(name, length - bytes);
  f.i64(BigInt(8 * (length - bytes)))
    .op('i64.shl')
    .op('i64.or');
}

/** COMPARE LOGICAL. */
const compareLogical: Emit = (e, i) => {
  const { f } = e;
  const length = commonLength(e, i);
  const first = e.fetchOperand(i.operand1, length.span);
  const second = e.fetchOperand(i.operand2, length.span);
  const { constant } = length;
  if (constant === undefined || constant > LONGEST_COMPARISON) {
    callOnFields(e, 'clc', first, second, length.push);
    e.setCondition(CONDITION_KINDS.sign);
    return;
  }
  if (constant === 1) {
    e.loadByte(first);
    e.loadByte(second);
    e.setCondition(CONDITION_KINDS.compareLogical);
    return;
  }
  const [a, b, shift] = [e.scratch('i64'), e.scratch('i64'), e.scratch('i64')];
  pushField(e, first, constant);
  f.set(a);
  pushField(e, second, constant);
  f.set(b);
  // The first bytes that differ, or two that do not.
  f.get(a).get(b).op('i64.xor').op('i64.ctz').i64(56n).op('i64.and').set(shift);
  const pushByte = (local: number): void => {
    f.get(local).get(shift).op('i64.shr_u').op('i32.wrap_i64').i32(0xff).op('i32.and');
  };
  pushByte(a);
  pushByte(b);
  f.op('i32.sub');
  e.setCondition(CONDITION_KINDS.sign);
};

type Bitwise = 'and' | 'or' | 'xor';

/** Longest field that is combined without a call. */
const LONGEST_COMBINATION = 16;

/** Stores zeros. */
function clear(e: RegionEmitter, target: HostOperand, length: number): void {
  const { f } = e;
  for (const { at, kind } of piecesOf(length)) {
    pushBase(e, target);
    if (kind.type === 'v128') f.v128(new Uint8Array(16));
    else if (kind.type === 'i64') f.i64(0n);
    else f.i32(0);
    access(e, kind.store, target, at);
  }
}

/** Combines pieces; pushes a number that is zero when all of the result is. */
function combinePieces(
  e: RegionEmitter,
  operation: Bitwise,
  pieces: readonly Piece[],
  target: HostOperand,
  source: HostOperand,
): void {
  const { f } = e;
  const results = pieces.map(({ at, kind }) => {
    const local = e.scratch(kind.type);
    pushBase(e, target);
    access(e, kind.load, target, at);
    pushBase(e, source);
    access(e, kind.load, source, at);
    f.op(`${kind.type}.${operation}`).set(local);
    return local;
  });
  pieces.forEach(({ at, kind }, n) => {
    pushBase(e, target);
    f.get(results[n]);
    access(e, kind.store, target, at);
  });
  pieces.forEach(({ kind }, n) => {
    f.get(results[n]);
    if (kind.type === 'v128') f.op('v128.any_true');
    else if (kind.type === 'i64') f.i64(0n).op('i64.ne');
    if (n > 0) f.op('i32.or');
  });
}

/** AND, OR, EXCLUSIVE OR of fields. */
function combining(operation: Bitwise, name: 'nc' | 'oc' | 'xc'): Emit {
  return (e, i) => {
    const { f } = e;
    const length = commonLength(e, i);
    const { constant } = length;
    const { operand1, operand2 } = i;
    const same = operand1.base === operand2.base && operand1.displacement === operand2.displacement;
    if (operation === 'xor' && same) {
      const target = e.storeOperand(operand1, length.span);
      if (constant !== undefined && constant <= LONGEST_MOVE) clear(e, target, constant);
      else {
        e.pushHost(target);
        f.i32(0);
        length.push();
        e.callLibrary('fill');
      }
      f.i32(0);
      e.setCondition(CONDITION_KINDS.value);
      return;
    }
    const source = e.fetchOperand(operand2, length.span);
    const target = e.storeOperand(operand1, length.span);
    const distance = constant === 1 ? 0 : knownDistance(e, i);
    if (constant === undefined || constant > LONGEST_COMBINATION || distance === undefined) {
      callOnFields(e, name, target, source, length.push);
    } else if (distance > 0 && distance < constant) {
      callOnFields(e, name, target, source, length.push);
    } else combinePieces(e, operation, piecesOf(constant), target, source);
    e.setCondition(CONDITION_KINDS.nonzero);
  };
}

/** MOVE NUMERICS, MOVE ZONES. */
function mixing(name: 'mvn' | 'mvz', kept: number): Emit {
  return (e, i) => {
    const length = commonLength(e, i);
    const source = e.fetchOperand(i.operand2, length.span);
    const target = e.storeOperand(i.operand1, length.span);
    if (length.constant !== 1) {
      callOnFields(e, name, target, source, length.push);
      return;
    }
    e.storeByte(target, () => {
      e.loadByte(target);
      e.f.i32(kept).op('i32.and');
      e.loadByte(source);
      e.f
        .i32(kept ^ 0xff)
        .op('i32.and')
        .op('i32.or');
    });
  };
}

/** MOVE INVERSE: the second operand's address is that of its last byte. */
const moveInverse: Emit = (e, i) => {
  const { operand1, operand2, i2 } = i;
  const leftmost = { ...operand2, displacement: operand2.displacement - i2 };
  const source = e.fetchOperand(leftmost, i2 + 1);
  const target = e.storeOperand(operand1, i2 + 1);
  callOnFields(e, 'mvcin', target, source, () => e.f.i32(i2 + 1));
};

const TABLE_SIZE = 256;

/** TRANSLATE. */
const translate: Emit = (e, i) => {
  const length = commonLength(e, i);
  const table = e.fetchOperand(i.operand2, TABLE_SIZE);
  const target = e.storeOperand(i.operand1, length.span);
  callOnFields(e, 'tr', target, table, length.push);
};

/** TRANSLATE AND TEST: registers 1 and 2 get address and function byte, if one is found. */
const translateAndTest: Emit = (e, i) => {
  const { f } = e;
  const length = commonLength(e, i);
  const source = e.fetchOperand(i.operand1, length.span);
  const table = e.fetchOperand(i.operand2, TABLE_SIZE);
  const found = e.scratch('i32');
  const address = e.scratch('i32');
  callOnFields(e, 'trt', source, table, length.push);
  f.set(found);
  e.pushAddress(i.operand1);
  f.get(found).i32(8).op('i32.shr_u').op('i32.add').i32(0xffffff).op('i32.and').set(address);
  e.getGpr(1);
  f.i32(-0x1000000).op('i32.and').get(address).op('i32.or');
  e.getGpr(1);
  f.get(found).op('select');
  const second = e.scratch('i32');
  e.getGpr(2);
  f.i32(~0xff).op('i32.and').get(found).i32(0xff).op('i32.and').op('i32.or');
  e.getGpr(2);
  f.get(found).op('select').set(second);
  e.setGpr(1);
  f.get(second);
  e.setGpr(2);
  // 2 for the last byte, 1 for another, 0 for none.
  f.get(found).i32(8).op('i32.shr_u');
  length.push();
  f.i32(1).op('i32.sub').op('i32.eq').i32(1).op('i32.add');
  f.i32(0).get(found).op('select');
  e.setCondition(CONDITION_KINDS.value);
};

export const STORAGE_TO_STORAGE_EMITTERS = {
  MVC: move,
  MVN: mixing('mvn', 0xf0),
  MVZ: mixing('mvz', 0x0f),
  MVCIN: moveInverse,
  NC: combining('and', 'nc'),
  OC: combining('or', 'oc'),
  XC: combining('xor', 'xc'),
  CLC: compareLogical,
  TR: translate,
  TRT: translateAndTest,
};
