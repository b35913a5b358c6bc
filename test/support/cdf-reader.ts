import { ebcdic037 } from '../../src/ebcdic/index.js';
import type { TrackStore } from '../../src/s370/index.js';

/**
 * Reads CMS disks in the 800-byte format straight from tracks, knowing nothing of the CMS sources: the second opinion
 * of the file system tests. Layout: docs/formats/cms-disk.md.
 */

/** 800 bytes of a block, numbered from 1; undefined when the disk has no such record. */
export type BlockReader = (block: number) => Uint8Array | undefined;

export const BLOCK = 800;
const RECORDS_PER_TRACK: Readonly<Record<number, number>> = { 0x3330: 14, 0x3340: 8, 0x3350: 19 };

/** Blocks of a minidisk that begins at a cylinder of a pack. */
export function minidiskBlocks(pack: TrackStore, firstCylinder: number): BlockReader {
  const { deviceType, heads } = pack.geometry;
  const perTrack = RECORDS_PER_TRACK[deviceType];
  if (perTrack === undefined) throw new Error(`no CMS format for ${deviceType.toString(16)}`);
  return (block) => {
    const track = Math.floor((block - 1) / perTrack);
    const image = pack.readTrack(firstCylinder + Math.floor(track / heads), track % heads);
    return recordData(image, ((block - 1) % perTrack) + 1);
  };
}

/** Data of a record of a track image: home address (5 bytes), then count (8), key, data of each record. */
function recordData(track: Uint8Array, record: number): Uint8Array | undefined {
  for (let at = 5; at + 8 <= track.length;) {
    if (track.subarray(at, at + 8).every((byte) => byte === 0xff)) return undefined;
    const keyLength = track[at + 5];
    const dataLength = (track[at + 6] << 8) | track[at + 7];
    const data = at + 8 + keyLength;
    if (track[at + 4] === record) return track.slice(data, data + dataLength);
    at = data + dataLength;
  }
  return undefined;
}

export interface CdfFile {
  readonly name: string;
  readonly type: string;
  readonly mode: string;
  readonly items: number;
  readonly format: string;
  readonly itemLength: number;
  readonly dataBlocks: number;
  readonly firstChainLink: number;
  /** MMDDHHMM and year as they are on the disk. */
  readonly date: string;
}

const half = (bytes: Uint8Array, at: number): number => (bytes[at] << 8) | bytes[at + 1];
const word = (bytes: Uint8Array, at: number): number => half(bytes, at) * 0x10000 + half(bytes, at + 2);
const text = (bytes: Uint8Array, at: number, length: number): string =>
  ebcdic037.decode(bytes, at, at + length).trimEnd();

/** A disk with its directory. Throws when the directory can't be read. */
export class CdfDisk {
  readonly label: string;
  readonly total: number;
  readonly used: number;
  readonly cylinders: number;
  readonly files: CdfFile[] = [];
  /** Blocks of the directory itself: label, MFD, hyperblocks, extension of the bit map. */
  readonly directoryBlocks: number[] = [1, 2, 3, 4];
  private readonly map: Uint8Array;

  constructor(private readonly blocks: BlockReader) {
    const label = this.block(3);
    if (text(label, 0, 4) !== 'CMS=') throw new Error('the label is not that of a CMS disk');
    this.label = text(label, 4, 6);
    const mfd = this.block(4);
    this.total = word(mfd, 364);
    this.used = word(mfd, 368);
    this.cylinders = half(mfd, 382);
    if (word(mfd, 372) !== this.total - this.used)
      throw new Error('the block counts of the MFD do not agree');
    let at = 0;
    for (; half(mfd, at) !== 0xffff && half(mfd, at) !== 0xfffd; at += 2) {
      if (at > 362 || half(mfd, at) === 0) throw new Error('the list of hyperblocks has no end');
      this.directoryBlocks.push(half(mfd, at));
      this.readHyperblock(this.block(half(mfd, at)));
    }
    this.map = new Uint8Array(Math.max(215, Math.ceil(this.total / 8)));
    this.map.set(mfd.subarray(384, 384 + 215).subarray(0, this.map.length));
    if (half(mfd, at) === 0xfffd) {
      for (let done = 215; done < Math.ceil(this.total / 8); done += BLOCK) {
        at += 2;
        this.directoryBlocks.push(half(mfd, at));
        const extension = this.block(half(mfd, at));
        this.map.set(extension.subarray(0, this.map.length - done), done);
      }
    }
  }

  find(name: string, type: string): CdfFile | undefined {
    return this.files.find((file) => file.name === name && file.type === type);
  }

