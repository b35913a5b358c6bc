/** Address of logical device L000 among the real ones: beyond those that channels have. */
export const FIRST_LOGICAL_ADDRESS = 0x1000;

/** Hexadecimal number of at most `digits` digits; undefined when the word is none. */
export function parseHex(word: string | undefined, digits = 8): number | undefined {
  if (word === undefined || word.length > digits || !/^[0-9A-Fa-f]+$/.test(word)) return undefined;
  return parseInt(word, 16);
}

/** Decimal number without sign between the bounds. */
export function parseDecimal(word: string | undefined, low: number, high: number): number | undefined {
  if (word === undefined || !/^[0-9]{1,9}$/.test(word)) return undefined;
  const value = Number(word);
  return value >= low && value <= high ? value : undefined;
}

/** Virtual device address; undefined when the word is no address of three digits (or four with a leading zero). */
export function parseDeviceAddress(word: string | undefined): number | undefined {
  const value = parseHex(word, 4);
  return value !== undefined && value <= 0xfff ? value : undefined;
}

export function hex(value: number, digits: number): string {
  return (value >>> 0).toString(16).toUpperCase().padStart(digits, '0');
}

/** Device address in three digits; `L00C` for a logical device. */
export function cuu(address: number): string {
  return address >= FIRST_LOGICAL_ADDRESS ? `L${hex(address - FIRST_LOGICAL_ADDRESS, 3)}` : hex(address, 3);
}

export function decimal(value: number, digits: number): string {
  return String(Math.trunc(value)).padStart(digits, '0');
}
