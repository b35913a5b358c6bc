import { moveTrack, openDiskImage } from '../../media/index.js';
import { diskModelOfGeometry, parseTrack } from '../../s370/index.js';
import type { CkdGeometry, TrackStore } from '../../s370/index.js';
import { openVolume } from './disk-volume.js';
import type { DiskSource } from './disk-volume.js';
import { Progress } from './output.js';

export interface PlaceOptions extends DiskSource {
  readonly force?: boolean;
}

/**
 * `cp370 disk place MINIDISK PACK CYLINDER`: puts a minidisk that is an image of its own on a pack, from a cylinder
 * on; answers what to say about it. Nothing is written when the cylinders hold records, unless it is forced.
 */
export function placeMinidisk(from: string, pack: string, cylinder: string, options: PlaceOptions): string {
  const first = /^\d+$/.test(cylinder) ? Number(cylinder) : NaN;
  if (!(first >= 1)) throw new Error(`${cylinder} is not a cylinder for a minidisk (1 or more)`);
  const source = openVolume(from, options);
  try {
    if (source.kind !== 'ckd') throw new Error(`${from} is an FBA volume: only CKD minidisks can be placed`);
    const target = openDiskImage(pack, options.shadow === undefined ? {} : { shadow: options.shadow });
    try {
      return placeTracks(source.store, target, first, { from, pack }, options.force === true);
    } finally {
      target.close();
    }
  } finally {
    source.store.close();
  }
}

function placeTracks(
  source: TrackStore,
  target: TrackStore,
  first: number,
  names: { readonly from: string; readonly pack: string },
  force: boolean,
): string {
  const { cylinders, heads } = source.geometry;
  const { pack, from } = names;
  const last = first + cylinders - 1;
  if (source.geometry.deviceType !== target.geometry.deviceType || heads !== target.geometry.heads) {
    throw new Error(`${from} is a ${nameOf(source.geometry)}, ${pack} a ${nameOf(target.geometry)}`);
  }
  if (last >= target.geometry.cylinders) {
    throw new Error(
      `${from} has ${cylinders} cylinders: cylinders ${first} to ${last} are not all on ${pack}, which has ${target.geometry.cylinders}`,
    );
  }
  if (!force) refuseUsed(target, first, last, pack);
  const progress = new Progress(`writing ${pack}`);
  try {
    for (let cylinder = 0; cylinder < cylinders; cylinder++) {
      for (let head = 0; head < heads; head++) {
        const place = `${from}, cylinder ${cylinder} head ${head}`;
        const image = source.readTrack(cylinder, head);
        const track = moveTrack(image, first + cylinder, target.geometry.trackSize, place);
        target.writeTrack(first + cylinder, head, 0, track);
      }
      progress.at(cylinder, cylinders);
    }
    target.sync();
  } finally {
    progress.end();
  }
  return `${from} is now on ${pack}, cylinders ${first} to ${last}`;
}

/** Throws when one of the cylinders has a record behind record 0. */
function refuseUsed(target: TrackStore, first: number, last: number, pack: string): void {
  for (let cylinder = first; cylinder <= last; cylinder++) {
    for (let head = 0; head < target.geometry.heads; head++) {
      const { records } = parseTrack(
        target.readTrack(cylinder, head),
        `${pack}, cylinder ${cylinder} head ${head}`,
      );
      if (records.some(({ number }) => number !== 0)) {
        throw new Error(
          `${pack}: cylinder ${cylinder} has records; --force overwrites cylinders ${first} to ${last}`,
        );
      }
    }
  }
}

function nameOf(geometry: CkdGeometry): string {
  return diskModelOfGeometry(geometry)?.type ?? geometry.deviceType.toString(16);
}
