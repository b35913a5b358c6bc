import { CARD_COLUMNS, cardImage, holesOf, imageColumn, setImageColumn, simplestCard } from './hollerith.js';

/** A card on its way through a punch: what is punched adds to the holes that are there. */
export class CardBlank {
  private image: Uint8Array;

  /** `card`: EBCDIC or card image; blank without one. */
  constructor(card: Uint8Array = new Uint8Array(CARD_COLUMNS).fill(0x40)) {
    this.image = cardImage(card).slice();
  }

  /** Punches EBCDIC from a column (from 0) on. Returns how many columns there was room for. */
  punch(data: Uint8Array, column = 0): number {
    const room = Math.min(data.length, CARD_COLUMNS - column);
    for (let i = 0; i < room; i++) this.add(column + i, holesOf(data[i]));
    return room;
  }

  /** Punches a card image, two bytes a column. Returns how many columns there was room for. */
  punchImage(data: Uint8Array, column = 0): number {
    const room = Math.min(data.length >> 1, CARD_COLUMNS - column);
    for (let i = 0; i < room; i++) this.add(column + i, imageColumn(data, i));
    return room;
  }

  /** The card: 80 bytes of EBCDIC when every column is a code, else the card image. */
  contents(): Uint8Array {
    return simplestCard(this.image).slice();
  }

  private add(column: number, holes: number): void {
    setImageColumn(this.image, column, imageColumn(this.image, column) | holes);
  }
}
