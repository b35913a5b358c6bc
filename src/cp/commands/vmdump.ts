import { ebcdic037 } from '../../ebcdic/index.js';
import { SpoolFull } from '../spool/spool-manager.js';
import { SpoolWriter } from '../spool/spool-writer.js';
import type { CommandContext } from './context.js';
import type { DisplayRange } from './display-range.js';
import { parseRange } from './display-range.js';
import { displayStorage, joinRanges } from './display.js';
import { dumpRegisters } from './dump.js';
import { virtualStorage } from './storage-source.js';

const WRITE_SPACE_1 = 0x09;
/** Class of dump files. */
const DUMP_CLASS = 'V';
const PAGE = 4096;

interface Request {
  readonly ranges: readonly DisplayRange[];
  readonly receiver: string;
  readonly heading: string;
}

/** `VMDUMP [range …] [TO {userid | * | SYSTEM}] [*heading]`: registers and storage as a file in a reader. SY20-0887, DMKVMD. */
export function vmDump(context: CommandContext): number {
  const request = parse(context);
  if (typeof request === 'number') return request;
  const { vm, rooms, cp } = context;
  const writer = new SpoolWriter(rooms.spool.manager, 'dump');
  try {
    const line = (text: string): void =>
      writer.write({ command: WRITE_SPACE_1, data: ebcdic037.encode(text) });
    if (request.heading !== '') line(request.heading);
    line(`VIRTUAL MACHINE ${vm.userid} ${rooms.system.timeAndDateText(cp.timeOfDay())}`);
    dumpRegisters(vm, line);
    const source = virtualStorage(context);
    for (const range of request.ranges) displayStorage(source, range, true, line);
    const file = writer.close({
      queue: 'reader',
      owner: request.receiver,
      origin: vm.userid,
      class: DUMP_CLASS,
      copies: 1,
      name: 'VMDUMP',
      type: 'FILE',
      distribution: vm.entry.distribution,
      userHold: false,
      systemHold: false,
      tag: undefined,
      created: cp.timeOfDay(),
    });
    if (file === undefined) return context.error('VMD', 146);
  } catch (error) {
    if (!(error instanceof SpoolFull)) throw error;
    writer.discard();
    return context.error('VMD', 146);
  }
  context.respond('COMMAND COMPLETE');
  return 0;
}

function parse(context: CommandContext): Request | number {
  const { vm, rooms } = context;
  const text = context.line.rest();
  const star = text.search(/\*(?! *$)/);
  const heading = star < 0 ? '' : text.slice(star + 1, star + 101);
  const words = joinRanges((star < 0 ? text : text.slice(0, star)).toUpperCase().split(' ').filter(Boolean));
  const ranges: DisplayRange[] = [];
  let receiver = vm.userid;
  for (let index = 0; index < words.length; index++) {
    if (words[index] === 'TO') {
      const userid = words[++index];
      if (userid === undefined) return context.error('VMD', 20);
      receiver = userid === '*' ? vm.userid : userid === 'SYSTEM' ? rooms.system.operator : userid;
      if (rooms.directory.find(receiver) === undefined) return context.error('VMD', 53, [receiver]);
      continue;
    }
    const range = parseRange(words[index], { hexadecimal: true, highest: vm.storageSize - 1, step: 1 });
    if ('number' in range) return context.error('VMD', range.number, [range.field]);
    // whole pages are dumped
    ranges.push({ start: range.start & -PAGE, end: range.end | (PAGE - 1) });
  }
  if (ranges.length === 0) ranges.push({ start: 0, end: vm.storageSize - 1 });
  return { ranges, receiver, heading };
}
