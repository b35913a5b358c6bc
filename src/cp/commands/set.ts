import type { VmSettings } from '../vmachine/vmblok.js';
import type { CommandContext, CommandOutcome } from './context.js';
import { setJournal } from './journal.js';
import { parseDecimal, parseHex } from './numbers.js';
import { setAffinity } from './processors.js';
import { abbreviates } from './scanner.js';
import { setMode, setRecord } from './set-error-recording.js';
import { setFunctionKey } from './set-function-key.js';

interface Operand {
  readonly name: string;
  readonly shortest: number;
  readonly classes: string;
  readonly run: (context: CommandContext, word: string) => number | CommandOutcome;
  /** Values and meaning, for the reference. */
  readonly operands: string;
  readonly summary: string;
}

type Switch = {
  [K in keyof VmSettings]: VmSettings[K] extends boolean ? K : never;
}[keyof VmSettings];

const row = (
  name: string,
  shortest: number,
  classes: string,
  run: Operand['run'],
  operands: string,
  summary: string,
): Operand => ({ name, shortest, classes, run, operands, summary });

/** Operands in the order of search. SY20-0884, DMKCFC and DMKCFS. */
export const SET_OPERANDS: readonly Operand[] = [
  row(
    'ASSIST',
    2,
    'G',
    setAssist,
    '{ON | OFF} [SVC | NOSVC] [TMR | NOTMR]',
    'VM assist: simple privileged instructions, SVC and the interval timer without the whole of CP; guests see no difference.',
  ),
  row(
    'NOTRANS',
    4,
    'G',
    onOff('noTranslation'),
    '{ON | OFF}',
    'Whether CP leaves channel programs as they are (virtual = real).',
  ),
  row(
    'TIMER',
    5,
    'G',
    setTimer,
    '{ON | OFF | REAL}',
    'The interval timer runs while the virtual machine runs, not at all, or always.',
  ),
  row('EMSG', 4, 'G', setErrorMessages, '{ON | OFF | CODE | TEXT}', 'How CP’s error messages appear.'),
  row('IMSG', 4, 'G', onOff('informationMessages'), '{ON | OFF}', 'Information messages.'),
  row('ACNT', 4, 'G', onOff('accountMessages'), '{ON | OFF}', 'Accounting messages.'),
  row('PAGEX', 5, 'G', setPageExceptions, '{ON | OFF}', 'Pseudo page faults for the virtual machine.'),
  row(
    'LINEDIT',
    5,
    'G',
    onOff('lineEdit'),
    '{ON | OFF}',
    'Line editing of what is typed to the virtual console.',
  ),
  row('RUN', 3, 'G', onOff('run'), '{ON | OFF}', 'Whether attention leaves the virtual machine running.'),
  row('WNG', 3, 'G', onOff('warnings'), '{ON | OFF}', 'Warnings.'),
  row('MSG', 3, 'G', onOff('messages'), '{ON | OFF}', 'Messages.'),
  row(
    'ECMODE',
    2,
    'G',
    setExtendedControl,
    '{ON | OFF}',
    'Whether the virtual machine may use extended control mode; a change resets it.',
  ),
  row('AUTOPOLL', 5, 'G', onOff('autoPoll'), '{ON | OFF}', 'Polling of lines; noted, there are none.'),
  row('ISAM', 4, 'G', onOff('isam'), '{ON | OFF}', 'Channel programs that change themselves.'),
  row(
    'PF',
    2,
    'G',
    (context, word) => setFunctionKey(context, word),
    'PFnn [IMMED | DELAYED] [text]',
    'Program function keys.',
  ),
  row('CPUID', 3, 'G', setCpuid, 'serial', 'Serial number that STIDP stores, in hexadecimal.'),
  row(
    'AFFINITY',
    3,
    'AG',
    setAffinity,
    '[userid] {ON | OFF | nn}',
    'Processor of a virtual machine; there is one, and nobody is bound to it.',
  ),
  row('SMSG', 2, 'G', onOff('specialMessages'), '{ON | OFF}', 'Special messages.'),
  row('PRIORITY', 5, 'AC', setPriority, 'userid nn', 'Priority of a user.'),
  row(
    'FAVORED',
    5,
    'AC',
    setFavored,
    'userid [nn | OFF]',
    'Favored execution of a user; with a percentage, so much of the CPU when he can use it.',
  ),
  row('SASSIST', 3, 'A', setSystemAssist, '{ON | OFF}', 'VM assist for the whole system.'),
  row('CPASSIST', 3, 'A', setCpAssist, '{ON | OFF}', 'The assist for CP itself, which this machine has not.'),
  row(
    'RESERVE',
    3,
    'AC',
    setReserve,
    'userid {nn | OFF}',
    'Pages that stay in real storage for a user when others are stolen; one user at a time.',
  ),
  row('MAXIMUM', 3, 'A', setMaximum, 'nn', 'Most users logged on; 0: no limit.'),
  row(
    'JOURNAL',
    2,
    'AC',
    setJournal,
    '{LOGON | LINK} [ON | OFF]',
    'Whether accounting cards tell of wrong passwords, and of links to protected disks.',
  ),
  row(
    'RECORD',
    3,
    'F',
    setRecord,
    '{ON raddr LIMIT nn BYTE nn BIT n [{AND | OR} BYTE nn BIT n] | OFF}',
    'Intensive recording of the errors of a device that have certain sense bits.',
  ),
  row(
    'MODE',
    4,
    'F',
    setMode,
    '{MAIN | RETRY} {RECORD | QUIET}',
    'Whether errors that the machine has corrected by itself are reported and recorded.',
  ),
  row('LOGMSG', 3, 'B', setLogMessage, '[nn] {text | NULL}', 'Lines of the message at logon.'),
];

