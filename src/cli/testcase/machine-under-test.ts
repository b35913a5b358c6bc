/** The machine that a test script sets up, changes and runs: rebuilt when its size or its CPUs change. */

import { reloadHostDevice } from '../../media/index.js';
import {
  BareMachine,
  Console3215,
  EXTERNAL_KEY,
  Machine,
  type Cpu,
  type IplOutcome,
  type ProgramExit,
} from '../../s370/index.js';
import { attachDevice } from '../../system/configured-devices.js';
import { SystemConsole } from '../machine/system-console.js';

/** Instructions between two looks at the host's clock. */
const SLICE = 200_000;
/** So many program interruptions in a slice, without an instruction between them, are an endless loop. */
const LOOP_INTERRUPTIONS = 10_000;
/** Address of the console printer-keyboard that every test has. */
const CONSOLE_ADDRESS = 0x009;

/** How a run ended. */
export type RunOutcome =
  /** No CPU can do anything; the PSWs of those that wait, by CPU address. */
  | { readonly kind: 'ended'; readonly waits: readonly { readonly high: number; readonly low: number }[] }
  | { readonly kind: 'interrupt-loop' }
  | { readonly kind: 'timeout'; readonly waiting: boolean };

export interface MachineListener {
  /** A line typed on the console, or by a device. */
  readonly print: (line: string) => void;
  readonly programInterruption: (exit: ProgramExit) => void;
}

/** CPU identification as STIDP stores it. */
export interface CpuIdentification {
  readonly version: number;
  readonly serial: number;
  readonly model: number;
}

interface AttachedDevice {
  readonly type: string;
  readonly words: readonly string[];
}

/** A bare machine with a counted clock, so that a test is a function of its script. */
export class MachineUnderTest {
  machine: Machine;
  bare: BareMachine;
  /** Address of the CPU that commands are for. */
  selected = 0;
  private size = 0x200000;
  private cpus = 1;
  private identification: CpuIdentification = { version: 0xfd, serial: 0x000001, model: 0x0586 };
  private programInterruptions = 0;
  /** A key has set a CPU going, and the machine has not come to an end since. */
  private started = false;
  private readonly attached = new Map<number, AttachedDevice>();

  constructor(private readonly listener: MachineListener) {
    this.attached.set(CONSOLE_ADDRESS, { type: '1052', words: [] });
    ({ machine: this.machine, bare: this.bare } = this.build());
  }

  get cpu(): Cpu {
    return this.machine.cpus[this.selected];
  }

  get numberOfCpus(): number {
    return this.cpus;
  }

  /** Changes what the machine is built of; storage and registers are then as after power-on. */
  configure(change: { size?: number; cpus?: number; identification?: Partial<CpuIdentification> }): void {
    const { size = this.size, cpus = this.cpus } = change;
    const identification = { ...this.identification, ...change.identification };
    const same =
      size === this.size &&
      cpus === this.cpus &&
      (['version', 'serial', 'model'] as const).every(
        (field) => identification[field] === this.identification[field],
      );
    if (same) return;
    this.size = size;
    this.cpus = cpus;
    this.identification = identification;
    this.selected = Math.min(this.selected, cpus - 1);
    this.unplugAll();
    ({ machine: this.machine, bare: this.bare } = this.build());
  }

  /** Attaches a device. Throws an Error that says what is wrong with its words or files. */
  attach(address: number, type: string, words: readonly string[]): void {
    if (this.attached.has(address)) throw new Error(`device ${deviceName(address)} is already attached`);
    this.plug(this.machine, address, { type, words });
    this.attached.set(address, { type, words });
  }

  /** False when there is no such device. */
  detach(address: number): boolean {
    if (!this.attached.delete(address)) return false;
    this.machine.channels.detach(address)?.close();
    return true;
  }

  /** Gives a reader or a tape drive other files. */
  reload(address: number, words: readonly string[]): void {
    const device = this.machine.channels.device(address);
    const before = this.attached.get(address);
    if (device === undefined || before === undefined) throw new Error(`no device ${deviceName(address)}`);
    reloadHostDevice(device, words);
    this.attached.set(address, { type: before.type, words });
  }

  /** Devices by ascending address, with the words that they were attached with. */
  devices(): readonly {
    readonly address: number;
    readonly type: string;
    readonly words: readonly string[];
  }[] {
    return [...this.attached].sort(([a], [b]) => a - b).map(([address, device]) => ({ address, ...device }));
  }

