import { DiagnoseException } from '../../diag/index.js';
import { lowStorage } from '../../s370/index.js';
import type { Exit, ProgramExit } from '../../s370/index.js';
import { CpStorageExhausted } from '../nucleus/cp-storage.js';
import { PagingError, PagingSpaceExhausted } from '../nucleus/pager.js';
import { takeAddressStop } from './address-stop.js';
import { GuestAccessError } from './guest-access-error.js';
import type { GuestCpuParts, GuestOutcome } from './guest-cpu-parts.js';
import { GuestFaults } from './guest-faults.js';
import { GuestInterruptions, PER_EVENT, pswText } from './guest-interruptions.js';
import {
  GuestProgramCheck,
  OPERATION,
  PAGE_TRANSLATION,
  PRIVILEGED_OPERATION,
  PROTECTION,
  SEGMENT_TRANSLATION,
  SPECIFICATION,
} from './guest-program-check.js';
import { GuestStretch, SAMPLED, SERVICE_COST, endsNoStretch } from './guest-stretch.js';
import type { AssistSettings } from './guest-stretch.js';
import { PageWait } from './page-wait.js';
import { LogicalStorage } from './logical-storage.js';
import { operationCode, PrivilegedInstruction } from './privileged/operation.js';
import type { PrivilegedEnvironment } from './privileged/operation.js';
import { PRIVILEGED_BY_OPCODE } from './privileged/table.js';
import type { GuestWatch } from './tracing/guest-watch.js';
import { SimulatedEvents } from './simulated-events.js';
import type { Vmblok } from './vmblok.js';

/** Real PSW of a guest: DAT, I/O and external interruptions on, EC mode, problem state. */
const REAL_SYSTEM_MASK = 0x07;
/** Extended control, machine checks, problem state. */
const REAL_FLAGS = 0x000d0000;
/** SVC that hands an error record over. */
const ERROR_RECORDING = 76;
const PER = 0x40;
/** CR0 for tables of 4K pages and 64K segments. */
const CP_TABLE_FORMAT = 0x00800000;
const TABLE_FORMAT = 0x00f80000;
const LOW_ADDRESS_PROTECTION = 0x10000000;
/** Most instructions in one go: CP looks at its other work at least so often. */
const MOST_INSTRUCTIONS = 2_000_000;
/** A PSW from storage that is wrong has the ILC 0, a system mask that is wrong that of its instruction. */
const LPSW = 0x82;
/** Exceptions after which CP may let the guest begin the instruction again. */
const MAY_REPEAT: ReadonlySet<number> = new Set([SEGMENT_TRANSLATION, PAGE_TRANSLATION, PROTECTION]);
/** VM assist counts the interval timer 300 times a second. */
const TIMER_PERIOD = 1e6 / 300;
const NO_ASSIST: AssistSettings = { assist: false, assistSvc: false };

/** The CPU of a virtual machine: runs the guest on the real CPU and does what the real CPU refuses to. */
export class GuestCpu {
  readonly logical: LogicalStorage;
  private readonly environment: PrivilegedEnvironment;
  private readonly interruptions: GuestInterruptions;
  private readonly faults: GuestFaults;
  private readonly events: SimulatedEvents;
  /** The real CPU records events for CP, not for the guest. */
  private recordsForCp = false;
  /** An instruction that CP simulates waits for pages: those that have come for it stay. */
  private beginsAgain = false;
  private readonly stretch = new GuestStretch();
  /** Microseconds of the present stretch that CP worked for the guest. */
  private overhead = 0;

  constructor(
    private readonly vm: Vmblok,
    private readonly parts: GuestCpuParts,
  ) {
    this.events = new SimulatedEvents(vm);
    this.logical = new LogicalStorage(vm, (address, length) => this.events.stored(address, length));
    this.interruptions = new GuestInterruptions(vm, parts);
    this.faults = new GuestFaults(vm, parts, this.interruptions);
    this.environment = {
      logical: this.logical,
      io: parts.io,
      timers: parts.timers,
      cpuIdentification: () => parts.cpuIdentification(),
      diagnose: (rx, ry, code) => parts.diagnose(rx, ry, code),
      translationChanged: () => parts.shadow.invalidate(),
    };
  }

