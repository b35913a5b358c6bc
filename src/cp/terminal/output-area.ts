import type { LineRequest } from './output-queue.js';
import type { StatusText } from './screen-host.js';
import type { ScreenLayout } from './screen-layout.js';
import type { ScreenWriter } from './screen-writer.js';

/** START FIELD in a display of DIAGNOSE X'58'. */
const START_FIELD = 0x1d;

/** The rows above the input area: how far they are filled, and with what. */
export class OutputArea {
  /** Row where the next output goes. */
  private nextRow = 0;
  /** The alarm sounded for a message on this screen: a full screen holds. */
  alarmShown = false;
  /** The screen was written with DIAGNOSE: ordinary output needs a new one. */
  displayed = false;

  constructor(
    private readonly layout: ScreenLayout,
    private readonly writer: ScreenWriter,
  ) {}

  get isEmpty(): boolean {
    return this.nextRow === 0;
  }

  /** Nothing is in it: the screen has been cleared. */
  emptied(): void {
    this.alarmShown = this.displayed = false;
    this.nextRow = 0;
  }

  /** What is on the screen is no concern of ours any more, but the place of the next line is. */
  forget(): void {
    this.alarmShown = this.displayed = false;
  }

  /** Is there room for a line? One that is longer than the area goes onto an empty one. */
  hasRoom(line: LineRequest): boolean {
    return this.nextRow === 0 || this.nextRow + this.rowsOf(line) <= this.layout.outputRows;
  }

  /** Would the line end beyond the last row? */
  overflows(line: LineRequest): boolean {
    return this.nextRow + this.rowsOf(line) > this.layout.outputRows;
  }

  show(line: LineRequest, status: StatusText): void {
    const { outputRows, size } = this.layout;
    const room = (outputRows - this.nextRow) * size.columns;
    const alarm = line.alarm ?? false;
    this.writer.output(this.nextRow, line.text.subarray(0, room), alarm, status);
    this.alarmShown ||= alarm;
    this.nextRow = Math.min(this.nextRow + this.rowsOf(line), outputRows);
    line.done?.('shown');
  }

  /** Display operation of DIAGNOSE X'58'; one behind the last row goes into the input area. */
  display(row: number, data: Uint8Array): void {
    const { outputRows, size } = this.layout;
    if (row >= outputRows) {
      this.writer.input(undefined, { text: data });
      return;
    }
    const room = (outputRows - row) * size.columns;
    this.writer.display(row, data.subarray(0, room + data.filter((byte) => byte === START_FIELD).length));
    this.displayed = true;
    this.nextRow = Math.min(row + this.layout.rowsOf(data.length), outputRows);
  }

  private rowsOf(line: LineRequest): number {
    return this.layout.rowsOf(line.text.length);
  }
}
