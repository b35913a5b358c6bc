import { encodeAddress, graphicCode } from './buffer-address.js';
import { Aid, AttributeType, Order, isShortRead } from './codes.js';
import { isModified } from './field-attribute.js';
import type { ScreenBuffer } from './screen-buffer.js';

/** What inbound data carries besides characters. GA23-0059, Set Reply Mode. */
export interface ReplyMode {
  readonly kind: 'field' | 'extended-field' | 'character';
  /** Attribute types that character mode reports. */
  readonly types: readonly number[];
}

export const FIELD_MODE: ReplyMode = { kind: 'field', types: [] };

/** SYSREQ sends a test request: SOH, percent sign, slash, STX before the data of a Read Modified. */
export const TEST_REQUEST_HEADER = Uint8Array.of(0x01, 0x6c, 0x61, 0x02);

/**
 * Read Modified: AID, cursor, and every field with its modified data tag on, as SBA, address, data without
 * nulls; an unformatted screen gives all its characters. CLEAR and PA keys give the AID alone unless `all`
 * (Read Modified All); SYSREQ gives the test request header instead of AID and cursor.
 */
export function readModified(
  buffer: ScreenBuffer,
  aid: number,
  cursor: number,
  mode: ReplyMode,
  all = false,
): Uint8Array {
  if (isShortRead(aid) && !all) return Uint8Array.of(aid);
  const out: number[] =
    aid === Aid.sysReq ? [...TEST_REQUEST_HEADER] : [aid, ...encodeAddress(cursor, buffer.size)];
  const writer = new CharacterWriter(buffer, mode, out);
  if (!buffer.formatted) {
    for (let at = 0; at < buffer.size; at++) if (buffer.characters[at] !== 0) writer.character(at);
    return Uint8Array.from(out);
  }
  for (const start of buffer.attributePositions()) {
    if (!isModified(buffer.attributeAt(start))) continue;
    out.push(Order.setBufferAddress, ...encodeAddress(buffer.next(start), buffer.size));
    for (const at of buffer.fieldPositions(start)) if (buffer.characters[at] !== 0) writer.character(at);
    writer.reset();
  }
  return Uint8Array.from(out);
}

/** Read Buffer: AID, cursor, and every position: its character (nulls too), or SF and the field attribute. */
export function readBuffer(buffer: ScreenBuffer, aid: number, cursor: number, mode: ReplyMode): Uint8Array {
  const out: number[] = [aid, ...encodeAddress(cursor, buffer.size)];
  const writer = new CharacterWriter(buffer, mode, out);
  for (let at = 0; at < buffer.size; at++) {
    if (buffer.isAttribute(at)) writer.fieldAttribute(at);
    else writer.character(at);
  }
  return Uint8Array.from(out);
}

/** Appends characters in a reply mode, with SA orders where character attributes change. */
class CharacterWriter {
  private readonly current = new Map<number, number>();
  private readonly types: readonly number[];

  constructor(
    private readonly buffer: ScreenBuffer,
    private readonly mode: ReplyMode,
    private readonly out: number[],
  ) {
    this.types = mode.kind === 'character' ? mode.types : [];
  }

  character(at: number): void {
    const { buffer, out } = this;
    for (const type of this.types) {
      const value = this.extended(type, at);
      if (value === undefined || value === (this.current.get(type) ?? 0)) continue;
      out.push(Order.setAttribute, type, value);
      this.current.set(type, value);
    }
    if (buffer.characterSet[at] === 0xf1 && this.mode.kind !== 'character') out.push(Order.graphicEscape);
    out.push(buffer.characters[at]);
  }

  fieldAttribute(at: number): void {
    const { buffer, out } = this;
    const attribute = graphicCode(buffer.attributeAt(at));
    if (this.mode.kind === 'field') {
      out.push(Order.startField, attribute);
      return;
    }
    const pairs = [AttributeType.field, attribute];
    for (const type of EXTENDED_TYPES) {
      const value = this.extended(type, at);
      if (value) pairs.push(type, value);
    }
    out.push(Order.startFieldExtended, pairs.length / 2, ...pairs);
  }

  /** Character attributes are defaults again, for the device at the other end too: each field names its own. */
  reset(): void {
    if (this.current.size === 0) return;
    this.out.push(Order.setAttribute, AttributeType.resetAll, 0);
    this.current.clear();
  }

  private extended(type: number, at: number): number | undefined {
    const { buffer } = this;
    switch (type) {
      case AttributeType.foreground:
        return buffer.foreground[at];
      case AttributeType.background:
        return buffer.background[at];
      case AttributeType.highlighting:
        return buffer.highlight[at];
      case AttributeType.characterSet:
        return buffer.characterSet[at];
      default:
        return undefined;
    }
  }
}

const EXTENDED_TYPES = [
  AttributeType.highlighting,
  AttributeType.foreground,
  AttributeType.background,
  AttributeType.characterSet,
];
