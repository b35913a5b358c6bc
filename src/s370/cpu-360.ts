/**
 * The CPU of a System/360: no control registers, the ASCII bit in the PSW, every external interruption under one
 * mask. A22-6821, System/360 Principles of Operation.
 */

import { Cpu, type CpuEnvironment } from './cpu.js';
import { ASCII_CODE, EBCDIC_CODE } from './instructions/packed-decimal.js';
import type { CpuLayout } from './layout.js';

/** Machine checks of every kind, by the bits of CR14; no check-stop control. */
const MACHINE_CHECKS = 0x0f000000;
/** Interval timer, key and signals, by the bits of CR0 that mask them in a System/370. */
const LATCHED_EXTERNAL = 0xe0;

export class Cpu360 extends Cpu {
  private readonly storageProtection: boolean;

  constructor(environment: CpuEnvironment, layout: CpuLayout, address: number) {
    super(environment, layout, address);
    this.storageProtection = environment.storageProtection;
    this.psw.format = 'system-360';
  }

  override synchronize(): void {
    super.synchronize();
    this.decimal.unit.code = this.psw.ascii ? ASCII_CODE : EBCDIC_CODE;
  }

  /** A key without the protection feature is a specification exception. */
  override loadPsw(high: number, low: number): void {
    super.loadPsw(high, low);
    if (!this.storageProtection && this.psw.key !== 0) this.earlySpecification = 0;
  }

  /** Bits 0-5 are channels 0-5, bit 6 all others. */
  override channelMask(): number {
    const { systemMask } = this.psw;
    return ((systemMask & 0xfc) << 24) | ((systemMask & 0x02) !== 0 ? 0x03ffffff : 0);
  }

  protected override resetControlRegisters(): void {
    this.cr.fill(0);
  }

  protected override machineCheckMasks(): number {
    return MACHINE_CHECKS;
  }

  protected override externalMasks(): number {
    return LATCHED_EXTERNAL;
  }
}
