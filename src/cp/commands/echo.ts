import type { CpTask } from '../task.js';
import type { CommandContext } from './context.js';
import { parseDecimal } from './numbers.js';

/** `ECHO [nn]`: sends back what is entered, nn times, until END: a test of the terminal. */
export function* echo(context: CommandContext): CpTask<number> {
  const times = parseDecimal(context.line.next(), 1, 99) ?? 1;
  if (!context.canPrompt) return 0;
  context.respond('ECHO ENTERED; TO TERMINATE TEST TYPE END');
  for (;;) {
    const line = yield* context.prompt('ENTER LINE', false);
    if (line === 'END') return 0;
    for (let i = 0; i < times; i++) context.respond(line);
  }
}
