/** Words and bytes, and how they are written. */

/** Words as bytes in main storage: big-endian. */
export function wordBytes(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, index) => view.setInt32(4 * index, value));
  return new Uint8Array(view.buffer);
}

/** Two hexadecimal digits. */
export function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

/** Hexadecimal digits of bytes, without spaces. */
export function hexBytes(bytes: Iterable<number>): string {
  return [...bytes].map(hexByte).join('');
}

/** Eight hexadecimal digits. */
export function hexWord(value: number): string {
  return (value >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

/** Words with a space between them. */
export function hexWords(values: readonly number[]): string {
  return values.map(hexWord).join(' ');
}

/** An address as six hexadecimal digits. */
export function hexAddress(value: number): string {
  return value.toString(16).toUpperCase().padStart(6, '0');
}
