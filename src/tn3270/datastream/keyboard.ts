import { ControlCharacter } from './codes.js';
import {
  isAutoSkip,
  isModified,
  isNumeric,
  isProtected,
  withModified,
  withoutModified,
} from './field-attribute.js';
import type { ScreenBuffer } from './screen-buffer.js';

/** What a key did not do, and why: the keyboard locks with this reason. */
export type OperatorError = 'protected' | 'numeric' | 'overflow';

const DIGIT_0 = 0xf0;
const DIGIT_9 = 0xf9;
const MINUS = 0x60;
const PERIOD = 0x4b;
const BLANK = 0x40;

/**
 * The editing keys of a 3270 keyboard on a buffer. Every key that changes data sets the modified data tag of
 * its field. Knows nothing of locks: `Screen` asks first. GA27-2749 and GA23-0061, Keyboard.
 */
export class KeyboardEditor {
  cursor = 0;
  insertMode = false;

  constructor(
    private readonly buffer: ScreenBuffer,
    private readonly options: { readonly numericLock: boolean; readonly blankFill: boolean },
  ) {}

  /** Types one EBCDIC character at the cursor. */
  character(byte: number): OperatorError | undefined {
    const { buffer } = this;
    const at = this.cursor;
    const attribute = buffer.governing(at);
    if (buffer.isProtectedAt(at)) return 'protected';
    if (this.options.numericLock && buffer.formatted && isNumeric(attribute) && !isNumericCharacter(byte))
      return 'numeric';
    if (this.insertMode && buffer.characters[at] !== 0 && !this.makeRoom(at)) return 'overflow';
    if (this.options.blankFill) this.fillWithBlanks(at);
    buffer.putCharacter(at, byte);
    this.markModified(at);
    this.cursor = buffer.next(at);
    if (byte !== ControlCharacter.dup) this.leaveAttribute();
    return undefined;
  }

  /** DUP: the duplicate character, then on to the next field. */
  dup(): OperatorError | undefined {
    const error = this.character(ControlCharacter.dup);
    if (error === undefined) this.tab();
    return error;
  }

  fieldMark(): OperatorError | undefined {
    return this.character(ControlCharacter.fieldMark);
  }

  left(): void {
    this.cursor = this.buffer.previous(this.cursor);
  }

  right(): void {
    this.cursor = this.buffer.next(this.cursor);
  }

  up(): void {
    const { columns, size } = this.buffer;
    this.cursor = (this.cursor - columns + size) % size;
  }

  down(): void {
    const { columns, size } = this.buffer;
    this.cursor = (this.cursor + columns) % size;
  }

  /** To the first position of the next unprotected field; to position 0 when there is none. */
  tab(): void {
    this.cursor = Math.max(0, this.buffer.nextUnprotected(this.cursor));
  }

  /** To the start of this unprotected field, or, being there already, of the one before. */
  backTab(): void {
    const { buffer } = this;
    if (!buffer.formatted) {
      this.cursor = 0;
      return;
    }
    let attribute = buffer.previous(this.cursor);
    // at a field's first position its own attribute is just before the cursor: start looking before that
    if (buffer.isAttribute(attribute)) attribute = buffer.previous(attribute);
    for (let i = 0; i < buffer.size; i++) {
      const first = buffer.next(attribute);
      if (
        buffer.isAttribute(attribute) &&
        !isProtected(buffer.attributeAt(attribute)) &&
        !buffer.isAttribute(first)
      ) {
        this.cursor = first;
        return;
      }
      attribute = buffer.previous(attribute);
    }
    this.cursor = 0;
  }

  /** To the first unprotected position of the next line or below. */
  newLine(): void {
    const { buffer } = this;
    const line = Math.floor(this.cursor / buffer.columns) + 1;
    const start = (line * buffer.columns) % buffer.size;
    if (!buffer.formatted || !buffer.isProtectedAt(start)) this.cursor = start;
    else this.cursor = Math.max(0, buffer.nextUnprotected(start));
  }

  /** To the first unprotected position of the screen. */
  home(): void {
    const { buffer } = this;
    this.cursor = buffer.formatted ? Math.max(0, buffer.nextUnprotected(buffer.size - 1)) : 0;
  }

  /** To the position after the last character of the field. */
  fieldEnd(): void {
    const { buffer } = this;
    const start = buffer.fieldStart(this.cursor);
    const positions = start < 0 ? [...buffer.characters.keys()] : [...buffer.fieldPositions(start)];
    let end = positions.length;
    while (end > 0 && isBlank(buffer.characters[positions[end - 1]])) end--;
    if (positions.length > 0) this.cursor = positions[Math.min(end, positions.length - 1)];
  }