/** `SET operand …`. */
export function set(context: CommandContext): number | CommandOutcome {
  const word = context.line.next();
  if (word === undefined || word.length > 8) return context.error('CFC', 26);
  const key = /^PF\d{1,2}$/.test(word) ? 'PF' : word;
  const operand = SET_OPERANDS.find(
    ({ name, shortest, classes }) => abbreviates(key, name, shortest) && context.vm.hasClass(classes),
  );
  if (operand === undefined) return context.error('CFC', 3, [word]);
  return operand.run(context, word);
}

/** ON or OFF as the next operand; the return code of the message otherwise. */
function onOffOperand(context: CommandContext): boolean | number {
  const word = context.line.next();
  if (word === undefined) return context.error('CFS', 26);
  if (word === 'ON' || word === 'OFF') return word === 'ON';
  return context.error('CFS', 3, [word]);
}

function onOff(setting: Switch): Operand['run'] {
  return (context) => {
    const on = onOffOperand(context);
    if (typeof on === 'number') return on;
    context.vm.settings[setting] = on;
    return 0;
  };
}

function setAssist(context: CommandContext): number {
  const { settings } = context.vm;
  const words = context.line.words();
  if (words.length === 0) return context.error('CFS', 26);
  for (const [index, word] of words.entries()) {
    // ON and OFF only come first
    if (index === 0 && (word === 'ON' || word === 'OFF')) settings.assist = word === 'ON';
    else if (word === 'SVC' || word === 'NOSVC') settings.assistSvc = word === 'SVC';
    else if (word === 'TMR' || word === 'NOTMR') settings.assistTimer = word === 'TMR';
    else return context.error('CFS', 3, [word]);
  }
  if (settings.assist && !context.cp.systemAssist) return context.error('CFS', 183);
  return 0;
}

function setSystemAssist(context: CommandContext): number {
  const on = onOffOperand(context);
  if (typeof on === 'number') return on;
  context.cp.systemAssist = on;
  return 0;
}

function setCpAssist(context: CommandContext): number {
  const on = onOffOperand(context);
  if (typeof on === 'number') return on;
  return on ? context.error('CFO', 186) : 0;
}

function setTimer(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined) return context.error('CFS', 26);
  if (word !== 'ON' && word !== 'OFF' && word !== 'REAL') return context.error('CFS', 3, [word]);
  context.vm.settings.timer = word.toLowerCase() as VmSettings['timer'];
  return 0;
}

