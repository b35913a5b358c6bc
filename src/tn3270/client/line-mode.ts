import { ebcdic037 } from '../../ebcdic/index.js';
import { Aid, Command, DEFAULT_SIZE, DataStreamBuilder, parseInbound } from '../datastream/index.js';
import type { CommandResult } from './transport.js';

/** Lines of output above the input line. */
const OUTPUT_ROWS = DEFAULT_SIZE.rows - 2;
const COLUMNS = DEFAULT_SIZE.columns - 1;
const INPUT_LENGTH = DEFAULT_SIZE.columns * 2 - 2;
const TAB = 8;

/** Escape sequences of ASCII terminals, which a 3270 cannot show. */
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|[@-Z\\-_])/g;

/**
 * Shows a host that speaks plain text (NVT, RFC 854) on a 3270 screen: output scrolls above an input line, ENTER
 * sends the line. It is a host program of its own that draws on the terminal's screen.
 */
export class LineMode {
  private readonly lines: string[] = [''];
  private column = 0;
  private readonly decoder = new TextDecoder('utf-8');

  constructor(
    private readonly command: (command: number, data: Uint8Array) => CommandResult,
    private readonly sendLine: (line: string) => void,
  ) {}

  /** Text from the host. */
  output(bytes: Uint8Array): void {
    const text = this.decoder.decode(bytes, { stream: true }).replace(ESCAPES, '');
    for (const character of text) this.character(character);
    this.paint();
  }

  /** A key of the operator. */
  attention(record: Uint8Array): void {
    const inbound = parseInbound(record);
    if (inbound.aid === Aid.clear) {
      this.lines.splice(0, this.lines.length, '');
      this.column = 0;
    } else if (inbound.aid === Aid.enter) {
      const line = inbound.fields.map((field) => ebcdic037.decode(field.data)).join('');
      for (const character of `${line}\r\n`) this.character(character);
      this.sendLine(line);
    }
    this.paint();
  }

  private character(character: string): void {
    if (character === '\n') {
      this.lines.push('');
      this.column = 0;
    } else if (character === '\r') this.column = 0;
    else if (character === '\b') this.column = Math.max(0, this.column - 1);
    else if (character === '\t')
      this.column = Math.min(COLUMNS - 1, (Math.floor(this.column / TAB) + 1) * TAB);
    else if (character >= ' ' && character !== '\u007f') this.graphic(character);
    if (this.lines.length > OUTPUT_ROWS) this.lines.splice(0, this.lines.length - OUTPUT_ROWS);
  }

  private graphic(character: string): void {
    if (this.column >= COLUMNS) {
      this.lines.push('');
      this.column = 0;
    }
    const last = this.lines.length - 1;
    const line = this.lines[last].padEnd(this.column);
    this.lines[last] = line.slice(0, this.column) + character + line.slice(this.column + 1);
    this.column++;
  }

  private paint(): void {
    const stream = new DataStreamBuilder({ restoreKeyboard: true, resetModified: true });
    this.lines.forEach((line, row) => stream.at(row, 0).field({ protected: true }).text(line));
    const address = stream.addressOf(OUTPUT_ROWS, 0);
    stream.address(address).field().insertCursor();
    stream.address(address + INPUT_LENGTH).field({ protected: true, numeric: true });
    this.command(Command.eraseWrite, stream.bytes());
  }
}
