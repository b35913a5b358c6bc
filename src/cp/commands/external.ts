import type { CommandContext, CommandOutcome } from './context.js';
import { parseHex } from './numbers.js';

/** Codes that only EC-mode virtual machines have: clock comparator and CPU timer. */
const EXTENDED_CODES = [0x1004, 0x1005];

/** `EXTERNAL [code]`: an external interruption, X'40' (the key) by default; the virtual machine runs on. */
export function external(context: CommandContext): number | CommandOutcome {
  const { cp, vm, line } = context;
  const word = line.next();
  let code = 0x40;
  if (word !== undefined) {
    const given = parseHex(word, 4);
    if (given === undefined) return context.error('CPB', 5, [word]);
    const valid = (given >= 0x01 && given <= 0xff) || (EXTENDED_CODES.includes(given) && vm.settings.ecMode);
    if (!valid) return context.error('CPB', 5, [word]);
    code = given;
  }
  cp.postExternal(vm, code);
  cp.beginExecution(vm);
  return { returnCode: 0, flow: 'run' };
}
