import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { guestProgram } from '../support/guest-programs.js';
import { hasS3270 } from '../support/s3270.js';
import { SystemDirectory, SystemHere, SystemProcess } from '../support/system.js';

const available = hasS3270();
if (!available) console.log('skipped: no s3270 on this host (Debian package s3270)');

let directory: SystemDirectory;
beforeEach(() => (directory = new SystemDirectory()));
afterEach(() => directory.remove());

/** Prints three lines and punches two cards. */
const OUTPUT = guestProgram(
  `         LA    2,X'00E'
         LA    1,PRINT
         BAL   14,DOIO
         LA    2,X'00D'
         LA    1,PUNCH
         BAL   14,DOIO`,
  `PRINT    CCW   X'09',FIRST,X'60',L'FIRST
         CCW   X'11',SECOND,X'60',L'SECOND
         CCW   X'09',THIRD,X'20',L'THIRD
PUNCH    CCW   X'41',CARD1,X'60',80
         CCW   X'41',CARD2,X'20',80
FIRST    DC    C'THE FIRST LINE OF A GUEST'
SECOND   DC    C'THE SECOND LINE'
THIRD    DC    C'THE LAST LINE'
CARD1    DC    CL80'CARD ONE'
CARD2    DC    CL80'CARD TWO'`,
);
const DONE = "CP ENTERED; DISABLED WAIT PSW '00020000 00000D0E'";

describe.skipIf(!available)('what guests print and punch', () => {
  it('goes to readers, printers and the host, and can be looked at, changed, moved and purged', async () => {
    const system = await SystemHere.open(directory);
    try {
      system.deck('BOB', OUTPUT);
      const bob = await system.user('BOB');
      const carol = await system.user('CAROL');
      expect(await bob.command('QUERY FILES')).toEqual([expect.stringMatching(/001 RDR, +NO PRT, +NO PUN/)]);
      // class Z: no real printer takes it
      await bob.command('SPOOL PRT CLASS Z');
      await bob.command('SPOOL PUN TO CAROL');
      await bob.enter('IPL 00C');
      await bob.untilText(DONE);
      await bob.untilStatus('CP READ');
      const sent = await bob.command('CLOSE PUN NAME MY DECK');
      expect(sent.join()).toMatch(/^PUN FILE \d{4} {2}TO {2}CAROL/);
      // what is no message of a user waits behind the read
      await carol.enter('QUERY USERID');
      await carol.untilText(/PUN FILE \d{4} +FROM BOB/);
      await carol.untilStatus('CP READ');
      await bob.command('CLOSE PRT NAME MY LISTING');

      const { manager } = system.system.services.spool;
      const [deck] = manager.files('reader', 'CAROL');
      expect([...manager.records(deck)].map(({ data }) => ebcdic037.decode(data))).toEqual([
        'CARD ONE',
        'CARD TWO',
      ]);
      const id = String(deck.id).padStart(4, '0');
      const listing = String(manager.files('printer', 'BOB')[0].id).padStart(4, '0');
      const rows = await carol.command('QUERY READER ALL');
      expect(rows[0]).toMatch(/^ORIGINID FILE CLASS RECDS +CPY HOLD DATE +TIME +NAME +TYPE +DIST/);
      expect(rows[1]).toMatch(
        new RegExp(`^BOB +${id} A PUN 000002 01 +NONE \\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d MY +DECK +`),
      );
      expect((await bob.command('QUERY PRINTER ALL')).join('\n')).toMatch(
        new RegExp(`BOB +${listing} Z PRT 000003 01 +NONE .* MY +LISTING`),
      );

      expect(await carol.command(`CHANGE RDR ${id} HOLD`)).toEqual([
        expect.stringMatching(/0001 FILE +CHANGED/),
      ]);
      expect((await carol.command('QUERY RDR ALL'))[1]).toContain(' USER ');
      expect(await carol.command(`TRANSFER ${id} TO ALICE`)).toEqual([
        expect.stringMatching(/0001 FILE +TRANSFERRED/),
      ]);
      expect(manager.files('reader', 'ALICE').map((file) => file.id)).toEqual([deck.id]);
      expect(await carol.command('QUERY FILES')).toEqual([expect.stringMatching(/NO RDR/)]);
      const alice = await system.user('ALICE');
      expect((await alice.command('QUERY FILES'))[0]).toContain('001 RDR');
      expect(await alice.command('PURGE RDR ALL')).toEqual([expect.stringMatching(/0001 FILE +PURGED/)]);
      expect(await alice.command('PURGE RDR ALL')).toEqual([expect.stringMatching(/NO +FILES PURGED/)]);

      // class A: the real printer prints it into the host's file
      expect(
        existsSync(directory.file('print.txt')) ? readFileSync(directory.file('print.txt'), 'utf8') : '',
      ).not.toContain('GUEST');
      await bob.command(`CHANGE PRT ${listing} CLASS A`);
      const printed = (): string => readFileSync(directory.file('print.txt'), 'utf8');
      await expect.poll(printed, { timeout: 5000 }).toContain('THE LAST LINE');
      const lines = printed()
        .split('\n')
        .map((line) => line.trim());
      const first = lines.indexOf('THE FIRST LINE OF A GUEST');
      // X'11' is write and space two
      expect(lines.slice(first, first + 4)).toEqual([
        'THE FIRST LINE OF A GUEST',
        'THE SECOND LINE',
        '',
        'THE LAST LINE',
      ]);
      await expect.poll(() => manager.files('printer', 'BOB').length, { timeout: 5000 }).toBe(0);
    } finally {
      await system.close();
    }
  });
});

describe.skipIf(!available)('spool files', () => {
  it('survive a process that is killed', async () => {
    const before = await SystemHere.open(directory);
    before.deck('BOB', OUTPUT);
    await before.close();

    const first = await SystemProcess.start(directory);
    const bob = await first.user('BOB');
    expect((await bob.command('QUERY FILES'))[0]).toContain('001 RDR');
    await bob.command('SPOOL PRT CLASS Z');
    await bob.command('SPOOL RDR HOLD');
    await bob.command('SPOOL PUN TO *');
    await bob.enter('IPL 00C');
    await bob.untilText(DONE);
    await bob.untilStatus('CP READ');
    await bob.command('CLOSE PUN NAME MY DECK');
    await bob.command('CLOSE PRT NAME MY LISTING');
    const shown = async (user: typeof bob): Promise<string> =>
      [...(await user.command('QUERY RDR ALL')), ...(await user.command('QUERY PRT ALL'))].join('\n');
    const files = await shown(bob);
    expect(files).toMatch(/PUN 000002 .* MY +DECK/);
    expect(files).toMatch(/PRT 000003 .* MY +LISTING/);
    await first.kill();

    const second = await SystemProcess.start(directory);
    const again = await second.user('BOB');
    // the deck that was being read when it happened is there too
    expect((await again.command('QUERY FILES'))[0]).toMatch(/002 RDR, +001 PRT, +NO PUN/);
    const recovered = await shown(again);
    for (const row of files.split('\n').filter((line) => /MY +(DECK|LISTING)/.test(line))) {
      expect(recovered).toContain(row);
    }
    expect(await second.close(), second.output).toBe(0);
  });
});
