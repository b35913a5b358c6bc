import type { PasswordFailure } from '../accounting.js';
import type { CommandContext } from './context.js';
import { abbreviates } from './scanner.js';

/** `SET JOURNAL {LOGON | LINK} [ON | OFF]`, class A. SY20-0887, DMKJRL. */
export function setJournal(context: CommandContext): number {
  const { line } = context;
  const { journal } = context.rooms.system;
  const word = line.next();
  const kind = abbreviates(word, 'LOGON', 2) ? 'logon' : abbreviates(word, 'LINK', 2) ? 'link' : undefined;
  if (kind === undefined) return context.error('JRL', 26);
  const value = line.next();
  if (value !== undefined && value !== 'ON' && value !== 'OFF') return context.error('JRL', 26);
  journal[kind] = value !== 'OFF';
  return 0;
}

/** `QUERY JOURNAL`, class A. */
export function queryJournal(context: CommandContext): number {
  const { logon, link } = context.rooms.system.journal;
  context.respond(`JOURNAL: LOGON- ${logon ? 'ON ' : 'OFF'}, LINK- ${link ? 'ON ' : 'OFF'}`);
  return 0;
}

/** For the operator, when there have been too many wrong passwords; without the password, which Release 6 shows. */
export function passwordMessage({ userid, terminal, count, limit, link }: PasswordFailure): string {
  const where = `USERID: ${userid.padEnd(8)} AT ${terminal.padEnd(4)}`;
  const kind = link === undefined ? 'LOGON' : 'LINK ';
  return `DMKJRL145I ${where} WITH INVALID ${kind} PASSWORD NO. ${count} HAS VIOLATED THE LIMIT OF ${limit}`;
}
