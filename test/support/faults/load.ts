import { Ledger } from './ledger.js';
import { LineLost, ScreenUser } from './screen-user.js';

/** Where a spool file is, by what its owner has been told; undefined: nowhere. */
export interface SpooledState {
  readonly owner: string;
  readonly class: string;
}

/** Everything that users were told, over all lives of the system. */
export class Acknowledgements {
  /** Files on CMSUSER's disk of type DATA, by name: their lines, or undefined when there is none. */
  readonly edited = new Ledger<readonly string[] | undefined>();
  /** Reader files, by file name. */
  readonly spooled = new Ledger<SpooledState | undefined>();
  /** The number in every page of the saved system; undefined: it has never been saved. */
  readonly saved = new Ledger<number | undefined>();
  /** Lines that CMSUSER has printed and been told so. */
  readonly printed: string[] = [];
  links = 0;
  /** Numbers given to files so far. */
  lastNumber = 0;

  constructor() {
    this.saved.introduce(SAVED_SYSTEM, undefined);
  }

  get total(): number {
    const { edited, spooled, saved, printed, links } = this;
    return edited.acknowledged + spooled.acknowledged + saved.acknowledged + printed.length + links;
  }
}

export const SAVED_SYSTEM = 'FAULTS';
/** Storage that it saves: 16 pages from 192K. */
export const SAVED_PAGES = { from: 0x30, to: 0x3f } as const;
/** The file that the spooling user punches: so many lines, on more pages than one. */
export const PUNCHED_LINES: readonly string[] = Array.from(
  { length: 60 },
  (_, index) => `CARD ${index + 1} ${'ABCDEFGHIJ'.repeat(1 + (index % 6))}`,
);
const MOST_FILES = 30;

export const PASSWORD: Readonly<Record<string, string>> = {
  CMSUSER: 'CMSUSER',
  USER2: 'USER2',
  MAINT: 'CPCMS',
  OPERATOR: 'OPERATOR',
};

/** Four users who work until the line is lost. */
export class Load {
  private readonly users: ScreenUser[] = [];
  /** All of them have logged on. */
  readonly begun: Promise<void>;
  /** They have lost the line. Rejects when a user saw what should not be. */
  readonly ended: Promise<void>;

  constructor(
    port: number,
    private readonly told: Acknowledgements,
  ) {
    const work = [
      this.user(port, 'CMSUSER', (user) => this.edit(user)),
      this.user(port, 'USER2', (user) => this.spool(user)),
      this.user(port, 'MAINT', (user) => this.save(user)),
      this.user(port, 'OPERATOR', (user) => this.link(user)),
    ];
    this.begun = Promise.all(work.map(({ begun }) => begun)).then(() => undefined);
    this.ended = Promise.all(work.map(({ ended }) => ended)).then(() => undefined);
    this.begun.catch(() => undefined);
    this.ended.catch(() => undefined);
  }

  close(): void {
    for (const user of this.users) user.close();
  }

  private user(
    port: number,
    userid: string,
    work: (user: ScreenUser) => Promise<void>,
  ): { readonly begun: Promise<void>; readonly ended: Promise<void> } {
    const user = new ScreenUser(port);
    this.users.push(user);
    const begun = user.logon(userid, PASSWORD[userid], userid !== 'MAINT');
    const ended = begun
      .then(() => work(user))
      .catch((error: unknown) => {
        if (!(error instanceof LineLost)) throw error;
      });
    return { begun, ended };
  }

  /** Makes, lengthens, copies, prints and erases files. */
  private async edit(user: ScreenUser): Promise<void> {
    const { edited } = this.told;
    for (;;) {
      const [number, name] = this.newFile();
      const lines = [`${name} FIRST LINE`, `${name} SECOND LINE`];
      await this.editFile(user, name, [], lines);
      if (number % 2 === 0) {
        await this.editFile(user, name, lines, [`${name} THIRD LINE`]);
        lines.push(`${name} THIRD LINE`);
      }
      if (number % 3 === 0) {
        await user.cms(`PRINT ${name} DATA`);
        this.told.printed.push(...lines);
      }
      await this.copyFile(user, name, lines);
      const there = edited.entries().filter(([, states]) => states.at(-1) !== undefined);
      for (const [oldest] of there.slice(0, -MOST_FILES)) {
        edited.begin(oldest, undefined);
        await user.cms(`ERASE ${oldest} DATA`);
        edited.done(oldest);
      }
    }
  }

  /** Number and name of a file that nobody has heard of. */
  private newFile(): readonly [number: number, name: string] {
    const number = ++this.told.lastNumber;
    const name = `F${number}`;
    this.told.edited.introduce(name, undefined);
    return [number, name];
  }

