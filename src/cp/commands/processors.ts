import type { CommandContext } from './context.js';
import { parseDecimal } from './numbers.js';

/** Address of the one processor there is. */
const PROCESSOR = 0;
/** Highest address that SET AFFINITY takes. */
const HIGHEST = 63;

/**
 * `SET AFFINITY [ON | OFF]`, class A `SET AFFINITY userid [ON | OFF | nn]`: on which processor a virtual machine runs.
 * There is one, so that a virtual machine can't be bound to any. DMKCFS.
 */
export function setAffinity(context: CommandContext): number {
  const { cp, vm, rooms, line } = context;
  const word = line.next();
  let userid = vm.userid;
  let value: string | undefined = word;
  if (word !== undefined && word !== 'ON' && word !== 'OFF') {
    if (!vm.hasClass('A') || word.length > 8) return context.error('CFS', 26);
    userid = word;
    value = line.next();
  }
  if (value === 'OFF') return cp.findUser(userid) === undefined ? context.error('CFS', 45, [userid]) : 0;
  let processor: number | undefined;
  if (value === undefined || value === 'ON') {
    const user = rooms.directory.find(userid);
    if (user === undefined) return context.error('CFS', 53, [userid]);
    processor = user.affinity;
    if (processor === undefined) return context.error('CFS', 190);
  } else {
    processor = parseDecimal(value, 0, HIGHEST);
    if (processor === undefined) return context.error('CFS', 26);
  }
  return context.error('CFS', processor === PROCESSOR ? 189 : 188);
}

/** `VARY {ONLINE | OFFLINE} PROCESSOR nn`: this is the CP of one processor. DMKCPS. */
export function varyProcessor(context: CommandContext): number {
  return context.error('CPS', 192);
}
