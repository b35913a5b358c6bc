import { ebcdic037 } from '../../ebcdic/index.js';
import { TAG_LENGTH } from './spool-file.js';
import type { SpoolFile, SpoolOrigin, SpoolQueue } from './spool-file.js';

/**
 * One file in the checkpoint: 256 bytes with a checksum of their own, so that a torn write of the page spoils no
 * other file's record and is noticed in its own. Texts are EBCDIC.
 */
export const CHECKPOINT_RECORD = 256;

const IN_USE = 0x5b;
const QUEUES: readonly SpoolQueue[] = ['reader', 'printer', 'punch'];
const ORIGINS: readonly SpoolOrigin[] = ['reader', 'printer', 'punch', 'console', 'dump'];

const At = {
  mark: 0,
  queue: 1,
  kind: 2,
  flags: 3,
  id: 4,
  copies: 6,
  records: 8,
  pages: 12,
  firstPage: 16,
  lastPage: 20,
  created: 24,
  sequence: 32,
  owner: 40,
  origin: 48,
  name: 56,
  type: 68,
  distribution: 80,
  class: 88,
  tag: 92,
  checksum: 252,
} as const;

const USER_HOLD = 1;
const SYSTEM_HOLD = 2;
const TAGGED = 4;

export function encodeCheckpoint(file: SpoolFile): Uint8Array {
  const bytes = new Uint8Array(CHECKPOINT_RECORD);
  const view = new DataView(bytes.buffer);
  bytes[At.mark] = IN_USE;
  bytes[At.queue] = QUEUES.indexOf(file.queue);
  bytes[At.kind] = ORIGINS.indexOf(file.kind);
  bytes[At.flags] =
    (file.userHold ? USER_HOLD : 0) |
    (file.systemHold ? SYSTEM_HOLD : 0) |
    (file.tag === undefined ? 0 : TAGGED);
  view.setUint16(At.id, file.id);
  view.setUint16(At.copies, file.copies);
  view.setUint32(At.records, file.records);
  view.setUint32(At.pages, file.pages);
  view.setUint32(At.firstPage, file.firstPage);
  view.setUint32(At.lastPage, file.lastPage);
  view.setFloat64(At.created, file.created);
  view.setFloat64(At.sequence, file.sequence);
  bytes.set(ebcdic037.encode(file.owner, 8), At.owner);
  bytes.set(ebcdic037.encode(file.origin, 8), At.origin);
  bytes.set(ebcdic037.encode(file.name, 12), At.name);
  bytes.set(ebcdic037.encode(file.type, 12), At.type);
  bytes.set(ebcdic037.encode(file.distribution, 8), At.distribution);
  bytes.set(ebcdic037.encode(file.class, 1), At.class);
  bytes.set(ebcdic037.encode(file.tag ?? '', TAG_LENGTH), At.tag);
  view.setUint32(At.checksum, checksum(bytes));
  return bytes;
}

/** The file of a checkpoint record; undefined for a free or spoiled one. */
export function decodeCheckpoint(bytes: Uint8Array): SpoolFile | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, CHECKPOINT_RECORD);
  if (bytes[At.mark] !== IN_USE || view.getUint32(At.checksum) !== checksum(bytes)) return undefined;
  const queue = QUEUES[bytes[At.queue]];
  const kind = ORIGINS[bytes[At.kind]];
  if (queue === undefined || kind === undefined) return undefined;
  const text = (at: number, length: number): string => ebcdic037.decode(bytes, at, at + length).trimEnd();
  const flags = bytes[At.flags];
  return {
    id: view.getUint16(At.id),
    queue,
    kind,
    owner: text(At.owner, 8),
    origin: text(At.origin, 8),
    class: text(At.class, 1),
    copies: view.getUint16(At.copies),
    records: view.getUint32(At.records),
    created: view.getFloat64(At.created),
    name: text(At.name, 12),
    type: text(At.type, 12),
    distribution: text(At.distribution, 8),
    userHold: (flags & USER_HOLD) !== 0,
    systemHold: (flags & SYSTEM_HOLD) !== 0,
    tag: (flags & TAGGED) === 0 ? undefined : text(At.tag, TAG_LENGTH),
    firstPage: view.getUint32(At.firstPage),
    lastPage: view.getUint32(At.lastPage),
    pages: view.getUint32(At.pages),
    sequence: view.getFloat64(At.sequence),
    inUse: false,
  };
}

/** FNV-1a over everything but the checksum. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < At.checksum; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash >>> 0;
}
