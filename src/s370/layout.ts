/**
 * Where the state of a machine lies in its one buffer: registers of each CPU, its access maps, storage keys,
 * main storage. One buffer, so that compiled code (a `WebAssembly.Memory`) and a snapshot see all of it.
 * All offsets are host offsets in bytes.
 */

/** Bytes of a block: the unit of access maps and storage keys. */
export const BLOCK_SIZE = 2048;
export const BLOCK_SHIFT = 11;
/** Blocks of the 24-bit address space. */
export const BLOCKS = 8192;
export const ADDRESS_MASK = 0xffffff;

/** Access maps a CPU keeps at a time (section 2 of the architecture): one for each address space and key in use. */
export const MAPS_PER_CPU = 32;

/**
 * A CPU's part begins with its registers: host offsets from `CpuLayout.base`. Registers are words in the host's byte
 * order (little-endian for compiled code); a floating-point register is its high word, then its low word.
 */
export const CPU_GPR = 0;
export const CPU_FPR = 64;
export const CPU_CR = 96;
/** An instruction that is not executed where it lies: the subject of EXECUTE, or one that crosses a block. */
const INSTRUCTION = 160;
/** Operand of MVC and the like that had to be put together, a pattern of EDIT: 272 bytes and more. */
export const CPU_SCRATCH = 192;

/**
 * The state block: what compiled code and its dispatcher know of a CPU besides registers, as words in the host's byte
 * order, at these host offsets from `CpuLayout.base`. It is current only while the dispatcher runs; between two calls
 * of it the fields of `Cpu` and `Psw` are.
 */
export const STATE_INSTRUCTION_ADDRESS = 1024;
/** 0 to 3. */
export const STATE_CONDITION_CODE = 1028;
/** Four bits: fixed-point overflow, decimal overflow, exponent underflow, significance. */
export const STATE_PROGRAM_MASK = 1032;
/** Instructions that may still be executed until something must be looked at. */
export const STATE_COUNTDOWN = 1036;
/** Host offset of the fetch map in use; the two maps for stores are at fixed distances from it. */
export const STATE_FETCH_MAP = 1040;
/** What ended the dispatcher besides its result: a region's table slot, see `compiled/dispatcher.ts`. */
export const STATE_EXIT_SLOT = 1044;
/**
 * What SVC, LPSW and the like need where compiled code does them (`compiled/control-operations.ts`,
 * `compiled/emit/psw-exchange.ts`): the first halfword of the PSW as it lies in storage, or `NO_PSW` when none may be
 * loaded;
 */
export const STATE_PSW = 1048;
export const NO_PSW = -1;
/** not 0: PSWs may be loaded without a look at interruptions (`control-operations.ts`); */
export const STATE_QUIET = 1052;
/** by how much more the budget is beyond the countdown than the next poll is: one of them ends with it; */
export const STATE_BUDGET_OVER_POLL = 1056;
/** host offset of real address 0; 0 when the interpreter has to swap PSWs there. */
export const STATE_LOW_STORAGE = 1060;
/** Host offset of the fetch map by PSW key, and then the same with translation on; 0 when it is not known. */
export const STATE_CONTEXTS = 1088;
export const CONTEXTS = 32;
/** Bytes that the state block may grow to. */
export const STATE_END = 2048;

/** Bytes behind main storage, so that six bytes can be read wherever an instruction begins. */
const SLACK = 8;
const MAPS = 4096;
const MAP_BYTES = BLOCKS * 4;
/**
 * From a fetch map to the store map that goes with it: blocks that may be stored into without any further look. A block
 * that holds compiled code has no entry there.
 */
export const STORE_MAP_DISTANCE = MAP_BYTES;
/**
 * From a fetch map to the writable map that goes with it: blocks that may be stored into once the code map shows that
 * no compiled code is hit. Kept only by a machine that compiles.
 */
export const WRITABLE_MAP_DISTANCE = 2 * MAP_BYTES;
const SLOT_BYTES = 3 * MAP_BYTES;
const REVERSE_BYTES = BLOCKS * 2;
const CPU_BYTES = MAPS + MAPS_PER_CPU * (SLOT_BYTES + REVERSE_BYTES);

