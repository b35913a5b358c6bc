/** A machine: main storage, CPUs, channel subsystem, event queue and clocks in one piece. */

import type { ChannelSet } from './channel/channel-set.js';
import type { ConditionCode } from './channel/contract.js';
import { createChannels } from './channel/index.js';
import { NO_CHANNELS } from './channel/no-channels.js';
import { CountedClock, HostClock, TodClock } from './clocks.js';
import type { Cpu, CpuEnvironment } from './cpu.js';
import { CompiledExecution, type CompiledOptions } from './compiled/compiled-execution.js';
import { pagesOf } from './compiled/wasm/module-writer.js';
import { createCpu, executionManner } from './create-cpu.js';
import { EventQueue, type MachineClock } from './event-queue.js';
import { buildDispatch } from './instructions/executors.js';
import type { Facility } from './instructions/table.js';
import { layOutMachine } from './layout.js';
import type { MachineCheckCondition, MachineCheckDetails } from './machine-check.js';
import { channelType, GENERAL_MODEL, type MachineModel } from './models.js';
import type { ProcessorComplex } from './processor-complex.js';
import { storeStatus } from './processor-functions.js';
import { restoreMachine, saveMachine } from './snapshot.js';
import type { StateReader, StateRecord } from './state.js';
import { MainStorage } from './storage.js';

/** How to build a machine. */
export interface MachineOptions {
  /** Main storage in bytes, a multiple of 4096, at most 16M. */
  readonly storageSize: number;
  /** Model (`findModel`). Default: a System/370 with every facility, called X'3158' by STIDP. */
  readonly model?: MachineModel;
  /** Machine time. Default: counted at the model's speed, which makes a run a function of its inputs. */
  readonly clock?: MachineClock;
  /** TOD clock value at machine time 0. Default 0. */
  readonly tod?: bigint;
  /** What STIDP stores: version, serial number and model. Default version X'00', serial 000001, the model's number. */
  readonly cpuId?: { readonly version: number; readonly serial: number; readonly model: number };
  /** Serial numbers of several CPUs: `by-cpu` (default) has the CPU address as first digit, `same` is the same for all. */
  readonly serials?: 'by-cpu' | 'same';
  /** The interval timer at real X'50' runs. Default true; a Control Program that keeps its own time says false. */
  readonly intervalTimer?: boolean;
  /** Number of CPUs, 1 to 16. Default 1. All but the first are stopped at the start. */
  readonly cpus?: number;
  /** `mp` (default): every CPU has a channel set of its own; `ap`: only the first one, the others are attached processors. */
  readonly configuration?: 'mp' | 'ap';
  /** Bytes that one storage key is for. Default: the model's. */
  readonly keyBlockSize?: 2048 | 4096;
  /** Facilities that this machine lacks although its model could have them. */
  readonly absentFacilities?: ReadonlySet<Facility>;
  /**
   * Channel manners of Hercules, for programs that were written on it: a control command may have a count of zero
   * (the manual has a program check), and an operation ends with one interruption that has channel end and device end.
   */
  readonly herculesChannels?: boolean;
  /** State goes here when given (its size: `layOutMachine(storageSize, cpus).totalSize` at least). */
  readonly buffer?: ArrayBufferLike;
  /**
   * Compile code that is executed often: several times as fast, and nothing else differs. Default false. System/370
   * only, and not with a buffer of one's own; elsewhere everything is interpreted.
   */
  readonly compiled?: boolean | CompiledOptions;
}

/** Can this machine's code be compiled, and is it asked for? */
function compiles({ architecture }: MachineModel, { buffer, compiled }: MachineOptions): boolean {
  return architecture === 'S/370' && buffer === undefined && compiled !== undefined && compiled !== false;
}

/** One machine. Nothing in it is shared with another. */
export class Machine implements ProcessorComplex {
  readonly model: MachineModel;
  readonly storage: MainStorage;
  readonly events: EventQueue;
  /** TOD clock of the first CPU. */
  readonly tod: TodClock;
  /** The channels of the first CPU (the first channel set); devices are attached to them. */
  readonly channels: ChannelSet;
  /** Channel sets by address: at first, each is connected to the CPU with the same address. */
  readonly channelSets: readonly ChannelSet[];
  readonly cpus: readonly Cpu[];
  /** What compiles the code of all CPUs; undefined when everything is interpreted. */
  readonly compiled: CompiledExecution | undefined;
  /** Told of a device that has failed in a way no device may; its program has ended with interface control check. */
  onDeviceFault: ((address: number, fault: unknown) => void) | undefined = undefined;
  /** Address of the CPU that runs next when several take turns. */
  turn = 0;