  /** Deletes the character at the cursor; what follows in the field moves left, a null comes in at its end. */
  delete(): OperatorError | undefined {
    const { buffer } = this;
    if (buffer.isProtectedAt(this.cursor)) return 'protected';
    const rest = this.restOfField();
    for (let i = 0; i + 1 < rest.length; i++) buffer.moveCharacter(rest[i + 1], rest[i]);
    buffer.putCharacter(rest[rest.length - 1], 0);
    this.markModified(this.cursor);
    return undefined;
  }

  /** Moves left and deletes there, within the field. */
  backspaceErase(): OperatorError | undefined {
    const { buffer } = this;
    if (buffer.isProtectedAt(this.cursor)) return 'protected';
    const previous = buffer.previous(this.cursor);
    if (buffer.isProtectedAt(previous) || (!buffer.formatted && this.cursor === 0)) return undefined;
    this.cursor = previous;
    return this.delete();
  }

  /** ERASE EOF: nulls from the cursor to the end of the field (of the screen, when unformatted). */
  eraseEndOfField(): OperatorError | undefined {
    const { buffer } = this;
    if (buffer.isProtectedAt(this.cursor)) return 'protected';
    const end = buffer.formatted ? -1 : buffer.size;
    for (let at = this.cursor; at !== end && !buffer.isAttribute(at);) {
      buffer.putCharacter(at, 0);
      at = end === -1 ? buffer.next(at) : at + 1;
    }
    this.markModified(this.cursor);
    return undefined;
  }

  /** ERASE INPUT: nulls in all unprotected positions, modified data tags off, cursor home. */
  eraseInput(): void {
    this.eraseUnprotected();
    this.home();
  }

  /** Nulls in all unprotected positions; modified data tags of unprotected fields off. */
  eraseUnprotected(): void {
    const { buffer } = this;
    if (!buffer.formatted) {
      buffer.clear();
      return;
    }
    for (const start of buffer.attributePositions()) {
      const attribute = buffer.attributeAt(start);
      if (isProtected(attribute)) continue;
      buffer.changeAttribute(start, withoutModified(attribute));
      for (const at of buffer.fieldPositions(start)) buffer.putCharacter(at, 0);
    }
  }

  /** Sets the modified data tag of the field around a position. */
  markModified(position: number): void {
    const start = this.buffer.fieldStart(position);
    if (start < 0) return;
    const attribute = this.buffer.attributeAt(start);
    if (!isModified(attribute)) this.buffer.changeAttribute(start, withModified(attribute));
  }

  /** After typing, the cursor does not stay on an attribute: past it, or to the next field where it says skip. */
  private leaveAttribute(): void {
    const { buffer } = this;
    if (!buffer.isAttribute(this.cursor)) return;
    if (isAutoSkip(buffer.attributeAt(this.cursor))) {
      this.tab();
      return;
    }
    while (buffer.isAttribute(this.cursor)) {
      const next = buffer.next(this.cursor);
      this.cursor = next;
      // a screen of nothing but attributes has no other place
      if (next === 0) break;
    }
  }

  /** Positions from the cursor to the end of its field; on an unformatted screen to the end of the line. */
  private restOfField(): number[] {
    const { buffer } = this;
    const rest: number[] = [];
    if (!buffer.formatted) {
      const end = (Math.floor(this.cursor / buffer.columns) + 1) * buffer.columns;
      for (let at = this.cursor; at < end; at++) rest.push(at);
      return rest;
    }
    for (let at = this.cursor; !buffer.isAttribute(at); at = buffer.next(at)) rest.push(at);
    return rest;
  }

  /** Turns the nulls before a position, in its field and on its line, into blanks. */
  private fillWithBlanks(position: number): void {
    const { buffer } = this;
    if (!buffer.formatted) return;
    for (let at = position; at % buffer.columns !== 0 && !buffer.isAttribute(at - 1); at--) {
      if (buffer.characters[at - 1] === 0) buffer.putCharacter(at - 1, BLANK);
    }
  }

  /**
   * Shifts characters right from `at` into the first null of the field; with blank fill, into the blanks at its
   * end when there is no null. False when there is no room.
   */
  private makeRoom(at: number): boolean {
    const { buffer } = this;
    const rest = this.restOfField();
    let free = rest.findIndex((position) => buffer.characters[position] === 0);
    const last = rest.length - 1;
    if (free < 0 && this.options.blankFill && buffer.characters[rest[last]] === BLANK) free = last;
    if (free < 0) return false;
    for (let i = free; i > 0; i--) buffer.moveCharacter(rest[i - 1], rest[i]);
    buffer.putCharacter(at, 0);
    return true;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0 || byte === BLANK;
}

function isNumericCharacter(byte: number): boolean {
  return (
    (byte >= DIGIT_0 && byte <= DIGIT_9) || byte === MINUS || byte === PERIOD || byte === ControlCharacter.dup
  );
}
