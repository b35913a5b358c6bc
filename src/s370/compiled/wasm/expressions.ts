/**
 * Expressions over values of WebAssembly: what is written nested here, a function writer gets in the order of the
 * stack machine. An expression is written out wherever it stands; one that is used twice belongs in a local.
 */

import type { FunctionWriter } from './function-writer.js';
import type { MEMORY, PLAIN, ValueType } from './opcodes.js';

/** Something that leaves one value of type `T` on the stack. */
export interface Value<T extends ValueType> {
  readonly type: T;
  write(w: FunctionWriter): void;
}

export type I32 = Value<'i32'>;
export type I64 = Value<'i64'>;
export type F64 = Value<'f64'>;
export type V128 = Value<'v128'>;

/** Operands may be plain constants. */
export type I32Operand = I32 | number;
export type I64Operand = I64 | bigint;

type PlainName = keyof typeof PLAIN;
type MemoryName = keyof typeof MEMORY;

export function value<T extends ValueType>(type: T, write: (w: FunctionWriter) => void): Value<T> {
  return { type, write };
}

/** A value for a constant, a value as it is. */
export function toI32(operand: I32Operand): I32 {
  return typeof operand === 'number' ? value('i32', (w) => w.i32(operand)) : operand;
}

export function toI64(operand: I64Operand): I64 {
  return typeof operand === 'bigint' ? value('i64', (w) => w.i64(operand)) : operand;
}

function operation<T extends ValueType>(
  type: T,
  name: PlainName,
  ...operands: readonly Value<ValueType>[]
): Value<T> {
  return value(type, (w) => {
    for (const operand of operands) operand.write(w);
    w.op(name);
  });
}

const i32Binary =
  (name: PlainName) =>
  (a: I32Operand, b: I32Operand): I32 =>
    operation('i32', name, toI32(a), toI32(b));

const i64Binary =
  (name: PlainName) =>
  (a: I64Operand, b: I64Operand): I64 =>
    operation('i64', name, toI64(a), toI64(b));

const i64Test =
  (name: PlainName) =>
  (a: I64Operand, b: I64Operand): I32 =>
    operation('i32', name, toI64(a), toI64(b));

const v128Binary =
  (name: PlainName) =>
  (a: V128, b: V128): V128 =>
    operation('v128', name, a, b);

/** A load at a constant distance from `address`. */
function load<T extends ValueType>(type: T, name: MemoryName) {
  return (address: I32Operand, offset = 0): Value<T> =>
    value(type, (w) => {
      toI32(address).write(w);
      w.memory(name, offset);
    });
}

function select<T extends ValueType>(
  type: T,
  condition: I32Operand,
  then: Value<T>,
  otherwise: Value<T>,
): Value<T> {
  return operation(type, 'select', then, otherwise, toI32(condition));
}

/** 32-bit numbers. Tests give 1 or 0. */
export const i32 = {
  add: i32Binary('i32.add'),
  sub: i32Binary('i32.sub'),
  mul: i32Binary('i32.mul'),
  and: i32Binary('i32.and'),
  or: i32Binary('i32.or'),
  xor: i32Binary('i32.xor'),
  shl: i32Binary('i32.shl'),
  shrS: i32Binary('i32.shr_s'),
  shrU: i32Binary('i32.shr_u'),
  rotl: i32Binary('i32.rotl'),
  eq: i32Binary('i32.eq'),
  ne: i32Binary('i32.ne'),
  ltS: i32Binary('i32.lt_s'),
  ltU: i32Binary('i32.lt_u'),
  leS: i32Binary('i32.le_s'),
  leU: i32Binary('i32.le_u'),
  gtS: i32Binary('i32.gt_s'),
  gtU: i32Binary('i32.gt_u'),
  geS: i32Binary('i32.ge_s'),
  geU: i32Binary('i32.ge_u'),
  eqz: (a: I32Operand): I32 => operation('i32', 'i32.eqz', toI32(a)),
  clz: (a: I32Operand): I32 => operation('i32', 'i32.clz', toI32(a)),
  ctz: (a: I32Operand): I32 => operation('i32', 'i32.ctz', toI32(a)),
  wrap: (a: I64): I32 => operation('i32', 'i32.wrap_i64', a),
  select: (condition: I32Operand, then: I32Operand, otherwise: I32Operand): I32 =>
    select('i32', condition, toI32(then), toI32(otherwise)),
  load: load('i32', 'i32.load'),
  load16: load('i32', 'i32.load16_u'),
  load8: load('i32', 'i32.load8_u'),
};

