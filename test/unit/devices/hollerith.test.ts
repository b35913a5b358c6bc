import { describe, expect, it } from 'vitest';
import {
  cardImage,
  cardInEbcdic,
  codeOfHoles,
  holesOf,
  isInvalidColumn,
  simplestCard,
} from '../../../src/s370/devices/hollerith.js';

/** Holes from the row names of the code table: `12-0-8-1`. */
function holes(rows: string): number {
  if (rows === '') return 0;
  return rows
    .split('-')
    .map((row) => (row === '12' ? 0x800 : row === '11' ? 0x400 : 0x200 >> Number(row)))
    .reduce((all, one) => all | one, 0);
}

describe('holes of a card', () => {
  it.each([
    [0x00, '12-0-9-8-1'],
    [0x01, '12-9-1'],
    [0x09, '12-9-8-1'],
    [0x0a, '12-9-8-2'],
    [0x10, '12-11-9-8-1'],
    [0x20, '11-0-9-8-1'],
    [0x25, '0-9-5'],
    [0x30, '12-11-0-9-8-1'],
    [0x39, '9-8-1'],
    [0x3f, '9-8-7'],
    [0x40, ''],
    [0x41, '12-0-9-1'],
    [0x48, '12-0-9-8'],
    [0x49, '12-8-1'],
    [0x4a, '12-8-2'],
    [0x4b, '12-8-3'],
    [0x50, '12'],
    [0x5b, '11-8-3'],
    [0x60, '11'],
    [0x61, '0-1'],
    [0x62, '11-0-9-2'],
    [0x6a, '12-11'],
    [0x6b, '0-8-3'],
    [0x70, '12-11-0'],
    [0x79, '8-1'],
    [0x7b, '8-3'],
    [0x81, '12-0-1'],
    [0x89, '12-0-9'],
    [0x8a, '12-0-8-2'],
    [0x80, '12-0-8-1'],
    [0xb0, '12-11-0-8-1'],
    [0xc0, '12-0'],
    [0xc1, '12-1'],
    [0xc9, '12-9'],
    [0xca, '12-0-9-8-2'],
    [0xd0, '11-0'],
    [0xd8, '11-8'],
    [0xe0, '0-8-2'],
    [0xe1, '11-0-9-1'],
    [0xe2, '0-2'],
    [0xea, '11-0-9-8-2'],
    [0xf0, '0'],
    [0xf9, '9'],
    [0xff, '12-11-0-9-8-7'],
  ])('%s is punched as %s', (code, rows) => {
    expect(holesOf(code)).toBe(holes(rows));
    expect(codeOfHoles(holes(rows))).toBe(code);
  });

  it('are different for all 256 codes, and are all that have at most one digit', () => {
    expect(new Set(Array.from({ length: 256 }, (_, code) => holesOf(code))).size).toBe(256);
    for (let pattern = 0; pattern < 4096; pattern++) {
      expect(codeOfHoles(pattern) === undefined).toBe(isInvalidColumn(pattern));
    }
  });

  it('make a card image and come back', () => {
    const card = Uint8Array.from({ length: 80 }, (_, column) => (column * 7) & 0xff);
    const image = cardImage(card);
    expect(image).toHaveLength(160);
    // 12-0-9-8-1: rows 12 and 0 and 1 in the first byte, 8 and 9 in the second
    expect(Array.from(image.subarray(0, 2))).toEqual([0b101100, 0b000011]);
    expect(cardInEbcdic(image)).toEqual({ bytes: card, invalid: false });
    expect(simplestCard(image)).toEqual(card);
  });

  it('that are no code read as zero and are told', () => {
    const image = cardImage(new Uint8Array(80).fill(0xc1));
    image[3] = 0x30; // rows 4 and 5 beside 12 and 1
    const { bytes, invalid } = cardInEbcdic(image);
    expect(invalid).toBe(true);
    expect(Array.from(bytes.subarray(0, 3))).toEqual([0xc1, 0x00, 0xc1]);
    expect(simplestCard(image)).toBe(image);
  });
});
