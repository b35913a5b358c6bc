/** A table by which compiled code finds out which of a few addresses it has, without comparing it with each. */

/** A product of an address has its place in a table in the bits from here on. */
export const SPREAD_SHIFT = 27;
const SPREAD_PLACES = 1 << (32 - SPREAD_SHIFT);
/** Odd numbers, one of which takes any few addresses to different places. */
const SPREAD_STEP = 0x9e3779b2;

/** A multiplier that takes each address to a place of its own, and the indices of the addresses by their places, -1 in free ones. */
export function spread(addresses: readonly number[]): {
  readonly multiplier: number;
  readonly table: number[];
} {
  for (let multiplier = 1; ; multiplier = (multiplier + SPREAD_STEP) | 0) {
    const table = new Array<number>(SPREAD_PLACES).fill(-1);
    addresses.forEach((address, index) => {
      table[Math.imul(address, multiplier) >>> SPREAD_SHIFT] = index;
    });
    if (addresses.every((_, index) => table.includes(index))) return { multiplier, table };
  }
}
