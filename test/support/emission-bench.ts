/** One instruction at a time on two machines: as a compiled region, and interpreted. */

import { expect } from 'vitest';
import { CpuBench } from './cpu-bench.js';
import { RegionBench } from './region-bench.js';

/** Operands lie from X'1000' to X'27FF', in three blocks. */
export const AREA = 0x1000;
const AREA_SIZE = 0x1800;
const CODE = 0x200;

/** What both machines have before the instruction. */
export interface Situation {
  /** Instructions, as hexadecimal text. */
  readonly code: string;
  readonly gpr?: readonly number[];
  /** Floating-point registers 0, 2, 4, 6. */
  readonly fpr?: readonly bigint[];
  /** Bytes at addresses of the area. */
  readonly storage?: readonly { readonly at: number; readonly bytes: ArrayLike<number> }[];
  readonly programMask?: number;
  /** Control registers; others are what a reset makes them. */
  readonly controls?: readonly (readonly [register: number, value: number])[];
}

/** Two machines that should never differ. */
export class EmissionBench {
  private readonly regions = new RegionBench();
  private readonly plain = new CpuBench({ storageSize: 0x100000, intervalTimer: false });
  /** Instructions that regions executed. */
  compiled = 0;

  /** Executes `count` instructions on both and compares all that they can change. */
  compare(situation: Situation, count = 1): void {
    const { regions, plain } = this;
    const { code, gpr = [], fpr = [], storage = [], programMask = 0, controls = [] } = situation;
    const exits = [regions, plain].map((bench) => {
      bench.storage.copyIn(AREA, new Uint8Array(AREA_SIZE));
      for (const { at, bytes } of storage) bench.storage.copyIn(at, Uint8Array.from(bytes));
      bench.put(CODE, `${code}0000`);
      const { cpu } = bench;
      for (let r = 0; r < 16; r++) cpu.gpr[r] = gpr[r] ?? 0;
      for (let r = 0; r < 4; r++) {
        cpu.fpr[2 * r] = Number(BigInt.asIntN(32, (fpr[r] ?? 0n) >> 32n));
        cpu.fpr[2 * r + 1] = Number(BigInt.asIntN(32, fpr[r] ?? 0n));
      }
      for (const [register, value] of controls) cpu.cr[register] = value;
      // Every block of the area is in the maps, so that compiled code gets at it.
      cpu.loadPsw(0, CODE);
      for (const at of [CODE, AREA, AREA + 0x800, AREA + 0x1000]) cpu.storeByte(at, cpu.fetchByte(at));
      cpu.loadPsw(0, (programMask << 24) | CODE);
      if (bench === plain) {
        const exit = cpu.run(count);
        return exit.kind === 'program' ? exit.code : 0;
      }
      const run = regions.runRegions(count);
      this.compiled += run.compiled;
      return run.exit?.kind === 'program' ? run.exit.code : 0;
    });
    const states = [regions, plain].map((bench, n) => ({
      gpr: [...bench.cpu.gpr].map((word) => (word >>> 0).toString(16)),
      fpr: [...bench.cpu.fpr].map((word) => (word >>> 0).toString(16)),
      psw: bench.psw(),
      exit: exits[n],
    }));
    expect(states[0]).toEqual(states[1]);
    const [mine, theirs] = [regions, plain].map((bench) => bench.storage.copyOut(AREA, AREA_SIZE));
    expect(Buffer.compare(mine, theirs)).toBe(0);
  }
}
