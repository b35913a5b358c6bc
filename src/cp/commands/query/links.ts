import type { CommandContext } from '../context.js';
import { deviceOperand } from '../device-commands.js';
import { cuu } from '../numbers.js';

/** `QUERY LINKS vaddr`: who has the minidisk. SY20-0884, DMKCQP. */
export function queryLinks(context: CommandContext): number {
  const found = deviceOperand(context, 'CQP');
  if ('returnCode' in found) return found.returnCode;
  const { vdev } = found;
  if (vdev.kind !== 'minidisk') return context.error('CQP', 40, [cuu(vdev.address)]);
  const users = context.cp.usersOfMinidisk(vdev.owner, vdev.ownerAddress);
  const entries = users.map(
    (user) => `${user.vm.userid.padEnd(8)} ${cuu(user.vdev.address)} ${user.vdev.access}`,
  );
  for (let at = 0; at < entries.length; at += 3) context.respond(entries.slice(at, at + 3).join(', '));
  return 0;
}
