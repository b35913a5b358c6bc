import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { ebcdic037 } from '../../ebcdic/index.js';
import { cardsOf, detectDeckFormat } from '../../media/index.js';
import type { DeckFormat } from '../../media/index.js';
import { cardImage, cardInEbcdic } from '../../s370/index.js';
import { codePageOption } from './code-page.js';
import { numberOption, say, writeOutput } from './output.js';

const EXAMPLES = `
Decks are text (a line a card) or EBCDIC (80 bytes a card); which, the bytes tell. Card images (160 bytes a card) are
read with --from image.

Examples:
  cp370 card list nucleus.text                     cards, and what they are
  cp370 card convert job.jcl job.deck --to ebcdic
  cp370 card convert punched.bin listing.txt --to ascii
  cp370 card copy first.deck second.deck both.deck
  cp370 card extract both.deck 10-20 -o part.deck`;

interface DeckOptions {
  readonly from?: string;
  readonly codePage?: string;
  readonly pad?: boolean;
  readonly truncate?: boolean;
}

interface WriteOptions extends DeckOptions {
  readonly to?: string;
  readonly output?: string;
  readonly crlf?: boolean;
  readonly force?: boolean;
}

/** `cp370 card`: lists, checks and converts decks. */
export function cardCommand(): Command {
  const card = new Command('card').addHelpText('after', EXAMPLES);
  source(card.command('make').description('make a deck of EBCDIC cards from text; - reads standard input'))
    .argument('<text>', 'file with a line a card')
    .argument('<deck>', 'the deck to make')
    .option('--force', 'replace the file if it exists')
    .action((text: string, deck: string, options: WriteOptions) =>
      writeDeck([text], deck, { ...options, from: 'ascii', to: 'ebcdic' }),
    );
  source(card.command('list').description('show how many cards a deck has, and what they are'))
    .argument('<deck>', 'deck')
    .option('--cards', 'the cards themselves')
    .action((deck: string, options: DeckOptions & { cards?: boolean }) => listDeck(deck, options));
  source(card.command('check').description('see that a deck has whole cards'))
    .argument('<deck...>', 'decks')
    .action((decks: string[], options: DeckOptions) => {
      for (const deck of decks) {
        const { cards, format } = readDeck(deck, options);
        say(`${deck}: no damage found, ${cards.length} cards (${format})`);
      }
    });
  for (const name of ['copy', 'convert']) {
    target(source(card.command(name)))
      .description(name === 'copy' ? 'put decks one behind the other' : 'text to EBCDIC images, and back')
      .argument('<from>', 'deck')
      .argument('<to...>', 'more decks, and the deck to make')
      .action((from: string, to: string[], options: WriteOptions) =>
        writeDeck([from, ...to.slice(0, -1)], to[to.length - 1], options),
      );
  }
  target(source(card.command('extract').description('take some cards out')))
    .argument('<deck>', 'deck')
    .argument('<cards>', 'numbers from 1: 5, 10-20, 30-')
    .option('-o, --output <file>', 'where to (default: standard output)')
    .action((deck: string, range: string, options: WriteOptions) => {
      const { cards, format } = readDeck(deck, options);
      const [from, to = from] = range.split('-');
      const first = numberOption('cards', from, 1, Math.max(1, cards.length))!;
      const last = to === '' ? cards.length : numberOption('cards', to, first, cards.length)!;
      const wanted = cards.slice(first - 1, last);
      writeOutput(options.output, options.force, encode(wanted, formatOption(options.to) ?? format, options));
    });
  return card;
}

function source(command: Command): Command {
  return command
    .option('--from <format>', 'ascii, ebcdic or image (160 bytes a card), when the bytes do not tell')
    .option('--code-page <page>', 'of text: 037 or 1047', '037')
    .option('--truncate', 'cut lines of more than 80 columns')
    .option('--pad', 'fill up a last card that is cut off');
}

function target(command: Command): Command {
  return command
    .option('--to <format>', 'ascii, ebcdic or image')
    .option('--crlf', 'text lines end with carriage return and line feed')
    .option('--force', 'replace the file if it exists');
}

function formatOption(name: string | undefined): DeckFormat | undefined {
  if (name === undefined || name === 'ascii' || name === 'ebcdic' || name === 'image') return name;
  throw new Error(`deck format ${name} is not known (ascii, ebcdic, image)`);
}

function readDeck(
  path: string,
  options: DeckOptions,
): { readonly cards: Uint8Array[]; readonly format: DeckFormat } {
  const bytes = new Uint8Array(readFileSync(path === '-' ? 0 : path));
  const format = formatOption(options.from) ?? detectDeckFormat(bytes);
  const cards = cardsOf(path, bytes, {
    format,
    truncate: options.truncate ?? false,
    pad: options.pad ?? false,
    codePage: codePageOption(options.codePage),
  });
  return { cards: cards.map((one, index) => inEbcdic(path, one, index)), format };
}

/** A card as EBCDIC. Throws when a card image has holes that are none of its characters. */
function inEbcdic(path: string, card: Uint8Array, index: number): Uint8Array {
  const { bytes, invalid } = cardInEbcdic(card);
  if (invalid) throw new Error(`${path}, card ${index + 1}: holes that are no EBCDIC characters`);
  return bytes;
}

/** Puts decks together and writes them; without a format, text becomes images and images text. */
function writeDeck(paths: readonly string[], to: string, options: WriteOptions): void {
  const decks = paths.map((path) => readDeck(path, options));
  const cards = decks.flatMap((deck) => deck.cards);
  const format = formatOption(options.to) ?? decks[0].format;
  writeOutput(to, options.force, encode(cards, format, options));
  if (to !== '-') say(`${to}: ${cards.length} cards (${format})`);
}

function encode(
  cards: readonly Uint8Array[],
  format: DeckFormat,
  options: WriteOptions,
): Uint8Array | string {
  if (format === 'ebcdic') return Buffer.concat(cards);
  if (format === 'image') return Buffer.concat(cards.map(cardImage));
  const codePage = codePageOption(options.codePage);
  const end = options.crlf === true ? '\r\n' : '\n';
  return cards.map((one) => `${codePage.decode(one).trimEnd()}${end}`).join('');
}

function listDeck(path: string, options: DeckOptions & { readonly cards?: boolean }): void {
  const { cards, format } = readDeck(path, options);
  say(`${path}: ${cards.length} cards (${format})`);
  if (options.cards === true) {
    const codePage = codePageOption(options.codePage);
    cards.forEach((one, i) =>
      say(
        `${String(i + 1).padStart(6)} ${codePage
          .decode(one)
          .replace(/[\x00-\x1f\x7f-\x9f]/g, '.')
          .trimEnd()}`,
      ),
    );
    return;
  }
  const kinds = new Map<string, number>();
  for (const one of cards) kinds.set(kindOf(one), (kinds.get(kindOf(one)) ?? 0) + 1);
  for (const [kind, count] of kinds) say(`${String(count).padStart(8)} ${kind}`);
}

/** What a card is: object deck cards begin with X'02' and three letters; statements of job control with slashes. */
function kindOf(card: Uint8Array): string {
  const letters = ebcdic037.decode(card, 1, 4);
  if (card[0] === 0x02 && /^[A-Z]{3}$/.test(letters)) return `object deck: ${letters}`;
  if (card.every((byte) => byte === 0x40)) return 'blank';
  if (ebcdic037.decode(card, 0, 2) === '//') return 'job control';
  if (card.some((byte) => byte < 0x40)) return 'binary';
  return 'text';
}
