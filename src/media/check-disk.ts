import { BackingError } from '../s370/index.js';
import type { BlockStore, TrackStore } from '../s370/index.js';
import { CckdFile } from './cckd/cckd-file.js';
import { GROUP_BLOCKS } from './cckd/volume-header.js';

/** What a look at a volume found. */
export interface Finding {
  /** `damage`: something can't be read; `note`: nothing is lost. */
  readonly kind: 'damage' | 'note';
  readonly message: string;
}

/** Reads every track. `progress` hears the cylinders done. */
export function* checkTracks(store: TrackStore, progress?: (done: number) => void): Generator<Finding> {
  const { cylinders, heads } = store.geometry;
  for (let cylinder = 0; cylinder < cylinders; cylinder++) {
    for (let head = 0; head < heads; head++) {
      const fault = faultOf(() => store.readTrack(cylinder, head));
      if (fault !== undefined) yield { kind: 'damage', message: fault };
    }
    progress?.(cylinder + 1);
  }
}

/** Reads every block. `progress` hears the blocks done. */
export function* checkBlocks(store: BlockStore, progress?: (done: number) => void): Generator<Finding> {
  const { blocks } = store.geometry;
  for (let first = 0; first < blocks; first += GROUP_BLOCKS) {
    const count = Math.min(GROUP_BLOCKS, blocks - first);
    const fault = faultOf(() => store.readBlocks(first, count));
    if (fault !== undefined) yield { kind: 'damage', message: fault };
    progress?.(first + count);
  }
}

/** Looks at header, tables and free space of a compressed file. Throws `BackingError` when it can't be opened. */
export function* checkCompressedFile(path: string): Generator<Finding> {
  const file = CckdFile.open(path, { readOnly: true });
  try {
    if (file.opened) {
      yield {
        kind: 'note',
        message: `${path} was not closed by who wrote to it last; its free space will be found out again`,
      };
    }
    const fault = faultOf(() => file.checkTables());
    if (fault !== undefined) yield { kind: 'damage', message: fault };
    else if (!file.opened) {
      for (const message of file.checkSpace()) yield { kind: 'note', message };
    }
  } finally {
    file.abandon();
  }
}

function faultOf(look: () => unknown): string | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    if (error instanceof BackingError) return error.message;
    throw error;
  }
}
