/** Commands for the shadow files of compressed disks: one device, or all of them with `*`. */

import { shadowStack } from '../../../media/index.js';
import type { CckdStack } from '../../../media/index.js';
import { CkdDisk, FbaDisk } from '../../../s370/index.js';
import { hex } from '../display.js';
import { attempt, deviceAddress } from './command.js';
import type { CommandContext, OperatorCommand } from './command.js';

/** A row whose first word is a device or `*`. */
function onShadows(
  name: string,
  help: string,
  run: (stack: CckdStack, words: readonly string[]) => void,
): OperatorCommand {
  return {
    names: [name],
    help,
    effect: name === 'sfd' ? 'display' : 'machine',
    execute: (context, { words: [which, ...words] }) => {
      for (const address of addresses(context, which)) {
        attempt(context, () => {
          const stack = stackOf(context, address);
          run(stack, words);
          describe(context, address, stack);
        });
      }
    },
  };
}

function addresses(context: CommandContext, which: string | undefined): number[] {
  const { list } = context.operated.devices;
  if (which === '*') return [...list.keys()].filter((address) => findStack(context, address) !== undefined);
  const address = deviceAddress(which);
  if (typeof address === 'number') return [address];
  context.print(address);
  return [];
}

function findStack(context: CommandContext, address: number): CckdStack | undefined {
  const device = context.operated.machine.channels.device(address);
  return device instanceof CkdDisk || device instanceof FbaDisk ? shadowStack(device.store) : undefined;
}

function stackOf(context: CommandContext, address: number): CckdStack {
  const stack = findStack(context, address);
  if (stack === undefined) throw new Error(`device ${hex(address, 4)} is not a compressed disk`);
  return stack;
}

function describe({ print }: CommandContext, address: number, stack: CckdStack): void {
  print(`${hex(address, 4)}  level       size  free  spaces  st    reads   writes  file`);
  stack.statistics.forEach((file, level) => {
    const free = file.size === 0 ? 0 : Math.floor((file.freeBytes * 100) / file.size);
    print(
      [
        `${hex(address, 4)}    [${level}]`,
        String(file.size).padStart(11),
        `${String(free).padStart(4)}%`,
        String(file.freeSpaces).padStart(7),
        file.readOnly ? ' ro' : ' rw',
        String(file.reads).padStart(8),
        String(file.writes).padStart(8),
        ` ${file.path}`,
      ].join(' '),
    );
  });
}

export const SHADOW_COMMANDS: readonly OperatorCommand[] = [
  onShadows('sf+', 'sf+ DEVICE|*: begin a new shadow file', (stack) => stack.addShadow()),
  onShadows(
    'sf-',
    'sf- DEVICE|* [merge|nomerge|force]: take the topmost shadow file away',
    (stack, words) => {
      const [how = 'merge'] = words.map((word) => word.toLowerCase());
      if (!['merge', 'nomerge', 'force'].includes(how))
        throw new Error(`${how} is not merge, nomerge or force`);
      stack.removeShadow({ merge: how !== 'nomerge', force: how === 'force' });
    },
  ),
  onShadows('sfc', 'sfc DEVICE|*: write the topmost file anew without gaps', (stack) => stack.compress()),
  onShadows('sfd', 'sfd DEVICE|*: show the files', () => undefined),
  onShadows('sfk', 'sfk DEVICE|*: check the files', (stack) => stack.check()),
];
