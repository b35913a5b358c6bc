import { beginExecutionAfterLogon, createMachine } from './logon.js';
import type { CommandContext } from './context.js';
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
  if (!trusted && !rooms.directory.passwordMatches(user, password ?? '')) return context.error('ALG', 50);
  if (cp.findUser(userid) !== undefined) return context.error('ALG', 54);
  if (user.ipl === undefined) return context.error('ALG', 59, [userid, 'NO IPL']);
  const machine = createMachine(rooms.terminals, user);
  attachDirectoryDevices(cp, rooms.directory, machine, (message) => {
    rooms.terminals.operatorMessage(`${userid}: ${message.code} ${message.text}`);
  });
  const text = `AUTO LOGON   ***   ${userid.padEnd(8)} USERS = ${String(cp.users().length).padStart(3, '0')}`;
  rooms.terminals.operatorMessage(`${text}  BY  ${vm.userid}`);
  context.respond(text);
  beginExecutionAfterLogon(rooms.terminals, machine);
  return 0;
}
