import {
  checkVolumeSerial,
  createTapeImage,
  emptyHeaderLabel,
  tapeFormatOfName,
  tapeVolumeLabel,
} from '../../media/index.js';
import type { TapeFormat, TapeOptions } from '../../media/index.js';
import { makeFile, numberOption, say } from './output.js';

/** Formats that tapes are written in. */
const FORMATS: readonly TapeFormat[] = ['aws', 'het', 'simh'];

/** Options of everything that writes a tape. */
export interface WritingOptions {
  readonly to?: string;
  readonly chunk?: string;
  readonly level?: string;
  readonly bare?: boolean;
  readonly force?: boolean;
}

export interface MakeOptions extends WritingOptions {
  readonly volume?: string;
  readonly owner?: string;
}

/** How a tape shall be written. Throws for words that make no sense. */
export function writing(
  path: string,
  options: WritingOptions,
): TapeOptions & { readonly format: TapeFormat } {
  const wanted = options.to ?? tapeFormatOfName(path);
  const format = FORMATS.find((candidate) => candidate === wanted);
  if (format === undefined) throw new Error(`tapes can't be written as ${wanted} (${FORMATS.join(', ')})`);
  const chunkSize = numberOption('chunk', options.chunk, 4096, 65535);
  const level = numberOption('level', options.level, 1, 9);
  return {
    format,
    ...(chunkSize === undefined ? {} : { chunkSize }),
    ...(level === undefined ? {} : { level }),
    ...(options.bare === true ? { oddLength: 'bare' } : {}),
  };
}

/** `cp370 tape make FILE`: an empty tape, or one with a volume label and an empty header label, as IEHINITT makes it. */
export function makeTape(path: string, options: MakeOptions): void {
  const serial = options.volume?.toUpperCase();
  if (serial !== undefined) checkVolumeSerial(serial);
  const how = writing(path, options);
  makeFile(path, options.force, (part) => {
    const tape = createTapeImage(part, how);
    try {
      if (serial === undefined) return;
      tape.writeBlock(tapeVolumeLabel(serial, options.owner));
      tape.writeBlock(emptyHeaderLabel());
      tape.writeMark();
    } finally {
      tape.close();
    }
  });
  say(`made ${path}: ${how.format}${serial === undefined ? ', no label' : `, volume ${serial}`}`);
}
