import { pseudoTimer } from '../../diag/index.js';
import type { CpServices } from '../../diag/index.js';
import { BaseDevice, NORMAL_END } from '../../s370/index.js';
import type { ChannelOperation } from '../../s370/index.js';

const READ: readonly number[] = [0x02, 0x06, 0x0a, 0x0e];

/** The pseudo timer device (SPECIAL cuu TIMER): any read gives date, time and CPU times, as DIAGNOSE X'0C' does. */
export class PseudoTimer extends BaseDevice {
  constructor(private readonly services: CpServices) {
    super('TIMER', 1);
  }

  protected perform(operation: ChannelOperation): number {
    if (!READ.includes(operation.command)) return this.rejectCommand();
    operation.store(pseudoTimer(this.services));
    return NORMAL_END;
  }
}
