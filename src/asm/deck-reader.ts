import { ebcdic037 } from '../ebcdic/index.js';
import { ESD_TYPE, type Relocation } from './deck-writer.js';
import type { EsdKind } from './external-symbols.js';

const CARD = 80;

/** A section, external reference or pseudo register of an object module. */
export interface ObjectItem {
  readonly id: number;
  readonly kind: Exclude<EsdKind, 'DS'>;
  readonly name: string;
  /** Assembled address of a section. */
  readonly address: number;
  readonly length: number;
}

/** A label definition (ESD type LD). */
export interface ObjectLabel {
  readonly name: string;
  readonly address: number;
  /** ESDID of its section. */
  readonly section: number;
}

/** Text of one TXT card. */
export interface ObjectText {
  readonly section: number;
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Where END says that execution begins: an address in a section, or an external name. */
export interface ObjectEntry {
  readonly address: number;
  readonly section: number;
  readonly name: string;
}

/** One object module: the cards from its ESD to its END. */
export interface ObjectModule {
  readonly items: ObjectItem[];
  readonly labels: ObjectLabel[];
  readonly text: ObjectText[];
  readonly relocations: Relocation[];
  entry?: ObjectEntry;
  /** Cards that are not object code: loader control statements and comments. */
  readonly otherCards: Uint8Array[];
}

/** A deck that is not made of 80-byte cards, or a card whose fields contradict each other. */
export class DeckError extends Error {
  constructor(
    message: string,
    /** Card number from 1. */
    readonly card: number,
  ) {
    super(`card ${card}: ${message}`);
    this.name = 'DeckError';
  }
}

/** Reads the object modules of a TEXT deck, which may hold several. Throws `DeckError`. */
export function readDeck(deck: Uint8Array): ObjectModule[] {
  if (deck.length % CARD !== 0) {
    throw new DeckError('the deck is not a multiple of 80 bytes', Math.floor(deck.length / CARD) + 1);
  }
  const modules: ObjectModule[] = [];
  let module = emptyModule();
  let empty = true;
  for (let at = 0; at < deck.length; at += CARD) {
    const card = deck.subarray(at, at + CARD);
    empty = false;
    if (readCard(module, card, at / CARD + 1)) {
      modules.push(module);
      module = emptyModule();
      empty = true;
    }
  }
  if (!empty) modules.push(module);
  return modules;
}

function emptyModule(): ObjectModule {
  return { items: [], labels: [], text: [], relocations: [], otherCards: [] };
}

/** Adds one card; true for END. */
function readCard(module: ObjectModule, card: Uint8Array, number: number): boolean {
  const type = card[0] === 0x02 ? ebcdic037.decode(card, 1, 4) : '';
  switch (type) {
    case 'ESD':
      readEsd(module, card, number);
      return false;
    case 'TXT': {
      const length = count(card, number);
      module.text.push({
        section: half(card, 14),
        address: address(card, 5),
        bytes: card.slice(16, 16 + length),
      });
      return false;
    }
    case 'RLD':
      readRld(module, card, number);
      return false;
    case 'END':
      module.entry = readEntry(card);
      return true;
    default:
      module.otherCards.push(card.slice());
      return false;
  }
}

function half(card: Uint8Array, at: number): number {
  return (card[at] << 8) | card[at + 1];
}

function address(card: Uint8Array, at: number): number {
  return (card[at] << 16) | (card[at + 1] << 8) | card[at + 2];
}

/** Byte count of the variable field, columns 11-12. */
function count(card: Uint8Array, number: number): number {
  const value = half(card, 10);
  if (value > 56) throw new DeckError(`byte count ${value} is more than 56`, number);
  return value;
}

function readEsd(module: ObjectModule, card: Uint8Array, number: number): void {
  let id = half(card, 14);
  for (let at = 16; at + 16 <= 16 + count(card, number); at += 16) {
    const name = ebcdic037.decode(card, at, at + 8).trimEnd();
    const code = card[at + 8];
    if (code === ESD_TYPE.LD) {
      module.labels.push({ name, address: address(card, at + 9), section: address(card, at + 13) });
      continue;
    }
    const kind = (Object.keys(ESD_TYPE) as (keyof typeof ESD_TYPE)[]).find((k) => ESD_TYPE[k] === code);
    if (!kind || kind === 'LD') throw new DeckError(`ESD type X'${code.toString(16)}' is not known`, number);
    const reference = kind === 'ER' || kind === 'WX';
    const length = reference ? 0 : address(card, at + 13);
    module.items.push({ id: id++, kind, name, address: address(card, at + 9), length });
  }
}

function readRld(module: ObjectModule, card: Uint8Array, number: number): void {
  const end = 16 + count(card, number);
  let relocation = 0;
  let position = 0;
  let same = false;
  for (let at = 16; at + 4 <= end; at += 4) {
    if (!same) {
      relocation = half(card, at);
      position = half(card, at + 2);
      at += 4;
      if (at + 4 > end) throw new DeckError('RLD entry is cut off', number);
    }
    const flags = card[at];
    const kinds = ['A', 'V', 'Q', 'CXD'] as const;
    module.relocations.push({
      relocation,
      position,
      kind: kinds[(flags >> 4) & 3],
      length: ((flags >> 2) & 3) + 1,
      negative: (flags & 2) !== 0,
      address: address(card, at + 1),
    });
    same = (flags & 1) !== 0;
  }
}

function readEntry(card: Uint8Array): ObjectEntry | undefined {
  const blank = (at: number, length: number): boolean =>
    card.subarray(at, at + length).every((b) => b === 0x40);
  const name = ebcdic037.decode(card, 16, 24).trimEnd();
  if (name !== '') return { address: 0, section: 0, name };
  if (blank(14, 2)) return undefined;
  return { address: blank(5, 3) ? 0 : address(card, 5), section: half(card, 14), name: '' };
}
