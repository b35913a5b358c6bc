import { ebcdic037 } from '../../ebcdic/index.js';
import type { Vmblok } from '../vmachine/vmblok.js';

/** Parameter list (VMCPARM) and message header (VMCMHDR): the same fields at the same places. */
export const VMCF_PARAMETERS = 40;
export const HEADER = 40;
/** External interruption code. */
export const VMCF_INTERRUPTION = 0x4001;
/** What CP's own messages come from. */
export const SYSTEM = 'SYSTEM';

export const SPECIFIC = 0x80;
export const PRIORITY = 0x40;
export const SPECIAL_MESSAGES = 0x20;
/** Flags of the header. */
const RESPONSE = 0x80;
const REJECTED = 0x40;

export const Function = {
  authorize: 0,
  unauthorize: 1,
  send: 2,
  sendReceive: 3,
  sendx: 4,
  receive: 5,
  cancel: 6,
  reply: 7,
  quiesce: 8,
  resume: 9,
  identify: 10,
  reject: 11,
} as const;

export const ReturnCode = {
  ok: 0,
  badBuffer: 1,
  badFunction: 2,
  protocol: 3,
  notAuthorized: 4,
  notAvailable: 5,
  protection: 6,
  sendxTooLong: 7,
  duplicate: 8,
  quiesced: 9,
  limit: 10,
  replyCancelled: 11,
  notFound: 12,
  synchronization: 13,
  tooLate: 14,
  incorrectLength: 16,
  notForPriority: 18,
} as const;

export interface Parameters {
  readonly flags: number;
  readonly function: number;
  readonly id: number;
  readonly user: string;
  readonly address: number;
  readonly length: number;
  readonly replyAddress: number;
  readonly replyLength: number;
  readonly use: Uint8Array;
}

export interface Message {
  readonly function: number;
  readonly id: number;
  readonly priority: boolean;
  /** Undefined: CP. */
  readonly source: Vmblok | undefined;
  readonly sink: Vmblok;
  /** PSW key of the source when it sent. */
  readonly key: number;
  address: number;
  length: number;
  replyAddress: number;
  replyLength: number;
  use: Uint8Array;
  /** Data of CP's own. */
  readonly data: Uint8Array | undefined;
  response: boolean;
  rejected: boolean;
  received: boolean;
  /** The interruption for it is still to come. */
  pending: boolean;
  error: number;
}

/** A user who has given AUTHORIZE. */
export interface Station {
  buffer: number;
  length: number;
  specific: string | undefined;
  priority: boolean;
  quiesced: boolean;
  readonly queue: Message[];
  sent: number;
}

/** A message before anything has happened to it. */
export const NEW_MESSAGE = {
  response: false,
  rejected: false,
  received: false,
  pending: true,
  error: 0,
} as const;
export const NEW_STATION = {
  buffer: 0,
  length: 0,
  specific: undefined,
  priority: false,
  quiesced: false,
  sent: 0,
} as const;

/** Userid at the other end of a message. */
export function partner(message: Message, vm: Vmblok): string {
  return message.response || message.source === vm ? message.sink.userid : (message.source?.userid ?? SYSTEM);
}

/** VMCPARM as the guest has it in storage. */
export function parse(bytes: Uint8Array): Parameters {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    flags: bytes[0],
    function: view.getUint16(2),
    id: view.getInt32(4),
    user: ebcdic037.decode(bytes, 8, 16).trim(),
    address: view.getUint32(16) & 0xffffff,
    length: view.getUint32(20),
    replyAddress: view.getUint32(24) & 0xffffff,
    replyLength: view.getUint32(28),
    use: bytes.slice(32, 40),
  };
}

/** VMCMHDR of a message. */
export function headerOf(message: Message): Uint8Array {
  const header = new Uint8Array(HEADER);
  const view = new DataView(header.buffer);
  const user = message.response && message.function !== Function.identify ? message.sink : message.source;
  const flags =
    (message.response ? RESPONSE : 0) |
    (message.rejected ? REJECTED : 0) |
    (message.priority ? SPECIAL_MESSAGES : 0);
  header[0] = flags;
  header[1] = message.error;
  view.setUint16(2, message.function);
  view.setInt32(4, message.id);
  header.set(ebcdic037.encode(user?.userid ?? SYSTEM, 8), 8);
  view.setUint32(16, message.address);
  view.setUint32(20, message.length);
  view.setUint32(24, message.replyAddress);
  view.setUint32(28, message.replyLength);
  header.set(message.use, 32);
  return header;
}
