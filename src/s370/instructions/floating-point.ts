/** Floating-point arithmetic, short, long and extended. GA22-7000, Floating-Point Instructions. */

import type { Cpu } from '../cpu.js';
import { MASK_EXPONENT_UNDERFLOW, MASK_SIGNIFICANCE } from '../psw.js';
import type { Execute } from './executors.js';
import {
  addExtended,
  divideExtended,
  multiplyExtended,
  roundExtended,
  unpackExtended,
  widenLong,
  type ExtendedResult,
} from './extended-float.js';
import { firstRegister, secondRegister } from './floating-point-moves.js';
import type { FloatOutcome, HexadecimalFloatUnit } from './hexadecimal-float.js';
import { advance, indexedAddress } from './operands.js';

const SIGN = -0x80000000;

/** One operation on a register pair and a second operand. */
type Operation = (
  unit: HexadecimalFloatUnit,
  aHigh: number,
  aLow: number,
  bHigh: number,
  bLow: number,
) => FloatOutcome;

interface Style {
  /** Second operand, and register result, are long. */
  readonly long: boolean;
  /** The result is long although the operands are short (ME). */
  readonly longResult?: boolean;
  readonly setsCode: boolean;
}

/** Stores the result and reports the outcome: completed with an exception, or with a true zero when masked. */
function complete(cpu: Cpu, r1: number, outcome: FloatOutcome, style: Style): void {
  const unit = cpu.float;
  if (outcome === 'divide') cpu.raise(0x0f);
  const { programMask } = cpu.psw;
  const masked =
    (outcome === 'underflow' && (programMask & MASK_EXPONENT_UNDERFLOW) === 0) ||
    (outcome === 'significance' && (programMask & MASK_SIGNIFICANCE) === 0);
  if (masked) unit.trueZero();
  cpu.fpr[r1] = unit.high;
  if (style.long || style.longResult === true) cpu.fpr[r1 + 1] = unit.low;
  if (style.setsCode) cpu.psw.conditionCode = unit.conditionCode;
  if (outcome === 'overflow') cpu.raise(0x0c);
  if (masked) return;
  if (outcome === 'underflow') cpu.raise(0x0d);
  if (outcome === 'significance') cpu.raise(0x0e);
}

/** Makes the register and the storage form of an operation. */
function forms(operation: Operation, style: Style): [rr: Execute, rx: Execute] {
  const { long } = style;
  return [
    (cpu, w) => {
      const r1 = firstRegister(cpu, w);
      const r2 = secondRegister(cpu, w);
      const { fpr } = cpu;
      const outcome = operation(cpu.float, fpr[r1], long ? fpr[r1 + 1] : 0, fpr[r2], long ? fpr[r2 + 1] : 0);
      complete(cpu, r1, outcome, style);
    },
    (cpu, w) => {
      const r1 = firstRegister(cpu, w);
      const address = indexedAddress(cpu, w);
      const high = cpu.fetchWord(address);
      const low = long ? cpu.fetchWord(advance(cpu, address, 4)) : 0;
      const { fpr } = cpu;
      complete(cpu, r1, operation(cpu.float, fpr[r1], long ? fpr[r1 + 1] : 0, high, low), style);
    },
  ];
}

/** Makes the forms of COMPARE, which changes no register. */
function compareForms(long: boolean): [rr: Execute, rx: Execute] {
  const compare = (cpu: Cpu, r1: number, high: number, low: number): void => {
    cpu.float.compare(cpu.fpr[r1], long ? cpu.fpr[r1 + 1] : 0, high, low, long);
    cpu.psw.conditionCode = cpu.float.conditionCode;
  };
  return [
    (cpu, w) => {
      const r1 = firstRegister(cpu, w);
      const r2 = secondRegister(cpu, w);
      compare(cpu, r1, cpu.fpr[r2], long ? cpu.fpr[r2 + 1] : 0);
    },
    (cpu, w) => {
      const r1 = firstRegister(cpu, w);
      const address = indexedAddress(cpu, w);
      compare(cpu, r1, cpu.fetchWord(address), long ? cpu.fetchWord(advance(cpu, address, 4)) : 0);
    },
  ];
}

function addition(long: boolean, normalize: boolean): [rr: Execute, rx: Execute] {
  return forms((unit, aH, aL, bH, bL) => unit.add(aH, aL, bH, bL, long, normalize), { long, setsCode: true });
}

function subtraction(long: boolean, normalize: boolean): [rr: Execute, rx: Execute] {
  return forms((unit, aH, aL, bH, bL) => unit.add(aH, aL, bH ^ SIGN, bL, long, normalize), {
    long,
    setsCode: true,
  });
}

/** HALVE. */
function halve(long: boolean): Execute {
  return (cpu, w) => {
    const r1 = firstRegister(cpu, w);
    const r2 = secondRegister(cpu, w);
    const outcome = cpu.float.halve(cpu.fpr[r2], long ? cpu.fpr[r2 + 1] : 0, long);
    complete(cpu, r1, outcome, { long, setsCode: false });
  };
}

/** LOAD ROUNDED long to short. */
const loadRoundedShort: Execute = (cpu, w) => {
  const r1 = firstRegister(cpu, w);
  const r2 = secondRegister(cpu, w);
  const outcome = cpu.float.round(cpu.fpr[r2], cpu.fpr[r2 + 1]);
  complete(cpu, r1, outcome, { long: false, setsCode: false });
};

