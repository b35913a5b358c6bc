import type { BlockStore, TrackStore } from '../s370/index.js';

/** A CKD volume that takes writes and forgets them (`fakewrite`): for programs that insist on writing. */
export function forgettingTracks(store: TrackStore): TrackStore {
  return {
    geometry: store.geometry,
    readOnly: false,
    readTrack: (cylinder, head) => store.readTrack(cylinder, head),
    writeTrack: () => undefined,
    sync: () => undefined,
    close: () => store.close(),
    saveState: () => store.saveState?.() ?? {},
    restoreState: (state) => store.restoreState?.(state),
  };
}

/** An FBA volume that takes writes and forgets them (`fakewrite`). */
export function forgettingBlocks(store: BlockStore): BlockStore {
  return {
    geometry: store.geometry,
    readOnly: false,
    readBlocks: (first, count) => store.readBlocks(first, count),
    writeBlocks: () => undefined,
    sync: () => undefined,
    close: () => store.close(),
    saveState: () => store.saveState?.() ?? {},
    restoreState: (state) => store.restoreState?.(state),
  };
}
