/** Channel status word, the fields of the doubleword at X'40'. GA22-7000, Channel Status Word. */
export interface Csw {
  /** Storage key of the operation, 0-15. */
  readonly key: number;
  /** Eight past the last CCW used; 0 for status that belongs to no operation. */
  readonly ccwAddress: number;
  /** Unit status byte. */
  readonly unitStatus: number;
  /** Channel status byte. */
  readonly channelStatus: number;
  /** Residual count. */
  readonly count: number;
  /** START I/O FAST RELEASE: the condition code that START I/O would have had (bits 6-7). */
  readonly deferred?: 1 | 3;
  /** The channel program has been suspended. */
  readonly suspended?: boolean;
  /** Limited channel logout of a channel error. */
  readonly logout?: number;
}

/** Bit 4 of the CSW. */
const SUSPENDED = 0x08000000;

/** Status of a unit with nothing else to say: key, address and count zero. */
export function statusOnlyCsw(unitStatus: number, channelStatus = 0): Csw {
  return { key: 0, ccwAddress: 0, unitStatus, channelStatus, count: 0 };
}

/** First word of the CSW (key, suspended, deferred condition code, CCW address) as it stands at X'40'. */
export function cswHigh(csw: Csw): number {
  const deferred = (csw.deferred ?? 0) << 24;
  const suspended = csw.suspended === true ? SUSPENDED : 0;
  return (csw.key << 28) | suspended | deferred | (csw.ccwAddress & 0xffffff);
}

/** Second word of the CSW (status, count) as it stands at X'44'. */
export function cswLow(csw: Csw): number {
  return (csw.unitStatus << 24) | (csw.channelStatus << 16) | csw.count;
}

/** The doubleword as text, for traces and operators: `20 001010 0C 00 0000`. */
export function formatCsw(csw: Csw): string {
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  return [
    hex(csw.key << 4, 2),
    hex(csw.ccwAddress, 6),
    hex(csw.unitStatus, 2),
    hex(csw.channelStatus, 2),
    hex(csw.count, 4),
  ].join(' ');
}
