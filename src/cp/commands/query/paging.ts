import type { CommandContext } from '../context.js';
import { decimal } from '../numbers.js';

/**
 * `QUERY PAGING`: share of the time that CP waited for pages, the threshold above which it would lend nobody more of them
 * (there is none: 00), pages a second, and the interval since the command was given last. SY20-0884, DMKCQR.
 */
export function queryPaging(context: CommandContext): number {
  const { cp, rooms } = context;
  const now = { ...cp.pagingTotals(), time: cp.now() };
  const before = rooms.system.pagingBefore;
  rooms.system.pagingBefore = now;
  const seconds = Math.max(1e-6, (now.time - before.time) / 1e6);
  const load = Math.min(99, Math.round((now.waited - before.waited) / 1e4 / seconds));
  const rate = Math.min(999, Math.round((now.reads + now.writes - before.reads - before.writes) / seconds));
  const interval = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  const text = interval.map((part) => decimal(Math.floor(part), 2)).join(':');
  context.respond(`PAGING ${decimal(load, 2)}, SET 00, RATE ${decimal(rate, 3)}/SEC, INTERVAL= ${text}`);
  return 0;
}
