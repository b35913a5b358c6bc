import { connectText, cpuText } from '../clock-text.js';
import { dialedDisplays } from '../dial.js';
import type { CommandContext } from '../context.js';
import type { Vmblok } from '../../vmachine/vmblok.js';
import { decimal } from '../numbers.js';

/** Users in a line of QUERY NAMES. */
const NAMES_IN_LINE = 4;

/** `QUERY TIME`. SY20-0884, DMKCQY. */
export function queryTime(context: CommandContext): number {
  context.respond(`TIME IS ${context.rooms.system.timeAndDateText(context.cp.timeOfDay())}`);
  context.respond(connectLine(context));
  return 0;
}

/** `CONNECT= 00:10:34 VIRTCPU= 000:01.23 TOTCPU= 000:02.34` */
export function connectLine(context: Pick<CommandContext, 'cp' | 'vm'>): string {
  const { cp, vm } = context;
  const { logonTime, virtualCpu, totalCpu } = vm.accounting;
  return (
    `CONNECT= ${connectText(cp.now() - logonTime)} ` +
    `VIRTCPU= ${cpuText(virtualCpu)} TOTCPU= ${cpuText(totalCpu)}`
  );
}

/** `QUERY NAMES`: everybody, four in a line. */
export function queryNames(context: CommandContext): number {
  const { cp, rooms, respond } = context;
  const names = cp.users().map((vm) => nameAndTerminal(vm, rooms.terminals.terminalAddress(vm)));
  for (let at = 0; at < names.length; at += NAMES_IN_LINE) {
    respond(names.slice(at, at + NAMES_IN_LINE).join(', '));
  }
  return 0;
}

/** `QUERY USERS [userid]`. */
export function queryUsers(context: CommandContext): number {
  const userid = context.line.next();
  if (userid !== undefined) return queryUser(context, userid);
  const { cp } = context;
  const dialed = decimal(dialedDisplays(cp).length, 3);
  context.respond(`${decimal(cp.users().length, 3)} USERS, ${dialed} DIALED`);
  return 0;
}

/** `USERA    - 0C1` */
export function queryUser(context: CommandContext, userid: string): number {
  const vm = context.cp.findUser(userid);
  if (vm === undefined) return context.error('CQG', 45, [userid]);
  context.respond(nameAndTerminal(vm, context.rooms.terminals.terminalAddress(vm)));
  return 0;
}

/** `USERA    - 0C1`; a logical device has a letter more and takes the blank. */
function nameAndTerminal(vm: Vmblok, terminal: string): string {
  return `${vm.userid.padEnd(8)} -${terminal.padStart(4)}`;
}

/** `QUERY LOGMSG`. */
export function queryLogMessages(context: CommandContext): number {
  const { system } = context.rooms;
  if (system.logMessages.length === 0 || system.logMessageTime === undefined) {
    context.respond('THERE IS NO LOGMSG DATA');
    return 0;
  }
  for (const line of system.logMessages) context.respond(`* ${line}`);
  return 0;
}

/** `QUERY USERID`: who and where one is. */
export function queryUserid(context: CommandContext): number {
  context.respond(`${context.vm.userid.padEnd(8)} AT ${context.rooms.system.systemId}`);
  return 0;
}

/** `QUERY PRIV`: privilege classes. */
export function queryPrivileges(context: CommandContext): number {
  context.respond(`PRIV = ${context.vm.classes}`);
  return 0;
}

/** `QUERY CPLEVEL`. */
export function queryLevel(context: CommandContext): number {
  context.respond(`${context.rooms.system.systemId} ${context.rooms.system.version}`);
  return 0;
}

/** `QUERY PRIORITY userid`. */
export function queryPriority(context: CommandContext): number {
  const userid = context.line.next();
  if (userid === undefined) return context.error('CQR', 20);
  const vm = context.cp.findUser(userid);
  if (vm === undefined) return context.error('CQR', 45, [userid]);
  context.respond(`${vm.userid.padEnd(8)} PRIORITY = ${decimal(vm.priority, 2)}`);
  return 0;
}

/** `QUERY FAVORED`: whom SET FAVORED has favored. Beyond Release 6, which has INDICATE FAVORED. */
export function queryFavored(context: CommandContext): number {
  const favored = context.cp.users().filter((vm) => vm.favored);
  if (favored.length === 0) context.respond('NO USERS FAVORED');
  for (const { userid, favoredPercent } of favored) {
    const percent = favoredPercent === 0 ? '' : ` ${decimal(favoredPercent, 3)}%`;
    context.respond(`${userid.padEnd(8)} FAVORED${percent}`);
  }
  return 0;
}

/** `QUERY RESERVE`: who has SET RESERVE, and how many of the pages are in real storage. Beyond Release 6. */
export function queryReserve(context: CommandContext): number {
  const reserving = context.cp.users().filter(({ storage }) => storage.owner.reserved > 0);
  if (reserving.length === 0) context.respond('NO PAGES RESERVED');
  for (const { userid, storage } of reserving) {
    const { reserved, resident } = storage.owner;
    const now = decimal(Math.min(reserved, resident), 4);
    context.respond(`${userid.padEnd(8)} RESERVE = ${decimal(reserved, 4)} RES-${now}`);
  }
  return 0;
}
