import { inPerRange, PerRecord, perEffects } from '../../s370/index.js';
import type { ProgramExit } from '../../s370/index.js';
import type { Vmblok } from './vmblok.js';

/**
 * Program events of one instruction that CP simulates, as the guest asks for them: the real CPU only saw it fetched. GA22-7000,
 * Program-Event Recording.
 */
export class SimulatedEvents {
  private readonly record = new PerRecord();

  constructor(private readonly vm: Vmblok) {}

  /** Before the instruction: PSW and control registers count as they are now. The PSW points behind it. */
  begin({ ilc, perCode }: ProgramExit): void {
    const { record, vm } = this;
    record.begin(vm.cr, this.address(ilc), ilc);
    // that of an EXECUTE, or of its subject
    record.code |= perCode;
  }

  /** An operand was stored at a logical address. */
  stored(address: number, length: number): void {
    const { record, vm } = this;
    if (record.armed && inPerRange(vm.cr[10], vm.cr[11], address, length)) record.stored();
  }

  /** The instruction has completed, or met an exception. Answers the PER code. */
  end(mnemonic: string, instructionHigh: number, completed: boolean): number {
    const { record } = this;
    if (completed) {
      record.expect(false, perEffects(mnemonic).registers?.(instructionHigh & 0xffffff) ?? 0);
      record.completed();
    } else record.undone();
    return record.take();
  }

  private address(ilc: number): number {
    return (this.vm.psw.instructionAddress - 2 * ilc) & 0xffffff;
  }
}
