import { checkBlocks, checkCompressedFile, checkTracks } from '../../media/index.js';
import type { Finding } from '../../media/index.js';
import { BackingError, formatTrack } from '../../s370/index.js';
import type { BlockStore, TrackStore } from '../../s370/index.js';
import { copyBlocks, copyTracks } from './disk-copy.js';
import { describeVolume, openVolume } from './disk-volume.js';
import type { DiskSource, DiskVolume } from './disk-volume.js';
import { Progress, say } from './output.js';

export interface CheckOptions extends DiskSource {
  readonly repair?: string;
  readonly force?: boolean;
}

/** `cp370 disk check FILE`: looks at everything, changes nothing. Returns the exit code: 1 when something is damaged. */
export function checkDisk(path: string, options: CheckOptions): number {
  const volume = openVolume(path, options);
  try {
    say(`${path}: ${describeVolume(volume)}`);
    let damages = 0;
    for (const { kind, message } of findings(volume)) {
      if (kind === 'damage') damages++;
      say(`${kind}: ${message}`);
    }
    say(damages === 0 ? 'no damage found' : `${damages} damaged ${damages === 1 ? 'place' : 'places'}`);
    if (options.repair !== undefined) repair(volume, options.repair, options.force);
    return damages === 0 ? 0 : 1;
  } finally {
    volume.store.close();
  }
}

function* findings(volume: DiskVolume): Generator<Finding> {
  if (volume.format.startsWith('cckd') || volume.format.startsWith('cfba')) {
    yield* checkCompressedFile(volume.path);
  }
  const progress = new Progress(`checking ${volume.path}`);
  if (volume.kind === 'ckd') {
    yield* checkTracks(volume.store, (done) => progress.at(done, volume.store.geometry.cylinders));
  } else {
    yield* checkBlocks(volume.store, (done) => progress.at(done, volume.store.geometry.blocks));
  }
  progress.end();
}

/** Writes what can be read to a new image; empty tracks, or zeros, stand where nothing can. */
function repair(volume: DiskVolume, to: string, force: boolean | undefined): void {
  if (volume.kind === 'ckd') {
    const format = volume.format.startsWith('cckd') ? 'cckd' : 'ckd';
    copyTracks(readableTracks(volume.store), to, format, force === true ? { force } : {});
  } else {
    copyBlocks(readableBlocks(volume.store), to, volume.format.startsWith('cfba') ? 'cfba' : 'fba', force);
  }
  say(`what can be read is now in ${to}`);
}

function readableTracks(store: TrackStore): TrackStore {
  const { geometry } = store;
  return {
    ...closedStore,
    geometry,
    readTrack: (cylinder, head) =>
      orElse(
        () => store.readTrack(cylinder, head),
        () => formatTrack(cylinder, head, geometry.trackSize),
      ),
    writeTrack: () => undefined,
  };
}

function readableBlocks(store: BlockStore): BlockStore {
  const { geometry } = store;
  const one = (block: number) =>
    orElse(
      () => store.readBlocks(block, 1),
      () => new Uint8Array(geometry.blockSize),
    );
  return {
    ...closedStore,
    geometry,
    readBlocks: (first, count) =>
      orElse(
        () => store.readBlocks(first, count),
        () => Buffer.concat(Array.from({ length: count }, (_, i) => one(first + i))),
      ),
    writeBlocks: () => undefined,
  };
}

const closedStore = { readOnly: true, sync: () => undefined, close: () => undefined } as const;

function orElse(read: () => Uint8Array, otherwise: () => Uint8Array): Uint8Array {
  try {
    return read();
  } catch (error) {
    if (error instanceof BackingError) return otherwise();
    throw error;
  }
}
