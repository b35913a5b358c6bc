import { decodeAddress } from './buffer-address.js';
import { Aid, Order, isShortRead } from './codes.js';
import { TEST_REQUEST_HEADER } from './read-operations.js';

/** One field of a Read Modified; `address` is undefined for data of an unformatted screen. */
export interface InboundField {
  readonly address: number | undefined;
  /** EBCDIC data without nulls. */
  readonly data: Uint8Array;
}

/** What an operator sent. */
export interface Inbound {
  readonly aid: number;
  /** Undefined in a short read (CLEAR, PA keys) and in a test request. */
  readonly cursor: number | undefined;
  readonly fields: readonly InboundField[];
}

/**
 * Takes apart Read Modified data: AID, cursor address, and SBA-led fields; a test request is AID `sysReq`. Never throws: a record that is cut
 * off or strange gives what can be recognized, an empty one is AID `none`.
 */
export function parseInbound(bytes: Uint8Array): Inbound {
  const testRequest = TEST_REQUEST_HEADER.every((byte, i) => bytes[i] === byte);
  const aid = testRequest ? Aid.sysReq : bytes.length > 0 ? bytes[0] : Aid.none;
  if (isShortRead(aid) || bytes.length < 3) return { aid, cursor: undefined, fields: [] };
  const cursor = testRequest ? undefined : decodeAddress(bytes[1], bytes[2]);
  const fields: InboundField[] = [];
  let address: number | undefined;
  let data: number[] = [];
  const endField = (): void => {
    if (address !== undefined || data.length > 0) fields.push({ address, data: Uint8Array.from(data) });
  };
  for (let i = testRequest ? TEST_REQUEST_HEADER.length : 3; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === Order.setBufferAddress) {
      endField();
      if (i + 2 >= bytes.length) return { aid, cursor, fields };
      address = decodeAddress(bytes[i + 1], bytes[i + 2]);
      data = [];
      i += 2;
    } else if (byte === Order.setAttribute) {
      i += 2;
    } else if (byte !== Order.graphicEscape) {
      data.push(byte);
    }
  }
  endField();
  return { aid, cursor, fields };
}
