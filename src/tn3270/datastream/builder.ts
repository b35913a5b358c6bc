import { ebcdic037 } from '../../ebcdic/index.js';
import type { CodePage } from '../../ebcdic/index.js';
import { encodeAddress } from './buffer-address.js';
import { AttributeType, Order, Wcc } from './codes.js';
import { fieldAttribute } from './field-attribute.js';
import type { FieldOptions } from './field-attribute.js';
import { DEFAULT_SIZE } from './models.js';
import type { ScreenSize } from './models.js';

export interface WccOptions {
  readonly soundAlarm?: boolean;
  readonly restoreKeyboard?: boolean;
  readonly resetModified?: boolean;
  readonly startPrinter?: boolean;
}

/** Write control character of a write command. */
export function writeControlCharacter(options: WccOptions): number {
  return (
    Wcc.base |
    (options.soundAlarm ? Wcc.soundAlarm : 0) |
    (options.restoreKeyboard ? Wcc.restoreKeyboard : 0) |
    (options.resetModified ? Wcc.resetModified : 0) |
    (options.startPrinter ? Wcc.startPrinter : 0)
  );
}

export interface BuilderOptions {
  /** Screen that the stream is for: decides the form of addresses. */
  readonly size?: ScreenSize;
  readonly codePage?: CodePage;
}

/**
 * Writes the data of a write command: the WCC, then orders and characters in the order of the calls.
 * `new DataStreamBuilder({ restoreKeyboard: true }).at(0, 0).field({ protected: true }).text('HELLO').bytes()`.
 * Rows and columns count from 0. Positions outside the screen throw `RangeError`.
 */
export class DataStreamBuilder {
  private readonly out: number[];
  private readonly size: ScreenSize;
  private readonly codePage: CodePage;

  constructor(wcc: WccOptions | number, options: BuilderOptions = {}) {
    this.out = [typeof wcc === 'number' ? wcc : writeControlCharacter(wcc)];
    this.size = options.size ?? DEFAULT_SIZE;
    this.codePage = options.codePage ?? ebcdic037;
  }

  /** Buffer address of a row and a column. */
  addressOf(row: number, column: number): number {
    if (column < 0 || column >= this.size.columns) throw new RangeError(`no column ${column}`);
    return row * this.size.columns + column;
  }

  /** SBA: what follows goes to this row and column. */
  at(row: number, column: number): this {
    return this.address(this.addressOf(row, column));
  }

  /** SBA with a buffer address. */
  address(address: number): this {
    this.out.push(Order.setBufferAddress, ...this.encode(address));
    return this;
  }

  /** SF: a field starts here; its data starts one position further. */
  field(attribute: FieldOptions | number = {}): this {
    this.out.push(Order.startField, typeof attribute === 'number' ? attribute : fieldAttribute(attribute));
    return this;
  }

  /** SFE: as `field`, with colour and highlighting (codes of `Color` and `Highlight`). */
  extendedField(
    attribute: FieldOptions | number,
    extended: { foreground?: number; background?: number; highlight?: number },
  ): this {
    const byte = typeof attribute === 'number' ? attribute : fieldAttribute(attribute);
    const pairs: number[] = [AttributeType.field, byte];
    if (extended.highlight !== undefined) pairs.push(AttributeType.highlighting, extended.highlight);
    if (extended.foreground !== undefined) pairs.push(AttributeType.foreground, extended.foreground);
    if (extended.background !== undefined) pairs.push(AttributeType.background, extended.background);
    this.out.push(Order.startFieldExtended, pairs.length / 2, ...pairs);
    return this;
  }

  /** MF: changes attributes of the field attribute at the current address (types of `AttributeType`). */
  modifyField(...pairs: (readonly [type: number, value: number])[]): this {
    this.out.push(Order.modifyField, pairs.length, ...pairs.flat());
    return this;
  }

  /** SA: attribute of the characters that follow. */
  setAttribute(type: number, value: number): this {
    this.out.push(Order.setAttribute, type, value);
    return this;
  }

  /** IC: the cursor goes here. */
  insertCursor(): this {
    this.out.push(Order.insertCursor);
    return this;
  }

  /** PT: on to the next unprotected field. */
  programTab(): this {
    this.out.push(Order.programTab);
    return this;
  }

  /** RA: repeats one character up to, not including, the row and column. The same address fills the whole screen. */
  repeatTo(row: number, column: number, byte = 0x00): this {
    this.out.push(Order.repeatToAddress, ...this.encode(this.addressOf(row, column)), byte & 0xff);
    return this;
  }

  /** EUA: nulls in unprotected positions up to, not including, the row and column. */
  eraseUnprotectedTo(row: number, column: number): this {
    this.out.push(Order.eraseUnprotectedToAddress, ...this.encode(this.addressOf(row, column)));
    return this;
  }

  /** Characters in EBCDIC. Bytes below X'40' other than nulls would be orders or controls; they become blanks. */
  characters(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      this.out.push(byte >= 0x40 && byte < 0xff ? byte : byte === 0 ? 0 : 0x40);
    }
    return this;
  }

  /** Characters in Unicode; those that the code page lacks become blanks. */
  text(text: string): this {
    return this.characters(this.codePage.encode(text));
  }

  /** Bytes as they are, orders included: for data streams that come ready from elsewhere. */
  raw(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.out.push(bytes[i] & 0xff);
    return this;
  }

  /** WCC and data: what `DisplayTerminal.send` and a write CCW take. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.out);
  }

  private encode(address: number): [number, number] {
    return encodeAddress(address, this.size.rows * this.size.columns);
  }
}
