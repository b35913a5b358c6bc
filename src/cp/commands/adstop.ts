import { plantAddressStop, removeAddressStop } from '../vmachine/address-stop.js';
import type { CommandContext } from './context.js';
import { hex, parseHex } from './numbers.js';

/** `ADSTOP {hexloc | OFF}`: CP mode when the virtual machine is about to execute the instruction there. */
export function addressStop(context: CommandContext): number {
  const { vm, line } = context;
  const word = line.next();
  if (word === undefined) return context.error('CFD', 33);
  if (word === 'OFF') {
    removeAddressStop(vm);
    return 0;
  }
  const address = parseHex(word, 6);
  if (address === undefined || address % 2 !== 0) return context.error('CFD', 4, [word]);
  if (address >= vm.storageSize) return context.error('CFD', 160, [hex(address, 6)]);
  plantAddressStop(vm, address);
  return 0;
}
