import type { DirectoryUser, MinidiskEntry } from './entries.js';
import { parseDirectory } from './parser.js';
import type { DirectoryDiagnostic } from './parser.js';

/** Passwords that are no passwords: such users can't log on (NOLOG), or only by AUTOLOG (AUTOONLY). */
const NO_LOGON = ['NOLOG'];

/** The directory that CP uses: looked up by userid, replaced as a whole. */
export class Directory {
  private byUserid: ReadonlyMap<string, DirectoryUser>;

  constructor(users: readonly DirectoryUser[]) {
    this.byUserid = index(users);
  }

  /** Reads a source directory. Throws `DirectoryError` with every message when a statement is wrong. */
  static fromSource(source: string): { directory: Directory; warnings: readonly DirectoryDiagnostic[] } {
    const parsed = parseDirectory(source);
    if (parsed.errors.length > 0) throw new DirectoryError(parsed.errors);
    return { directory: new Directory(parsed.users), warnings: parsed.warnings };
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
    return !NO_LOGON.includes(user.password) && user.password === password;
  }

  /** Minidisk that a user owns at an address. */
  findMinidisk(userid: string, address: number): MinidiskEntry | undefined {
    const device = this.find(userid)?.devices.find((entry) => entry.address === address);
    return device?.kind === 'mdisk' ? device : undefined;
  }

  /** Takes another directory from now on; users who are logged on keep what they have. */
  replace(users: readonly DirectoryUser[]): void {
    this.byUserid = index(users);
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