  /** Changes of one command each: a copy, lengthened and then replaced. */
  private async copyFile(user: ScreenUser, name: string, lines: readonly string[]): Promise<void> {
    const { edited } = this.told;
    const [, copy] = this.newFile();
    const change = async (to: string, after: readonly string[], command: string): Promise<void> => {
      edited.begin(to, after);
      await user.cms(command);
      edited.done(to);
    };
    await change(copy, lines, `COPYFILE ${name} DATA A ${copy} DATA A`);
    await change(copy, [...lines, ...lines], `COPYFILE ${name} DATA A ${copy} DATA A (APPEND`);
    await change(copy, lines, `COPYFILE ${name} DATA A ${copy} DATA A (REPLACE`);
  }

  private async editFile(
    user: ScreenUser,
    name: string,
    before: readonly string[],
    more: readonly string[],
  ): Promise<void> {
    const { edited } = this.told;
    await user.line(`EDIT ${name} DATA (NODISP`, /^EDIT:/);
    if (before.length > 0) await user.line('BOTTOM', /LINE|EOF/);
    await user.line('INPUT', /^INPUT:/);
    for (const text of more) await user.line(text, /LINE/);
    await user.line('', /^EDIT:/);
    edited.begin(name, [...before, ...more]);
    await user.cms('FILE');
    edited.done(name);
  }

  /** Punches to the own reader, changes, transfers and purges files. */
  private async spool(user: ScreenUser): Promise<void> {
    const { spooled } = this.told;
    await user.cms('CP SPOOL PUNCH TO * CONT');
    for (;;) {
      const number = ++this.told.lastNumber;
      const name = `P${number}`;
      await user.cms('PUNCH PUNCHED DATA (NOHEADER');
      await user.cms('CP SPOOL PUNCH NOCONT');
      spooled.introduce(name, undefined);
      spooled.begin(name, { owner: 'USER2', class: 'A' });
      const answer = await user.cms(`CP CLOSE PUNCH NAME ${name} DATA`);
      const id = /PUN FILE (\d+)/.exec(answer.join('\n'))?.[1];
      if (id === undefined) throw new Error(`CLOSE PUNCH answered ${answer.join(' / ')}`);
      spooled.done(name);
      await user.cms('CP SPOOL PUNCH CONT');
      if (number % 2 === 0) {
        spooled.begin(name, { owner: 'USER2', class: 'C' });
        await user.cms(`CP CHANGE RDR ${id} CLASS C`);
        spooled.done(name);
      }
      if (number % 3 === 0) {
        const now = number % 2 === 0 ? 'C' : 'A';
        spooled.begin(name, { owner: 'CMSUSER', class: now });
        await user.cms(`CP TRANSFER RDR ${id} TO CMSUSER`);
        spooled.done(name);
      } else if (number % 5 < 3) {
        spooled.begin(name, undefined);
        await user.cms(`CP PURGE RDR ${id}`);
        spooled.done(name);
      }
      const mine = spooled.entries().filter(([, states]) => states.at(-1)?.owner === 'USER2');
      if (mine.length <= MOST_FILES) continue;
      for (const [old] of mine) spooled.begin(old, undefined);
      await user.cms('CP PURGE RDR ALL');
      for (const [old] of mine) spooled.done(old);
    }
  }

  /** Saves a system again and again, each time with the next number in all its pages. */
  private async save(user: ScreenUser): Promise<void> {
    const { saved } = this.told;
    for (;;) {
      const number = ++this.told.lastNumber;
      const stores: string[] = [];
      for (let page = SAVED_PAGES.from; page <= SAVED_PAGES.to; page++) {
        stores.push(`STORE ${(page * 0x1000).toString(16)} ${number.toString(16)}`);
      }
      // A line holds so many of them.
      for (let at = 0; at < stores.length; at += 6) {
        await user.cp(stores.slice(at, at + 6).join('#'), /^STORE COMPLETE/);
      }
      saved.begin(SAVED_SYSTEM, number);
      await user.cp(`SAVESYS ${SAVED_SYSTEM}`, /^SYSTEM SAVED/);
      saved.done(SAVED_SYSTEM);
    }
  }

  /** Links to the disks that others write on, and gives them up again. */
  private async link(user: ScreenUser): Promise<void> {
    for (;;) {
      await user.cms('CP LINK CMSUSER 191 291 RR RCMSUSER');
      await user.cms('CP LINK USER2 191 292 RR RUSER2');
      await user.cms('ACCESS 291 B');
      await user.cms('LISTFILE * DATA B');
      await user.cms('RELEASE B (DET');
      await user.cms('CP DETACH 292');
      this.told.links += 2;
    }
  }
}

/** Before the load: makes the file that is punched, as its user. */
export async function prepareLoad(port: number): Promise<void> {
  const user = new ScreenUser(port);
  await user.logon('USER2', PASSWORD.USER2, true);
  await user.line('EDIT PUNCHED DATA (NODISP', /^EDIT:/);
  await user.line('INPUT', /^INPUT:/);
  for (const text of PUNCHED_LINES) await user.line(text, /CARD/);
  await user.line('', /^EDIT:/);
  await user.cms('FILE');
  user.close();
}
