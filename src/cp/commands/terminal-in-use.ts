import type { CommandContext } from './context.js';
import { cuu } from './numbers.js';

/** Does somebody sit at the terminal of an address? */
export function terminalInUse({ rooms }: CommandContext, address: number): boolean {
  return rooms.terminals
    .terminals()
    .some(({ terminal, idle }) => terminal.name.endsWith(` ${cuu(address)}`) && !idle);
}
