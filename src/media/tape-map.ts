import { ebcdic037 } from '../ebcdic/index.js';
import type { TapeBlock, TapeStore } from '../s370/index.js';

const LABEL_LENGTH = 80;
const LABEL_NAMES = /^(VOL1|HDR[12]|EOF[12]|EOV[12]|U[HT]L[1-8])/;

/** What is between two tape marks. */
export interface TapeFile {
  /** From 1; label files count too, as the tape drive counts. */
  readonly number: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly shortest: number;
  readonly longest: number;
  /** The labels in the file, as text. */
  readonly labels: readonly string[];
  /** Ends with a tape mark; the last file may not. */
  readonly ended: boolean;
}

/** Reads a tape from where it stands to its end, file by file. Throws `BackingError` at damage. */
export function* tapeFiles(tape: TapeStore): Generator<TapeFile> {
  let number = 1;
  let lengths: number[] = [];
  let labels: string[] = [];
  for (;;) {
    const block = tape.readForward();
    if (block.kind === 'data') {
      lengths.push(block.bytes.length);
      const label = labelOf(block);
      if (label !== undefined) labels.push(label);
      continue;
    }
    const ended = block.kind === 'mark';
    if (ended || lengths.length > 0) {
      yield {
        number: number++,
        blocks: lengths.length,
        bytes: lengths.reduce((sum, length) => sum + length, 0),
        shortest: lengths.reduce((least, length) => Math.min(least, length), lengths[0] ?? 0),
        longest: lengths.reduce((most, length) => Math.max(most, length), 0),
        labels,
        ended,
      };
    }
    if (!ended) return;
    lengths = [];
    labels = [];
  }
}

/** Text of a block when it is a standard label. */
export function labelOf(block: TapeBlock): string | undefined {
  if (block.kind !== 'data' || block.bytes.length !== LABEL_LENGTH) return undefined;
  const text = ebcdic037.decode(block.bytes);
  return LABEL_NAMES.test(text) ? text : undefined;
}

/** What a second header label says of the records. */
export function layoutOfLabel(
  label: string,
):
  { readonly recordFormat: string; readonly blockLength: number; readonly recordLength: number } | undefined {
  if (!/^(HDR|EOF)2[FVU]/.test(label)) return undefined;
  const blocked = label[38].trim();
  return {
    recordFormat: label[4] + (blocked === 'R' ? 'BS' : blocked) + label[36].trim(),
    blockLength: Number(label.slice(5, 10)),
    recordLength: Number(label.slice(10, 15)),
  };
}

/** The standard label VOL1 of a tape. `serial`: one to six characters. */
export function tapeVolumeLabel(serial: string, owner = ''): Uint8Array {
  return ebcdic037.encode(
    `VOL1${serial.padEnd(6)}${' '.repeat(31)}${owner.padEnd(10).slice(0, 10)}`,
    LABEL_LENGTH,
  );
}

/** The header label that IEHINITT writes behind VOL1: nothing is on the tape yet. */
export function emptyHeaderLabel(): Uint8Array {
  return ebcdic037.encode(`HDR1${'0'.repeat(76)}`, LABEL_LENGTH);
}
