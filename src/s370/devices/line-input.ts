import type { StateReader, StateRecord } from '../state.js';
import { lineToChannel } from './line-code.js';
import type { LineSettings } from './line-settings.js';

const LINE_FEED = 0x0a;
const NULL = 0x00;
const BACKSPACE = 0x08;
const END_OF_TRANSMISSION = 0x04;
/** Most characters of a line, and most bytes that wait to be read: more are dropped. */
const LONGEST_LINE = 2048;
const MOST_WAITING = 0x4000;

/** Characters that a terminal has sent: those of the line that is being typed, and lines that are complete. */
export class LineInput {
  private typed: number[] = [];
  /** Bytes of complete lines, as the program shall see them, and where each ends. */
  private waiting: number[] = [];
  private ends: { at: number; endOfTransmission: boolean }[] = [];
  private lastWasEnd = false;

  constructor(private readonly settings: LineSettings) {}

  /** Has anything come that was not read? */
  get any(): boolean {
    return this.typed.length > 0 || this.waiting.length > 0;
  }

  get hasLine(): boolean {
    return this.ends.length > 0;
  }

  clear(): void {
    this.typed = [];
    this.waiting = [];
    this.ends = [];
    this.lastWasEnd = false;
  }

  /** A character has come. Answers whether a line is complete with it. */
  take(character: number): boolean {
    const { settings } = this;
    const ascii = character & 0x7f;
    // Telnet has a line feed or a null behind every carriage return.
    const follows = this.lastWasEnd && (ascii === LINE_FEED || ascii === NULL);
    this.lastWasEnd = ascii === settings.endOfLine;
    if (follows && settings.endOfLine !== ascii) return false;
    if (settings.editBackspace && ascii === BACKSPACE) {
      this.typed.pop();
      return false;
    }
    if (ascii === settings.endOfLine || ascii === END_OF_TRANSMISSION) {
      if (!settings.inputSkip.has(ascii)) this.typed.push(ascii);
      this.complete(ascii === END_OF_TRANSMISSION);
      return true;
    }
    if (!settings.inputSkip.has(ascii) && this.typed.length < LONGEST_LINE) this.typed.push(ascii);
    return false;
  }

  /**
   * The next line, at most `most` bytes of it; what is left stays for the next read. `ends` is set when that was all
   * of it.
   */
  read(most: number): {
    readonly bytes: Uint8Array;
    readonly ends: boolean;
    readonly endOfTransmission: boolean;
  } {
    const [end] = this.ends;
    if (end === undefined) return { bytes: new Uint8Array(0), ends: false, endOfTransmission: false };
    const length = Math.min(most, end.at);
    const bytes = Uint8Array.from(this.waiting.splice(0, length));
    for (const one of this.ends) one.at -= length;
    const ends = end.at === 0;
    if (ends) this.ends.shift();
    return { bytes, ends, endOfTransmission: ends && end.endOfTransmission };
  }

  saveState(): StateRecord {
    return {
      typed: [...this.typed],
      waiting: [...this.waiting],
      ends: this.ends.map((end) => ({ ...end })),
      lastWasEnd: this.lastWasEnd,
    };
  }

  restoreState(state: StateReader): void {
    this.typed = state.numbers('typed');
    this.waiting = state.numbers('waiting');
    this.ends = state.records('ends').map((end) => ({
      at: end.number('at'),
      endOfTransmission: end.boolean('endOfTransmission'),
    }));
    this.lastWasEnd = state.boolean('lastWasEnd');
  }

  private complete(endOfTransmission: boolean): void {
    const { prepend, append, upperCase } = this.settings;
    const line = [
      ...prepend,
      ...this.typed.map((character) => lineToChannel(upperCase ? capital(character) : character)),
      ...append,
    ];
    this.typed = [];
    if (this.waiting.length + line.length > MOST_WAITING) return;
    this.waiting.push(...line);
    this.ends.push({ at: this.waiting.length, endOfTransmission });
  }
}

function capital(character: number): number {
  return character >= 0x61 && character <= 0x7a ? character - 0x20 : character;
}
