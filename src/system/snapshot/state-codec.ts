/** State as bytes: JSON with the byte strings behind it. docs/formats/snapshot.md. */

import { StateError } from '../../s370/index.js';
import type { StateValue } from '../../s370/index.js';

/** Name of the member that stands for bytes: offset and length in what follows the JSON. */
const BYTES = '$bytes';

/** Length of the JSON (4 bytes, high-order first), the JSON in UTF-8, the byte strings. */
export function encodeState(state: StateValue): Uint8Array {
  const pieces: Uint8Array[] = [];
  let total = 0;
  // The value as the record has it: a Buffer would come as the text that it makes of itself.
  const text = JSON.stringify(state, function (this: Record<string, unknown>, name): unknown {
    const value = this[name];
    if (!(value instanceof Uint8Array)) return value;
    const place = [total, value.length];
    pieces.push(value);
    total += value.length;
    return { [BYTES]: place };
  });
  const json = new TextEncoder().encode(text);
  const all = new Uint8Array(4 + json.length + total);
  new DataView(all.buffer).setUint32(0, json.length);
  all.set(json, 4);
  let at = 4 + json.length;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Takes apart what `encodeState` has made. The byte strings are views of its bytes. Throws `StateError` when it is none. */
export function decodeState(encoded: Uint8Array): StateValue {
  // Plain bytes, whatever class of the host they came in.
  const bytes = new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.length);
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (bytes.length < 4 + length) throw new StateError('the state is cut off');
  const blobs = bytes.subarray(4 + length);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4, 4 + length));
    return JSON.parse(text, (_name, value: unknown) => {
      if (typeof value !== 'object' || value === null || !(BYTES in value)) return value;
      const [offset, size] = value[BYTES] as [number, number];
      if (!(offset >= 0 && size >= 0 && offset + size <= blobs.length)) {
        throw new StateError('the state names bytes that are not there');
      }
      return blobs.subarray(offset, offset + size);
    }) as StateValue;
  } catch (error) {
    throw error instanceof StateError ? error : new StateError(`the state is damaged: ${String(error)}`);
  }
}
