/** PSWs as they lie in storage, for compiled code that exchanges them. GA22-7000, Program-Status Word. */

/** Both words of a PSW. */
export interface StoredPsw {
  readonly high: number;
  readonly low: number;
}

/** Bits of the first word of a PSW. */
export const EXTENDED_CONTROL = 0x80000;
export const WAIT = 0x20000;
export const PROBLEM_STATE = 0x10000;
/** Of an EC-mode PSW: bits that must be zero, PER, and the secondary space, which are left to the interpreter. */
export const EC_NOT_HERE = 0xf800c0ff | 0;
/** Of the first word, all but interruption code and problem state: masks, key, mode, machine checks, wait state. */
export const SAME_CONTEXT = 0xfffe0000 | 0;

/** Can the PSW be loaded where the first word of the present one is `present`, and nothing but problem state changes? */
export function isStayingPsw({ high, low }: StoredPsw, present: number): boolean {
  if (((high ^ present) & SAME_CONTEXT) !== 0) return false;
  return (high & EXTENDED_CONTROL) === 0 || ((high & EC_NOT_HERE) === 0 && low >>> 24 === 0);
}

export function addressOfPsw({ low }: StoredPsw): number {
  return low & 0xffffff;
}

export function programMaskOfPsw({ high, low }: StoredPsw): number {
  return ((high & EXTENDED_CONTROL) !== 0 ? high >>> 8 : low >>> 24) & 15;
}

export function conditionCodeOfPsw({ high, low }: StoredPsw): number {
  return ((high & EXTENDED_CONTROL) !== 0 ? high >>> 12 : low >>> 28) & 3;
}
