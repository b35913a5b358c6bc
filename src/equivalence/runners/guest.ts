/** Runs programs as guests of CP: directly, or under a hypervisor that is itself a guest. */

import {
  Cp,
  Directory,
  HOST_ABSENT_FACILITIES,
  type CpRooms,
  type Vmblok,
  type VmConsole,
} from '../../cp/index.js';
import { guestAddress } from '../../cp/vmachine/guest-address.js';
import { ebcdic037 } from '../../ebcdic/index.js';
import { CountedClock, Machine, type ConsoleTerminal } from '../../s370/index.js';
import { GUEST_IN_STORAGE, HYPERVISOR_GUEST, HYPERVISOR_PARAMETERS, type Hypervisor } from '../hypervisor.js';
import { storageImage, type GuestProgram } from '../guest-program.js';
import {
  runToEnd,
  type Efficiency,
  type Observation,
  type ProgramRun,
  type ProgramRunner,
  type RunState,
} from '../observation.js';
import { wordBytes } from '../words.js';
import { BLOCK, PRINTER, PUNCH, READER, readerOf } from './devices.js';

/** Real storage: the guest never waits for a page. */
const REAL_STORAGE = 0x400000;
const INSTRUCTIONS_PER_MICROSECOND = 1;
/** Of the directory: programs have no console. */
const CONSOLE = 0x0ff;
/** Machine time after which a program counts as endless, in microseconds. */
const LONGEST_RUN = 2e6;

const DIRECTORY = 'DIRECTORY 150 3330 CPPACK\nUSER TEST TEST 64K 16M G\n OPTION ECMODE\n CONSOLE 0FF 3215\n';

/** Control registers after an initial CPU reset. */
const CR_RESET: readonly number[] = [0xe0, 0, -1, ...new Array<number>(11).fill(0), 0xc2000000 | 0, 0x200];

export interface GuestRunnerOptions {
  readonly hypervisor?: Hypervisor;
  /** Guests run with compiled execution. */
  readonly compiled?: boolean;
}

/** One CP with one user, for one program after the other. */
export class GuestRunner implements ProgramRunner {
  readonly name: string;
  private readonly cp: Cp;
  private readonly machine: Machine;
  private readonly vm: Vmblok;
  private program: GuestProgram | undefined;
  private printed: string[] = [];
  private punched: string[] = [];
  private executedBefore = 0;
  private before = { instructions: 0, simulated: 0 };
  private failure: unknown;

  constructor(private readonly options: GuestRunnerOptions = {}) {
    this.name = `${options.hypervisor === undefined ? 'guest' : 'second-level guest'}${options.compiled === true ? ', compiled' : ''}`;
    this.machine = new Machine({
      storageSize: REAL_STORAGE,
      intervalTimer: false,
      absentFacilities: HOST_ABSENT_FACILITIES,
      clock: new CountedClock(INSTRUCTIONS_PER_MICROSECOND),
      ...(options.compiled === true ? { compiled: true } : {}),
    });
    this.cp = new Cp({
      machine: this.machine,
      ownedVolumes: [],
      rooms: () => this.rooms(),
      timeOfDay: () => Math.floor(this.machine.events.now() / 1000),
      failed: (_vm, error) => (this.failure = error),
    });
    this.cp.start();
    const user = Directory.fromSource(DIRECTORY).directory.users()[0];
    this.vm = this.cp.logon(user, new SilentConsole());
    this.vm.settings.timer = 'off';
    this.cp.detachDevice(this.vm, CONSOLE);
  }

  run(program: GuestProgram): Observation | undefined {
    return runToEnd(this.start(program));
  }

  start(program: GuestProgram): ProgramRun {
    const { cp, vm } = this;
    const origin = this.options.hypervisor === undefined ? 0 : HYPERVISOR_GUEST;
    const storageSize = origin + program.storageSize;
    this.printed = [];
    this.punched = [];
    this.failure = undefined;
    this.program = program;
    // the program before may not have come to its end
    cp.enterCp(vm);
    this.equip(program);
    if (vm.storage.size === storageSize) cp.systemReset(vm, true);
    else cp.defineStorage(vm, storageSize);
    cp.writeStorage(vm, origin, storageImage(program));
    for (let block = 0; block < storageSize; block += BLOCK) vm.storage.setKey(guestAddress(block), 0);
    for (const { address, key } of program.keys) vm.storage.setKey(guestAddress(origin + address), key);
    vm.fpr.set(program.fpr);
    this.begin(program);
    this.executedBefore = this.machine.instructionsExecuted;
    this.before = { ...vm.interventions };
    const limit = this.machine.events.now() + LONGEST_RUN;
    return {
      step: (instructions) => this.step(instructions, limit),
      observe: () => this.observe(program, origin),
    };
  }

