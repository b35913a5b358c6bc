/**
 * Telegraph code between a 2703 and the channel: ASCII with even parity, the bit that goes over the line first being
 * the leftmost. GA27-2703, Telegraph Terminal Control Type II.
 */

/** A byte with its bits in reverse. */
export function reversedBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) reversed |= 0x80 >> bit;
  return reversed;
}

/** The byte in storage for an ASCII character (the high bit is not looked at). */
export function lineToChannel(ascii: number): number {
  let ones = 0;
  for (let bit = 0; bit < 7; bit++) if ((ascii & (1 << bit)) !== 0) ones++;
  return reversedBits((ascii & 0x7f) | (ones % 2 === 0 ? 0 : 0x80));
}

/** The ASCII character for a byte in storage, without its parity. */
export function channelToLine(byte: number): number {
  return reversedBits(byte) & 0x7f;
}
