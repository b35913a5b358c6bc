import { describe, expect, it } from 'vitest';
import { ErrorArea } from '../../../../src/cp/recording/error-area.js';
import { LONGEST_RECORD, pageRecords } from '../../../../src/cp/recording/error-page.js';
import { VolumeError } from '../../../../src/cp/nucleus/page-file.js';
import type { DurablePages } from '../../../../src/cp/nucleus/page-file.js';

class Pages implements DurablePages {
  readonly pages: Uint8Array[];
  readonly bad = new Set<number>();
  constructor(readonly pageCount: number) {
    this.pages = Array.from({ length: pageCount }, () => new Uint8Array(4096));
  }
  read(page: number): Uint8Array {
    if (this.bad.has(page)) throw new VolumeError('TEST', page);
    return this.pages[page].slice();
  }
  write(page: number, bytes: Uint8Array): void {
    if (this.bad.has(page)) throw new VolumeError('TEST', page);
    this.pages[page] = bytes.slice();
  }
  sync(): void {
    // in memory
  }
}

const PLACE = { cylinder: 0x13, cylinders: 2, pagesPerCylinder: 10, deviceCode: 1 };
const record = (number: number, length = LONGEST_RECORD): Uint8Array => {
  const bytes = new Uint8Array(length).fill(number);
  bytes[0] = 0x30;
  return bytes;
};
const areaOf = (pages: Pages): ErrorArea => new ErrorArea({ pages, ...PLACE });
const numbers = (pages: Pages): number[][] =>
  pages.pages.map((page) => pageRecords(page).map((bytes) => bytes[1]));

describe('the error recording area', () => {
  it('is formatted when it is used first', () => {
    const pages = new Pages(20);
    const area = areaOf(pages);
    expect(area.facts).toEqual({ start: 0x00130101, firstRecord: 0x00130101, cylinders: 2 });
    expect(area.read(0x00140a01)).toHaveLength(4096);
    // address, free space from 8 on, cleared, fence
    expect([...pages.pages[19].subarray(0, 12)]).toEqual([0, 0x14, 10, 1, 0, 8, 0x40, 0, 255, 255, 255, 255]);
  });

  it('puts records behind one another, each behind its length', () => {
    const pages = new Pages(20);
    const area = areaOf(pages);
    expect(area.append(record(1, 132))).toBe('recorded');
    expect(area.append(record(2, 60))).toBe('recorded');
    const [page] = pages.pages;
    expect(page[6]).toBe(0x80);
    expect(new DataView(page.buffer).getUint16(4)).toBe(8 + 136 + 64);
    expect(new DataView(page.buffer).getUint32(8)).toBe(132);
    expect(new DataView(page.buffer).getUint32(208)).toBe(0xffffffff);
    expect(pageRecords(page).map((bytes) => [bytes.length, bytes[1]])).toEqual([
      [132, 1],
      [60, 2],
    ]);
  });

  it('fills page after page, warns in the last tenth, and then is full', () => {
    const pages = new Pages(20);
    const area = areaOf(pages);
    const outcomes = Array.from({ length: 21 }, (_, index) => area.append(record(index + 1)));
    expect(outcomes.slice(0, 18).every((outcome) => outcome === 'recorded')).toBe(true);
    expect(outcomes.slice(18)).toEqual(['nearly-full', 'recorded', 'full']);
    expect(numbers(pages)).toEqual(Array.from({ length: 20 }, (_, index) => [index + 1]));
    area.clear();
    expect(area.append(record(7, 100))).toBe('recorded');
    expect(numbers(pages).flat()).toEqual([7]);
  });

  it('goes on where an earlier system stopped', () => {
    const pages = new Pages(20);
    const first = areaOf(pages);
    for (let number = 1; number <= 7; number++) first.append(record(number, 2000));
    areaOf(pages).append(record(8, 50));
    expect(numbers(pages).flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('passes over a page that cannot be read', () => {
    const pages = new Pages(20);
    const area = areaOf(pages);
    area.append(record(1));
    pages.bad.add(1);
    area.append(record(2));
    pages.bad.clear();
    expect(numbers(pages).slice(0, 3)).toEqual([[1], [], [2]]);
    pages.bad.add(1);
    expect(area.read(0x00130201)).toBe('io-error');
  });

  it.each([
    [0x00130102, 'wrong-device'],
    [0x00120101, 'outside'],
    [0x00150101, 'outside'],
    [0x00130b01, 'end-of-cylinder'],
    [0x00130001, 'io-error'],
  ])('does not read page %s', (address, answer) => {
    expect(areaOf(new Pages(20)).read(address)).toBe(answer);
  });
});
