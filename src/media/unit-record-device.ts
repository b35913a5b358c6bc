import { readFileSync } from 'node:fs';
import { BackingError, createDevice } from '../s370/index.js';
import type { Device, DeviceSpecification } from '../s370/index.js';
import { CardHopper, cardsOf } from './card-deck.js';
import type { DeckFormat } from './card-deck.js';
import { onlyFile, sortWords } from './device-words.js';
import { FORMS_VALUES, formsOf } from './printer-forms.js';
import { PrintFile } from './print-file.js';
import { PunchFile } from './punch-file.js';

type SpecificationOf<Field extends string> = Extract<DeviceSpecification, Record<Field, unknown>>;

const FORMATS = ['ascii', 'ebcdic', 'image'] as const;
const DECK_OPTIONS = [...FORMATS, 'eof', 'intrq', 'trunc', 'autopad', 'multifile'];
const PUNCH_OPTIONS = [...FORMATS, 'crlf', 'noclear', 'append', 'print'];
const PRINTER_OPTIONS = ['crlf', 'noclear', 'append', 'fcbcheck', 'nofcbcheck'];

/** A card reader with its deck. */
export function openReader(
  type: SpecificationOf<'cards'>['type'],
  words: readonly string[],
  directory?: string,
): Device {
  return createDevice({ type, cards: openHopper(type, words, directory) } as DeviceSpecification);
}

/** A card punch with the file of its stackers; `in=` names a deck of cards that are punched already. */
export function openPunch(type: '2540P' | '3525', words: readonly string[], directory?: string): Device {
  const known = { options: PUNCH_OPTIONS, fileValues: ['in'] };
  const sorted = sortWords(type, words, known, directory);
  const file = onlyFile(type, sorted, known);
  const { options } = sorted;
  const prints = options.has('print');
  if (prints && type !== '3525') throw new Error(`a ${type} does not print`);
  const deck = sorted.values.get('in');
  return createDevice({
    type,
    cards: new PunchFile(file, {
      format: formatOf(options),
      append: appends(options),
      crlf: options.has('crlf'),
    }),
    options: {
      prints,
      hopper: deck === undefined ? undefined : openHopper(type, [deck], undefined),
    },
  });
}

/** A 1442: a deck as for a reader; `out=` names the file of the cards that leave, without it nothing can be punched. */
export function openReadPunch(words: readonly string[], directory?: string): Device {
  const type = '1442';
  const known = { options: [...DECK_OPTIONS, 'noclear', 'append'], fileValues: ['out'] };
  const { values, files, options } = sortWords(type, words, known, directory);
  const out = values.get('out');
  return createDevice({
    type,
    cards: openHopper(
      type,
      [...files, ...[...options].filter((option) => DECK_OPTIONS.includes(option))],
      undefined,
    ),
    stacker:
      out === undefined
        ? undefined
        : new PunchFile(out, { format: formatOf(options), append: appends(options) }),
  });
}

/** A line printer with its paper and its form. */
export function openPrinter(
  type: SpecificationOf<'paper'>['type'],
  words: readonly string[],
  directory?: string,
): Device {
  const known = { options: PRINTER_OPTIONS, values: FORMS_VALUES };
  const sorted = sortWords(type, words, known, directory);
  const file = onlyFile(type, sorted, known);
  const { options } = sorted;
  const forms = formsOf(type, sorted.values);
  return createDevice({
    type,
    paper: new PrintFile(file, { append: appends(options), crlf: options.has('crlf') }),
    options: { forms },
  });
}

/** The cards in the hopper of a reader. Throws `BackingError` naming a file that can't be read. */
export function openHopper(
  type: string,
  words: readonly string[],
  directory: string | undefined,
): CardHopper {
  const { files, options } = sortWords(type, words, { options: DECK_OPTIONS }, directory);
  const hopper = new CardHopper();
  const together = options.has('multifile');
  files
    .filter((file) => file !== '*')
    .forEach((file, index, all) => {
      const cards = cardsOf(file, readFile(file), {
        format: formatOf(options),
        truncate: options.has('trunc'),
        pad: options.has('autopad'),
      });
      const last = index === all.length - 1;
      hopper.add(cards, !options.has('intrq') && (last || !together));
    });
  return hopper;
}

function appends(options: ReadonlySet<string>): boolean {
  return options.has('noclear') || options.has('append');
}

function formatOf(options: ReadonlySet<string>): DeckFormat | undefined {
  return FORMATS.find((format) => options.has(format));
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new BackingError(`${path}: ${(error as Error).message}`, 'intervention-required');
  }
}
