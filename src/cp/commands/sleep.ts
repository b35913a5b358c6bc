import type { CommandContext, CommandOutcome } from './context.js';
import { parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/** `SLEEP [nn [SEC | MIN | HRS]]`: the virtual machine rests that long, or until an attention. */
export function sleep(context: CommandContext): number | CommandOutcome {
  const word = context.line.next();
  let milliseconds: number | undefined;
  if (word !== undefined) {
    const count = parseDecimal(word, 1, 99);
    const unit = context.line.next();
    const length = unitLength(unit);
    if (count === undefined || length === undefined) {
      return context.error('CFC', 26);
    }
    milliseconds = count * length;
  }
  context.cp.sleep(context.vm, milliseconds);
  return { returnCode: 0, flow: 'run' };
}

/** Milliseconds of a unit; minutes when none is given. */
function unitLength(unit: string | undefined): number | undefined {
  if (unit === undefined || abbreviates(unit, 'MIN', 1)) return 60_000;
  if (abbreviates(unit, 'SEC', 1)) return 1000;
  if (abbreviates(unit, 'HRS', 1)) return 3_600_000;
  return undefined;
}
