import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { watch as watchHost } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test } from 'vitest';
import { Directory } from '../../../src/cp/directory/index.js';
import { DirectoryWatch } from '../../../src/system/directory-watch.js';
import { hashPasswords, installDirectory } from '../../../src/system/directory-program.js';
import { SYSTEM_DIRECTORY, SystemDirectory } from '../../support/system.js';

let site: SystemDirectory | undefined;
let watch: DirectoryWatch | undefined;
afterEach(() => {
  watch?.close();
  site?.remove();
  watch = site = undefined;
});

it('a running system takes a new directory without errors, and no other', async () => {
  const made = (site = new SystemDirectory());
  const { directory } = Directory.fromSource(SYSTEM_DIRECTORY);
  const told: string[] = [];
  let heard = (): void => undefined;
  watch = new DirectoryWatch(made.path, directory, (line) => {
    told.push(line);
    heard();
  });
  /** Changes the file and waits for what the operator hears. */
  const after = async (change: () => void): Promise<string> => {
    const told1 = new Promise<void>((done) => (heard = done));
    change();
    await told1;
    return told.at(-1)!;
  };
  const source = (): string => readFileSync(made.file('user.direct'), 'utf8');
  const matches = (password: string): boolean => directory.passwordMatches(directory.find('BOB')!, password);

  const next = source().replace('BUILDER', 'PLUMBER');
  expect(await after(() => installDirectory(made.path, next))).toBe('DIRECTORY UPDATED AND ON LINE');
  expect([matches('BUILDER'), matches('PLUMBER')]).toEqual([false, true]);

  const wrong = next.replace('3350 CPRES', '3350');
  expect(await after(() => installDirectory(made.path, wrong))).toMatch(
    /^DIRECTORY NOT UPDATED: .*user\.direct:1: DMKDIR753E OPERAND MISSING/,
  );
  expect(matches('PLUMBER')).toBe(true);

  expect(await after(() => installDirectory(made.path, next))).toBe('DIRECTORY UPDATED AND ON LINE');
  expect(await after(() => void hashPasswords(made.path, next))).toBe('DIRECTORY UPDATED AND ON LINE');
  expect(directory.find('BOB')!.password).toBe('*');
  expect([matches('*'), matches('PLUMBER')]).toEqual([false, true]);
});

const userFile = (user: string): string =>
  `DIRECTORY 350 3350 CPRES\nUSER ${user} SECRET 512K 1M G\n CONSOLE 009 3215\n`;

describe('the watch of the user directory', () => {
  const close: (() => void)[] = [];
  afterEach(() => close.splice(0).forEach((action) => action()));

  function watched(watchFor?: typeof watchHost) {
    const path = mkdtempSync(join(tmpdir(), 'cp370-directory-'));
    const file = join(path, 'user.direct');
    writeFileSync(file, userFile('ALICE'));
    const { directory } = Directory.fromSource(userFile('ALICE'));
    const lines: string[] = [];
    const watcher = new DirectoryWatch(path, directory, (line) => lines.push(line), watchFor);
    close.push(() => {
      watcher.close();
      rmSync(path, { recursive: true, force: true });
    });
    const replace = (text: string): void => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    };
    return { file, directory, lines, replace };
  }

  async function until(done: () => boolean): Promise<void> {
    const limit = Date.now() + 10_000;
    while (!done()) {
      if (Date.now() > limit) throw new Error('nothing has happened');
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }

  const noWatch = ((): never => {
    throw Object.assign(new Error('no more watches'), { code: 'ENOSPC' });
  }) as unknown as typeof watchHost;

  test.each([
    ['the host tells', undefined],
    ['the host can’t tell', noWatch],
  ])('takes each new one: %s', async (_name, watchFor) => {
    const { file, directory, lines, replace } = watched(watchFor);
    replace(userFile('BOB'));
    await until(() => lines.length === 1);
    expect(directory.find('BOB')).toBeDefined();
    // the one in its place is watched too; and one that is written over
    replace(userFile('CAROL'));
    await until(() => directory.find('CAROL') !== undefined);
    writeFileSync(file, userFile('DAVE'));
    await until(() => directory.find('DAVE') !== undefined);
    expect(new Set(lines)).toEqual(new Set(['DIRECTORY UPDATED AND ON LINE']));
  });

  test('keeps the old one when the new one has errors, or is gone for a while', async () => {
    const { file, directory, lines, replace } = watched();
    replace('USER ALICE\nBOGUS\n');
    await until(() => lines.length === 1);
    expect(lines[0]).toMatch(/^DIRECTORY NOT UPDATED: .*user\.direct:/);
    expect(directory.find('ALICE')).toBeDefined();
    rmSync(file);
    await new Promise((resume) => setTimeout(resume, 300));
    writeFileSync(file, userFile('BOB'));
    await until(() => directory.find('BOB') !== undefined);
  });
});
