import { ebcdic037 } from '../../ebcdic/index.js';
import { beginExecutionAfterLogon, createMachine } from './logon.js';
import type { ControlProgram } from '../control-program.js';
import type { DirectoryUser } from '../directory/index.js';
import type { CommandContext, ServiceRooms } from './context.js';
import { attachDirectoryDevices } from './logon-devices.js';

/** `AUTOLOG userid [password] [data]`: logs a user on without a terminal; it runs what its directory IPLs. */
export function autolog(context: CommandContext): number {
  const { cp, rooms, vm, line } = context;
  const userid = line.next();
  if (userid === undefined || userid.length > 8) return context.error('ALG', 20);
  const user = rooms.directory.find(userid);
  if (user === undefined || user.password === 'NOLOG') return context.error('ALG', 53, [userid]);
  const password = line.next();
  // class A needs no password for what it could do with FORCE and the directory anyway
  const trusted = password === undefined && vm.hasClass('A');
  if (!trusted && !rooms.directory.passwordMatches(user, password ?? '')) {
    const failure = { userid, account: vm.entry.account, terminal: 'NONE', count: 1, limit: 1 };
    if (rooms.system.journal.logon) rooms.accounting.passwordFailed(failure, cp.timeOfDay());
    return context.error('ALG', 50);
  }
  if (cp.findUser(userid) !== undefined) return context.error('ALG', 54);
  if (user.ipl === undefined) return context.error('ALG', 59, [userid, 'NO IPL']);
  // the first line that the guest reads
  const data = line.restAfterBlank();
  context.respond(startAutomatically(cp, rooms, user, vm.userid, data));
  return 0;
}

/** Logs a user on without a terminal and IPLs what the directory says; answers the line that tells of it. */
export function startAutomatically(
  cp: ControlProgram,
  rooms: ServiceRooms,
  user: DirectoryUser,
  by: string,
  data = '',
): string {
  const { userid } = user;
  const machine = createMachine(rooms.terminals, user);
  attachDirectoryDevices(cp, rooms.directory, machine, (message) => {
    rooms.terminals.operatorMessage(`${userid}: ${message.code} ${message.text}`);
  });
  const text = `AUTO LOGON   ***   ${userid.padEnd(8)} USERS = ${String(cp.users().length).padStart(3, '0')}`;
  rooms.terminals.operatorMessage(`${text}  BY  ${by}`);
  if (data !== '') rooms.terminals.consoleOf(machine)?.offerLine(ebcdic037.encode(data));
  beginExecutionAfterLogon(rooms.terminals, machine);
  return text;
}

/** Userid that is logged on when CP has started, if the directory has it and says what to IPL. */
const FIRST_USER = 'AUTOLOG1';

/** What an installation wants to run from the start. SY20-0886, DMKCPI. */
export function autologAtStart(cp: ControlProgram, rooms: ServiceRooms): void {
  const user = rooms.directory.find(FIRST_USER);
  if (user?.ipl === undefined || user.password === 'NOLOG') return;
  startAutomatically(cp, rooms, user, 'SYSTEM');
}
