import type { CommandContext, CommandOutcome } from './context.js';
import { parseHex } from './numbers.js';

/** `BEGIN [hexloc]`: the virtual machine runs on, at another address when one is given. */
export function begin(context: CommandContext): number | CommandOutcome {
  const word = context.line.next();
  let address: number | undefined;
  if (word !== undefined) {
    address = parseHex(word, 6);
    if (address === undefined) return context.error('CFC', 4, [word]);
  }
  context.cp.beginExecution(context.vm, address);
  return { returnCode: 0, flow: 'run' };
}
