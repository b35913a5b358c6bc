/**
 * Decompression of bzip2, which some CCKD images and HET tapes use. Only decoding: what cp370 writes is compressed
 * with zlib. Written from the format's description: bit stream, Huffman tables, move to front, Burrows-Wheeler.
 */

const BLOCK_MAGIC = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] as const;
const END_MAGIC = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90] as const;
/** Symbols coded with one Huffman table before the selector names the next. */
const GROUP_SIZE = 50;
const MAX_CODE_LENGTH = 20;
const RUN_A = 0;
const RUN_B = 1;

/** The stream is not bzip2, or is damaged. */
export class Bzip2Error extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Bzip2Error';
  }
}

/** Expands a stream. `maximum`: the most bytes it may come to. Throws `Bzip2Error`. */
export function expandBzip2(input: Uint8Array, maximum: number): Uint8Array {
  const bits = new BitReader(input);
  if (bits.read(8) !== 0x42 || bits.read(8) !== 0x5a || bits.read(8) !== 0x68) {
    throw new Bzip2Error('no bzip2 stream');
  }
  const level = bits.read(8) - 0x30;
  if (level < 1 || level > 9) throw new Bzip2Error('no bzip2 stream');
  const output = new Output(maximum);
  let combined = 0;
  for (;;) {
    const magic = Array.from({ length: 6 }, () => bits.read(8));
    const checksum = bits.read32();
    if (magic.every((byte, i) => byte === END_MAGIC[i])) {
      if (checksum !== combined) throw new Bzip2Error('the checksum of the stream is wrong');
      return output.bytes();
    }
    if (!magic.every((byte, i) => byte === BLOCK_MAGIC[i]))
      throw new Bzip2Error('no block where one belongs');
    output.beginBlock();
    expandBlock(bits, level * 100_000, output);
    const found = output.blockChecksum();
    if (found !== checksum) throw new Bzip2Error('the checksum of a block is wrong');
    combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0;
  }
}

class BitReader {
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(private readonly input: Uint8Array) {}

  /** The next bits, at most 24. */
  read(bits: number): number {
    while (this.count < bits) {
      if (this.at >= this.input.length) throw new Bzip2Error('the stream breaks off');
      this.held = ((this.held << 8) | this.input[this.at++]) & 0x7fffffff;
      this.count += 8;
    }
    this.count -= bits;
    const value = (this.held >>> this.count) & ((1 << bits) - 1);
    this.held &= (1 << this.count) - 1;
    return value;
  }

  read32(): number {
    return ((this.read(16) << 16) | this.read(16)) >>> 0;
  }
}

/** Collects bytes, and counts the checksum of each block: CRC-32 with the most significant bit first. */
class Output {
  private buffer = new Uint8Array(0x4000);
  private length = 0;
  private crc = 0;
  private readonly table = crcTable();

  constructor(private readonly maximum: number) {}

  beginBlock(): void {
    this.crc = 0xffffffff;
  }

  blockChecksum(): number {
    return ~this.crc >>> 0;
  }

  put(byte: number, times: number): void {
    if (this.length + times > this.maximum) throw new Bzip2Error(`more than ${this.maximum} bytes`);
    while (this.length + times > this.buffer.length) {
      const larger = new Uint8Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer.fill(byte, this.length, this.length + times);
    this.length += times;
    for (let i = 0; i < times; i++) this.crc = (this.crc << 8) ^ this.table[(this.crc >>> 24) ^ byte];
  }

  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}

function crcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte << 24;
    for (let i = 0; i < 8; i++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
    return value;
  });
}

function expandBlock(bits: BitReader, blockSize: number, output: Output): void {
  if (bits.read(1) !== 0) throw new Bzip2Error('a randomized block');
  const origin = bits.read(24);
  const used = readUsedBytes(bits);
  const tableCount = bits.read(3);
  if (tableCount < 2 || tableCount > 6) throw new Bzip2Error('a wrong number of code tables');
  const selectors = readSelectors(bits, tableCount);
  const tables = Array.from({ length: tableCount }, () => new CodeTable(bits, used.length + 2));
  const { bytes, length } = readSymbols(bits, { used, selectors, tables, blockSize });
  if (origin >= length) throw new Bzip2Error('the origin lies outside of the block');
  unsort(bytes, length, origin, output);
}

