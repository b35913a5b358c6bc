import {
  checkBlocks,
  checkCompressedFile,
  checkTracks,
  rescueImages,
  shadowStack,
} from '../../media/index.js';
import type { Finding, RescuedImage } from '../../media/index.js';
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
    // A damaged table spoils many tracks in the same way: it is told once.
    const times = new Map<string, number>();
    for (const { kind, message } of findings(volume)) {
      if (kind === 'damage') damages++;
      const before = times.get(message) ?? 0;
      times.set(message, before + 1);
      if (before === 0) say(`${kind}: ${message}`);
    }
    for (const [message, count] of times) if (count > 1) say(`${count} times: ${message}`);
    say(damages === 0 ? 'no damage found' : `${damages} damaged ${damages === 1 ? 'place' : 'places'}`);
    if (options.repair !== undefined) repair(volume, options.repair, options.force);
    return damages === 0 ? 0 : 1;
  } finally {
    volume.store.close();
  }
}

function* findings(volume: DiskVolume): Generator<Finding> {
  if (volume.format.startsWith('cckd') || volume.format.startsWith('cfba')) {
    for (const { path } of shadowStack(volume.store)!.statistics) yield* checkCompressedFile(path);
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
  const options = force === true ? { force } : {};
  if (volume.kind === 'ckd') {
    const compressed = volume.format.startsWith('cckd');
    const rescued = compressed ? rescuedTracks(volume.path, volume.store) : new Map<number, RescuedImage>();
    const format = compressed ? (isLarge(volume) ? 'cckd64' : 'cckd') : 'ckd';
    copyTracks(readableTracks(volume.store, rescued), to, format, options);
  } else {
    const compressed = volume.format.startsWith('cfba');
    const format = compressed ? (isLarge(volume) ? 'cfba64' : 'cfba') : 'fba';
    copyBlocks(readableBlocks(volume.store), to, format, force);
  }
  say(`what can be read is now in ${to}`);
}

/** Has a compressed image offsets of 64 bits? */
function isLarge({ format }: DiskVolume): boolean {
  return format.includes('64');
}

/** Tracks that the tables of a compressed image don't lead to, found in the rest of the file. */
function rescuedTracks(path: string, store: TrackStore): Map<number, RescuedImage> {
  const { cylinders, heads } = store.geometry;
  const missing = new Set<number>();
  for (let number = 0; number < cylinders * heads; number++) {
    const read = () => store.readTrack(Math.floor(number / heads), number % heads);
    orElse(read, () => {
      missing.add(number);
      return NOTHING;
    });
  }
  if (missing.size === 0) return new Map();
  const rescued = rescueImages(path, missing);
  for (const [number, { offset }] of [...rescued].sort(([a], [b]) => a - b)) {
    const place = `cylinder ${Math.floor(number / heads)} head ${number % heads}`;
    say(`rescued: ${place}, found at offset ${offset} (it may be an older one)`);
  }
  return rescued;
}

function readableTracks(store: TrackStore, rescued: ReadonlyMap<number, RescuedImage>): TrackStore {
  const { geometry } = store;
  return {
    ...closedStore,
    geometry,
    readTrack: (cylinder, head) =>
      orElse(
        () => store.readTrack(cylinder, head),
        () =>
          rescued.get(cylinder * geometry.heads + head)?.image ??
          formatTrack(cylinder, head, geometry.trackSize),
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

const NOTHING = new Uint8Array(0);
const closedStore = { readOnly: true, sync: () => undefined, close: () => undefined } as const;

function orElse(read: () => Uint8Array, otherwise: () => Uint8Array): Uint8Array {
  try {
    return read();
  } catch (error) {
    if (error instanceof BackingError) return otherwise();
    throw error;
  }
}
