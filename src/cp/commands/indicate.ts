import type { Vmblok } from '../vmachine/vmblok.js';
import { cpuText } from './clock-text.js';
import type { CommandContext } from './context.js';
import { cuu, decimal, hex } from './numbers.js';
import { abbreviates } from './scanner.js';

/** Entries in a line of QUEUES, I/O and PAGING. */
const ENTRIES_IN_LINE = 3;

interface Operand {
  readonly name: string;
  readonly shortest: number;
  readonly classes: string;
  readonly run: (context: CommandContext) => number;
}

/** Operands in the order of search. SY20-0884, DMKTHI. */
const OPERANDS: readonly Operand[] = [
  { name: 'LOAD', shortest: 1, classes: 'EG', run: indicateLoad },
  { name: 'USER', shortest: 1, classes: 'EG', run: indicateUser },
  { name: 'QUEUES', shortest: 1, classes: 'E', run: indicateQueues },
  { name: 'PAGING', shortest: 3, classes: 'E', run: indicatePaging },
  { name: 'I/O', shortest: 1, classes: 'E', run: indicateIo },
  { name: 'FAVORED', shortest: 3, classes: 'E', run: indicateFavored },
];

/** `INDICATE [LOAD | USER [* | userid] | QUEUES | I/O | PAGING [WAIT | ALL] | FAVORED]`. SY20-0884, DMKTHI. */
export function indicate(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined) return indicateLoad(context);
  const operand = OPERANDS.find(
    ({ name, shortest, classes }) => abbreviates(word, name, shortest) && context.vm.hasClass(classes),
  );
  return operand === undefined ? context.error('THI', 3, [word]) : operand.run(context);
}

function indicateLoad(context: CommandContext): number {
  const { cpuPercent, queue1, queue2, storagePercent, ratio } = context.cp.loadFigures();
  context.respond(
    `CPU-${decimal(cpuPercent, 3)}%  Q1-${decimal(queue1, 2)}  Q2-${decimal(queue2, 2)}  ` +
      `STORAGE-${decimal(storagePercent, 3)}%  RATIO-${ratio.toFixed(1).padStart(4, '0')}`,
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
      `DISK-${decimal(pages.onDisk, 4)} DRUM-${decimal(pages.onDrum, 4)}`,
  );
  context.respond(
    `VTIME=${minutes(used.virtualCpu)} TTIME=${minutes(used.totalCpu)} SIO=${decimal(used.startIo, 6)} ` +
      `RDR-${decimal(used.cardsRead, 6)} PRT-${decimal(used.linesPrinted, 6)} PCH-${decimal(used.cardsPunched, 6)}`,
  );
  return 0;
}

/** Who is in queue 1 and 2 and in the eligible lists for them, with resident pages and projected working set in hexadecimal. */
function indicateQueues(context: CommandContext): number {
  const { cp } = context;
  const entries = cp.queuedUsers().map(({ vm, queue, running }) => {
    const { resident, workingSet } = cp.pageFigures(vm);
    const status = running ? 'RU' : vm.pageWaits > 0 ? 'PG' : cp.waitsForIo(vm).length > 0 ? 'IO' : '--';
    return `${vm.userid.padEnd(8)} Q${queue} ${status} ${hex(resident, 3)}/${hex(workingSet, 3)}`;
  });
  for (const { vm, queue } of cp.eligibleUsers()) {
    const { resident, workingSet } = cp.pageFigures(vm);
    entries.push(`${vm.userid.padEnd(8)} E${queue} -- ${hex(resident, 3)}/${hex(workingSet, 3)}`);
  }
  if (entries.length === 0) context.respond('NO USERS IN Q');
  respondEntries(context, entries);
  return 0;
}

/** Who waits for which real device. */
function indicateIo(context: CommandContext): number {
  const { cp } = context;
  const entries = cp
    .users()
    .flatMap((vm) => cp.waitsForIo(vm).map((real) => `${vm.userid.padEnd(8)} ${cuu(real.address)}`));
  if (entries.length === 0) context.respond('NO USERS IN I/O  WAIT');
  respondEntries(context, entries);
  return 0;
}

/** Pages on drum and disk, of those in page wait or of all. */
function indicatePaging(context: CommandContext): number {
  const { cp } = context;
  const option = context.line.next();
  if (option !== undefined && option !== 'WAIT' && option !== 'ALL') return context.error('THI', 3, [option]);
  const users =
    option === 'ALL' ? cp.users() : cp.queuedUsers().flatMap(({ vm }) => (vm.pageWaits > 0 ? [vm] : []));
  if (users.length === 0) context.respond('NO USERS IN PAGE WAIT');
  const entries = users.map(
    (vm) =>
      `${vm.userid.padEnd(8)} ${hex(cp.pageFigures(vm).onDrum, 3)}:${hex(cp.pageFigures(vm).onDisk, 3)}`,
  );
  respondEntries(context, entries);
  return 0;
}

/** Users of SET FAVORED. */
function indicateFavored(context: CommandContext): number {
  const favored = context.cp.users().filter((vm) => vm.favored);
  if (favored.length === 0) context.respond('NO USERS FAVORED');
  respondEntries(
    context,
    favored.map(
      (vm) => `${vm.userid.padEnd(8)}${vm.favoredPercent === 0 ? '' : ` ${decimal(vm.favoredPercent, 3)}%`}`,
    ),
  );
  return 0;
}

function respondEntries(context: CommandContext, entries: readonly string[]): void {
  for (let at = 0; at < entries.length; at += ENTRIES_IN_LINE) {
    context.respond(
      entries
        .slice(at, at + ENTRIES_IN_LINE)
        .join(', ')
        .trimEnd(),
    );
  }
}

/** `mmm:ss` */
function minutes(microseconds: number): string {
  return cpuText(microseconds).slice(0, 6);
}
