import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { CardReader } from '../../../src/s370/index.js';
import { ReaderFolder } from '../../../src/system/reader-folder.js';

let root: string;
let folder: ReaderFolder;
const log: string[] = [];
const wake = vi.fn();

/** A deck that has lain in the folder for a while. */
function deck(name: string, text: string | Uint8Array): void {
  const path = join(root, name);
  writeFileSync(path, text);
  utimesSync(path, new Date(0), new Date(0));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cp370-reader-'));
  log.length = 0;
  wake.mockClear();
  folder = new ReaderFolder(
    root,
    new CardReader({ readCard: () => 'empty' }),
    (line) => log.push(line),
    wake,
  );
});
afterEach(() => {
  folder.close();
  rmSync(root, { recursive: true, force: true });
});

const text = (card: Uint8Array | string): string =>
  typeof card === 'string' ? card : ebcdic037.decode(card).trimEnd();

describe('reader folder', () => {
  it('feeds decks one after the other and moves each when it has been dealt with', () => {
    deck('a.deck', 'ID ALICE\nONE\n');
    deck('b.deck', 'ID BOB\n');
    folder.open();
    expect(wake).toHaveBeenCalledTimes(1);
    expect([1, 2, 3].map(() => text(folder.readCard()))).toEqual(['ID ALICE', 'ONE', 'end']);
    expect(existsSync(join(root, 'a.deck'))).toBe(true);
    expect(text(folder.readCard())).toBe('ID BOB');
    expect(existsSync(join(root, 'read', 'a.deck'))).toBe(true);
    expect(folder.readCard()).toBe('end');
    expect(folder.readCard()).toBe('empty');
    expect(existsSync(join(root, 'read', 'b.deck'))).toBe(true);
  });

  it('takes what is put in while it watches', async () => {
    folder.open();
    expect(folder.readCard()).toBe('empty');
    writeFileSync(join(root, 'late'), 'ID CAROL\n');
    await vi.waitFor(() => expect(wake).toHaveBeenCalled(), 5000);
    expect(text(folder.readCard())).toBe('ID CAROL');
  });

  it('puts a damaged deck aside and says which', () => {
    deck('broken', Buffer.alloc(81, 0xff));
    folder.open();
    expect(folder.readCard()).toBe('empty');
    expect(existsSync(join(root, 'bad', 'broken'))).toBe(true);
    expect(log[0]).toMatch(/broken, offset 80: the last card has 1 columns/);
  });
});
