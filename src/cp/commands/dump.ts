import { ebcdic037 } from '../../ebcdic/index.js';
import { BackingError } from '../../s370/index.js';
import type { CommandContext } from './context.js';
import { displayStorage, joinRanges, namesProcessor, registers } from './display.js';
import type { LineSink } from './display.js';
import { parseRange } from './display-range.js';
import { floatText } from './float-text.js';
import { hex } from './numbers.js';
import { realStorage, virtualStorage } from './storage-source.js';
import type { StorageSource } from './storage-source.js';

const SINGLE_SPACE = 0x09;

/** `DUMP [hexloc]range … [*heading]`: registers, PSW and storage go to the virtual printer. SY20-0884, DMKCDM. */
export function dump(context: CommandContext): number {
  const { vm } = context;
  return print(context, virtualStorage(context), `VIRTUAL MACHINE ${vm.userid}`, (line) =>
    registerLines(vm, vm.settings.ecMode, line),
  );
}

/** Registers of a virtual machine, now or when it was dumped. */
export interface RegisterContents {
  readonly gpr: ArrayLike<number>;
  readonly cr: ArrayLike<number>;
  readonly fpr: ArrayLike<number>;
  readonly psw: { high(): number; low(): number };
}

/** General, control and floating-point registers and the PSW. */
export function registerLines(vm: RegisterContents, ecMode: boolean, line: LineSink): void {
  registers('GPR', { start: 0, end: 15 }, (n) => vm.gpr[n], line);
  registers('ECR', { start: 0, end: ecMode ? 15 : 0 }, (n) => vm.cr[n], line);
  for (let n = 0; n <= 6; n += 2) {
    const [high, low] = [vm.fpr[n], vm.fpr[n + 1]];
    line(`FPR  ${n} =  ${hex(high, 8)}${hex(low, 8)}    ${floatText(high, low)}`);
  }
  line(`PSW = ${hex(vm.psw.high(), 8)} ${hex(vm.psw.low(), 8)}`);
}

/** `DMCP [hexloc]range … [*heading]`, classes C and E: real storage on the virtual printer. SY20-0884, DMKCDM. */
export function dumpReal(context: CommandContext): number {
  return print(context, realStorage(context), 'REAL STORAGE', () => undefined);
}

function print(
  context: CommandContext,
  source: StorageSource,
  title: string,
  before: (line: LineSink) => void,
): number {
  const { vm } = context;
  const printer = vm.sortedDevices().find(({ kind }) => kind === 'printer');
  if (printer?.kind !== 'printer' || printer.notReady) return context.error('CDM', 60);
  const text = context.line.rest();
  const star = text.indexOf('*');
  const heading = star < 0 ? '' : text.slice(star + 1);
  const words = (star < 0 ? text : text.slice(0, star))
    .toUpperCase()
    .split(' ')
    .filter((word) => word !== '');
  const rules = { hexadecimal: true, highest: source.size - 1, step: 1 };
  if (words.some(namesProcessor)) return context.error('CDM', 26);
  const ranges = joinRanges(words.length === 0 ? ['0'] : words).map((word) =>
    parseRange(word.replace(/^[LT]/, ''), rules),
  );
  for (const range of ranges) if ('number' in range) return context.error('CDM', range.number, [range.field]);
  const sink = context.rooms.spool.printer(vm, printer);
  const line = (content: string): void =>
    sink.printLine(ebcdic037.encode(content), { space: 1 }, SINGLE_SPACE);
  try {
    if (heading !== '') line(heading);
    line(`${title} ${context.rooms.system.timeAndDateText(context.cp.timeOfDay())}`);
    before(line);
    for (const range of ranges) if (!('number' in range)) displayStorage(source, range, true, line);
  } catch (error) {
    if (!(error instanceof BackingError)) throw error;
    return context.error('CDM', 61);
  }
  context.respond('COMMAND COMPLETE');
  return 0;
}
