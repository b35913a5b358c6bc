import type { ProgramExit } from '../../s370/index.js';
import type { Page } from '../nucleus/page.js';
import { guestAddress } from './guest-address.js';
import type { GuestCpuParts } from './guest-cpu-parts.js';
import type { GuestInterruptions } from './guest-interruptions.js';
import { PER_EVENT } from './guest-interruptions.js';
import {
  ADDRESSING,
  PAGE_TRANSLATION,
  PSEUDO_PAGE_FAULT,
  SEGMENT_TRANSLATION,
} from './guest-program-check.js';
import { PageWait } from './page-wait.js';
import type { Vmblok } from './vmblok.js';

/** Exceptions of the real DAT while a guest runs: pages that CP has to bring in, and shared pages stored into. */
export class GuestFaults {
  constructor(
    private readonly vm: Vmblok,
    private readonly parts: GuestCpuParts,
    private readonly interruptions: GuestInterruptions,
  ) {}

  /** The real tables lack an entry: CP has to bring a page in, or the guest meets an exception of its own. */
  translation(exit: ProgramExit): void {
    const { vm, parts } = this;
    const address = exit.translationAddress & 0xffffff;
    const pseudo = this.interruptions.takesPseudoFaults;
    let secondLevel = address;
    const isHere = (page: Page, at: number): boolean => {
      secondLevel = at;
      return pseudo ? !this.comesLater(page, at) : parts.awaitPage(page);
    };
    const code = this.resolve(address, isHere);
    // without pseudo page faults the virtual machine is in page wait: the instruction is begun again
    if (code === 0 || (code === PSEUDO_PAGE_FAULT && !pseudo)) return;
    if (code === PSEUDO_PAGE_FAULT) {
      this.interruptions.pseudoPageFault(secondLevel, exit.ilc);
      return;
    }
    if (code !== SEGMENT_TRANSLATION && code !== PAGE_TRANSLATION) {
      // The real exception nullified; the guest's does not.
      vm.psw.instructionAddress = (vm.psw.instructionAddress + 2 * exit.ilc) & 0xffffff;
    }
    // An instruction fetched under program-event recording says so with whatever exception it meets.
    this.interruptions.reflect(exit, code | (exit.code & PER_EVENT));
  }

  /** Answers 0 when the instruction can be begun again, at once or after page wait, else the code for the guest. */
  private resolve(address: number, isHere: (page: Page, secondLevel: number) => boolean): number {
    const { vm, parts } = this;
    if (!vm.psw.dat) {
      const page = vm.storage.page(address);
      if (page === undefined) return ADDRESSING;
      return isHere(page, address) ? 0 : PSEUDO_PAGE_FAULT;
    }
    vm.storage.repeatable = vm.watch === undefined;
    try {
      return parts.shadow.resolve(address, isHere);
    } catch (error) {
      // a page with tables of the guest is on its way
      if (error instanceof PageWait) return 0;
      throw error;
    } finally {
      vm.storage.repeatable = false;
    }
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

  /** A store that only the protection of a shared segment prevented: the guest gets its own copy and goes on. */
  storeIntoSharedPage(exit: ProgramExit): boolean {
    const { vm } = this;
    const address = exit.translationAddress & 0xffffff;
    if (vm.psw.dat || !vm.storage.isShared(address)) return false;
    const key = vm.storage.getKey(guestAddress(address))!;
    if (vm.psw.key !== 0 && vm.psw.key !== key >> 4) return false;
    if (!vm.storage.unshare(address)) return false;
    vm.psw.instructionAddress = (vm.psw.instructionAddress - 2 * exit.ilc) & 0xffffff;
    return true;
  }
}
