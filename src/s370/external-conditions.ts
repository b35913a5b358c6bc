/** External conditions that wait in a CPU until it allows their interruption. GA22-7000, External Interruption. */

/** External interruption codes. */
export const EXTERNAL_INTERVAL_TIMER = 0x80;
export const EXTERNAL_KEY = 0x40;
export const EXTERNAL_TOD_SYNC_CHECK = 0x1003;
export const EXTERNAL_CLOCK_COMPARATOR = 0x1004;
export const EXTERNAL_CPU_TIMER = 0x1005;
export const EXTERNAL_MALFUNCTION_ALERT = 0x1200;
export const EXTERNAL_EMERGENCY_SIGNAL = 0x1201;
export const EXTERNAL_CALL = 0x1202;

/** Bits of CR0 that allow external interruptions. */
export const CR0_MALFUNCTION_ALERT = 0x8000;
export const CR0_EMERGENCY_SIGNAL = 0x4000;
export const CR0_EXTERNAL_CALL = 0x2000;
export const CR0_TOD_SYNC_CHECK = 0x1000;
export const CR0_CLOCK_COMPARATOR = 0x800;
export const CR0_CPU_TIMER = 0x400;
export const CR0_INTERVAL_TIMER = 0x80;
export const CR0_KEY = 0x40;
export const CR0_SIGNALS = 0x20;

/** Conditions that stay until their interruption is taken. Those of clocks last as long as the clock says so. */
export class ExternalConditions {
  /** X'80' interval timer, X'40' interruption key, X'20' to X'01' signals 2 to 7. */
  latched = 0;
  /** CPUs that went into the check-stop state: bit n is CPU n. */
  malfunctionAlerts = 0;
  /** CPUs that sent an emergency signal. */
  emergencySignals = 0;
  /** CPU that sent an external call; -1 when none waits. */
  externalCaller = -1;
  /** The CPU that the condition came from which `take` gave last. */
  source = 0;

  /** Forgets all, as a CPU reset does. */
  reset(): void {
    this.latched = 0;
    this.malfunctionAlerts = 0;
    this.emergencySignals = 0;
    this.externalCaller = -1;
  }

  /**
   * Takes the condition of highest priority that is allowed and gives its interruption code; 0 when there is none.
   * `masks` are bits of CR0; `latches` tells which of interval timer, key and signals they allow.
   */
  take(masks: number, latches: number): number {
    const code = this.latched & latches;
    this.latched &= ~code;
    if (code !== 0) return code;
    if (this.malfunctionAlerts !== 0 && (masks & CR0_MALFUNCTION_ALERT) !== 0) {
      this.source = lowestBit(this.malfunctionAlerts);
      this.malfunctionAlerts &= ~(1 << this.source);
      return EXTERNAL_MALFUNCTION_ALERT;
    }
    if (this.emergencySignals !== 0 && (masks & CR0_EMERGENCY_SIGNAL) !== 0) {
      this.source = lowestBit(this.emergencySignals);
      this.emergencySignals &= ~(1 << this.source);
      return EXTERNAL_EMERGENCY_SIGNAL;
    }
    if (this.externalCaller >= 0 && (masks & CR0_EXTERNAL_CALL) !== 0) {
      this.source = this.externalCaller;
      this.externalCaller = -1;
      return EXTERNAL_CALL;
    }
    return 0;
  }
}

function lowestBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}
