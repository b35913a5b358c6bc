import { ebcdic037 } from '../ebcdic/index.js';
import type { ControlProgram } from './control-program.js';
import { deviceTypeCode } from './vmachine/device-types.js';
import type { VdevBlok } from './vmachine/vdevblok.js';
import type { AccountingCounters, Vmblok } from './vmachine/vmblok.js';

type Clock = Pick<ControlProgram, 'now' | 'timeOfDay'>;

/** Gets accounting cards, 80 bytes EBCDIC. */
export type AccountingSink = (card: Uint8Array) => void;

/** Longest text of a user accounting card (DIAGNOSE X'4C'). */
const USER_TEXT = 70;

/** A password that was wrong. */
export interface PasswordFailure {
  /** Who gave it; for LOGON the userid that was asked for. */
  readonly userid: string;
  readonly account?: string;
  /** Real address of the terminal: `0C1`, or `NONE`. */
  readonly terminal: string;
  readonly count: number;
  readonly limit: number;
  /** For LINK: whose disk. */
  readonly link?: { readonly owner: string; readonly address: number };
}

/** A LINK that needed a password and had it. */
export type LinkMade = Required<Pick<PasswordFailure, 'userid' | 'terminal' | 'link'>> &
  Pick<PasswordFailure, 'account'>;

/**
 * Accounting cards as CP punches them, 80 columns EBCDIC. GC20-1807, Accounting Records; SY20-0886, DMKACO, DMKJRL.
 * Columns 1-8 are the userid, 9-16 the account number, 17-28 date and time `mmddyyhhmmss`, 79-80 the kind of card:
 *
 * - `01` a session, or what it used since the last card: 29-32 seconds connected, 33-36 milliseconds of CPU in all,
 *   37-40 milliseconds of virtual CPU, 41-44 page reads, 45-48 page writes, 49-52 START I/O, 53-56 cards punched,
 *   57-60 lines printed, 61-64 cards read (fullwords)
 * - `02` a dedicated device, `03` a temporary disk: 29-32 seconds, 33 class, 34 type of the device, 37-38 cylinders
 * - `04` a LOGON with a wrong password, `06` a LINK with one: 29-32 terminal, 33-40 zeros where Release 6 has the
 *   password; for `06` 41-48 the owner and 49-51 the address of the disk; then the count and the limit, two columns each
 * - `05` a LINK with a password that was right: 29-32 terminal, 41-48 the owner and 49-51 the address of the disk
 * - `C0` text of a user (DIAGNOSE X'4C'), from column 9 on
 */
export class Accounting {
  /** Since when devices are somebody's, in microseconds of machine time. */
  private readonly given = new WeakMap<VdevBlok, number>();
  /** What earlier cards of a session have accounted for. */
  private readonly punched = new WeakMap<Vmblok, AccountingCounters>();

  constructor(
    private readonly sink: AccountingSink | undefined,
    private readonly stamp: (milliseconds: number) => string,
  ) {}

  /** ACNT: a card with what has been used since the last; counting begins anew. */
  interim(vm: Vmblok, cp: Clock): void {
    this.punch(this.sessionCard(vm, cp));
    this.punched.set(vm, { ...vm.accounting, logonTime: cp.now() });
  }

  /** A session ends. */
  logoff(vm: Vmblok, cp: Clock): void {
    this.punch(this.sessionCard(vm, cp));
  }

  /** A dedicated device or temporary disk has been given. */
  deviceGiven(vdev: VdevBlok, now: number): void {
    this.given.set(vdev, now);
  }

  /** A device is taken away: a card if it was one of those. */
  deviceTaken(vm: Vmblok, vdev: VdevBlok, cp: Clock): void {
    const since = this.given.get(vdev);
    if (since === undefined) return;
    this.given.delete(vdev);
    const card = this.newCard(vm.userid, vm.entry.account, cp.timeOfDay());
    const view = new DataView(card.buffer);
    const code = deviceTypeCode(vdev.type);
    view.setUint32(28, Math.floor((cp.now() - since) / 1e6));
    card.set([code.class, code.type, 0, 0], 32);
    if (vdev.kind === 'minidisk') view.setUint16(36, vdev.cylinders);
    card.set(ebcdic037.encode(vdev.kind === 'minidisk' ? '03' : '02'), 78);
    this.punch(card);
  }

  /** A wrong password at LOGON, AUTOLOG or LINK. */
  passwordFailed(failure: PasswordFailure, timeOfDay: number): void {
    const { link } = failure;
    const card = this.newCard(failure.userid, failure.account ?? '', timeOfDay);
    const two = (number: number): string => String(Math.min(number, 99)).padStart(2, '0');
    setPlace(card, failure);
    card.fill(0, 32, 40);
    card.set(ebcdic037.encode(two(failure.count) + two(failure.limit)), 51);
    card.set(ebcdic037.encode(link === undefined ? '04' : '06'), 78);
    this.punch(card);
  }

  /** A LINK to somebody else's disk that not everybody may have. */
  linkMade(made: LinkMade, timeOfDay: number): void {
    const card = this.newCard(made.userid, made.account ?? '', timeOfDay);
    setPlace(card, made);
    card.set(ebcdic037.encode('05'), 78);
    this.punch(card);
  }

  /** DIAGNOSE X'4C' code X'10': a card with up to 70 characters of the user's own. */
  userCard(vm: Vmblok, text: Uint8Array): void {
    const card = new Uint8Array(80).fill(0x40);
    card.set(ebcdic037.encode(vm.userid, 8));
    card.set(text.subarray(0, USER_TEXT), 8);
    card.set(ebcdic037.encode('C0'), 78);
    this.punch(card);
  }

  private newCard(userid: string, account: string, timeOfDay: number): Uint8Array {
    const card = new Uint8Array(80).fill(0x40);
    card.set(ebcdic037.encode(userid, 8));
    card.set(ebcdic037.encode(account, 8), 8);
    card.set(ebcdic037.encode(this.stamp(timeOfDay), 12), 16);
    return card;
  }

  private punch(card: Uint8Array): void {
    this.sink?.(card);
  }

  private sessionCard(vm: Vmblok, cp: Clock): Uint8Array {
    const used = since(vm.accounting, this.punched.get(vm));
    const { userid, account } = vm.chargedTo ?? { userid: vm.userid, account: vm.entry.account };
    const card = this.newCard(userid, account, cp.timeOfDay());
    const view = new DataView(card.buffer);
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

/** Terminal and disk of a card of the journal. */
function setPlace(card: Uint8Array, { terminal, link }: Pick<PasswordFailure, 'terminal' | 'link'>): void {
  card.set(ebcdic037.encode(terminal.slice(-4), 4), 28);
  if (link === undefined) return;
  card.set(ebcdic037.encode(link.owner, 8), 40);
  card.set(ebcdic037.encode(link.address.toString(16).toUpperCase().padStart(3, '0')), 48);
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
