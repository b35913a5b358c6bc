import type { CommandContext } from '../context.js';
import { abbreviates } from '../scanner.js';
import { queryLinks } from './links.js';
import {
  queryProcessor,
  queryRealClass,
  queryRealDevice,
  queryRealStorage,
  querySystem,
} from './real-devices.js';
import { queryCpuid, queryFunctionKeys, querySet, queryTerminal } from './settings.js';
import { queryFiles, queryHold, queryQueue } from './spool-files.js';
import {
  queryLevel,
  queryLogMessages,
  queryNames,
  queryPriority,
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
}

const ALL_CLASSES = 'ABCDEFG';

const row = (
  name: string,
  shortest: number,
  classes: string,
  run: (context: CommandContext) => number,
): Operand => ({ name, shortest, classes, run });

/** Operands in the order of search: the first that matches and that the user's classes allow. SY20-0884, DMKCFC. */
export const QUERY_OPERANDS: readonly Operand[] = [
  row('SYSTEM', 3, 'B', querySystem),
  row('DASD', 2, 'B', (context) => queryRealClass(context, 'DASD')),
  row('TAPES', 2, 'B', (context) => queryRealClass(context, 'TAPES')),
  row('LINES', 5, 'B', (context) => queryRealClass(context, 'LINES')),
  row('UR', 2, 'BD', (context) => queryRealClass(context, 'UR')),
  row('STORAGE', 4, 'B', queryRealStorage),
  row('ALL', 3, 'B', (context) => queryRealClass(context, 'ALL')),
  row('LINKS', 1, 'G', queryLinks),
  row('GRAF', 2, 'B', (context) => queryRealClass(context, 'GRAF')),
  row('PROCESSR', 4, 'ABCEG', queryProcessor),
  row('VIRTUAL', 1, 'G', queryVirtual),
  row('DASD', 2, 'G', (context) => queryVirtualClass(context, 'DASD')),
  row('TAPES', 2, 'G', (context) => queryVirtualClass(context, 'TAPES')),
  row('LINES', 5, 'G', (context) => queryVirtualClass(context, 'LINES')),
  row('UR', 2, 'G', (context) => queryVirtualClass(context, 'UR')),
  row('STORAGE', 4, 'G', (context) => queryVirtualClass(context, 'STORAGE')),
  row('ALL', 3, 'G', (context) => queryVirtualClass(context, 'ALL')),
  row('GRAF', 2, 'G', (context) => queryVirtualClass(context, 'GRAF')),
  row('CONSOLE', 3, 'G', (context) => queryVirtualClass(context, 'CONSOLE')),
  row('CHANNELS', 4, 'G', (context) => queryVirtualClass(context, 'CHANNELS')),
  row('FILES', 1, 'DG', queryFiles),
  row('SET', 1, 'G', querySet),
  row('HOLD', 1, 'D', queryHold),
  row('PRIORITY', 5, 'ACE', queryPriority),
  row('TERMINAL', 4, 'G', queryTerminal),
  row('TIME', 1, 'G', queryTime),
  row('LOGMSG', 3, ALL_CLASSES, queryLogMessages),
  row('NAMES', 1, ALL_CLASSES, queryNames),
  row('USERS', 1, ALL_CLASSES, queryUsers),
  row('PF', 2, 'G', (context) => queryFunctionKeys(context, '')),
  row('CPUID', 3, 'G', queryCpuid),
  row('USERID', 5, 'G', queryUserid),
  row('READER', 1, 'DG', (context) => queryQueue(context, 'reader')),
  row('RDR', 3, 'DG', (context) => queryQueue(context, 'reader')),
  row('PRINTER', 1, 'DG', (context) => queryQueue(context, 'printer')),
  row('PRT', 3, 'DG', (context) => queryQueue(context, 'printer')),
  row('PUNCH', 2, 'DG', (context) => queryQueue(context, 'punch')),
  row('PCH', 3, 'DG', (context) => queryQueue(context, 'punch')),
  row('PRIV', 4, 'G', queryPrivileges),
  row('CPLEVEL', 2, 'G', queryLevel),
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