  /** Runs the guest until machine time `until`, or until it has nothing to do. */
  run(until: number): GuestOutcome {
    const { vm, parts } = this;
    const { events } = parts.machine;
    parts.timers.catchUp();
    while (vm.state === 'running') {
      try {
        // Interruptions swap PSWs in page 0, and what CP has stored there it does not take back.
        if (vm.pageWaits > 0 || !vm.storage.isHere(0)) return 'page-wait';
        if (!this.readyToRun()) break;
        const now = events.now();
        if (now >= until) return 'ready';
        this.execute(Math.min(until, parts.timers.expiry(), now + this.timerPeriod()), now);
      } catch (error) {
        this.contain(error);
      }
    }
    return (vm.state as string) === 'waiting' ? 'waiting' : 'stopped';
  }

  /** Microseconds of CPU time after which the interval timer has to be brought up to date: as the assist does it. */
  private timerPeriod(): number {
    const { assist, assistTimer, timer } = this.vm.settings;
    return assist && assistTimer && timer !== 'off' ? TIMER_PERIOD : Infinity;
  }

  /** Takes interruptions that are due; false when the guest then has nothing to execute. */
  private readyToRun(): boolean {
    const { vm } = this;
    this.interruptions.takeDue();
    if (vm.state !== 'running') return false;
    if (!vm.psw.wait) return true;
    if (this.interruptions.waitsForEver()) {
      this.parts.stopWithMessage('DSP', 450, [`'${pswText(vm)}'`]);
    } else {
      vm.state = 'waiting';
      this.parts.waiting();
    }
    return false;
  }

  private execute(until: number, now: number): void {
    const { vm, parts } = this;
    const { cpu, events } = parts.machine;
    const { watch } = vm;
    if (watch !== undefined && !watch.beforeRun()) {
      parts.stop();
      return;
    }
    cpu.fpr.set(vm.fpr);
    this.loadRealCpu();
    // By a host's clock the CPU looks at `until` often enough; a budget that has to be exact would only cost.
    const { clock } = events;
    const budget =
      clock.approximate === true
        ? MOST_INSTRUCTIONS
        : Math.min(MOST_INSTRUCTIONS, Math.max(1, Math.floor(clock.instructionsUntil(until))));
    const begun = cpu.instructionsExecuted;
    let exit: Exit | undefined;
    this.overhead = 0;
    try {
      exit =
        watch === undefined ? this.runStretch(budget, until) : this.runOnce(watch.steps ? 1 : budget, until);
    } finally {
      vm.fpr.set(cpu.fpr);
      if (!this.beginsAgain) vm.storage.releaseAwaited();
      this.beginsAgain = false;
      const used = Math.max(0, events.now() - now - this.overhead);
      vm.accounting.virtualCpu += used;
      parts.timers.ran(used);
    }
    if (exit === undefined) return;
    if (watch === undefined) this.handle(exit);
    else this.handleWatched(watch, exit, cpu.start, cpu.instructionsExecuted !== begun);
  }

  private runOnce(budget: number, until: number): Exit {
    const { vm } = this;
    const { cpu } = this.parts.machine;
    const exit = cpu.run(budget, until);
    if (exit.kind === 'svc' || exit.kind === 'program') vm.interventions.instructions++;
    vm.gpr.set(cpu.gpr);
    const { psw } = cpu;
    vm.psw.conditionCode = psw.conditionCode;
    vm.psw.programMask = psw.programMask;
    vm.psw.instructionAddress = psw.instructionAddress;
    return exit;
  }