/** Register of an extended operand: 0 or 4. */
function extendedRegister(cpu: Cpu, field: number): number {
  if ((field & 11) !== 0) cpu.raise(0x06);
  return field;
}

function completeExtended(cpu: Cpu, r1: number, result: ExtendedResult, setsCode: boolean): void {
  const { outcome } = result;
  if (outcome === 'divide') cpu.raise(0x0f);
  const { programMask } = cpu.psw;
  const masked =
    (outcome === 'underflow' && (programMask & MASK_EXPONENT_UNDERFLOW) === 0) ||
    (outcome === 'significance' && (programMask & MASK_SIGNIFICANCE) === 0);
  for (let i = 0; i < 4; i++) cpu.fpr[r1 + i] = masked ? 0 : result.words[i];
  if (setsCode) cpu.psw.conditionCode = masked ? 0 : result.conditionCode;
  if (outcome === 'overflow') cpu.raise(0x0c);
  if (masked) return;
  if (outcome === 'underflow') cpu.raise(0x0d);
  if (outcome === 'significance') cpu.raise(0x0e);
}

/** AXR, SXR. */
function extendedAddition(subtract: boolean): Execute {
  return (cpu, w) => {
    const r1 = extendedRegister(cpu, (w >> 20) & 15);
    const r2 = extendedRegister(cpu, (w >> 16) & 15);
    const b = unpackExtended(cpu.fpr, r2);
    const operand = subtract ? { ...b, negative: !b.negative } : b;
    completeExtended(cpu, r1, addExtended(unpackExtended(cpu.fpr, r1), operand), true);
  };
}

/** MXR. */
const multiplyExtendedRegister: Execute = (cpu, w) => {
  const r1 = extendedRegister(cpu, (w >> 20) & 15);
  const r2 = extendedRegister(cpu, (w >> 16) & 15);
  completeExtended(
    cpu,
    r1,
    multiplyExtended(unpackExtended(cpu.fpr, r1), unpackExtended(cpu.fpr, r2)),
    false,
  );
};

/** MXDR. */
const multiplyLongToExtendedRegister: Execute = (cpu, w) => {
  const r1 = extendedRegister(cpu, (w >> 20) & 15);
  const r2 = secondRegister(cpu, w);
  const { fpr } = cpu;
  const product = multiplyExtended(widenLong(fpr[r1], fpr[r1 + 1]), widenLong(fpr[r2], fpr[r2 + 1]));
  completeExtended(cpu, r1, product, false);
};

/** MXD. */
const multiplyLongToExtended: Execute = (cpu, w) => {
  const r1 = extendedRegister(cpu, (w >> 20) & 15);
  const address = indexedAddress(cpu, w);
  const operand = widenLong(cpu.fetchWord(address), cpu.fetchWord(advance(cpu, address, 4)));
  completeExtended(cpu, r1, multiplyExtended(widenLong(cpu.fpr[r1], cpu.fpr[r1 + 1]), operand), false);
};

/** DXR: an RRE instruction. */
const divideExtendedRegister: Execute = (cpu, w) => {
  const r1 = extendedRegister(cpu, (w >> 4) & 15);
  const r2 = extendedRegister(cpu, w & 15);
  completeExtended(cpu, r1, divideExtended(unpackExtended(cpu.fpr, r1), unpackExtended(cpu.fpr, r2)), false);
};

/** LRDR. */
const loadRoundedLong: Execute = (cpu, w) => {
  const r1 = firstRegister(cpu, w);
  const r2 = extendedRegister(cpu, (w >> 16) & 15);
  const { words, outcome } = roundExtended(unpackExtended(cpu.fpr, r2));
  cpu.fpr[r1] = words[0];
  cpu.fpr[r1 + 1] = words[1];
  if (outcome === 'overflow') cpu.raise(0x0c);
};

const [AER, AE] = addition(false, true);
const [ADR, AD] = addition(true, true);
const [AUR, AU] = addition(false, false);
const [AWR, AW] = addition(true, false);
const [SER, SE] = subtraction(false, true);
const [SDR, SD] = subtraction(true, true);
const [SUR, SU] = subtraction(false, false);
const [SWR, SW] = subtraction(true, false);
const [CER, CE] = compareForms(false);
const [CDR, CD] = compareForms(true);
const [MER, ME] = forms((unit, aH, _aL, bH) => unit.multiplyShort(aH, bH), {
  long: false,
  longResult: true,
  setsCode: false,
});
const [MDR, MD] = forms((unit, aH, aL, bH, bL) => unit.multiplyLong(aH, aL, bH, bL), {
  long: true,
  setsCode: false,
});
const [DER, DE] = forms((unit, aH, _aL, bH) => unit.divideShort(aH, bH), { long: false, setsCode: false });
const [DDR, DD] = forms((unit, aH, aL, bH, bL) => unit.divideLong(aH, aL, bH, bL), {
  long: true,
  setsCode: false,
});

export const FLOATING_POINT_ARITHMETIC = {
  AER,
  AE,
  ADR,
  AD,
  AUR,
  AU,
  AWR,
  AW,
  SER,
  SE,
  SDR,
  SD,
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
  LRER: loadRoundedShort,
  LRDR: loadRoundedLong,
  AXR: extendedAddition(false),
  SXR: extendedAddition(true),
  MXR: multiplyExtendedRegister,
  MXDR: multiplyLongToExtendedRegister,
  MXD: multiplyLongToExtended,
  DXR: divideExtendedRegister,
};
