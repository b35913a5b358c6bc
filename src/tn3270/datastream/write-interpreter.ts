import { decodeAddress } from './buffer-address.js';
import { AttributeType, Order } from './codes.js';
import { isProtected } from './field-attribute.js';
import type { ScreenBuffer } from './screen-buffer.js';

/** Result of interpreting write data. */
export interface WriteResult {
  /** Where an Insert Cursor order put the cursor, if one did. */
  readonly cursor: number | undefined;
  /** Buffer address after the last order. */
  readonly address: number;
  /** False when an order was cut off or named an address that is not on the screen; what came before stands. */
  readonly valid: boolean;
}

/**
 * Interprets the orders and characters of a write command (without the WCC) on a buffer, from `address` on.
 * GA23-0059, Orders. Bytes below X'40' that are no orders are stored; devices show them as blanks.
 */
export function interpretWrite(buffer: ScreenBuffer, data: Uint8Array, address: number): WriteResult {
  return new WriteInterpreter(buffer, data, address).run();
}

/** What the last step was, as far as Program Tab must know. */
type LastStep = 'order' | 'data' | 'filling-tab';

class WriteInterpreter {
  private at = 0;
  private cursor: number | undefined;
  private foreground = 0;
  private background = 0;
  private highlight = 0;
  private characterSet = 0;
  private last: LastStep = 'order';

  constructor(
    private readonly buffer: ScreenBuffer,
    private readonly data: Uint8Array,
    private address: number,
  ) {}

  run(): WriteResult {
    let valid = true;
    while (valid && this.at < this.data.length) valid = this.step(this.data[this.at++]);
    return { cursor: this.cursor, address: this.address, valid };
  }

  private step(byte: number): boolean {
    const order = this.order(byte);
    if (order === undefined) {
      this.character(byte, this.characterSet);
      this.last = 'data';
      return true;
    }
    if (byte !== Order.programTab) this.last = byte === Order.graphicEscape ? 'data' : 'order';
    return order;
  }

  /** Carries out an order: whether it was valid; undefined when the byte is no order. */
  private order(byte: number): boolean | undefined {
    switch (byte) {
      case Order.setBufferAddress: {
        const address = this.takeAddress();
        if (address === undefined) return false;
        this.address = address;
        return true;
      }
      case Order.startField:
        if (this.left() < 1) return false;
        this.buffer.putAttribute(this.address, this.take());
        this.advance();
        return true;
      case Order.startFieldExtended:
        return this.attributePairs(true);
      case Order.modifyField:
        return this.attributePairs(false);
      case Order.setAttribute:
        if (this.left() < 2) return false;
        return this.setCharacterAttribute(this.take(), this.take());
      case Order.insertCursor:
        this.cursor = this.address;
        return true;
      case Order.programTab:
        this.programTab();
        return true;
      case Order.repeatToAddress:
        return this.repeatToAddress();
      case Order.eraseUnprotectedToAddress:
        return this.eraseUnprotectedToAddress();
      case Order.graphicEscape:
        if (this.left() < 1) return false;
        this.character(this.take(), 0xf1);
        return true;
      default:
        return undefined;
    }
  }

  private left(): number {
    return this.data.length - this.at;
  }

  private take(): number {
    return this.data[this.at++];
  }

  private takeAddress(): number | undefined {
    if (this.left() < 2) return undefined;
    const address = decodeAddress(this.take(), this.take());
    return address < this.buffer.size ? address : undefined;
  }

  private advance(): void {
    this.address = this.buffer.next(this.address);
  }

  private character(byte: number, characterSet: number): void {
    this.buffer.putCharacter(this.address, byte);
    this.buffer.setExtended(this.address, this.foreground, this.background, this.highlight, characterSet);
    this.advance();
  }

  private setCharacterAttribute(type: number, value: number): boolean {
    switch (type) {
      case AttributeType.resetAll:
        this.foreground = this.background = this.highlight = this.characterSet = 0;
        break;
      case AttributeType.foreground:
        this.foreground = value;
        break;
      case AttributeType.background:
        this.background = value;
        break;
      case AttributeType.highlighting:
        this.highlight = value;
        break;
      case AttributeType.characterSet:
        this.characterSet = value;
        break;
    }
    return true;
  }

  /** SFE (a new attribute, defaults for what is not named) and MF (only what is named changes). */
  private attributePairs(start: boolean): boolean {
    if (this.left() < 1) return false;
    const count = this.take();
    if (this.left() < 2 * count) return false;
    const { buffer, address } = this;
    if (start) buffer.putAttribute(address, 0);
    else if (!buffer.isAttribute(address)) return false;
    for (let i = 0; i < count; i++) {
      const type = this.take();
      const value = this.take();
      if (type === AttributeType.field) buffer.changeAttribute(address, value);
      else if (type === AttributeType.foreground) buffer.foreground[address] = value;
      else if (type === AttributeType.background) buffer.background[address] = value;
      else if (type === AttributeType.highlighting) buffer.highlight[address] = value;
      else if (type === AttributeType.characterSet) buffer.characterSet[address] = value;
      else if (type === AttributeType.resetAll && !start) buffer.setExtended(address, 0, 0, 0, 0);
    }
    this.advance();
    return true;
  }

  /**
   * PT: to the next unprotected field; after data (or after a PT that did so) the rest of the current field
   * becomes nulls on the way. At an unprotected attribute it only steps over it. Past the last field: position 0.
   */
  private programTab(): void {
    const { buffer } = this;
    if (buffer.isAttribute(this.address) && !isProtected(buffer.attributeAt(this.address))) {
      this.advance();
      this.last = 'order';
      return;
    }
    const found = buffer.nextUnprotected(this.address);
    const target = found < this.address ? 0 : found;
    const fill = this.last !== 'order';
    if (fill) {
      while (this.address !== target && !buffer.isAttribute(this.address)) {
        buffer.putCharacter(this.address, 0);
        this.advance();
      }
    }
    this.address = target;
    this.last = fill && target === 0 ? 'filling-tab' : 'order';
  }

  private repeatToAddress(): boolean {
    const stop = this.takeAddress();
    if (stop === undefined || this.left() < 1) return false;
    let byte = this.take();
    let characterSet = this.characterSet;
    if (byte === Order.graphicEscape) {
      if (this.left() < 1) return false;
      byte = this.take();
      characterSet = 0xf1;
    }
    do this.character(byte, characterSet);
    while (this.address !== stop);
    return true;
  }

  private eraseUnprotectedToAddress(): boolean {
    const stop = this.takeAddress();
    if (stop === undefined) return false;
    const { buffer } = this;
    let governing = buffer.governing(this.address);
    do {
      if (buffer.isAttribute(this.address)) governing = buffer.attributeAt(this.address);
      else if (!isProtected(governing)) buffer.putCharacter(this.address, 0);
      this.advance();
    } while (this.address !== stop);
    return true;
  }
}
