import { ebcdic037 } from '../ebcdic/index.js';
import type { RelocationKind } from './constants/generate.js';
import type { EsdItem, EsdKind, EntryPoint } from './external-symbols.js';
import type { AssemblyDate } from './options.js';
import { simpleItem, type Value } from './value.js';

const CARD = 80;
const BLANK = 0x40;
/** Bytes of text on one TXT card, and of items on ESD and RLD cards. */
const DATA_BYTES = 56;
const ESD_ITEM = 16;
const ESD_PER_CARD = 3;

/** ESD type codes. Dummy sections are not in the deck. */
export const ESD_TYPE: Readonly<Record<Exclude<EsdKind, 'DS'> | 'LD', number>> = {
  SD: 0x00,
  LD: 0x01,
  ER: 0x02,
  PC: 0x04,
  CM: 0x05,
  XD: 0x06,
  WX: 0x0a,
};

/** One entry of the relocation dictionary. */
export interface Relocation {
  /** ESDID of what the constant refers to. */
  readonly relocation: number;
  /** ESDID of the section that holds the constant. */
  readonly position: number;
  readonly address: number;
  /** Bytes, 1-4. */
  readonly length: number;
  readonly kind: RelocationKind | 'CXD';
  /** The address is subtracted. */
  readonly negative: boolean;
}

const RLD_KIND: Readonly<Record<Relocation['kind'], number>> = { A: 0x00, V: 0x10, Q: 0x20, CXD: 0x30 };

/** What END says and the identification on the cards. */
export interface DeckEnd {
  readonly entry?: Value;
  readonly deckId: string;
  readonly date?: AssemblyDate;
}

/** Collects object code in the order it is generated and makes the TEXT deck of it. */
export class DeckWriter {
  readonly relocations: Relocation[] = [];
  private readonly head: Uint8Array[] = [];
  private readonly body: Uint8Array[] = [];
  private card?: Uint8Array;
  private cardSection = 0;
  private cardAddress = 0;
  private cardLength = 0;
  textBytes = 0;

  /** Object code at an assembled address of a control section. */
  text(section: number, address: number, bytes: Uint8Array): void {
    this.textBytes += bytes.length;
    let done = 0;
    while (done < bytes.length) {
      const contiguous =
        this.cardSection === section && this.cardAddress + this.cardLength === address + done;
      if (!this.card || !contiguous || this.cardLength === DATA_BYTES) {
        this.flush();
        this.card = newCard('TXT');
        this.cardSection = section;
        this.cardAddress = address + done;
        this.cardLength = 0;
        put24(this.card, 5, this.cardAddress);
        put16(this.card, 14, section);
      }
      const n = Math.min(DATA_BYTES - this.cardLength, bytes.length - done);
      this.card.set(bytes.subarray(done, done + n), 16 + this.cardLength);
      this.cardLength += n;
      done += n;
    }
  }

  relocate(relocation: Relocation): void {
    this.relocations.push(relocation);
  }

  /** PUNCH and REPRO: a card of its own, before the ESD when no section has been started yet. */
  punch(card: Uint8Array, atHead: boolean): void {
    if (atHead) this.head.push(card);
    else {
      this.flush();
      this.body.push(card);
    }
  }

  private flush(): void {
    if (!this.card) return;
    put16(this.card, 10, this.cardLength);
    this.body.push(this.card);
    this.card = undefined;
  }

  /** The whole deck. */
  finish(items: readonly EsdItem[], entries: readonly EntryPoint[], end: DeckEnd): Uint8Array {
    this.flush();
    const made = [...esdCards(items, entries), ...this.body, ...this.rldCards(), endCard(end)];
    const out = new Uint8Array((this.head.length + made.length) * CARD);
    this.head.forEach((card, i) => out.set(card, i * CARD));
    const digits = end.deckId === '' ? 8 : 8 - end.deckId.length;
    made.forEach((card, i) => {
      const sequence =
        end.deckId +
        String(i + 1)
          .padStart(digits, '0')
          .slice(-digits);
      // Cards of PUNCH and REPRO are the user's: they keep their columns 73-80.
      if (card[0] === 0x02) card.set(ebcdic037.encode(sequence), 72);
      out.set(card, (this.head.length + i) * CARD);
    });
    return out;
  }

