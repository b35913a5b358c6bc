import { BackingError } from '../s370/index.js';
import type { StateReader, StateRecord, TapeBlock, TapeStore } from '../s370/index.js';
import { HostFile } from './host-file.js';
import { savedFiles } from './saved-files.js';

const WORD = 4;
/** Words of the file that are no lengths. */
const TAPE_MARK = 0;
const END_OF_MEDIUM = 0xffffffff;
const ERASE_GAP = 0xfffffffe;
/** Class of a record, in the upper four bits of its length: good, or read with an error. */
const BAD_RECORD = 0x8;
const LENGTH_MASK = 0x0fffffff;

/** How records of odd length are kept: with a byte behind them (SIMH), or without (E11). */
export type OddLength = 'padded' | 'bare';

interface Header {
  readonly class: number;
  readonly length: number;
}

/**
 * A tape volume in a host file of SIMH's format (.tap): each record between two words with its length, little endian;
 * a word of zeros is a tape mark. Both conventions for odd lengths are read, and written as the file has it. Writing
 * cuts off what follows.
 */
export class SimhTape implements TapeStore {
  private position = 0;

  private constructor(
    private readonly file: HostFile,
    private oddLength: OddLength | undefined,
  ) {}

  /** Opens a tape. Throws `BackingError` naming file and offset when its first record is none. */
  static open(path: string, options: { readonly readOnly?: boolean } = {}): SimhTape {
    const file = HostFile.open(path, options);
    try {
      const tape = new SimhTape(file, undefined);
      tape.skipForward();
      tape.rewind();
      return tape;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Makes an empty tape. The file must not exist. */
  static create(path: string, oddLength: OddLength = 'padded'): SimhTape {
    return new SimhTape(HostFile.create(path), oddLength);
  }

  get path(): string {
    return this.file.path;
  }

  get readOnly(): boolean {
    return this.file.readOnly;
  }

  get atLoadPoint(): boolean {
    return this.position === 0;
  }

  readForward(): TapeBlock {
    this.skipGapsForward();
    const start = this.position;
    const first = this.wordAt(start);
    if (first === undefined || first === END_OF_MEDIUM) return { kind: 'end' };
    if (first === TAPE_MARK) {
      this.position = start + WORD;
      return { kind: 'mark' };
    }
    const header = this.header(first, start);
    const end = this.endOf(header, start);
    const bytes = this.file.read(start + WORD, header.length);
    this.position = end;
    if (header.class === BAD_RECORD) throw this.damage(start, 'a record that was read with an error');
    return { kind: 'data', bytes };
  }

  readBackward(): TapeBlock {
    this.skipGapsBackward();
    const end = this.position;
    if (end === 0) return { kind: 'load-point' };
    const last = this.wordAt(end - WORD);
    if (last === undefined) throw this.damage(end, 'the file ends within a record');
    if (last === TAPE_MARK) {
      this.position = end - WORD;
      return { kind: 'mark' };
    }
    const header = this.header(last, end - WORD);
    const start = this.startOf(header, last, end);
    const bytes = this.file.read(start + WORD, header.length);
    this.position = start;
    if (header.class === BAD_RECORD) throw this.damage(start, 'a record that was read with an error');
    return { kind: 'data', bytes };
  }

  writeBlock(bytes: Uint8Array): void {
    this.checkWritable();
    if (bytes.length === 0 || bytes.length > LENGTH_MASK) {
      throw new BackingError(`${this.path}: a record of ${bytes.length} bytes`, 'equipment-check');
    }
    const odd = bytes.length % 2 === 1 && this.oddLength !== 'bare' ? 1 : 0;
    const image = new Uint8Array(2 * WORD + bytes.length + odd);
    const view = new DataView(image.buffer);
    view.setUint32(0, bytes.length, true);
    image.set(bytes, WORD);
    view.setUint32(image.length - WORD, bytes.length, true);
    this.append(image);
  }

  writeMark(): void {
    this.checkWritable();
    this.append(new Uint8Array(WORD));
  }

  rewind(): void {
    this.position = 0;
  }

  eraseToEnd(): void {
    this.checkWritable();
    this.file.truncate(this.position);
  }

  saveState(): StateRecord {
    this.sync();
    return { files: savedFiles([this.path]), position: this.position };
  }

  restoreState(state: StateReader): void {
    this.position = state.number('position');
  }

  sync(): void {
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }

  /** Cuts off what followed, then writes: a process killed between the two leaves a shorter tape. */
  private append(image: Uint8Array): void {
    if (this.position < this.file.size) this.file.truncate(this.position);
    try {
      this.file.write(this.position, image);
    } catch (error) {
      this.file.truncate(this.position);
      throw error;
    }
    this.position += image.length;
  }

  /** The first record shows whether this is such a tape at all. */
  private skipForward(): void {
    if (this.file.size === 0) return;
    const first = this.wordAt(0);
    if (first === undefined) throw this.damage(0, 'not a SIMH tape');
    if (first === TAPE_MARK || first === END_OF_MEDIUM || first === ERASE_GAP) return;
    this.endOf(this.header(first, 0), 0);
  }

  private skipGapsForward(): void {
    while (this.wordAt(this.position) === ERASE_GAP) this.position += WORD;
  }

  private skipGapsBackward(): void {
    while (this.position > 0 && this.wordAt(this.position - WORD) === ERASE_GAP) this.position -= WORD;
  }

  /** Takes a length apart. `at`: where it is. */
  private header(word: number, at: number): Header {
    const kind = word >>> 28;
    const length = word & LENGTH_MASK;
    if (kind === 0 && length > this.file.size) {
      throw this.damage(at, `a record of ${length} bytes runs past the end of the file`);
    }
    if ((kind !== 0 && kind !== BAD_RECORD) || length > this.file.size) {
      throw this.damage(
        at,
        `X'${word.toString(16).padStart(8, '0').toUpperCase()}' is no length of a record`,
      );
    }
    return { class: kind, length };
  }

  /** Where a record ends; the word behind it must be its length again. */
  private endOf(header: Header, start: number): number {
    const word = this.wordAt(start);
    for (const odd of this.conventions(header.length)) {
      const trailer = start + WORD + header.length + (odd === 'padded' ? header.length % 2 : 0);
      if (this.wordAt(trailer) === word) {
        if (header.length % 2 === 1) this.oddLength = odd;
        return trailer + WORD;
      }
    }
    throw this.damage(start, `a record of ${header.length} bytes does not end where it should`);
  }

  private startOf(header: Header, word: number, end: number): number {
    for (const odd of this.conventions(header.length)) {
      const start = end - 2 * WORD - header.length - (odd === 'padded' ? header.length % 2 : 0);
      if (start >= 0 && this.wordAt(start) === word) {
        if (header.length % 2 === 1) this.oddLength = odd;
        return start;
      }
    }
    throw this.damage(end - WORD, `a record of ${header.length} bytes does not begin where it should`);
  }

  /** What to try: what the file has shown so far first. Even lengths look the same in both. */
  private conventions(length: number): readonly OddLength[] {
    if (length % 2 === 0) return ['padded'];
    return this.oddLength === 'bare' ? ['bare', 'padded'] : ['padded', 'bare'];
  }

  private wordAt(at: number): number | undefined {
    const bytes = this.file.read(at, WORD);
    if (bytes.length === 0) return undefined;
    if (bytes.length < WORD) throw this.damage(at, 'the file ends within the length of a record');
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  }

  private checkWritable(): void {
    if (this.readOnly) throw new BackingError(`${this.path} is open for reading only`, 'write-inhibited');
  }

  private damage(offset: number, what: string): BackingError {
    return new BackingError(`${this.path}, offset ${offset}: ${what}`, 'data-check');
  }
}
