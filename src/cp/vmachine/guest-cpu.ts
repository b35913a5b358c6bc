import { DiagnoseException } from '../../diag/index.js';
import { lowStorage } from '../../s370/index.js';
import type { Exit, Machine, ProgramExit, SvcExit } from '../../s370/index.js';
import { CpStorageExhausted } from '../nucleus/cp-storage.js';
import type { Page } from '../nucleus/page.js';
import { PagingError, PagingSpaceExhausted } from '../nucleus/pager.js';
import { guestAddress } from './guest-address.js';
import {
  ADDRESSING,
  GuestProgramCheck,
  OPERATION,
  PAGE_TRANSLATION,
  PRIVILEGED_OPERATION,
  PROTECTION,
  PSEUDO_PAGE_FAULT,
  SEGMENT_TRANSLATION,
  SPECIFICATION,
} from './guest-program-check.js';
import { takeAddressStop } from './address-stop.js';
import { GuestAccessError } from './guest-storage.js';
import { LogicalStorage } from './logical-storage.js';
import { PrivilegedInstruction } from './privileged/operation.js';
import type { PrivilegedEnvironment } from './privileged/operation.js';
import { PRIVILEGED_BY_OPCODE } from './privileged/table.js';
import type { ShadowTables } from './shadow-tables.js';
import type { GuestWatch } from './tracing/guest-watch.js';
import { GuestStretch, SAMPLED, SERVICE_COST, endsNoStretch } from './guest-stretch.js';
import type { AssistSettings } from './guest-stretch.js';
import type { VirtualIo } from './virtual-io.js';
import type { VirtualTimers } from './virtual-timers.js';
import type { Vmblok } from './vmblok.js';

/** Real PSW of a guest: DAT, I/O and external interruptions on, EC mode, problem state. */
const REAL_SYSTEM_MASK = 0x07;
const REAL_FLAGS = 0x00090000;
const PER = 0x40;
/** CR0 for tables of 4K pages and 64K segments. */
const CP_TABLE_FORMAT = 0x00800000;
const TABLE_FORMAT = 0x00f80000;
const LOW_ADDRESS_PROTECTION = 0x10000000;
/** Most instructions in one go: CP looks at its other work at least so often. */
const MOST_INSTRUCTIONS = 2_000_000;
/** VMCF. */
const EXTERNAL_COMMUNICATION = 0x4001;
/** A PSW from storage that is wrong has the ILC 0, a system mask that is wrong that of its instruction. */
const LPSW = 0x82;
const PER_EVENT = 0x80;
/** Bit 0 of the address of a pseudo page fault: the page is there. */
const PAGE_HAS_COME = 0x80000000;
/** Exceptions after which CP may let the guest begin the instruction again. */
const MAY_REPEAT: ReadonlySet<number> = new Set([SEGMENT_TRANSLATION, PAGE_TRANSLATION, PROTECTION]);
/** VM assist counts the interval timer 300 times a second. */
const TIMER_PERIOD = 1e6 / 300;
const MONITOR_EVENT = 0x40;
const NO_ASSIST: AssistSettings = { assist: false, assistSvc: false };

/** What a virtual CPU needs of CP. */
export interface GuestCpuParts {
  readonly machine: Machine;
  readonly io: VirtualIo;
  readonly timers: VirtualTimers;
  readonly shadow: ShadowTables;
  cpuIdentification(): Uint8Array;
  diagnose(rx: number, ry: number, code: number): void;
  /** Takes the interruptions of the real machine. */
  realInterruptions(): void;
  /** The guest has begun an enabled wait. */
  waiting(): void;
  /** The guest can't go on: message (number and fields of CP's message table), then CP mode. */
  stopWithMessage(module: string, number: number, fields: readonly string[]): void;
  /** A line for the user, then CP mode. */
  stopWithText(text: string): void;
  /** An interruption of VMCF is taken: its message goes into the guest's buffer. False: there is none any more. */
  communication(): boolean;
  /** CP mode: what there is to say has been said. */
  stop(): void;
  /** Begins to bring a page in; false when it comes later, and `done` is called then. */
  bringInLater(page: Page, done: () => void): boolean;
  /** There may be something to do for the virtual machine. */
  wake(): void;
  /** SET SASSIST: VM assist for those who have it on. */
  systemAssist(): boolean;
}

/** Why a virtual CPU does not run on. */
export type GuestOutcome =
  /** Its time is used up; it could go on. */
  | 'ready'
  /** Enabled wait. */
  | 'waiting'
  /** In CP mode, sleeping or gone. */
  | 'stopped';

