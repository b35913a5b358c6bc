/**
 * Writes tracks to a compressed volume for ever, as a program killed in the middle of its work: all records of a track
 * are written in one go, the data bytes of record r in round n are `(n + r) & 255`. Tells the round on standard output.
 */
import { openDiskImage } from '../../src/media/index.js';
import { formatTrack } from '../../src/s370/index.js';

const [path] = process.argv.slice(2);
const store = openDiskImage(path);
const { cylinders, heads, trackSize } = store.geometry;
let random = process.pid;
const next = (n: number): number => ((random = (random * 1103515245 + 12345) & 0x7fffffff) >>> 12) % n;

for (let round = 1; ; round++) {
  process.stdout.write(`${round}\n`);
  for (let i = 0; i < 30; i++) {
    const [cylinder, head] = [next(cylinders), next(heads)];
    const records = Array.from({ length: 1 + next(6) }, (_, r) => ({
      key: new Uint8Array(0),
      data: new Uint8Array(200 + next(300)).fill(round + r),
    }));
    // What zlib can't make short, so that tracks have many lengths.
    for (const { data } of records)
      if (next(2) === 0) data.forEach((byte, at) => (data[at] = byte ^ (next(2) * 0x80)));
    store.writeTrack(cylinder, head, 0, formatTrack(cylinder, head, trackSize, records));
  }
  if (next(8) === 0) store.sync();
}
