import type { SpoolFile, SpoolFileChange, SpoolQueue } from '../spool/index.js';
import type { CommandContext } from './context.js';
import { setName } from './close.js';
import { parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';
import { countLine, ownerOperand, parseClass, queueOperand, selectFiles } from './spool-operands.js';

/** Queue operand of CHANGE, PURGE, ORDER: one queue, or all with ALL. */
function queuesOperand(context: CommandContext, module: string): readonly SpoolQueue[] | number {
  const word = context.line.next();
  if (word === undefined) return context.error(module, 35);
  if (word === 'ALL') return ['reader', 'printer', 'punch'];
  const queue = queueOperand(word);
  return queue === undefined ? context.error(module, 6, [word]) : [queue];
}

/** `PURGE [userid | SYSTEM] {RDR | PRT | PUN | ALL} {spoolid … | CLASS c | ALL}`. SY20-0884, DMKCSV. */
export function purge(context: CommandContext): number {
  const owner = ownerOperand(context);
  const everything = context.line.peek() === 'ALL';
  const queues = queuesOperand(context, 'CSV');
  if (typeof queues === 'number') return queues;
  const { manager } = context.rooms.spool;
  const files =
    everything && context.line.peek() === undefined
      ? queues.flatMap((queue) => manager.files(queue, owner)).filter((file) => !file.inUse)
      : selectFiles(context, 'CSV', queues, owner);
  if (typeof files === 'number') return files;
  for (const file of files) manager.purge(file);
  respondCount(context, files.length, 'PURGED');
  return 0;
}

/** `ORDER [userid | SYSTEM] {RDR | PRT | PUN} {spoolid … | CLASS c …}`: these files come first, in this order. */
export function order(context: CommandContext): number {
  const owner = ownerOperand(context);
  const queues = queuesOperand(context, 'CSV');
  if (typeof queues === 'number') return queues;
  const files = selectFiles(context, 'CSV', queues, owner);
  if (typeof files === 'number') return files;
  context.rooms.spool.manager.orderFirst(files);
  respondCount(context, files.length, 'ORDERED');
  return 0;
}

/** `CHANGE [userid | SYSTEM] {RDR | PRT | PUN | ALL} {spoolid | CLASS c | ALL} option …`. SY20-0884, DMKCSU. */
export function change(context: CommandContext): number {
  const owner = ownerOperand(context);
  const queues = queuesOperand(context, 'CSU');
  if (typeof queues === 'number') return queues;
  const files = selectFiles(context, 'CSU', queues, owner, false);
  if (typeof files === 'number') return files;
  if (context.line.peek() === undefined) return context.error('CSU', 26);
  const changes: SpoolFileChange = {};
  for (let word = context.line.next(); word !== undefined; word = context.line.next()) {
    const returnCode = changeOption(context, word, changes);
    if (returnCode !== 0) return returnCode;
  }
  for (const file of files) context.rooms.spool.manager.change(file, changes);
  respondCount(context, files.length, 'CHANGED');
  return 0;
}

function changeOption(context: CommandContext, word: string, changes: SpoolFileChange): number {
  const { line, vm } = context;
  if (abbreviates(word, 'CLASS', 2)) {
    const spoolClass = parseClass(line.next());
    if (spoolClass === undefined) return context.error('CSU', 28);
    changes.class = spoolClass;
  } else if (abbreviates(word, 'COPY', 2)) {
    if (line.peek() === '*') line.next();
    const copies = parseDecimal(line.next(), 1, 99);
    if (copies === undefined) return context.error('CSU', 30);
    changes.copies = copies;
  } else if (abbreviates(word, 'HOLD', 2)) changes.userHold = true;
  else if (abbreviates(word, 'NOHOLD', 3)) changes.userHold = false;
  else if (word === 'SYS' && vm.hasClass('D')) changes.systemHold = true;
  else if (word === 'NOSYS' && vm.hasClass('D')) changes.systemHold = false;
  else if (abbreviates(word, 'DIST', 4)) {
    const code = line.next();
    if (code === undefined || code.length > 8) return context.error('CSU', 32);
    changes.distribution = code;
  } else if (abbreviates(word, 'NAME', 2)) {
    if (!setName(changes, line.next(), line.next())) return context.error('CSU', 29);
  } else return context.error('CSU', 3, [word]);
  return 0;
}

/**
 * `TRANSFER [userid | SYSTEM] [RDR | PRT | PUN] {spoolid | CLASS c | ALL} {TO userid | FROM userid} [RDR]`: reader files to another user, or
 * those one sent back to oneself. SY20-0884, DMKCSV.
 */
export function transfer(context: CommandContext): number {
  const { line, vm, rooms } = context;
  const from = ownerOperand(context);
  const queue = queueOperand(line.peek()) ?? 'reader';
  if (queueOperand(line.peek()) !== undefined) line.next();
  const select = line.next();
  if (select === undefined) return context.error('CSV', 27);
  let spoolClass: string | undefined;
  if (abbreviates(select, 'CLASS', 2)) {
    spoolClass = parseClass(line.next());
    if (spoolClass === undefined) return context.error('CSV', 28);
  }
  const id = parseDecimal(select, 1, 9900);
  if (id === undefined && spoolClass === undefined && select !== 'ALL') {
    return context.error('CSV', 8, [select]);
  }
  let direction = line.next();
  if (direction === undefined) return context.error('CSV', 26);
  let userid: string | undefined;
  if (direction === 'TO' || direction === 'FROM') userid = line.next();
  else [userid, direction] = [direction, 'TO'];
  if (userid === undefined) return context.error('CSV', 20);
  if (userid === '*') userid = vm.userid;
  const user = rooms.directory.find(userid);
  if (user === undefined || user.password === 'NOLOG') return context.error('CSV', 53, [userid]);
  const isTo = direction === 'TO';
  const matches = (file: SpoolFile): boolean =>
    !file.inUse &&
    (isTo ? from === undefined || file.owner === from : file.owner === userid && file.origin === vm.userid) &&
    (id === undefined || file.id === id) &&
    (spoolClass === undefined || file.class === spoolClass);
  const files = rooms.spool.manager.files(queue).filter(matches);
  if (files.length === 0 && id !== undefined) return context.error('CSV', 42, [select.padStart(4, '0')]);
  const owner = isTo ? userid : vm.userid;
  for (const file of files) {
    rooms.spool.manager.requeue(file, { owner, queue: 'reader' });
    tellReceiver(context, file, userid, isTo);
  }
  respondCount(context, files.length, 'TRANSFERRED');
  return 0;
}

function tellReceiver(context: CommandContext, file: SpoolFile, userid: string, isTo: boolean): void {
  const { cp, vm } = context;
  const other = cp.findUser(userid);
  if (other === undefined || other === vm || !other.settings.messages) return;
  const id = String(file.id).padStart(4, '0');
  cp.tell(other, `RDR FILE ${id} TRANSFERRED ${isTo ? 'FROM' : ' TO '} ${vm.userid}`);
}

/** The count goes to those who want information messages. */
function respondCount(context: CommandContext, count: number, what: string): void {
  if (context.vm.settings.informationMessages) context.respond(countLine(count, what));
}

/** `HOLD userid {PRT | PUN | ALL}` and `FREE`, class D: system hold on a user's output files. */
export const holdFiles = (context: CommandContext): number => systemHold(context, true);
export const freeFiles = (context: CommandContext): number => systemHold(context, false);

function systemHold(context: CommandContext, hold: boolean): number {
  const userid = context.line.next();
  if (userid === undefined) return context.error('CSQ', 20);
  if (context.rooms.directory.find(userid) === undefined) return context.error('CSQ', 53, [userid]);
  const word = context.line.next();
  const queue = queueOperand(word);
  if (word !== undefined && word !== 'ALL' && queue === undefined) return context.error('CSQ', 6, [word]);
  const queues: SpoolQueue[] = queue === undefined ? ['printer', 'punch'] : [queue];
  const { manager } = context.rooms.spool;
  for (const file of queues.flatMap((name) => manager.files(name, userid))) {
    manager.change(file, { systemHold: hold });
  }
  return 0;
}
