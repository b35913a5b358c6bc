/** A bare machine with an operator: its devices and their host files, and the loop that runs it beside the keyboard. */

import {
  BareMachine,
  EXTERNAL_KEY,
  HostClock,
  Machine,
  todFromUnixMilliseconds,
  type BareExit,
} from '../../s370/index.js';
import { openHostDevice, reloadHostDevice, shownTime } from '../../media/index.js';
import { ConfigurationError, type DeviceStatement, type MachineConfiguration } from '../../media/index.js';
import { hex, generalRegisterLines, instructionText, pswLine } from './display.js';
import { SystemConsole } from './system-console.js';

/** Instructions of one slice: about a millisecond of work, after which keyboard and sockets have their turn. */
const SLICE = 50_000;
/** Longest sleep of an idle machine, in milliseconds. */
const LONGEST_SLEEP = 1000;

/** A device as the operator sees it. */
export interface AttachedDevice {
  readonly type: string;
  readonly words: readonly string[];
}

/** A range of instruction addresses, both ends included. */
export interface AddressRange {
  readonly low: number;
  readonly high: number;
}

/** The machine, its devices and its state as the operator's console shows and changes them. */
export class OperatedMachine {
  readonly machine: Machine;
  readonly bare: BareMachine;
  readonly devices = new Map<number, AttachedDevice>();
  readonly consoles = new Map<number, SystemConsole>();
  /** Type each instruction before it runs. */
  tracing = false;
  /** Stop before each instruction. */
  stepping = false;
  /** Stop before an instruction in this range. */
  breakpoint: AddressRange | undefined;
  private running = false;
  private looping = false;
  private wake: (() => void) | undefined;
  private stepPending = false;

  constructor(
    readonly configuration: MachineConfiguration,
    /** Writes a line on the operator's console. */
    readonly print: (line: string) => void,
  ) {
    this.machine = new Machine({
      model: configuration.model,
      storageSize: configuration.mainSize,
      clock: new HostClock(() => performance.now()),
      tod: todFromUnixMilliseconds(shownTime(Date.now(), configuration.clock)),
      cpuId: {
        version: 0,
        serial: parseInt(configuration.cpuSerial, 16),
        model: parseInt(configuration.cpuModel, 16),
      },
    });
    this.bare = new BareMachine(this.machine);
  }

  /** Attaches the devices of the configuration. Throws ConfigurationError with the line; then none stays open. */
  attachConfigured(file: string): void {
    for (const statement of this.configuration.devices) {
      for (const address of statement.addresses) {
        try {
          this.attach(address, statement);
        } catch (error) {
          this.close();
          throw new ConfigurationError(
            file,
            statement.line,
            error instanceof Error ? error.message : String(error),
          );
        }
      }
    }
  }

  /** Attaches one device. Throws an Error that names what is wrong with its words or files. */
  attach(address: number, statement: Pick<DeviceStatement, 'type' | 'arguments'>): void {
    if (this.devices.has(address)) throw new Error(`device ${hex(address, 4)} is already attached`);
    const { type, arguments: words } = statement;
    const device = openHostDevice({
      type,
      words,
      console: () => {
        const consoleType = type.replace(/-C$/i, '') as '3215';
        const system = new SystemConsole(
          words[0] ?? '/',
          this.print,
          () => this.print(`HHCTE006A Enter input for console device ${hex(address, 4)}`),
          (action) => void this.machine.events.schedule(0, action),
          consoleType,
        );
        this.consoles.set(address, system);
        return system;
      },
    });
    // The console object makes its own device, so that its REQUEST key reaches it.
    const plugged = this.consoles.get(address)?.device ?? device;
    this.machine.channels.attach(address, plugged);
    this.devices.set(address, { type, words });
    this.nudge();
  }

  /** Detaches and closes a device; false when there is none. */
  detach(address: number): boolean {
    const device = this.machine.channels.detach(address);
    if (device === undefined) return false;
    device.close();
    this.devices.delete(address);
    this.consoles.delete(address);
    return true;
  }

  /** Gives a device other files. Disks, printers and punches are closed and attached again. */
  reinitialize(address: number, words: readonly string[]): void {
    const before = this.devices.get(address);
    const device = this.machine.channels.device(address);
    if (before === undefined || device === undefined) throw new Error(`device ${hex(address, 4)} not found`);
    if (/^(2501|2540R|3505|1442R|34[0-9]0|24[0-9]0|3411)/i.test(before.type)) {
      reloadHostDevice(device, words);
      this.devices.set(address, { type: before.type, words });
    } else {
      this.detach(address);
      try {
        this.attach(address, { type: before.type, arguments: words });
      } catch (error) {
        this.attach(address, { type: before.type, arguments: before.words });
        throw error;
      }
    }
    this.nudge();
  }

  /** Moves a device to another address. */
  redefine(from: number, to: number): void {
    const entry = this.devices.get(from);
    if (entry === undefined) throw new Error(`device ${hex(from, 4)} not found`);
    if (this.devices.has(to)) throw new Error(`device ${hex(to, 4)} is already attached`);
    this.detach(from);
    this.attach(to, { type: entry.type, arguments: entry.words });
  }

