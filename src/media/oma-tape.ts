import { dirname, isAbsolute, join } from 'node:path';
import { ebcdic037 } from '../ebcdic/index.js';
import { BackingError } from '../s370/index.js';
import type { StateReader, StateRecord, TapeBlock, TapeStore } from '../s370/index.js';
import { readWholeFile } from './host-file.js';
import { savedFiles } from './saved-files.js';

/** Header of a block in a HEADERS file: length, offset of the header before, `@HDF`. */
const HEADER = 16;
const HEADER_MARK = '@HDF';
const TAPE_MARK = 0xffffffff;

/**
 * A tape that a descriptor file (.tdf) of the Optical Media Attach makes of several host files, for reading: `TM` is a
 * tape mark; `NAME TEXT` is a file of lines, `NAME FIXED RECSIZE n` one of blocks of a length, `NAME HEADERS` one with
 * headers before its blocks. A tape mark follows each file.
 */
export class OmaTape implements TapeStore {
  readonly readOnly = true;
  private next = 0;

  private constructor(
    readonly path: string,
    private readonly blocks: readonly TapeBlock[],
    private readonly files: readonly string[],
  ) {}

  /** Reads descriptor and files. Throws `BackingError` naming file and line, or file and offset. */
  static open(path: string): OmaTape {
    const [title, ...lines] = hostText(path).split(/\r?\n/);
    if (!title.startsWith('@TDF'))
      throw new BackingError(`${path}, line 1: @TDF expected`, 'equipment-check');
    const blocks: TapeBlock[] = [];
    const files: string[] = [path];
    for (const [index, line] of lines.entries()) {
      const words = line.trim().split(/\s+/);
      const keyword = words[0].toUpperCase();
      if (keyword === '') continue;
      if (keyword === 'EOT') break;
      if (keyword === 'TM') blocks.push({ kind: 'mark' });
      else {
        const file = pathOf(path, words[0]);
        files.push(file);
        blocks.push(...fileBlocks(file, words, `${path}, line ${index + 2}`), { kind: 'mark' });
      }
    }
    return new OmaTape(path, blocks, files);
  }

  get atLoadPoint(): boolean {
    return this.next === 0;
  }

  readForward(): TapeBlock {
    if (this.next === this.blocks.length) return { kind: 'end' };
    return this.blocks[this.next++];
  }

  readBackward(): TapeBlock {
    if (this.next === 0) return { kind: 'load-point' };
    return this.blocks[--this.next];
  }

  writeBlock(): never {
    throw new BackingError(`${this.path} can be read only`, 'write-inhibited');
  }

  writeMark(): never {
    return this.writeBlock();
  }

  eraseToEnd(): never {
    return this.writeBlock();
  }

  rewind(): void {
    this.next = 0;
  }

  saveState(): StateRecord {
    return { files: savedFiles(this.files), next: this.next };
  }

  restoreState(state: StateReader): void {
    this.next = state.number('next');
  }

  sync(): void {}

  close(): void {}
}

/** A file of the descriptor: relative names begin where the descriptor is. */
function pathOf(descriptor: string, name: string): string {
  const relative = name.replaceAll('\\', '/');
  return isAbsolute(relative) ? relative : join(dirname(descriptor), relative);
}

/** The blocks of one file. `place`: file and line of the descriptor. */
function fileBlocks(path: string, words: readonly string[], place: string): TapeBlock[] {
  const refuse = (what: string) => new BackingError(`${place}: ${what}`, 'equipment-check');
  const [, format = '', keyword = '', size = ''] = words;
  switch (format.toUpperCase()) {
    case 'TEXT':
      return textBlocks(path);
    case 'HEADERS':
      return headerBlocks(path);
    case 'FIXED':
    case 'UNDEFINED': {
      const length = Number(size);
      if (keyword.toUpperCase() !== 'RECSIZE' || !/^\d+$/.test(size) || length < 1 || length > 0xffff) {
        throw refuse('RECSIZE and a length from 1 to 65535 expected');
      }
      return fixedBlocks(path, length);
    }
    default:
      throw refuse(`${format === '' ? 'no format' : `format ${format}`} (TEXT, FIXED or HEADERS)`);
  }
}

function textBlocks(path: string): TapeBlock[] {
  const lines = hostText(path)
    .replace(/\x1a[^]*$/, '')
    .split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text) => ({ kind: 'data', bytes: ebcdic037.encode(text) }));
}

function fixedBlocks(path: string, length: number): TapeBlock[] {
  const bytes = readWholeFile(path);
  const blocks: TapeBlock[] = [];
  for (let at = 0; at < bytes.length; at += length) {
    blocks.push({ kind: 'data', bytes: bytes.subarray(at, at + length) });
  }
  return blocks;
}

function headerBlocks(path: string): TapeBlock[] {
  const bytes = readWholeFile(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const blocks: TapeBlock[] = [];
  for (let at = 0; at < bytes.length;) {
    const damaged = (what: string) => new BackingError(`${path}, offset ${at}: ${what}`, 'data-check');
    if (at + HEADER > bytes.length) throw damaged('the file ends within a block header');
    const length = view.getUint32(at, true);
    if (String.fromCharCode(...bytes.subarray(at + 8, at + 12)) !== HEADER_MARK)
      throw damaged('no block header');
    if (length === TAPE_MARK) return blocks;
    if (length === 0 || at + HEADER + length > bytes.length) throw damaged(`a block of ${length} bytes`);
    blocks.push({ kind: 'data', bytes: bytes.subarray(at + HEADER, at + HEADER + length) });
    at += HEADER + Math.ceil(length / HEADER) * HEADER;
  }
  return blocks;
}

function hostText(path: string): string {
  return new TextDecoder('latin1').decode(readWholeFile(path));
}
