import { Command, channelCommand } from './codes.js';
import type { ReplyMode } from './read-operations.js';

/** A structured field of a Write Structured Field command, as far as a display understands it. */
export type StructuredField =
  | { readonly kind: 'query'; /** Undefined: all. */ readonly wanted: readonly number[] | undefined }
  | { readonly kind: 'read'; readonly command: number }
  | { readonly kind: 'erase-reset'; readonly alternate: boolean }
  | { readonly kind: 'reply-mode'; readonly mode: ReplyMode }
  | { readonly kind: 'outbound'; readonly command: number; readonly data: Uint8Array }
  | { readonly kind: 'invalid'; readonly id: number };

const READ_PARTITION = 0x01;
const ERASE_RESET = 0x03;
const SET_REPLY_MODE = 0x09;
const OUTBOUND_3270DS = 0x40;

/** Partition of a query: it concerns the device, not a partition. */
const NO_PARTITION = 0xff;
const QUERY = 0x02;
const QUERY_LIST = 0x03;
const REPLY_KINDS = ['field', 'extended-field', 'character'] as const;

/**
 * Splits WSF data into its fields. A length of 0 means the rest. `complete` is false when a length does not fit;
 * fields before that point are given. GA23-0059, Structured Fields.
 */
export function parseStructuredFields(data: Uint8Array): { fields: StructuredField[]; complete: boolean } {
  const fields: StructuredField[] = [];
  for (let at = 0; at < data.length;) {
    if (at + 3 > data.length) return { fields, complete: false };
    const stated = (data[at] << 8) | data[at + 1];
    const length = stated === 0 ? data.length - at : stated;
    if (length < 3 || at + length > data.length) return { fields, complete: false };
    fields.push(parseField(data[at + 2], data.subarray(at + 3, at + length)));
    at += length;
  }
  return { fields, complete: true };
}

function parseField(id: number, body: Uint8Array): StructuredField {
  const invalid: StructuredField = { kind: 'invalid', id };
  switch (id) {
    case READ_PARTITION:
      return readPartition(body) ?? invalid;
    case ERASE_RESET:
      if (body.length < 1 || (body[0] & 0x7f) !== 0) return invalid;
      return { kind: 'erase-reset', alternate: (body[0] & 0x80) !== 0 };
    case SET_REPLY_MODE: {
      const kind = body[0] === 0 ? REPLY_KINDS[body[1]] : undefined;
      return kind ? { kind: 'reply-mode', mode: { kind, types: [...body.subarray(2)] } } : invalid;
    }
    case OUTBOUND_3270DS: {
      if (body.length < 2 || body[0] !== 0) return invalid;
      const command = channelCommand(body[1]);
      return command !== undefined && OUTBOUND_COMMANDS.has(command)
        ? { kind: 'outbound', command, data: body.subarray(2) }
        : invalid;
    }
    default:
      return invalid;
  }
}

const OUTBOUND_COMMANDS: ReadonlySet<number> = new Set([
  Command.write,
  Command.eraseWrite,
  Command.eraseWriteAlternate,
  Command.eraseAllUnprotected,
]);
const READ_COMMANDS: ReadonlySet<number> = new Set([
  Command.readBuffer,
  Command.readModified,
  Command.readModifiedAll,
]);

function readPartition(body: Uint8Array): StructuredField | undefined {
  if (body.length < 2) return undefined;
  const [partition, operation] = body;
  if (operation === QUERY && partition === NO_PARTITION) return { kind: 'query', wanted: undefined };
  if (operation === QUERY_LIST && partition === NO_PARTITION && body.length >= 3) {
    const listOnly = (body[2] & 0xc0) === 0;
    return { kind: 'query', wanted: listOnly ? [...body.subarray(3)] : undefined };
  }
  const command = channelCommand(operation);
  if (partition === 0 && command !== undefined && READ_COMMANDS.has(command))
    return { kind: 'read', command };
  return undefined;
}
