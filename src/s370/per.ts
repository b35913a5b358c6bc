/** Program-event recording: what is monitored, and what one instruction has done. GA22-7000, Program-Event Recording. */

import { ADDRESS_MASK } from './layout.js';

/** PER code bits, as they are stored at X'96' and, moved left by 24, stand in CR9. */
export const PER_BRANCH = 0x80;
export const PER_FETCH = 0x40;
export const PER_STORE = 0x20;
export const PER_REGISTER = 0x10;

/** Is a byte of the area in the range of CR10 and CR11? Both ends are included; the range may wrap around at 16M. */
export function inPerRange(cr10: number, cr11: number, address: number, length: number): boolean {
  const start = cr10 & ADDRESS_MASK;
  const span = ((cr11 & ADDRESS_MASK) - start) & ADDRESS_MASK;
  return ((address - start) & ADDRESS_MASK) <= span || ((start - address) & ADDRESS_MASK) < length;
}

/** Events of the instruction that is being executed (an EXECUTE and its subject are one). */
export class PerRecord {
  /** An instruction that is monitored is being executed. */
  armed = false;
  /** Events so far. */
  code = 0;
  /** Events that will have happened when the instruction completes. */
  onCompletion = 0;
  ilc = 0;
  /** Where the subject of an EXECUTE is. */
  subjectAddress = 0;
  private events = 0;
  private registers = 0;
  private start = 0;
  private end = 0;

  /** An instruction at `address` begins: the control registers count as they are now. */
  begin(cr: Int32Array, address: number, ilc: number): void {
    this.armed = true;
    this.code = 0;
    this.onCompletion = 0;
    this.ilc = ilc;
    this.events = cr[9] >>> 24;
    this.registers = cr[9] & 0xffff;
    this.start = cr[10];
    this.end = cr[11];
    this.fetched(address);
  }

  /** The first byte of an instruction, or of the subject of an EXECUTE, was fetched. */
  fetched(address: number): void {
    if ((this.events & PER_FETCH) !== 0 && inPerRange(this.start, this.end, address, 1)) {
      this.code |= PER_FETCH;
    }
  }

  /** What the instruction will do when it completes: `registers` has the sign bit of a halfword for register 0. */
  expect(branches: boolean, registers: number): void {
    if (branches) this.onCompletion |= PER_BRANCH & this.events;
    if ((registers & this.registers) !== 0) this.onCompletion |= PER_REGISTER & this.events;
  }

  /** The instruction has put new values into general registers. */
  altered(registers: number): void {
    if ((registers & this.registers) !== 0) this.code |= PER_REGISTER & this.events;
  }

  /** An operand was stored. */
  stored(): void {
    this.code |= PER_STORE & this.events;
  }

  /** The instruction has completed. */
  completed(): void {
    this.code |= this.onCompletion;
  }

  /** It was suppressed or nullified: only its fetching has happened. */
  undone(): void {
    this.code &= PER_FETCH;
  }

  /** Ends the record and gives its code. */
  take(): number {
    const { code } = this;
    this.armed = false;
    this.code = 0;
    return code;
  }
}
