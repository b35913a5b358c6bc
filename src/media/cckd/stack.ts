import { existsSync, renameSync, rmSync } from 'node:fs';
import { BackingError } from '../../s370/index.js';
import { CckdFile } from './cckd-file.js';
import type { CckdStatistics } from './cckd-file.js';
import { compressImage, expandImage } from './codec.js';
import { Compression } from './header.js';
import { ImageCache } from './image-cache.js';
import { imageKind } from './image-kind.js';
import type { ImageKind } from './image-kind.js';
import { MOST_SHADOWS, shadowPath } from './shadow-name.js';
import { copyImages } from './copy-images.js';
import type { VolumeHeader } from './volume-header.js';

export interface StackOptions {
  /** The base is not to be written; without shadow files the whole volume. */
  readonly readOnly?: boolean;
  /** Nothing is to be written, and no shadow file to be begun. */
  readonly lookOnly?: boolean;
  /** Name of the shadow files (`sf=`): the character before the extension becomes their number. */
  readonly shadow?: string;
}

/**
 * A compressed volume: a base file and shadow files over it, of which the topmost alone is written. An image is in the
 * topmost file that has it.
 */
export class CckdStack {
  readonly kind: ImageKind;
  private readonly cache = new ImageCache((number, image) => this.store(number, image));

  private constructor(
    private readonly files: CckdFile[],
    private readonly options: StackOptions,
  ) {
    this.kind = imageKind(this.volume);
  }

  /**
   * Opens a volume with the shadow files that there are; when the topmost file can only be read, a new shadow file is
   * begun. Throws `BackingError` naming file and offset.
   */
  static open(path: string, options: StackOptions = {}): CckdStack {
    const paths = [path, ...existingShadows(options.shadow)];
    const files: CckdFile[] = [];
    try {
      paths.forEach((name, level) => files.push(openLevel(name, level, paths.length, options)));
      files.forEach((file) => checkMember(file, files));
      const stack = new CckdStack(files, options);
      if (options.shadow !== undefined && stack.readOnly && options.lookOnly !== true) stack.begin();
      return stack;
    } catch (error) {
      for (const file of files) file.abandon();
      throw error;
    }
  }

  get volume(): VolumeHeader {
    return this.files[0].volume;
  }

  get path(): string {
    return this.files[0].path;
  }

  /** The files, the base first. */
  get paths(): readonly string[] {
    return this.files.map(({ path }) => path);
  }

  get readOnly(): boolean {
    return this.top.readOnly;
  }

  /** Names of the shadow files, if there may be some. */
  get shadow(): string | undefined {
    return this.options.shadow;
  }

  /** The files, base first. */
  get statistics(): CckdStatistics[] {
    return this.files.map((file) => file.statistics);
  }

  /** The image; the caller must not change it. Throws `BackingError`. */
  read(number: number): Uint8Array {
    return this.cache.get(number, () => this.load(number));
  }

  /** Changes bytes of an image. Throws `BackingError`; then nothing has changed. */
  write(number: number, offset: number, bytes: Uint8Array): void {
    if (this.readOnly) throw new BackingError(`${this.top.path} is open for reading only`, 'write-inhibited');
    const image = this.read(number);
    this.cache.makeRoom(number);
    image.set(bytes, offset);
    this.cache.markChanged(number);
  }

  /** Writes all changes and makes them durable. */
  sync(): void {
    if (this.readOnly) return;
    this.cache.flush();
    this.top.harden();
  }

  close(): void {
    try {
      if (!this.readOnly) this.cache.flush();
    } finally {
      this.cache.clear();
      for (const file of this.files) file.close();
    }
  }

  /** Begins a new shadow file (`sf+`). From now on the file below is only read. */
  addShadow(): void {
    this.sync();
    const below = this.top;
    this.begin();
    if (below.readOnly) return;
    below.close();
    this.files[this.files.length - 2] = CckdFile.open(below.path, { readOnly: true });
  }

  /**
   * Takes the topmost shadow file away (`sf-`): with `merge`, what it has goes to the file below, else it is lost.
   * `force` merges into a base that was opened with `readOnly`. Throws `BackingError`; then the files are as before.
   */
  removeShadow(how: { readonly merge: boolean; readonly force?: boolean }): void {
    if (this.files.length === 1) throw new BackingError(`${this.path} has no shadow file`, 'equipment-check');
    if (how.merge) this.sync();
    const from = this.top;
    const below = this.files[this.files.length - 2];
    const to = this.openBelow(below, how);
    if (how.merge) {
      try {
        copyImages(from, to!);
        to!.harden();
      } catch (error) {
        to!.abandon();
        throw error;
      }
    }
    this.cache.clear();
    from.abandon();
    rmSync(from.path);
    this.files.pop();
    if (to === undefined) {
      this.begin();
    } else {
      below.close();
      this.files[this.files.length - 1] = to;
    }
  }

