/**
 * Floating-point instructions, short and long. Registers are i64 locals with the high word in front; a short operand is
 * the upper half. Arithmetic is calls of the library, which leaves what interrupts to the interpreter.
 */

import { MASK_SIGNIFICANCE } from '../../psw.js';
import { CONDITION_KINDS } from '../condition-code.js';
import type { DecodedInstruction } from '../decode.js';
import { REFUSED_LONG, REFUSED_SHORT } from '../library/hexadecimal-float.js';
import { LIBRARY, type LibraryName } from '../library/library.js';
import type { Emit, RegionEmitter } from '../region-emitter.js';

export const SIGN_LONG = -(1n << 63n);
const SIGN_SHORT = -0x80000000;
const LOW_WORD = 0xffffffffn;

/** Pushes the second operand: an i32 when short, an i64 when long. */
type PushOperand = (e: RegionEmitter, i: DecodedInstruction) => () => void;

/** Floating-point registers are 0, 2, 4 and 6. */
export function isFloatRegister(r: number): boolean {
  return (r & 9) === 0;
}

/** Pushes the upper half of a register. */
function pushShort(e: RegionEmitter, r: number): void {
  e.getFpr(r);
  e.f.i64(32n).op('i64.shr_u').op('i32.wrap_i64');
}

/** Puts the i32 in a local into the upper half of a register. */
function setShort(e: RegionEmitter, r: number, local: number): void {
  e.getFpr(r);
  e.f.i64(LOW_WORD).op('i64.and');
  e.f.get(local).op('i64.extend_i32_u').i64(32n).op('i64.shl').op('i64.or');
  e.setFpr(r);
}

/** Functions that are written out: the others take much longer than a call, or are rare. */
const INLINE: ReadonlySet<LibraryName> = new Set<LibraryName>([
  'addLong',
  'addShort',
  'compareLong',
  'compareShort',
  'multiplyLong',
  'multiplyShort',
  'halveLong',
]);

/** Does a function of the library on what is on the stack. */
function apply(e: RegionEmitter, name: LibraryName): void {
  if (INLINE.has(name)) LIBRARY[name].inline(e.f, (type) => e.scratch(type));
  else e.callLibrary(name);
}

/** The second operand in a register, or in storage. */
function operandOf(registers: boolean, long: boolean): PushOperand {
  if (registers) return (e, { r2 }) => (long ? () => e.getFpr(r2) : () => pushShort(e, r2));
  return (e, { operand2 }) => {
    const host = e.fetchOperand(operand2, long ? 8 : 4);
    return long ? () => e.loadLong(host) : () => e.loadWord(host);
  };
}

/** An instruction whose register fields must name floating-point registers, else it is the interpreter's. */
function checked(registers: boolean, emit: Emit): Emit {
  return (e, i) => {
    if (isFloatRegister(i.r1) && (!registers || isFloatRegister(i.r2))) emit(e, i);
    else e.leave();
  };
}

/** Makes the register and the storage form of an instruction. */
function forms(make: (registers: boolean) => Emit): readonly [rr: Emit, rx: Emit] {
  return [checked(true, make(true)), checked(false, make(false))];
}

/** Takes a result from the stack; leaves the region when it is the one that refuses, or zero when `zeros`. */
function result(e: RegionEmitter, long: boolean, zeros: boolean): number {
  const { f } = e;
  const local = e.scratch(long ? 'i64' : 'i32');
  f.tee(local);
  if (long) f.i64(REFUSED_LONG).op('i64.eq');
  else f.i32(REFUSED_SHORT).op('i32.eq');
  if (zeros)
    f.get(local)
      .op(long ? 'i64.eqz' : 'i32.eqz')
      .op('i32.or');
  e.sideExit();
  return local;
}

function setResult(e: RegionEmitter, r: number, local: number, long: boolean): void {
  if (long) {
    e.f.get(local);
    e.setFpr(r);
  } else setShort(e, r, local);
}

/** Sets the condition code from a sum: only a true zero has no fraction. */
function setSumCondition(e: RegionEmitter, local: number, long: boolean): void {
  const { f } = e;
  f.get(local);
  if (long) {
    f.i64(32n).op('i64.shr_u').op('i32.wrap_i64');
    f.get(local).op('i32.wrap_i64').i32(0).op('i32.ne').op('i32.or');
  }
  e.setCondition(CONDITION_KINDS.sign);
}

/** ADD, SUBTRACT, normalized or not. */
function sum(long: boolean, subtracts: boolean, name: LibraryName): readonly [rr: Emit, rx: Emit] {
  return forms((registers) => {
    const operand = operandOf(registers, long);
    return (e, i) => {
      const { f } = e;
      const pushSecond = operand(e, i);
      if (long) e.getFpr(i.r1);
      else pushShort(e, i.r1);
      pushSecond();
      if (subtracts && long) f.i64(SIGN_LONG).op('i64.xor');
      else if (subtracts) f.i32(SIGN_SHORT).op('i32.xor');
      apply(e, name);
      const local = result(e, long, (e.programMask & MASK_SIGNIFICANCE) !== 0);
      setResult(e, i.r1, local, long);
      setSumCondition(e, local, long);
    };
  });
}

/** MULTIPLY, DIVIDE: no condition code. ME has a long result. */
function product(long: boolean, longResult: boolean, name: LibraryName): readonly [rr: Emit, rx: Emit] {
  return forms((registers) => {
    const operand = operandOf(registers, long);
    return (e, i) => {
      const pushSecond = operand(e, i);
      if (long) e.getFpr(i.r1);
      else pushShort(e, i.r1);
      pushSecond();
      apply(e, name);
      setResult(e, i.r1, result(e, longResult, false), longResult);
    };
  });
}

