import { ALTERNATE_SIZE } from '../tn3270/datastream/index.js';
import type { DisplayModel } from '../tn3270/datastream/index.js';

/** Models from the one that is wanted most: the tallest, then the widest. */
const BY_PREFERENCE: readonly DisplayModel[] = [4, 5, 3, 2];

/** The largest display model that a window has room for, with the status line under it; 2 when it has for none. */
export function fittingModel(rows: number, columns: number): DisplayModel {
  return (
    BY_PREFERENCE.find((model) => {
      const size = ALTERNATE_SIZE[model];
      return rows > size.rows && columns >= size.columns;
    }) ?? 2
  );
}