  /** Has a key set the machine going? */
  get going(): boolean {
    return this.started;
  }

  /** Lets the machine run until it has stopped, or goes on later. */
  async goOn(milliseconds: number): Promise<RunOutcome> {
    return this.run(milliseconds, true);
  }

  /** Lets the machine run until it has stopped or `milliseconds` of the host's time are over. */
  async run(milliseconds: number, later = false): Promise<RunOutcome> {
    const { bare, machine } = this;
    this.started = false;
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const before = machine.instructionsExecuted;
      this.programInterruptions = 0;
      const exit = bare.run(SLICE);
      switch (exit.kind) {
        case 'disabled-wait':
        case 'stopped':
        case 'check-stop': {
          const waiting = machine.cpus.filter(({ state, psw }) => state === 'operating' && psw.wait);
          const waits = waiting.map((cpu) => cpu.storePsw());
          stopCpus(machine, bare);
          return { kind: 'ended', waits };
        }
        case 'budget': {
          const executed = machine.instructionsExecuted - before;
          if (this.programInterruptions >= Math.max(executed, LOOP_INTERRUPTIONS)) {
            return { kind: 'interrupt-loop' };
          }
          break;
        }
        case 'wait':
          // the counted clock jumps to the next event; without one only the host's files and lines can wake it
          if (machine.idle() > 0) await new Promise((resolve) => setTimeout(resolve, 1));
          break;
      }
      if (performance.now() >= deadline) {
        this.started = later;
        if (!later) stopCpus(machine, bare);
        return { kind: 'timeout', waiting: exit.kind === 'wait' };
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The restart key of the selected CPU. */
  restart(): void {
    this.started = true;
    this.bare.restart(this.selected);
  }

  /** The start key of the selected CPU. */
  start(): void {
    this.started = true;
    this.bare.startCpu(this.selected);
  }

  /** The start keys of all CPUs. */
  startAll(): void {
    this.started = true;
    for (const { address } of this.machine.cpus) this.bare.startCpu(address);
  }

  /** The stop keys of all CPUs. */
  stop(): void {
    this.started = false;
    stopCpus(this.machine, this.bare);
  }

  /** The external-interruption key. */
  external(): void {
    this.cpu.signalExternal(EXTERNAL_KEY);
  }

  /** IPL from a device. */
  async ipl(address: number, clear: boolean): Promise<IplOutcome> {
    const outcome = await this.bare.ipl(address, {
      clear,
      cpu: this.selected,
      sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
    });
    this.started = outcome.kind === 'loaded';
    return outcome;
  }

  /** The 4K frame at an absolute address can't be used, or can be used again. */
  setUsable(frame: number, usable: boolean): void {
    const { storage } = this.machine;
    for (const block of [frame & ~0xfff, frame | 0x800]) {
      if (usable) storage.repair(block);
      else storage.damage(block, { part: 'data', permanent: true });
    }
  }

  /** Closes every device. */
  close(): void {
    this.unplugAll();
    this.attached.clear();
  }

  private build(): { machine: Machine; bare: BareMachine } {
    const machine = new Machine({
      storageSize: this.size,
      cpuId: this.identification,
      cpus: this.cpus,
      serials: 'same',
      // as the machine for which the scripts were written
      herculesChannels: true,
    });
    const bare = new BareMachine(machine);
    stopCpus(machine, bare);
    bare.onProgramInterruption = (exit) => {
      this.programInterruptions++;
      this.listener.programInterruption(exit);
    };
    for (const [address, device] of this.attached) this.plug(machine, address, device);
    return { machine, bare };
  }

  private plug(machine: Machine, address: number, { type, words }: AttachedDevice): void {
    let system: SystemConsole | undefined;
    attachDevice(
      machine,
      address,
      { type, arguments: words },
      {
        console: () => {
          system = new SystemConsole(words[0] ?? '/', this.listener.print, () => undefined);
          return system;
        },
        attached: (_address, device) => {
          if (device instanceof Console3215) system?.connect(device);
        },
      },
    );
  }

  private unplugAll(): void {
    for (const address of this.attached.keys()) this.machine.channels.detach(address)?.close();
  }
}

/** The stop key of every CPU, and its effect. */
function stopCpus(machine: Machine, bare: BareMachine): void {
  for (const { address } of machine.cpus) bare.stopCpu(address);
  bare.run(1);
}

/** A device address as four hexadecimal digits. */
export function deviceName(address: number): string {
  return address.toString(16).toUpperCase().padStart(4, '0');
}
