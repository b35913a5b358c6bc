/** A bare machine with an operator: its devices and their host files, its keys, and the loop that runs it. */

import {
  BareMachine,
  EXTERNAL_KEY,
  HostClock,
  Machine,
  todFromUnixMilliseconds,
  type Cpu,
  type StateReader,
  type StateRecord,
} from '../../s370/index.js';
import { describeError } from '../../media/host-error.js';
import { wordsToReplay } from '../../media/index.js';
import type { MachineConfiguration } from '../../media/index.js';
import { DeviceRoom } from './device-room.js';
import { hex } from './display.js';
import { MachineInputs } from './inputs.js';
import { PacedClock } from './paced-clock.js';
import { RunLoop } from './run-loop.js';

/** What a machine is made of: the configuration, but for its devices. */
export type MachineSettings = Pick<
  MachineConfiguration,
  'model' | 'cpuModel' | 'cpuSerial' | 'mainSize' | 'numberOfCpus' | 'loadParameter' | 'consolePort'
>;

/** How a machine is run. */
export interface OperatedSettings {
  /** Directory that relative file names start from; without it the process's own. */
  readonly directory?: string;
  /** TOD clock at the start; without it the host's time. */
  readonly tod?: bigint;
  /** Machine time: the host's, or counted in instructions and waits. */
  readonly clock?: 'host' | 'counted';
  /** Interpret everything: compile nothing. */
  readonly interpreted?: boolean;
  /** Inputs come from a log, and nothing is written to disks or over the paper of the recorded run. */
  readonly replay?: boolean;
}

/** The machine, its devices and its state as the operator's console shows and changes them. */
export class OperatedMachine {
  readonly machine: Machine;
  readonly bare: BareMachine;
  readonly loop: RunLoop;
  readonly devices: DeviceRoom;
  /** Where everything enters that comes from outside. */
  readonly inputs = new MachineInputs(() => this.loop.endWait());
  /** The CPU that the operator's commands are for. */
  selectedCpu = 0;
  /** LOADPARM, as it is shown. */
  loadParameter: string;

  constructor(
    readonly configuration: MachineSettings,
    /** Writes a line on the operator's console. */
    readonly print: (line: string) => void,
    options: OperatedSettings = {},
  ) {
    this.machine = new Machine({
      model: configuration.model,
      storageSize: configuration.mainSize,
      cpus: configuration.numberOfCpus,
      clock:
        options.clock === 'counted'
          ? new PacedClock(configuration.model.speed)
          : new HostClock(() => performance.now()),
      tod: options.tod ?? todFromUnixMilliseconds(Date.now()),
      compiled: options.interpreted !== true && { now: () => performance.now() },
      cpuId: {
        version: 0,
        serial: parseInt(configuration.cpuSerial, 16),
        model: parseInt(configuration.cpuModel, 16),
      },
    });
    this.machine.onDeviceFault = (address, fault) => {
      const what = describeError(fault);
      print(`HHCCP900E ${hex(address, 4)}: device failed, interface control check: ${what}`);
    };
    this.bare = new BareMachine(this.machine);
    this.loop = new RunLoop(this.bare, print);
    this.devices = new DeviceRoom(this.machine, print, () => this.nudge(), {
      directory: options.directory,
      inputs: this.inputs,
      words: options.replay === true ? wordsToReplay : undefined,
    });
    if (options.replay === true) {
      this.inputs.replaying = true;
      this.loop.lead();
    }
    this.loadParameter = configuration.loadParameter;
  }

  /** The CPU that the operator's commands are for. */
  get cpu(): Cpu {
    return this.machine.cpus[this.selectedCpu];
  }

  /** What the operator has set, for a snapshot. */
  saveState(): StateRecord {
    const { selectedCpu, loadParameter } = this;
    return { selectedCpu, loadParameter, loop: this.loop.saveState() };
  }

  restoreState(state: StateReader): void {
    this.selectedCpu = state.number('selectedCpu');
    this.loadParameter = state.text('loadParameter');
    this.loop.restoreState(state.within('loop'));
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

  /** The start key of a CPU. */
  start(address = this.selectedCpu): void {
    this.bare.startCpu(address);
    this.loop.start();
  }

  /** The stop key of a CPU. The machine stands between two instructions: it takes effect at once. */
  stop(address = this.selectedCpu): void {
    const { cpus } = this.machine;
    if (cpus[address].state === 'operating') cpus[address].enterStopped();
    if (cpus.every(({ state }) => state !== 'operating')) this.loop.stop();
  }

  startAll(): void {
    for (const { address } of this.machine.cpus) this.start(address);
  }

  stopAll(): void {
    for (const { address } of this.machine.cpus) this.stop(address);
  }

  /** The restart key of a CPU. */
  restart(address = this.selectedCpu): void {
    this.bare.restart(address);
    this.loop.start();
  }

  /** Everything stops, then is reset. */
  reset(action: (machine: Machine) => void): void {
    this.stopAll();
    this.loop.stop();
    action(this.machine);
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
      cpu: this.selectedCpu,
      sleep: (microseconds) => this.loop.pass(microseconds),
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
