/** Digits of the fraction. */
const DIGITS = 17;

/**
 * A long hexadecimal floating-point number as ` .12345678901234567 E 03`: sign, fraction, decimal exponent.
 * The value is exact; the last digit is cut, not rounded.
 */
export function floatText(high: number, low: number): string {
  const negative = high < 0;
  const characteristic = (high >>> 24) & 0x7f;
  const fraction = (BigInt(high & 0xffffff) << 32n) | BigInt(low >>> 0);
  const sign = negative ? '-' : ' ';
  if (fraction === 0n) return `${sign}.${'0'.repeat(DIGITS)} E 00`;
  // value = fraction * 16 ** (characteristic - 64 - 14)
  const power = characteristic - 78;
  let numerator = fraction;
  let denominator = 1n;
  if (power >= 0) numerator <<= BigInt(4 * power);
  else denominator <<= BigInt(-4 * power);
  let exponent = 0;
  while (numerator >= denominator) {
    denominator *= 10n;
    exponent++;
  }
  while (numerator * 10n < denominator) {
    numerator *= 10n;
    exponent--;
  }
  const digits = ((numerator * 10n ** BigInt(DIGITS)) / denominator).toString().padStart(DIGITS, '0');
  const exponentSign = exponent < 0 ? '-' : ' ';
  return `${sign}.${digits} E${exponentSign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
