/**
 * Which instructions the interpreter has executed: what it has never come to is left out of regions. Places share
 * entries, so it may be said of code that was not executed, never the other way round.
 */

/** Entries: one for each halfword of half a megabyte. */
const PLACES = 1 << 18;

export class ExecutedCode {
  /** Not zero for the instruction at a host offset: see `placeOf`. The interpreter sets them by itself. */
  readonly marks = new Uint8Array(PLACES);

  /** Has the instruction at a host offset been executed? */
  has(host: number): boolean {
    return this.marks[placeOf(host)] !== 0;
  }

  /** Time has passed, and storage may have other code. */
  forget(): void {
    this.marks.fill(0);
  }
}

/** The entry of an instruction at a host offset. */
export function placeOf(host: number): number {
  return (host >>> 1) & (PLACES - 1);
}
