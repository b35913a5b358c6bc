/** How a line is connected and how its terminal types, as a configuration says it. */
export interface LineSettings {
  /** Who calls whom; `no` for a leased line. */
  readonly dial: 'in' | 'out' | 'inout' | 'no';
  /** ASCII character that ends a line of input. */
  readonly endOfLine: number;
  /** ASCII characters of input that are dropped. */
  readonly inputSkip: ReadonlySet<number>;
  /** Bytes in storage, as the program has them, that are not written to the terminal. */
  readonly outputSkip: ReadonlySet<number>;
  /** Lower-case letters of input become capitals: a TTY 33 has no others. */
  readonly upperCase: boolean;
  /** BACKSPACE takes back the character before it. */
  readonly editBackspace: boolean;
  /** Ctrl-C is the BREAK key. */
  readonly breakByControlC: boolean;
  /** Bytes put before and behind every line of input, as the program shall see them. */
  readonly prepend: Uint8Array;
  readonly append: Uint8Array;
  /** A carriage return is written when a line of input has come. */
  readonly returnCarriage: boolean;
  /** Milliseconds that READ waits, and that ENABLE of a leased line waits; 0: for ever. */
  readonly readTimeout: number;
  readonly enableTimeout: number;
}

/** X-ON, X-OFF and RUBOUT, which control a teletype's paper tape and mean nothing to a terminal of today. */
const PAPER_TAPE: readonly number[] = [0x88, 0x89, 0xc8, 0xc9, 0xfe, 0xff];

export const DEFAULT_LINE_SETTINGS: LineSettings = {
  dial: 'in',
  endOfLine: 0x0d,
  inputSkip: new Set(),
  outputSkip: new Set(PAPER_TAPE),
  upperCase: false,
  editBackspace: false,
  breakByControlC: false,
  prepend: new Uint8Array(0),
  append: new Uint8Array(0),
  returnCarriage: false,
  readTimeout: 0,
  enableTimeout: 10_000,
};
