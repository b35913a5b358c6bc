/** Machine-check conditions and the interruption code that tells of them. GA22-7000, Machine-Check Handling. */

/** What can be wrong. The first two are exigent: the CPU cannot go on. The others are repressible. */
export type MachineCheckCondition =
  | 'system-damage'
  | 'instruction-processing-damage'
  | 'system-recovery'
  | 'interval-timer-damage'
  | 'timing-facility-damage'
  | 'external-damage'
  | 'degradation'
  | 'warning';

/** What is known besides the condition. */
export interface MachineCheckDetails {
  /** Absolute address of storage in error. */
  readonly failingAddress?: number;
  /** The word for X'F4', with external damage. */
  readonly externalDamageCode?: number;
}

/** Bits 0-31 of the machine-check-interruption code. */
const SYSTEM_DAMAGE = 0x80000000 | 0;
const INSTRUCTION_PROCESSING_DAMAGE = 0x40000000;
const SYSTEM_RECOVERY = 0x20000000;
const INTERVAL_TIMER_DAMAGE = 0x10000000;
const TIMING_FACILITY_DAMAGE = 0x08000000;
const EXTERNAL_DAMAGE = 0x04000000;
const DEGRADATION = 0x01000000;
const WARNING = 0x00800000;
const BACKED_UP = 0x00020000;
const DELAYED = 0x00010000;
const STORAGE_ERROR = 0x00008000;
const KEY_ERROR = 0x00002000;
const FAILING_ADDRESS_VALID = 0x00000080;
const EXTERNAL_DAMAGE_CODE_VALID = 0x00000020;
/** PSW (four parts), floating-point, general and control registers, storage. */
const VALID_STATE = 0x00000f1d;
/** Bits 32-63: CPU timer and clock comparator are valid; the extended logout has no length. */
const VALID_TIMERS = 0x00030000;

const BITS: Readonly<Record<MachineCheckCondition, number>> = {
  'system-damage': SYSTEM_DAMAGE,
  'instruction-processing-damage': INSTRUCTION_PROCESSING_DAMAGE,
  'system-recovery': SYSTEM_RECOVERY,
  'interval-timer-damage': INTERVAL_TIMER_DAMAGE,
  'timing-facility-damage': TIMING_FACILITY_DAMAGE,
  'external-damage': EXTERNAL_DAMAGE,
  degradation: DEGRADATION,
  warning: WARNING,
};

const EXIGENT = SYSTEM_DAMAGE | INSTRUCTION_PROCESSING_DAMAGE;

/** CR14 bits that allow repressible conditions, and the conditions. */
const SUBCLASSES: readonly (readonly [mask: number, conditions: number])[] = [
  [0x08000000, SYSTEM_RECOVERY],
  [0x04000000, DEGRADATION],
  [0x02000000, INTERVAL_TIMER_DAMAGE | TIMING_FACILITY_DAMAGE | EXTERNAL_DAMAGE],
  [0x01000000, WARNING],
];
/** CR14 bit 0: an exigent condition that cannot interrupt stops the CPU. */
export const CR14_CHECK_STOP_CONTROL = 0x80000000 | 0;

/** What a machine-check interruption stores. */
export interface MachineCheckReport {
  /** The machine-check-interruption code for X'E8'. */
  readonly high: number;
  readonly low: number;
  /** For X'F8'; undefined when it is not valid. */
  readonly failingAddress: number | undefined;
  /** For X'F4'; undefined when it is not valid. */
  readonly externalDamageCode: number | undefined;
}

/** Conditions that wait in a CPU. */
export class MachineChecks {
  /** Condition bits of the interruption code. */
  pending = 0;
  /** Storage and key error and backed-up, which go with them. */
  accompanying = 0;
  failingAddress = -1;
  /** Meaningful when `hasDamageCode`. */
  externalDamageCode = 0;
  hasDamageCode = false;

  /** A condition has come up. */
  raise(condition: MachineCheckCondition, details: MachineCheckDetails = {}): void {
    this.pending |= BITS[condition];
    if (details.failingAddress !== undefined) this.failingAddress = details.failingAddress;
    if (details.externalDamageCode === undefined) return;
    this.externalDamageCode = details.externalDamageCode;
    this.hasDamageCode = true;
  }

  /** An instruction met storage with bad checking code at an absolute address, and was nullified. */
  raiseStorageError(part: 'data' | 'key', failingAddress: number): void {
    this.raise('instruction-processing-damage', { failingAddress });
    this.accompanying |= BACKED_UP | (part === 'data' ? STORAGE_ERROR : KEY_ERROR);
  }

  /** Notes that what is pending had to wait. */
  delay(): void {
    this.accompanying |= DELAYED;
  }

  get exigent(): boolean {
    return (this.pending & EXIGENT) !== 0;
  }

  /** May a pending repressible condition interrupt? */
  allowed(cr14: number): boolean {
    return (this.pending & repressible(cr14)) !== 0;
  }

  /** Takes all that is pending and allowed; whatever is exigent always is. */
  take(cr14: number): MachineCheckReport {
    const conditions = this.pending & (EXIGENT | repressible(cr14));
    const failing = this.failingAddress >= 0;
    const coded = this.hasDamageCode && (conditions & EXTERNAL_DAMAGE) !== 0;
    const report: MachineCheckReport = {
      high:
        conditions |
        this.accompanying |
        VALID_STATE |
        (failing ? FAILING_ADDRESS_VALID : 0) |
        (coded ? EXTERNAL_DAMAGE_CODE_VALID : 0),
      low: VALID_TIMERS,
      failingAddress: failing ? this.failingAddress : undefined,
      externalDamageCode: coded ? this.externalDamageCode : undefined,
    };
    this.pending &= ~conditions;
    this.accompanying = 0;
    this.failingAddress = -1;
    if (coded) this.hasDamageCode = false;
    return report;
  }

  /** Forgets all, as a CPU reset does. */
  reset(): void {
    this.pending = 0;
    this.accompanying = 0;
    this.failingAddress = -1;
    this.hasDamageCode = false;
  }
}

function repressible(cr14: number): number {
  let conditions = 0;
  for (const [mask, subclass] of SUBCLASSES) if ((cr14 & mask) !== 0) conditions |= subclass;
  return conditions;
}
