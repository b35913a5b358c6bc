import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { Directory } from '../../../src/cp/directory/index.js';
import { DirectoryWatch } from '../../../src/system/directory-watch.js';
import { hashPasswords, installDirectory } from '../../../src/system/directory-program.js';
import { SYSTEM_DIRECTORY, SystemDirectory } from '../../support/system.js';

let site: SystemDirectory;
let watch: DirectoryWatch;
afterEach(() => {
  watch.close();
  site.remove();
});

it('a running system takes a new directory without errors, and no other', async () => {
  site = new SystemDirectory();
  const { directory } = Directory.fromSource(SYSTEM_DIRECTORY);
  const told: string[] = [];
  let heard = (): void => undefined;
  watch = new DirectoryWatch(site.path, directory, (line) => {
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
  const source = (): string => readFileSync(site.file('user.direct'), 'utf8');
  const matches = (password: string): boolean => directory.passwordMatches(directory.find('BOB')!, password);

  const next = source().replace('BUILDER', 'PLUMBER');
  expect(await after(() => installDirectory(site.path, next))).toBe('DIRECTORY UPDATED AND ON LINE');
  expect([matches('BUILDER'), matches('PLUMBER')]).toEqual([false, true]);

  const wrong = next.replace('3350 CPRES', '3350');
  expect(await after(() => installDirectory(site.path, wrong))).toMatch(
    /^DIRECTORY NOT UPDATED: .*user\.direct:1: DMKDIR753E OPERAND MISSING/,
  );
  expect(matches('PLUMBER')).toBe(true);

  expect(await after(() => installDirectory(site.path, next))).toBe('DIRECTORY UPDATED AND ON LINE');
  expect(await after(() => void hashPasswords(site.path, next))).toBe('DIRECTORY UPDATED AND ON LINE');
  expect(directory.find('BOB')!.password).toBe('*');
  expect([matches('*'), matches('PLUMBER')]).toEqual([false, true]);
});
