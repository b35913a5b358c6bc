/** Floating-point loads, stores and sign operations, short and long. GA22-7000, Floating-Point Instructions. */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { advance, indexedAddress } from './operands.js';

/** Bits 8-31 of the high word: the first six digits of the fraction. */
const FRACTION = 0xffffff;
const SIGN = -0x80000000;

/** Index of a floating-point register; raises a specification exception unless it is 0, 2, 4 or 6. */
export function floatingRegister(cpu: Cpu, field: number): number {
  if ((field & 9) !== 0) cpu.raise(0x06);
  return field;
}

/** R1 of an instruction. */
export function firstRegister(cpu: Cpu, w: number): number {
  return floatingRegister(cpu, (w >> 20) & 15);
}

/** R2 of an RR instruction. */
export function secondRegister(cpu: Cpu, w: number): number {
  return floatingRegister(cpu, (w >> 16) & 15);
}

/** LOAD (LER, LDR). */
function loadRegister(long: boolean): Execute {
  return (cpu, w) => {
    const r1 = firstRegister(cpu, w);
    const r2 = secondRegister(cpu, w);
    cpu.fpr[r1] = cpu.fpr[r2];
    if (long) cpu.fpr[r1 + 1] = cpu.fpr[r2 + 1];
  };
}

/** LOAD (LE, LD). */
function load(long: boolean): Execute {
  return (cpu, w) => {
    const r1 = firstRegister(cpu, w);
    const address = indexedAddress(cpu, w);
    const high = cpu.fetchWord(address);
    if (long) cpu.fpr[r1 + 1] = cpu.fetchWord(advance(cpu, address, 4));
    cpu.fpr[r1] = high;
  };
}

/** STORE (STE, STD). */
function store(long: boolean): Execute {
  return (cpu, w) => {
    const r1 = firstRegister(cpu, w);
    const address = indexedAddress(cpu, w);
    if (long) {
      cpu.checkStore(address, 8);
      cpu.storeWord(advance(cpu, address, 4), cpu.fpr[r1 + 1]);
    }
    cpu.storeWord(address, cpu.fpr[r1]);
  };
}

/** LOAD POSITIVE, NEGATIVE, COMPLEMENT, AND TEST: `sign` makes the new high word; the code comes from fraction and sign. */
function withSign(long: boolean, sign: (high: number) => number): Execute {
  return (cpu, w) => {
    const r1 = firstRegister(cpu, w);
    const r2 = secondRegister(cpu, w);
    const high = sign(cpu.fpr[r2]);
    const low = cpu.fpr[r2 + 1];
    cpu.fpr[r1] = high;
    if (long) cpu.fpr[r1 + 1] = low;
    cpu.psw.conditionCode = ((high & FRACTION) | (long ? low : 0)) === 0 ? 0 : high < 0 ? 1 : 2;
  };
}

const positive = (high: number): number => high & ~SIGN;
const negative = (high: number): number => high | SIGN;
const complement = (high: number): number => high ^ SIGN;
const unchanged = (high: number): number => high;

export const FLOATING_POINT_MOVES = {
  LER: loadRegister(false),
  LDR: loadRegister(true),
  LE: load(false),
  LD: load(true),
  STE: store(false),
  STD: store(true),
  LPER: withSign(false, positive),
  LPDR: withSign(true, positive),
  LNER: withSign(false, negative),
  LNDR: withSign(true, negative),
  LCER: withSign(false, complement),
  LCDR: withSign(true, complement),
  LTER: withSign(false, unchanged),
  LTDR: withSign(true, unchanged),
};
