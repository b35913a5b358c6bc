/** Program interruptions as the operator's console shows them. */

import type { ProgramExit } from '../../s370/index.js';
import { hex } from './display.js';

/** Names by interruption code. GA22-7000, Program Interruption. */
const NAMES: Readonly<Record<number, string>> = {
  0x01: 'Operation',
  0x02: 'Privileged-operation',
  0x03: 'Execute',
  0x04: 'Protection',
  0x05: 'Addressing',
  0x06: 'Specification',
  0x07: 'Data',
  0x08: 'Fixed-point-overflow',
  0x09: 'Fixed-point-divide',
  0x0a: 'Decimal-overflow',
  0x0b: 'Decimal-divide',
  0x0c: 'Exponent-overflow',
  0x0d: 'Exponent-underflow',
  0x0e: 'Significance',
  0x0f: 'Floating-point-divide',
  0x10: 'Segment-translation',
  0x11: 'Page-translation',
  0x12: 'Translation-specification',
  0x13: 'Special-operation',
  0x40: 'Monitor event',
  0x80: 'PER event',
};

/** Codes by which systems that the operator names do their work: they are no news. */
const ORDINARY: Readonly<Record<string, readonly number[]>> = {
  'os/390': [0x10, 0x11, 0x40],
  vm: [0x02, 0x04, 0x10, 0x11, 0x40],
  vse: [0x10, 0x11, 0x40],
};
const ALL: readonly number[] = Object.keys(NAMES).map(Number);

/** Which program interruptions are told to the operator. */
export class InterruptionTrace {
  private readonly codes = new Set<number>();

  /** Codes that are traced, ascending. */
  get traced(): readonly number[] {
    return [...this.codes].sort((a, b) => a - b);
  }

  /** `ostailor`: what is told under an operating system; `null` is all, `quiet` nothing. False for a name that is not known. */
  tailor(system: string): boolean {
    const ordinary = system === 'null' ? [] : system === 'quiet' ? ALL : ORDINARY[system];
    if (ordinary === undefined) return false;
    for (const code of ALL) this.set(code, !ordinary.includes(code));
    return true;
  }

  set(code: number, traced: boolean): void {
    if (traced) this.codes.add(code);
    else this.codes.delete(code);
  }

  /** The line about an interruption; undefined when it is not to be told. */
  line({ code, ilc }: Pick<ProgramExit, 'code' | 'ilc'>, cpu: number): string | undefined {
    const cause = code === 0x80 ? 0x80 : code & 0x7f;
    if (!this.codes.has(cause)) return undefined;
    const name = NAMES[cause] ?? `Code ${hex(cause, 2)}`;
    const what = cause >= 0x40 ? name : `${name} exception`;
    return `HHCCP014I CPU${hex(cpu, 4)}: ${what} CODE=${hex(code, 4)} ILC=${2 * ilc}`;
  }
}
