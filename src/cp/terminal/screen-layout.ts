import type { ScreenSize } from '../../tn3270/datastream/index.js';

/** Characters of the status area, at the right end of the last row. */
export const STATUS_LENGTH = 20;

/**
 * How CP divides a 3270 screen: output rows from the top, two rows of input, the status area at the end of the
 * second. The status field is protected and wraps round to the top of the screen, so that the output area needs no
 * attribute of its own. GC20-1810 (Terminal User's Guide), 3270 Display Station.
 */
export class ScreenLayout {
  readonly outputRows: number;
  /** Positions of the attributes of input and status area. */
  readonly inputAttribute: number;
  readonly statusAttribute: number;

  constructor(readonly size: ScreenSize) {
    this.outputRows = size.rows - 2;
    this.inputAttribute = this.outputRows * size.columns;
    this.statusAttribute = size.rows * size.columns - STATUS_LENGTH - 1;
  }

  get inputStart(): number {
    return this.inputAttribute + 1;
  }

  /** Characters that fit into the input area. */
  get inputLength(): number {
    return this.statusAttribute - this.inputStart;
  }

  get statusStart(): number {
    return this.statusAttribute + 1;
  }

  /** Rows that a line of so many characters takes; an empty line takes one. */
  rowsOf(characters: number): number {
    return Math.max(1, Math.ceil(characters / this.size.columns));
  }
}
