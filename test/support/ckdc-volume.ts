import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { formatTrack } from '../../src/s370/index.js';
import type { MemoryTracks } from './memory-volumes.js';

/**
 * Minidisks in the CKDC format of emx370, the emulator with sample disks of VM/370: a header of 32 bytes, then for each
 * track cylinder, head, length, home address, record 0, count areas and the data of all records compressed by zlib. A
 * delta file has the tracks that changed.
 */
interface CkdcTrack {
  readonly cylinder: number;
  readonly head: number;
  readonly records: { readonly record: number; readonly key: Uint8Array; readonly data: Uint8Array }[];
}

export interface CkdcVolume {
  readonly volser: Uint8Array;
  readonly cylinders: number;
  readonly heads: number;
  /** Device type code of the header, for example X'335000'. */
  readonly type: number;
  readonly tracks: readonly CkdcTrack[];
}

/** Reads a volume and its delta file, if there is one. */
export function readCkdc(path: string, delta?: string): CkdcVolume {
  const base = parse(readFileSync(path));
  if (delta === undefined) return base;
  const changes = new Map(parse(readFileSync(delta)).tracks.map((track) => [key(track), track]));
  return { ...base, tracks: base.tracks.map((track) => changes.get(key(track)) ?? track) };
}

/**
 * Copies the tracks of a volume to a pack from a cylinder on: the count fields keep the numbers of the minidisk, as a
 * guest wrote them. Record numbers must be 1, 2, 3 … as CMS writes them.
 */
export function copyToPack(volume: CkdcVolume, pack: MemoryTracks, firstCylinder: number): void {
  for (const { cylinder, head, records } of volume.tracks) {
    const track = formatTrack(cylinder, head, pack.geometry.trackSize, records);
    const real = firstCylinder + cylinder;
    track.set([real >> 8, real & 0xff], 1);
    pack.readTrack(real, head).set(track);
  }
}

const key = ({ cylinder, head }: CkdcTrack): string => `${cylinder}.${head}`;

function parse(file: Buffer): CkdcVolume {
  const tracks: CkdcTrack[] = [];
  for (let at = 32; at + 6 <= file.length && file.readUInt16BE(at) !== 0xffff;) {
    const length = file.readUIntBE(at + 3, 3);
    tracks.push(parseTrack(file.readUInt16BE(at), file[at + 2], file.subarray(at + 6, at + 6 + length)));
    at += 6 + length;
  }
  return {
    volser: file.subarray(2, 8),
    cylinders: file.readUInt16BE(8),
    heads: file.readUInt16BE(10),
    type: file.readUInt32BE(16),
    tracks,
  };
}

function parseTrack(cylinder: number, head: number, track: Buffer): CkdcTrack {
  const count = track.readUInt16BE(24);
  const data = inflateSync(track.subarray(26 + 8 * count));
  const records = Array.from({ length: count }, (_, index) => {
    const at = 26 + 8 * index;
    const keyLength = track[at + 2];
    const start = track.readUIntBE(at + 5, 3);
    return {
      record: track.readUInt16BE(at),
      key: data.subarray(start, start + keyLength),
      data: data.subarray(start + keyLength, start + keyLength + track.readUInt16BE(at + 3)),
    };
  });
  return { cylinder, head, records };
}
