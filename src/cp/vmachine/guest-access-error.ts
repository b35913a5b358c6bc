/** An access that the guest's machine would not have let through. */
export class GuestAccessError extends Error {
  constructor(
    /** Program interruption code: X'04' protection, X'05' addressing. */
    readonly code: 0x04 | 0x05,
    readonly address: number,
  ) {
    super(`guest storage at X'${address.toString(16)}': ${code === 0x05 ? 'addressing' : 'protection'}`);
    this.name = 'GuestAccessError';
  }
}
