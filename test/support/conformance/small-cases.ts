/** Cases of a few instructions for tests, and their results on this machine. */

import { ImageBuilder, readResult, type CaseResult } from '../../../src/conformance/case-image.js';
import { LocalMachine, type CaseMachineOptions } from '../../../src/conformance/local-machine.js';
import { SANDBOX, type MachineCase, type Patch } from '../../../src/conformance/machine-case.js';

/** Where the code of small cases is. */
export const CODE = SANDBOX + 0x1000;
/** A block of the sandbox that nothing is in. */
export const DATA = SANDBOX + 0x3000;

/** What a small case differs in from one that has zeros everywhere. */
export interface SmallCase {
  /** Instructions in hexadecimal. */
  readonly code: readonly string[];
  /** First word of the PSW. Default: EC mode, DAT off, key 0. */
  readonly high?: number;
  readonly gpr?: Readonly<Record<number, number>>;
  readonly cr?: Readonly<Record<number, number>>;
  readonly keys?: Uint8Array;
  readonly patches?: readonly Patch[];
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

export function smallCase({ code, high = 0x00080000, gpr, cr, keys, patches }: SmallCase): MachineCase {
  const instructions = code.map(bytesOf);
  const length = instructions.reduce((sum, { length }) => sum + length, 2);
  const registers = (values: Readonly<Record<number, number>> = {}): Int32Array => {
    const all = new Int32Array(16);
    for (const [r, value] of Object.entries(values)) all[Number(r)] = value;
    return all;
  };
  return {
    mnemonics: [],
    psw: [high, CODE],
    gpr: registers(gpr),
    fpr: new Int32Array(8),
    cr: registers({ 14: 0xc2000000, 15: 0x200, ...cr }),
    prefix: 0,
    keys: keys ?? new Uint8Array(16),
    code: { instructions, places: Int32Array.from({ length }, (_, i) => CODE + i) },
    patches: patches ?? [],
  };
}

/** Bytes at an address, from hexadecimal. */
export function patch(address: number, hex: string): Patch {
  return { address, bytes: bytesOf(hex) };
}

/** Our result. Throws when the case does not end. */
export function resultOf(machineCase: MachineCase, options: CaseMachineOptions = {}): CaseResult {
  const outcome = new LocalMachine(options).runNow(new ImageBuilder().build([machineCase]));
  if (outcome.kind !== 'results') throw new Error('the case does not end');
  return readResult(outcome.results, 0);
}
