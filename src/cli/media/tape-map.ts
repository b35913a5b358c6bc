import { layoutOfLabel, openTapeImage, tapeFiles, tapeFormat } from '../../media/index.js';
import type { TapeFile } from '../../media/index.js';
import { BackingError } from '../../s370/index.js';
import { grouped, say } from './output.js';

const FORMAT_NAMES = { aws: 'AWS', het: 'HET', simh: 'SIMH', oma: 'OMA' } as const;

/** `cp370 tape map FILE`: files, blocks and labels. Returns the exit code: 1 when the tape is damaged. */
export function mapTape(path: string, options: { readonly labels?: boolean }): number {
  const tape = openTapeImage(path, { readOnly: true });
  try {
    say(`${path}: ${FORMAT_NAMES[tapeFormat(path)]} tape`);
    if (options.labels !== true) say('file   blocks          bytes  block length    ');
    let total = 0;
    try {
      for (const file of tapeFiles(tape)) {
        total += file.bytes;
        if (options.labels === true) sayLabels(file);
        else say(fileLine(file));
      }
    } catch (error) {
      if (!(error instanceof BackingError)) throw error;
      say(`damage: ${error.message}`);
      return 1;
    }
    say(`end of tape: ${grouped(total)} bytes of data`);
    return 0;
  } finally {
    tape.close();
  }
}

function fileLine(file: TapeFile): string {
  const lengths =
    file.shortest === file.longest
      ? grouped(file.longest)
      : `${grouped(file.shortest)} to ${grouped(file.longest)}`;
  const label = file.labels.map(shortLabel).join(', ');
  return [
    String(file.number).padStart(4),
    grouped(file.blocks).padStart(8),
    grouped(file.bytes).padStart(14),
    ` ${(file.blocks === 0 ? 'none' : lengths).padEnd(17)}`,
    file.ended ? label : `${label} (no tape mark)`,
  ]
    .join(' ')
    .trimEnd();
}

/** What a label names: `VOL1 TAPE01`, `HDR1 PAYROLL`. */
function shortLabel(label: string): string {
  const kind = label.slice(0, 4);
  if (kind === 'VOL1') return `VOL1 ${label.slice(4, 10).trimEnd()}`;
  if (/^(HDR|EOF|EOV)1/.test(kind)) return `${kind} ${label.slice(4, 21).trimEnd()}`;
  const layout = layoutOfLabel(label);
  return layout === undefined
    ? kind
    : `${kind} ${layout.recordFormat} ${layout.recordLength} ${layout.blockLength}`;
}

function sayLabels(file: TapeFile): void {
  for (const label of file.labels) say(`file ${file.number}: ${label.trimEnd()}`);
}
