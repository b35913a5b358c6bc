/** Where everything enters an operated machine that comes from outside: a recording notes it, a replay plays it. */

import type { HostInputs } from '../../media/index.js';
import type { LoggedInput } from './input-log.js';

/** Takes an input of a device that the host has brought: registered by whoever feeds the device. */
export type DeviceInput = (name: string, data: Uint8Array) => void;

/** The inputs of one machine. */
export class MachineInputs implements HostInputs {
  private note: ((input: LoggedInput, time: number | undefined) => void) | undefined;
  private readonly receivers = new Map<number, DeviceInput>();
  /** Inputs come from a log: the host has no say. */
  replaying = false;

  /** `endWait`: a wait of the machine ends because of an input; the machine time then. */
  constructor(private readonly endWait: () => number | undefined) {}

  /** Notes every input from here on, before it takes effect. */
  record(note: ((input: LoggedInput, time: number | undefined) => void) | undefined): void {
    this.note = note;
  }

  get recording(): boolean {
    return this.note !== undefined;
  }

  /** An input is about to take effect. */
  enter(input: LoggedInput): void {
    const time = this.endWait();
    this.note?.(input, time);
  }

  /**
   * A device gets data from the host, such as a line or a channel link: gives the function through which they have to
   * come. `receive` takes them, now or, in a replay, from the log.
   */
  forDevice(address: number, receive: DeviceInput): DeviceInput {
    this.receivers.set(address, receive);
    return (name, data) => {
      if (this.replaying) return;
      this.enter({ kind: 'device', address, name, data: Buffer.from(data).toString('hex') });
      receive(name, data);
    };
  }

  /** Plays an input of a device from a log; false when the device takes none. */
  play(address: number, name: string, data: Uint8Array): boolean {
    const receive = this.receivers.get(address);
    receive?.(name, data);
    return receive !== undefined;
  }
}
