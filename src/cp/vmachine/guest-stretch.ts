import type { Exit } from '../../s370/index.js';
import {
  PAGE_TRANSLATION,
  PRIVILEGED_OPERATION,
  PROTECTION,
  SEGMENT_TRANSLATION,
} from './guest-program-check.js';
import { isQuick } from './privileged/table.js';
import type { VirtualIo } from './virtual-io.js';
import type { Vmblok } from './vmblok.js';

/** What a service of CP within a stretch counts towards the instructions that the stretch may have. */
export const SERVICE_COST = 25;
/** One of so many services is timed. */
export const SAMPLED = 32;

/** Exceptions that may take CP long. */
const FAULTS: ReadonlySet<number> = new Set([SEGMENT_TRANSLATION, PAGE_TRANSLATION, PROTECTION]);

/** What of VM assist a virtual machine has: SET ASSIST, and SET SASSIST for all of them. */
export interface AssistSettings {
  readonly assist: boolean;
  readonly assistSvc: boolean;
}

/**
 * Can CP handle the exit and let the guest run on, without a look at clocks and devices? This is VM assist (control
 * register 6 of the real machine): a guest cannot tell whether it is on. GA22-7074.
 */
export function endsNoStretch(exit: Exit, { assist, assistSvc }: AssistSettings): boolean {
  if (!assist) return false;
  if (exit.kind === 'svc') return assistSvc && exit.perCode === 0;
  if (exit.kind !== 'program') return false;
  if (exit.code !== PRIVILEGED_OPERATION) return exit.code < 0x40 && !FAULTS.has(exit.code);
  return isQuick(exit.instructionHigh);
}

/**
 * What was found out at the beginning of a stretch of guest execution and holds until it ends: which interruptions
 * are not pending, and until when no timer interrupts. A guest that turns more of them on ends the stretch.
 */
export class GuestStretch {
  private external = false;
  private cr0 = 0;
  /** Channels that are known to have no interruption. */
  private channels = 0;
  private services = 0;

  /** Nothing is pending that the guest allows now, and the stretch ends before a timer that it allows runs out. */
  begin(vm: Vmblok): void {
    this.external = vm.psw.externalMask;
    this.cr0 = vm.cr[0];
    this.channels = vm.psw.channelMask(vm.cr[2]);
  }

  /** Is this service one of those that are timed? */
  sample(): boolean {
    return ++this.services % SAMPLED === 0;
  }

  /** May the guest run on at once? */
  goesOn(vm: Vmblok, io: VirtualIo): boolean {
    const { psw } = vm;
    if (vm.state !== 'running' || vm.pageWaits > 0 || vm.watch !== undefined || !psw.valid || psw.wait)
      return false;
    if (vm.cr[0] !== this.cr0) return false;
    if (psw.externalMask && !this.external) return false;
    const channels = psw.channelMask(vm.cr[2]);
    if ((channels & ~this.channels) !== 0) {
      if (io.pending(channels)) return false;
      this.channels |= channels;
    }
    return true;
  }
}
