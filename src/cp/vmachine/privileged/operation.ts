import type { LogicalStorage } from '../logical-storage.js';
import type { VirtualIo } from '../virtual-io.js';
import type { VirtualTimers } from '../virtual-timers.js';
import type { Vmblok } from '../vmblok.js';
import { GuestProgramCheck, SPECIFICATION } from '../guest-program-check.js';

/** What simulated instructions use of CP. */
export interface PrivilegedEnvironment {
  readonly logical: LogicalStorage;
  readonly io: VirtualIo;
  readonly timers: VirtualTimers;
  /** STIDP of this virtual machine: version X'FF'. */
  cpuIdentification(): Uint8Array;
  diagnose(rx: number, ry: number, code: number): void;
  /** Shadow tables are no longer those of CR0 and CR1, or translations were purged. */
  translationChanged(): void;
}

/**
 * Operation code of the instruction with this first word: its first byte, or the first two for X'B2xx' and X'E5xx'. Of I/O
 * opcodes X'9Cxx' to X'9Fxx' only bit 15 counts.
 */
export function operationCode(high: number): number {
  const first = high >>> 24;
  if (first >= 0x9c && first <= 0x9f) return (high >>> 16) & 0xff01;
  return first === 0xb2 || first === 0xe5 ? high >>> 16 : first;
}

/** One privileged instruction of a guest in virtual supervisor state. */
export class PrivilegedInstruction {
  constructor(
    readonly vm: Vmblok,
    readonly environment: PrivilegedEnvironment,
    /** Bytes 0-3 and 4-5 (in the high half) of the instruction as the CPU saw it. */
    readonly high: number,
    readonly low: number,
  ) {}

  get opcode(): number {
    return operationCode(this.high);
  }

  get r1(): number {
    return (this.high >>> 20) & 0x0f;
  }

  /** Second register of RR and RX formats, third operand of RS. */
  get r2(): number {
    return (this.high >>> 16) & 0x0f;
  }

  /** Immediate byte of the SI format. */
  get immediate(): number {
    return (this.high >>> 16) & 0xff;
  }

  /** Address of base and displacement in the second halfword. */
  get address(): number {
    const base = (this.high >>> 12) & 0x0f;
    return ((base === 0 ? 0 : this.vm.gpr[base]) + (this.high & 0xfff)) & 0xffffff;
  }

  /** Operand address of the RX format. */
  get indexedAddress(): number {
    const index = this.r2;
    return (this.address + (index === 0 ? 0 : this.vm.gpr[index])) & 0xffffff;
  }

  /** `address`, which must be a multiple of `boundary`. */
  aligned(boundary: number): number {
    const { address } = this;
    if (address % boundary !== 0) throw new GuestProgramCheck(SPECIFICATION);
    return address;
  }

  setConditionCode(conditionCode: number): void {
    this.vm.psw.conditionCode = conditionCode;
  }
}

/** Simulates an instruction. Raises `GuestProgramCheck`; the virtual PSW points behind the instruction. */
export type Simulate = (instruction: PrivilegedInstruction) => void;
