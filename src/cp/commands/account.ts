import type { Vmblok } from '../vmachine/vmblok.js';
import type { CommandContext } from './context.js';

/** `ACNT {userid … | ALL}`, class A: accounting cards now, for users who stay. SY20-0884, DMKCPV. */
export function account(context: CommandContext): number {
  const { cp, rooms, line } = context;
  const words = line.words();
  if (words.length === 0) return context.error('CPV', 20);
  const users: Vmblok[] = [];
  for (const word of words) {
    if (word === 'ALL') {
      if (words.length > 1) return context.error('CPV', 3, [words[1]]);
      users.push(...cp.users());
      continue;
    }
    if (word.length > 8) return context.error('CPV', 7, [word]);
    const vm = cp.findUser(word);
    if (vm === undefined) return context.error('CPV', 45, [word]);
    users.push(vm);
  }
  for (const vm of users) rooms.accounting.interim(vm, cp);
  return 0;
}