  /** Relocation entries by position, relocation and address. */
  sortedRelocations(): Relocation[] {
    return [...this.relocations].sort(
      (a, b) => a.position - b.position || a.relocation - b.relocation || a.address - b.address,
    );
  }

  /** RLD cards; pointers that repeat are left out. */
  private *rldCards(): Generator<Uint8Array> {
    const sorted = this.sortedRelocations();
    let card = newCard('RLD');
    let used = 0;
    let lastFlag = -1;
    let previous: Relocation | undefined;
    for (const entry of sorted) {
      let same =
        previous?.position === entry.position && previous.relocation === entry.relocation && used > 0;
      if (used + (same ? 4 : 8) > DATA_BYTES) {
        put16(card, 10, used);
        yield card;
        card = newCard('RLD');
        used = 0;
        same = false;
      }
      if (same) card[lastFlag] |= 0x01;
      else {
        put16(card, 16 + used, entry.relocation);
        put16(card, 18 + used, entry.position);
        used += 4;
      }
      lastFlag = 16 + used;
      card[lastFlag] = relocationFlags(entry);
      put24(card, 17 + used, entry.address);
      used += 4;
      previous = entry;
    }
    if (used > 0) {
      put16(card, 10, used);
      yield card;
    }
  }
}

/** Flag byte of an RLD item, without the bit that says that the next item shares its pointers. */
export function relocationFlags({ kind, length, negative }: Relocation): number {
  return RLD_KIND[kind] | ((length - 1) << 2) | (negative ? 0x02 : 0);
}

function newCard(type: string): Uint8Array {
  const card = new Uint8Array(CARD).fill(BLANK);
  card[0] = 0x02;
  card.set(ebcdic037.encode(type), 1);
  return card;
}

function put16(card: Uint8Array, at: number, value: number): void {
  card[at] = value >> 8;
  card[at + 1] = value;
}

function put24(card: Uint8Array, at: number, value: number): void {
  card[at] = value >> 16;
  card[at + 1] = value >> 8;
  card[at + 2] = value;
}

function* esdCards(items: readonly EsdItem[], entries: readonly EntryPoint[]): Generator<Uint8Array> {
  const all: (EsdItem | EntryPoint)[] = [...items.filter((i) => i.kind !== 'DS'), ...entries];
  for (let i = 0; i < all.length; i += ESD_PER_CARD) {
    const group = all.slice(i, i + ESD_PER_CARD);
    const card = newCard('ESD');
    put16(card, 10, group.length * ESD_ITEM);
    const first = group.find((item): item is EsdItem => 'kind' in item);
    if (first) put16(card, 14, first.id);
    group.forEach((item, n) => putEsdItem(card, 16 + n * ESD_ITEM, item));
    yield card;
  }
}

function putEsdItem(card: Uint8Array, at: number, item: EsdItem | EntryPoint): void {
  card.set(ebcdic037.encode(item.name, 8), at);
  if (!('kind' in item)) {
    card[at + 8] = ESD_TYPE.LD;
    put24(card, at + 9, item.address);
    put24(card, at + 13, item.section.id);
    return;
  }
  if (item.kind === 'DS') return;
  card[at + 8] = ESD_TYPE[item.kind];
  put24(card, at + 9, item.base);
  if (item.kind === 'ER' || item.kind === 'WX') return;
  if (item.kind === 'XD') card[at + 12] = item.alignment - 1;
  put24(card, at + 13, item.length);
}

function endCard({ entry, date }: DeckEnd): Uint8Array {
  const card = newCard('END');
  const item = entry && simpleItem(entry.terms);
  if (entry && item) {
    if (item.kind === 'ER' || item.kind === 'WX') card.set(ebcdic037.encode(item.name, 8), 16);
    else put24(card, 5, entry.value);
    put16(card, 14, item.id);
  }
  // Identification record: one translator, its name, version and level, the day as yyddd.
  const day = date ? julianDay(date) : '     ';
  card.set(ebcdic037.encode(`1CP370ASM  0100${day}`), 32);
  return card;
}

/** yyddd of a date. */
export function julianDay({ year, month, day }: AssemblyDate): string {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const dayOfYear = lengths.slice(0, month - 1).reduce((sum, n) => sum + n, day);
  return String(year % 100).padStart(2, '0') + String(dayOfYear).padStart(3, '0');
}
