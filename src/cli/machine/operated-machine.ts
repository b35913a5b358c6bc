/** A bare machine with an operator: its devices and their host files, its keys, and the loop that runs it. */

import {
  BareMachine,
  EXTERNAL_KEY,
  HostClock,
  Machine,
  todFromUnixMilliseconds,
  type Cpu,
} from '../../s370/index.js';
import { shownTime } from '../../media/index.js';
import type { MachineConfiguration } from '../../media/index.js';
import { DeviceRoom } from './device-room.js';
import { hex } from './display.js';
import { RunLoop } from './run-loop.js';

/** The machine, its devices and its state as the operator's console shows and changes them. */
export class OperatedMachine {
  readonly machine: Machine;
  readonly bare: BareMachine;
  readonly loop: RunLoop;
  readonly devices: DeviceRoom;
  /** The CPU that the operator's commands are for. */
  selectedCpu = 0;
  /** LOADPARM, as it is shown. */
  loadParameter: string;

  constructor(
    readonly configuration: MachineConfiguration,
    /** Writes a line on the operator's console. */
    readonly print: (line: string) => void,
    options: { readonly directory?: string } = {},
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
    this.loop = new RunLoop(this.bare, print);
    this.devices = new DeviceRoom(this.machine, print, () => this.nudge(), options.directory);
    this.loadParameter = configuration.loadParameter;
  }

  /** The CPU that the operator's commands are for. */
  get cpu(): Cpu {
    return this.machine.cpus[this.selectedCpu];
  }

  /** Closes all devices and ends the loop. */
  close(): void {
    this.loop.stop();
    this.devices.close();
    this.nudge();
  }

  get isRunning(): boolean {
    return this.loop.isRunning;
  }

  /** The start key. */
  start(): void {
    this.loop.start();
  }

  /** The stop key. */
  stop(): void {
    this.loop.stop();
  }

  /** The restart key. */
  restart(): void {
    this.bare.restart();
    this.start();
  }

  /** The external-interruption key, or one of the external signals 2 to 7. */
  external(signal?: number): void {
    this.cpu.signalExternal(signal === undefined ? EXTERNAL_KEY : 0x80 >>> signal);
    this.nudge();
  }

  /** IPL; prints why when it fails, starts the CPU when it loads. */
  async ipl(address: number, clear: boolean): Promise<void> {
    await this.loop.halt();
    const outcome = await this.bare.ipl(address, {
      clear,
      sleep: (microseconds) => this.loop.sleep(microseconds / 1000),
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
    this.loop.nudge();
  }
}