/** The CPU of a virtual machine: runs the guest on the real CPU and does what the real CPU refuses to. */
export class GuestCpu {
  readonly logical: LogicalStorage;
  private readonly environment: PrivilegedEnvironment;
  /** The real CPU records events for CP, not for the guest. */
  private recordsForCp = false;
  private readonly stretch = new GuestStretch();
  /** Microseconds of the present stretch that CP worked for the guest. */
  private overhead = 0;

  constructor(
    private readonly vm: Vmblok,
    private readonly parts: GuestCpuParts,
  ) {
    this.logical = new LogicalStorage(vm);
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
    if (!vm.psw.valid) this.programInterruption(SPECIFICATION, 0);
    this.takeInterruptions();
    if (vm.state !== 'running') return false;
    if (!vm.psw.wait) return true;
    if (this.waitsForEver()) {
      this.parts.stopWithMessage('DSP', 450, [`'${pswText(vm)}'`]);
    } else {
      vm.state = 'waiting';
      this.parts.waiting();
    }
    return false;
  }

  /** External interruptions first, then I/O: the last PSW swap is the one that runs. */
  private takeInterruptions(): void {
    const { vm, parts } = this;
    while (vm.state === 'running') {
      const { psw } = vm;
      if (vm.pagesCome.length > 0 && this.takesPseudoFaults) {
        this.pseudoPageFault(vm.pagesCome.pop()! | PAGE_HAS_COME, 0);
        continue;
      }
      if (psw.externalMask) {
        const code = parts.timers.pending();
        if (code !== 0) {
          this.externalInterruption(code);
          continue;
        }
      }
      const mask = psw.channelMask(vm.cr[2]);
      if (mask === 0 || !parts.io.pending(mask)) return;
      const interruption = parts.io.takeInterruption(mask);
      if (interruption === undefined) return;
      vm.storage.storeWord(guestAddress(lowStorage.CSW_ADDRESS), interruption.csw.high);
      vm.storage.storeWord(guestAddress(lowStorage.CSW_ADDRESS + 4), interruption.csw.low);
      this.interrupt(lowStorage.IO_OLD_PSW, interruption.device, 0);
    }
  }

  private externalInterruption(code: number): void {
    const { vm, parts } = this;
    const stays = parts.timers.taken(code);
    if (code === EXTERNAL_COMMUNICATION && !parts.communication()) return;
    this.interrupt(lowStorage.EXTERNAL_OLD_PSW, code, 0);
    if (stays && vm.psw.valid && vm.psw.externalMask && parts.timers.pending() === code) {
      parts.stopWithMessage('DSP', 452, []);
    }
  }

  /** A wait that nothing the virtual machine has can end. */
  private waitsForEver(): boolean {
    const { vm, parts } = this;
    const { psw } = vm;
    if (psw.channelMask(vm.cr[2]) !== 0) return false;
    if (vm.pagesComing > 0 && this.takesPseudoFaults) return false;
    if (!psw.externalMask) return true;
    if ((vm.cr[0] & 0x41) !== 0) return false;
    return parts.timers.wakeTime() === Infinity;
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
    const budget = Math.min(
      MOST_INSTRUCTIONS,
      Math.max(1, Math.floor(events.clock.instructionsUntil(until))),
    );
    const begun = cpu.instructionsExecuted;
    let exit: Exit | undefined;
    this.overhead = 0;
    try {
      exit =
        watch === undefined ? this.runStretch(budget, until) : this.runOnce(watch.steps ? 1 : budget, until);
    } finally {
      vm.fpr.set(cpu.fpr);
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
        this.interrupt(lowStorage.SVC_OLD_PSW, exit.code, exit.ilc);
        if (exit.perCode !== 0) this.perAfterSvc(exit);
        return;
      case 'program':
        this.programExit(exit);
        return;
      case 'io':
        this.parts.realInterruptions();
        return;
      case 'budget':
      case 'external':
      case 'machine-check':
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
        break;
      case SEGMENT_TRANSLATION:
      case PAGE_TRANSLATION:
        this.translationFault(exit);
        return;
      case PROTECTION:
        if (this.storesIntoSharedPage(exit)) return;
        break;
    }
    this.reflect(exit, exit.code);
  }

