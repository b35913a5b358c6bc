/** Display models by screen size. GA23-0061 (3274 Description), Models. */
export type DisplayModel = 2 | 3 | 4 | 5;

export interface ScreenSize {
  readonly rows: number;
  readonly columns: number;
}

/** Size after power-on, Erase/Write and CLEAR: the same for every model. */
export const DEFAULT_SIZE: ScreenSize = { rows: 24, columns: 80 };

/** Size after Erase/Write Alternate. */
export const ALTERNATE_SIZE: Readonly<Record<DisplayModel, ScreenSize>> = {
  2: { rows: 24, columns: 80 },
  3: { rows: 32, columns: 80 },
  4: { rows: 43, columns: 80 },
  5: { rows: 27, columns: 132 },
};
