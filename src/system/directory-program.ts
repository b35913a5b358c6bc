/** The DIRECT program on the host: checks a user directory against itself and the real machine, and puts it in its place. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_PASSWORD, linkPassword, linkPasswordName, parseDirectory } from '../cp/directory/index.js';
import type {
  DirectoryDiagnostic,
  DirectoryUser,
  LinkPasswordKind,
  ParsedDirectory,
} from '../cp/directory/index.js';
import { HashedPasswords, replaceFile } from './hashed-passwords.js';
import { DIRECTORY_FILE, PASSWORD_FILE } from './site.js';

/** What is wrong with a directory, and what may be. */
export interface DirectoryFindings {
  readonly users: number;
  readonly errors: readonly DirectoryDiagnostic[];
  readonly warnings: readonly DirectoryDiagnostic[];
}

/** Checks every statement, and the links from one user to another. */
export function checkDirectory(source: string): DirectoryFindings {
  const parsed = parseDirectory(source);
  const warnings = [...parsed.warnings, ...linkWarnings(parsed)].sort((a, b) => a.line - b.line);
  return { users: parsed.users.length, errors: parsed.errors, warnings };
}

/** Writes a directory that has been checked in the place of the system's own, as a whole. */
export function installDirectory(system: string, source: string): void {
  replaceFile(join(system, DIRECTORY_FILE), source);
}

/** Passwords that nobody is asked for, or that are none: they stay in the directory. */
const NOT_SECRET = new Set(['NOLOG', 'AUTOONLY', 'ALL', KEPT_PASSWORD]);
const KINDS: readonly LinkPasswordKind[] = ['READ', 'WRITE', 'MULT'];

/**
 * Takes the passwords out of a directory and keeps their hashes; answers how many. First the hashes are written, then
 * the directory: whoever is interrupted has lost nothing.
 */
export function hashPasswords(system: string, source: string): number {
  const { users, errors } = parseDirectory(source);
  if (errors.length > 0) throw new Error('a directory with errors is left as it is');
  const file = join(system, PASSWORD_FILE);
  const book = existsSync(file) ? HashedPasswords.read(file) : new HashedPasswords();
  const lines = source.split('\n');
  let taken = 0;
  for (const user of users) {
    if (!NOT_SECRET.has(user.password)) {
      book.set(user.userid, user.password);
      lines[user.line - 1] = replaceWord(lines[user.line - 1], 2);
      taken++;
    }
    for (const device of user.devices) {
      if (device.kind !== 'mdisk') continue;
      // MDISK address type start cylinders volume mode passwords: the mode is there when a password is
      KINDS.forEach((kind, index) => {
        const password = linkPassword(device, kind);
        if (password === undefined || NOT_SECRET.has(password)) return;
        book.set(linkPasswordName(user.userid, device.address, kind), password);
        lines[device.line - 1] = replaceWord(lines[device.line - 1], 7 + index);
        taken++;
      });
    }
  }
  if (taken === 0) return 0;
  book.write(file);
  installDirectory(system, lines.join('\n'));
  return taken;
}

/** Puts an asterisk in the place of a word of a statement, counted from 0. */
function replaceWord(line: string, number: number): string {
  let word = -1;
  return line.replace(/\S+/g, (text) => (++word === number ? KEPT_PASSWORD : text));
}

/** LINK statements that lead nowhere: the user would be told at LOGON. */
function linkWarnings({ users }: ParsedDirectory): DirectoryDiagnostic[] {
  const byUserid = new Map<string, DirectoryUser>(users.map((user) => [user.userid, user]));
  const warnings: DirectoryDiagnostic[] = [];
  for (const user of users) {
    for (const device of user.devices) {
      if (device.kind !== 'link') continue;
      const owner = byUserid.get(device.userid);
      const address = device.ownerAddress.toString(16).toUpperCase().padStart(3, '0');
      const disk = owner?.devices.find((other) => other.address === device.ownerAddress);
      if (disk?.kind === 'mdisk') continue;
      const message =
        owner === undefined
          ? `LINK: ${device.userid} IS NOT IN THE DIRECTORY`
          : `LINK: ${device.userid} HAS NO MINIDISK ${address}`;
      warnings.push({
        line: device.line,
        statement: `${user.userid} LINK ${device.userid} ${address}`,
        message,
      });
    }
  }
  return warnings;
}
