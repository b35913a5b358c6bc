import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { spread, SPREAD_SHIFT } from '../../../../src/s370/compiled/spread.js';

property.prop([
  fc.uniqueArray(
    fc.integer({ min: 0, max: 0x7fffff }).map((half) => 2 * half),
    { minLength: 1, maxLength: 13 },
  ),
])('entries get places of their own in the table that leads to them', (addresses) => {
  const { multiplier, table } = spread(addresses);
  addresses.forEach((address, index) => {
    expect(table[Math.imul(address, multiplier) >>> SPREAD_SHIFT]).toBe(index);
  });
});
