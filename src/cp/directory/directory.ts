import type { DirectoryUser, MinidiskEntry } from './entries.js';
import { parseDirectory } from './parser.js';
import type { DirectoryDiagnostic } from './parser.js';

/** Passwords that are no passwords: such users can't log on (NOLOG), or only by AUTOLOG (AUTOONLY). */
const NO_LOGON = ['NOLOG'];

/** Kinds of passwords of a minidisk, as LINK names them. */
export type LinkPasswordKind = 'READ' | 'WRITE' | 'MULT';

/** In the place of a password: the site keeps it elsewhere, in a form that nobody can read. */
export const KEPT_PASSWORD = '*';

/** Passwords that are not in the directory. `name` is a userid, or userid, address and kind: `CMSUSER 191 READ`. */
export interface PasswordBook {
  matches(name: string, password: string): boolean;
}

/** Name of a minidisk's password in a `PasswordBook`. */
export function linkPasswordName(owner: string, address: number, kind: LinkPasswordKind): string {
  return `${owner} ${address.toString(16).toUpperCase().padStart(3, '0')} ${kind}`;
}

/** The password of a kind that a directory entry has. */
export function linkPassword(entry: MinidiskEntry, kind: LinkPasswordKind): string | undefined {
  switch (kind) {
    case 'READ':
      return entry.readPassword;
    case 'WRITE':
      return entry.writePassword;
    case 'MULT':
      return entry.multiplePassword;
  }
}

/** The directory that CP uses: looked up by userid, replaced as a whole. */
export class Directory {
  private byUserid: ReadonlyMap<string, DirectoryUser>;

  constructor(
    users: readonly DirectoryUser[],
    private passwords?: PasswordBook,
  ) {
    this.byUserid = index(users);
  }

  /** Reads a source directory. Throws `DirectoryError` with every message when a statement is wrong. */
  static fromSource(
    source: string,
    passwords?: PasswordBook,
  ): { directory: Directory; warnings: readonly DirectoryDiagnostic[] } {
    const parsed = parseDirectory(source);
    if (parsed.errors.length > 0) throw new DirectoryError(parsed.errors);
    return { directory: new Directory(parsed.users, passwords), warnings: parsed.warnings };
  }

  find(userid: string): DirectoryUser | undefined {
    return this.byUserid.get(userid);
  }

  /** All users in the order of the source. */
  users(): readonly DirectoryUser[] {
    return [...this.byUserid.values()];
  }

  /** Whether this password logs the user on. */
  passwordMatches(user: DirectoryUser, password: string): boolean {
    if (NO_LOGON.includes(user.password)) return false;
    if (user.password === KEPT_PASSWORD) return this.passwords?.matches(user.userid, password) === true;
    return user.password === password;
  }

  /** Whether this password gives the access to a minidisk. */
  linkPasswordMatches(
    owner: string,
    entry: MinidiskEntry,
    kind: LinkPasswordKind,
    password: string,
  ): boolean {
    const wanted = linkPassword(entry, kind);
    if (wanted !== KEPT_PASSWORD) return wanted === password;
    return this.passwords?.matches(linkPasswordName(owner, entry.address, kind), password) === true;
  }

  /** Minidisk that a user owns at an address. */
  findMinidisk(userid: string, address: number): MinidiskEntry | undefined {
    const device = this.find(userid)?.devices.find((entry) => entry.address === address);
    return device?.kind === 'mdisk' ? device : undefined;
  }

  /** Takes other users from now on; those who are logged on keep what they have. */
  replace(users: readonly DirectoryUser[]): void {
    this.byUserid = index(users);
  }

  /** Takes another directory from now on; users who are logged on keep what they have. */
  replaceBy(other: Directory): void {
    this.byUserid = other.byUserid;
    this.passwords = other.passwords;
  }
}

function index(users: readonly DirectoryUser[]): ReadonlyMap<string, DirectoryUser> {
  return new Map(users.map((user) => [user.userid, user]));
}

/** A source directory with wrong statements. The message has a line for each. */
export class DirectoryError extends Error {
  constructor(readonly diagnostics: readonly DirectoryDiagnostic[]) {
    super(
      diagnostics.map(({ line, message, statement }) => `line ${line}: ${message}: ${statement}`).join('\n'),
    );
    this.name = 'DirectoryError';
  }
}
