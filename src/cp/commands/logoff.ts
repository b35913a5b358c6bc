import type { Vmblok } from '../vmachine/vmblok.js';
import { connectLine } from './query/users.js';
import type { CommandContext, CommandOutcome } from './context.js';
import { abbreviates } from './scanner.js';

type HoldOption = { readonly hold: boolean } | { readonly returnCode: number };

function holdOption(context: CommandContext): HoldOption {
  const word = context.line.next();
  if (word === undefined) return { hold: false };
  if (abbreviates(word, 'HOLD', 1)) return { hold: true };
  return { returnCode: context.error('USO', 3, [word]) };
}

/** `LOGOFF [HOLD]`: the virtual machine ends; with HOLD the line stays for another logon. SY20-0884, DMKUSO. */
export function logoff(context: CommandContext): number | CommandOutcome {
  const option = holdOption(context);
  if ('returnCode' in option) return option.returnCode;
  const { cp, vm, rooms } = context;
  const session = rooms.terminals.sessionOfUser(vm);
  if (option.hold) rooms.terminals.holdAtLogoff(vm);
  endSession(context, vm, (text) => session?.say(text), '');
  cp.logoff(vm);
  return { returnCode: 0, flow: 'gone' };
}

/** Last words and accounting of a virtual machine that ends. */
export function endSession(
  context: Pick<CommandContext, 'cp' | 'rooms'>,
  vm: Vmblok,
  say: (text: string) => void,
  suffix: string,
): void {
  const { cp, rooms } = context;
  rooms.spool.forget(vm);
  say(connectLine({ cp, vm }));
  say(`LOGOFF AT ${rooms.system.timeAndDateText(cp.timeOfDay())}${suffix}`);
  rooms.terminals.reportLogoff(vm, suffix === '' ? '' : '  FORCED');
  rooms.accounting.logoff(vm, cp);
}

/** `DISCONN [HOLD]`: the virtual machine runs on without a terminal. */
export function disconnect(context: CommandContext): number | CommandOutcome {
  const option = holdOption(context);
  if ('returnCode' in option) return option.returnCode;
  const { cp, vm, rooms } = context;
  if (rooms.terminals.isDisconnected(vm)) return 0;
  rooms.terminals.sessionOfUser(vm)?.say(`DISCONNECT AT ${rooms.system.timeAndDateText(cp.timeOfDay())}`);
  rooms.terminals.disconnect(vm, option.hold);
  return { returnCode: 0, flow: 'gone' };
}

/** `FORCE userid`: logs somebody off. */
export function force(context: CommandContext): number | CommandOutcome {
  const { cp, rooms } = context;
  const userid = context.line.next();
  if (userid === undefined) return context.error('USO', 20);
  const vm = cp.findUser(userid);
  if (vm === undefined) return context.error('USO', 45, [userid]);
  const session = rooms.terminals.sessionOfUser(vm);
  endSession(context, vm, (text) => session?.say(text), ' BY SYSTEM');
  cp.logoff(vm);
  return vm === context.vm ? { returnCode: 0, flow: 'gone' } : 0;
}
