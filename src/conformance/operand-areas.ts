/** The storage that an instruction refers to, told from its bytes and the registers before it. */

/** A part of logical storage. */
export interface Area {
  /** What it is to the instruction; `translated` is an operand that is only translated, `real` one that is not. */
  readonly kind: 'instruction' | 'subject' | 'operand' | 'translated' | 'real';
  readonly address: number;
  readonly length: number;
  readonly store: boolean;
  /** Access key, when it is not that of the PSW. */
  readonly key?: number;
  /** The address belongs to the primary (1) or secondary (7) space: control register of its segment table. */
  readonly space?: 1 | 7;
}

type Operand = readonly [length: number, store?: 'store'];

/** Operands of RX, RS, SI and S instructions whose length the operation code tells. */
const SINGLE: ReadonlyMap<number, Operand> = new Map<number, Operand>([
  ...[0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f].map(
    (opcode): [number, Operand] => [opcode, [4]],
  ),
  ...[0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f].map((opcode): [number, Operand] => [opcode, [4]]),
  ...[0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f].map((opcode): [number, Operand] => [opcode, [8]]),
  ...[0x48, 0x49, 0x4a, 0x4b, 0x4c].map((opcode): [number, Operand] => [opcode, [2]]),
  ...[0x91, 0x95, 0x80, 0x43].map((opcode): [number, Operand] => [opcode, [1]]),
  ...[0x42, 0x92, 0x93, 0x94, 0x96, 0x97, 0xac, 0xad].map((opcode): [number, Operand] => [
    opcode,
    [1, 'store'],
  ]),
  [0x40, [2, 'store']],
  [0x4e, [8, 'store']],
  [0x4f, [8]],
  [0x50, [4, 'store']],
  [0x60, [8, 'store']],
  [0x70, [4, 'store']],
  [0x82, [8]],
  [0xba, [4, 'store']],
  [0xbb, [8, 'store']],
  [0xbd, [4]],
  [0xbe, [4, 'store']],
  [0xbf, [4]],
  [0xb202, [8, 'store']],
  [0xb204, [8]],
  [0xb205, [8, 'store']],
  [0xb206, [8]],
  [0xb207, [8, 'store']],
  [0xb208, [8]],
  [0xb209, [8, 'store']],
  [0xb210, [4]],
  [0xb211, [4, 'store']],
  [0xb212, [2, 'store']],
]);

/** LM, LCTL; STM, STCTL. */
const RANGES: ReadonlyMap<number, boolean> = new Map([
  [0x98, false],
  [0xb7, false],
  [0x90, true],
  [0xb6, true],
]);
const LRA = 0xb1;
const TPROT = 0xe501;
const IPTE = 0xb221;
const IVSK = 0xb223;
const LASP = 0xe500;
const MVCK = 0xd9;
const MVCP = 0xda;
const CR0_2K_PAGES = 0x00400000;
const CR0_1M_SEGMENTS = 0x00100000;

/** Operands of an instruction of which all bytes are known. */
export function operandAreas(bytes: Uint8Array, gpr: Int32Array, cr0: number): Area[] {
  const first = bytes[0];
  const extended = (first << 8) | bytes[1];
  if (extended === IPTE) return [pageTableEntry(bytes, gpr, cr0)];
  if (extended === IVSK) {
    return [{ kind: 'translated', address: gpr[bytes[3] & 15] & 0xffffff, length: 1, store: false }];
  }
  if (first < 0x40) return longOperands(bytes, gpr);
  if (first >= 0xd0) return storageToStorage(bytes, gpr);
  const base = baseAddress(bytes, 2, gpr);
  const index = first < 0x80 || first === LRA ? register(gpr, bytes[1] & 15) : 0;
  const address = (base + index) & 0xffffff;
  if (first === LRA) return [{ kind: 'translated', address, length: 1, store: false }];
  const stored = RANGES.get(first);
  if (stored !== undefined) {
    const count = (((bytes[1] & 15) - (bytes[1] >> 4)) & 15) + 1;
    return [{ kind: 'operand', address, length: 4 * count, store: stored }];
  }
  const operand = SINGLE.get(first === 0xb2 ? extended : first);
  if (operand === undefined) return [];
  return [{ kind: 'operand', address, length: operand[0], store: operand[1] === 'store' }];
}

