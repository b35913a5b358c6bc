import { Command, DataStreamBuilder } from '../../tn3270/datastream/index.js';
import type { WccOptions } from '../../tn3270/datastream/index.js';
import type { ScreenLayout } from './screen-layout.js';
import { STATUS_LENGTH } from './screen-layout.js';
import { ONLINE, logoRows } from './logo.js';

/** Attributes: protected; unprotected and modified, so that ENTER always sends it; the same, not shown. */
const PROTECTED = 0x60;
const INPUT = 0xc1;
const HIDDEN_INPUT = 0x4d;

/** Where write commands for a display go. */
export type SendCommand = (command: number, data: Uint8Array) => void;

/** Makes the data streams of CP's screen manners. Each method sends one write command. */
export class ScreenWriter {
  /** The next formatting of the screen has to erase it (power on, CLEAR, full-screen use). */
  private formatted = false;

  constructor(
    private readonly layout: ScreenLayout,
    private readonly send: SendCommand,
  ) {}

  /** The display has lost its contents: the next `clear` erases and formats it anew. */
  invalidate(): void {
    this.formatted = false;
  }

  logo(status: string): void {
    const { rows, columns } = this.layout.size;
    const builder = this.erasing();
    builder.at(0, 0).text(ONLINE);
    for (const { row, column, text } of logoRows(rows - 2, columns)) builder.at(row, column).text(text);
    this.areas(builder, status);
    this.send(this.eraseCommand, builder.bytes());
    this.formatted = true;
  }

  /** Clears the output area; what is typed in the input area stays, unless the screen has to be formatted. */
  clear(status: string): void {
    if (!this.formatted) {
      const erasing = this.erasing();
      this.areas(erasing, status);
      this.send(this.eraseCommand, erasing.bytes());
      this.formatted = true;
      return;
    }
    const builder = this.builder({ restoreKeyboard: true });
    builder.address(0).repeatTo(this.layout.outputRows, 0);
    this.status(builder, status);
    this.send(Command.write, builder.bytes());
  }

  /** Text from the beginning of an output row, on over the following rows. `status` unless that stays. */
  output(row: number, text: Uint8Array, alarm: boolean, status?: string): void {
    const builder = this.builder({ soundAlarm: alarm });
    builder.at(row, 0).characters(text);
    if (status !== undefined) this.status(builder, status);
    this.send(Command.write, builder.bytes());
  }

  /** Data that may hold start-field sequences (X'1D', attribute), from a row on. */
  display(row: number, data: Uint8Array): void {
    const builder = this.builder({ restoreKeyboard: true }).at(row, 0);
    let start = 0;
    for (let i = 0; i < data.length; i++) {
      if (data[i] !== 0x1d) continue;
      builder.characters(data.subarray(start, i));
      if (i + 1 < data.length) builder.field(data[i + 1]);
      i++;
      start = i + 1;
    }
    builder.characters(data.subarray(Math.min(start, data.length)));
    this.send(Command.write, builder.bytes());
  }

  setStatus(status: string, options: WccOptions = {}): void {
    const builder = this.builder(options);
    this.status(builder, status);
    this.send(Command.write, builder.bytes());
  }

  soundAlarm(): void {
    this.send(Command.write, this.builder({ soundAlarm: true, restoreKeyboard: true }).bytes());
  }

  restoreKeyboard(): void {
    this.send(Command.write, this.builder({ restoreKeyboard: true }).bytes());
  }

  /** Empties the input area, or puts text into it with the cursor behind; frees the keyboard. */
  input(status: string | undefined, options: { hidden?: boolean; text?: Uint8Array } = {}): void {
    const builder = this.builder({ restoreKeyboard: true });
    this.inputArea(builder, options);
    if (status !== undefined) this.status(builder, status);
    this.send(Command.write, builder.bytes());
  }

  /** The guest's own data stream: WCC and orders as they are. */
  raw(command: number, data: Uint8Array): void {
    this.formatted = false;
    this.send(command, data);
  }

  get eraseCommand(): number {
    const { rows, columns } = this.layout.size;
    return rows === 24 && columns === 80 ? Command.eraseWrite : Command.eraseWriteAlternate;
  }

  private builder(options: WccOptions): DataStreamBuilder {
    return new DataStreamBuilder(options, { size: this.layout.size });
  }

  private erasing(): DataStreamBuilder {
    return this.builder({ restoreKeyboard: true });
  }

  private areas(builder: DataStreamBuilder, status: string): void {
    builder.address(this.layout.statusAttribute).field(PROTECTED);
    this.status(builder, status);
    this.inputArea(builder, {});
  }

  private inputArea(builder: DataStreamBuilder, options: { hidden?: boolean; text?: Uint8Array }): void {
    const { columns } = this.layout.size;
    const end = this.layout.statusAttribute;
    const text = (options.text ?? new Uint8Array(0)).subarray(0, this.layout.inputLength - 1);
    builder.address(this.layout.inputAttribute).field(options.hidden ? HIDDEN_INPUT : INPUT);
    builder.characters(text).insertCursor();
    builder.repeatTo(Math.floor(end / columns), end % columns);
  }

  private status(builder: DataStreamBuilder, status: string): void {
    builder.address(this.layout.statusStart).text(status.slice(0, STATUS_LENGTH).padEnd(STATUS_LENGTH));
  }
}