  /**
   * Runs the guest until something happens that clocks, timers or pending interruptions have to be looked at for.
   * What CP does for the guest on the way without that (most privileged instructions, SVC, exceptions) does not end
   * the stretch. Answers the exit that is still to be handled; undefined when there is none.
   */
  private runStretch(budget: number, until: number): Exit | undefined {
    const { vm, parts, stretch } = this;
    const { cpu, events } = parts.machine;
    stretch.begin(vm);
    const assist = parts.systemAssist() ? vm.settings : NO_ASSIST;
    for (let left = budget; ;) {
      const before = cpu.instructionsExecuted;
      const exit = this.runOnce(left, until);
      left -= cpu.instructionsExecuted - before + SERVICE_COST;
      if (left <= 0 || !endsNoStretch(exit, assist)) return exit;
      if (stretch.sample()) {
        const start = events.now();
        this.handle(exit);
        this.overhead += SAMPLED * (events.now() - start);
      } else this.handle(exit);
      if (!stretch.goesOn(vm, parts.io)) return undefined;
      this.loadRealCpu();
    }
  }

  /** As `handle`, for a guest that TRACE or PER watches: PER events that are CP's own are not the guest's. */
  private handleWatched(watch: GuestWatch, exit: Exit, start: number, begun: boolean): void {
    const { vm, parts } = this;
    let repeats = false;
    if (exit.kind !== 'svc' && exit.kind !== 'program') this.handle(exit);
    else {
      const { perCode, perAddress } = exit;
      const code = exit.kind === 'program' ? exit.code & 0x7f : exit.code;
      const mayRepeat = exit.kind === 'program' && MAY_REPEAT.has(code);
      const forCp = perCode !== 0 && this.recordsForCp;
      // an instruction that CP simulates, or that has to be begun again, is not over yet
      const late = mayRepeat || (exit.kind === 'program' && code === PRIVILEGED_OPERATION);
      if (forCp && !late) watch.perEvent(perCode, perAddress);
      if (!forCp) this.handle(exit);
      else if (exit.kind === 'svc' || code !== 0) this.handle({ ...exit, code, perCode: 0 });
      repeats = mayRepeat && vm.psw.instructionAddress === start;
      if (forCp && late && !repeats) watch.perEvent(perCode, perAddress);
    }
    watch.afterRun(begun && !repeats);
    if (watch.takeStop()) parts.stop();
  }

  private loadRealCpu(): void {
    const { vm, parts } = this;
    const { cpu } = parts.machine;
    const { psw } = vm;
    cpu.gpr.set(vm.gpr);
    const protection = vm.cr[0] & LOW_ADDRESS_PROTECTION;
    if (psw.dat) {
      cpu.cr[1] = parts.shadow.controlRegister1();
      cpu.cr[0] = (vm.cr[0] & TABLE_FORMAT) | protection;
    } else {
      cpu.cr[1] = vm.storage.controlRegister1;
      cpu.cr[0] = CP_TABLE_FORMAT | protection;
    }
    cpu.cr[2] = -1;
    for (let register = 8; register <= 11; register++) cpu.cr[register] = vm.cr[register];
    const recorded = vm.watch?.perControl();
    this.recordsForCp = recorded !== undefined;
    if (recorded !== undefined) cpu.cr.set(recorded, 9);
    const mask = REAL_SYSTEM_MASK | (psw.per || recorded !== undefined ? PER : 0);
    cpu.loadPsw(
      (mask << 24) | (psw.key << 20) | REAL_FLAGS | (psw.conditionCode << 12) | (psw.programMask << 8),
      psw.instructionAddress,
    );
  }

  private handle(exit: Exit): void {
    switch (exit.kind) {
      case 'svc':
        if (this.stopsAtAddress(exit)) return;
        if (exit.code === ERROR_RECORDING && this.parts.takesErrorRecord(this.logical)) return;
        this.interruptions.interrupt(lowStorage.SVC_OLD_PSW, exit.code, exit.ilc);
        if (exit.perCode !== 0) this.interruptions.perAfterSvc(exit);
        return;
      case 'program':
        this.programExit(exit);
        return;
      case 'io':
        this.parts.realInterruptions();
        return;
      case 'machine-check':
        this.parts.machineCheck(exit);
        return;
      case 'budget':
      case 'external':
      case 'stopped':
      case 'check-stop':
      case 'wait':
        return;
    }
  }

