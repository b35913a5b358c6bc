/** Instructions of the 360/67 alone, and LOAD REAL ADDRESS as it has it. GA27-2719, Instructions. */

import { Cpu67 } from '../cpu-67.js';
import type { Cpu } from '../cpu.js';
import type { Execute, ExecutionManner } from './executors.js';
import { advance, baseAddress } from './operands.js';
import { KEYS_67, system360Manner } from './system-360.js';

/** Control registers that hold something of a machine with one CPU: segment table, exception address, masks. */
const INSTALLED: ReadonlySet<number> = new Set([0, 2, 4, 6]);
/** Bits of a segment-table address that must be zero. */
const SEGMENT_TABLE_BOUNDARY = 0x3f;

function asCpu67(cpu: Cpu): Cpu67 {
  if (!(cpu instanceof Cpu67)) throw new Error('not a 360/67');
  return cpu;
}

/** LOAD MULTIPLE CONTROL: a segment table that is not on a 64-byte boundary is a data exception. */
const loadMultipleControl: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  const first = (w >> 20) & 15;
  const count = ((((w >> 16) & 15) - first) & 15) + 1;
  cpu.checkFetch(address, count * 4);
  const values = Array.from({ length: count }, (_, i) => cpu.fetchWord(advance(cpu, address, i * 4)));
  const segmentTable = values[-first & 15] ?? 0;
  if ((segmentTable & SEGMENT_TABLE_BOUNDARY) !== 0) cpu.raise(0x07);
  values.forEach((value, i) => asCpu67(cpu).loadControlRegister((first + i) & 15, value));
  cpu.synchronize();
};

/** STORE MULTIPLE CONTROL: registers that are not installed, or sense a configuration unit that is not there, are zero. */
const storeMultipleControl: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  const first = (w >> 20) & 15;
  const count = ((((w >> 16) & 15) - first) & 15) + 1;
  cpu.checkStore(address, count * 4);
  for (let i = 0; i < count; i++) {
    const register = (first + i) & 15;
    cpu.storeWord(advance(cpu, address, i * 4), INSTALLED.has(register) ? cpu.cr[register] : 0);
  }
};

/** How a 360/67 executes. */
export function model67Manner(): ExecutionManner {
  const manner = system360Manner(true);
  return {
    ...manner,
    replacements: {
      ...manner.replacements,
      ...KEYS_67,
      LMC: loadMultipleControl,
      STMC: storeMultipleControl,
    },
  };
}