/** 64-bit numbers. */
export const i64 = {
  add: i64Binary('i64.add'),
  sub: i64Binary('i64.sub'),
  mul: i64Binary('i64.mul'),
  divU: i64Binary('i64.div_u'),
  remU: i64Binary('i64.rem_u'),
  and: i64Binary('i64.and'),
  or: i64Binary('i64.or'),
  xor: i64Binary('i64.xor'),
  shl: i64Binary('i64.shl'),
  shrS: i64Binary('i64.shr_s'),
  shrU: i64Binary('i64.shr_u'),
  rotl: i64Binary('i64.rotl'),
  eq: i64Test('i64.eq'),
  ne: i64Test('i64.ne'),
  ltS: i64Test('i64.lt_s'),
  ltU: i64Test('i64.lt_u'),
  leU: i64Test('i64.le_u'),
  gtS: i64Test('i64.gt_s'),
  gtU: i64Test('i64.gt_u'),
  geU: i64Test('i64.ge_u'),
  geS: i64Test('i64.ge_s'),
  eqz: (a: I64): I32 => operation('i32', 'i64.eqz', a),
  clz: (a: I64): I64 => operation('i64', 'i64.clz', a),
  ctz: (a: I64): I64 => operation('i64', 'i64.ctz', a),
  not: (a: I64): I64 => i64.xor(a, -1n),
  /** Of a number, with its sign. */
  extendS: (a: I32Operand): I64 => operation('i64', 'i64.extend_i32_s', toI32(a)),
  extendU: (a: I32Operand): I64 => operation('i64', 'i64.extend_i32_u', toI32(a)),
  select: (condition: I32Operand, then: I64Operand, otherwise: I64Operand): I64 =>
    select('i64', condition, toI64(then), toI64(otherwise)),
  /** Of a double-precision number, toward zero; what does not fit is cut. */
  truncate: (a: F64): I64 => operation('i64', 'i64.trunc_sat_f64_s', a),
  /** Lane 0 has the bytes at the lower addresses. */
  lane: (a: V128, lane: 0 | 1): I64 =>
    value('i64', (w) => {
      a.write(w);
      w.extractLane64(lane);
    }),
  load: load('i64', 'i64.load'),
  load32: load('i64', 'i64.load32_u'),
  load16: load('i64', 'i64.load16_u'),
  load8: load('i64', 'i64.load8_u'),
};

/** Double-precision numbers: for quotients only. */
export const f64 = {
  convert: (a: I64): F64 => operation('f64', 'f64.convert_i64_s', a),
  /** The constant `number`. */
  constant: (number: number): F64 => {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, number);
    return operation('f64', 'f64.reinterpret_i64', toI64(bits.getBigInt64(0)));
  },
  add: (a: F64, b: F64): F64 => operation('f64', 'f64.add', a, b),
  mul: (a: F64, b: F64): F64 => operation('f64', 'f64.mul', a, b),
  div: (a: F64, b: F64): F64 => operation('f64', 'f64.div', a, b),
};

/** Vectors of 16 bytes. */
export const v128 = {
  constant: (bytes: readonly number[]): V128 => value('v128', (w) => w.v128(Uint8Array.from(bytes))),
  splat8: (a: I32Operand): V128 => operation('v128', 'i8x16.splat', toI32(a)),
  splat64: (a: I64Operand): V128 => operation('v128', 'i64x2.splat', toI64(a)),
  /** Two 64-bit lanes. */
  of: (lane0: I64, lane1: I64): V128 =>
    value('v128', (w) => {
      lane0.write(w);
      w.op('i64x2.splat');
      lane1.write(w);
      w.replaceLane64(1);
    }),
  and: v128Binary('v128.and'),
  andnot: v128Binary('v128.andnot'),
  or: v128Binary('v128.or'),
  xor: v128Binary('v128.xor'),
  ne8: v128Binary('i8x16.ne'),
  eq8: v128Binary('i8x16.eq'),
  /** Bytes of `a` by the numbers in `b`; 0 where there is no such byte. */
  swizzle: v128Binary('i8x16.swizzle'),
  /** Bytes of `a` (0 to 15) and `b` (16 to 31) by constant numbers. */
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 =>
    value('v128', (w) => {
      a.write(w);
      b.write(w);
      w.shuffle(lanes);
    }),
  bitmask8: (a: V128): I32 => operation('i32', 'i8x16.bitmask', a),
  anyTrue: (a: V128): I32 => operation('i32', 'v128.any_true', a),
  load: load('v128', 'v128.load'),
  /** Eight bytes into lane 0, zeros into lane 1. */
  load64: load('v128', 'v128.load64_zero'),
};