function setErrorMessages(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined) return context.error('CFS', 26);
  if (!['ON', 'OFF', 'CODE', 'TEXT'].includes(word)) return context.error('CFS', 3, [word]);
  context.vm.settings.errorMessages = word.toLowerCase() as VmSettings['errorMessages'];
  return 0;
}

function setPageExceptions(context: CommandContext): number | CommandOutcome {
  if (!context.vm.settings.ecMode) return context.error('CFS', 3, ['PAGEX']);
  return onOff('pageExceptions')(context, 'PAGEX');
}

/** Changing the mode resets the virtual machine. */
function setExtendedControl(context: CommandContext): number {
  const on = onOffOperand(context);
  if (typeof on === 'number') return on;
  if (on !== context.vm.settings.ecMode) context.cp.setEcMode(context.vm, on);
  return 0;
}

function setCpuid(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined) return context.error('CFS', 26);
  const serial = parseHex(word, 6);
  if (serial === undefined) return context.error('CFS', 3, [word]);
  context.vm.cpuSerial = serial;
  return 0;
}

function setPriority(context: CommandContext): number {
  const userid = context.line.next();
  const priority = parseDecimal(context.line.next(), 0, 99);
  if (userid === undefined || priority === undefined) return context.error('CFO', 26);
  const vm = context.cp.findUser(userid);
  if (vm === undefined) return context.error('CFO', 45, [userid]);
  vm.priority = priority;
  return 0;
}

function setFavored(context: CommandContext): number {
  const userid = context.line.next();
  if (userid === undefined) return context.error('CFO', 20);
  const vm = context.cp.findUser(userid);
  if (vm === undefined) return context.error('CFO', 45, [userid]);
  const option = context.line.next();
  const percent = parseDecimal(option, 1, 100);
  if (option !== undefined && option !== 'OFF' && percent === undefined)
    return context.error('CFO', 3, [option]);
  if (percent !== undefined) {
    const other = context.cp.users().find((user) => user !== vm && user.favoredPercent > 0);
    if (other !== undefined) return context.error('CFO', 175, ['FAVORED', other.userid]);
  }
  context.cp.setFavored(vm, option !== 'OFF', percent ?? 0);
  return 0;
}

/** `SET RESERVE userid nn`, for one user at a time. SY20-0886, DMKCFO. */
function setReserve(context: CommandContext): number {
  const { cp, line } = context;
  const userid = line.next();
  if (userid === undefined) return context.error('CFO', 26);
  const vm = cp.findUser(userid);
  if (vm === undefined) return context.error('CFO', 45, [userid]);
  const word = line.next();
  const pages = word === 'OFF' ? 0 : parseDecimal(word, 1, 9999);
  if (pages === undefined) return context.error('CFO', 26);
  const other = cp.users().find((user) => user !== vm && user.storage.owner.reserved > 0);
  if (pages > 0 && other !== undefined) return context.error('CFO', 175, ['RESERVE', other.userid]);
  vm.storage.owner.reserved = pages;
  return 0;
}

function setMaximum(context: CommandContext): number {
  const number = parseDecimal(context.line.next(), 0, 9999);
  if (number === undefined) return context.error('CFO', 26);
  context.rooms.system.maximumUsers = number;
  return 0;
}

/** `SET LOGMSG [nn] text`, `SET LOGMSG nn NULL`, `SET LOGMSG NULL`: lines of the message at logon. */
function setLogMessage(context: CommandContext): number {
  const { system } = context.rooms;
  const number = parseDecimal(context.line.peek(), 1, 99);
  if (number !== undefined) context.line.next();
  const text = context.line.rest();
  const lines = system.logMessages;
  const isNull = text === 'NULL' || text === '';
  if (number === undefined) {
    if (isNull) lines.length = 0;
    else lines.push(text);
  } else if (isNull) {
    if (number > lines.length) return context.error('CFO', 41, [String(number)]);
    lines.splice(number - 1, 1);
  } else {
    lines[Math.min(number - 1, lines.length)] = text;
  }
  system.logMessageTime = context.cp.timeOfDay();
  system.logMessagesSet = true;
  return 0;
}
