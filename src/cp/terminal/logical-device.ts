import { Display3270 } from '../../s370/index.js';
import type { DisplayTerminal } from '../../s370/index.js';

/** What CP has written to a logical device, or asks it for: a command of the 3270 with its data. */
export interface LogicalOutput {
  /** Command and data; what is left of them after a first portion has been taken. */
  bytes: Uint8Array;
}

/** Commands after which nothing that was on the screen before matters. */
const ERASES: readonly number[] = [0x05, 0x0d];
/** Streams that may wait; then those before an erasure are left out, and beyond the second limit the device is lost. */
const OUTPUT_KEPT = 64;
const OUTPUT_LIMIT = 1024;

/** Alternate sizes of the models. GA23-0061. */
const ALTERNATE: Readonly<Record<number, readonly [rows: number, columns: number]>> = {
  2: [24, 80],
  3: [32, 80],
  4: [43, 80],
  5: [27, 132],
};

/** What a logical device tells about itself. */
export interface LogicalDeviceEvents {
  /** There is something to take, where there was nothing. */
  output(): void;
  /** What was presented has been read. */
  read(): void;
  /** Far too much waits to be taken. */
  overrun(): void;
}

/**
 * A 3270 that does not exist: CP sees a local display of the machine, and what CP writes to it waits for the virtual machine
 * that has created it, which answers as the person at the display would.
 */
export class LogicalDevice implements DisplayTerminal {
  readonly display: Display3270;
  readonly rows = 24;
  readonly columns = 80;
  readonly alternateRows: number;
  readonly alternateColumns: number;
  /** No structured fields, colours or highlighting. */
  readonly extended = false;
  private readonly output: LogicalOutput[] = [];
  /** A read that CP has begun, and that has been taken from the output. */
  private asked: { readonly reply: (data: Uint8Array) => void; taken: boolean } | undefined;
  private presented = false;

  constructor(
    readonly type: '3277' | '3278',
    readonly model: 2 | 3 | 4 | 5,
    private readonly events: LogicalDeviceEvents,
  ) {
    [this.alternateRows, this.alternateColumns] = ALTERNATE[model];
    this.display = new Display3270(type);
    this.display.plug(this);
    this.display.powered(true);
  }

  // What CP does

  send(command: number, data: Uint8Array): void {
    if (ERASES.includes(command) && this.output.length >= OUTPUT_KEPT) {
      this.output.splice(0, this.output.length, ...this.output.filter((stream) => stream === this.question));
    }
    this.add(command, data);
  }

  request(command: number, reply: (data: Uint8Array) => void): void {
    this.asked = { reply, taken: false };
    this.question = this.add(command, new Uint8Array(0));
  }

  inboundRead(): void {
    this.presented = false;
    this.events.read();
  }

  // What the virtual machine does

  /** The stream that is to be taken next. */
  get pending(): LogicalOutput | undefined {
    return this.output[0];
  }

  /** So many bytes of the first stream have been taken; answers whether there is more. */
  take(length: number): 'rest' | 'another' | 'nothing' {
    const [first] = this.output;
    first.bytes = first.bytes.subarray(length);
    if (first.bytes.length > 0) return 'rest';
    this.output.shift();
    if (first === this.question && this.asked !== undefined) this.asked.taken = true;
    return this.output.length > 0 ? 'another' : 'nothing';
  }

  /** A key, or the answer to a read: AID, cursor address and fields, as the display would send them. */
  present(data: Uint8Array): 'done' | 'accept-first' | 'not-read' {
    const { asked } = this;
    if (this.output.length > 0) return 'accept-first';
    if (asked !== undefined) {
      this.asked = this.question = undefined;
      asked.reply(data);
      return 'done';
    }
    if (this.presented) return 'not-read';
    this.presented = true;
    this.display.attention(data);
    return 'done';
  }

  /** The display is switched off for good. */
  end(): void {
    this.output.length = 0;
    this.asked = undefined;
    this.display.unplug();
  }

  private question: LogicalOutput | undefined;

  private add(command: number, data: Uint8Array): LogicalOutput {
    const bytes = new Uint8Array(1 + data.length);
    bytes[0] = command;
    bytes.set(data, 1);
    const stream = { bytes };
    this.output.push(stream);
    if (this.output.length === 1) this.events.output();
    else if (this.output.length > OUTPUT_LIMIT) this.events.overrun();
    return stream;
  }
}