/** COMPARE. */
function comparison(long: boolean): readonly [rr: Emit, rx: Emit] {
  return forms((registers) => {
    const operand = operandOf(registers, long);
    return (e, i) => {
      const pushSecond = operand(e, i);
      if (long) e.getFpr(i.r1);
      else pushShort(e, i.r1);
      pushSecond();
      apply(e, long ? 'compareLong' : 'compareShort');
      e.setCondition(CONDITION_KINDS.sign);
    };
  });
}

/** LOAD. */
function load(long: boolean): readonly [rr: Emit, rx: Emit] {
  return forms((registers) => {
    const operand = operandOf(registers, long);
    return (e, i) => {
      const pushSecond = operand(e, i);
      pushSecond();
      if (long) {
        e.setFpr(i.r1);
        return;
      }
      const local = e.scratch('i32');
      e.f.set(local);
      setShort(e, i.r1, local);
    };
  });
}

/** STORE. */
function store(long: boolean): Emit {
  return checked(false, (e, { r1, operand2 }) => {
    const host = e.storeOperand(operand2, long ? 8 : 4);
    if (long) e.storeLong(host, () => e.getFpr(r1));
    else e.storeWord(host, () => pushShort(e, r1));
  });
}

type SignChange = 'positive' | 'negative' | 'complement' | 'none';

/** LOAD POSITIVE, NEGATIVE, COMPLEMENT, AND TEST: the condition code is that of fraction and sign. */
function withSign(long: boolean, change: SignChange): Emit {
  return checked(true, (e, { r1, r2 }) => {
    const { f } = e;
    const number = e.scratch('i64');
    e.getFpr(r2);
    if (change === 'positive') f.i64(~SIGN_LONG).op('i64.and');
    else if (change === 'negative') f.i64(SIGN_LONG).op('i64.or');
    else if (change === 'complement') f.i64(SIGN_LONG).op('i64.xor');
    f.set(number);
    if (long) f.get(number);
    else {
      f.get(number).i64(~LOW_WORD).op('i64.and');
      e.getFpr(r1);
      f.i64(LOW_WORD).op('i64.and').op('i64.or');
    }
    e.setFpr(r1);
    // The sign in front of a 1 if there is a fraction, else 0.
    f.get(number)
      .i64(32n)
      .op('i64.shr_u')
      .op('i32.wrap_i64')
      .i32(SIGN_SHORT)
      .op('i32.and')
      .i32(1)
      .op('i32.or');
    f.i32(0);
    f.get(number).i64(8n).op('i64.shl');
    if (!long) f.i64(40n).op('i64.shr_u');
    f.i64(0n).op('i64.ne').op('select');
    e.setCondition(CONDITION_KINDS.sign);
  });
}

/** HALVE. */
function halve(long: boolean): Emit {
  return checked(true, (e, { r1, r2 }) => {
    if (long) e.getFpr(r2);
    else pushShort(e, r2);
    apply(e, long ? 'halveLong' : 'halveShort');
    setResult(e, r1, result(e, long, false), long);
  });
}

/** LOAD ROUNDED, long to short. */
const loadRounded: Emit = checked(true, (e, { r1, r2 }) => {
  const { f } = e;
  const rounded = e.scratch('i64');
  e.getFpr(r2);
  apply(e, 'roundShort');
  f.tee(rounded).i64(0n).op('i64.lt_s');
  e.sideExit();
  e.getFpr(r1);
  f.i64(LOW_WORD).op('i64.and').get(rounded).i64(32n).op('i64.shl').op('i64.or');
  e.setFpr(r1);
});

const [LER, LE] = load(false);
const [LDR, LD] = load(true);
const [AER, AE] = sum(false, false, 'addShort');
const [ADR, AD] = sum(true, false, 'addLong');
const [SER, SE] = sum(false, true, 'addShort');
const [SDR, SD] = sum(true, true, 'addLong');
const [AUR, AU] = sum(false, false, 'addShortUnnormalized');
const [AWR, AW] = sum(true, false, 'addLongUnnormalized');
const [SUR, SU] = sum(false, true, 'addShortUnnormalized');
const [SWR, SW] = sum(true, true, 'addLongUnnormalized');
const [CER, CE] = comparison(false);
const [CDR, CD] = comparison(true);
const [MER, ME] = product(false, true, 'multiplyShort');
const [MDR, MD] = product(true, true, 'multiplyLong');
const [DER, DE] = product(false, false, 'divideShort');
const [DDR, DD] = product(true, true, 'divideLong');

export const FLOATING_POINT_EMITTERS = {
  LER,
  LE,
  LDR,
  LD,
  STE: store(false),
  STD: store(true),
  AER,
  AE,
  ADR,
  AD,
  SER,
  SE,
  SDR,
  SD,
  AUR,
  AU,
  AWR,
  AW,
  SUR,
  SU,
  SWR,
  SW,
  CER,
  CE,
  CDR,
  CD,
  MER,
  ME,
  MDR,
  MD,
  DER,
  DE,
  DDR,
  DD,
  HER: halve(false),
  HDR: halve(true),
  LPER: withSign(false, 'positive'),
  LPDR: withSign(true, 'positive'),
  LNER: withSign(false, 'negative'),
  LNDR: withSign(true, 'negative'),
  LCER: withSign(false, 'complement'),
  LCDR: withSign(true, 'complement'),
  LTER: withSign(false, 'none'),
  LTDR: withSign(true, 'none'),
  LRER: loadRounded,
};