  private stopsAtAddress({ code, ilc }: { readonly code: number; readonly ilc: number }): boolean {
    const { vm, parts } = this;
    const address = takeAddressStop(vm, this.logical.translator, code, ilc);
    if (address === undefined) return false;
    parts.stopWithText(`ADSTOP AT ${address.toString(16).toUpperCase().padStart(6, '0')}`);
    return true;
  }

  private programExit(exit: ProgramExit): void {
    const { vm } = this;
    const code = exit.code & 0x7f;
    switch (code) {
      case PRIVILEGED_OPERATION:
        if (!vm.psw.problemState) {
          this.simulate(exit);
          return;
        }
        if (!PRIVILEGED_BY_OPCODE.has(operationCode(exit.instructionHigh))) {
          // the real machine has an instruction that virtual machines have not
          this.interruptions.reflect(exit, OPERATION | (exit.code & PER_EVENT));
          return;
        }
        break;
      case SEGMENT_TRANSLATION:
      case PAGE_TRANSLATION:
        this.faults.translation(exit);
        return;
      case PROTECTION:
        if (this.faults.storeIntoSharedPage(exit)) return;
        break;
    }
    this.interruptions.reflect(exit, exit.code);
  }

  private simulate(exit: ProgramExit): void {
    const { vm } = this;
    const { ilc } = exit;
    const instruction = new PrivilegedInstruction(
      vm,
      this.environment,
      exit.instructionHigh,
      exit.instructionLow,
    );
    const row = PRIVILEGED_BY_OPCODE.get(instruction.opcode);
    const recording = vm.psw.per && !this.recordsForCp;
    const failing = (vm.psw.instructionAddress - 2 * ilc) & 0xffffff;
    if (recording) this.events.begin(exit);
    let check: GuestProgramCheck | undefined;
    try {
      if (row === undefined) throw new GuestProgramCheck(OPERATION);
      vm.watch?.privileged(instruction, ilc);
      vm.interventions.simulated++;
      vm.storage.repeatable = row.repeatable === true && vm.watch === undefined;
      row.simulate(instruction);
      vm.watch?.simulated(instruction, ilc);
    } catch (error) {
      if (error instanceof PageWait) {
        this.beginAgain(ilc);
        return;
      }
      if (error instanceof GuestProgramCheck) check = error;
      else if (error instanceof GuestAccessError || error instanceof DiagnoseException)
        check = new GuestProgramCheck(error.code);
      else throw error;
    } finally {
      vm.storage.repeatable = false;
    }
    const done = check === undefined;
    const perCode = recording ? this.events.end(row?.mnemonic ?? '', exit.instructionHigh, done) : 0;
    const event = perCode === 0 ? 0 : PER_EVENT;
    if (event !== 0) this.interruptions.storePer(perCode, failing);
    if (check !== undefined) this.interruptions.reflectCheck(check, ilc, event);
    else if (!vm.psw.valid) {
      // with a program event the length is that of the LPSW; alone, an error of the PSW it loaded has none
      const noLength = instruction.opcode === LPSW && event === 0;
      this.interruptions.programInterruption(SPECIFICATION | event, noLength ? 0 : ilc);
    } else if (event !== 0) this.interruptions.programInterruption(event, ilc);
  }

  /** What an instruction needs comes later: it has not begun. */
  private beginAgain(ilc: number): void {
    const { vm } = this;
    vm.psw.instructionAddress = (vm.psw.instructionAddress - 2 * ilc) & 0xffffff;
    this.beginsAgain = true;
    vm.interventions.instructions--;
    vm.interventions.simulated--;
  }

  /** Trouble of CP's own while it worked for this guest stops the guest, not CP. */
  private contain(error: unknown): void {
    const shortage =
      error instanceof PagingError ||
      error instanceof PagingSpaceExhausted ||
      error instanceof CpStorageExhausted;
    if (!shortage) throw error;
    this.parts.stopWithMessage('PTR', 410, []);
  }
}
