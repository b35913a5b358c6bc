import { statSync } from 'node:fs';
import { extname } from 'node:path';
import type { TapeStore } from '../s370/index.js';
import { AwsTape } from './aws-tape.js';
import type { AwsTapeWriting } from './aws-tape.js';
import { HostFile } from './host-file.js';
import { OmaTape } from './oma-tape.js';
import { SimhTape } from './simh-tape.js';
import type { OddLength } from './simh-tape.js';

/** Formats of tape images. AWS and HET differ in how blocks are written only. */
export type TapeFormat = 'aws' | 'het' | 'simh' | 'oma';

/** How to open a tape. Without a format the bytes and the name decide. */
export interface TapeOptions extends AwsTapeWriting {
  readonly readOnly?: boolean;
  readonly format?: TapeFormat;
  /** For new SIMH tapes. */
  readonly oddLength?: OddLength;
}

const FORMAT_OF_EXTENSION: Readonly<Record<string, TapeFormat>> = {
  '.aws': 'aws',
  '.het': 'het',
  '.tap': 'simh',
  '.simh': 'simh',
  '.tdf': 'oma',
};
/** Blocks that are looked at to find out a format. */
const SAMPLE = 50;

/** Format that a name asks for: `.aws`, `.het`, `.tap`, `.tdf`; AWS for others. */
export function tapeFormatOfName(path: string): TapeFormat {
  return FORMAT_OF_EXTENSION[extname(path).toLowerCase()] ?? 'aws';
}

/** Format of an existing tape: what its bytes are; where they could be both, or none, what its name says. */
export function tapeFormat(path: string): TapeFormat {
  const named = tapeFormatOfName(path);
  if (named === 'oma') return named;
  const aws = reads(() => AwsTape.open(path, { readOnly: true }));
  const simh = reads(() => SimhTape.open(path, { readOnly: true }));
  if (aws === simh) return named;
  if (simh) return 'simh';
  return named === 'het' ? 'het' : 'aws';
}

/** Opens a tape volume of any format. Throws `BackingError` naming file and offset. */
export function openTapeImage(path: string, options: TapeOptions = {}): TapeStore {
  // The host's word for a file that can't be opened is better than a guess at its format.
  HostFile.open(path, { readOnly: true }).close();
  const format = options.format ?? tapeFormat(path);
  switch (format) {
    case 'aws':
      return AwsTape.open(path, options);
    case 'het':
      return AwsTape.open(path, { compress: true, ...options });
    case 'simh':
      return SimhTape.open(path, options);
    case 'oma':
      return OmaTape.open(path);
  }
}

/** Makes an empty tape; the name decides the format when it is not given. The file must not exist. */
export function createTapeImage(path: string, options: TapeOptions = {}): TapeStore {
  const format = options.format ?? tapeFormatOfName(path);
  switch (format) {
    case 'aws':
      return AwsTape.create(path, options);
    case 'het':
      return AwsTape.create(path, { compress: true, ...options });
    case 'simh':
      return SimhTape.create(path, options.oddLength);
    case 'oma':
      throw new Error('tapes of the OMA format are read only');
  }
}

/** Can the first blocks be read, and is there something at all? */
function reads(open: () => TapeStore & { readonly path: string }): boolean {
  let tape: (TapeStore & { readonly path: string }) | undefined;
  try {
    tape = open();
    if (statSync(tape.path).size === 0) return false;
    for (let i = 0; i < SAMPLE; i++) if (tape.readForward().kind === 'end') break;
    return true;
  } catch {
    return false;
  } finally {
    tape?.close();
  }
}
