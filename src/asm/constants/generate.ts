import { ebcdic037 } from '../../ebcdic/index.js';
import { AssemblerError } from '../assembler-error.js';
import type { EvaluationPlace } from '../expression.js';
import type { MessageKey } from '../messages.js';
import type { RelocationTerms, Value } from '../value.js';
import { unpair } from '../self-defining.js';
import { alignmentOf, totalBits, type AddressNominal, type ConstantOperand } from './constant-operand.js';
import { decimalDigits, fixedPoint, floatingPoint } from './numeric.js';

/** An operand with its place in the statement's bytes. */
export interface PlacedConstant {
  readonly operand: ConstantOperand;
  /** First bit, from the statement's location. */
  readonly start: number;
}

/** Places the operands of one DC or DS, first at `location`; the location is moved to the first one's boundary. */
export function placeConstants(
  operands: readonly ConstantOperand[],
  location: number,
  align: boolean,
): { location: number; length: number; placed: PlacedConstant[] } {
  const boundary = (operand: ConstantOperand): number => (align ? alignmentOf(operand) : 1);
  const first = operands.length > 0 ? roundUp(location, boundary(operands[0])) : location;
  const placed: PlacedConstant[] = [];
  let bit = 0;
  for (const operand of operands) {
    if (!operand.bitLength) {
      bit = 8 * (roundUp(first + Math.ceil(bit / 8), boundary(operand)) - first);
    }
    placed.push({ operand, start: bit });
    bit += totalBits(operand);
  }
  return { location: first, length: Math.ceil(bit / 8), placed };
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** Kinds of relocation an address constant can ask for. */
export type RelocationKind = 'A' | 'V' | 'Q';

/** What generating constants needs from the assembly. Offsets are bytes from the statement's location. */
export interface ConstantEnvironment {
  place(offset: number): EvaluationPlace;
  relocate(offset: number, length: number, terms: RelocationTerms, kind: RelocationKind): void;
  /** Base register and displacement of a relocatable or absolute address. */
  baseDisplacement(value: Value): { base: number; displacement: number };
  report(key: MessageKey, ...inserts: (string | number)[]): void;
}

/** Object code of a DC statement or literal. Throws `AssemblerError` for values that cannot be assembled. */
export function generateConstants(
  placed: readonly PlacedConstant[],
  length: number,
  environment: ConstantEnvironment,
): Uint8Array {
  const out = new Uint8Array(length);
  for (const { operand, start } of placed) {
    const once = operand.count * operand.bits;
    if (operand.texts && once % 8 === 0 && start % 8 === 0) {
      generateOnce(operand, out, start, environment);
      for (let n = 1; n < operand.duplication; n++) {
        out.copyWithin((start + n * once) / 8, start / 8, (start + once) / 8);
      }
    } else if (operand.texts ?? operand.addresses) {
      for (let n = 0; n < operand.duplication; n++) generateOnce(operand, out, start + n * once, environment);
    }
  }
  return out;
}

function generateOnce(
  operand: ConstantOperand,
  out: Uint8Array,
  start: number,
  environment: ConstantEnvironment,
): void {
  if (operand.duplication === 0) return;
  for (let i = 0; i < operand.count; i++) {
    const at = start + i * operand.bits;
    if (operand.texts) putText(operand, operand.texts[i], out, at, environment);
    else if (operand.addresses) putAddress(operand, operand.addresses[i], out, at, environment);
  }
}

function putText(
  operand: ConstantOperand,
  text: string,
  out: Uint8Array,
  at: number,
  environment: ConstantEnvironment,
): void {
  const { type, bits } = operand;
  switch (type) {
    case 'C':
      return putLeft(out, at, bits, characterBytes(text));
    case 'X':
      if (!/^[0-9A-Fa-f]+$/.test(text)) throw new AssemblerError('badNominal', text);
      return putDigits(out, at, bits, text, 4);
    case 'B':
      if (!/^[01]+$/.test(text)) throw new AssemblerError('badNominal', text);
      return putDigits(out, at, bits, text, 1);
    case 'P':
    case 'Z': {
      const { bytes, fits } = decimalDigits(text, type, Math.ceil(bits / 8));
      if (!fits) environment.report('truncated', text);
      return putBits(out, at, bits, toBigInt(bytes));
    }
    case 'F':
    case 'H': {
      const { value, fits } = fixedPoint(text, bits, operand.scale, operand.exponent);
      if (!fits) environment.report('truncated', text);
      return putBits(out, at, bits, value);
    }
    case 'E':
    case 'D':
    case 'L':
      return putBits(out, at, bits, floatingPoint(text, bits, operand.scale, operand.exponent, type === 'L'));
    default:
      throw new AssemblerError('badNominal', text);
  }
}

/** EBCDIC of a quoted body. Single ampersands are not allowed in constants. */
function characterBytes(body: string): Uint8Array {
  if (/(^|[^&])(&&)*&([^&]|$)/.test(body)) throw new AssemblerError('unpairedQuote', body);
  return ebcdic037.encode(unpair(body));
}

/** Left-justified bytes, padded with blanks. */
function putLeft(out: Uint8Array, at: number, bits: number, bytes: Uint8Array): void {
  if (at % 8 === 0 && bits % 8 === 0) {
    const first = at / 8;
    const length = bits / 8;
    out.fill(0x40, first, first + length);
    out.set(bytes.subarray(0, length), first);
    return;
  }
  for (let bit = 0; bit < bits; bit++) {
    const byte = bit >> 3 < bytes.length ? bytes[bit >> 3] : 0x40;
    putBit(out, at + bit, (byte >> (7 - (bit & 7))) & 1);
  }
}

/** Right-justified digits of `width` bits each, padded with zeros. */
function putDigits(out: Uint8Array, at: number, bits: number, text: string, width: 1 | 4): void {
  let end = at + bits;
  for (let i = text.length - 1; i >= 0 && end > at; i--) {
    const digit = parseInt(text[i], 16);
    for (let bit = 0; bit < width && end > at; bit++) putBit(out, --end, (digit >> bit) & 1);
  }
}

function putBit(out: Uint8Array, at: number, bit: number): void {
  if (bit !== 0) out[at >> 3] |= 0x80 >> (at & 7);
}

/** The low `bits` bits of `value`, big-endian. */
function putBits(out: Uint8Array, at: number, bits: number, value: bigint): void {
  let rest = value;
  if (at % 8 === 0 && bits % 8 === 0) {
    for (let byte = (at + bits) / 8 - 1; byte >= at / 8; byte--) {
      out[byte] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    return;
  }
  for (let end = at + bits - 1; end >= at; end--) {
    putBit(out, end, Number(rest & 1n));
    rest >>= 1n;
  }
}

function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

function putAddress(
  operand: ConstantOperand,
  nominal: AddressNominal,
  out: Uint8Array,
  at: number,
  environment: ConstantEnvironment,
): void {
  const { type, bits } = operand;
  const offset = Math.floor(at / 8);
  const bytes = bits / 8;
  if (nominal.item) {
    environment.relocate(offset, bytes, nominal.item.terms, type === 'Q' ? 'Q' : 'V');
    return;
  }
  if (!nominal.expression) return;
  const place = environment.place(offset);
  const value = nominal.expression.evaluate(place);
  if (type === 'S') {
    putBits(out, at, bits, BigInt(storageOperand(nominal, value, place, environment)));
    return;
  }
  if (value.terms.length > 0) {
    if (!Number.isInteger(bytes) || at % 8 !== 0) throw new AssemblerError('absoluteRequired');
    environment.relocate(offset, bytes, value.terms, 'A');
  }
  // Values that do not fit lose their high-order bits without a message, as AL1(X'1FF') always has.
  putBits(out, at, bits, BigInt.asUintN(bits, BigInt(value.value)));
}

function storageOperand(
  nominal: AddressNominal,
  value: Value,
  place: EvaluationPlace,
  environment: ConstantEnvironment,
): number {
  if (!nominal.base) {
    const { base, displacement } = environment.baseDisplacement(value);
    return (base << 12) | displacement;
  }
  const base = nominal.base.evaluate(place);
  if (value.terms.length > 0 || base.terms.length > 0) throw new AssemblerError('absoluteRequired');
  if (base.value < 0 || base.value > 15) throw new AssemblerError('badRegister', base.value);
  if (value.value < 0 || value.value > 4095) throw new AssemblerError('badDisplacement', value.value);
  return (base.value << 12) | value.value;
}
