import { ebcdic037 } from '../../ebcdic/index.js';
import { COMMENT_LENGTH, DUMP_RECORD, dumpHeader } from '../spool/dump-file.js';
import type { DumpInformation, DumpPage } from '../spool/dump-file.js';
import { SpoolFull } from '../spool/spool-manager.js';
import { SpoolWriter } from '../spool/spool-writer.js';
import type { CommandContext } from './context.js';
import type { DisplayRange } from './display-range.js';
import { hex, parseHex } from './numbers.js';

/** Class of dump files. */
const DUMP_CLASS = 'V';
const MOST_RANGES = 3;
const PAGE = DUMP_RECORD;
const BC_KEY = 0xf8;
const EC_KEY = 0xfe;

/** What the operands ask for. */
interface Request {
  readonly ranges: DisplayRange[];
  receiver: string | undefined;
  format: string | undefined;
  /** Segments beyond storage as well. */
  segments: boolean;
  comment: string | undefined;
}

/** A message instead of a dump. */
class RequestError {
  constructor(
    readonly number: number,
    readonly fields: readonly string[] = [],
  ) {}
}

/**
 * `VMDUMP [range …] [TO {userid | *} | SYSTEM] [FORMAT vmtype] [DSS] [*comment]`: registers and pages as a file in a reader, in
 * the records that IPCS has. SY20-0887, DMKVMD.
 */
export function vmDump(context: CommandContext): number {
  const request = parse(context);
  if (request instanceof RequestError) return context.error('VMD', request.number, request.fields);
  const { vm, rooms, cp } = context;
  const writer = new SpoolWriter(rooms.spool.manager, 'dump');
  try {
    const pages = pagesOf(context, request);
    writer.writeStream(dumpHeader(informationOf(context, request), pages));
    for (const { number } of pages) writer.writeStream(cp.readStorage(vm, number * PAGE, PAGE)!);
    writer.close({
      queue: 'reader',
      owner: request.receiver ?? vm.userid,
      origin: vm.userid,
      class: DUMP_CLASS,
      copies: 1,
      name: 'VMDUMP',
      type: request.format ?? 'FILE',
      distribution: vm.entry.distribution,
      userHold: false,
      systemHold: false,
      tag: undefined,
      created: cp.timeOfDay(),
    });
  } catch (error) {
    if (!(error instanceof SpoolFull)) throw error;
    writer.discard();
    return context.error('VMD', 146);
  }
  context.respond('COMMAND COMPLETE');
  return 0;
}

/** Pages that are there, each once, in ascending order. */
function pagesOf({ cp, vm }: CommandContext, { ranges, segments }: Request): DumpPage[] {
  const wanted = new Set<number>();
  const add = ({ start, end }: DisplayRange): void => {
    for (let page = Math.floor(start / PAGE); page * PAGE <= end; page++) wanted.add(page);
  };
  if (ranges.length === 0 && !segments) add({ start: 0, end: vm.storageSize - 1 });
  for (const range of ranges) add(range);
  if (segments) add({ start: vm.storageSize, end: vm.storage.highest - 1 });
  const mask = vm.settings.ecMode ? EC_KEY : BC_KEY;
  const key = (address: number): number => (cp.readKey(vm, address) ?? 0) & mask;
  return [...wanted]
    .filter((number) => vm.storage.contains(number * PAGE, PAGE))
    .sort((a, b) => a - b)
    .map((number) => ({ number, keys: [key(number * PAGE), key(number * PAGE + PAGE / 2)] }));
}

function informationOf({ cp, vm }: CommandContext, request: Request): DumpInformation {
  const { cpuId } = cp.machine.cpu;
  const text = (value: string | undefined): Uint8Array | undefined =>
    value === undefined ? undefined : ebcdic037.encode(value);
  return {
    generalRegisters: vm.gpr,
    controlRegisters: vm.settings.ecMode ? vm.cr : vm.cr.subarray(0, 1),
    floatingRegisters: vm.fpr,
    psw: [vm.psw.high(), vm.psw.low()],
    timeOfDay: cp.machine.tod.read(),
    storageSize: vm.storageSize,
    highestStorage: vm.storage.highest,
    cpuIdentification: [cpuId.high, cpuId.low],
    format: text(request.format),
    comment: text(request.comment),
  };
}

function parse(context: CommandContext): Request | RequestError {
  const { line, vm } = context;
  const request: Request = {
    ranges: [],
    receiver: undefined,
    format: undefined,
    segments: false,
    comment: undefined,
  };
  for (let word = line.peek(); word !== undefined; word = line.peek()) {
    if (word.startsWith('*')) {
      const comment = line.rest().slice(1, 1 + COMMENT_LENGTH);
      if (comment !== '') request.comment = comment;
      break;
    }
    line.next();
    const wrong = option(context, request, word) ?? range(request, word, vm.storageSize);
    if (wrong instanceof RequestError) return wrong;
  }
  return request;
}

/** 'taken' when the word is an option. */
function option(
  { line, rooms, vm }: CommandContext,
  request: Request,
  word: string,
): 'taken' | RequestError | undefined {
  const again = new RequestError(13, [word]);
  switch (word) {
    case 'TO': {
      if (request.receiver !== undefined) return again;
      const userid = line.next();
      if (userid === undefined || userid.length > 8) return new RequestError(20);
      request.receiver = userid === '*' ? vm.userid : userid;
      return rooms.directory.find(request.receiver) === undefined ? new RequestError(53, [userid]) : 'taken';
    }
    case 'SYSTEM':
      if (request.receiver !== undefined) return again;
      request.receiver = rooms.system.operator;
      return 'taken';
    case 'FORMAT':
      if (request.format !== undefined) return again;
      request.format = line.next();
      return request.format === undefined || request.format.length > 8
        ? new RequestError(38, ['', word])
        : 'taken';
    case 'DSS':
      request.segments = true;
      return vm.storage.highest > vm.storageSize ? 'taken' : again;
    default:
      return undefined;
  }
}

/** `hexloc`, `hexloc-hexloc`, `hexloc:hexloc`, `hexloc.count`; the second END or nothing: to the end of storage. */
function range(request: Request, word: string, size: number): RequestError | undefined {
  if (request.ranges.length === MOST_RANGES) return new RequestError(9, [word]);
  const [, first, separator, second] = /^([^-:.]*)([-:.]?)(.*)$/.exec(word)!;
  const start = first === '' ? 0 : location(first, size);
  if (start instanceof RequestError) return start;
  const end = endOf(start, separator, second, size);
  if (end instanceof RequestError) return end;
  request.ranges.push({ start, end });
  return undefined;
}

function endOf(start: number, separator: string, second: string, size: number): number | RequestError {
  if (separator === '') return start;
  if (second === '' || second === 'END') return size - 1;
  const value = location(second, size);
  if (value instanceof RequestError) return value;
  if (separator !== '.') {
    return value < start ? new RequestError(9, [`${hex(start, 6)}-${hex(value, 6)}`]) : value;
  }
  const end = start + value - 1;
  return end > size ? new RequestError(160, [hex(end, 6)]) : Math.min(end, size - 1);
}

function location(text: string, size: number): number | RequestError {
  const value = parseHex(text, 6);
  if (value === undefined) return new RequestError(33);
  return value > size ? new RequestError(160, [hex(value, 6)]) : Math.min(value, size - 1);
}
