import { inflateSync } from 'node:zlib';
import { BackingError, DISK_MODELS, formatTrack, geometryOf } from '../s370/index.js';
import type { CkdGeometry, TrackStore } from '../s370/index.js';
import { readWholeFile } from './host-file.js';

const HEADER = 32;
const END_OF_TRACKS = 0xffff;

interface CkdcTrack {
  readonly cylinder: number;
  readonly head: number;
  readonly records: { readonly record: number; readonly key: Uint8Array; readonly data: Uint8Array }[];
}

interface CkdcFile {
  readonly serial: Uint8Array;
  readonly cylinders: number;
  readonly heads: number;
  readonly type: number;
  readonly tracks: readonly CkdcTrack[];
}

/**
 * A minidisk in the CKDC format of emx370, the emulator with sample disks of VM/370, for reading: a header of 32 bytes,
 * then for each track cylinder, head, length, home address, record 0, count areas, and the data of all records
 * compressed by zlib. A delta file has the tracks that changed.
 */
export class CkdcVolume implements TrackStore {
  readonly readOnly = true;
  private readonly tracks: ReadonlyMap<number, CkdcTrack>;

  private constructor(
    readonly path: string,
    /** Serial in the header, EBCDIC. */
    readonly serial: Uint8Array,
    readonly geometry: CkdGeometry,
    tracks: readonly CkdcTrack[],
  ) {
    this.tracks = new Map(tracks.map((track) => [track.cylinder * geometry.heads + track.head, track]));
  }

  /** Reads a volume and its delta file, if there is one. Throws `BackingError` naming file and offset. */
  static open(path: string, delta?: string): CkdcVolume {
    const base = parse(path);
    const changes = delta === undefined ? [] : parse(delta).tracks;
    const model = DISK_MODELS.find(
      ({ type, heads }) => parseInt(type, 16) === base.type >>> 8 && heads === base.heads,
    );
    if (model === undefined) {
      const type = base.type.toString(16).toUpperCase();
      throw new BackingError(
        `${path}, offset 16: no disk type ${type} with ${base.heads} heads`,
        'equipment-check',
      );
    }
    const geometry = geometryOf(model, base.cylinders);
    return new CkdcVolume(path, base.serial, geometry, [...base.tracks, ...changes]);
  }

  readTrack(cylinder: number, head: number): Uint8Array {
    const { cylinders, heads, trackSize } = this.geometry;
    if (cylinder < 0 || cylinder >= cylinders || head < 0 || head >= heads) {
      throw new BackingError(
        `${this.path}: there is no cylinder ${cylinder} head ${head}`,
        'equipment-check',
      );
    }
    const records = this.tracks.get(cylinder * heads + head)?.records ?? [];
    const track = formatTrack(cylinder, head, trackSize, records);
    let at = HOME_AND_RECORD_0;
    for (const { record, key, data } of records) {
      track[at + 4] = record;
      at += 8 + key.length + data.length;
    }
    return track;
  }

  writeTrack(): never {
    throw new BackingError(`${this.path} can be read only`, 'write-inhibited');
  }

  sync(): void {}

  close(): void {}
}

/** Bytes of the home address and record 0 in a track image. */
const HOME_AND_RECORD_0 = 5 + 8 + 8;

/** Is this a file of the format? It has no signature: sizes and the first track tell. */
export function looksLikeCkdc(path: string): boolean {
  try {
    return path.toLowerCase().includes('.ckdc') && parse(path).tracks.length > 0;
  } catch {
    return false;
  }
}

function parse(path: string): CkdcFile {
  const file = readWholeFile(path);
  const damaged = (at: number, what: string) =>
    new BackingError(`${path}, offset ${at}: ${what}`, 'data-check');
  if (file.length < HEADER) throw damaged(file.length, 'the header is cut off');
  const tracks: CkdcTrack[] = [];
  for (let at = HEADER; at + 6 <= file.length && file.readUInt16BE(at) !== END_OF_TRACKS;) {
    const length = file.readUIntBE(at + 3, 3);
    if (at + 6 + length > file.length)
      throw damaged(at, `a track of ${length} bytes runs past the end of the file`);
    try {
      tracks.push(parseTrack(file.readUInt16BE(at), file[at + 2], file.subarray(at + 6, at + 6 + length)));
    } catch (error) {
      throw damaged(at, `a track that cannot be expanded (${(error as Error).message})`);
    }
    at += 6 + length;
  }
  return {
    serial: file.subarray(2, 8),
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
