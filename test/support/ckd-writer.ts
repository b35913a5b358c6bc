/**
 * Writes records to a volume for ever, as a program killed in the middle of its work: record r of round n has all
 * bytes n. Tells the round on standard output when it begins.
 */
import { CkdImage } from '../../src/media/index.js';
import { CkdDisk } from '../../src/s370/index.js';
import { ChannelBench } from './channel-bench.js';

const [path] = process.argv.slice(2);
const bench = new ChannelBench();
bench.attach(0x190, new CkdDisk(CkdImage.open(path)));
const CC = 0x40;
bench.put(0x1800, [0, 0, 0, 1, 0, 2]);
for (let round = 1; ; round = (round % 255) + 1) {
  process.stdout.write(`${round}\n`);
  bench.put(0x2000, new Uint8Array(800).fill(round));
  for (let record = 0; record < 14; record++) {
    const cchh = [0, 1, 0, 2];
    // Even rounds update the records in place, odd rounds format the track anew.
    const search = [...cchh, round % 2 === 0 ? record + 1 : record];
    bench.put(0x1808, search);
    bench.put(0x1810, [...cchh, record + 1, 0, 800 >> 8, 800 & 0xff]);
    const find = [
      [0x07, 0x1800, CC, 6],
      [0x31, 0x1808, CC, 5],
      [0x08, 0x1008, 0, 0],
    ] as const;
    if (round % 2 === 0) bench.program(0x1000, ...find, [0x05, 0x2000, 0, 800]);
    else bench.program(0x1000, ...find, [0x1d, 0x1810, 0x80, 8], [0, 0x2000, 0, 800]);
    const { unit, channel } = bench.run(0x190, 0x1000);
    if (unit !== 0x0c || channel !== 0) throw new Error(`unit ${unit} channel ${channel}`);
  }
}
