/** Buffer addresses in two bytes. GA23-0059, Buffer Addressing. */

/** The 64 graphic codes of six bits; also used for attribute bytes, WCCs and cursor addresses. */
const GRAPHIC = Uint8Array.from({ length: 64 }, (_, bits) => {
  const row = bits >> 4;
  const digit = bits & 15;
  const letterOrDigit = row === 3 ? digit <= 9 : digit >= 1 && digit <= 9;
  // S (X'E2') starts the third row: X'61' is the slash, so position 1 of that row is no letter
  if (row === 2 && digit === 1) return 0x61;
  return (letterOrDigit ? 0xc0 : 0x40) | bits;
});

/** Graphic character whose low six bits are `bits`, as a device sends addresses and attributes. */
export function graphicCode(bits: number): number {
  return GRAPHIC[bits & 0x3f];
}

/** Largest buffer that 12-bit addresses reach. */
export const TWELVE_BIT_POSITIONS = 4096;

/**
 * Address as two bytes: 12-bit graphic code for buffers of up to 4096 positions, 14-bit binary beyond.
 * Throws `RangeError` when the address is outside the buffer.
 */
export function encodeAddress(address: number, bufferSize: number): [number, number] {
  if (!Number.isInteger(address) || address < 0 || address >= bufferSize || bufferSize > 16384) {
    throw new RangeError(`buffer address ${address} is outside a buffer of ${bufferSize}`);
  }
  if (bufferSize <= TWELVE_BIT_POSITIONS) return [GRAPHIC[address >> 6], GRAPHIC[address & 0x3f]];
  return [address >> 8, address & 0xff];
}

/** Address of two bytes: binary when the two leftmost bits are 00, else six bits from each byte. */
export function decodeAddress(first: number, second: number): number {
  if ((first & 0xc0) === 0) return ((first & 0x3f) << 8) | (second & 0xff);
  return ((first & 0x3f) << 6) | (second & 0x3f);
}
