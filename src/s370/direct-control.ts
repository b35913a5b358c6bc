/**
 * Direct control: a byte and eight signals go out by WRITE DIRECT, a byte comes in by READ DIRECT, and signals
 * come in as external interruptions. GA22-7000, Control Instructions; External Interruption.
 */

/** What is plugged into the direct-control lines of a CPU. */
export interface DirectControlPort {
  /** WRITE DIRECT: `byte` stays on the direct-out lines until the next one; `signals` is the I2 byte. */
  write(byte: number, signals: number): void;
  /** READ DIRECT: gives the I2 byte as signals and takes the byte on the direct-in lines. */
  read(signals: number): number;
}

/** The CPU's side of the cable. */
export interface DirectControlCpu {
  directControl: DirectControlPort | undefined;
  /** External signals: bits 2-7 of the byte. */
  signalExternal(code: number): void;
}

/** Lines 2-7 of the signals that one CPU sends are the external signals of the other. */
const SIGNAL_LINES = 0x3f;

/** A cable between two CPUs: what one writes the other reads, and its signals interrupt the other. */
export function connectDirectControl(first: DirectControlCpu, second: DirectControlCpu): void {
  const lines = [0, 0];
  const port = (own: 0 | 1, other: DirectControlCpu): DirectControlPort => ({
    write: (byte, signals) => {
      lines[own] = byte;
      other.signalExternal(signals & SIGNAL_LINES);
    },
    read: (signals) => {
      other.signalExternal(signals & SIGNAL_LINES);
      return lines[1 - own];
    },
  });
  first.directControl = port(0, second);
  second.directControl = port(1, first);
}
