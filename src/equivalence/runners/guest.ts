/** Runs programs as guests of CP: directly, or under a hypervisor that is itself a guest. */

import { guestAddress } from '../../cp/vmachine/guest-address.js';
import { storageImage, type ExternalEvent, type GuestProgram } from '../guest-program.js';
import { GUEST_IN_STORAGE, HYPERVISOR_GUEST, HYPERVISOR_PARAMETERS, type Hypervisor } from '../hypervisor.js';
import {
  runToEnd,
  type Efficiency,
  type Observation,
  type ProgramRun,
  type ProgramRunner,
  type RunState,
} from '../observation.js';
import { wordBytes } from '../words.js';
import { BLOCK, eventsOf, READER, usesTime } from './devices.js';
import { GuestSystem } from './guest-system.js';

/** Speeds: fast while nothing takes time; slow for programs with devices and timers, which otherwise would poll for long. */
const FAST = 1;
const SLOW = 0.01;
/** Instructions after which a program counts as endless, and steps in which nothing is executed: time passes and no more. */
const LONGEST_RUN = 2e6;
const MOST_IDLE_STEPS = 20_000;
const EXTERNAL_KEY = 0x40;

/** Control registers after an initial CPU reset. */
const CR_RESET: readonly number[] = [0xe0, 0, -1, ...new Array<number>(11).fill(0), 0xc2000000 | 0, 0x200];

export interface GuestRunnerOptions {
  readonly hypervisor?: Hypervisor;
  /** Guests run with compiled execution. */
  readonly compiled?: boolean;
  /** VM assist (SET ASSIST). Default on. */
  readonly assist?: boolean;
  /** Another virtual machine computes and changes its state meanwhile; programs that wait for events never end then. */
  readonly neighbour?: boolean;
}

/** One CP with one user, for one program after the other. */
export class GuestRunner implements ProgramRunner {
  readonly name: string;
  private readonly systems = new Map<string, GuestSystem>();
  private readonly origin: number;
  private system: GuestSystem | undefined;
  private executedBefore = 0;
  private before = { instructions: 0, simulated: 0 };

  constructor(private readonly options: GuestRunnerOptions = {}) {
    const level = options.hypervisor === undefined ? 'guest' : 'second-level guest';
    this.origin = options.hypervisor === undefined ? 0 : HYPERVISOR_GUEST;
    this.name = [
      level,
      ...(options.assist === false ? ['assist off'] : []),
      ...(options.neighbour === true ? ['with a neighbour'] : []),
      ...(options.compiled === true ? ['compiled'] : []),
    ].join(', ');
  }

  run(program: GuestProgram): Observation | undefined {
    return runToEnd(this.start(program));
  }

  start(program: GuestProgram): ProgramRun {
    const speed = usesTime(program) ? SLOW : FAST;
    const system = this.systemFor(speed, this.origin + program.storageSize);
    const { cp, vm, machine } = system;
    // the program before may not have come to its end
    cp.enterCp(vm);
    vm.settings.timer = program.intervalTimer === true ? 'real' : 'off';
    vm.settings.assist = this.options.assist !== false;
    system.equip(program);
    this.load(system, program);
    if (this.options.neighbour === true) system.startNeighbour();
    system.watchOthers();
    cp.beginExecution(vm);
    this.executedBefore = machine.instructionsExecuted;
    this.before = { ...vm.interventions };
    const limit = machine.instructionsExecuted + LONGEST_RUN;
    const events = eventsOf(program);
    let idleSteps = 0;
    return {
      step: (instructions) => {
        const before = machine.instructionsExecuted;
        const state = step(system, Math.max(1, instructions) / (1000 * speed), limit, events);
        idleSteps = machine.instructionsExecuted === before ? idleSteps + 1 : 0;
        return state === 'running' && idleSteps > MOST_IDLE_STEPS ? 'endless' : state;
      },
      observe: () => this.observe(system, program),
    };
  }

  efficiency(): Efficiency {
    const { instructions, simulated } = this.system!.vm.interventions;
    return {
      executed: this.system!.machine.instructionsExecuted - this.executedBefore,
      interventions: instructions - this.before.instructions,
      simulated: simulated - this.before.simulated,
    };
  }

