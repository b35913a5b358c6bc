/**
 * How far a 3270 write leaves the buffer address: chained local commands go on from there. GA23-0059, Orders.
 */

const Order = {
  programTab: 0x05,
  graphicEscape: 0x08,
  setBufferAddress: 0x11,
  eraseUnprotectedToAddress: 0x12,
  insertCursor: 0x13,
  startField: 0x1d,
  setAttribute: 0x28,
  startFieldExtended: 0x29,
  modifyField: 0x2c,
  repeatToAddress: 0x3c,
} as const;

/** A buffer address of two bytes: 14 bits when the top bits are 00, else two 6-bit codes. */
export function decodeBufferAddress(high: number, low: number): number {
  if ((high & 0xc0) === 0) return ((high & 0x3f) << 8) | low;
  return ((high & 0x3f) << 6) | (low & 0x3f);
}

/** Code of a 6-bit group: the EBCDIC graphic character that carries it. */
function codeOfSixBits(value: number): number {
  const bits = value & 0x3f;
  if (bits === 0) return 0x40;
  if (bits === 0x21) return 0x61;
  const zone = bits & 0x30;
  const digit = bits & 0x0f;
  if (digit >= 1 && digit <= 9 && !(zone === 0x20 && digit === 1)) return zone | digit | 0xc0;
  if (zone === 0x30 && digit === 0) return 0xf0;
  return bits | 0x40;
}

/** Two bytes of a buffer address as the host sends it: 12-bit codes when they are enough. */
export function encodeBufferAddress(address: number): readonly [number, number] {
  if (address >= 0x1000) return [(address >> 8) & 0x3f, address & 0xff];
  return [codeOfSixBits(address >> 6), codeOfSixBits(address)];
}

/**
 * Buffer address after the orders and data of a write (`data` begins behind the WCC), from `start`.
 * Undefined when it depends on what is on the screen (Program Tab).
 */
export function addressAfterWrite(data: Uint8Array, start: number, size: number): number | undefined {
  let address: number | undefined = start;
  const move = (by: number) => {
    if (address !== undefined) address = (address + by) % size;
  };
  for (let i = 0; i < data.length;) {
    switch (data[i]) {
      case Order.setBufferAddress:
      case Order.eraseUnprotectedToAddress:
        if (i + 2 >= data.length) return undefined;
        address = decodeBufferAddress(data[i + 1], data[i + 2]) % size;
        i += 3;
        break;
      case Order.repeatToAddress:
        if (i + 3 >= data.length) return undefined;
        address = decodeBufferAddress(data[i + 1], data[i + 2]) % size;
        i += data[i + 3] === Order.graphicEscape ? 5 : 4;
        break;
      case Order.startField:
        move(1);
        i += 2;
        break;
      case Order.startFieldExtended:
      case Order.modifyField:
        move(1);
        i += 2 + 2 * (data[i + 1] ?? 0);
        break;
      case Order.setAttribute:
        i += 3;
        break;
      case Order.insertCursor:
        i += 1;
        break;
      case Order.programTab:
        address = undefined;
        i += 1;
        break;
      case Order.graphicEscape:
        move(1);
        i += 2;
        break;
      default:
        move(1);
        i += 1;
    }
  }
  return address;
}

/**
 * Where in write data (with the WCC) an order stands that can't be executed: one whose operands are cut off, or with
 * an address that a buffer of `size` positions does not have. Undefined when all is well.
 */
export function invalidOrderAt(data: Uint8Array, size: number): number | undefined {
  for (let i = 1; i < data.length;) {
    const length = orderLength(data, i);
    if (i + length > data.length) return i;
    if (HAS_ADDRESS.includes(data[i]) && decodeBufferAddress(data[i + 1], data[i + 2]) >= size) return i;
    i += length;
  }
  return undefined;
}

const HAS_ADDRESS: readonly number[] = [
  Order.setBufferAddress,
  Order.eraseUnprotectedToAddress,
  Order.repeatToAddress,
];

/** Bytes of an order with its operands; 1 for a character. */
function orderLength(data: Uint8Array, at: number): number {
  switch (data[at]) {
    case Order.setBufferAddress:
    case Order.eraseUnprotectedToAddress:
    case Order.setAttribute:
      return 3;
    case Order.repeatToAddress:
      return data[at + 3] === Order.graphicEscape ? 5 : 4;
    case Order.startField:
    case Order.graphicEscape:
      return 2;
    case Order.startFieldExtended:
    case Order.modifyField:
      return 2 + 2 * (data[at + 1] ?? 0);
    default:
      return 1;
  }
}

/** Takes what lies before buffer address `from` out of a Read Buffer reply (AID, cursor, buffer). */
export function bufferFrom(reply: Uint8Array, from: number): Uint8Array {
  let i = 3;
  for (let position = 0; position < from && i < reply.length; position++) {
    if (reply[i] === Order.startField) i += 2;
    else if (reply[i] === Order.startFieldExtended) i += 2 + 2 * (reply[i + 1] ?? 0);
    else i += reply[i] === Order.graphicEscape ? 2 : 1;
  }
  return joined(reply.subarray(0, 3), reply.subarray(i));
}

/** Takes the fields that begin before buffer address `from` out of a Read Modified reply (AID, cursor, fields). */
export function fieldsFrom(reply: Uint8Array, from: number): Uint8Array {
  for (let i = 3; i < reply.length; i++) {
    if (reply[i] !== Order.setBufferAddress || i + 2 >= reply.length) continue;
    if (decodeBufferAddress(reply[i + 1], reply[i + 2]) >= from) {
      return joined(reply.subarray(0, 3), reply.subarray(i));
    }
    i += 2;
  }
  return reply.slice(0, 3);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
