import { extname } from 'node:path';
import { CkdImage, CompressedCkdImage, CompressedFbaImage, FbaImage, moveTrack } from '../../media/index.js';
import { diskModelOfGeometry } from '../../s370/index.js';
import type { BlockStore, TrackStore } from '../../s370/index.js';
import { openVolume } from './disk-volume.js';
import type { DiskSource, DiskVolume } from './disk-volume.js';
import { Progress, makeFile, numberOption, refuseExisting, say } from './output.js';

/** Formats that images are written in. */
export type TargetFormat = 'ckd' | 'cckd' | 'cckd64' | 'fba' | 'cfba' | 'cfba64';

export interface CopyOptions extends DiskSource {
  readonly to?: string;
  readonly cylinders?: string;
  readonly split?: string;
  readonly force?: boolean;
}

/** A CKD volume as far as a copy of it needs it. */
type ReadTracks = Pick<TrackStore, 'geometry' | 'readTrack'>;

const FORMATS: readonly TargetFormat[] = ['ckd', 'cckd', 'cckd64', 'fba', 'cfba', 'cfba64'];
const FORMAT_OF_EXTENSION: Readonly<Record<string, TargetFormat>> = {
  '.ckd': 'ckd',
  '.cckd': 'cckd',
  '.cckd64': 'cckd64',
  '.fba': 'fba',
  '.cfba': 'cfba',
  '.cfba64': 'cfba64',
};
/** Blocks copied at once. */
const BLOCKS = 960;

/** `cp370 disk copy FROM TO`, with a format `cp370 disk convert FROM TO`. */
export function copyDisk(from: string, to: string, options: CopyOptions): void {
  const volume = openVolume(from, options);
  try {
    const format = targetFormat(volume, to, options);
    if (volume.kind === 'ckd') copyTracks(someCylinders(volume.store, from, options), to, format, options);
    else if (options.cylinders !== undefined) throw new Error(`${from} is an FBA volume without cylinders`);
    else copyBlocks(volume.store, to, format, options.force);
    say(`${from} is now ${to} too (${format})`);
  } finally {
    volume.store.close();
  }
}

/** What `--cylinders` asks for as a volume whose cylinders are numbered from 0; without it, all. */
function someCylinders(store: TrackStore, from: string, { cylinders }: CopyOptions): ReadTracks {
  if (cylinders === undefined) return store;
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(cylinders) ?? [];
  const low = Number(first);
  const high = Number(last ?? first);
  if (!(low <= high && high < store.geometry.cylinders)) {
    throw new Error(`--cylinders ${cylinders}: ${from} has cylinders 0 to ${store.geometry.cylinders - 1}`);
  }
  const { trackSize } = store.geometry;
  return {
    geometry: { ...store.geometry, cylinders: high - low + 1 },
    readTrack: (cylinder, head) =>
      moveTrack(
        store.readTrack(low + cylinder, head),
        cylinder,
        trackSize,
        `${from}, cylinder ${low + cylinder} head ${head}`,
      ),
  };
}

/** The format asked for, or that the name says, or that of the source. Throws when the volume can't have it. */
function targetFormat(volume: DiskVolume, to: string, options: CopyOptions): TargetFormat {
  const own = {
    ckd: 'ckd',
    ckdc: 'ckd',
    cckd: 'cckd',
    'cckd-shadow': 'cckd',
    cckd64: 'cckd64',
    'cckd64-shadow': 'cckd64',
    cfba: 'cfba',
    'cfba-shadow': 'cfba',
    cfba64: 'cfba64',
    'cfba64-shadow': 'cfba64',
    unknown: 'fba',
  } as const;
  const ofName = FORMAT_OF_EXTENSION[extname(to).toLowerCase()];
  const wanted = options.to ?? ofName ?? (options.split === undefined ? own[volume.format] : 'ckd');
  const format = FORMATS.find((candidate) => candidate === wanted);
  if (format === undefined) throw new Error(`disk format ${wanted} is not known (${FORMATS.join(', ')})`);
  if (format.includes('ckd') !== (volume.kind === 'ckd')) {
    throw new Error(
      `${volume.path} is ${volume.kind === 'ckd' ? 'a CKD' : 'an FBA'} volume and can't be ${format}`,
    );
  }
  if (options.split !== undefined && format !== 'ckd') {
    throw new Error(`only ckd images can be in several files, not ${format}`);
  }
  return format;
}

/** Makes an image with the tracks of a volume. */
export function copyTracks(
  store: ReadTracks,
  to: string,
  format: TargetFormat,
  options: { readonly split?: string; readonly force?: boolean },
): void {
  const { geometry } = store;
  const model = diskModelOfGeometry(geometry)!;
  const progress = new Progress(`writing ${to}`);
  const creation = {
    cylinders: geometry.cylinders,
    tracks: (cylinder: number, head: number) => store.readTrack(cylinder, head),
    progress: (done: number) => progress.at(done, geometry.cylinders),
  };
  try {
    const split = numberOption('split', options.split, 1, 65535);
    if (format === 'cckd' || format === 'cckd64') {
      const compressed = { ...creation, large: format === 'cckd64' };
      makeFile(to, options.force, (part) => CompressedCkdImage.create(part, model, compressed).close());
    } else if (split !== undefined && split < geometry.cylinders) {
      refuseExisting(to, false);
      CkdImage.create(to, model, { ...creation, cylindersPerFile: split }).close();
    } else {
      makeFile(to, options.force, (part) => CkdImage.create(part, model, creation).close());
    }
  } finally {
    progress.end();
  }
}

/** Makes an image with the blocks of a volume. */
export function copyBlocks(
  store: BlockStore,
  to: string,
  format: TargetFormat,
  force: boolean | undefined,
): void {
  const { blocks } = store.geometry;
  const progress = new Progress(`writing ${to}`);
  makeFile(to, force, (part) => {
    const image =
      format === 'fba'
        ? FbaImage.create(part, blocks)
        : CompressedFbaImage.create(part, blocks, format === 'cfba64');
    try {
      for (let first = 0; first < blocks; first += BLOCKS) {
        image.writeBlocks(first, store.readBlocks(first, Math.min(BLOCKS, blocks - first)));
        progress.at(first, blocks);
      }
    } finally {
      progress.end();
      image.close();
    }
  });
}
