import { labelOf, layoutOfLabel, openTapeImage, recordsOfBlocks, textOfRecords } from '../../media/index.js';
import type { RecordLayout } from '../../media/index.js';
import { codePageOption } from './code-page.js';
import { numberOption, writeOutput } from './output.js';

export interface ExtractOptions {
  readonly output?: string;
  readonly text?: boolean;
  readonly recfm?: string;
  readonly lrecl?: string;
  readonly codePage?: string;
  readonly force?: boolean;
}

/**
 * `cp370 tape extract FILE N`: the data of file N (a number, counted as `map` does, or a name in a header label). How
 * records lie in blocks comes from the options, or the labels before the file.
 */
export function extractFromTape(path: string, wanted: string, options: ExtractOptions): void {
  const { blocks, layout } = readFile(path, wanted.toUpperCase());
  const recordLength = numberOption('lrecl', options.lrecl, 1, 65535);
  const format = options.recfm?.toUpperCase() ?? (recordLength === undefined ? layout?.recordFormat : 'F');
  if (format !== undefined && !/^[FVU]/.test(format))
    throw new Error(`--recfm ${format}: F, FB, V, VB, VBS or U`);
  const how = { recordFormat: format ?? 'U', recordLength: recordLength ?? layout?.recordLength ?? 0 };
  const records = recordsOfBlocks(blocks, how, `${path}: file ${wanted}`);
  const bytes =
    options.text === true ? textOfRecords(records, codePageOption(options.codePage)) : Buffer.concat(records);
  writeOutput(options.output, options.force, bytes);
}

/** The blocks of a file, and what the labels before it say. Throws when there is no such file. */
function readFile(
  path: string,
  wanted: string,
): { readonly blocks: Uint8Array[]; readonly layout: RecordLayout | undefined } {
  const byNumber = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const tape = openTapeImage(path, { readOnly: true });
  try {
    let number = 1;
    let blocks: Uint8Array[] = [];
    let labels: string[] = [];
    let named = false;
    let layout: RecordLayout | undefined;
    for (;;) {
      const block = tape.readForward();
      if (block.kind === 'data') {
        blocks.push(block.bytes);
        const label = labelOf(block);
        if (label !== undefined) labels.push(label);
        continue;
      }
      const isFile = byNumber === undefined ? named : number === byNumber;
      if (isFile && (blocks.length > 0 || block.kind !== 'end')) return { blocks, layout };
      if (block.kind === 'end') break;
      named = labels.some((label) => label.startsWith('HDR1') && label.slice(4, 21).trimEnd() === wanted);
      layout = labels.map(layoutOfLabel).find((found) => found !== undefined);
      blocks = [];
      labels = [];
      number++;
    }
    throw new Error(`there is no file ${wanted} on ${path}`);
  } finally {
    tape.close();
  }
}
