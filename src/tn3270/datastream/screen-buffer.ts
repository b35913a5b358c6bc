import { isProtected } from './field-attribute.js';
import type { ScreenSize } from './models.js';

/** Marks a position of `fieldAttributes` that holds an attribute; the low six bits are the attribute's. */
const ATTRIBUTE_HERE = 0x80;

/**
 * The character buffer of a display: for every position a character or a field attribute, and the extended
 * attributes of either. Fields wrap from the last position to the first. Addresses are always in range here;
 * callers check what comes from outside.
 */
export class ScreenBuffer {
  rows = 0;
  columns = 0;
  /** EBCDIC character, X'00' where there is none or a field attribute. */
  characters = new Uint8Array(0);
  /** 0, or a field attribute marked with X'80'. */
  private fieldAttributes = new Uint8Array(0);
  /** Extended attributes: of the character, or of the field at a field attribute; 0 = default. */
  foreground = new Uint8Array(0);
  background = new Uint8Array(0);
  highlight = new Uint8Array(0);
  characterSet = new Uint8Array(0);
  private attributeCount = 0;

  constructor(size: ScreenSize) {
    this.resize(size);
  }

  get size(): number {
    return this.rows * this.columns;
  }

  /** Whether there is any field. */
  get formatted(): boolean {
    return this.attributeCount > 0;
  }

  /** Changes the size and clears. */
  resize(size: ScreenSize): void {
    const positions = size.rows * size.columns;
    this.rows = size.rows;
    this.columns = size.columns;
    this.characters = new Uint8Array(positions);
    this.fieldAttributes = new Uint8Array(positions);
    this.foreground = new Uint8Array(positions);
    this.background = new Uint8Array(positions);
    this.highlight = new Uint8Array(positions);
    this.characterSet = new Uint8Array(positions);
    this.attributeCount = 0;
  }

  /** Nulls everywhere, no fields. */
  clear(): void {
    this.resize({ rows: this.rows, columns: this.columns });
  }

  next(position: number): number {
    return position + 1 >= this.size ? 0 : position + 1;
  }

  previous(position: number): number {
    return position === 0 ? this.size - 1 : position - 1;
  }

  isAttribute(position: number): boolean {
    return this.fieldAttributes[position] !== 0;
  }

  /** Field attribute bits (low six) at an attribute position. */
  attributeAt(position: number): number {
    return this.fieldAttributes[position] & 0x3f;
  }

  /** Stores a character with default extended attributes; a field attribute there is gone. */
  putCharacter(position: number, byte: number): void {
    if (this.fieldAttributes[position] !== 0) {
      this.fieldAttributes[position] = 0;
      this.attributeCount--;
    }
    this.characters[position] = byte;
    this.setExtended(position, 0, 0, 0, 0);
  }

  /** Stores a field attribute; extended attributes become defaults. */
  putAttribute(position: number, attribute: number): void {
    if (this.fieldAttributes[position] === 0) this.attributeCount++;
    this.fieldAttributes[position] = ATTRIBUTE_HERE | (attribute & 0x3f);
    this.characters[position] = 0;
    this.setExtended(position, 0, 0, 0, 0);
  }

  /** Changes a field attribute that is there, leaving extended attributes. */
  changeAttribute(position: number, attribute: number): void {
    this.fieldAttributes[position] = ATTRIBUTE_HERE | (attribute & 0x3f);
  }

  setExtended(
    position: number,
    foreground: number,
    background: number,
    highlight: number,
    characterSet: number,
  ): void {
    this.foreground[position] = foreground;
    this.background[position] = background;
    this.highlight[position] = highlight;
    this.characterSet[position] = characterSet;
  }

  /** Moves the character at `from` (with its extended attributes) to `to`; neither is an attribute position. */
  moveCharacter(from: number, to: number): void {
    this.characters[to] = this.characters[from];
    this.setExtended(
      to,
      this.foreground[from],
      this.background[from],
      this.highlight[from],
      this.characterSet[from],
    );
  }

  /** Position of the attribute that governs a position (itself, at an attribute); -1 on an unformatted screen. */
  fieldStart(position: number): number {
    if (!this.formatted) return -1;
    let at = position;
    while (this.fieldAttributes[at] === 0) at = this.previous(at);
    return at;
  }

  /** Attribute bits that govern a position; 0 (unprotected) on an unformatted screen. */
  governing(position: number): number {
    const start = this.fieldStart(position);
    return start < 0 ? 0 : this.attributeAt(start);
  }

  /** Whether the operator may not type here. */
  isProtectedAt(position: number): boolean {
    return this.isAttribute(position) || isProtected(this.governing(position));
  }

  /** Attribute positions in ascending order. */
  *attributePositions(): IterableIterator<number> {
    for (let at = 0, left = this.attributeCount; left > 0 && at < this.size; at++) {
      if (this.fieldAttributes[at] !== 0) {
        left--;
        yield at;
      }
    }
  }

  /** Data positions of the field whose attribute is at `start`, in order, wrapping at the end. */
  *fieldPositions(start: number): IterableIterator<number> {
    for (let at = this.next(start); this.fieldAttributes[at] === 0; at = this.next(at)) yield at;
  }

  /**
   * First data position of the next unprotected field that has one, searching from `position` on: the field's
   * attribute is at `position` or after it, wrapping. -1 when there is none.
   */
  nextUnprotected(position: number): number {
    let at = position;
    for (let i = 0; i < this.size; i++) {
      if (this.fieldAttributes[at] !== 0 && !isProtected(this.fieldAttributes[at])) {
        const first = this.next(at);
        if (this.fieldAttributes[first] === 0) return first;
      }
      at = this.next(at);
    }
    return -1;
  }
}
