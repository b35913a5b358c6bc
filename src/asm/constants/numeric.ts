import { AssemblerError } from '../assembler-error.js';

/** An exact decimal number: digits × 10^exponent. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
}

/** Reads [sign]digits[.digits][E[sign]digits]. */
function parseDecimal(text: string): Decimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[Ee]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (!match || (match[2] === '' && (match[3] ?? '') === '')) throw new AssemblerError('badNominal', text);
  const fraction = match[3] ?? '';
  return {
    negative: match[1] === '-',
    digits: BigInt(match[2] + fraction),
    exponent: Number(match[4] ?? 0) - fraction.length,
  };
}

/** numerator / denominator, rounded half up. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

function powerOfTen(exponent: number): { numerator: bigint; denominator: bigint } {
  return exponent >= 0
    ? { numerator: 10n ** BigInt(exponent), denominator: 1n }
    : { numerator: 1n, denominator: 10n ** BigInt(-exponent) };
}

/**
 * Fixed-point constant of `bits` bits: value × 10^exponent × 2^scale, rounded, in two's complement.
 * `fits` is false when high-order bits were lost.
 */
export function fixedPoint(
  text: string,
  bits: number,
  scale: number,
  exponent: number,
): { value: bigint; fits: boolean } {
  const decimal = parseDecimal(text);
  const power = powerOfTen(decimal.exponent + exponent);
  let numerator = decimal.digits * power.numerator;
  let denominator = power.denominator;
  if (scale >= 0) numerator <<= BigInt(scale);
  else denominator <<= BigInt(-scale);
  const magnitude = rounded(numerator, denominator);
  const value = decimal.negative ? -magnitude : magnitude;
  const limit = 1n << BigInt(bits - 1);
  return { value: BigInt.asUintN(bits, value), fits: value >= -limit && value < limit };
}

/**
 * Hexadecimal floating-point constant of `bits` bits (sign, 7-bit characteristic, fraction), value × 10^exponent,
 * rounded in the last fraction bit; `scale` hexadecimal zeros stand before the fraction.
 * `extended` makes the two-part format of the L type.
 */
export function floatingPoint(
  text: string,
  bits: number,
  scale: number,
  exponent: number,
  extended: boolean,
): bigint {
  const decimal = parseDecimal(text);
  const fractionBits = extended && bits > 64 ? bits - 16 : bits - 8;
  if (fractionBits < 0 || scale < 0 || scale * 4 >= Math.max(fractionBits, 4)) {
    throw new AssemblerError('badModifier', scale !== 0 ? 'S' : 'L');
  }
  if (decimal.digits === 0n) return 0n;
  const power = powerOfTen(decimal.exponent + exponent);
  const numerator = decimal.digits * power.numerator;
  const { denominator } = power;
  // Normalize: 1/16 <= value / 16^characteristic < 1.
  let characteristic = Math.ceil((bitLength(numerator) - bitLength(denominator)) / 4);
  while (scaled(numerator, denominator, characteristic, 0).overflow) characteristic++;
  while (!scaled(numerator, denominator, characteristic - 1, 0).overflow) characteristic--;
  characteristic += scale;
  let fraction = scaled(numerator, denominator, characteristic, fractionBits).fraction;
  if (fraction >> BigInt(fractionBits) !== 0n) {
    fraction >>= 4n;
    characteristic++;
  }
  const biased = characteristic + 64;
  if (biased < 0 || biased > 127) throw new AssemblerError('exponentRange', text);
  const sign = decimal.negative ? 0x80 : 0;
  const head = (c: number): bigint => BigInt(sign | (c & 0x7f));
  if (!extended || bits <= 64) return (head(biased) << BigInt(fractionBits)) | fraction;
  const lowBits = BigInt(bits - 72);
  const high = fraction >> lowBits;
  const low = fraction & ((1n << lowBits) - 1n);
  return (head(biased) << BigInt(bits - 8)) | (high << (lowBits + 8n)) | (head(biased - 14) << lowBits) | low;
}

/** value / 16^characteristic as a fraction of `bits` bits, and whether the value is 1 or more. */
function scaled(
  numerator: bigint,
  denominator: bigint,
  characteristic: number,
  bits: number,
): { fraction: bigint; overflow: boolean } {
  let n = numerator;
  let d = denominator;
  if (characteristic >= 0) d <<= BigInt(4 * characteristic);
  else n <<= BigInt(-4 * characteristic);
  return { fraction: rounded(n << BigInt(bits), d), overflow: n >= d };
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** Decimal constants: packed (P) or zoned (Z), `bytes` long. `fits` is false when digits were lost. */
export function decimalDigits(
  text: string,
  type: 'P' | 'Z',
  bytes: number,
): { bytes: Uint8Array; fits: boolean } {
  const match = /^([+-]?)(\d*\.?\d*)$/.exec(text.trim());
  const digits = match?.[2].replace('.', '') ?? '';
  if (!match || digits === '') throw new AssemblerError('badNominal', text);
  const sign = match[1] === '-' ? 0xd : 0xc;
  const capacity = type === 'P' ? 2 * bytes - 1 : bytes;
  const kept = digits.slice(-capacity).padStart(capacity, '0');
  const fits = /^0*$/.test(digits.slice(0, Math.max(0, digits.length - capacity)));
  const out = new Uint8Array(bytes);
  if (type === 'Z') {
    for (let i = 0; i < bytes; i++) out[i] = 0xf0 | Number(kept[i]);
    out[bytes - 1] = (sign << 4) | (out[bytes - 1] & 0x0f);
  } else {
    const nibbles = kept + sign.toString(16);
    for (let i = 0; i < bytes; i++) out[i] = parseInt(nibbles.slice(2 * i, 2 * i + 2), 16);
  }
  return { bytes: out, fits };
}
