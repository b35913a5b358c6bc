import { findCodePage } from '../ebcdic/index.js';
import type { CodePage } from '../ebcdic/index.js';
import { createDevice } from '../s370/index.js';
import type { Device, DeviceSpecification } from '../s370/index.js';
import { CardHopper, cardsOf } from './card-deck.js';
import type { DeckFormat } from './card-deck.js';
import { onlyFile, sortWords } from './device-words.js';
import type { DeviceWords } from './device-words.js';
import { readWholeFile } from './host-file.js';
import { FORMS_VALUES, formsOf } from './printer-forms.js';
import { PrintFile } from './print-file.js';
import { PunchFile } from './punch-file.js';

type SpecificationOf<Field extends string> = Extract<DeviceSpecification, Record<Field, unknown>>;

/** Values that all of them have: `codepage=1047` for text that is not of code page 037. */
const TEXT_VALUES = ['codepage'];

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
  const known = { options: PUNCH_OPTIONS, values: TEXT_VALUES, fileValues: ['in'] };
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
      codePage: codePageOf(sorted),
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
  const known = { options: [...DECK_OPTIONS, 'noclear', 'append'], values: TEXT_VALUES, fileValues: ['out'] };
  const sorted = sortWords(type, words, known, directory);
  const { values, files, options } = sorted;
  const codePage = codePageOf(sorted);
  const out = values.get('out');
  return createDevice({
    type,
    cards: openHopper(
      type,
      [
        ...files,
        ...[...options].filter((option) => DECK_OPTIONS.includes(option)),
        ...(codePage === undefined ? [] : [`codepage=${codePage.name}`]),
      ],
      undefined,
    ),
    stacker:
      out === undefined
        ? undefined
        : new PunchFile(out, { format: formatOf(options), append: appends(options), codePage }),
  });
}

/** A line printer with its paper and its form. */
export function openPrinter(
  type: SpecificationOf<'paper'>['type'],
  words: readonly string[],
  directory?: string,
): Device {
  const known = { options: PRINTER_OPTIONS, values: [...FORMS_VALUES, ...TEXT_VALUES] };
  const sorted = sortWords(type, words, known, directory);
  const file = onlyFile(type, sorted, known);
  const { options } = sorted;
  const forms = formsOf(type, sorted.values);
  return createDevice({
    type,
    paper: new PrintFile(file, {
      append: appends(options),
      crlf: options.has('crlf'),
      codePage: codePageOf(sorted),
    }),
    options: { forms },
  });
}

/** The cards in the hopper of a reader. Throws `BackingError` naming a file that can't be read. */
export function openHopper(
  type: string,
  words: readonly string[],
  directory: string | undefined,
): CardHopper {
  const sorted = sortWords(type, words, { options: DECK_OPTIONS, values: TEXT_VALUES }, directory);
  const { files, options } = sorted;
  const hopper = new CardHopper();
  const together = options.has('multifile');
  files
    .filter((file) => file !== '*')
    .forEach((file, index, all) => {
      const cards = cardsOf(file, readWholeFile(file), {
        format: formatOf(options),
        truncate: options.has('trunc'),
        pad: options.has('autopad'),
        codePage: codePageOf(sorted),
      });
      const last = index === all.length - 1;
      hopper.add(cards, !options.has('intrq') && (last || !together));
    });
  return hopper;
}

function codePageOf({ values }: DeviceWords): CodePage | undefined {
  const name = values.get('codepage');
  if (name === undefined) return undefined;
  const page = findCodePage(name);
  if (page === undefined) throw new Error(`codepage=${name}: code pages 037 and 1047 are known`);
  return page;
}

function appends(options: ReadonlySet<string>): boolean {
  return options.has('noclear') || options.has('append');
}

function formatOf(options: ReadonlySet<string>): DeckFormat | undefined {
  return FORMATS.find((format) => options.has(format));
}
