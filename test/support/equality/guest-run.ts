/**
 * Runs a program in two virtual machines of a CP whose machine compiles, and of one whose machine interprets, and compares
 * both real machines and all virtual ones at every stop. With a counted clock CP does the same on both, to the instruction.
 */

import { CardReader, type CompiledOptions } from '../../../src/s370/index.js';
import { guestAddress } from '../../../src/cp/vmachine/guest-address.js';
import type { Vmblok } from '../../../src/cp/index.js';
import { CpSystem } from '../cp-system.js';
import { ScriptedConsole } from '../virtual-machine.js';
import { cardOf } from './bare.js';
import { CODE, DATA, imageOf, PAGE, READER, STORAGE, startOf } from './image.js';
import type { Action, GuestSituation, Program } from './program.js';
import {
  compareMachines,
  compareNamed,
  compilerFailure,
  type Difference,
  type Named,
  type ProgramComparer,
  type Unequal,
} from './run.js';

const USERS = ['ONE', 'TWO'] as const;
const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER OPERATOR OPER 512K 2M ABCDEG
 CONSOLE 009 3215
${USERS.map((user) => `USER ${user} ${user} 128K 1M G\n OPTION ECMODE\n CONSOLE 009 3215\n`).join('')}`;

const SYSTEM = 'SHARED';
const SAVED_SYSTEM = {
  name: SYSTEM,
  minimumStorage: STORAGE,
  pages: [{ from: 0, to: STORAGE / PAGE - 1 }],
  sharedSegments: [1],
};

const REAL_READER = 0x012;
/** Machine time: instructions a microsecond. */
const SPEED = 50;
const CONTROL_FRAMES = 4;
/** A step ends after so many slices, however little was executed in them. */
const MOST_SLICES = 3000;
const DEFAULT_SITUATION: GuestSituation = {
  frames: 64,
  shared: false,
  second: false,
  assist: true,
  timer: 'off',
};

/** Guests execute less than the bare machine does. */
const EAGER_GUESTS: CompiledOptions = { threshold: 1, batchDelay: 50 };

/** What CP says when something of interest happens. */
const MESSAGES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['shared pages stored into', /SHARED PAGE \w+ ALTERED/],
  ['address stops', /^ADSTOP AT/],
  ['lines of TRACE and PER', /^\*\*\*|^PER |^ ?\w{6}  /],
  ['STORE into code', /^STORE COMPLETE/],
  ['program interruption loops', /PROGRAM INTERRUPT LOOP/],
  ['disabled waits', /DISABLED WAIT/],
];

/** So many programs run on the same machines, one after the other. */
const PROGRAMS_OF_A_SYSTEM = 32;

/** A CP with two users. */
class GuestPair {
  readonly system: CpSystem;
  readonly vms: readonly Vmblok[];
  readonly consoles: readonly ScriptedConsole[];
  private cards = 0;

  constructor(
    private program: Program,
    compiled: CompiledOptions | false,
  ) {
    const reader = new CardReader({ readCard: () => cardOf(this.cards++) });
    this.system = new CpSystem({
      directory: DIRECTORY,
      realStorage: this.situation.frames * PAGE,
      speed: SPEED,
      devices: new Map([[REAL_READER, reader]]),
      compiled,
      cp: { controlFrames: CONTROL_FRAMES, savedSystems: [SAVED_SYSTEM] },
    });
    const { cp, directory } = this.system;
    this.consoles = USERS.map(() => new ScriptedConsole());
    this.vms = USERS.map((user, n) => cp.logon(directory.find(user)!, this.consoles[n]));
    const real = cp.realDevices().find(({ address }) => address === REAL_READER);
    if (real === undefined || cp.attachReal(this.vms[0], READER, real, false) === undefined) {
      throw new Error('the reader is not free');
    }
  }

  private get situation(): GuestSituation {
    return this.program.guest ?? DEFAULT_SITUATION;
  }

  /** The virtual machines that execute the program. */
  private get active(): readonly Vmblok[] {
    return this.situation.second ? this.vms : this.vms.slice(0, 1);
  }

  /** Both virtual machines become new, and those that execute the program begin it. */
  begin(program: Program): void {
    this.program = program;
    const { situation, system, vms, active } = this;
    const { cp } = system;
    vms.forEach((vm, user) => {
      cp.enterCp(vm);
      for (const line of ['TRACE END', 'PER END', 'ADSTOP OFF']) this.command(user, line);
      cp.systemReset(vm, true);
      vm.gpr.fill(0);
      this.consoles[user].lines.length = 0;
    });
    const image = imageOf(program);
    for (const vm of situation.shared ? vms.slice(0, 1) : active) {
      cp.writeStorage(vm, 0, image);
      program.keys.forEach((key, block) => vm.storage.setKey(guestAddress(block << 11), key));
    }
    if (situation.shared) {
      this.succeed(cp.saveSystem(vms[0], SYSTEM).ok);
      for (const vm of active) this.succeed(cp.ipl(vm, { kind: 'system', name: SYSTEM }, { stop: true }).ok);
    }
    active.forEach((vm, number) => {
      program.registers.forEach((value, r) => (vm.gpr[r] = value + number));
      vm.fpr.set(program.floats);
      for (const [register, value] of program.controls) vm.cr[register] = value;
      vm.psw.load(program.psw, (program.programMask << 24) | startOf(program));
      vm.settings.assist = situation.assist;
      vm.settings.timer = situation.timer;
      cp.beginExecution(vm);
    });
  }

  private succeed(ok: boolean): void {
    if (!ok) throw new Error('the saved system can not be made');
  }

  /** Runs about so many instructions; fewer when the virtual machines wait, for pages among other things, or stand still. */
  run(instructions: number): void {
    const { cp, machine } = this.system;
    const end = machine.instructionsExecuted + instructions;
    for (let slices = 0; slices < MOST_SLICES && machine.instructionsExecuted < end; slices++) {
      const left = end - machine.instructionsExecuted;
      if (cp.runSlice(left / (1000 * SPEED)) === Infinity) return;
    }
  }

  /** What the user or the operator does after a stop; then everything that stands still goes on. */
  act(action: Action): void {
    const { cp } = this.system;
    const [vm] = this.vms;
    switch (action.kind) {
      case 'input': {
        const { program } = this;
        const page = action.code ? (startOf(program) & ~0xffff) | CODE : DATA;
        const translated = (program.psw & 0x04000000) !== 0;
        const at = translated ? program.frames[(page >> 12) & 15] << 12 : page;
        cp.writeStorage(vm, at + action.offset, Uint8Array.from(action.bytes));
        break;
      }
      case 'key':
        vm.storage.setKey(guestAddress(action.block << 11), action.key);
        break;
      case 'external':
        cp.postExternal(vm, 0x40);
        break;
      case 'register':
        vm.gpr[action.register] = action.value;
        break;
      case 'restart':
        cp.systemRestart(vm);
        break;
      case 'sweep':
        cp.readStorage(this.vms[action.user], 0, STORAGE);
        break;
      case 'command':
        this.command(action.user, action.line);
    }
    for (const one of this.active) if (one.state === 'cp') cp.beginExecution(one);
  }

  private command(user: number, line: string): void {
    const console = this.consoles[user];
    this.system.cp.rooms.commands.execute({
      vm: this.vms[user],
      line,
      respond: (text) => console.writeLine(text),
      fromGuest: false,
      rejectPasswords: false,
    });
  }

  /** How often what only guests have has happened until now. */
  happenings(): ReadonlyMap<string, number> {
    const { reads, writes } = this.system.cp.pagingTotals();
    const counts = new Map([
      ['pages read', reads],
      ['pages written', writes],
      ['cards read into code', this.cards],
      ['privileged instructions simulated', 0],
    ]);
    const count = (what: string, times: number): void =>
      void counts.set(what, (counts.get(what) ?? 0) + times);
    for (const [user, { interventions }] of this.vms.entries()) {
      count('privileged instructions simulated', interventions.simulated);
      count('instructions that brought CP in', interventions.instructions);
      for (const line of this.consoles[user].lines) {
        for (const [what, pattern] of MESSAGES) if (pattern.test(line)) count(what, 1);
      }
    }
    return counts;
  }

  /** All that can be seen of the virtual machines, by name. */
  *state(): Generator<Named> {
    yield ['time', this.system.machine.events.now()];
    for (const [n, vm] of this.vms.entries()) {
      const name = USERS[n];
      const { psw, accounting, interventions } = vm;
      yield [`${name} state`, vm.state];
      yield [`${name} PSW`, `${hex(psw.high())} ${hex(psw.low())}`];
      for (let r = 0; r < 16; r++) yield [`${name} GR${r}`, vm.gpr[r]];
      for (let r = 0; r < 8; r++) yield [`${name} FR word ${r}`, vm.fpr[r]];
      for (let r = 0; r < 16; r++) yield [`${name} CR${r}`, vm.cr[r]];
      yield [`${name} CPU timer`, vm.cpuTimer];
      yield [`${name} CPU time`, accounting.virtualCpu];
      yield [`${name} page reads`, accounting.pageReads];
      yield [`${name} simulated`, interventions.simulated];
      yield [`${name} console`, this.consoles[n].text];
    }
  }
}

const hex = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

/** A CP whose machine compiles, and one whose machine interprets, for some programs one after the other. */
interface Pairs {
  readonly pairs: readonly [compiled: GuestPair, interpreted: GuestPair];
  programs: number;
}

/**
 * Runs programs as guests of CP. What is compiled of one program is there when its pages are those of the next one; a
 * program that differs is run again on new machines, so that its seed tells all.
 */
export class GuestEqualityRunner implements ProgramComparer {
  instructions = 0;
  regions = 0;
  /** What happened in the programs so far, by name. */
  readonly counts = new Map<string, number>();
  /** By frames of real storage. */
  private readonly systems = new Map<number, Pairs>();

  constructor(private readonly options: CompiledOptions = EAGER_GUESTS) {}

  run(program: Program): Difference | undefined {
    const { frames } = program.guest ?? DEFAULT_SITUATION;
    let system = this.systems.get(frames);
    if (system === undefined || system.programs === PROGRAMS_OF_A_SYSTEM) {
      system = { pairs: this.makePairs(program), programs: 0 };
      this.systems.set(frames, system);
    }
    system.programs++;
    const difference = this.compare(program, system.pairs);
    if (difference === undefined) return undefined;
    this.systems.delete(frames);
    if (system.programs === 1) return difference;
    const what = `${difference.what} (only after ${system.programs - 1} other programs on the same machines)`;
    return this.compare(program, this.makePairs(program)) ?? { ...difference, what };
  }

  private makePairs(program: Program): Pairs['pairs'] {
    const options = { ...this.options, whole: program.whole };
    return [new GuestPair(program, options), new GuestPair(program, false)];
  }

  private compare(program: Program, pairs: Pairs['pairs']): Difference | undefined {
    const [compiled, interpreted] = pairs.map(({ system }) => system.machine);
    const regions = compiled.compiled?.statistics().compiled ?? 0;
    const before = compiled.instructionsExecuted;
    for (const pair of pairs) pair.begin(program);
    const happened = pairs[0].happenings();
    let difference: Difference | undefined;
    for (let step = 0; step < program.steps.length && difference === undefined; step++) {
      const { budget, action } = program.steps[step];
      for (const pair of pairs) pair.run(budget);
      const found: Unequal | undefined =
        compareNamed(pairs[0].state(), pairs[1].state()) ?? compareMachines(compiled, interpreted);
      const instructions = compiled.instructionsExecuted - before;
      if (found !== undefined) difference = { step, instructions, ...found };
      for (const pair of pairs) pair.act(action);
    }
    for (const [what, times] of pairs[0].happenings()) {
      const more = times - (happened.get(what) ?? 0);
      if (more > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + more);
    }
    this.instructions += compiled.instructionsExecuted - before;
    this.regions += (compiled.compiled?.statistics().compiled ?? 0) - regions;
    return difference ?? compilerFailure(compiled);
  }
}
