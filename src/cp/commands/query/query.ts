import type { CommandContext } from '../context.js';
import { queryPer } from '../per.js';
import { abbreviates } from '../scanner.js';
import { queryJournal } from '../journal.js';
import { queryLinks } from './links.js';
import {
  queryProcessor,
  queryRealClass,
  queryRealDevice,
  queryRealStorage,
  querySystem,
  queryTemporaryDisks,
} from './real-devices.js';
import {
  queryAffinity,
  queryCpAssist,
  queryCpuid,
  queryFunctionKeys,
  querySet,
  querySystemAssist,
  queryTerminal,
} from './settings.js';
import { queryPaging } from './paging.js';
import { queryFiles, queryHold, queryQueue } from './spool-files.js';
import {
  queryLevel,
  queryLogMessages,
  queryNames,
  queryFavored,
  queryPriority,
  queryReserve,
  queryPrivileges,
  queryTime,
  queryUser,
  queryUserid,
  queryUsers,
} from './users.js';
import { queryAddresses, queryVirtual, queryVirtualClass } from './virtual.js';

interface Operand {
  readonly name: string;
  readonly shortest: number;
  readonly classes: string;
  readonly run: (context: CommandContext) => number;
  /** For the reference. */
  readonly summary: string;
}

const ALL_CLASSES = 'ABCDEFG';

const row = (
  name: string,
  shortest: number,
  classes: string,
  run: (context: CommandContext) => number,
  summary: string,
): Operand => ({ name, shortest, classes, run, summary });

