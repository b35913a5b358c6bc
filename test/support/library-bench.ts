/** The library of compiled execution beside the interpreter: the same operands for both, what each makes of them. */

import { buildLibrary, type LibraryName } from '../../src/s370/compiled/library/library.js';
import { CpuBench } from './cpu-bench.js';

type Number = number | bigint;

/** Where storage begins in the memory of the library. */
const STORAGE = 0x10000;
/** The area that the operands of both lie in. */
const AREA = 0x1000;
const AREA_SIZE = 0x1000;

/** What an instruction did. */
export interface Outcome {
  /** Program interruption code, 0 if there was none. */
  readonly code: number;
  readonly conditionCode: number;
  /** The area behind X'1000'. */
  readonly storage: Uint8Array;
}

/** One machine and one library, for any number of instructions. */
export class LibraryBench {
  readonly machine = new CpuBench();
  private readonly memory = new WebAssembly.Memory({ initial: 4 });
  private readonly exports: Readonly<Record<string, unknown>>;
  private readonly bytes: Uint8Array;

  constructor() {
    const module = new WebAssembly.Module(buildLibrary(1));
    this.exports = new WebAssembly.Instance(module, { machine: { memory: this.memory } }).exports;
    this.bytes = new Uint8Array(this.memory.buffer);
  }

  /** Host offset, for the library, of a storage address. */
  host(address: number): number {
    return STORAGE + address;
  }

  /** Calls a function of the library. */
  call(name: LibraryName, ...parameters: Number[]): unknown {
    return (this.exports[name] as (...parameters: Number[]) => unknown)(...parameters);
  }

  /** Gives both the same bytes at `address`, which is from X'1000' to X'1FFF'. */
  put(address: number, bytes: ArrayLike<number>): void {
    this.machine.storage.copyIn(address, Uint8Array.from(bytes));
    this.bytes.set(bytes, STORAGE + address);
  }

  /** What the library's functions have left in the area. */
  get storage(): Uint8Array {
    return this.bytes.slice(STORAGE + AREA, STORAGE + AREA + AREA_SIZE);
  }

  /** Sets a 32-bit number in the library's memory below storage, where a CPU's part is. */
  setWord(offset: number, value: number): void {
    new DataView(this.memory.buffer).setInt32(offset, value, true);
  }

  /** Has the interpreter execute an instruction, given as hexadecimal text, with this program mask. */
  interpret(instruction: string, programMask = 0): Outcome {
    const { machine } = this;
    machine.put(0x200, instruction);
    const exit = machine.run(`000000000${programMask.toString(16)}000200`);
    return {
      code: exit.kind === 'program' ? exit.code : 0,
      conditionCode: machine.cpu.psw.conditionCode,
      storage: machine.storage.copyOut(AREA, AREA_SIZE),
    };
  }
}

/** Hexadecimal digits of a number. */
export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** An SS instruction on addresses of which register 1 and 2 have all but the displacement of 0. */
export function ssInstruction(opcode: number, lengths: number): string {
  return `${hex(opcode, 2)}${hex(lengths, 2)}10002000`;
}
