/** The devices of an operated machine: their types and words, the integrated consoles, and files changed while it runs. */

import { DeviceNetwork, reloadHostDevice } from '../../media/index.js';
import type { MachineConfiguration } from '../../media/index.js';
import { CardReadPunch, CardReader, Console3215, TapeDrive } from '../../s370/index.js';
import type { Machine } from '../../s370/index.js';
import { attachConfiguredDevices, attachDevice } from '../../system/configured-devices.js';
import type { DeviceOpening, DeviceWords } from '../../system/configured-devices.js';
import { hex } from './display.js';
import { SystemConsole } from './system-console.js';

/** Option of a console: nothing is printed when a program wants a line. */
const NO_PROMPT = /^noprompt$/i;

/** How devices are opened. */
export type DeviceRoomOptions = Pick<DeviceOpening, 'directory' | 'inputs' | 'words'>;

/** Devices as the operator sees them. */
export class DeviceRoom {
  /** Type and words of each device, by address. */
  readonly list = new Map<number, DeviceWords>();
  readonly consoles = new Map<number, SystemConsole>();
  private readonly opening: DeviceOpening;

  constructor(
    private readonly machine: Machine,
    private readonly print: (line: string) => void,
    /** Something has changed that may end a wait. */
    private readonly nudge: () => void,
    private readonly options: DeviceRoomOptions = {},
  ) {
    this.opening = {
      directory: options.directory,
      inputs: options.inputs,
      words: options.words,
      network: new DeviceNetwork(nudge, print),
      console: (address, { arguments: words }) => {
        const prefix = words.find((word) => !NO_PROMPT.test(word)) ?? '/';
        const prompts = !words.some((word) => NO_PROMPT.test(word));
        const console_ = new SystemConsole(prefix, print, () => {
          if (prompts) this.print(`HHCTE006A Enter input for console device ${hex(address, 4)}`);
        });
        this.consoles.set(address, console_);
        return console_;
      },
      attached: (address, device, statement) => {
        if (device instanceof Console3215) this.consoles.get(address)?.connect(device);
        this.list.set(address, statement);
      },
    };
  }

  /** Directory that relative file names start from; without it the process's own. */
  get directory(): string | undefined {
    return this.options.directory;
  }

  /** Attaches the devices of a configuration. Throws ConfigurationError with the line; then none stays open. */
  attachConfigured(configuration: MachineConfiguration, file: string): void {
    try {
      attachConfiguredDevices(this.machine, file, configuration.devices, this.opening);
    } catch (error) {
      this.list.clear();
      this.consoles.clear();
      throw error;
    }
  }

  /**
   * Attaches one device; `openedBy` are the words that open it now, when they are others than it is listed with. Throws
   * an Error that names what is wrong with its words or files.
   */
  attach(address: number, statement: DeviceWords, openedBy: DeviceWords = statement): void {
    if (this.list.has(address)) throw new Error(`device ${hex(address, 4)} is already attached`);
    attachDevice(this.machine, address, openedBy, this.opening);
    this.list.set(address, statement);
    this.nudge();
  }

  /** Detaches and closes a device; false when there is none. */
  detach(address: number): boolean {
    const device = this.machine.channels.detach(address);
    if (device === undefined) return false;
    device.close();
    this.list.delete(address);
    this.consoles.delete(address);
    return true;
  }

  /** Gives a device other files. Readers and tape drives take them as they are; others are closed and attached again. */
  reinitialize(address: number, words: readonly string[]): void {
    const before = this.list.get(address);
    const device = this.machine.channels.device(address);
    if (before === undefined || device === undefined) throw new Error(`device ${hex(address, 4)} not found`);
    if (device instanceof CardReader || device instanceof CardReadPunch || device instanceof TapeDrive) {
      const statement = { type: before.type, arguments: words };
      const opened = this.options.words?.(statement) ?? statement;
      reloadHostDevice(device, opened.arguments, this.directory);
      this.list.set(address, { type: before.type, arguments: words });
    } else {
      this.detach(address);
      try {
        this.attach(address, { type: before.type, arguments: words });
      } catch (error) {
        this.attach(address, before);
        throw error;
      }
    }
    this.nudge();
  }

  /** Moves a device to another address. */
  redefine(from: number, to: number): void {
    const entry = this.list.get(from);
    if (entry === undefined) throw new Error(`device ${hex(from, 4)} not found`);
    if (this.list.has(to)) throw new Error(`device ${hex(to, 4)} is already attached`);
    this.detach(from);
    this.attach(to, entry);
  }

  /** Closes all devices. One that can't write what it holds is told; the others are closed all the same. */
  close(): void {
    for (const address of [...this.list.keys()]) {
      try {
        this.detach(address);
      } catch (error) {
        this.print(`HHCPN099E Device ${hex(address, 4)}: ${(error as Error).message}`);
      }
    }
  }
}
