import { ebcdic037 } from '../../ebcdic/index.js';
import { kindName } from './spool-devices.js';
import type { SpoolFile } from './spool-file.js';
import type { SpoolRecord } from './spool-page.js';

/** Skip to channel 1 without printing; write and space one, two, three lines. */
const SKIP_TO_TOP = 0x8b;
const WRITE_1 = 0x09;
const WRITE_3 = 0x19;
const PUNCH = 0x41;

const WIDTH = 132;

/** What a separator says that is not in the file. */
export interface SeparatorFacts {
  readonly system: string;
  /** Device address, three digits. */
  readonly device: string;
  /** `10/28/80` and `12:34:56` of now and of the file's making. */
  readonly now: string;
  readonly created: string;
  readonly copy: number;
}

const text = (line: string): Uint8Array => ebcdic037.encode(line.slice(0, WIDTH).trimEnd());
const line = (command: number, content: string): SpoolRecord => ({ command, data: text(content) });

/** Page before a printed file: whose it is, what it is, in a frame that shows on the edge of the paper. */
export function printSeparator(file: SpoolFile, facts: SeparatorFacts): SpoolRecord[] {
  const ripple = `${file.owner} _ ${file.distribution} _ `.repeat(8);
  const field = (name: string, value: string): SpoolRecord =>
    line(WRITE_3, `${' '.repeat(23)}${name.padEnd(24)}${value}`);
  return [
    { command: SKIP_TO_TOP, data: new Uint8Array(0) },
    line(WRITE_1, ripple),
    line(WRITE_3, ripple),
    line(
      WRITE_3,
      `${' '.repeat(23)}${facts.system}   CLASS ${file.class}   DEV ${facts.device}   ${facts.now}`,
    ),
    field('USERID', file.owner),
    field('ORIGIN', file.origin),
    field('DISTRIBUTION CODE', file.distribution),
    field('SPOOL FILE NAME TYPE', `${file.name} ${file.type}`.trim()),
    field('CREATION DATE', facts.created),
    field('SPOOL FILE ID', `${String(file.id).padStart(4, '0')} ${kindName(file.kind)}`),
    field('RECORD COUNT', String(file.records)),
    field('COPY', `${facts.copy} OF ${file.copies}`),
    line(WRITE_1, ripple),
    line(WRITE_1, ripple),
    { command: SKIP_TO_TOP, data: new Uint8Array(0) },
  ];
}

/** Card before a punched file: one that a reader takes as ID card. */
export function punchSeparator(file: SpoolFile, facts: SeparatorFacts): SpoolRecord[] {
  const name = file.name === '' ? '' : ` NAME ${file.name} ${file.type}`;
  return [
    {
      command: PUNCH,
      data: text(`USERID ${file.owner} CLASS ${file.class}${name.trimEnd()} ${facts.created.slice(0, 8)}`),
    },
  ];
}
