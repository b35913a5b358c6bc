import type { SpoolFile, SpoolQueue } from '../spool/index.js';
import type { ConsoleVdev, SpooledVdev, VdevBlok } from '../vmachine/vdevblok.js';
import type { CommandContext } from './context.js';
import { cuu, parseDecimal, parseHex } from './numbers.js';
import { abbreviates } from './scanner.js';

export type SpoolVdev = SpooledVdev | ConsoleVdev;

const DEVICE_WORDS: readonly (readonly [word: string, shortest: number, kind: SpoolVdev['kind']])[] = [
  ['READER', 1, 'reader'],
  ['RDR', 3, 'reader'],
  ['PRINTER', 1, 'printer'],
  ['PRT', 3, 'printer'],
  ['PUNCH', 2, 'punch'],
  ['PCH', 3, 'punch'],
  ['PUN', 3, 'punch'],
  ['CONSOLE', 4, 'console'],
];

/** Kind of device that a word like RDR or PRINTER means. */
export function deviceKind(word: string | undefined): SpoolVdev['kind'] | undefined {
  return DEVICE_WORDS.find(([name, shortest]) => abbreviates(word, name, shortest))?.[2];
}

/** Queue that a word like RDR, PRINTER or PUNCH means. */
export function queueOperand(word: string | undefined): SpoolQueue | undefined {
  const kind = deviceKind(word);
  return kind === 'console' ? undefined : kind;
}

/** Virtual devices that a word means: an address, or all of a kind; the return code of the message otherwise. */
export function spoolDevices(
  context: CommandContext,
  module: string,
  word: string | undefined,
): readonly SpoolVdev[] | number {
  const { vm } = context;
  const kind = deviceKind(word);
  if (kind !== undefined) return vm.sortedDevices().filter((vdev) => vdev.kind === kind) as SpoolVdev[];
  const address = parseHex(word, 3);
  if (address === undefined) return context.error(module, 22);
  const vdev = vm.devices.get(address);
  if (vdev === undefined) return context.error(module, 40, [cuu(address)]);
  return isSpoolVdev(vdev) ? [vdev] : context.error(module, 6, [cuu(address)]);
}

function isSpoolVdev(vdev: VdevBlok): vdev is SpoolVdev {
  return (
    vdev.kind === 'reader' || vdev.kind === 'printer' || vdev.kind === 'punch' || vdev.kind === 'console'
  );
}

/** Class of a file or a device: a letter or a digit. */
export function parseClass(word: string | undefined): string | undefined {
  return word !== undefined && /^[A-Z0-9]$/.test(word) ? word : undefined;
}

/** Files of a queue that the user may work with: the own ones, with class D all. */
export function reachableFiles(context: CommandContext, queue: SpoolQueue): SpoolFile[] {
  const owner = context.vm.hasClass('D') ? undefined : context.vm.userid;
  return context.rooms.spool.manager.files(queue, owner);
}

/**
 * Class D users may put a userid or SYSTEM (everybody: undefined) before the queue; without it, and for all others, it is
 * the user's own files. SY20-0884, DMKCSV.
 */
export function ownerOperand(context: CommandContext): string | undefined {
  const { line, vm, rooms } = context;
  const word = line.peek();
  if (word === undefined || !vm.hasClass('D')) return vm.userid;
  if (word !== 'SYSTEM' && word !== '*' && rooms.directory.find(word) === undefined) return vm.userid;
  line.next();
  if (word === '*') return vm.userid;
  return word === 'SYSTEM' ? undefined : word;
}

/** Files that the operands name: `spoolid …`, `CLASS c`, `ALL`. Answers a return code after a message. */
export function selectFiles(
  context: CommandContext,
  module: string,
  queues: readonly SpoolQueue[],
  owner: string | undefined,
  allowMany = true,
): SpoolFile[] | number {
  const { line, rooms } = context;
  const candidates = queues
    .flatMap((queue) => rooms.spool.manager.files(queue, owner))
    .filter((file) => !file.inUse);
  const selected: SpoolFile[] = [];
  const word = line.peek();
  if (word === undefined) return context.error(module, 27);
  if (word === 'ALL') {
    line.next();
    return candidates;
  }
  while (line.peek() !== undefined) {
    const operand = line.peek();
    if (abbreviates(operand, 'CLASS', 2)) {
      line.next();
      const spoolClass = parseClass(line.next());
      if (spoolClass === undefined) return context.error(module, 28);
      selected.push(...candidates.filter((file) => file.class === spoolClass && !selected.includes(file)));
    } else {
      const id = parseDecimal(operand, 1, 9900);
      if (id === undefined) break;
      line.next();
      const file = candidates.find((entry) => entry.id === id);
      if (file === undefined) return context.error(module, 42, [String(id).padStart(4, '0')]);
      if (!selected.includes(file)) selected.push(file);
    }
    if (!allowMany) break;
  }
  if (selected.length === 0 && parseDecimal(word, 1, 9900) === undefined && !abbreviates(word, 'CLASS', 2)) {
    return context.error(module, 8, [word]);
  }
  return selected;
}

/** `0003 FILES CHANGED`, `  NO FILES PURGED`, `0001 FILE  ORDERED`. */
export function countLine(count: number, what: string): string {
  const number = count === 0 ? ' NO ' : String(count).padStart(4, '0');
  return `${number} ${count === 1 ? 'FILE ' : 'FILES'} ${what}`;
}
