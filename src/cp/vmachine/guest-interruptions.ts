import { lowStorage } from '../../s370/index.js';
import type { ProgramExit, SvcExit } from '../../s370/index.js';
import { guestAddress } from './guest-address.js';
import type { GuestCpuParts } from './guest-cpu-parts.js';
import {
  PAGE_TRANSLATION,
  PSEUDO_PAGE_FAULT,
  SEGMENT_TRANSLATION,
  SPECIFICATION,
} from './guest-program-check.js';
import type { GuestProgramCheck } from './guest-program-check.js';
import { EXTERNAL_LOGICAL_DEVICE } from './virtual-timers.js';
import type { Vmblok } from './vmblok.js';

/** VMCF. */
const EXTERNAL_COMMUNICATION = 0x4001;
/** Where the control word of a logical device goes. */
const EXTERNAL_PARAMETER = 0x80;
/** Bits of CR0 for what comes from outside of the virtual machine: logical devices, the key, VMCF. */
const OUTSIDE_EXTERNALS = 0x241;
export const PER_EVENT = 0x80;
/** Bit 0 of the address of a pseudo page fault: the page is there. */
const PAGE_HAS_COME = 0x80000000;
const MONITOR_EVENT = 0x40;
/** So many interruptions, more than a virtual machine has devices and signals, between two instructions are a loop. */
const MOST_WITHOUT_EXECUTION = 10_000;

/** Interruptions as a virtual machine gets them: codes and old PSWs in its low storage, the new PSW from there. */
export class GuestInterruptions {
  constructor(
    private readonly vm: Vmblok,
    private readonly parts: GuestCpuParts,
  ) {}

  /**
   * External interruptions first, then I/O: the last PSW swap is the one that runs. One that is not valid is a
   * specification exception before anything else comes. PSWs that let in each other's interruptions for ever stop the
   * virtual machine.
   */
  takeDue(): void {
    const { vm, parts } = this;
    for (let taken = 0; vm.state === 'running'; taken++) {
      const { psw } = vm;
      if (taken === MOST_WITHOUT_EXECUTION) {
        parts.stopWithMessage('DSP', 452, []);
        return;
      }
      if (!psw.valid) {
        this.programInterruption(SPECIFICATION, 0);
        continue;
      }
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
    if (code === EXTERNAL_LOGICAL_DEVICE && !this.storeControlWord()) return;
    this.interrupt(lowStorage.EXTERNAL_OLD_PSW, code, 0);
    if (stays && vm.psw.valid && vm.psw.externalMask && parts.timers.pending() === code) {
      parts.stopWithMessage('DSP', 452, []);
    }
  }

  /** Which logical device wants what; false when it is gone in the meantime. */
  private storeControlWord(): boolean {
    const word = this.parts.logicalDevice();
    if (word !== undefined) this.vm.storage.storeWord(guestAddress(EXTERNAL_PARAMETER), word);
    return word !== undefined;
  }

  /** A wait that nothing the virtual machine has can end. */
  waitsForEver(): boolean {
    const { vm, parts } = this;
    const { psw } = vm;
    if (psw.channelMask(vm.cr[2]) !== 0) return false;
    if (vm.pagesComing > 0 && this.takesPseudoFaults) return false;
    if (!psw.externalMask) return true;
    if ((vm.cr[0] & OUTSIDE_EXTERNALS) !== 0) return false;
    return parts.timers.wakeTime() === Infinity;
  }

  /** Gives a program interruption of the real CPU to the guest. */
  reflect(exit: ProgramExit, code: number): void {
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
  perAfterSvc({ ilc, perCode, perAddress }: SvcExit): void {
    this.storePer(perCode, perAddress);
    this.programInterruption(this.vm.psw.valid ? PER_EVENT : PER_EVENT | SPECIFICATION, ilc);
  }

  storePer(perCode: number, perAddress: number): void {
    const { storage } = this.vm;
    storage.storeHalf(guestAddress(lowStorage.PER_CODE), perCode << 8);
    storage.storeWord(guestAddress(lowStorage.PER_ADDRESS), perAddress);
  }

  /** Gives an exception of an instruction that CP simulated to the guest. */
  reflectCheck(check: GuestProgramCheck, ilc: number, event: number): void {
    const { vm } = this;
    if (check.code === SEGMENT_TRANSLATION || check.code === PAGE_TRANSLATION) {
      // Nullified: the old PSW points to the instruction itself.
      vm.psw.instructionAddress = (vm.psw.instructionAddress - 2 * ilc) & 0xffffff;
      vm.storage.storeWord(guestAddress(lowStorage.TRANSLATION_EXCEPTION_ADDRESS), check.address);
    }
    this.programInterruption(check.code | event, ilc);
  }

  /** SET PAGEX ON, EC mode, enabled for I/O: the guest can do other work while a page comes. SY20-0887, DMKVAT. */
  get takesPseudoFaults(): boolean {
    const { settings, psw } = this.vm;
    return settings.pageExceptions && psw.extendedControl && psw.ioMask;
  }

  /** A page is on its way to this second-level address, or has come. */
  pseudoPageFault(address: number, ilc: number): void {
    this.vm.storage.storeWord(guestAddress(lowStorage.TRANSLATION_EXCEPTION_ADDRESS), address);
    this.programInterruption(PSEUDO_PAGE_FAULT, ilc);
  }

  programInterruption(code: number, ilc: number): void {
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
  interrupt(oldPsw: number, code: number, ilc: number): void {
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
}

/** The virtual PSW as two words in hexadecimal. */
export function pswText(vm: Vmblok): string {
  const hex = (word: number): string => (word >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `${hex(vm.psw.high())} ${hex(vm.psw.low())}`;
}