  constructor(options: MachineOptions) {
    this.model = options.model ?? GENERAL_MODEL;
    const layout = layOutMachine(options.storageSize, options.cpus);
    const memory = compiles(this.model, options)
      ? new WebAssembly.Memory({ initial: pagesOf(layout.totalSize) })
      : undefined;
    const buffer = options.buffer ?? memory?.buffer ?? new ArrayBuffer(layout.totalSize);
    if (buffer.byteLength < layout.totalSize) throw new RangeError('the buffer is too small for the machine');
    const clock = options.clock ?? new CountedClock(this.model.speed);
    this.storage = new MainStorage(buffer, layout, options.keyBlockSize ?? this.model.keyBlockSize);
    const { facilities } = this.model;
    const installed = (facility: Facility): boolean =>
      facilities.has(facility) && options.absentFacilities?.has(facility) !== true;
    this.compiled =
      memory &&
      new CompiledExecution(
        memory,
        this.storage,
        layout,
        typeof options.compiled === 'object' ? options.compiled : {},
        installed,
      );
    this.events = new EventQueue(clock);
    const count = layout.cpus.length;
    const setCount = options.configuration === 'ap' ? 1 : count;
    this.channelSets = Array.from({ length: setCount }, (_, set) =>
      createChannels({
        storage: this.storage,
        events: this.events,
        channelType: (channel) => channelType(this.model, channel),
        suspendResume: installed('suspend-and-resume'),
        fastRelease: this.model.fastRelease && options.herculesChannels !== true,
        limitedLogout: this.model.architecture === 'S/370',
        zeroCountControl: options.herculesChannels === true,
        endTogether: options.herculesChannels === true,
        deviceFault: (address, fault) => this.onDeviceFault?.(address, fault),
        interruptionPending: () => this.connectedTo(set)?.interruptionPending(),
      }),
    );
    this.channels = this.channelSets[0];
    const { version, serial, model } = options.cpuId ?? {
      version: 0,
      serial: 1,
      model: this.model.idNumber,
    };
    const shared = {
      storage: this.storage,
      watcher: this.compiled?.codeMap,
      events: this.events,
      complex: this,
      dispatch: buildDispatch(installed, executionManner(this.model)),
      intervalTimer: options.intervalTimer ?? true,
      intervalTimerStep: this.model.intervalTimerStep,
      storageProtection: installed('storage-protection'),
      dualAddressSpace: installed('dual-address-space'),
    };
    const several = count > 1;
    this.cpus = layout.cpus.map((cpuLayout, address) => {
      const numbered = several && options.serials !== 'same';
      const number = numbered ? (address << 20) | (serial & 0xfffff) : serial & 0xffffff;
      const environment: CpuEnvironment = {
        ...shared,
        tod: new TodClock(clock, options.tod ?? 0n, several ? address : -1),
        channels: this.channelSets[address] ?? NO_CHANNELS,
        cpuId: { high: (version << 24) | number, low: model << 16 },
      };
      return createCpu(this.model, environment, cpuLayout, address, this.compiled);
    });
    this.tod = this.cpu.tod;
    for (const cpu of this.cpus.slice(1)) cpu.enterStopped();
    if (clock instanceof CountedClock || clock instanceof HostClock) {
      clock.count(() => this.instructionsExecuted);
    }
    this.events.onEarlier = () => this.cpus.forEach((cpu) => cpu.eventScheduled());
  }

  /** The first CPU. */
  get cpu(): Cpu {
    return this.cpus[0];
  }

  /** Instructions of all CPUs since the machine was made. */
  get instructionsExecuted(): number {
    let sum = 0;
    for (const cpu of this.cpus) sum += cpu.instructionsExecuted;
    return sum;
  }

  /** Every access map forgets the 4K frame at `absolute`, because it gets another owner. */
  dropFrame(absolute: number): void {
    this.storage.dropFrame(absolute);
  }

  /** Runs due events and updates timers now. */
  poll(): void {
    for (const cpu of this.cpus) cpu.poll();
  }

  /**
   * Nothing can be executed: goes on to the next event or timer. Returns 0 when something may have happened now,
   * else the microseconds that the host has to let pass; Infinity when only the outside world can wake the machine.
   */
  idle(): number {
    const ran = this.events.runDue();
    const due = this.events.nextTime();
    const latched = this.latchedConditions();
    this.poll();
    // time goes on: an event may have come due, and run, in between, or an interval timer have run out unseen
    if (ran > 0 || this.events.nextTime() !== due || this.latchedConditions() !== latched) return 0;
    let next = this.events.nextTime();
    for (const cpu of this.cpus) next = Math.min(next, cpu.nextTimerTime());
    if (next === Infinity) return Infinity;
    const delay = next - this.events.now();
    if (delay > 0 && !this.events.clock.skipTo(next)) return delay;
    this.poll();
    return 0;
  }