  violations(): string[] {
    return this.system?.violations() ?? [];
  }

  private systemFor(instructionsPerMicrosecond: number, storage: number): GuestSystem {
    const kind = `${instructionsPerMicrosecond} ${storage}`;
    let system = this.systems.get(kind);
    if (system === undefined) {
      const compiled = this.options.compiled === true;
      system = new GuestSystem({ compiled, storage, instructionsPerMicrosecond });
      this.systems.set(kind, system);
    }
    this.system = system;
    return system;
  }

  /** Storage, keys, registers and PSW; under a hypervisor, as its parameters. */
  private load({ cp, vm }: GuestSystem, program: GuestProgram): void {
    const { origin } = this;
    const { hypervisor } = this.options;
    const { psw, gpr, storageSize } = program;
    if (vm.storage.size === origin + storageSize) cp.systemReset(vm, true);
    else cp.defineStorage(vm, origin + storageSize);
    cp.writeStorage(vm, origin, storageImage(program));
    for (let block = 0; block < origin + storageSize; block += BLOCK)
      vm.storage.setKey(guestAddress(block), 0);
    for (const { address, key } of program.keys) vm.storage.setKey(guestAddress(origin + address), key);
    vm.fpr.set(program.fpr);
    if (hypervisor === undefined) {
      vm.gpr.set(gpr);
      vm.psw.load(psw[0], psw[1]);
      return;
    }
    const { device, psw: pswAt, gpr: gprAt, cr } = HYPERVISOR_PARAMETERS;
    for (const { address, bytes } of hypervisor.segments) cp.writeStorage(vm, address, bytes);
    cp.writeStorage(vm, device, Uint8Array.of(GUEST_IN_STORAGE >> 8, GUEST_IN_STORAGE & 0xff));
    cp.writeStorage(vm, pswAt, wordBytes(psw));
    cp.writeStorage(vm, gprAt, wordBytes(gpr));
    cp.writeStorage(vm, cr, wordBytes(CR_RESET));
    vm.psw.load(0, hypervisor.entry);
  }

  private observe(system: GuestSystem, program: GuestProgram): Observation {
    const { cp, vm } = system;
    const { origin } = this;
    const nested = origin !== 0;
    const { psw } = vm;
    const words = (address: number, count: number): number[] => {
      const view = new DataView(cp.readStorage(vm, address, 4 * count)!.buffer);
      return Array.from({ length: count }, (_, index) => view.getInt32(4 * index));
    };
    const { psw: pswAt, cr } = HYPERVISOR_PARAMETERS;
    return {
      ended: vm.state !== 'cp' ? 'running' : psw.wait ? 'disabled-wait' : 'stopped',
      psw: nested ? (words(pswAt, 2) as [number, number]) : [psw.high(), psw.low()],
      gpr: [...vm.gpr],
      fpr: [...vm.fpr],
      cr: nested ? words(cr, 16) : [...vm.cr],
      storage: cp.readStorage(vm, origin, program.storageSize)!,
      keys: Array.from({ length: program.storageSize / BLOCK }, (_, block) =>
        cp.readKey(vm, origin + block * BLOCK)!,
      ),
      ...system.output(),
      media: system.media(),
    };
  }
}

function step(
  system: GuestSystem,
  milliseconds: number,
  limit: number,
  events: () => ExternalEvent | undefined,
): RunState {
  const { cp, vm, machine } = system;
  const delay = cp.runSlice(milliseconds);
  if (system.failure !== undefined)
    throw new Error(`CP failed: ${String(system.failure)}`, { cause: system.failure });
  if (vm.state === 'cp') return 'ended';
  if (machine.instructionsExecuted > limit) return 'endless';
  if (delay !== Infinity) return 'running';
  const event = vm.state === 'waiting' ? events() : undefined;
  if (event === undefined) return 'endless';
  if (event === 'key') cp.postExternal(vm, EXTERNAL_KEY);
  else {
    const reader = vm.devices.get(READER);
    if (reader !== undefined) cp.readyDevice(vm, reader);
  }
  return 'running';
}
