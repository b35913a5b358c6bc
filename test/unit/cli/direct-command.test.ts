import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directCommand } from '../../../src/cli/direct-command.js';
import { readDirectory } from '../../../src/system/site.js';
import { runCommand } from '../../support/command-run.js';
import { SystemDirectory } from '../../support/system.js';

let directory: SystemDirectory;
beforeEach(() => (directory = new SystemDirectory()));
afterEach(() => {
  delete process.env.EDITOR;
  directory.remove();
});
const direct = (...words: string[]) => runCommand(directCommand(), ['--system', directory.path, ...words]);
const source = (): string => readFileSync(directory.file('user.direct'), 'utf8');

describe('cp370 direct', () => {
  it('checks: every error with file, line and message, and changes nothing', async () => {
    const file = directory.file('new.direct');
    writeFileSync(
      file,
      source().replace('MDISK 191 3350 001 002', 'MDISK 191 3351 001 002').replace('SPOOL 00D', 'SPOOL 00C'),
    );
    const before = source();
    const { output, exitCode } = await direct('--check', file);
    expect(exitCode).toBe(1);
    expect(output).toContain(`${file}:6: DMKDIR758E DUPLICATE UNIT DEFINITION:  SPOOL 00C 2540 PUNCH A`);
    expect(output).toMatch(/new\.direct:14: DMKDIR751E INVALID OPERAND - 3351:/);
    expect(output).toContain('2 ERRORS');
    expect(source()).toBe(before);
  });

  it('warns of links that lead nowhere', async () => {
    const file = directory.file('new.direct');
    writeFileSync(file, `${source()} LINK NOBODY 190 190 RR\n LINK ALICE 192 192 RR\n`);
    const { output, exitCode } = await direct('--check', file);
    expect(exitCode).toBe(0);
    expect(output).toContain('WARNING: LINK: NOBODY IS NOT IN THE DIRECTORY: CAROL LINK NOBODY 190');
    expect(output).toContain('WARNING: LINK: ALICE HAS NO MINIDISK 192');
    expect(output).toContain('4 USERS, NO ERRORS');
  });

  it('replaces the directory by one without errors, and by no other', async () => {
    const file = directory.file('new.direct');
    const good = source().replace('USER BOB BUILDER', 'USER BOB PLUMBER');
    writeFileSync(file, good.replace('3350 CPRES', '3350'));
    expect((await direct(file)).output).toContain('EOJ DIRECTORY NOT UPDATED');
    expect(source()).toContain('BUILDER');
    writeFileSync(file, good);
    expect((await direct(file)).output).toContain('EOJ DIRECTORY UPDATED');
    expect(source()).toBe(good);
    expect(existsSync(directory.file('user.direct.new'))).toBe(false);
  });

  it('edits a copy: errors leave the directory alone and what was edited beside it', async () => {
    process.env.EDITOR = "sed -i 's/BUILDER/PLUMBER/'";
    expect((await direct('--edit')).output).toContain('EOJ DIRECTORY UPDATED');
    expect(source()).toContain('USER BOB PLUMBER');
    process.env.EDITOR = "sed -i 's/3350/335X/'";
    const { output, exitCode } = await direct('--edit');
    expect(exitCode).toBe(1);
    expect(output).toContain('user.direct.draft');
    expect(source()).not.toContain('335X');
    expect(readFileSync(directory.file('user.direct.draft'), 'utf8')).toContain('335X');
    process.env.EDITOR = 'true';
    expect((await direct('--edit')).output).toContain('EOJ DIRECTORY NOT UPDATED');
  });

  it('hashes the passwords: LOGON and LINK take them as before, and nobody can read them', async () => {
    const { output } = await direct('--hash');
    // four users; Alice's three, Bob's write password (ALL is no secret)
    expect(output).toContain('8 PASSWORDS HASHED');
    const text = source();
    for (const password of [
      'OPERPASS',
      'WONDER',
      'BUILDER',
      'SINGER',
      'RALICE',
      'WALICE',
      'MALICE',
      'WBOB',
    ]) {
      expect(text).not.toContain(password);
      expect(readFileSync(directory.file('user.passwords'), 'utf8')).not.toContain(password);
    }
    expect(statSync(directory.file('user.passwords')).mode & 0o77).toBe(0);
    const { directory: book } = readDirectory(directory.path);
    const alice = book.find('ALICE')!;
    expect(book.passwordMatches(alice, 'WONDER')).toBe(true);
    for (const wrong of ['WONDERS', '*', '', 'BUILDER'])
      expect(book.passwordMatches(alice, wrong)).toBe(false);
    const disk = book.findMinidisk('ALICE', 0x191)!;
    expect(book.linkPasswordMatches('ALICE', disk, 'WRITE', 'WALICE')).toBe(true);
    expect(book.linkPasswordMatches('ALICE', disk, 'READ', 'WALICE')).toBe(false);
    expect(book.findMinidisk('BOB', 0x191)!.readPassword).toBe('ALL');
    expect((await direct('--hash')).output).toContain('0 PASSWORDS HASHED');
    // a new user beside the others
    writeFileSync(
      directory.file('user.direct'),
      `${source()}USER DAVE NEWPASS 256K 1M G\n CONSOLE 009 3215\n`,
    );
    expect((await direct('--hash')).output).toContain('1 PASSWORDS HASHED');
    const { directory: again } = readDirectory(directory.path);
    expect(again.passwordMatches(again.find('DAVE')!, 'NEWPASS')).toBe(true);
    expect(again.passwordMatches(again.find('ALICE')!, 'WONDER')).toBe(true);
  });

  it('refuses a password file that is none, with its line', async () => {
    writeFileSync(directory.file('user.passwords'), 'ALICE secret\n');
    expect(() => readDirectory(directory.path)).toThrow(/user\.passwords:1: a name and scrypt/);
  });
});
