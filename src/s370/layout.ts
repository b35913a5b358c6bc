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

const GPR = 0;
const FPR = 64;
const CR = 96;
/** An instruction that is not executed where it lies: the subject of EXECUTE, or one that crosses a block. */
const INSTRUCTION = 160;
/** Operand of MVC and the like that had to be put together. */
const SCRATCH = 192;
/** Bytes behind main storage, so that six bytes can be read wherever an instruction begins. */
const SLACK = 8;
const MAPS = 4096;
const MAP_BYTES = BLOCKS * 4;
const REVERSE_BYTES = BLOCKS * 2;
const CPU_BYTES = MAPS + MAPS_PER_CPU * (2 * MAP_BYTES + REVERSE_BYTES);

/** Offsets of one CPU's part. */
export interface CpuLayout {
  readonly gpr: number;
  readonly fpr: number;
  readonly cr: number;
  readonly instruction: number;
  readonly scratch: number;
  /** Fetch map of slot `slot`: 8192 int32. */
  fetchMap(slot: number): number;
  /** Store map of slot `slot`: 8192 int32. */
  storeMap(slot: number): number;
  /** Reverse map of slot `slot`: 8192 uint16, logical block by absolute block. */
  reverseMap(slot: number): number;
}

/** The layout of a machine's buffer. */
export interface MachineLayout {
  readonly cpus: readonly CpuLayout[];
  readonly keys: number;
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
      gpr: base + GPR,
      fpr: base + FPR,
      cr: base + CR,
      instruction: base + INSTRUCTION,
      scratch: base + SCRATCH,
      fetchMap: (slot) => maps + slot * 2 * MAP_BYTES,
      storeMap: (slot) => maps + slot * 2 * MAP_BYTES + MAP_BYTES,
      reverseMap: (slot) => maps + MAPS_PER_CPU * 2 * MAP_BYTES + slot * REVERSE_BYTES,
    });
  }
  const keys = cpuCount * CPU_BYTES;
  const storage = keys + BLOCKS;
  return { cpus, keys, storage, storageSize, totalSize: storage + storageSize + SLACK };
}
