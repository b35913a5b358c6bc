import { ebcdic037 } from '../ebcdic/index.js';
import type { ControlProgram } from './control-program.js';
import type { AccountingCounters, Vmblok } from './vmachine/vmblok.js';

/** Gets accounting cards, 80 bytes EBCDIC. */
export type AccountingSink = (card: Uint8Array) => void;

/** Longest text of a user accounting card (DIAGNOSE X'4C'). */
const USER_TEXT = 70;

/**
 * Accounting cards as CP punches them: one for each session, with what it used. GC20-1807, Accounting Records.
 *
 * Columns 1-8 userid, 9-16 account number, 17-28 date and time `mmddyyhhmmss`, 29-32 seconds connected, 33-36
 * milliseconds of CPU in all, 37-40 milliseconds of virtual CPU, 41-44 page reads, 45-48 page writes, 49-52 START I/O,
 * 53-56 cards punched, 57-60 lines printed, 61-64 cards read (fullwords), 79-80 code `01`.
 */
export class Accounting {
  /** What earlier cards of a session have accounted for. */
  private readonly punched = new WeakMap<Vmblok, AccountingCounters>();

  constructor(
    private readonly sink: AccountingSink | undefined,
    private readonly stamp: (milliseconds: number) => string,
  ) {}

  /** ACNT: a card with what has been used since the last; counting begins anew. */
  interim(vm: Vmblok, cp: Pick<ControlProgram, 'now' | 'timeOfDay'>): void {
    this.punch(this.sessionCard(vm, cp));
    this.punched.set(vm, { ...vm.accounting, logonTime: cp.now() });
  }

  /** A session ends. */
  logoff(vm: Vmblok, cp: Pick<ControlProgram, 'now' | 'timeOfDay'>): void {
    this.punch(this.sessionCard(vm, cp));
  }

  /** DIAGNOSE X'4C' code X'10': a card with up to 70 characters of the user's own. */
  userCard(vm: Vmblok, text: Uint8Array): void {
    const card = new Uint8Array(80).fill(0x40);
    card.set(ebcdic037.encode(vm.userid, 8));
    card.set(text.subarray(0, USER_TEXT), 8);
    card.set(ebcdic037.encode('C0'), 78);
    this.punch(card);
  }

  private punch(card: Uint8Array): void {
    this.sink?.(card);
  }

  private sessionCard(vm: Vmblok, cp: Pick<ControlProgram, 'now' | 'timeOfDay'>): Uint8Array {
    const used = since(vm.accounting, this.punched.get(vm));
    const card = new Uint8Array(80).fill(0x40);
    const view = new DataView(card.buffer);
    const { userid, account } = vm.chargedTo ?? { userid: vm.userid, account: vm.entry.account };
    card.set(ebcdic037.encode(userid, 8));
    card.set(ebcdic037.encode(account, 8), 8);
    card.set(ebcdic037.encode(this.stamp(cp.timeOfDay()), 12), 16);
    const words = [
      Math.floor((cp.now() - used.logonTime) / 1e6),
      Math.floor(used.totalCpu / 1000),
      Math.floor(used.virtualCpu / 1000),
      used.pageReads,
      used.pageWrites,
      used.startIo,
      used.cardsPunched,
      used.linesPrinted,
      used.cardsRead,
    ];
    words.forEach((word, index) => view.setUint32(28 + 4 * index, word));
    card.set(ebcdic037.encode('01'), 78);
    return card;
  }
}

/** Counters since an earlier state of them. */
function since(now: AccountingCounters, before: AccountingCounters | undefined): AccountingCounters {
  if (before === undefined) return now;
  return {
    logonTime: before.logonTime,
    virtualCpu: now.virtualCpu - before.virtualCpu,
    totalCpu: now.totalCpu - before.totalCpu,
    startIo: now.startIo - before.startIo,
    pageReads: now.pageReads - before.pageReads,
    pageWrites: now.pageWrites - before.pageWrites,
    cardsRead: now.cardsRead - before.cardsRead,
    linesPrinted: now.linesPrinted - before.linesPrinted,
    cardsPunched: now.cardsPunched - before.cardsPunched,
  };
}
