/** One condition on sense bytes. */
export interface SenseBit {
  /** 0-23. */
  readonly byte: number;
  /** 0-7. */
  readonly bit: number;
}

/** What SET RECORD asked for. */
export interface IntensiveOptions {
  /** Real device. */
  readonly device: number;
  /** Every so manieth error is recorded. */
  readonly limit: number;
  readonly first: SenseBit;
  readonly second?: SenseBit & { readonly relation: 'and' | 'or' };
}

/** Recordings after which the mode ends by itself. */
const MOST_RECORDINGS = 10;

/**
 * Intensive recording mode: unit checks of one device with certain sense bits, which a user of class F has, are recorded though
 * the error is his and no error of CP's: the first, then every `limit`th. SY20-0887, DMKIOE.
 */
export class IntensiveRecording {
  private errors = 0;
  private recordings = 0;

  constructor(readonly options: IntensiveOptions) {}

  /** The mode has recorded all that it will. */
  get over(): boolean {
    return this.recordings >= MOST_RECORDINGS;
  }

  /** A unit check of the device: is it to be recorded? */
  takes(sense: Uint8Array): boolean {
    if (this.over || !this.matches(sense)) return false;
    this.errors++;
    if (this.recordings > 0 && this.errors < this.options.limit) return false;
    // the first one is recorded at once, and counts for the next
    this.errors = this.recordings === 0 ? this.errors : 0;
    this.recordings++;
    return true;
  }

  private matches(sense: Uint8Array): boolean {
    const { first, second } = this.options;
    const found = has(sense, first);
    if (second === undefined) return found;
    return second.relation === 'and' ? found && has(sense, second) : found || has(sense, second);
  }
}

function has(sense: Uint8Array, { byte, bit }: SenseBit): boolean {
  return ((sense[byte] ?? 0) & (0x80 >> bit)) !== 0;
}
