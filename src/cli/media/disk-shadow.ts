import { openBlockImage, openDiskImage, diskFormat, shadowStack } from '../../media/index.js';
import type { BlockStore, TrackStore } from '../../s370/index.js';
import { grouped, say } from './output.js';

export interface ShadowOptions {
  readonly shadow: string;
  readonly force?: boolean;
}

/** What can be done with shadow files. */
export const SHADOW_ACTIONS = ['status', 'add', 'merge', 'discard', 'compress'] as const;
export type ShadowAction = (typeof SHADOW_ACTIONS)[number];

/** `cp370 disk shadow ACTION FILE --shadow NAME`. */
export function shadowDisk(action: string, path: string, options: ShadowOptions): void {
  const wanted = SHADOW_ACTIONS.find((candidate) => candidate === action);
  if (wanted === undefined) throw new Error(`${action} is not one of ${SHADOW_ACTIONS.join(', ')}`);
  const opening = { shadow: options.shadow, lookOnly: wanted === 'status' };
  const fba = diskFormat(path).startsWith('cfba');
  const store: TrackStore | BlockStore = fba ? openBlockImage(path, opening) : openDiskImage(path, opening);
  try {
    const stack = shadowStack(store)!;
    if (wanted === 'add') stack.addShadow();
    else if (wanted === 'compress') stack.compress();
    else if (wanted !== 'status')
      stack.removeShadow({ merge: wanted === 'merge', force: options.force ?? false });
    for (const [level, file] of stack.statistics.entries()) {
      const state = file.readOnly ? 'read only' : 'written';
      say(
        `${level} ${file.path}: ${grouped(file.size)} bytes, ${grouped(file.freeBytes)} free in ${file.freeSpaces} spaces, ${state}`,
      );
    }
  } finally {
    store.close();
  }
}
