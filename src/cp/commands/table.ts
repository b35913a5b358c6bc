import type { Vmblok } from '../vmachine/vmblok.js';
import type { CommandHandler } from './context.js';
import { COMMANDS } from './commands.js';

/** A row of the command table. */
export interface Command {
  readonly name: string;
  /** Characters of the shortest abbreviation. */
  readonly shortest: number;
  /** Privilege classes; empty: everybody who is logged on. */
  readonly classes: string;
  readonly handler: CommandHandler;
  /** Operands, as the reference shows them. */
  readonly operands: string;
  /** One sentence for the reference. */
  readonly summary: string;
}

/**
 * The first command in the table that the word names in full or abbreviated and that the user may give;
 * a command of a class the user has not is as good as unknown. SY20-0884, DMKCFC.
 */
export function findCommand(word: string, vm: Pick<Vmblok, 'hasClass'>): Command | undefined {
  const named = COMMANDS.find(({ name, shortest }) => word.length >= shortest && name.startsWith(word));
  if (named === undefined || (named.classes !== '' && !vm.hasClass(named.classes))) return undefined;
  return named;
}
