/** A machine: main storage, CPUs, channel subsystem, event queue and clocks in one piece. */

import type { ChannelSet } from './channel/channel-set.js';
import { createChannels } from './channel/index.js';
import { CountedClock, TodClock } from './clocks.js';
import type { Cpu, CpuEnvironment } from './cpu.js';
import { createCpu, executionManner } from './create-cpu.js';
import { EventQueue, type MachineClock } from './event-queue.js';
import { buildDispatch } from './instructions/executors.js';
import type { Facility } from './instructions/table.js';
import { layOutMachine } from './layout.js';
import { channelType, GENERAL_MODEL, type MachineModel } from './models.js';
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
  /** The interval timer at real X'50' runs. Default true; a Control Program that keeps its own time says false. */
  readonly intervalTimer?: boolean;
  /** Bytes that one storage key is for. Default 2048. */
  readonly keyBlockSize?: 2048 | 4096;
  /** Facilities that this machine lacks although its model could have them. */
  readonly absentFacilities?: ReadonlySet<Facility>;
  /** State goes here when given (its size: `layOutMachine(storageSize).totalSize` at least). */
  readonly buffer?: ArrayBufferLike;
}

/** One machine. Nothing in it is shared with another. */
export class Machine {
  readonly model: MachineModel;
  readonly storage: MainStorage;
  readonly events: EventQueue;
  readonly tod: TodClock;
  /** The channels; devices are attached to them. */
  readonly channels: ChannelSet;
  readonly cpus: readonly Cpu[];

  constructor(options: MachineOptions) {
    this.model = options.model ?? GENERAL_MODEL;
    const layout = layOutMachine(options.storageSize);
    const buffer = options.buffer ?? new ArrayBuffer(layout.totalSize);
    if (buffer.byteLength < layout.totalSize) throw new RangeError('the buffer is too small for the machine');
    const clock = options.clock ?? new CountedClock(this.model.speed);
    this.storage = new MainStorage(buffer, layout, options.keyBlockSize);
    this.events = new EventQueue(clock);
    this.tod = new TodClock(clock, options.tod ?? 0n);
    this.channels = createChannels({
      storage: this.storage,
      events: this.events,
      channelType: (channel) => channelType(this.model, channel),
      interruptionPending: () => this.cpus.forEach((cpu) => cpu.interruptionPending()),
    });
    const { version, serial, model } = options.cpuId ?? {
      version: 0,
      serial: 1,
      model: this.model.idNumber,
    };
    const { facilities } = this.model;
    const installed = (facility: Facility): boolean =>
      facilities.has(facility) && options.absentFacilities?.has(facility) !== true;
    const environment: CpuEnvironment = {
      storage: this.storage,
      events: this.events,
      tod: this.tod,
      channels: this.channels,
      dispatch: buildDispatch(installed, executionManner(this.model)),
      cpuId: { high: (version << 24) | (serial & 0xffffff), low: model << 16 },
      intervalTimer: options.intervalTimer ?? true,
      intervalTimerStep: this.model.intervalTimerStep,
      storageProtection: installed('storage-protection'),
    };
    this.cpus = layout.cpus.map((cpuLayout, address) =>
      createCpu(this.model, environment, cpuLayout, address),
    );
    if (clock instanceof CountedClock) clock.count(() => this.instructionsExecuted);
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
    this.poll();
    // time goes on: an event may have come due, and run, in between
    if (ran > 0 || this.events.nextTime() !== due) return 0;
    let next = this.events.nextTime();
    for (const cpu of this.cpus) next = Math.min(next, cpu.nextTimerTime());
    if (next === Infinity) return Infinity;
    const delay = next - this.events.now();
    if (delay > 0 && !this.events.clock.skipTo(next)) return delay;
    this.poll();
    return 0;
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

  /** Clear reset: subsystem and CPU reset, zero storage, keys and registers. */
  clearReset(): void {
    this.systemReset();
    this.storage.clear();
    for (const cpu of this.cpus) {
      cpu.gpr.fill(0);
      cpu.fpr.fill(0);
      cpu.purgeAccess();
    }
  }

  /** Initial reset of channels and CPUs; storage and registers stay. */
  systemReset(): void {
    this.channels.reset();
    for (const cpu of this.cpus) cpu.initialReset();
  }
}
