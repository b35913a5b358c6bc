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

/**
 * Where bytes first differ, from a place on; the length when they do not. Both are as long; whole buffers, or parts that
 * begin at a multiple of four of theirs, are compared by words.
 */
export function firstDifference(one: Uint8Array, other: Uint8Array, from = 0): number {
  const { length } = one;
  let at = Math.min(from, length);
  if ((one.byteOffset | other.byteOffset) % 4 === 0) {
    const words = length >> 2;
    const a = new Int32Array(one.buffer, one.byteOffset, words);
    const b = new Int32Array(other.buffer, other.byteOffset, words);
    for (; at % 4 !== 0 && at < length; at++) if (one[at] !== other[at]) return at;
    let word = at >> 2;
    for (; word + 4 <= words; word += 4) {
      const differing =
        (a[word] ^ b[word]) |
        (a[word + 1] ^ b[word + 1]) |
        (a[word + 2] ^ b[word + 2]) |
        (a[word + 3] ^ b[word + 3]);
      if (differing !== 0) break;
    }
    at = Math.max(at, 4 * word);
  }
  while (at < length && one[at] === other[at]) at++;
  return at;
}

/** The same bytes. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && firstDifference(one, other) === one.length;
}
