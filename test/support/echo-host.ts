import type { DisplayHost, DisplayTerminal } from '../../src/s370/index.js';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { Aid, Command, DataStreamBuilder, aidName, parseInbound } from '../../src/tn3270/datastream/index.js';
import type { Inbound } from '../../src/tn3270/datastream/index.js';

/**
 * A small host program for terminal tests: a screen with an input line at the bottom. Every key is answered with
 * a line that tells what came; ENTER with `quit` is up to the test.
 */
export class EchoHost implements DisplayHost {
  readonly records: Uint8Array[] = [];
  readonly inbounds: Inbound[] = [];
  on = false;
  private count = 0;
  private readonly large: boolean;

  constructor(
    readonly terminal: DisplayTerminal,
    options: { readonly alternate?: boolean } = {},
  ) {
    this.large = options.alternate ?? false;
  }

  powered(on: boolean): void {
    this.on = on;
    if (on) this.paint('READY');
  }

  attention(record: Uint8Array): void {
    this.records.push(record);
    const inbound = parseInbound(record);
    this.inbounds.push(inbound);
    this.count++;
    const text = inbound.fields.map((field) => ebcdic037.decode(field.data)).join('|');
    this.paint(`${this.count} ${aidName(inbound.aid) ?? inbound.aid.toString(16)} <${text}>`);
  }

  /** Erases and paints the screen with a message line. */
  paint(message: string): void {
    const { terminal } = this;
    const size = this.large
      ? { rows: terminal.alternateRows, columns: terminal.alternateColumns }
      : { rows: terminal.rows, columns: terminal.columns };
    const last = size.rows - 1;
    const stream = new DataStreamBuilder({ restoreKeyboard: true, resetModified: true }, { size })
      .at(0, 0)
      .field({ protected: true, display: 'intensified' })
      .text('ECHO HOST')
      .at(2, 0)
      .field({ protected: true })
      .text(message.slice(0, size.columns - 2))
      .at(last - 1, 0)
      .field({})
      .insertCursor()
      .at(last, 0)
      .field({ protected: true })
      .text(`${size.rows}X${size.columns}`);
    terminal.send(this.large ? Command.eraseWriteAlternate : Command.eraseWrite, stream.bytes());
  }

  /** The last key that came. */
  get lastAid(): number {
    return this.inbounds.at(-1)?.aid ?? Aid.none;
  }
}