  efficiency(): Efficiency {
    const { instructions, simulated } = this.vm.interventions;
    return {
      executed: this.machine.instructionsExecuted - this.executedBefore,
      interventions: instructions - this.before.instructions,
      simulated: simulated - this.before.simulated,
    };
  }

  private step(instructions: number, limit: number): RunState {
    const { cp, vm, machine } = this;
    const delay = cp.runSlice(Math.max(1, instructions) / (1000 * INSTRUCTIONS_PER_MICROSECOND));
    if (this.failure !== undefined)
      throw new Error(`CP failed: ${String(this.failure)}`, { cause: this.failure });
    if (vm.state === 'cp') return 'ended';
    return delay === Infinity || machine.events.now() > limit ? 'endless' : 'running';
  }

  private equip({ devices }: GuestProgram): void {
    const { cp, vm } = this;
    for (const address of [READER, PUNCH, PRINTER]) cp.detachDevice(vm, address);
    if (devices.reader !== undefined) cp.defineDevice(vm, { kind: 'reader', address: READER, type: '3505' });
    if (devices.punch === true) cp.defineDevice(vm, { kind: 'punch', address: PUNCH, type: '3525' });
    if (devices.printer === true) cp.defineDevice(vm, { kind: 'printer', address: PRINTER, type: '1403' });
  }

  private begin({ psw, gpr }: GuestProgram): void {
    const { cp, vm } = this;
    const { hypervisor } = this.options;
    if (hypervisor === undefined) {
      vm.gpr.set(gpr);
      vm.psw.load(psw[0], psw[1]);
    } else {
      for (const { address, bytes } of hypervisor.segments) cp.writeStorage(vm, address, bytes);
      cp.writeStorage(
        vm,
        HYPERVISOR_PARAMETERS.device,
        Uint8Array.of(GUEST_IN_STORAGE >> 8, GUEST_IN_STORAGE & 0xff),
      );
      cp.writeStorage(vm, HYPERVISOR_PARAMETERS.psw, wordBytes(psw));
      cp.writeStorage(vm, HYPERVISOR_PARAMETERS.gpr, wordBytes(gpr));
      cp.writeStorage(vm, HYPERVISOR_PARAMETERS.cr, wordBytes(CR_RESET));
      vm.psw.load(0, hypervisor.entry);
    }
    cp.beginExecution(vm);
  }

  private observe(program: GuestProgram, origin: number): Observation {
    const { cp, vm } = this;
    const nested = origin !== 0;
    const { psw } = vm;
    return {
      ended: vm.state !== 'cp' ? 'running' : psw.wait ? 'disabled-wait' : 'stopped',
      psw: nested ? (this.words(HYPERVISOR_PARAMETERS.psw, 2) as [number, number]) : [psw.high(), psw.low()],
      gpr: [...vm.gpr],
      fpr: [...vm.fpr],
      cr: nested ? this.words(HYPERVISOR_PARAMETERS.cr, 16) : [...vm.cr],
      storage: cp.readStorage(vm, origin, program.storageSize)!,
      keys: Array.from({ length: program.storageSize / BLOCK }, (_, block) =>
        cp.readKey(vm, origin + block * BLOCK)!,
      ),
      printed: this.printed,
      punched: this.punched,
    };
  }

  private words(address: number, count: number): number[] {
    const view = new DataView(this.cp.readStorage(this.vm, address, 4 * count)!.buffer);
    return Array.from({ length: count }, (_, index) => view.getInt32(4 * index));
  }

  private rooms(): CpRooms {
    return {
      commands: { execute: () => 1 },
      spool: {
        reader: () => (this.program && readerOf(this.program)) ?? { readCard: () => 'empty' },
        punch: () => ({ punchCard: (card) => void this.punched.push(ebcdic037.decode(card).trimEnd()) }),
        printer: () => ({ printLine: (data) => void this.printed.push(ebcdic037.decode(data).trimEnd()) }),
        closeDevice: () => undefined,
        readDiagnose: () => ({ conditionCode: 2 }),
        nextFile: () => ({ conditionCode: 2 }),
      },
      consoles: { operatorMessage: () => undefined, released: () => undefined },
    };
  }
}

/** A terminal that nobody sits at. */
class SilentConsole implements VmConsole, ConsoleTerminal {
  readonly lineSize = 80;
  readonly display = undefined;

  get terminal(): ConsoleTerminal {
    return this;
  }

  writeLine(): void {
    // nobody reads it
  }

  stateChanged(): void {
    // nobody sees it
  }

  write(): void {
    // nobody reads it
  }

  read(): void {
    // nobody answers
  }

  cancelRead(): void {
    // nothing was asked
  }

  alarm(): void {
    // nobody hears it
  }
}
