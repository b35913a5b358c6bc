import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { SPOOL_PAGE, SpoolFull, SpoolManager, SpoolWriter } from '../../src/cp/spool/index.js';
import type { FileAttributes, SpoolFile, SpoolStore } from '../../src/cp/spool/index.js';

/** Stops the system at a given write. */
class Killed extends Error {}

/**
 * A volume whose writes may be lost until `sync`: at the kill each of the writes since then is done, not done, or torn
 * in the middle, as `fates` say.
 */
class FragileStore implements SpoolStore {
  private pages: Uint8Array[];
  private pending: { readonly page: number; readonly before: Uint8Array; readonly after: Uint8Array }[] = [];
  private writes = 0;

  constructor(
    readonly pageCount: number,
    private readonly killAt: number,
    pages?: Uint8Array[],
  ) {
    this.pages = pages ?? Array.from({ length: pageCount }, () => new Uint8Array(SPOOL_PAGE));
  }

  read(page: number): Uint8Array {
    return this.pages[page].slice();
  }

  write(page: number, bytes: Uint8Array): void {
    if (this.writes++ >= this.killAt) throw new Killed();
    this.pending.push({ page, before: this.pages[page], after: bytes.slice() });
    this.pages[page] = bytes.slice();
  }

  sync(): void {
    if (this.writes++ >= this.killAt) throw new Killed();
    this.pending = [];
  }

  /** What is on the volume when it is started again. */
  afterKill(fates: readonly number[]): Uint8Array[] {
    const pages = this.pages.map((page) => page.slice());
    // take all unsynced writes back, then let some of them happen after all
    for (const { page, before } of [...this.pending].reverse()) pages[page] = before.slice();
    this.pending.forEach(({ page, after }, index) => {
      const fate = fates[index % fates.length];
      const kept = fate % 3 === 0 ? 0 : fate % 3 === 1 ? SPOOL_PAGE : fate % SPOOL_PAGE;
      pages[page].set(after.subarray(0, kept));
    });
    return pages;
  }
}

interface Expected {
  readonly records: readonly string[];
  readonly file: SpoolFile;
}

const attributes = (owner: string): FileAttributes => ({
  queue: 'reader',
  owner,
  origin: 'MAKER',
  class: 'A',
  copies: 1,
  name: 'SOME',
  type: 'FILE',
  distribution: 'BIN',
  userHold: false,
  systemHold: false,
  tag: 'NODE USER',
  created: 1e12,
});

type Step =
  | { readonly kind: 'file'; readonly records: readonly number[] }
  | { readonly kind: 'purge'; readonly which: number }
  | { readonly kind: 'change'; readonly which: number }
  | { readonly kind: 'abandon'; readonly records: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('file' as const),
      records: fc.array(fc.nat(132), { minLength: 1, maxLength: 120 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('purge' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('abandon' as const), records: fc.nat(80) }) },
);

const textOf = (spool: SpoolManager, file: SpoolFile): string[] =>
  [...spool.records(file)].map(({ data }) => ebcdic037.decode(data));

describe('spool files', () => {
  test('no closed file is lost, no purged one comes back, wherever the system is killed', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.nat(40),
        fc.array(fc.nat(10_000), { minLength: 4, maxLength: 12 }),
        (steps, killAt, fates) => {
          const store = new FragileStore(60, killAt);
          const closed = new Map<number, Expected>();
          /** Being purged or made when the system stopped: may be there or not. */
          let uncertain: number | undefined;
          /** What a file that was being closed has to hold, if it is there. */
          let making: { readonly id: number; readonly records: readonly string[] } | undefined;
          try {
            const spool = new SpoolManager(store);
            for (const [index, action] of steps.entries()) {
              const files = [...closed.keys()];
              switch (action.kind) {
                case 'file': {
                  const records = action.records.map((length, n) => `${index} ${n} `.padEnd(length, 'X'));
                  const writer = new SpoolWriter(spool, 'punch');
                  uncertain = writer.id;
                  making = { id: writer.id, records };
                  for (const text of records) writer.write({ command: 0x41, data: ebcdic037.encode(text) });
                  const file = writer.close(attributes(`USER${index}`));
                  if (file) closed.set(file.id, { records, file: { ...file } });
                  break;
                }
                case 'purge': {
                  const id = files[action.which % Math.max(1, files.length)];
                  const file = id === undefined ? undefined : spool.find(id);
                  if (file === undefined) break;
                  uncertain = file.id;
                  closed.delete(file.id);
                  spool.purge(file);
                  break;
                }
                case 'change': {
                  const id = files[action.which % Math.max(1, files.length)];
                  const file = id === undefined ? undefined : spool.find(id);
                  const expected = file && closed.get(file.id);
                  if (file === undefined || expected === undefined) break;
                  // the class is then the old or the new one
                  spool.change(file, { class: 'B' });
                  closed.set(file.id, { ...expected, file: { ...file } });
                  break;
                }
                case 'abandon': {
                  const writer = new SpoolWriter(spool, 'printer');
                  for (let n = 0; n < action.records; n++) {
                    writer.write({ command: 0x09, data: ebcdic037.encode('LOST'.repeat(20)) });
                  }
                  if (index % 2 === 0) writer.discard();
                }
              }
              uncertain = making = undefined;
            }
          } catch (error) {
            if (error instanceof SpoolFull) return;
            if (!(error instanceof Killed)) throw error;
          }
          const pages = store.afterKill(fates);
          const again = new SpoolManager(new FragileStore(60, Infinity, pages));
          for (const [id, { records, file }] of closed) {
            if (id === uncertain) continue;
            const found = again.find(id);
            expect(found, `file ${id}`).toBeDefined();
            if (found === undefined) continue;
            expect({ ...found, class: '' }).toEqual({ ...file, inUse: false, class: '' });
            expect(textOf(again, found)).toEqual(records);
          }
          for (const file of again.files('reader'))
            expect(closed.has(file.id) || file.id === uncertain).toBe(true);
          const made = making && again.find(making.id);
          if (made) expect(textOf(again, made)).toEqual(making?.records);
          // and it can be worked with: the space of what is gone is free again
          const writer = new SpoolWriter(again, 'punch');
          writer.write({ command: 0x41, data: ebcdic037.encode('NEW') });
          const fresh = writer.close(attributes('NEW'));
          expect(fresh && textOf(again, fresh)).toEqual(['NEW']);
        },
      ),
      { numRuns: 600 },
    );
  });

  test('space is never lost', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const spool = new SpoolManager(new FragileStore(80, Infinity));
        const { free } = spool.space;
        for (const action of steps) {
          let writer: SpoolWriter | undefined;
          try {
            writer = new SpoolWriter(spool, 'punch');
            const count = action.kind === 'file' ? action.records.length : 3;
            for (let n = 0; n < count; n++)
              writer.write({ command: 0x41, data: new Uint8Array(80).fill(0xc1) });
            if (action.kind === 'abandon') writer.discard();
            else writer.close(attributes('A'));
          } catch (error) {
            if (!(error instanceof SpoolFull)) throw error;
            writer?.discard();
            break;
          }
          if (action.kind === 'purge') {
            const [file] = spool.files('reader');
            if (file) spool.purge(file);
          }
        }
        for (const file of spool.files('reader')) spool.purge(file);
        expect(spool.files('reader')).toEqual([]);
        expect(spool.space.free).toBe(free);
      }),
      { numRuns: 100 },
    );
  });
});
