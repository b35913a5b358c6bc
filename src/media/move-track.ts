import { END_OF_TRACK, HOME_ADDRESS_SIZE, parseTrack } from '../s370/index.js';

/**
 * The image of a track as it is at another cylinder: home address and record 0 name the new one. The other count
 * fields stay, because a minidisk numbers its cylinders from 0 wherever it lies. Throws `BackingError` naming
 * `place` when the image is damaged or does not fit into `trackSize` bytes.
 */
export function moveTrack(track: Uint8Array, cylinder: number, trackSize: number, place: string): Uint8Array {
  const { records } = parseTrack(track, place);
  const end = records.at(-1)?.end ?? HOME_ADDRESS_SIZE;
  const moved = new Uint8Array(trackSize);
  moved.set(track.subarray(0, end));
  moved.set([cylinder >> 8, cylinder & 0xff], 1);
  if (records[0]?.number === 0) moved.set([cylinder >> 8, cylinder & 0xff], records[0].offset);
  moved.set(END_OF_TRACK, end);
  return moved;
}
