import { TAG_LENGTH } from '../spool/index.js';
import type { CommandContext } from './context.js';
import { cuu, parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';
import { spoolDevices } from './spool-operands.js';

/**
 * `TAG DEV vaddr text`, `TAG FILE spoolid text`, `TAG QUERY DEV vaddr`, `TAG QUERY FILE spoolid`: text that goes with a file,
 * such as its destination in a network. SY20-0884, DMKCST.
 */
export function tag(context: CommandContext): number {
  const { line } = context;
  let word = line.next();
  const isQuery = abbreviates(word, 'QUERY', 1);
  if (isQuery) word = line.next();
  if (abbreviates(word, 'DEV', 3)) return tagDevice(context, isQuery);
  if (abbreviates(word, 'FILE', 1)) return tagFile(context, isQuery);
  return word === undefined ? context.error('CST', 26) : context.error('CST', 3, [word]);
}

function tagDevice(context: CommandContext, isQuery: boolean): number {
  const { vm, rooms, line } = context;
  const devices = spoolDevices(context, 'CST', line.next());
  if (typeof devices === 'number') return devices;
  for (const vdev of devices) {
    if (vdev.kind === 'reader') return context.error('CST', 6, [cuu(vdev.address)]);
  }
  if (!isQuery) {
    const text = line.rest().slice(0, TAG_LENGTH);
    for (const vdev of devices) rooms.spool.setDeviceTag(vm, vdev.address, text);
    return 0;
  }
  for (const vdev of devices) {
    const text = rooms.spool.deviceTag(vm, vdev.address);
    const name = vdev.kind === 'console' ? 'CON' : vdev.kind === 'punch' ? 'PUN' : 'PRT';
    const head = `${name} ${cuu(vdev.address)}`;
    if (text === undefined) context.respond(`${head} TAG NOT SET`);
    else {
      context.respond(`${head} TAG:`);
      context.respond(text === '' ? '(TAG BLANK)' : text);
    }
  }
  return 0;
}

function tagFile(context: CommandContext, isQuery: boolean): number {
  const { vm, rooms, line } = context;
  const id = parseDecimal(line.next(), 1, 9900);
  if (id === undefined) return context.error('CST', 27);
  const file = rooms.spool.manager.find(id);
  const mine = file !== undefined && (file.owner === vm.userid || file.origin === vm.userid);
  if (file === undefined || !mine) return context.error('CST', 42, [String(id).padStart(4, '0')]);
  if (!isQuery) {
    rooms.spool.manager.change(file, { tag: line.rest().slice(0, TAG_LENGTH) });
    return 0;
  }
  context.respond(file.tag === undefined ? '(TAG MISSING)' : file.tag === '' ? '(TAG BLANK)' : file.tag);
  return 0;
}
