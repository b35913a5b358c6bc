import type { CloseOptions } from '../spool/index.js';
import type { CommandContext } from './context.js';
import { abbreviates } from './scanner.js';
import { spoolDevices } from './spool-operands.js';
import type { SpoolVdev } from './spool-operands.js';

type MutableOptions = { -readonly [K in keyof CloseOptions]: CloseOptions[K] };

/**
 * `CLOSE {vaddr | RDR | PRT | PUN | CONSOLE} [HOLD | NOHOLD] [PURGE] [DIST code] [[NAME] fn [ft]]`: ends the file of a
 * device. SY20-0884, DMKCSQ.
 */
export function close(context: CommandContext): number {
  const devices = spoolDevices(context, 'CSQ', context.line.next());
  if (typeof devices === 'number') return devices;
  const options: MutableOptions = {};
  const { line } = context;
  for (let word = line.next(); word !== undefined; word = line.next()) {
    if (abbreviates(word, 'HOLD', 2)) options.hold = true;
    else if (abbreviates(word, 'NOHOLD', 3)) options.hold = false;
    else if (abbreviates(word, 'PURGE', 2)) options.purge = true;
    else if (abbreviates(word, 'DIST', 4)) {
      const code = line.next();
      if (code === undefined || code.length > 8) return context.error('CSQ', 32);
      options.distribution = code;
    } else {
      const name = abbreviates(word, 'NAME', 2) ? line.next() : word;
      const type = line.next();
      if (!setName(options, name, type)) return context.error('CSQ', 29);
    }
  }
  // with CONT a file stays open until NOCONT
  const kept = ({ kind, spool }: SpoolVdev): boolean =>
    kind !== 'reader' && spool.continuous && !options.purge;
  closeDevices(
    context,
    devices.filter((vdev) => !kept(vdev)),
    options,
  );
  return 0;
}

/** File name and type, or a data set name of up to 24 characters alone. */
export function setName(
  target: { name?: string; type?: string },
  name: string | undefined,
  type: string | undefined,
): boolean {
  if (name === undefined) return false;
  if (type === undefined) {
    if (name.length > 24) return false;
    target.name = name.slice(0, 12);
    target.type = name.slice(12);
    return true;
  }
  if (name.length > 8 || type.length > 8) return false;
  target.name = name;
  target.type = type;
  return true;
}

export function closeDevices(
  context: CommandContext,
  devices: readonly SpoolVdev[],
  options: CloseOptions,
): void {
  const { vm, rooms } = context;
  for (const vdev of devices) {
    if (vdev.kind === 'reader')
      rooms.spool.closeReader(vm, vdev.address, { hold: vdev.spool.hold, ...options });
    else rooms.spool.closeOutput(vm, vdev, options);
  }
}
