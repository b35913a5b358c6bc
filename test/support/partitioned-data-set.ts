import { ebcdic037 } from '../../src/ebcdic/index.js';
import { formatTrack, parseTrack } from '../../src/s370/index.js';
import type { TrackStore } from '../../src/s370/index.js';

/** A member to write: cards of 80 columns. */
export interface CardMember {
  readonly name: string;
  readonly lines: readonly string[];
}

const NO_KEY = new Uint8Array(0);
const BLOCKING = 10;

/**
 * Writes a partitioned data set of cards (FB 80 800) to a volume with a VTOC on head 1 of cylinder 0: format 1 DSCB as
 * third record of the VTOC, one directory block, a member a track from there on. The extents lie on both cylinders, so
 * that the data set is not in one piece: directory on cylinder 1, members on cylinder 3.
 */
export function writePartitionedDataSet(
  store: TrackStore,
  name: string,
  members: readonly CardMember[],
): void {
  const { trackSize } = store.geometry;
  const directory = new Uint8Array(256);
  let at = 2;
  [...members]
    .map((member, index) => ({ member, index }))
    .sort((a, b) => (a.member.name < b.member.name ? -1 : 1))
    .forEach(({ member, index }) => {
      directory.set(ebcdic037.encode(member.name, 8), at);
      directory.set([0, 1 + index, 1, 0], at + 8);
      at += 12;
    });
  directory.fill(0xff, at, at + 8);
  new DataView(directory.buffer).setUint16(0, at + 12);
  const put = (cylinder: number, head: number, records: { key: Uint8Array; data: Uint8Array }[]) =>
    store.writeTrack(cylinder, head, 0, formatTrack(cylinder, head, trackSize, records));
  const lastKey = new Uint8Array(8).fill(0xff);
  put(1, 0, [
    { key: lastKey, data: directory },
    { key: NO_KEY, data: NO_KEY },
  ]);
  members.forEach(({ lines }, index) => {
    const records: { key: Uint8Array; data: Uint8Array }[] = [];
    for (let i = 0; i < lines.length; i += BLOCKING) {
      const cards = lines.slice(i, i + BLOCKING).map((line) => ebcdic037.encode(line, 80));
      records.push({ key: NO_KEY, data: new Uint8Array(Buffer.concat(cards)) });
    }
    put(3, index, [...records, { key: NO_KEY, data: NO_KEY }]);
  });

  const dscb = new Uint8Array(140);
  const view = new DataView(dscb.buffer);
  dscb.set(ebcdic037.encode(name, 44));
  dscb[44] = 0xf1;
  dscb.set(ebcdic037.encode('TEST01'), 45);
  dscb.set([126, 0, 200], 53);
  dscb[59] = 2;
  view.setUint16(82, 0x0200);
  dscb[84] = 0x90;
  view.setUint16(86, 80 * BLOCKING);
  view.setUint16(88, 80);
  // Two extents: the first track of cylinder 1, and as many of cylinder 3 as there are members.
  dscb.set([1, 0, 0, 1, 0, 0, 0, 1, 0, 0], 105);
  dscb.set([1, 1, 0, 3, 0, 0, 0, 3, 0, members.length - 1], 115);
  const vtoc = parseTrack(store.readTrack(0, 1), 'VTOC');
  store.writeTrack(0, 1, vtoc.records[3].offset + 8, dscb);
}
