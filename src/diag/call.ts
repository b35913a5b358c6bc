import type { CpServices } from './services.js';

/** A program interruption that a hypercall asks for. Thrown; carries no stack, it is no fault of CP's. */
export class DiagnoseException {
  constructor(
    /** Program interruption code. */
    readonly code: number,
  ) {}
}

export const PRIVILEGED_OPERATION = 0x02;
export const PROTECTION = 0x04;
export const ADDRESSING = 0x05;
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

/** Ends the call with an addressing exception unless all bytes are in storage. */
export function require(call: DiagnoseCall, at: number, length: number): void {
  if (!call.services.storage.contains(at, length)) throw new DiagnoseException(ADDRESSING);
}

/**
 * Address in a register of a buffer that must not cross a page, as CP checks it: addressing exception when it does not
 * begin in storage, then specification.
 */
export function bufferInPage(call: DiagnoseCall, register: number, length: number): number {
  const at = address(call, register);
  require(call, at, 1);
  specify(at >>> 12 === (at + length - 1) >>> 12);
  return at;
}
