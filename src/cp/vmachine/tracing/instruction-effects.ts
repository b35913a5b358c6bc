/** What an instruction that is over may have changed, by its operation code. GA22-7000, instruction descriptions. */

const REGISTER = (n: number): number => 0x8000 >>> (n & 15);
/** Instructions that put a result into R1. */
const FIRST_REGISTER = new Set([
  0x05, 0x06, 0x09, 0x0d, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1b, 0x1e, 0x1f, 0x41, 0x43,
  0x45, 0x46, 0x48, 0x4a, 0x4b, 0x4c, 0x4d, 0x4f, 0x54, 0x56, 0x57, 0x58, 0x5a, 0x5b, 0x5e, 0x5f, 0x86, 0x87,
  0x88, 0x89, 0x8a, 0x8b, 0xb1,
]);
/** Those that have an even-odd pair of it. */
const PAIR = new Set([0x1c, 0x1d, 0x5c, 0x5d, 0x8c, 0x8d, 0x8e, 0x8f]);
const MOVE_LONG = 0x0e;
const COMPARE_LONG = 0x0f;
const LOAD_MULTIPLE = 0x98;
const COMPARE_AND_SWAP = 0xba;
const COMPARE_DOUBLE_AND_SWAP = 0xbb;
const INSERT_UNDER_MASK = 0xbf;
const TRANSLATE_AND_TEST = 0xdd;
const EDIT_AND_MARK = 0xdf;
const INSERT_KEY = 0xb20b;

/** General registers that the instruction may have changed, X'8000' for register 0. */
export function changedRegisters(bytes: Uint8Array, conditionCode: number): number {
  const [opcode, second] = bytes;
  const r1 = second >>> 4;
  const r2 = second & 15;
  if (FIRST_REGISTER.has(opcode)) return REGISTER(r1);
  if (PAIR.has(opcode)) return REGISTER(r1) | REGISTER(r1 | 1);
  switch (opcode) {
    case MOVE_LONG:
    case COMPARE_LONG:
      return REGISTER(r1) | REGISTER(r1 | 1) | REGISTER(r2) | REGISTER(r2 | 1);
    case LOAD_MULTIPLE:
      return registersFrom(r1, r2);
    case COMPARE_AND_SWAP:
      return conditionCode === 0 ? 0 : REGISTER(r1);
    case COMPARE_DOUBLE_AND_SWAP:
      return conditionCode === 0 ? 0 : REGISTER(r1) | REGISTER(r1 | 1);
    case INSERT_UNDER_MASK:
      return r2 === 0 ? 0 : REGISTER(r1);
    case TRANSLATE_AND_TEST:
      return conditionCode === 0 ? 0 : REGISTER(1) | REGISTER(2);
    case EDIT_AND_MARK:
      return REGISTER(1);
  }
  return ((opcode << 8) | second) === INSERT_KEY ? REGISTER(2) : 0;
}

function registersFrom(first: number, last: number): number {
  let mask = 0;
  for (let register = first; ; register = (register + 1) & 15) {
    mask |= REGISTER(register);
    if (register === last) return mask;
  }
}

/** Bytes that single-operand instructions store. */
const STORED: ReadonlyMap<number, number> = new Map([
  [0x40, 2],
  [0x42, 1],
  [0x4e, 8],
  [0x50, 4],
  [0x60, 8],
  [0x70, 4],
  [0x92, 1],
  [0x93, 1],
  [0x94, 1],
  [0x96, 1],
  [0x97, 1],
  [0xba, 4],
  [0xbb, 8],
]);
const STORE_MULTIPLE = 0x90;
const STORE_CLOCK = 0xb205;
const STORE_UNDER_MASK = 0xbe;

/** Length of the first operand that the instruction stores; undefined when that can't be told from it. */
export function storedLength(bytes: Uint8Array): number | undefined {
  const [opcode, second] = bytes;
  const fixed = STORED.get(opcode);
  if (fixed !== undefined) return fixed;
  if (opcode === STORE_MULTIPLE) return 4 * ((((second & 15) - (second >>> 4)) & 15) + 1);
  if (opcode === STORE_UNDER_MASK) return [8, 4, 2, 1].filter((bit) => (second & bit) !== 0).length;
  if (((opcode << 8) | second) === STORE_CLOCK) return 8;
  if (opcode >= 0xf0) return (second >>> 4) + 1;
  return opcode >= 0xd1 && opcode <= 0xdf ? second + 1 : undefined;
}
