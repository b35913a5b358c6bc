import type { ControlProgram } from '../control-program.js';
import { cpMessage, wholeMessage } from '../messages.js';
import { saveWarmStartData } from '../spool/warm-start.js';
import type { CommandContext, CommandOutcome, ServiceRooms } from './context.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { endSession } from './logoff.js';

/** `SHUTDOWN`: logs everybody off, closes what is open, saves warm start data, and stops the system. */
export function shutdown(context: CommandContext): CommandOutcome {
  const { cp, rooms } = context;
  shutDown(cp, rooms);
  rooms.system.requestShutdown();
  return { returnCode: 0, flow: 'gone' };
}

/** Everything orderly: everybody logged off, the operator last, their files closed, warm start data saved. Once. */
export function shutDown(cp: ControlProgram, rooms: ServiceRooms): void {
  const { system, terminals } = rooms;
  if (system.shuttingDown) return;
  system.shuttingDown = true;
  const operator = cp.findUser(system.operator);
  for (const vm of cp.users()) if (vm !== operator) end(cp, rooms, vm);
  saveWarmData(cp, rooms);
  if (operator !== undefined) end(cp, rooms, operator);
  terminals.operatorMessage(wholeMessage(cpMessage('CKP', 961, [], 'W')));
}

function end(cp: ControlProgram, rooms: ServiceRooms, vm: Vmblok): void {
  const session = rooms.terminals.sessionOfUser(vm);
  endSession({ cp, rooms }, vm, (text) => session?.say(text), ' BY SYSTEM');
  cp.logoff(vm);
}

function saveWarmData(cp: ControlProgram, { system, terminals, spool }: ServiceRooms): void {
  const { logMessages } = system;
  const logMessageTime = system.logMessagesSet ? system.logMessageTime : undefined;
  try {
    saveWarmStartData(spool.manager, { logMessages, logMessageTime }, cp.timeOfDay());
    terminals.operatorMessage(wholeMessage(cpMessage('CKP', 960, [], 'I')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminals.operatorMessage(`${wholeMessage(cpMessage('CKP', 911, [], 'W'))}: ${reason}`);
  }
}