  /** Gives a program interruption of the real CPU to the guest. */
  private reflect(exit: ProgramExit, code: number): void {
    const { storage } = this.vm;
    const exception = code & 0x7f;
    if (exception === SEGMENT_TRANSLATION || exception === PAGE_TRANSLATION) {
      storage.storeWord(
        guestAddress(lowStorage.TRANSLATION_EXCEPTION_ADDRESS),
        exit.translationAddress & 0xffffff,
      );
    }
    if (exception === MONITOR_EVENT) {
      storage.storeHalf(guestAddress(lowStorage.MONITOR_CLASS), exit.monitorClass);
      storage.storeWord(guestAddress(lowStorage.MONITOR_CODE), exit.monitorCode);
    }
    if ((code & PER_EVENT) !== 0) this.storePer(exit.perCode, exit.perAddress);
    this.programInterruption(code, exit.ilc);
  }

  /** PER events of an SVC interrupt after it, with the format error of its new PSW if there is one. */
  private perAfterSvc({ ilc, perCode, perAddress }: SvcExit): void {
    this.storePer(perCode, perAddress);
    this.programInterruption(this.vm.psw.valid ? PER_EVENT : PER_EVENT | SPECIFICATION, ilc);
  }

  private storePer(perCode: number, perAddress: number): void {
    const { storage } = this.vm;
    storage.storeHalf(guestAddress(lowStorage.PER_CODE), perCode << 8);
    storage.storeWord(guestAddress(lowStorage.PER_ADDRESS), perAddress);
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
    const per = (exit.code & PER_EVENT) !== 0;
    try {
      const row = PRIVILEGED_BY_OPCODE.get(instruction.opcode);
      if (row === undefined) throw new GuestProgramCheck(OPERATION);
      vm.watch?.privileged(instruction, ilc);
      vm.interventions.simulated++;
      row.simulate(instruction);
      vm.watch?.simulated(instruction, ilc);
    } catch (error) {
      const check =
        error instanceof GuestAccessError || error instanceof DiagnoseException
          ? new GuestProgramCheck(error.code)
          : error;
      if (!(check instanceof GuestProgramCheck)) throw error;
      if (per) this.storePer(exit.perCode, exit.perAddress);
      this.reflectCheck(check, ilc, per ? PER_EVENT : 0);
      return;
    }
    if (!vm.psw.valid) {
      if (per) this.storePer(exit.perCode, exit.perAddress);
      // with a program event the length is that of the LPSW; alone, an error of the PSW it loaded has none
      const noLength = instruction.opcode === LPSW && !per;
      this.programInterruption(SPECIFICATION | (per ? PER_EVENT : 0), noLength ? 0 : ilc);
    } else if (per) this.reflect(exit, PER_EVENT);
  }

  private reflectCheck(check: GuestProgramCheck, ilc: number, event: number): void {
    const { vm } = this;
    if (check.code === SEGMENT_TRANSLATION || check.code === PAGE_TRANSLATION) {
      // Nullified: the old PSW points to the instruction itself.
      vm.psw.instructionAddress = (vm.psw.instructionAddress - 2 * ilc) & 0xffffff;
      vm.storage.storeWord(guestAddress(lowStorage.TRANSLATION_EXCEPTION_ADDRESS), check.address);
    }
    this.programInterruption(check.code | event, ilc);
  }

  /** The real tables lack an entry: CP has to bring a page in, or the guest meets an exception of its own. */
  private translationFault(exit: ProgramExit): void {
    const { vm, parts } = this;
    const address = exit.translationAddress & 0xffffff;
    const pseudo = this.takesPseudoFaults;
    let secondLevel = address;
    const later = (page: Page, at: number): boolean => {
      secondLevel = at;
      return this.comesLater(page, at);
    };
    let code = 0;
    if (vm.psw.dat) code = parts.shadow.resolve(address, pseudo ? later : undefined);
    else if (!vm.storage.contains(address)) code = ADDRESSING;
    else if (!pseudo) vm.storage.realOf(address);
    else if (later(vm.storage.page(address)!, address)) code = PSEUDO_PAGE_FAULT;
    if (code === 0) return;
    if (code === PSEUDO_PAGE_FAULT) {
      this.pseudoPageFault(secondLevel, exit.ilc);
      return;
    }
    if (code !== SEGMENT_TRANSLATION && code !== PAGE_TRANSLATION) {
      // The real exception nullified; the guest's does not.
      vm.psw.instructionAddress = (vm.psw.instructionAddress + 2 * exit.ilc) & 0xffffff;
    }
    // An instruction fetched under program-event recording says so with whatever exception it meets.
    this.reflect(exit, code | (exit.code & PER_EVENT));
  }

