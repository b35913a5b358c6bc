import { ebcdic037 } from '../../ebcdic/index.js';
import { displayStorage } from '../commands/display.js';
import { registerLines } from '../commands/dump.js';
import type { StorageSource } from '../commands/storage-source.js';
import { DUMP_RECORD, DumpContents } from './dump-file.js';
import type { SpoolRecord } from './spool-page.js';

const WRITE_SPACE_1 = 0x09;

/** What is read from a dump card by card, or printed: registers and storage in lines as DUMP has them. */
export function* dumpListing(stream: Uint8Array): Generator<SpoolRecord> {
  for (const text of lines(new DumpContents(stream))) {
    yield { command: WRITE_SPACE_1, data: ebcdic037.encode(text) };
  }
}

function* lines(dump: DumpContents): Generator<string> {
  if (dump.comment[0] !== 0) yield ebcdic037.decode(dump.comment).trimEnd();
  const all: string[] = [];
  const [high, low] = dump.psw;
  registerLines(
    {
      gpr: dump.generalRegisters,
      cr: dump.controlRegisters,
      fpr: dump.floatingRegisters,
      psw: { high: () => high, low: () => low },
    },
    true,
    (line) => all.push(line),
  );
  yield* all;
  for (const number of dump.pages) {
    const start = number * DUMP_RECORD;
    const page = dump.page(number)!;
    const source: StorageSource = {
      size: start + DUMP_RECORD,
      read: (address, length) => page.subarray(address - start, address - start + length),
      write: () => false,
      key: (address) => dump.key(address),
    };
    const shown: string[] = [];
    displayStorage(source, { start, end: start + DUMP_RECORD - 1 }, true, (line) => shown.push(line));
    yield* shown;
  }
}