/** Operands in the order of search: the first that matches and that the user's classes allow. SY20-0884, DMKCFC. */
export const QUERY_OPERANDS: readonly Operand[] = [
  row('SYSTEM', 3, 'B', querySystem, 'Users on the CP-owned and attached disks.'),
  row('DASD', 2, 'B', (context) => queryRealClass(context, 'DASD'), 'Real disks.'),
  row('TAPES', 2, 'B', (context) => queryRealClass(context, 'TAPES'), 'Real tapes.'),
  row('LINES', 5, 'B', (context) => queryRealClass(context, 'LINES'), 'Real lines.'),
  row('UR', 2, 'BD', (context) => queryRealClass(context, 'UR'), 'Real unit record devices.'),
  row('STORAGE', 4, 'B', queryRealStorage, 'Size of real storage.'),
  row('ALL', 3, 'B', (context) => queryRealClass(context, 'ALL'), 'All real devices.'),
  row('LINKS', 1, 'G', queryLinks, 'Users of a minidisk: `LINKS vaddr`.'),
  row('GRAF', 2, 'B', (context) => queryRealClass(context, 'GRAF'), 'Real displays.'),
  row('PROCESSR', 4, 'ABCEG', queryProcessor, 'The processors.'),
  row(
    'VIRTUAL',
    1,
    'G',
    queryVirtual,
    'The virtual machine: storage and devices, or one device: `VIRTUAL [vaddr | class]`.',
  ),
  row('TDSK', 2, 'B', queryTemporaryDisks, 'Users of temporary disks.'),
  row('DASD', 2, 'G', (context) => queryVirtualClass(context, 'DASD'), 'Virtual disks.'),
  row('TAPES', 2, 'G', (context) => queryVirtualClass(context, 'TAPES'), 'Virtual tapes.'),
  row('LINES', 5, 'G', (context) => queryVirtualClass(context, 'LINES'), 'Virtual lines.'),
  row('UR', 2, 'G', (context) => queryVirtualClass(context, 'UR'), 'Virtual unit record devices.'),
  row('STORAGE', 4, 'G', (context) => queryVirtualClass(context, 'STORAGE'), 'Size of storage.'),
  row('ALL', 3, 'G', (context) => queryVirtualClass(context, 'ALL'), 'Storage and all virtual devices.'),
  row('GRAF', 2, 'G', (context) => queryVirtualClass(context, 'GRAF'), 'Virtual displays.'),
  row('CONSOLE', 3, 'G', (context) => queryVirtualClass(context, 'CONSOLE'), 'The console.'),
  row('CHANNELS', 4, 'G', (context) => queryVirtualClass(context, 'CHANNELS'), 'Kind of the channels.'),
  row('FILES', 1, 'DG', queryFiles, 'Numbers of spool files.'),
  row('SET', 1, 'G', querySet, 'Settings of SET.'),
  row('HOLD', 1, 'D', queryHold, 'Users whose output is held.'),
  row('PRIORITY', 5, 'ACE', queryPriority, 'Priority of a user: `PRIORITY userid`.'),
  row('FAVORED', 3, 'ACE', queryFavored, 'Users whom SET FAVORED has favored.'),
  row('RESERVE', 3, 'ACE', queryReserve, 'Who has reserved pages (SET RESERVE).'),
  row('TERMINAL', 4, 'G', queryTerminal, 'Settings of TERMINAL.'),
  row('TIME', 1, 'G', queryTime, 'Date and time; connect and processor time.'),
  row('LOGMSG', 3, ALL_CLASSES, queryLogMessages, 'Message at logon.'),
  row('NAMES', 1, ALL_CLASSES, queryNames, 'Users and their terminals.'),
  row('USERS', 1, ALL_CLASSES, queryUsers, 'Number of users, or whether one is on: `USERS [userid]`.'),
  row('PF', 2, 'G', (context) => queryFunctionKeys(context, ''), 'Program function keys; `PFnn` for one.'),
  row('AFFINITY', 3, 'AE', queryAffinity, 'Processors of users: `AFFINITY [userid]`.'),
  row('PAGING', 3, 'ACE', queryPaging, 'Load, rate and interval of paging since it was asked for last.'),
  row('SASSIST', 3, 'ACE', querySystemAssist, 'Whether VM assist is on for the system.'),
  row('CPASSIST', 3, 'ACE', queryCpAssist, 'Whether the assist for CP is on.'),
  row('JOURNAL', 2, 'AC', queryJournal, 'Whether wrong passwords and links are written down.'),
  row('CPUID', 3, 'G', queryCpuid, 'Identification of the processor.'),
  row('USERID', 5, 'G', queryUserid, 'The own userid and the system.'),
  row(
    'READER',
    1,
    'DG',
    (context) => queryQueue(context, 'reader'),
    'Reader files: `[ALL | spoolid | CLASS c]`.',
  ),
  row('RDR', 3, 'DG', (context) => queryQueue(context, 'reader'), 'The same.'),
  row('PRINTER', 1, 'DG', (context) => queryQueue(context, 'printer'), 'Printer files.'),
  row('PRT', 3, 'DG', (context) => queryQueue(context, 'printer'), 'The same.'),
  row('PUNCH', 2, 'DG', (context) => queryQueue(context, 'punch'), 'Punch files.'),
  row('PCH', 3, 'DG', (context) => queryQueue(context, 'punch'), 'The same.'),
  row(
    'PER',
    3,
    'G',
    (context) => queryPer(context, context.line.next()),
    'Elements of PER: `PER [set | *]`.',
  ),
  row('PRIV', 4, 'G', queryPrivileges, 'Privilege classes.'),
  row('CPLEVEL', 2, 'G', queryLevel, 'Version of CP and time of its start.'),
];

/** `QUERY operand …`; what is no operand is a device address or a userid. */
export function query(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined || word.length > 8) return context.error('CFC', 26);
  const operand = QUERY_OPERANDS.find(
    ({ name, shortest, classes }) => abbreviates(word, name, shortest) && context.vm.hasClass(classes),
  );
  if (operand) return operand.run(context);
  const key = /^PF(\d{1,2})$/.exec(word);
  if (key && Number(key[1]) >= 1 && Number(key[1]) <= 24) return queryFunctionKeys(context, key[1]);
  if (context.vm.hasClass('B')) {
    const returnCode = queryRealDevice(context, word);
    if (returnCode !== undefined) return returnCode;
  } else {
    const returnCode = queryAddresses(context, word);
    if (returnCode !== undefined) return returnCode;
  }
  return queryUser(context, word);
}
