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
