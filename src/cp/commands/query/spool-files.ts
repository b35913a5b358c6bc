import { isHeld, kindName } from '../../spool/index.js';
import type { SpoolFile, SpoolQueue } from '../../spool/index.js';
import type { CommandContext } from '../context.js';
import { filesLine } from '../files-line.js';
import { decimal, parseDecimal } from '../numbers.js';
import { abbreviates } from '../scanner.js';
import { parseClass } from '../spool-operands.js';
import { columns } from './virtual-devices.js';

const QUEUE_NAMES: Readonly<Record<SpoolQueue, string>> = { reader: 'RDR', printer: 'PRT', punch: 'PUN' };

/** `QUERY FILES [userid] [CLASS c]`. SY20-0884, DMKCQR. */
export function queryFiles(context: CommandContext): number {
  const { vm, rooms, line } = context;
  let userid: string | undefined = vm.userid;
  let spoolClass: string | undefined;
  for (let word = line.next(); word !== undefined; word = line.next()) {
    if (abbreviates(word, 'CLASS', 2)) {
      spoolClass = parseClass(line.next());
      if (spoolClass === undefined) return context.error('CQR', 28);
    } else if (vm.hasClass('D')) {
      userid = word;
    } else {
      return context.error('CQR', 3, [word]);
    }
  }
  const count = (queue: SpoolQueue): number =>
    rooms.spool.manager
      .files(queue, userid)
      .filter((file) => !file.inUse && (spoolClass === undefined || file.class === spoolClass)).length;
  const counts = { reader: count('reader'), printer: count('printer'), punch: count('punch') };
  context.respond(filesLine(counts, true) ?? '');
  return 0;
}

/** `QUERY {READER | PRINTER | PUNCH} [spoolid | CLASS c | ALL | userid]`. SY20-0884, DMKCQH. */
export function queryQueue(context: CommandContext, queue: SpoolQueue): number {
  const { vm, rooms, line } = context;
  const isD = vm.hasClass('D');
  let files = rooms.spool.manager.files(queue, isD ? undefined : vm.userid);
  let long = false;
  for (let word = line.next(); word !== undefined; word = line.next()) {
    const id = parseDecimal(word, 1, 9900);
    const present = word;
    if (word === 'ALL') {
      long = true;
    } else if (abbreviates(word, 'CLASS', 2)) {
      const spoolClass = parseClass(line.next());
      if (spoolClass === undefined) return context.error('CQH', 28);
      files = files.filter((file) => file.class === spoolClass);
    } else if (id !== undefined) {
      files = files.filter((file) => file.id === id);
      if (files.length === 0) return context.error('CQH', 42, [decimal(id, 4)]);
      long = true;
    } else if (isD) {
      files = files.filter((file) => file.owner === present);
    } else {
      return context.error('CQH', 3, [word]);
    }
  }
  files = files.filter((file) => !file.inUse);
  if (files.length === 0) {
    context.respond(`NO ${QUEUE_NAMES[queue]} FILES`);
    return 0;
  }
  const owners = isD && queue !== 'reader';
  context.respond(heading(owners ? 'OWNERID' : 'ORIGINID', long));
  for (const file of files) context.respond(fileLine(context, file, owners ? file.owner : file.origin, long));
  return 0;
}

function heading(who: string, long: boolean): string {
  const line = `${who.padEnd(8)} FILE CLASS RECDS  CPY HOLD `;
  return (long ? `${line}DATE  TIME     NAME        TYPE     DIST` : line).trimEnd();
}

function fileLine(context: CommandContext, file: SpoolFile, who: string, long: boolean): string {
  const hold = file.userHold ? (file.systemHold ? 'USYS' : 'USER') : file.systemHold ? 'SYS' : 'NONE';
  const { system } = context.rooms;
  const date = system.dateText(file.created).slice(0, 5);
  return columns(
    [0, who],
    [9, decimal(file.id, 4)],
    [14, `${file.class} ${kindName(file.kind)}`],
    [20, decimal(file.records, 6)],
    [27, decimal(file.copies, 2)],
    [31, hold],
    ...(long
      ? ([
          [36, `${date} ${system.timeText(file.created)}`],
          [51, file.name],
          [63, file.type],
          [72, file.distribution],
        ] as const)
      : []),
  );
}

/** `QUERY HOLD`, class D: how many files are held. */
export function queryHold(context: CommandContext): number {
  const { manager } = context.rooms.spool;
  const count = (queue: SpoolQueue): number => manager.files(queue).filter(isHeld).length;
  const text = (queue: SpoolQueue): string => {
    const files = count(queue);
    return `${files === 0 ? ' NO' : decimal(files, 3)} ${QUEUE_NAMES[queue]}`;
  };
  context.respond(`HOLD : ${text('reader')}, ${text('printer')}, ${text('punch')}`);
  return 0;
}
