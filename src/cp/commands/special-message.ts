import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';

/** `SMSG userid text`: a message for a program that has authorized it with VMCF. SY20-0884, DMKMSG. */
export function specialMessage(context: CommandContext): number {
  const { cp, vm, line } = context;
  const word = line.next();
  if (word === undefined || word.length > 8) return context.error('MSG', 20);
  const userid = word === '*' ? vm.userid : word;
  const { network } = context.rooms;
  if (network?.userid === userid) {
    network.command(vm, line.restAfterBlank());
    return 0;
  }
  const user = cp.findUser(userid);
  if (user === undefined) return context.error('MSG', 45, [userid]);
  const refused = (reason: string): number => context.error('MSG', 57, [userid, reason], 'W');
  if (!cp.vmcf.authorized(user)) return refused('NOT AUTHORIZED');
  if (!user.settings.specialMessages) return refused('SMSG OFF');
  const text = ebcdic037.encode(line.restAfterBlank());
  return cp.vmcf.specialMessage(vm, user, text) ? 0 : refused('VMCF ERROR');
}