/** Which of the 256 bytes occur: a map of maps, sixteen by sixteen. */
function readUsedBytes(bits: BitReader): number[] {
  const rows = bits.read(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++) {
      if ((columns & (0x8000 >> column)) !== 0) used.push(row * 16 + column);
    }
  }
  if (used.length === 0) throw new Bzip2Error('a block without bytes');
  return used;
}

/** Which table codes each group of symbols: numbers in a move-to-front list, in unary. */
function readSelectors(bits: BitReader, tableCount: number): number[] {
  const order = Array.from({ length: tableCount }, (_, i) => i);
  const selectors: number[] = [];
  for (let left = bits.read(15); left > 0; left--) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tableCount) throw new Bzip2Error('a wrong selector');
    const [table] = order.splice(place, 1);
    order.unshift(table);
    selectors.push(table);
  }
  return selectors;
}

/** A canonical Huffman code: first code and first symbol of each length. */
class CodeTable {
  private readonly symbols: number[] = [];
  /** By length: largest code of the length, and what to take off a code to get its symbol's place. */
  private readonly limit: number[] = [];
  private readonly base: number[] = [];

  constructor(bits: BitReader, count: number) {
    const lengths: number[] = [];
    let length = bits.read(5);
    for (let i = 0; i < count; i++) {
      while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
      if (length < 1 || length > MAX_CODE_LENGTH) throw new Bzip2Error('a wrong code length');
      lengths.push(length);
    }
    let code = 0;
    for (let size = 1; size <= MAX_CODE_LENGTH; size++) {
      this.base[size] = code - this.symbols.length;
      lengths.forEach((wanted, symbol) => {
        if (wanted === size) this.symbols.push(symbol);
      });
      code = this.base[size] + this.symbols.length;
      this.limit[size] = code - 1;
      code <<= 1;
    }
  }

  decode(bits: BitReader): number {
    let code = 0;
    for (let size = 1; size <= MAX_CODE_LENGTH; size++) {
      code = (code << 1) | bits.read(1);
      if (code <= this.limit[size]) {
        const symbol = this.symbols[code - this.base[size]];
        if (symbol !== undefined) return symbol;
      }
    }
    throw new Bzip2Error('a code that means nothing');
  }
}

interface BlockCode {
  readonly used: readonly number[];
  readonly selectors: readonly number[];
  readonly tables: readonly CodeTable[];
  readonly blockSize: number;
}

/** The last column of the sorted block: symbols are runs of the front byte, places in the list, or the end. */
function readSymbols(bits: BitReader, code: BlockCode): { bytes: Uint8Array; length: number } {
  const { used, selectors, tables, blockSize } = code;
  const list = [...used];
  const bytes = new Uint8Array(blockSize);
  const end = used.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; group < selectors.length; group++) {
    const table = tables[selectors[group]];
    for (let i = 0; i < GROUP_SIZE; i++) {
      const symbol = table.decode(bits);
      if (symbol === RUN_A || symbol === RUN_B) {
        run += weight << symbol;
        weight <<= 1;
        if (length + run > blockSize) throw new Bzip2Error('a block that is too long');
        continue;
      }
      bytes.fill(list[0], length, length + run);
      length += run;
      run = 0;
      weight = 1;
      if (symbol === end) return { bytes, length };
      const [byte] = list.splice(symbol - 1, 1);
      list.unshift(byte);
      if (length >= blockSize) throw new Bzip2Error('a block that is too long');
      bytes[length++] = byte;
    }
  }
  throw new Bzip2Error('a block without end');
}

/** Undoes the sorting, and the run lengths that were taken before it: four equal bytes, then how many more. */
function unsort(bytes: Uint8Array, length: number, origin: number, output: Output): void {
  const starts = new Int32Array(256);
  for (let i = 0; i < length; i++) starts[bytes[i]]++;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = starts[byte];
    starts[byte] = sum;
    sum += count;
  }
  const next = new Int32Array(length);
  for (let i = 0; i < length; i++) next[starts[bytes[i]]++] = i;
  let at = next[origin];
  let last = -1;
  let equal = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[at];
    at = next[at];
    if (equal === 4) {
      if (byte > 0) output.put(last, byte);
      equal = 0;
      last = -1;
      continue;
    }
    equal = byte === last ? equal + 1 : 1;
    last = byte;
    output.put(byte, 1);
  }
}