/** IPTE: the entry of R2's page in the table at R1. */
function pageTableEntry(bytes: Uint8Array, gpr: Int32Array, cr0: number): Area {
  const pageShift = (cr0 & CR0_2K_PAGES) !== 0 ? 11 : 12;
  const segmentShift = (cr0 & CR0_1M_SEGMENTS) !== 0 ? 20 : 16;
  const page = (gpr[bytes[3] & 15] & ((1 << segmentShift) - 1)) >>> pageShift;
  const address = ((gpr[bytes[3] >> 4] & 0xfffff8) + 2 * page) & 0xffffff;
  return { kind: 'real', address, length: 2, store: true };
}

/** MVCL, CLCL. */
function longOperands(bytes: Uint8Array, gpr: Int32Array): Area[] {
  if (bytes[0] !== 0x0e && bytes[0] !== 0x0f) return [];
  return [bytes[1] >> 4, bytes[1] & 15].flatMap((r, i): Area[] => {
    const length = gpr[(r + 1) & 15] & 0xffffff;
    const store = i === 0 && bytes[0] === 0x0e;
    return length === 0 ? [] : [{ kind: 'operand', address: gpr[r] & 0xffffff, length, store }];
  });
}

function storageToStorage(bytes: Uint8Array, gpr: Int32Array): Area[] {
  const [first, lengths] = bytes;
  const [address1, address2] = [baseAddress(bytes, 2, gpr), baseAddress(bytes, 4, gpr)];
  const area = (address: number, length: number, store = false): Area => ({
    kind: 'operand',
    address: address & 0xffffff,
    length,
    store,
  });
  if (first === 0xe5) {
    if (((first << 8) | lengths) === LASP) return [area(address1, 8)];
    const tested = ((first << 8) | lengths) === TPROT;
    return tested ? [{ kind: 'translated', address: address1, length: 1, store: false }] : [];
  }
  if (first === 0xe8) {
    return [area(address1, lengths + 1, true), area(address2 - lengths, lengths + 1)];
  }
  if (first >= 0xd9 && first <= 0xdb) {
    return movedBetween(first, lengths, gpr, address1, address2);
  }
  if (first < 0xf0) {
    const store = first !== 0xd5 && first !== 0xdd;
    const table = first === 0xdc || first === 0xdd;
    return [area(address1, lengths + 1, store), area(address2, table ? 256 : lengths + 1)];
  }
  const [length1, length2] = [(lengths >> 4) + 1, (lengths & 15) + 1];
  if (first === 0xf0) return [area(address1, length1, true)];
  return [area(address1, length1, first !== 0xf9), area(address2, length2)];
}

/** MVCK, MVCP, MVCS: true length in R1, a key in R3. */
function movedBetween(
  opcode: number,
  registers: number,
  gpr: Int32Array,
  address1: number,
  address2: number,
): Area[] {
  const length = Math.min(gpr[registers >> 4] >>> 0, 256);
  if (length === 0) return [];
  const key = (gpr[registers & 15] >> 4) & 15;
  const to = { kind: 'operand', address: address1 & 0xffffff, length, store: true } as const;
  const from = { kind: 'operand', address: address2 & 0xffffff, length, store: false } as const;
  if (opcode === MVCK) return [to, { ...from, key }];
  if (opcode === MVCP)
    return [
      { ...to, space: 1 },
      { ...from, key, space: 7 },
    ];
  return [
    { ...to, key, space: 7 },
    { ...from, space: 1 },
  ];
}

function register(gpr: Int32Array, r: number): number {
  return r === 0 ? 0 : gpr[r];
}

/** Base and displacement at `offset` of the instruction. */
export function baseAddress(bytes: Uint8Array, offset: number, gpr: Int32Array): number {
  const field = (bytes[offset] << 8) | bytes[offset + 1];
  return (register(gpr, field >> 12) + (field & 0xfff)) & 0xffffff;
}

/** Index, base and displacement of an RX instruction. */
export function indexedAddress(bytes: Uint8Array, gpr: Int32Array): number {
  return (register(gpr, bytes[1] & 15) + baseAddress(bytes, 2, gpr)) & 0xffffff;
}
