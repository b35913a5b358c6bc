import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';

/**
 * `SEND [CP] userid text`, classes A and B: a line for the console of a disconnected virtual machine, or with CP a command that is
 * carried out in its name.
 */
export function send(context: CommandContext): number {
  const { cp, rooms, line } = context;
  let userid = line.next();
  const isCommand = userid === 'CP' && line.peek() !== undefined;
  if (isCommand) userid = line.next();
  if (userid === undefined || userid.length > 8) return context.error('MSG', 20);
  const vm = cp.findUser(userid);
  if (vm === undefined) return context.error('MSG', 45, [userid]);
  if (!rooms.terminals.isDisconnected(vm)) return context.error('MSG', 57, [userid, 'NOT DISCONNECTED'], 'W');
  const text = line.rest();
  if (isCommand) {
    return rooms.commands.execute({
      vm,
      line: text,
      respond: context.respond,
      fromGuest: false,
      rejectPasswords: true,
    });
  }
  const console = rooms.terminals.consoleOf(vm);
  if (console === undefined) return context.error('MSG', 45, [userid]);
  if (console.holdsLine) return context.error('MSG', 57, [userid, 'INPUT WAITS'], 'W');
  console.offerLine(ebcdic037.encode(text));
  if (!console.reading) cp.presentAttention(vm);
  return 0;
}