  /** SET PAGEX ON, EC mode, enabled for I/O: the guest can do other work while a page comes. SY20-0887, DMKVAT. */
  private get takesPseudoFaults(): boolean {
    const { settings, psw } = this.vm;
    return settings.pageExceptions && psw.extendedControl && psw.ioMask;
  }

  /** Starts to bring a page in; true when the guest has to hear later that it is there. */
  private comesLater(page: Page, address: number): boolean {
    const { vm, parts } = this;
    const here = parts.bringInLater(page, () => {
      vm.pagesComing--;
      vm.pagesCome.push(address);
      parts.wake();
    });
    if (!here) vm.pagesComing++;
    return !here;
  }

  private pseudoPageFault(address: number, ilc: number): void {
    this.vm.storage.storeWord(guestAddress(lowStorage.TRANSLATION_EXCEPTION_ADDRESS), address);
    this.programInterruption(PSEUDO_PAGE_FAULT, ilc);
  }

  /** A store that only the protection of a shared segment prevented: the guest gets its own copy and goes on. */
  private storesIntoSharedPage(exit: ProgramExit): boolean {
    const { vm } = this;
    const address = exit.translationAddress & 0xffffff;
    if (vm.psw.dat || !vm.storage.isShared(address)) return false;
    const key = vm.storage.getKey(guestAddress(address))!;
    if (vm.psw.key !== 0 && vm.psw.key !== key >> 4) return false;
    if (!vm.storage.unshare(address)) return false;
    vm.psw.instructionAddress = (vm.psw.instructionAddress - 2 * exit.ilc) & 0xffffff;
    return true;
  }

  private programInterruption(code: number, ilc: number): void {
    const { vm, parts } = this;
    const newHigh = vm.storage.fetchWord(
      guestAddress(lowStorage.PROGRAM_OLD_PSW + lowStorage.NEW_PSW_DISTANCE),
    );
    const newLow = vm.storage.fetchWord(
      guestAddress(lowStorage.PROGRAM_OLD_PSW + lowStorage.NEW_PSW_DISTANCE + 4),
    );
    const failing = (vm.psw.instructionAddress - 2 * ilc) & 0xffffff;
    const loop = newHigh >>> 16 === vm.psw.high() >>> 16 && (newLow & 0xffffff) === failing;
    this.interrupt(lowStorage.PROGRAM_OLD_PSW, code, ilc);
    if (!vm.psw.valid) parts.stopWithMessage('DSP', 451, [`'${pswText(vm)}'`]);
    else if (loop) parts.stopWithMessage('PRG', 453, []);
  }

  /** Swaps PSWs in the guest's low storage. */
  private interrupt(oldPsw: number, code: number, ilc: number): void {
    const { psw, storage, watch } = this.vm;
    watch?.interruption(oldPsw, code, ilc);
    if (psw.extendedControl) {
      switch (oldPsw) {
        case lowStorage.EXTERNAL_OLD_PSW:
          storage.storeHalf(guestAddress(lowStorage.EXTERNAL_CODE), code);
          break;
        case lowStorage.SVC_OLD_PSW:
          storage.storeHalf(guestAddress(lowStorage.SVC_ILC), ilc << 1);
          storage.storeHalf(guestAddress(lowStorage.SVC_CODE), code);
          break;
        case lowStorage.PROGRAM_OLD_PSW:
          storage.storeHalf(guestAddress(lowStorage.PROGRAM_ILC), ilc << 1);
          storage.storeHalf(guestAddress(lowStorage.PROGRAM_CODE), code);
          break;
        case lowStorage.IO_OLD_PSW:
          storage.storeByte(guestAddress(lowStorage.IO_DEVICE_ADDRESS - 1), 0);
          storage.storeHalf(guestAddress(lowStorage.IO_DEVICE_ADDRESS), code);
          break;
      }
    }
    storage.storeWord(guestAddress(oldPsw), psw.high(code));
    storage.storeWord(guestAddress(oldPsw + 4), psw.low(ilc));
    const newPsw = oldPsw + lowStorage.NEW_PSW_DISTANCE;
    psw.load(storage.fetchWord(guestAddress(newPsw)), storage.fetchWord(guestAddress(newPsw + 4)));
    if (watch?.takeStop() === true) this.parts.stop();
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

/** The virtual PSW as two words in hexadecimal. */
export function pswText(vm: Vmblok): string {
  const hex = (word: number): string => (word >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `${hex(vm.psw.high())} ${hex(vm.psw.low())}`;
}
