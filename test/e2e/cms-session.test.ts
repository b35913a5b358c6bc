import { copyFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedSystem } from '../support/generated-system.js';
import { hasS3270 } from '../support/s3270.js';
import { SystemHere } from '../support/system.js';
import type { TerminalUser } from '../support/system.js';

const DECK = resolve(import.meta.dirname, '../../decks/hello.deck');

/**
 * The whole path, at a real s3270: a deck punched into the reader, LOGON, CMS by its saved system, EDIT, ASSEMBLE,
 * LOAD, the program's output, PRINT, QUERY FILES, LOGOFF.
 */
describe.runIf(hasS3270())('a session with CMS', () => {
  let directory: Awaited<ReturnType<typeof generatedSystem>>;
  let system: SystemHere;
  let user: TerminalUser;

  beforeAll(async () => {
    directory = await generatedSystem();
    system = await SystemHere.open(directory);
  });
  afterAll(async () => {
    await system.close();
    directory.remove();
  });

  /** A command at the virtual machine's console: the rows up to the next read, in one text. */
  const cms = async (line: string, timeout?: number): Promise<string> =>
    (await user.command(line, 'VM READ', timeout)).join('\n');

  it('edits, assembles, runs and prints', async () => {
    copyFileSync(DECK, join(directory.path, 'reader', 'hello.deck'));
    await expect.poll(() => system.log.join('\n'), { timeout: 10_000 }).toMatch(/RDR +00C INPUT FOR CMSUSER/);
    user = await system.terminal();
    await user.press('Enter()');
    await user.untilStatus('CP READ');
    await user.enter('LOGON CMSUSER CMSUSER');
    await user.untilText(/^LOGON AT/);
    const banner = await user.untilText(/CMS VERSION/);
    expect(banner).toMatch(/^CP370 CMS VERSION 1\.0/);
    await user.untilStatus('VM READ');

    expect(await cms('READCARD HELLO ASSEMBLE')).toMatch(/^R; T=/m);
    expect(await cms('LISTFILE HELLO * A')).toContain('HELLO    ASSEMBLE A1');

    expect(await cms('EDIT HELLO ASSEMBLE (NODISP')).toContain('EDIT:');
    expect(await cms('LOCATE /LA    2,5/')).toContain('LA    2,5');
    expect(await cms('CHANGE /2,5/2,3/')).toContain('LA    2,3');
    expect(await cms('FILE')).toMatch(/^R; T=/m);

    const assembly = await cms('ASSEMBLE HELLO', 30_000);
    expect(assembly).toContain('NO STATEMENTS FLAGGED IN THIS ASSEMBLY');
    expect(await cms('LISTFILE HELLO *')).toMatch(/HELLO +TEXT +A1/);

    const run = await cms('LOAD HELLO (START');
    expect(run).toContain('EXECUTION BEGINS...');
    expect(run.split('\n').filter((row) => row.startsWith('GREETINGS'))).toEqual([
      'GREETINGS FROM A VIRTUAL MACHINE 03',
      'GREETINGS FROM A VIRTUAL MACHINE 02',
      'GREETINGS FROM A VIRTUAL MACHINE 01',
    ]);

    expect(await cms('CP SPOOL PRINTER HOLD')).toMatch(/^R; T=/m);
    expect(await cms('PRINT HELLO LISTING')).toMatch(/^R; T=/m);
    expect(await cms('CP QUERY FILES')).toContain('001 PRT');
    expect(await cms('CP CHANGE PRINTER ALL NOHOLD')).toMatch(/^R; T=/m);
    await expect
      .poll(() => readFileSync(join(directory.path, 'print.txt'), 'latin1'), { timeout: 10_000 })
      .toContain('GREETINGS FROM A VIRTUAL MACHINE');

    await user.enter('LOGOFF');
    await user.untilText(/^LOGOFF AT/);
  });

  it('keeps what CMS reported as written', async () => {
    user = await system.terminal();
    await user.press('Enter()');
    await user.untilStatus('CP READ');
    await user.enter('LOGON CMSUSER CMSUSER');
    await user.untilText(/CMS VERSION/);
    await user.untilStatus('VM READ');
    expect(await cms('TYPE HELLO ASSEMBLE')).toContain('LA    2,3');
  });
});
