/** Commands for the shadow files of compressed disks: one device, or all of them with `*`. */

import type { CckdStack } from '../../../media/index.js';
import { hex } from '../display.js';
import { SHADOW_OPERATIONS, findShadowStack, shadowStackAt } from '../shadow-operations.js';
import { attempt, deviceAddress } from './command.js';
import type { CommandContext, OperatorCommand } from './command.js';

/** A row whose first word is a device or `*`. */
function onShadows(name: keyof typeof SHADOW_OPERATIONS, help: string): OperatorCommand {
  return {
    names: [name],
    help,
    effect: name === 'sfd' ? 'display' : 'machine',
    execute: (context, { words: [which, ...words] }) => {
      for (const address of addresses(context, which)) {
        attempt(context, () => {
          const stack = shadowStackAt(context.operated.machine, address);
          SHADOW_OPERATIONS[name](stack, words);
          describe(context, address, stack);
        });
      }
    },
  };
}

function addresses(context: CommandContext, which: string | undefined): number[] {
  const { devices, machine } = context.operated;
  if (which === '*') {
    return [...devices.list.keys()].filter((address) => findShadowStack(machine, address) !== undefined);
  }
  const address = deviceAddress(which);
  if (typeof address === 'number') return [address];
  context.print(address);
  return [];
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
  onShadows('sf+', 'sf+ DEVICE|*: begin a new shadow file'),
  onShadows('sf-', 'sf- DEVICE|* [merge|nomerge|force]: take the topmost shadow file away'),
  onShadows('sfc', 'sfc DEVICE|*: write the topmost file anew without gaps'),
  onShadows('sfd', 'sfd DEVICE|*: show the files'),
  onShadows('sfk', 'sfk DEVICE|*: check the files'),
];
