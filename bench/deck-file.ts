/** What the host tells a benchmark deck, and what the deck tells the host: `decks/bench/source/frame.copy`. */

const CARD = 80;

/** Address of REPS; MODE follows. */
const PARAMETERS = 0x400;
/** Address and length of what the deck leaves behind: DONE, WRONGSUM, TSTART, THALF, TEND. */
export const OUTCOME_ADDRESS = 0x408;
export const OUTCOME_LENGTH = 32;

/** Addresses of the disabled waits that end a deck. */
export const ENDED_WELL = 0x00600d;
export const ENDED_WRONG = 0x000bad;
const ENDINGS: Readonly<Record<number, string>> = {
  [ENDED_WELL]: 'all repetitions had the right checksum',
  [ENDED_WRONG]: 'a repetition had a wrong checksum',
  0x00dead: 'program interruption',
  0x00eeee: 'fewer than two repetitions',
  0x00e0e0: 'unexpected external interruption',
  0x00e0e1: 'unexpected SVC',
  0x00e0e2: 'machine check',
  0x00e0e3: 'unexpected I/O interruption',
  0x00e1cd: 'the reader is not operational',
  0x00e1ce: 'channel or device trouble while the deck was read',
};

/** How the disabled wait at `address` is to be understood. */
export function endingOf(address: number): string {
  return ENDINGS[address] ?? `disabled wait at ${address.toString(16).toUpperCase().padStart(6, '0')}`;
}

export interface DeckParameters {
  /** At least 2. */
  readonly repetitions: number;
  readonly dat: boolean;
}

/** What a deck has left in storage. */
export interface DeckOutcome {
  readonly repetitionsDone: number;
  readonly checksum: number;
  /** TOD clock in microseconds, before the first repetition, after half of them, after the last. */
  readonly start: number;
  readonly half: number;
  readonly end: number;
}

/** The deck with a card that sets its parameters, in front of its END card. */
export function withParameters(deck: Uint8Array, { repetitions, dat }: DeckParameters): Uint8Array {
  if (repetitions < 2 || repetitions > 0x7fffffff) throw new RangeError(`${repetitions} repetitions`);
  if (deck.length % CARD !== 0 || deck.length < 2 * CARD) throw new RangeError('not a deck of 80-byte cards');
  const result = new Uint8Array(deck.length + CARD);
  const endCard = deck.length - CARD;
  result.set(deck.subarray(0, endCard));
  result.set(deck.subarray(endCard), deck.length);
  const card = result.subarray(endCard, deck.length).fill(0x40);
  // X'02', TXT, address, length, ESDID: the card of an object deck
  card.set([0x02, 0xe3, 0xe7, 0xe3]);
  const view = new DataView(card.buffer, card.byteOffset, CARD);
  view.setUint32(4, 0x40000000 | PARAMETERS);
  view.setUint16(10, 8);
  view.setUint16(14, 1);
  view.setUint32(16, repetitions);
  view.setUint32(20, dat ? 1 : 0);
  return result;
}

/** Reads what the deck has left at `OUTCOME_ADDRESS`. */
export function readOutcome(bytes: Uint8Array): DeckOutcome {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const microseconds = (offset: number): number => Number(view.getBigUint64(offset)) / 4096;
  return {
    repetitionsDone: view.getUint32(0),
    checksum: view.getUint32(4),
    start: microseconds(8),
    half: microseconds(16),
    end: microseconds(24),
  };
}

/** The deck as cards. */
export function cards(deck: Uint8Array): Uint8Array[] {
  return Array.from({ length: deck.length / CARD }, (_, i) => deck.slice(i * CARD, (i + 1) * CARD));
}
