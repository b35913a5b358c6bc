import type { Vmblok } from '../vmachine/vmblok.js';
import { cpuText } from './clock-text.js';
import type { CommandContext } from './context.js';
import { decimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/** `INDICATE [LOAD | USER [* | userid]]`. SY20-0884, DMKTHI. */
export function indicate(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined || abbreviates(word, 'LOAD', 1)) return indicateLoad(context);
  if (abbreviates(word, 'USER', 1)) return indicateUser(context);
  return context.error('THI', 3, [word]);
}

function indicateLoad(context: CommandContext): number {
  const { cpuPercent, queue1, queue2, storagePercent } = context.cp.loadFigures();
  context.respond(
    `CPU-${decimal(cpuPercent, 3)}% Q1-${decimal(queue1, 2)} Q2-${decimal(queue2, 2)} ` +
      `STORAGE-${decimal(storagePercent, 3)}% RATIO-01.0`,
  );
  return 0;
}

function indicateUser(context: CommandContext): number {
  const userid = context.line.next();
  let vm: Vmblok | undefined = context.vm;
  if (userid !== undefined && userid !== '*') {
    if (!context.vm.hasClass('E')) return context.error('THI', 3, [userid]);
    vm = context.cp.findUser(userid);
    if (vm === undefined) return context.error('THI', 45, [userid]);
  }
  const pages = context.cp.pageFigures(vm);
  const used = vm.accounting;
  context.respond(
    `PAGES: RES-${decimal(pages.resident, 4)} WS-${decimal(pages.workingSet, 4)} ` +
      `READS=${decimal(used.pageReads, 6)} WRITES=${decimal(used.pageWrites, 6)} ` +
      `DISK-${decimal(pages.onPagingVolume, 4)} DRUM-0000`,
  );
  context.respond(
    `VTIME=${minutes(used.virtualCpu)} TTIME=${minutes(used.totalCpu)} SIO=${decimal(used.startIo, 6)} ` +
      `RDR-${decimal(used.cardsRead, 6)} PRT-${decimal(used.linesPrinted, 6)} PCH-${decimal(used.cardsPunched, 6)}`,
  );
  return 0;
}

/** `mmm:ss` */
function minutes(microseconds: number): string {
  return cpuText(microseconds).slice(0, 6);
}
