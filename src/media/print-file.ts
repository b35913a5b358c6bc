import { closeSync, openSync } from 'node:fs';
import { ebcdic037 } from '../ebcdic/index.js';
import type { CodePage } from '../ebcdic/index.js';
import { BackingError } from '../s370/index.js';
import type { Carriage, PrintSink, StateReader, StateRecord } from '../s370/index.js';
import { writeFully } from './host-file.js';
import { savedOutput } from './saved-files.js';

/**
 * Turns printed lines into text: line feeds for spaces, a form feed where a form begins. A line printed over another
 * is merged with it where one of the two is blank; where both print, the second follows a carriage return.
 */
export class PrintText {
  /** What has been printed on this line: several strokes when characters lie over each other. */
  private strokes: string[] = [];
  /** Nothing has been printed and no paper moved. */
  private fresh = true;

  constructor(private readonly codePage: CodePage = ebcdic037) {}

  /** Text that the line and the movement add. */
  print(data: Uint8Array, carriage: Carriage): string {
    if (data.length > 0) this.strike(printable(data, this.codePage));
    if ('space' in carriage) return carriage.space === 0 ? '' : this.flush() + this.feed(carriage.space);
    const { newForms, lines } = carriage;
    const text = this.flush();
    // Paper that nobody has printed on is at the top of a form already.
    const feeds = this.fresh ? newForms - 1 : newForms;
    this.fresh = false;
    return text + '\f'.repeat(Math.max(0, feeds)) + '\n'.repeat(lines);
  }

  saveState(): StateRecord {
    return { strokes: [...this.strokes], fresh: this.fresh };
  }

  restoreState(state: StateReader): void {
    this.strokes = state.texts('strokes');
    this.fresh = state.boolean('fresh');
  }

  /** The line in hand, when the paper is taken off. */
  end(): string {
    return this.strokes.length === 0 ? '' : `${this.flush()}\n`;
  }

  private strike(text: string): void {
    const last = this.strokes.length - 1;
    const merged = last < 0 ? text : merge(this.strokes[last], text);
    if (merged === undefined) this.strokes.push(text);
    else this.strokes[Math.max(0, last)] = merged;
  }

  private flush(): string {
    const text = this.strokes.map((stroke) => stroke.trimEnd()).join('\r');
    this.strokes = [];
    if (text !== '') this.fresh = false;
    return text;
  }

  private feed(lines: number): string {
    this.fresh = false;
    return '\n'.repeat(lines);
  }
}

/** EBCDIC to text; what has no graphic prints as a blank. */
function printable(data: Uint8Array, codePage: CodePage): string {
  return codePage.decode(data).replace(/[\x00-\x1f\x7f-\x9f\xad]/g, ' ');
}

/** Two lines over each other; undefined when some column would need both characters. */
function merge(under: string, over: string): string | undefined {
  let merged = '';
  for (let i = 0; i < Math.max(under.length, over.length); i++) {
    const a = under[i] ?? ' ';
    const b = over[i] ?? ' ';
    if (a !== ' ' && b !== ' ' && a !== b) return undefined;
    merged += a === ' ' ? b : a;
  }
  return merged;
}

export interface PrintFileOptions {
  /** Add to what is in the file; else it is begun anew. */
  readonly append?: boolean;
  /** A carriage return before every line feed. */
  readonly crlf?: boolean;
  /** Code page of what is printed; by default 037. */
  readonly codePage?: CodePage | undefined;
}

/** A printer's paper in a host file, as UTF-8 text. */
export class PrintFile implements PrintSink {
  private readonly text: PrintText;
  private descriptor: number;

  constructor(
    readonly path: string,
    private readonly options: PrintFileOptions = {},
  ) {
    this.text = new PrintText(options.codePage);
    try {
      this.descriptor = openSync(path, options.append === true ? 'a' : 'w');
    } catch (error) {
      throw new BackingError(`${path}: ${(error as Error).message}`, 'intervention-required');
    }
  }

  printLine(data: Uint8Array, carriage: Carriage): void {
    this.write(this.text.print(data, carriage));
  }

  saveState(): StateRecord {
    return { files: savedOutput(this.path), text: this.text.saveState() };
  }

  restoreState(state: StateReader): void {
    this.text.restoreState(state.within('text'));
  }

  close(): void {
    if (this.descriptor < 0) return;
    this.write(this.text.end());
    closeSync(this.descriptor);
    this.descriptor = -1;
  }

  private write(text: string): void {
    if (text === '') return;
    try {
      writeFully(
        this.descriptor,
        Buffer.from(this.options.crlf === true ? text.replaceAll('\n', '\r\n') : text),
      );
    } catch (error) {
      throw new BackingError(`${this.path}: ${(error as Error).message}`, 'intervention-required');
    }
  }
}
