/** What `sf+`, `sf-`, `sfc`, `sfd` and `sfk` do with the shadow files of a compressed disk. */

import { shadowStack } from '../../media/index.js';
import type { CckdStack } from '../../media/index.js';
import { CkdDisk, FbaDisk } from '../../s370/index.js';
import type { Machine } from '../../s370/index.js';
import { hex } from './display.js';

/** An operation; `words` follow the device. Throws an Error that says what is wrong. */
export type ShadowOperation = (stack: CckdStack, words: readonly string[]) => void;

export const SHADOW_OPERATIONS: Readonly<Record<'sf+' | 'sf-' | 'sfc' | 'sfd' | 'sfk', ShadowOperation>> = {
  'sf+': (stack) => stack.addShadow(),
  'sf-': (stack, words) => {
    const [how = 'merge'] = words.map((word) => word.toLowerCase());
    if (!['merge', 'nomerge', 'force'].includes(how)) {
      throw new Error(`${how} is not merge, nomerge or force`);
    }
    stack.removeShadow({ merge: how !== 'nomerge', force: how === 'force' });
  },
  sfc: (stack) => stack.compress(),
  sfd: () => undefined,
  sfk: (stack) => stack.check(),
};

/** The files of a compressed disk; undefined when there is none at the address. */
export function findShadowStack(machine: Machine, address: number): CckdStack | undefined {
  const device = machine.channels.device(address);
  return device instanceof CkdDisk || device instanceof FbaDisk ? shadowStack(device.store) : undefined;
}

/** The files of a compressed disk. Throws when there is none at the address. */
export function shadowStackAt(machine: Machine, address: number): CckdStack {
  const stack = findShadowStack(machine, address);
  if (stack === undefined) throw new Error(`device ${hex(address, 4)} is not a compressed disk`);
  return stack;
}
