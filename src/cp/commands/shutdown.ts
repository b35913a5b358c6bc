import { cpMessage, wholeMessage } from '../messages.js';
import type { CommandContext, CommandOutcome } from './context.js';
import { endSession } from './logoff.js';

/** `SHUTDOWN`: logs everybody off, closes what is open, and stops the system. */
export function shutdown(context: CommandContext): CommandOutcome {
  const { cp, rooms } = context;
  rooms.system.shuttingDown = true;
  for (const vm of cp.users()) {
    if (vm === context.vm) continue;
    const session = rooms.terminals.sessionOfUser(vm);
    endSession(context, vm, (text) => session?.say(text), ' BY SYSTEM');
    cp.logoff(vm);
  }
  rooms.terminals.operatorMessage(wholeMessage(cpMessage('CKP', 960, [], 'I')));
  const session = rooms.terminals.sessionOfUser(context.vm);
  endSession(context, context.vm, (text) => session?.say(text), ' BY SYSTEM');
  cp.logoff(context.vm);
  rooms.terminals.operatorMessage(wholeMessage(cpMessage('CKP', 961, [], 'W')));
  rooms.system.requestShutdown();
  return { returnCode: 0, flow: 'gone' };
}
