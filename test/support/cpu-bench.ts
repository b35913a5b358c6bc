/** A small machine for tests of the processor: code and data as hexadecimal text. */

import { BareMachine, Machine, type Exit, type MachineOptions } from '../../src/s370/index.js';

/** Bytes of hexadecimal text; blanks do not count. */
export function hexBytes(text: string): Uint8Array {
  const digits = text.replace(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/** A machine of 1M (unless said otherwise) with helpers to load and look. */
export class CpuBench {
  readonly machine: Machine;
  readonly bare: BareMachine;

  constructor(options: Partial<MachineOptions> = {}) {
    this.machine = new Machine({ storageSize: 0x100000, ...options });
    this.bare = new BareMachine(this.machine);
  }

  get cpu() {
    return this.machine.cpu;
  }

  get storage() {
    return this.machine.storage;
  }

  put(address: number, hex: string): void {
    this.storage.copyIn(address, hexBytes(hex));
  }

  hex(address: number, length: number): string {
    return Buffer.from(this.storage.copyOut(address, length)).toString('hex').toUpperCase();
  }

  /** Loads the PSW given as hexadecimal text and executes `instructions`; returns a copy of the exit. */
  run(psw: string, instructions = 1): Exit {
    const bytes = new DataView(hexBytes(psw).buffer);
    this.cpu.loadPsw(bytes.getInt32(0), bytes.getInt32(4));
    return { ...this.cpu.run(instructions) };
  }

  /** Puts an instruction at X'200' and executes it in BC mode, supervisor state, key 0. */
  execute(hex: string): Exit {
    this.put(0x200, hex);
    return this.run('0000000000000200');
  }

  /** The PSW as it would be stored, with the instruction address in front: `000204`. */
  psw(): string {
    const { high, low } = this.cpu.storePsw();
    return [high, low].map((word) => (word >>> 0).toString(16).toUpperCase().padStart(8, '0')).join(' ');
  }

  /**
   * 64K segments and 4K pages at X'10000' (segment table) and X'11000' (page table of segment 0, 16 pages);
   * virtual page n of segment 0 is real frame `frames[n]`, invalid when undefined.
   */
  translate(frames: readonly (number | undefined)[]): void {
    this.storage.storeWord(0x10000, 0xf0011000 | 0);
    for (let segment = 1; segment < 16; segment++) this.storage.storeWord(0x10000 + 4 * segment, 1);
    for (let page = 0; page < 16; page++) {
      const frame = frames[page];
      this.storage.storeHalf(0x11000 + 2 * page, frame === undefined ? 8 : frame << 4);
    }
    this.cpu.cr[0] = 0x008000e0;
    this.cpu.cr[1] = 0x00010000;
  }
}
