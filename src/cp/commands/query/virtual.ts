import type { CommandContext } from '../context.js';
import { cuu, decimal, parseHex } from '../numbers.js';
import { abbreviates } from '../scanner.js';
import { columns, isOfClass, virtualDeviceLines } from './virtual-devices.js';

/** Operands of QUERY VIRTUAL with their shortest abbreviations, in the order of search. */
const OPERANDS = [
  ['STORAGE', 4],
  ['DASD', 2],
  ['TAPES', 2],
  ['LINES', 5],
  ['UR', 2],
  ['GRAF', 2],
  ['CONSOLE', 3],
  ['CHANNELS', 4],
  ['ALL', 3],
] as const;

export type VirtualOperand = (typeof OPERANDS)[number][0];

/** `QUERY [VIRTUAL] [STORAGE | DASD | … | ALL | vaddr[-vaddr]]`. SY20-0884, DMKCQG. */
export function queryVirtual(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined) return queryVirtualClass(context, 'ALL');
  const found = OPERANDS.find(([name, shortest]) => abbreviates(word, name, shortest));
  if (found) return queryVirtualClass(context, found[0]);
  return queryAddresses(context, word) ?? context.error('CQG', 22);
}

export function queryVirtualClass(context: CommandContext, operand: VirtualOperand): number {
  const { cp, vm, rooms, respond } = context;
  if (operand === 'STORAGE' || operand === 'ALL') {
    respond(`STORAGE = ${decimal(vm.storageSize / 1024, 5)}K`);
    if (operand === 'STORAGE') return 0;
  }
  if (operand === 'CHANNELS' || operand === 'ALL') {
    respond(`CHANNELS = ${vm.settings.blockMultiplexer ? 'BMX' : 'SEL'}`);
    if (operand === 'CHANNELS') return 0;
  }
  const devices = vm.sortedDevices().filter((vdev) => isOfClass(vdev, operand));
  if (devices.length === 0) {
    const name = operand === 'ALL' ? 'DEVS' : operand === 'CONSOLE' ? 'CONS' : operand;
    respond(columns([0, name], [name.length + 1, 'DO NOT EXIST']));
    return 40;
  }
  for (const vdev of devices) {
    for (const line of virtualDeviceLines(vm, vdev, rooms.terminals, cp.couplings)) respond(line);
  }
  return 0;
}

/** A device address, or a range of them; undefined when the word is neither. */
export function queryAddresses(context: CommandContext, word: string): number | undefined {
  const [first, second, ...more] = word.split('-');
  const low = parseHex(first, 3);
  const high = second === undefined ? low : parseHex(second, 3);
  if (low === undefined || high === undefined || more.length > 0 || high < low) return undefined;
  const { cp, vm, rooms, respond } = context;
  const devices = vm.sortedDevices().filter(({ address }) => address >= low && address <= high);
  if (devices.length === 0) return context.error('CQG', 40, [second === undefined ? cuu(low) : word]);
  for (const vdev of devices) {
    for (const line of virtualDeviceLines(vm, vdev, rooms.terminals, cp.couplings)) respond(line);
  }
  return 0;
}
