import type { CommandContext } from './context.js';
import { cuu, hex, parseDeviceAddress } from './numbers.js';

/**
 * `LOCATE userid [vaddr]`, `LOCATE raddr`, classes C and E. The tables of a virtual machine lie in real storage, where DCP shows
 * them; device blocks do not. SY20-0884, DMKCFD.
 */
export function locate(context: CommandContext): number {
  const { cp, line, rooms } = context;
  const word = line.next();
  if (word === undefined) return context.error('CFD', 26);
  const user = cp.findUser(word);
  if (user === undefined && rooms.directory.find(word) !== undefined) {
    return context.error('CFD', 45, [word]);
  }
  if (user === undefined) return locateReal(context, word);
  const operand = line.next();
  if (operand !== undefined) {
    const address = parseDeviceAddress(operand);
    if (address === undefined) return context.error('CFD', 22);
    const vdev = user.devices.get(address);
    if (vdev === undefined) return context.error('CFD', 40, [cuu(address)]);
  }
  const { segmentTable, pageTables } = user.storage.tables();
  context.respond('SEGTABLE  PAGTABLES');
  const [first, ...rest] = pageTables.map((address) => hex(address, 6));
  context.respond(`${hex(segmentTable, 6).padEnd(10)}${[first ?? 'NONE', ...rest.slice(0, 6)].join(' ')}`);
  for (let at = 6; at < rest.length; at += 7) {
    context.respond(`${' '.repeat(10)}${rest.slice(at, at + 7).join(' ')}`);
  }
  return 0;
}

function locateReal(context: CommandContext, word: string): number {
  const address = parseDeviceAddress(word);
  if (address === undefined) return context.error('CFD', 21);
  const rdev = context.cp.realDevices().find((device) => device.address === address);
  if (rdev === undefined) return context.error('CFD', 40, [cuu(address)]);
  context.respond(`DEV ${cuu(address)} HAS NO BLOCK IN REAL STORAGE`);
  return 0;
}
