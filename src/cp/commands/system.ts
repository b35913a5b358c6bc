import type { CommandContext, CommandOutcome } from './context.js';
import { abbreviates } from './scanner.js';

/** `SYSTEM {CLEAR | RESET | RESTART}`: the keys of the virtual machine's console panel. SY20-0884, DMKCPB. */
export function system(context: CommandContext): number | CommandOutcome {
  const { cp, vm } = context;
  const word = context.line.next();
  if (abbreviates(word, 'CLEAR', 1)) {
    cp.systemReset(vm, true);
    context.respond('STORAGE CLEARED - SYSTEM RESET');
    return 0;
  }
  if (abbreviates(word, 'RESET', 5)) {
    cp.systemReset(vm, false);
    context.respond('SYSTEM RESET');
    return 0;
  }
  if (abbreviates(word, 'RESTART', 7)) {
    cp.systemRestart(vm);
    return { returnCode: 0, flow: 'run' };
  }
  return context.error('CPB', 26);
}
