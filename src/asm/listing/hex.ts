/** Hexadecimal digits of the low part of a value, in upper case. */
export function hex(value: number, digits: number): string {
  return (value >>> 0).toString(16).toUpperCase().padStart(digits, '0').slice(-digits);
}
