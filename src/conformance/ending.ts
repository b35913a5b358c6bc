/** How a case ended, told from its result. */

import type { CaseResult } from './case-image.js';

const EC = 0x80000;

/** The last interruption of a case. */
export interface Ending {
  readonly kind: 'program' | 'svc' | 'external' | 'other';
  /** Interruption code; 0 for `other`. */
  readonly code: number;
  /** Halfwords. */
  readonly ilc: number;
  /** Old PSW. */
  readonly high: number;
  readonly low: number;
}

const KINDS = ['external', 'svc', 'program'] as const;

/** What ended the case. A program interruption comes after a SUPERVISOR CALL when both have left old PSWs. */
export function endingOf({ oldPsws, codes }: CaseResult): Ending {
  for (const index of [2, 1, 0]) {
    const high = oldPsws[2 * index];
    const low = oldPsws[2 * index + 1];
    if (high === 0 && low === 0) continue;
    const half = (address: number): number => (codes[address - 0x80] << 8) | codes[address - 0x7f];
    const extended = (high & EC) !== 0;
    const codeAt = [0x86, 0x8a, 0x8e][index];
    const ilcAt = [-1, 0x88, 0x8c][index];
    return {
      kind: KINDS[index],
      code: extended ? half(codeAt) : high & 0xffff,
      ilc: extended ? (ilcAt < 0 ? 0 : half(ilcAt) >> 1) : low >>> 30,
      high,
      low,
    };
  }
  return { kind: 'other', code: 0, ilc: 0, high: 0, low: 0 };
}

/** Program interruption code without the bit of a concurrent PER event; 0 when the case ended otherwise. */
export function programCode(ending: Ending): number {
  return ending.kind === 'program' ? ending.code & ~0x80 : 0;
}

/** Does this code leave the instruction address at the instruction? */
export function nullifies(code: number): boolean {
  return code === 0x10 || code === 0x11;
}

/** Address of the instruction that a program interruption is about, as far as ILC and address tell. */
export function startAddress(ending: Ending): number {
  const address = ending.low & 0xffffff;
  return nullifies(programCode(ending)) ? address : (address - 2 * ending.ilc) & 0xffffff;
}
