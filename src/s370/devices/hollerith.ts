/**
 * Holes in cards. A column has 12 rows, from the top 12, 11, 0, 1 … 9; here a column is a number of 12 bits with
 * row 12 in the highest (X'800') and row 9 in the lowest. GX20-1850, Code Translation Table.
 */

/** Columns of a card. */
export const CARD_COLUMNS = 80;
/** Bytes of a card in card-image mode (column binary): two for a column. */
export const CARD_IMAGE_SIZE = 160;

const ROW_12 = 0x800;
const ROW_11 = 0x400;
const ROW_0 = 0x200;
const ROW_8 = 0x002;
const ROW_9 = 0x001;
/** Row 1; row n is n - 1 places to the right. */
const ROW_1 = 0x100;
const ROWS_1_TO_7 = 0x1fc;

/** Zone holes of the 16 high digits where the low digit is 1 to 7; row 9 comes with the first eight. */
const ZONES: readonly number[] = [
  ROW_12 | ROW_9,
  ROW_11 | ROW_9,
  ROW_0 | ROW_9,
  ROW_9,
  ROW_12 | ROW_0 | ROW_9,
  ROW_12 | ROW_11 | ROW_9,
  ROW_11 | ROW_0 | ROW_9,
  ROW_12 | ROW_11 | ROW_0 | ROW_9,
  ROW_12 | ROW_0,
  ROW_12 | ROW_11,
  ROW_11 | ROW_0,
  ROW_12 | ROW_11 | ROW_0,
  ROW_12,
  ROW_11,
  ROW_0,
  0,
];

/** Zone holes of the high digits where the low digit is 9 to F: with row 8 for A to F, in four groups of four. */
const ZONES_OF_GROUP: readonly number[] = [ROW_12, ROW_11, ROW_0, 0];

/** Codes with holes that follow no rule. */
const SPECIAL: readonly (readonly [number, number])[] = [
  [0x40, 0],
  [0x50, ROW_12],
  [0x60, ROW_11],
  [0x70, ROW_12 | ROW_11 | ROW_0],
  [0x61, ROW_0 | ROW_1],
  [0x6a, ROW_12 | ROW_11],
  [0xc0, ROW_12 | ROW_0],
  [0xd0, ROW_11 | ROW_0],
  [0xe0, ROW_0 | ROW_8 | 0x080],
  [0xe1, ROW_11 | ROW_0 | ROW_9 | ROW_1],
  [0xf0, ROW_0],
];

function holesByRule(code: number): number {
  const high = code >> 4;
  const low = code & 15;
  const zone = ZONES[high];
  const group = ZONES_OF_GROUP[high & 3];
  if (low >= 1 && low <= 7) return zone | (ROW_1 >> (low - 1));
  if (low === 8) return zone | ROW_8;
  // 00-30 are the codes of 40-70 with 8 and 1; 80-B0 those of 81-B1 with 8.
  if (low === 0) return high < 8 ? ZONES[high + 4] | ROW_8 | ROW_1 : zone | ROW_8 | ROW_1;
  if (low === 9) {
    if (high >= 8) return zone | ROW_9;
    return (high < 4 ? group | ROW_9 : group) | ROW_8 | ROW_1;
  }
  const digit = ROW_8 | (ROW_1 >> (low - 9));
  // 4A-7F have the zone alone, 0A-3F the zone and 9, 8A-BF two zones, CA-FF two zones and 9.
  if (high >= 12) return ZONES[high - 8] | digit;
  return (high >= 4 && high < 8 ? group : zone) | digit;
}

const HOLES: Uint16Array = (() => {
  const holes = Uint16Array.from({ length: 256 }, (_, code) => holesByRule(code));
  for (const [code, value] of SPECIAL) holes[code] = value;
  return holes;
})();

const CODES: Int16Array = (() => {
  const codes = new Int16Array(4096).fill(-1);
  HOLES.forEach((holes, code) => (codes[holes] = code));
  return codes;
})();

/** Holes that an EBCDIC code is punched as. */
export function holesOf(code: number): number {
  return HOLES[code];
}

/** EBCDIC code of the holes of a column; undefined when two of the rows 1 to 7 are punched: no code has that. */
export function codeOfHoles(holes: number): number | undefined {
  const code = CODES[holes & 0xfff];
  return code < 0 ? undefined : code;
}

/** Are two of the rows 1 to 7 punched? */
export function isInvalidColumn(holes: number): boolean {
  const digits = holes & ROWS_1_TO_7;
  return (digits & (digits - 1)) !== 0;
}

/** A card in EBCDIC. Columns that are no code read as X'00' and make it `invalid` (data check). */
export interface CardInEbcdic {
  readonly bytes: Uint8Array;
  readonly invalid: boolean;
}

/** A card as EBCDIC; `card` has 80 bytes of EBCDIC or the 160 bytes of a card image. */
export function cardInEbcdic(card: Uint8Array): CardInEbcdic {
  if (card.length !== CARD_IMAGE_SIZE) return { bytes: card, invalid: false };
  const bytes = new Uint8Array(CARD_COLUMNS);
  let invalid = false;
  for (let column = 0; column < CARD_COLUMNS; column++) {
    const code = codeOfHoles(imageColumn(card, column));
    if (code === undefined) invalid = true;
    else bytes[column] = code;
  }
  return { bytes, invalid };
}

/** A card as card image: rows 12 to 3 in the low six bits of a column's first byte, rows 4 to 9 in the second. */
export function cardImage(card: Uint8Array): Uint8Array {
  if (card.length === CARD_IMAGE_SIZE) return card;
  const image = new Uint8Array(CARD_IMAGE_SIZE);
  for (let column = 0; column < CARD_COLUMNS; column++) {
    setImageColumn(image, column, holesOf(card[column] ?? 0x40));
  }
  return image;
}

/** Holes of a column (from 0) of a card image. */
export function imageColumn(image: Uint8Array, column: number): number {
  return ((image[2 * column] & 0x3f) << 6) | (image[2 * column + 1] & 0x3f);
}

/** Puts the holes of a column into a card image. */
export function setImageColumn(image: Uint8Array, column: number, holes: number): void {
  image[2 * column] = (holes >> 6) & 0x3f;
  image[2 * column + 1] = holes & 0x3f;
}

/** The shortest form of a card image: EBCDIC when every column is a code, else the image. */
export function simplestCard(image: Uint8Array): Uint8Array {
  const { bytes, invalid } = cardInEbcdic(image);
  return invalid ? image : bytes;
}
