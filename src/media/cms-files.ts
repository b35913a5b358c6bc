import { ebcdic037 } from '../ebcdic/index.js';
import { BackingError } from '../s370/index.js';
import type { TrackStore } from '../s370/index.js';
import { trackRecords } from './vtoc/data-sets.js';

const BLOCK = 800;
const LABEL_BLOCK = 3;
const DIRECTORY_BLOCK = 4;
const ENTRY = 40;
const ENTRIES = 20;
/** Ends the list of file status blocks, alone or before the blocks of the map. */
const LIST_ENDS: readonly number[] = [0xffff, 0xfffd];
const FIRST_LINK_DATA = 80;
const FIRST_LINK_BLOCKS = 60;
const LINKS = 40;

/** A file of a CMS disk. */
export interface CmsFile {
  readonly name: string;
  readonly type: string;
  readonly mode: string;
  readonly format: 'F' | 'V';
  readonly recordLength: number;
  readonly records: number;
  /** Data blocks of 800 bytes. */
  readonly blocks: number;
  /** Month, day, hour, minute of the last change; the year by its last two digits. */
  readonly changed: string;
}

interface DirectoryEntry extends CmsFile {
  readonly firstLink: number;
}

/**
 * A CMS disk in the 800-byte format (SY20-0884), for reading: a minidisk image, or the cylinders of a pack from
 * `firstCylinder` on.
 */
export class CmsDisk {
  private readonly perTrack: number;

  private constructor(
    private readonly store: TrackStore,
    private readonly firstCylinder: number,
  ) {
    this.perTrack = this.recordsOf(0).length;
  }

  /** The CMS disk of a volume; undefined when it is none. */
  static find(store: TrackStore, firstCylinder = 0): CmsDisk | undefined {
    const label = trackRecords(store, firstCylinder, 0).find(({ number }) => number === LABEL_BLOCK)?.data;
    if (label?.length !== BLOCK || ebcdic037.decode(label, 0, 4) !== 'CMS=') return undefined;
    return new CmsDisk(store, firstCylinder);
  }

  get label(): string {
    return ebcdic037.decode(this.block(LABEL_BLOCK), 4, 10).trimEnd();
  }

  /** Blocks of the disk, and those in use. */
  get space(): { readonly blocks: number; readonly used: number } {
    const view = viewOf(this.block(DIRECTORY_BLOCK));
    return { blocks: view.getUint32(364), used: view.getUint32(368) };
  }

  /** All files, by name and type. Throws `BackingError` when the directory is damaged. */
  files(): CmsFile[] {
    return this.entries().sort((a, b) => (`${a.name} ${a.type}` < `${b.name} ${b.type}` ? -1 : 1));
  }

  /** The records of a file. Throws `BackingError` when there is none of the name, or it is damaged. */
  read(name: string, type: string): Uint8Array[] {
    const file = this.entries().find((entry) => entry.name === name && entry.type === type);
    if (file === undefined) {
      throw new BackingError(`there is no file ${name} ${type} on CMS disk ${this.label}`, 'equipment-check');
    }
    const bytes = this.contents(file);
    const view = viewOf(bytes);
    const records: Uint8Array[] = [];
    for (let i = 0, at = 0; i < file.records; i++) {
      const variable = file.format === 'V';
      if (variable && at + 2 > bytes.length) throw this.cutOff(file, i);
      const length = variable ? view.getUint16(at) : file.recordLength;
      const start = variable ? at + 2 : at;
      if (start + length > bytes.length) throw this.cutOff(file, i);
      records.push(bytes.slice(start, start + length));
      at = start + length;
    }
    return records;
  }

  private cutOff(file: CmsFile, record: number): BackingError {
    return new BackingError(`${file.name} ${file.type} ends within record ${record + 1}`, 'data-check');
  }

  private entries(): DirectoryEntry[] {
    const directory = viewOf(this.block(DIRECTORY_BLOCK));
    const entries: DirectoryEntry[] = [];
    for (let at = 0; at < 364; at += 2) {
      const number = directory.getUint16(at);
      if (number === 0 || LIST_ENDS.includes(number)) break;
      const block = this.block(number);
      for (let i = 0; i < ENTRIES; i++) {
        const bytes = block.subarray(ENTRY * i, ENTRY * (i + 1));
        if (bytes[0] !== 0) entries.push(entryOf(bytes));
      }
    }
    return entries;
  }

  /** The blocks of a file, one after the other. Block 0 was never written: zeros. */
  private contents(file: DirectoryEntry): Uint8Array {
    const first = viewOf(this.block(file.firstLink));
    const numbers: number[] = [];
    for (let i = 0; i < FIRST_LINK_BLOCKS; i++) numbers.push(first.getUint16(FIRST_LINK_DATA + 2 * i));
    for (let link = 0; link < LINKS && numbers.length < file.blocks; link++) {
      const number = first.getUint16(2 * link);
      const view = number === 0 ? undefined : viewOf(this.block(number));
      for (let i = 0; i < BLOCK / 2; i++) numbers.push(view?.getUint16(2 * i) ?? 0);
    }
    // A file with holes has fewer blocks than its last one's place says: V files end by their records.
    const size = file.format === 'F' ? Math.ceil((file.records * file.recordLength) / BLOCK) : undefined;
    const last = size ?? numbers.findLastIndex((number) => number !== 0) + 1;
    const bytes = new Uint8Array(last * BLOCK);
    numbers.slice(0, last).forEach((number, i) => {
      if (number !== 0) bytes.set(this.block(number), i * BLOCK);
    });
    return bytes;
  }

  /** A block by its number from 1. */
  private block(number: number): Uint8Array {
    const index = number - 1;
    const record = this.recordsOf(Math.floor(index / this.perTrack))[index % this.perTrack];
    if (record?.data.length === BLOCK) return record.data;
    throw new BackingError(`block ${number} of the CMS disk is missing`, 'data-check');
  }

  private recordsOf(track: number): ReturnType<typeof trackRecords> {
    const { heads } = this.store.geometry;
    const cylinder = this.firstCylinder + Math.floor(track / heads);
    return trackRecords(this.store, cylinder, track % heads).filter(({ number }) => number !== 0);
  }
}

function entryOf(bytes: Uint8Array): DirectoryEntry {
  const view = viewOf(bytes);
  const text = (from: number, to: number) => ebcdic037.decode(bytes, from, to).trimEnd();
  const two = (at: number) => bytes[at].toString(16).padStart(2, '0');
  return {
    name: text(0, 8),
    type: text(8, 16),
    mode: text(24, 26),
    format: text(30, 31) === 'V' ? 'V' : 'F',
    recordLength: view.getUint32(32),
    records: view.getUint16(26),
    blocks: view.getUint16(36),
    changed: `${two(16)}/${two(17)}/${text(38, 40)} ${two(18)}:${two(19)}`,
    firstLink: view.getUint16(28),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
