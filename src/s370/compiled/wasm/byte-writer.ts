/** Bytes in the making, with the variable-length numbers of WebAssembly (LEB128). */

const FIRST_CAPACITY = 1024;
/** Bytes of a number that may be changed afterwards: room for 32 bits. */
const PADDED = 5;

/** A growing array of bytes. */
export class ByteWriter {
  length = 0;
  private bytes = new Uint8Array(FIRST_CAPACITY);

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** Appends all that `other` has. */
  append(other: ByteWriter | Uint8Array): void {
    const source = other instanceof ByteWriter ? other.bytes.subarray(0, other.length) : other;
    if (this.length + source.length > this.bytes.length) this.grow(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** An unsigned number below 2 to the 32nd. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** An unsigned number in five bytes, so that `setPadded` can change it. */
  padded(value: number): void {
    for (let i = 0; i < PADDED; i++) this.byte(0);
    this.setPadded(this.length - PADDED, value);
  }

  /** Changes the number that `padded` wrote at `at`. */
  setPadded(at: number, value: number): void {
    for (let i = 0; i < PADDED; i++) {
      this.bytes[at + i] = ((value >>> (7 * i)) & 0x7f) | (i < PADDED - 1 ? 0x80 : 0);
    }
  }

  /** A signed 32-bit number. */
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const group = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (group & 0x40) === 0) || (rest === -1 && (group & 0x40) !== 0)) {
        this.byte(group);
        return;
      }
      this.byte(group | 0x80);
    }
  }

  /** A signed 64-bit number. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const group = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && (group & 0x40) === 0) || (rest === -1n && (group & 0x40) !== 0)) {
        this.byte(group);
        return;
      }
      this.byte(group | 0x80);
    }
  }

  /** A name: its length and its characters, which are ASCII. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** The bytes so far; a copy. */
  toBytes(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + needed));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