  /** Writes the topmost file anew without gaps (`sfc`). Throws `BackingError`; then the file is as before. */
  compress(): void {
    if (this.readOnly) throw new BackingError(`${this.top.path} is open for reading only`, 'write-inhibited');
    this.sync();
    const { path } = this.top;
    const part = `${path}.part`;
    rmSync(part, { force: true });
    const { signature, header } = this.top.headers();
    const copy = CckdFile.create(part, signature, header, this.top.volume.shadow);
    try {
      copyImages(this.top, copy);
      copy.close();
    } catch (error) {
      copy.abandon();
      rmSync(part, { force: true });
      throw error;
    }
    this.cache.clear();
    this.top.close();
    renameSync(part, path);
    this.files[this.files.length - 1] = CckdFile.open(path);
  }

  /** Looks at the tables of all files. Throws `BackingError` naming file and offset of the first fault. */
  check(): void {
    if (!this.readOnly) this.sync();
    for (const file of this.files) CckdFile.examine(file.path);
  }

  private get top(): CckdFile {
    return this.files[this.files.length - 1];
  }

  /** Makes a shadow file over the topmost file. */
  private begin(): void {
    const level = this.files.length;
    if (this.options.shadow === undefined) {
      throw new BackingError(`${this.path}: no name for shadow files (sf=) was given`, 'equipment-check');
    }
    if (level > MOST_SHADOWS) {
      throw new BackingError(
        `${this.path} has ${MOST_SHADOWS} shadow files, and can't have more`,
        'equipment-check',
      );
    }
    const { signature, header } = this.top.headers();
    signature[4] = 'S'.charCodeAt(0);
    this.files.push(CckdFile.create(shadowPath(this.options.shadow, level), signature, header, true));
  }

  /** Opens the file below for writing. Undefined when it can't be and need not be. */
  private openBelow(below: CckdFile, how: { merge: boolean; force?: boolean }): CckdFile | undefined {
    const protectedBase = this.files.length === 2 && this.options.readOnly === true && how.force !== true;
    try {
      if (protectedBase) {
        throw new BackingError(
          `${below.path} is the base and was opened for reading only (force)`,
          'write-inhibited',
        );
      }
      return CckdFile.open(below.path);
    } catch (error) {
      if (how.merge) throw error;
      return undefined;
    }
  }

  private load(number: number): Uint8Array {
    for (let level = this.files.length - 1; level >= 0; level--) {
      const file = this.files[level];
      const place = file.place(number);
      if (place.kind === 'below') continue;
      if (place.kind === 'null') return this.kind.empty(number, place.format);
      const where = `${file.path}, offset ${place.offset}`;
      const image = expandImage(file.read(number, place), this.kind.size, where);
      this.kind.check(number, image, where);
      const whole = new Uint8Array(this.kind.size);
      whole.set(image);
      return whole;
    }
    throw new BackingError(`${this.path}: ${this.kind.name(number)} is in no file`, 'data-check');
  }

  private store(number: number, image: Uint8Array): void {
    const format = this.kind.emptyFormat(number, image, this.top.nullFormat);
    if (format !== undefined) {
      this.top.writeNull(number, format);
      return;
    }
    const used = image.slice(0, this.kind.usedLength(image));
    used[0] = 0;
    this.top.write(number, compressImage(used, Compression.zlib));
  }
}

/** The shadow files that are there, in order, up to the first gap. */
function existingShadows(shadow: string | undefined): string[] {
  if (shadow === undefined) return [];
  const paths: string[] = [];
  for (let level = 1; level <= MOST_SHADOWS; level++) {
    const path = shadowPath(shadow, level);
    if (!existsSync(path)) break;
    paths.push(path);
  }
  return paths;
}

/** Only the topmost file is opened for writing, a base not when it is protected; when the host forbids it, for reading. */
function openLevel(path: string, level: number, levels: number, options: StackOptions): CckdFile {
  const covered = level < levels - 1;
  const protectedBase = level === 0 && options.readOnly === true;
  if (covered || protectedBase || options.lookOnly === true) return CckdFile.open(path, { readOnly: true });
  if (options.shadow === undefined) return CckdFile.open(path);
  try {
    return CckdFile.open(path);
  } catch (error) {
    if (error instanceof BackingError && error.message.endsWith('permission denied')) {
      return CckdFile.open(path, { readOnly: true });
    }
    throw error;
  }
}

function checkMember(file: CckdFile, files: readonly CckdFile[]): void {
  const [base] = files;
  if (file.volume.shadow !== (file !== base)) {
    const what = file === base ? 'is a shadow file, not a base' : 'is no shadow file';
    throw new BackingError(`${file.path} ${what}`, 'equipment-check');
  }
  const shape = ({ volume }: CckdFile) =>
    volume.kind === 'ckd' ? JSON.stringify(volume.geometry) : `${volume.blocks} blocks`;
  if (file.volume.kind !== base.volume.kind || shape(file) !== shape(base)) {
    throw new BackingError(
      `${file.path} is a shadow file of another volume than ${base.path}`,
      'equipment-check',
    );
  }
}
