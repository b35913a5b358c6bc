import { closeSync, openSync } from 'node:fs';
import { ebcdic037 } from '../ebcdic/index.js';
import type { CodePage } from '../ebcdic/index.js';
import { BackingError } from '../s370/index.js';
import type { Carriage, PrintSink, StateReader, StateRecord } from '../s370/index.js';
import { writeFully } from './host-file.js';
import { savedOutput } from './saved-files.js';

/** How text is to be in the host file. */
export interface PrintTextOptions {
  /** A carriage return before the line feeds of a line. */
  readonly crlf?: boolean;
  /** Code page of what is printed; by default 037. */
  readonly codePage?: CodePage | undefined;
}

/**
 * Text of a printed line and the movement after it, as Hercules has it: line feeds for spaces, a form feed where a form
 * begins, a carriage return where the next line is printed over this one or the rest of the form is left empty.
 */
export function printedText(data: Uint8Array, carriage: Carriage, options: PrintTextOptions = {}): string {
  const { crlf = false, codePage = ebcdic037 } = options;
  const motion = 'space' in carriage ? '\n'.repeat(carriage.space) : skipText(carriage);
  if (data.length === 0) return motion;
  const returns =
    'space' in carriage
      ? carriage.space === 0
      : carriage.skipToChannel === TOP_OF_FORM && carriage.newForms > 0;
  const text = printable(data, codePage).trimEnd();
  return text + (returns || (crlf && motion.startsWith('\n')) ? '\r' : '') + motion;
}

/** The channel that is punched at the first line. */
const TOP_OF_FORM = 1;

function skipText({ newForms, lines }: Extract<Carriage, { newForms: number }>): string {
  return '\f'.repeat(newForms) + '\n'.repeat(lines);
}

/** EBCDIC to text; what has no graphic prints as a blank. */
function printable(data: Uint8Array, codePage: CodePage): string {
  return codePage.decode(data).replace(/[\x00-\x1f\x7f-\x9f\xad]/g, ' ');
}

export interface PrintFileOptions extends PrintTextOptions {
  /** Add to what is in the file; else it is begun anew. */
  readonly append?: boolean;
}

/** A printer's paper in a host file, as UTF-8 text. */
export class PrintFile implements PrintSink {
  private descriptor: number;

  constructor(
    readonly path: string,
    private readonly options: PrintFileOptions = {},
  ) {
    try {
      this.descriptor = openSync(path, options.append === true ? 'a' : 'w');
    } catch (error) {
      throw new BackingError(`${path}: ${(error as Error).message}`, 'intervention-required');
    }
  }

  printLine(data: Uint8Array, carriage: Carriage): void {
    this.write(printedText(data, carriage, this.options));
  }

  saveState(): StateRecord {
    return { files: savedOutput(this.path) };
  }

  /** Paper goes on where it is: what is printed again after a restore follows what is there. */
  restoreState(_state: StateReader): void {
    return undefined;
  }

  close(): void {
    if (this.descriptor < 0) return;
    closeSync(this.descriptor);
    this.descriptor = -1;
  }

  private write(text: string): void {
    if (text === '') return;
    try {
      writeFully(this.descriptor, Buffer.from(text));
    } catch (error) {
      throw new BackingError(`${this.path}: ${(error as Error).message}`, 'intervention-required');
    }
  }
}