  /** Closes all devices and ends the loop. */
  close(): void {
    this.running = false;
    for (const address of [...this.devices.keys()]) this.detach(address);
    this.nudge();
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** The start key. */
  start(): void {
    if (this.stepping) this.stepPending = true;
    this.running = true;
    void this.loop();
    this.nudge();
  }

  /** The stop key. */
  stop(): void {
    this.running = false;
  }

  /** The external-interruption key. */
  externalKey(): void {
    this.machine.cpu.signalExternal(EXTERNAL_KEY);
    this.nudge();
  }

  /** IPL; prints why when it fails, starts the CPU when it loads. */
  async ipl(address: number, clear: boolean): Promise<void> {
    this.running = false;
    await this.loopEnded();
    const outcome = await this.bare.ipl(address, {
      clear,
      sleep: (microseconds) => this.sleep(microseconds / 1000),
    });
    switch (outcome.kind) {
      case 'loaded':
        this.start();
        break;
      case 'failed':
        this.print(
          `HHCCP029E IPL failed: CSW status=${hex(outcome.csw.low >>> 16, 4)}, residual count=${hex(outcome.csw.low & 0xffff, 4)}`,
        );
        break;
      case 'not-started':
        this.print(
          outcome.conditionCode === 3
            ? `HHCCP027E Device ${hex(address, 4)} not in configuration`
            : `HHCCP028E Device ${hex(address, 4)} busy or interrupt pending`,
        );
        break;
    }
  }

  /** An enabled wait or a sleep ends: something came from outside. */
  nudge(): void {
    this.wake?.();
  }

  private loopResolvers: (() => void)[] = [];

  private loopEnded(): Promise<void> {
    if (!this.looping) return Promise.resolve();
    this.nudge();
    return new Promise((resolve) => this.loopResolvers.push(resolve));
  }

  private async loop(): Promise<void> {
    if (this.looping) return;
    this.looping = true;
    try {
      while (this.running) {
        const exit = this.slice();
        switch (exit.kind) {
          case 'budget':
            await new Promise((resolve) => setImmediate(resolve));
            break;
          case 'wait': {
            const delay = this.machine.idle();
            if (delay > 0) await this.sleep(delay / 1000);
            break;
          }
          case 'disabled-wait':
            this.running = false;
            this.print('HHCCP011I CPU0000: Disabled wait state');
            this.print(`          ${pswLine(this.machine.cpu)}`);
            break;
          case 'stopped':
            this.running = false;
            break;
        }
      }
    } catch (error) {
      this.running = false;
      this.print(`HHCCP999E the machine stopped: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.looping = false;
      this.loopResolvers.splice(0).forEach((resolve) => resolve());
    }
  }

  /** One slice of work; instruction by instruction while the operator traces, steps or waits for an address. */
  private slice(): BareExit {
    if (!this.tracing && !this.stepping && this.breakpoint === undefined) return this.bare.run(SLICE);
    const { cpu } = this.machine;
    for (let i = 0; i < 500 && this.running; i++) {
      const address = cpu.psw.instructionAddress;
      const inRange =
        this.breakpoint !== undefined && address >= this.breakpoint.low && address <= this.breakpoint.high;
      if ((this.stepping || inRange) && !cpu.psw.wait) {
        if (!this.stepPending) {
          this.printState();
          this.running = false;
          this.stepPending = true;
          return { kind: 'stopped' };
        }
        this.stepPending = false;
      } else if (this.tracing && !cpu.psw.wait) this.printState();
      const exit = this.bare.run(1);
      if (exit.kind !== 'budget') return exit;
    }
    return { kind: 'budget' };
  }

  /** Types PSW, next instruction and general registers. */
  printState(): void {
    const { cpu } = this.machine;
    const { text } = instructionText(this.instructionBytes(cpu.psw.instructionAddress));
    this.print(`${pswLine(cpu)} INST=${text}`);
    for (const line of generalRegisterLines(cpu)) this.print(line);
  }

  /** Six bytes at a logical instruction address; zeros where there is no storage. */
  private instructionBytes(logical: number): Uint8Array {
    const { cpu, storage } = this.machine;
    const bytes = new Uint8Array(6);
    for (let i = 0; i < 6; i++) {
      const address = (logical + i) & 0xffffff;
      let absolute = cpu.absolute(address);
      if (cpu.psw.dat) {
        if (cpu.translate(address) !== 0) break;
        absolute = cpu.absolute(cpu.translation.real);
      }
      if (!storage.contains(absolute)) break;
      bytes[i] = storage.fetchByte(absolute);
    }
    return bytes;
  }

  /** Lets time pass, or less when something comes from outside. Timers of the host are coarse: short waits only yield. */
  private sleep(milliseconds: number): Promise<void> {
    if (milliseconds < 1) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.min(milliseconds, LONGEST_SLEEP));
      this.wake = done;
    });
  }
}
