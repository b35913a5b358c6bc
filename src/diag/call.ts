import type { CpServices } from './services.js';

/** A program interruption that a hypercall asks for. Thrown; carries no stack, it is no fault of CP's. */
export class DiagnoseException {
  constructor(
    /** Program interruption code. */
    readonly code: number,
  ) {}
}

export const PRIVILEGED_OPERATION = 0x02;
export const SPECIFICATION = 0x06;

/** One DIAGNOSE instruction being carried out. */
export interface DiagnoseCall {
  /** Register numbers of the instruction. */
  readonly rx: number;
  readonly ry: number;
  readonly code: number;
  /** General registers of the guest. */
  readonly gpr: Int32Array;
  readonly services: CpServices;
}

/** Carries a hypercall out. Throws `DiagnoseException` for a program interruption. */
export type DiagnoseHandler = (call: DiagnoseCall) => void;

/** 24-bit address in a register. */
export function address(call: DiagnoseCall, register: number): number {
  return call.gpr[register] & 0xffffff;
}

/** Ends the call with a specification exception unless `condition`. */
export function specify(condition: boolean): void {
  if (!condition) throw new DiagnoseException(SPECIFICATION);
}