  /** Items of a file. Throws when a block that they need is missing. */
  read(file: CdfFile): Uint8Array[] {
    const { data } = this.chain(file);
    const bytes = new Uint8Array(data.length * BLOCK);
    data.forEach((block, index) => {
      if (block !== 0) bytes.set(this.block(block), index * BLOCK);
    });
    const items: Uint8Array[] = [];
    let at = 0;
    for (let item = 0; item < file.items; item++) {
      const length = file.format === 'F' ? file.itemLength : half(bytes, at);
      const start = file.format === 'F' ? at : at + 2;
      if (start + length > bytes.length)
        throw new Error(`${file.name} ${file.type}: item ${item + 1} is cut off`);
      items.push(bytes.slice(start, start + length));
      at = start + length;
    }
    return items;
  }

  /** Items of a file as text. */
  readText(file: CdfFile): string[] {
    return this.read(file).map((item) => ebcdic037.decode(item).trimEnd());
  }

  isAllocated(block: number): boolean {
    return (this.map[(block - 1) >> 3] & (0x80 >> ((block - 1) & 7))) !== 0;
  }

  /** Blocks that the bit map has and nothing refers to. */
  get leaked(): number[] {
    const referred = new Set([...this.directoryBlocks, ...this.files.flatMap((file) => this.blocksOf(file))]);
    return this.allocated().filter((block) => !referred.has(block));
  }

  /** What is wrong with the structure: empty for a sound disk. */
  problems(): string[] {
    const problems: string[] = [];
    const owner = new Map<number, string>();
    const take = (block: number, what: string): void => {
      if (block < 1 || block > this.total) problems.push(`${what}: block ${block} is outside`);
      else if (!this.isAllocated(block)) problems.push(`${what}: block ${block} is free in the bit map`);
      const other = owner.get(block);
      if (other !== undefined) problems.push(`${what}: block ${block} belongs to ${other}`);
      owner.set(block, what);
    };
    for (const block of this.directoryBlocks) take(block, 'directory');
    const names = new Set<string>();
    for (const file of this.files) {
      const id = `${file.name} ${file.type}`;
      if (names.has(id)) problems.push(`${id} is there twice`);
      names.add(id);
      try {
        for (const block of this.blocksOf(file)) take(block, id);
        const blocks = this.chain(file).data.filter((block) => block !== 0).length;
        if (blocks !== file.dataBlocks) problems.push(`${id}: ${blocks} data blocks, not ${file.dataBlocks}`);
        this.read(file);
      } catch (error) {
        problems.push(`${id}: ${String(error)}`);
      }
    }
    if (this.allocated().length !== this.used) {
      problems.push(`${this.allocated().length} blocks in the bit map, ${this.used} in the MFD`);
    }
    return problems;
  }

  private allocated(): number[] {
    const blocks: number[] = [];
    for (let block = 1; block <= this.total; block++) if (this.isAllocated(block)) blocks.push(block);
    return blocks;
  }

  private blocksOf(file: CdfFile): number[] {
    const { links, data } = this.chain(file);
    return [file.firstChainLink, ...links, ...data].filter((block) => block !== 0);
  }

  /** Chain links after the first one, and data blocks in the order of the file (0: never written). */
  private chain(file: CdfFile): { links: number[]; data: number[] } {
    const first = this.block(file.firstChainLink);
    const links: number[] = [];
    const data: number[] = [];
    for (let at = 80; at < 200; at += 2) data.push(half(first, at));
    for (let at = 0; at < 80; at += 2) {
      const link = half(first, at);
      const bytes = link === 0 ? undefined : this.block(link);
      links.push(link);
      for (let entry = 0; entry < 800; entry += 2) data.push(bytes === undefined ? 0 : half(bytes, entry));
    }
    while (data.length > 0 && data[data.length - 1] === 0) data.pop();
    return { links: links.filter((link) => link !== 0), data };
  }

  private readHyperblock(bytes: Uint8Array): void {
    for (let at = 0; at < BLOCK; at += 40) {
      if (bytes[at] === 0) continue;
      this.files.push({
        name: text(bytes, at, 8),
        type: text(bytes, at + 8, 8),
        date: [...bytes.subarray(at + 16, at + 20)]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join(''),
        mode: text(bytes, at + 24, 2),
        items: half(bytes, at + 26),
        firstChainLink: half(bytes, at + 28),
        format: text(bytes, at + 30, 1),
        itemLength: word(bytes, at + 32),
        dataBlocks: half(bytes, at + 36),
      });
    }
  }

  private block(block: number): Uint8Array {
    const bytes = this.blocks(block);
    if (bytes === undefined) throw new Error(`block ${block} can't be read`);
    return bytes;
  }
}