  /** How many external conditions the CPUs have latched. */
  private latchedConditions(): number {
    let count = 0;
    for (const { externals } of this.cpus) {
      for (let bits = externals.latched; bits !== 0; bits &= bits - 1) count++;
    }
    return count;
  }

  /**
   * The whole machine with its channels and devices as data, between two runs of its CPUs. Translations are forgotten
   * (as by PURGE TLB), so that this machine and one restored from the data go on alike. Throws `StateError` when
   * something is under way that can't be kept.
   */
  saveState(): StateRecord {
    return saveMachine(this);
  }

  /**
   * Goes on where `saveState` was called. This machine has the same model, storage, CPUs and devices, and has not run
   * yet. Throws `StateError` saying what is different, and what devices and their backing throw.
   */
  restoreState(state: StateReader): void {
    restoreMachine(this, state);
  }

  /** Clear reset: initial CPU reset of all CPUs, subsystem reset, zero storage, keys and registers. */
  clearReset(): void {
    this.systemReset();
    this.storage.clear();
    for (const cpu of this.cpus) {
      cpu.gpr.fill(0);
      cpu.fpr.fill(0);
      cpu.purgeAccess();
    }
  }

  /**
   * Initial CPU reset of all CPUs and subsystem reset; storage and registers stay. All CPUs but the first are
   * stopped; the first one operates as soon as its owner runs it.
   */
  systemReset(): void {
    this.subsystemReset();
    for (const cpu of this.cpus) this.resetCpu(cpu, true);
    this.cpu.startOperating();
  }

  /** What power-on leaves: a clear reset of everything, and no channel set connected elsewhere. */
  powerOnReset(): void {
    for (const cpu of this.cpus) cpu.channels = this.channelSets[cpu.address] ?? NO_CHANNELS;
    this.clearReset();
  }

  /** Subsystem reset: ends all input and output of every channel set and drops its interruptions. */
  subsystemReset(): void {
    for (const set of this.channelSets) set.reset();
  }

  /** CPU reset: drops what is pending; PSW, prefix, registers and timers stay. The CPU is stopped then. */
  cpuReset(address: number): void {
    this.resetCpu(this.cpus[address], false);
  }

  /** Initial CPU reset: PSW, prefix, timers and control registers too. The CPU is stopped then. */
  initialCpuReset(address: number): void {
    this.resetCpu(this.cpus[address], true);
  }

  /** The resets of IPL: initial on the CPU that loads, CPU reset on the others; it loads and they are stopped. */
  resetForIpl(loading: Cpu, clear: boolean): void {
    if (clear) this.clearReset();
    else {
      this.subsystemReset();
      for (const cpu of this.cpus) this.resetCpu(cpu, cpu === loading);
    }
    for (const cpu of this.cpus) if (cpu !== loading) cpu.enterStopped();
  }

  private resetCpu(cpu: Cpu, initial: boolean): void {
    if (initial) cpu.initialReset();
    else cpu.reset();
    cpu.enterStopped();
  }

  /** Stores the status of a CPU at absolute X'D8' to X'1FF'; a System/360 has no such function. */
  storeStatus(address = 0): void {
    if (this.model.architecture !== 'S/370') throw new Error(`a ${this.model.name} cannot store its status`);
    storeStatus(this.cpus[address]);
  }

  /** Something is wrong with the machine: makes a machine-check condition pending in a CPU. */
  raiseMachineCheck(
    condition: MachineCheckCondition,
    details: MachineCheckDetails & { readonly cpu?: number } = {},
  ): void {
    const cpu = this.cpus[details.cpu ?? 0];
    cpu.machineChecks.raise(condition, details);
    cpu.interruptionPending();
  }

  /** The CPU that a channel set is connected to. */
  private connectedTo(channelSet: number): Cpu | undefined {
    return this.cpus.find((cpu) => cpu.channels === this.channelSets[channelSet]);
  }

  resetChannels(cpu: Cpu): void {
    cpu.channels.reset();
  }

  connectChannelSet(cpu: Cpu, channelSet: number): ConditionCode {
    const set = this.channelSets[channelSet];
    if (set === undefined) return 3;
    const owner = this.connectedTo(channelSet);
    if (owner === cpu) return 0;
    if (owner !== undefined) return 1;
    cpu.channels = set;
    cpu.interruptionPending();
    return 0;
  }

  /** A CPU that does not operate loses its channel set to anyone; one that does only to itself. */
  disconnectChannelSet(cpu: Cpu, channelSet: number): ConditionCode {
    if (this.channelSets[channelSet] === undefined) return 3;
    const owner = this.connectedTo(channelSet);
    if (owner === undefined) return 0;
    if (owner !== cpu && owner.state === 'operating') return 1;
    owner.channels = NO_CHANNELS;
    return 0;
  }
}
