import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';
import { displayStorage, registers } from './display.js';
import { parseRange } from './display-range.js';
import { floatText } from './float-text.js';
import { hex } from './numbers.js';

const SINGLE_SPACE = 0x09;

/** `DUMP [hexloc]range … [*heading]`: registers, PSW and storage go to the virtual printer. SY20-0884, DMKCDM. */
export function dump(context: CommandContext): number {
  const { vm } = context;
  const printer = vm.sortedDevices().find(({ kind }) => kind === 'printer');
  if (printer?.kind !== 'printer' || printer.notReady) return context.error('CDM', 60);
  const text = context.line.rest();
  const star = text.indexOf('*');
  const heading = star < 0 ? '' : text.slice(star + 1);
  const words = (star < 0 ? text : text.slice(0, star)).split(' ').filter((word) => word !== '');
  const rules = { hexadecimal: true, highest: vm.storageSize - 1, step: 1 };
  const ranges = (words.length === 0 ? ['0'] : words).map((word) =>
    parseRange(word.replace(/^[LT]/i, '').toUpperCase(), rules),
  );
  for (const range of ranges) if ('number' in range) return context.error('CDM', range.number, [range.field]);
  const sink = context.rooms.spool.printer(vm, printer);
  const print = (line: string): void => sink.printLine(ebcdic037.encode(line), { space: 1 }, SINGLE_SPACE);
  if (heading !== '') print(heading);
  print(`VIRTUAL MACHINE ${vm.userid} ${context.rooms.system.timeAndDateText(context.cp.timeOfDay())}`);
  registers('GPR', { start: 0, end: 15 }, (n) => vm.gpr[n], print);
  registers('ECR', { start: 0, end: vm.settings.ecMode ? 15 : 0 }, (n) => vm.cr[n], print);
  for (let n = 0; n <= 6; n += 2) {
    const [high, low] = [vm.fpr[n], vm.fpr[n + 1]];
    print(`FPR  ${n} =  ${hex(high, 8)}${hex(low, 8)}    ${floatText(high, low)}`);
  }
  print(`PSW = ${hex(vm.psw.high(), 8)} ${hex(vm.psw.low(), 8)}`);
  for (const range of ranges) if (!('number' in range)) displayStorage(context, range, true, print);
  context.respond('COMMAND COMPLETE');
  return 0;
}
