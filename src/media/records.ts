import type { CodePage } from '../ebcdic/index.js';
import { BackingError } from '../s370/index.js';

/** How records lie in blocks: the format's letter, and the length of fixed records. */
export interface RecordLayout {
  /** As job control says it: F, FB, V, VB, VBS, U … */
  readonly recordFormat: string;
  readonly recordLength: number;
}

/** The records of blocks. `place` names the file in errors. Throws `BackingError` for lengths that don't fit. */
export function recordsOfBlocks(
  blocks: readonly Uint8Array[],
  layout: RecordLayout,
  place: string,
): Uint8Array[] {
  switch (layout.recordFormat[0]) {
    case 'F':
      return blocks.flatMap((block) => fixedRecords(block, layout.recordLength));
    case 'V':
      return variableRecords(blocks, place);
    default:
      return [...blocks];
  }
}

function fixedRecords(block: Uint8Array, length: number): Uint8Array[] {
  if (length === 0) return [block];
  const records: Uint8Array[] = [];
  for (let at = 0; at < block.length; at += length) records.push(block.subarray(at, at + length));
  return records;
}

/** Records with a length before them; those in several segments are put together. */
function variableRecords(blocks: readonly Uint8Array[], place: string): Uint8Array[] {
  const records: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  blocks.forEach((block, index) => {
    const refuse = (what: string) => new BackingError(`${place}, block ${index + 1}: ${what}`, 'data-check');
    const blockLength = (block[0] << 8) | block[1];
    if (block.length < 4 || blockLength > block.length) throw refuse(`a block length of ${blockLength}`);
    for (let at = 4; at < blockLength;) {
      const length = (block[at] << 8) | block[at + 1];
      if (length < 4 || at + length > blockLength) throw refuse(`a record length of ${length}`);
      const segment = block[at + 2] & 0x03;
      parts.push(block.subarray(at + 4, at + length));
      // Whole record, or the last of its segments.
      if (segment === 0 || segment === 2) {
        records.push(Uint8Array.from(Buffer.concat(parts)));
        parts = [];
      }
      at += length;
    }
  });
  return records;
}

/** Records as lines of text; blanks at their ends are taken off. */
export function textOfRecords(records: readonly Uint8Array[], codePage: CodePage): string {
  return records.map((record) => `${codePage.decode(record).trimEnd()}\n`).join('');
}