/** Bytes of main storage that one word of the code map is for: a bit for each of its 32 halfwords. */
export const CODE_LINE_SIZE = 64;
export const CODE_LINE_SHIFT = 6;
/**
 * The region map: where compiled code begins. Sets of four entries, each of four words: host offset, logical address,
 * table slot, and a word that is not 0 when the region has been entered. An entry with host offset 0 is free.
 */
export const REGION_SETS = 4096;
export const REGION_WAYS = 4;
export const REGION_ENTRY_SIZE = 16;
const REGION_MAP_BYTES = REGION_SETS * REGION_WAYS * REGION_ENTRY_SIZE;

/** Two words of the code map can be loaded at once, that of the last line too. */
const CODE_MAP_SLACK = 64;

/** Offsets of one CPU's part. */
export interface CpuLayout {
  /** Where the CPU's part begins: what a compiled region gets as its parameter. */
  readonly base: number;
  readonly gpr: number;
  readonly fpr: number;
  readonly cr: number;
  readonly instruction: number;
  readonly scratch: number;
  /** Fetch map of slot `slot`: 8192 int32. */
  fetchMap(slot: number): number;
  /** Store map of slot `slot`: 8192 int32. */
  storeMap(slot: number): number;
  /** Writable map of slot `slot`: 8192 int32. */
  writableMap(slot: number): number;
  /** Reverse map of slot `slot`: 8192 uint16, logical block by absolute block. */
  reverseMap(slot: number): number;
}

/** The layout of a machine's buffer. */
export interface MachineLayout {
  readonly cpus: readonly CpuLayout[];
  readonly keys: number;
  /**
   * Code map: for each 64-byte line of main storage a word (host's byte order); bit n, from the right, is on when
   * compiled code depends on halfword n of the line.
   */
  readonly codeMap: number;
  /** Region map, see `REGION_SETS`. */
  readonly regionMap: number;
  readonly storage: number;
  readonly storageSize: number;
  /** Bytes the buffer must have. */
  readonly totalSize: number;
}

/**
 * Lays out a machine of `storageSize` bytes (a multiple of 4096, at most 16M) and `cpuCount` CPUs.
 * Throws RangeError for a size that no machine can have.
 */
export function layOutMachine(storageSize: number, cpuCount = 1): MachineLayout {
  if (storageSize <= 0 || storageSize > 0x1000000 || storageSize % 4096 !== 0) {
    throw new RangeError(
      `main storage of ${storageSize} bytes: must be a multiple of 4096, at most 16777216`,
    );
  }
  if (cpuCount < 1 || cpuCount > 16) throw new RangeError(`${cpuCount} CPUs: must be 1 to 16`);
  const cpus: CpuLayout[] = [];
  for (let cpu = 0; cpu < cpuCount; cpu++) {
    const base = cpu * CPU_BYTES;
    const maps = base + MAPS;
    cpus.push({
      base,
      gpr: base + CPU_GPR,
      fpr: base + CPU_FPR,
      cr: base + CPU_CR,
      instruction: base + INSTRUCTION,
      scratch: base + CPU_SCRATCH,
      fetchMap: (slot) => maps + slot * SLOT_BYTES,
      storeMap: (slot) => maps + slot * SLOT_BYTES + STORE_MAP_DISTANCE,
      writableMap: (slot) => maps + slot * SLOT_BYTES + WRITABLE_MAP_DISTANCE,
      reverseMap: (slot) => maps + MAPS_PER_CPU * SLOT_BYTES + slot * REVERSE_BYTES,
    });
  }
  const keys = cpuCount * CPU_BYTES;
  const regionMap = keys + BLOCKS;
  const codeMap = regionMap + REGION_MAP_BYTES;
  const codeMapBytes = (storageSize / CODE_LINE_SIZE) * 4 + CODE_MAP_SLACK;
  const storage = (codeMap + codeMapBytes + BLOCK_SIZE - 1) & -BLOCK_SIZE;
  return { cpus, keys, codeMap, regionMap, storage, storageSize, totalSize: storage + storageSize + SLACK };
}

/**
 * What to add to `(host >>> 4) & ~3`, where `host` is the host offset of a byte of main storage, to get the host offset
 * of its line's word in the code map.
 */
export function codeMapBias({ codeMap, storage }: Pick<MachineLayout, 'codeMap' | 'storage'>): number {
  return codeMap - (storage >>> 4);
}
