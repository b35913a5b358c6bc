import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedSystem } from '../support/generated-system.js';
import { hasS3270 } from '../support/s3270.js';
import { SystemHere } from '../support/system.js';
import type { TerminalUser } from '../support/system.js';

/** EDIT in display mode at a real s3270. */
describe.runIf(hasS3270())('EDIT at a 3270', () => {
  let directory: Awaited<ReturnType<typeof generatedSystem>>;
  let system: SystemHere;
  let user: TerminalUser;

  beforeAll(async () => {
    directory = await generatedSystem();
    system = await SystemHere.open(directory);
    user = await system.terminal();
    await user.press('Enter()');
    await user.untilStatus('CP READ');
    await user.enter('LOGON CMSUSER CMSUSER');
    await user.untilText(/CMS VERSION/);
    await user.untilStatus('VM READ');
  });
  afterAll(async () => {
    await system.close();
    directory.remove();
  });

  /** Enters a line; answers the screen as soon as `row` of it matches. */
  const edit = async (line: string, row: number, wanted: RegExp): Promise<string[]> => {
    await user.enter(line);
    return user.look((rows) => wanted.test(rows[row]) && rows[23].includes('VM READ'), String(wanted));
  };

  it('makes a file, changes it in place and files it', async () => {
    const fresh = await edit('EDIT SHOW DATA', 0, /^NEW +SHOW +DATA +A1 +F +80/);
    expect(fresh[9]).toMatch(/^TOF: *$/);
    await edit('INPUT FIRST LINE', 9, /^FIRST LINE *$/);
    const second = await edit('INPUT SECOND LINE', 9, /^SECOND LINE *$/);
    expect(second[8]).toMatch(/^FIRST LINE *$/);
    await edit('CHANGE /SECOND/2ND/', 1, /^>>>>> +1 LINE\(S\) CHANGED/);
    await user.enter('FILE');
    await user.untilText(/^R; T=/);
    // what is typed before the keyboard is free is lost
    await user.untilStatus('VM READ');
    const typed = await user.command('TYPE SHOW DATA', 'VM READ');
    expect(typed.join('\n')).toMatch(/FIRST LINE *\n2ND LINE/);
  });
});
