import type { FbaGeometry } from '../s370/index.js';
import { BackingError } from '../s370/index.js';

/** Refuses blocks that a volume does not have, or parts of blocks: throws `BackingError` naming the volume. */
export function checkBlockRange(path: string, { blocks }: FbaGeometry, first: number, count: number): void {
  if (Number.isInteger(count) && first >= 0 && count >= 0 && first + count <= blocks) return;
  throw new BackingError(
    `${path}: there are no blocks ${first} to ${first + count - 1} (the volume has ${blocks})`,
    'equipment-check',
  );
}
