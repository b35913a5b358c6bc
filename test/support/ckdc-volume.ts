import { CkdcVolume } from '../../src/media/index.js';
import type { MemoryTracks } from './memory-volumes.js';

/** Reads a minidisk in emx370's format and its delta file, if there is one. */
export function readCkdc(path: string, delta?: string): CkdcVolume {
  return CkdcVolume.open(path, delta);
}

/**
 * Copies the tracks of a volume to a pack from a cylinder on: the count fields keep the numbers of the minidisk, as a
 * guest wrote them.
 */
export function copyToPack(volume: CkdcVolume, pack: MemoryTracks, firstCylinder: number): void {
  const { cylinders, heads } = volume.geometry;
  for (let cylinder = 0; cylinder < cylinders; cylinder++) {
    for (let head = 0; head < heads; head++) {
      const track = volume.readTrack(cylinder, head).slice();
      const real = firstCylinder + cylinder;
      track.set([real >> 8, real & 0xff], 1);
      pack.readTrack(real, head).set(track);
    }
  }
}
