/**
 * What goes over a line between two systems: frames of a length (4 bytes, big-endian, without itself), a type byte and
 * data. All types but the records are JSON in UTF-8. docs/formats/network-line.md.
 */

/** Version of the protocol; both ends must have the same. */
export const PROTOCOL = 1;
/** Longest frame that is taken. */
const LONGEST = 64 * 1024;
const RECORDS = 0x52;

/** Names that a frame carries are EBCDIC names of at most eight characters. */
export interface FileHeader {
  /** Number of the transfer: the sender's spool file number. */
  readonly transfer: number;
  /** Milliseconds since 1970 when the file was made; with node and number it tells files apart. */
  readonly created: number;
  readonly originNode: string;
  readonly originUser: string;
  readonly node: string;
  readonly user: string;
  readonly kind: 'punch' | 'printer';
  readonly class: string;
  readonly copies: number;
  readonly name: string;
  readonly type: string;
  readonly distribution: string;
  readonly records: number;
}

export type Frame =
  | { readonly kind: 'hello'; readonly protocol: number; readonly node: string; readonly password: string }
  | { readonly kind: 'file'; readonly header: FileHeader }
  | { readonly kind: 'records'; readonly records: readonly LineRecord[] }
  | { readonly kind: 'end'; readonly transfer: number; readonly records: number }
  | { readonly kind: 'accepted'; readonly transfer: number }
  | { readonly kind: 'refused'; readonly transfer: number; readonly reason: string; readonly later: boolean }
  | {
      readonly kind: 'message';
      readonly fromNode: string;
      readonly fromUser: string;
      readonly node: string;
      readonly user: string;
      readonly text: string;
    };

/** A spool record: the command that printed or punched it, and its data. */
export interface LineRecord {
  readonly command: number;
  readonly data: Uint8Array;
}

/** The other end does not keep to the protocol. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}

export function encodeFrame(frame: Frame): Uint8Array {
  const body =
    frame.kind === 'records' ? encodeRecords(frame.records) : new TextEncoder().encode(JSON.stringify(frame));
  const bytes = new Uint8Array(5 + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length + 1);
  bytes[4] = frame.kind === 'records' ? RECORDS : 0x4a;
  bytes.set(body, 5);
  return bytes;
}

/** Puts frames together from the bytes that come. */
export class FrameReader {
  private held = new Uint8Array(0);

  /** Frames that are complete now. Throws `ProtocolError`. */
  take(bytes: Uint8Array): Frame[] {
    const all = new Uint8Array(this.held.length + bytes.length);
    all.set(this.held);
    all.set(bytes, this.held.length);
    const frames: Frame[] = [];
    let at = 0;
    while (all.length - at >= 4) {
      const length = new DataView(all.buffer, at).getUint32(0);
      if (length < 1 || length > LONGEST) throw new ProtocolError(`a frame of ${length} bytes`);
      if (all.length - at - 4 < length) break;
      frames.push(decode(all[at + 4], all.subarray(at + 5, at + 4 + length)));
      at += 4 + length;
    }
    this.held = all.slice(at);
    return frames;
  }
}

function encodeRecords(records: readonly LineRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, { data }) => sum + 3 + data.length, 0));
  let at = 0;
  for (const { command, data } of records) {
    bytes.set([command, data.length >> 8, data.length & 0xff], at);
    bytes.set(data, at + 3);
    at += 3 + data.length;
  }
  return bytes;
}

function decode(type: number, body: Uint8Array): Frame {
  if (type === RECORDS) return { kind: 'records', records: decodeRecords(body) };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ProtocolError('a frame that is not JSON');
  }
  return checked(value);
}

function decodeRecords(body: Uint8Array): LineRecord[] {
  const records: LineRecord[] = [];
  for (let at = 0; at < body.length;) {
    const length = (body[at + 1] << 8) | body[at + 2];
    if (at + 3 + length > body.length) throw new ProtocolError('a record that is cut off');
    records.push({ command: body[at], data: body.slice(at + 3, at + 3 + length) });
    at += 3 + length;
  }
  return records;
}

type Shape = Readonly<Record<string, 'string' | 'number' | 'boolean' | 'object'>>;

const SHAPES: Readonly<Record<string, Shape>> = {
  hello: { protocol: 'number', node: 'string', password: 'string' },
  file: { header: 'object' },
  end: { transfer: 'number', records: 'number' },
  accepted: { transfer: 'number' },
  refused: { transfer: 'number', reason: 'string', later: 'boolean' },
  message: { fromNode: 'string', fromUser: 'string', node: 'string', user: 'string', text: 'string' },
};

const HEADER: Shape = {
  ...{ transfer: 'number', created: 'number', originNode: 'string', originUser: 'string', node: 'string' },
  ...{ user: 'string', kind: 'string', class: 'string', copies: 'number', name: 'string', type: 'string' },
  ...{ distribution: 'string', records: 'number' },
};

/** Nothing of another system is believed: every field has to be there, of its kind, and of a sensible size. */
function checked(value: unknown): Frame {
  if (typeof value !== 'object' || value === null) throw new ProtocolError('a frame without fields');
  const fields = value as Record<string, unknown>;
  const kind = String(fields.kind);
  if (!Object.hasOwn(SHAPES, kind)) throw new ProtocolError(`a frame of the kind ${kind.slice(0, 20)}`);
  demand(fields, SHAPES[kind]);
  if (kind === 'file') checkHeader(fields.header as Record<string, unknown>);
  return fields as unknown as Frame;
}

function checkHeader(header: Record<string, unknown>): void {
  demand(header, HEADER);
  const names = ['originNode', 'originUser', 'node', 'user', 'distribution'];
  const short = names.every((name) => (header[name] as string).length <= 8);
  const { kind, class: spoolClass, copies, name, type } = header as unknown as FileHeader;
  const whole = Number.isInteger(copies) && copies >= 1 && copies <= 255;
  if (!short || !whole || !/^[A-Z0-9]$/.test(spoolClass) || name.length > 12 || type.length > 12) {
    throw new ProtocolError('a file header that is wrong');
  }
  if (kind !== 'punch' && kind !== 'printer') throw new ProtocolError('a file of no kind');
}

function demand(fields: Record<string, unknown>, shape: Shape): void {
  for (const [name, kind] of Object.entries(shape)) {
    const value = fields[name];
    if (typeof value !== kind || value === null || (kind === 'number' && !Number.isFinite(value))) {
      throw new ProtocolError(`a frame with a wrong ${name}`);
    }
  }
}
