import { describe, expect, it } from 'vitest';
import { clockStatement, shownTime, STANDARD_CLOCK } from '../../../src/media/clock-settings.js';
import type { ClockSettings } from '../../../src/media/clock-settings.js';

const at = (...ymd: [number, number, number, number?]): number =>
  Date.UTC(ymd[0], ymd[1] - 1, ymd[2], ymd[3]);
const settings = (keyword: string, ...operands: string[]): ClockSettings =>
  clockStatement(keyword, operands, STANDARD_CLOCK) as ClockSettings;

describe('the date of the TOD clock', () => {
  it('is the host’s without settings', () => {
    expect(shownTime(at(2026, 11, 23, 14), STANDARD_CLOCK)).toBe(at(2026, 11, 23, 14));
  });

  it('keeps month, day and time of day over an offset of years', () => {
    expect(shownTime(at(2026, 11, 23, 14), settings('SYSEPOCH', '1900', '-28'))).toBe(at(1998, 11, 23, 14));
    expect(shownTime(at(2024, 2, 29), settings('YROFFSET', '-50'))).toBe(at(1974, 3, 1));
  });

  it('counts from another epoch', () => {
    // With the epoch 1960 a clock of the year 1990 reads what a standard one read in 1930.
    expect(shownTime(at(1990, 1, 1), settings('SYSEPOCH', '1960'))).toBe(
      at(1990, 1, 1) - (at(1960, 1, 1) - at(1900, 1, 1)),
    );
  });

  it('adds the zone', () => {
    expect(shownTime(at(1990, 1, 1, 12), settings('TZOFFSET', '-0130'))).toBe(
      at(1990, 1, 1, 12) - 90 * 60_000,
    );
    expect(shownTime(at(1990, 1, 1, 12), settings('TZOFFSET', '+0200'))).toBe(at(1990, 1, 1, 14));
  });

  it.each([
    ['SYSEPOCH', []],
    ['SYSEPOCH', ['1899x']],
    ['SYSEPOCH', ['1900', 'x']],
    ['YROFFSET', ['143']],
    ['TZOFFSET', ['+2400']],
    ['TZOFFSET', ['+0060']],
  ])('refuses %s %j', (keyword, operands) => {
    expect(clockStatement(keyword, operands, STANDARD_CLOCK)).toMatch(new RegExp(`^${keyword}`));
  });
});
