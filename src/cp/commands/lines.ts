import type { CommandContext } from './context.js';
import { cuu, parseDeviceAddress } from './numbers.js';

/** `ENABLE {raddr … | ALL}` and `DISABLE`: whether terminals that nobody uses can be logged on at. */
export const enable = (context: CommandContext): number => switchLines(context, true);
export const disable = (context: CommandContext): number => switchLines(context, false);

function switchLines(context: CommandContext, enabled: boolean): number {
  const { rooms } = context;
  const words = context.line.words();
  if (words.length === 0) return context.error('CPV', 26);
  const addresses: string[] = [];
  for (const word of words) {
    if (word === 'ALL') {
      addresses.push(...rooms.terminals.terminals().map(({ terminal }) => terminal.name.split(' ')[1]));
      continue;
    }
    const address = parseDeviceAddress(word);
    if (address === undefined) return context.error('CPV', 21, [word]);
    if (!rooms.terminals.hasTerminal(cuu(address))) return context.error('CPV', 40, [cuu(address)]);
    addresses.push(cuu(address));
  }
  for (const address of addresses) rooms.terminals.setEnabled(address, enabled);
  context.respond('COMMAND COMPLETE');
  return 0;
}
