/**
 * What an instruction does as program-event recording sees it: does it branch, and which general registers does
 * it alter? Told from the instruction and the registers before it runs. GA22-7000, Program-Event Recording.
 */

import type { Cpu } from '../cpu.js';
import { indexedAddress } from './operands.js';

/** Effects of one instruction. Both functions see the CPU before the instruction. */
export interface PerEffects {
  readonly branches?: (cpu: Cpu, w: number) => boolean;
  /** Registers as a mask: X'8000' is register 0. Those of instructions that alter them only now and then come by `cpu.alteredRegisters`. */
  readonly registers?: (w: number) => number;
  /** EXECUTE: where its subject is. */
  readonly subject?: (cpu: Cpu, w: number) => number;
}

const r1 = (w: number): number => (w >> 20) & 15;
const r2 = (w: number): number => (w >> 16) & 15;
const bit = (register: number): number => 0x8000 >> register;
const pair = (register: number): number => bit(register) | bit((register + 1) & 15);

const firstRegister = (w: number): number => bit(r1(w));
const firstPair = (w: number): number => pair(r1(w));
const bothPairs = (w: number): number => pair(r1(w)) | pair(r2(w));
/** RRE: R1 is in the fourth byte. */
const rreRegister = (w: number): number => bit((w >> 4) & 15);
const rangeOfRegisters = (w: number): number => {
  let mask = 0;
  for (let r = r1(w); ; r = (r + 1) & 15) {
    mask |= bit(r);
    if (r === r2(w)) return mask;
  }
};

const always = (): boolean => true;
const byRegister = (_: Cpu, w: number): boolean => r2(w) !== 0;
const onCondition = (cpu: Cpu, w: number): boolean => (r1(w) & (8 >> cpu.psw.conditionCode)) !== 0;
const onCount = (cpu: Cpu, w: number): boolean => cpu.gpr[r1(w)] !== 1;
const indexHigh = (cpu: Cpu, w: number): boolean =>
  ((cpu.gpr[r1(w)] + cpu.gpr[r2(w)]) | 0) > cpu.gpr[r2(w) | 1];

/** Branches; the rows that have registers too. */
const BRANCHES: Readonly<Record<string, PerEffects>> = {
  BAL: { branches: always, registers: firstRegister },
  BAS: { branches: always, registers: firstRegister },
  BALR: { branches: byRegister, registers: firstRegister },
  BASR: { branches: byRegister, registers: firstRegister },
  BC: { branches: onCondition },
  BCR: { branches: (cpu, w) => r2(w) !== 0 && onCondition(cpu, w) },
  BCT: { branches: onCount, registers: firstRegister },
  BCTR: { branches: (cpu, w) => r2(w) !== 0 && onCount(cpu, w), registers: firstRegister },
  BXH: { branches: indexHigh, registers: firstRegister },
  BXLE: { branches: (cpu, w) => !indexHigh(cpu, w), registers: firstRegister },
  PC: { branches: always },
  PT: { branches: always },
  EX: { subject: indexedAddress },
};

/** Instructions that alter the registers of `mask`, by mnemonics. */
const ALTERING: readonly (readonly [mask: (w: number) => number, mnemonics: string])[] = [
  [firstRegister, 'LPR LNR LTR LCR NR OR XR LR AR SR ALR SLR LA IC LH AH SH MH CVB N O X L A S AL SL'],
  [firstRegister, 'SRL SLL SRA SLA ISK LRA'],
  [firstPair, 'MR M DR D SRDL SLDL SRDA SLDA'],
  [bothPairs, 'MVCL CLCL'],
  [rangeOfRegisters, 'LM'],
  [(w) => (r2(w) === 0 ? 0 : firstRegister(w)), 'ICM'],
  [() => bit(2), 'IPK'],
  [() => bit(0), 'TB'],
  [rreRegister, 'ISKE IVSK IAC EPAR ESAR'],
];

const NOTHING: PerEffects = {};

const EFFECTS: ReadonlyMap<string, PerEffects> = new Map([
  ...ALTERING.flatMap(([registers, mnemonics]) =>
    mnemonics.split(' ').map((mnemonic): [string, PerEffects] => [mnemonic, { registers }]),
  ),
  ...Object.entries(BRANCHES),
]);

/** Effects of an instruction that PER monitors; of most, none. */
export function perEffects(mnemonic: string): PerEffects {
  return EFFECTS.get(mnemonic) ?? NOTHING;
}
