import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BackingError, CardReader, TapeDrive, createDevice, deviceClass, diskModel } from '../s370/index.js';
import type { ConsoleTerminal, Device, DeviceSpecification } from '../s370/index.js';
import { AwsTape } from './aws-tape.js';
import { CardHopper, cardsOf } from './card-deck.js';
import type { DeckFormat } from './card-deck.js';
import { openDiskImage } from './disk-image.js';
import { PrintFile } from './print-file.js';
import { PunchFile } from './punch-file.js';

/** A device as a configuration names it. */
export interface HostDeviceRequest {
  /** Device type or disk model: `3505`, `3330-11`; `-C` behind a console type is accepted. */
  readonly type: string;
  /**
   * Host files and options, in the words of Hercules' configuration files. Readers: files, `ascii`, `ebcdic`,
   * `eof`, `intrq`, `trunc`. Punches: file, `ascii`, `ebcdic`, `noclear`. Printers: file, `noclear`.
   * Disks: file, `ro`. Tapes: file (or `*` for none), `ro`.
   */
  readonly words: readonly string[];
  /** Directory that relative file names start from; without it the process's own. */
  readonly directory?: string;
  /** Makes the keyboard and printer of a console. */
  readonly console?: () => ConsoleTerminal;
}

/** Makes a device with its host files open. Throws `BackingError` for host trouble, `Error` for words that make no sense. */
export function openHostDevice(request: HostDeviceRequest): Device {
  const { directory } = request;
  const type = request.type.replace(/-C$/i, '');
  switch (deviceClass(type)) {
    case undefined:
      throw new Error(`device type ${request.type} is not known`);
    case 'console': {
      if (request.console === undefined) throw new Error(`a ${type} needs a terminal`);
      return make({ type, terminal: request.console() });
    }
    case 'display':
      return make({ type });
    case 'reader':
      return make({ type, cards: openHopper(request.words, directory) });
    case 'punch': {
      const { file, options } = oneFile(
        type,
        request.words,
        ['ascii', 'ebcdic', 'crlf', 'noclear', 'append'],
        directory,
      );
      const append = options.has('noclear') || options.has('append');
      return make({ type, cards: new PunchFile(file, { format: formatOf(options), append }) });
    }
    case 'printer': {
      const { file, options } = oneFile(type, request.words, ['crlf', 'noclear', 'append'], directory);
      const append = options.has('noclear') || options.has('append');
      return make({ type, paper: new PrintFile(file, { append }) });
    }
    case 'disk':
      return openDisk(type, request.words, directory);
    case 'tape':
      return make({ type, volume: openTape(type, request.words, directory) });
  }
}

/** Gives a device other files: a new deck for a reader, another volume for a tape drive (none: `*` or no word). */
export function reloadHostDevice(device: Device, words: readonly string[], directory?: string): void {
  if (device instanceof CardReader) {
    device.load(openHopper(words, directory));
  } else if (device instanceof TapeDrive) {
    const volume = openTape(device.type, words, directory);
    if (volume === undefined) device.dismount();
    else device.mount(volume);
  } else {
    throw new Error(`a ${device.type} can't be given another file while it is attached`);
  }
}

function make(specification: { readonly type: string } & Record<string, unknown>): Device {
  return createDevice(specification as unknown as DeviceSpecification);
}

function openHopper(words: readonly string[], directory: string | undefined): CardHopper {
  const { files, options } = sort(
    words,
    ['ascii', 'ebcdic', 'eof', 'intrq', 'trunc', 'autopad', 'multifile'],
    directory,
  );
  const hopper = new CardHopper();
  const together = options.has('multifile');
  files
    .filter((file) => file !== '*')
    .forEach((file, index, all) => {
      const cards = cardsOf(file, readFile(file), {
        format: formatOf(options),
        truncate: options.has('trunc'),
      });
      const last = index === all.length - 1;
      hopper.add(cards, !options.has('intrq') && (last || !together));
    });
  return hopper;
}

function openDisk(type: string, words: readonly string[], directory: string | undefined): Device {
  const { file, options } = oneFile(type, words, ['ro', 'rw', 'readonly'], directory);
  const volume = openDiskImage(file, { readOnly: options.has('ro') || options.has('readonly') });
  const wanted = diskModel(type)!.type;
  const found = volume.geometry.deviceType.toString(16);
  if (found !== wanted) {
    volume.close();
    throw new BackingError(`${file} is a ${found}, not a ${wanted}`, 'equipment-check');
  }
  return createDevice({ type: wanted, volume });
}

function openTape(
  type: string,
  words: readonly string[],
  directory: string | undefined,
): AwsTape | undefined {
  if (words.length === 0 || words[0] === '*') return undefined;
  const { file, options } = oneFile(
    type,
    words,
    ['ro', 'rw', 'readonly', 'ring', 'noring', 'new'],
    directory,
  );
  const readOnly = options.has('ro') || options.has('readonly') || options.has('noring');
  return options.has('new') ? AwsTape.create(file) : AwsTape.open(file, { readOnly });
}

function formatOf(options: ReadonlySet<string>): DeckFormat | undefined {
  if (options.has('ascii')) return 'ascii';
  return options.has('ebcdic') ? 'ebcdic' : undefined;
}

function sort(
  words: readonly string[],
  known: readonly string[],
  directory: string | undefined,
): { readonly files: string[]; readonly options: ReadonlySet<string> } {
  const isOption = (word: string) => known.includes(word.toLowerCase());
  return {
    files: words.filter((word) => !isOption(word)).map((file) => inDirectory(file, directory)),
    options: new Set(words.filter(isOption).map((word) => word.toLowerCase())),
  };
}

function oneFile(
  type: string,
  words: readonly string[],
  known: readonly string[],
  directory: string | undefined,
): { readonly file: string; readonly options: ReadonlySet<string> } {
  const { files, options } = sort(words, known, directory);
  if (files.length === 0) throw new Error(`a ${type} needs a file`);
  if (files.length > 1) throw new Error(`${files[1]} is no option of a ${type} (${known.join(', ')})`);
  return { file: files[0], options };
}

function inDirectory(file: string, directory: string | undefined): string {
  return directory === undefined || file === '*' ? file : resolve(directory, file);
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new BackingError(`${path}: ${(error as Error).message}`, 'intervention-required');
  }
}
