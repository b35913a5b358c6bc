import { ebcdic037 } from '../../src/ebcdic/index.js';
import { formatTrack } from '../../src/s370/index.js';
import type { MemoryTracks } from './memory-volumes.js';

/** A file to put on a CMS disk. */
export interface CmsFile {
  readonly name: string;
  readonly type: string;
  /** Mode number, default 1. */
  readonly number?: number;
  readonly format: 'F' | 'V';
  readonly records: readonly Uint8Array[];
}

const BLOCK = 800;
/** 3330: 14 blocks of 800 bytes a track. */
const BLOCKS_PER_TRACK = 14;
const TRACKS = 19;
const DEVICE_TYPE_BYTE = 0x09;

/** A text file: fixed records of `length` bytes, or variable ones. */
export function textFile(name: string, type: string, lines: readonly string[], length?: number): CmsFile {
  const records = lines.map((line) => ebcdic037.encode(line, length));
  return { name, type, format: length === undefined ? 'V' : 'F', records };
}

/**
 * Writes a CMS disk of 800-byte blocks (SY20-0887, CMS file system) on cylinders of a 3330: label, master file directory,
 * file status tables, chain links and data.
 */
export function writeCmsDisk(
  pack: MemoryTracks,
  first: number,
  cylinders: number,
  label: string,
  files: readonly CmsFile[] = [],
): void {
  const total = cylinders * BLOCKS_PER_TRACK * TRACKS;
  const blocks: Uint8Array[] = [];
  const allocate = (): number => {
    blocks.push(new Uint8Array(BLOCK));
    if (blocks.length > total) throw new Error(`disk ${label} is full`);
    return blocks.length;
  };
  const block = (number: number): Uint8Array => blocks[number - 1];
  for (let i = 0; i < 4; i++) allocate();
  block(3).set(ebcdic037.encode('CMS='));
  block(3).set(ebcdic037.encode(label, 6), 4);

  const entries = files.map((file) => {
    const data = fileBytes(file);
    const numbers: number[] = [];
    for (let at = 0; at < data.length; at += BLOCK) {
      const number = allocate();
      block(number).set(data.subarray(at, at + BLOCK));
      numbers.push(number);
    }
    const firstLink = allocate();
    const link = new DataView(block(firstLink).buffer);
    numbers.slice(0, 60).forEach((number, i) => {
      link.setUint16(80 + 2 * i, number);
    });
    for (let n = 0, at = 60; at < numbers.length; n++, at += 400) {
      const next = allocate();
      link.setUint16(2 * n, next);
      const view = new DataView(block(next).buffer);
      numbers.slice(at, at + 400).forEach((number, i) => {
        view.setUint16(2 * i, number);
      });
    }
    return fileStatusEntry(file, firstLink, numbers.length);
  });

  const mfd = new DataView(block(4).buffer);
  let at = 0;
  for (let i = 0; i === 0 || i < entries.length; i += 20) {
    const number = allocate();
    entries.slice(i, i + 20).forEach((entry, j) => {
      block(number).set(entry, 40 * j);
    });
    mfd.setUint16(at, number);
    at += 2;
  }
  mfd.setUint16(at, 0xffff);
  mfd.setInt32(364, total);
  mfd.setInt32(368, blocks.length);
  mfd.setInt32(372, total - blocks.length);
  mfd.setInt32(376, (blocks.length - 1) >> 3);
  mfd.setUint16(382, cylinders);
  if (blocks.length > 215 * 8) {
    // the allocation map goes on in an extension: only needed when the disk is written
    mfd.setUint16(at, 0xffff);
  }
  for (let i = 0; i < Math.min(blocks.length, 215 * 8); i++) {
    const byte = 384 + (i >> 3);
    mfd.setUint8(byte, mfd.getUint8(byte) | (0x80 >> (i & 7)));
  }
  mfd.setUint8(599, DEVICE_TYPE_BYTE);

  const key = new Uint8Array(0);
  for (let cylinder = 0; cylinder < cylinders; cylinder++) {
    for (let head = 0; head < TRACKS; head++) {
      const base = (cylinder * TRACKS + head) * BLOCKS_PER_TRACK;
      const records = Array.from({ length: BLOCKS_PER_TRACK }, (_, i) => ({
        key,
        data: base + i < blocks.length ? blocks[base + i] : new Uint8Array(BLOCK),
      }));
      // count fields hold the minidisk's own cylinder numbers, the home address the pack's
      const track = formatTrack(cylinder, head, pack.geometry.trackSize, records);
      track.set([(first + cylinder) >> 8, (first + cylinder) & 0xff], 1);
      pack.readTrack(first + cylinder, head).set(track);
    }
  }
}

function fileBytes(file: CmsFile): Uint8Array {
  const parts: number[] = [];
  for (const record of file.records) {
    if (file.format === 'V') parts.push(record.length >> 8, record.length & 0xff);
    for (const byte of record) parts.push(byte);
  }
  return Uint8Array.from(parts);
}

function fileStatusEntry(file: CmsFile, firstLink: number, dataBlocks: number): Uint8Array {
  const entry = new Uint8Array(40);
  const view = new DataView(entry.buffer);
  entry.set(ebcdic037.encode(file.name, 8), 0);
  entry.set(ebcdic037.encode(file.type, 8), 8);
  view.setUint32(16, 0x10281234); // 28 October 12:34
  view.setUint16(20, file.records.length + 1);
  view.setUint16(22, 1);
  entry.set(ebcdic037.encode(`A${file.number ?? 1}`), 24);
  view.setUint16(26, file.records.length);
  view.setUint16(28, firstLink);
  entry.set(ebcdic037.encode(file.format), 30);
  view.setUint32(32, Math.max(...file.records.map((record) => record.length)));
  view.setUint16(36, dataBlocks);
  entry.set(ebcdic037.encode('80'), 38);
  return entry;
}
