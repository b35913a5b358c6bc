import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasS3270 } from '../support/s3270.js';
import { SystemDirectory, SystemHere } from '../support/system.js';
import { deckOf } from '../support/virtual-machine.js';

const available = hasS3270();
if (!available) console.log('skipped: no s3270 on this host (Debian package s3270)');

let directory: SystemDirectory;
let system: SystemHere;
beforeEach(async () => {
  directory = new SystemDirectory();
  system = await SystemHere.open(directory);
});
afterEach(async () => {
  await system.close();
  directory.remove();
});

const WAIT = `
WAIT     CSECT
         ORG   WAIT+X'800'
START    BALR  12,0
         USING *,12
         LPSW  DONE
DONE     DC    0D'0',X'0002000000000D0E'
         END   START
`;

describe.skipIf(!available)('logon', () => {
  it('refuses what is no logon, and gives up after too many tries', async () => {
    const terminal = await system.terminal();
    await terminal.press('Enter()');
    await terminal.untilStatus('CP READ');
    expect(await terminal.command('QUERY TIME')).toEqual(['restart']);
    expect(await terminal.command('LOGON')).toEqual(['DMKLOG020E USERID MISSING OR INVALID']);
    expect(await terminal.command('LOGON NOBODY SECRET')).toEqual(['DMKLOG053E NOBODY NOT IN CP DIRECTORY']);
    expect(await terminal.command('LOGON BOB WRONG')).toEqual(['DMKLOG050E PASSWORD INCORRECT']);

    // the fourth refusal ends it: a key brings the logo, another one a new try
    expect(await terminal.command('LOGON BOB')).toEqual(['ENTER PASSWORD:']);
    await terminal.type('NIXDA');
    expect((await terminal.output()).join('')).not.toContain('NIXDA');
    await terminal.press('Enter()');
    await terminal.untilText('DMKLOG050E PASSWORD INCORRECT');
    expect((await terminal.output()).join('')).not.toContain('NIXDA');
    await terminal.untilStatus('RUNNING');
    await terminal.press('Enter()');
    await terminal.untilText('CP370 ONLINE');
    await terminal.logon('BOB');
    expect(await terminal.command('QUERY USERS')).toEqual(['001 USERS, 000 DIALED']);
  });

  it('of a user who is there already says where', async () => {
    const bob = await system.user('BOB', '0C5');
    const other = await system.terminal('0C2');
    await other.press('Enter()');
    await other.untilStatus('CP READ');
    expect(await other.command('LOGON BOB BUILDER')).toEqual(['DMKLOG054E ALREADY LOGGED ON GRAF 0C5']);
    expect(await bob.command('QUERY BOB')).toEqual(['BOB      - 0C5']);
  });
});

describe.skipIf(!available)('commands with bad operands', () => {
  const cases: readonly (readonly [command: string, ...answer: string[]])[] = [
    ['FOO', '?CP: FOO'],
    ['SHUTDOWN', '?CP: SHUTDOWN'],
    ['LINK ALICE 192 192', 'ALICE 192 NOT LINKED; NOT IN CP DIRECTORY'],
    ['LINK NOBODY 191 291', 'NOBODY NOT IN CP DIRECTORY'],
    ['LINK ALICE 191 291 RR WRONG', 'ALICE 191 NOT LINKED; PASSWORD INCORRECT'],
    ['LINK ALICE 009 291', 'ALICE 009 NOT LINKED; INVALID LINK DEVICE'],
    ['LINK CAROL 191 291', 'CAROL 191 NOT LINKED; NO READ PASSWORD'],
    ['IPL', 'OPERAND MISSING OR INVALID'],
    ['IPL 190', 'DEV 190 DOES NOT EXIST'],
    ['IPL NOSUCH', 'SYSTEM NOSUCH DOES NOT EXIST'],
    ['IPL 00D', 'INVALID DEVICE TYPE - 00D'],
    // an unformatted disk: no record found
    ['IPL 191', 'IPL UNIT ERROR, CSW= 00000008 0E000018'],
    // an empty reader: intervention required
    ['IPL 00C', 'IPL UNIT ERROR, CSW= 00000000 02000000'],
    ['DISPLAY 40000', 'HEXLOC 40000 EXCEEDS STORAGE'],
    ['DISPLAY 100-FFFFF', 'INVALID RANGE - 100-FFFFF'],
    ['DISPLAY ZZZ', 'INVALID HEXLOC - ZZZ'],
    ['DISPLAY G16', 'INVALID REGISTER - 16'],
    ['DISPLAY 20-10', 'INVALID RANGE - 20-10'],
    ['STORE', 'OPERAND MISSING OR INVALID'],
    ['STORE 40000 1', 'HEXLOC 040000 EXCEEDS STORAGE'],
    ['STORE 100 XYZ', 'INVALID HEXDATA - XYZ'],
    ['STORE S100 123', 'INVALID HEXDATA - 123'],
    ['STORE G16 0', 'INVALID REGISTER - 16'],
    ['STORE PSW 80000 0', 'INVALID PSW - 00080000 00000000'],
    ['STORE STATUS', 'STATUS OPERAND REQUIRES ECMODE'],
    ['SPOOL', 'VADDR MISSING OR INVALID'],
    ['SPOOL PRT', 'OPERAND MISSING OR INVALID'],
    ['SPOOL PRT CLASS ??', 'CLASS MISSING OR INVALID'],
    ['SPOOL 123 CLASS A', 'DEV 123 DOES NOT EXIST'],
    ['SPOOL 009 HELLO', 'INVALID OPTION - HELLO'],
    ['SPOOL PUN TO NOBODY', 'NOBODY NOT IN CP DIRECTORY'],
    ['SPOOL PUN COPY 100', 'COPIES MISSING OR INVALID'],
    ['SET', 'OPERAND MISSING OR INVALID'],
    ['SET FOO', 'INVALID OPTION - FOO'],
    ['SET MSG MAYBE', 'INVALID OPTION - MAYBE'],
    ['SET EMSG LOUD', 'INVALID OPTION - LOUD'],
    ['QUERY FOO', 'FOO NOT LOGGED ON'],
    ['QUERY VIRTUAL 999', 'DEV 999 DOES NOT EXIST'],
    ['PURGE RDR 99', 'SPOOLID 0099 DOES NOT EXIST'],
    ['DETACH 999', 'DEV 999 DOES NOT EXIST'],
    ['DEFINE STORAGE 100M', 'STORAGE EXCEEDS ALLOWED MAXIMUM'],
    ['DEFINE PRT 00E', 'DEV 00E NOT DEFINED; PRT 00E ALREADY DEFINED'],
    ['BEGIN ZZZ', 'INVALID HEXLOC - ZZZ'],
    ['MSG NOBODY HI', 'NOBODY NOT LOGGED ON'],
  ];

  it('say what is wrong, in the form that SET EMSG asks for', async () => {
    const bob = await system.user('BOB');
    for (const [command, ...answer] of cases) expect(await bob.command(command), command).toEqual(answer);
    await bob.command('SET EMSG ON');
    expect(await bob.command('QUERY FOO')).toEqual(['DMKCQG045E FOO NOT LOGGED ON']);
    expect(await bob.command('FOO')).toEqual(['DMKCFC001E ?CP: FOO']);
    await bob.command('SET EMSG CODE');
    expect(await bob.command('QUERY FOO')).toEqual(['DMKCQG045E']);
    await bob.command('SET EMSG OFF');
    expect(await bob.command('QUERY FOO')).toEqual([]);
  });

  it('LINK takes ten wrong passwords and no more', async () => {
    const bob = await system.user('BOB');
    for (let count = 0; count < 10; count++) {
      expect(await bob.command(`LINK ALICE 191 291 RR WRONG${count}`)).toEqual([
        'ALICE 191 NOT LINKED; PASSWORD INCORRECT',
      ]);
    }
    const answer = await bob.command('LINK ALICE 191 291 RR WRONG');
    expect(answer).toEqual(['LINK INVALID; EXCESSIVE INCORRECT PASSWORDS']);
    // a person who knows the password still gets the disk
    expect(await bob.command('LINK ALICE 191 291 RR RALICE')).toEqual(['DASD 291 LINKED R/O']);
    expect(await bob.command('QUERY VIRTUAL 291')).toEqual(['DASD 291 3350 PACK01 R/O 002 CYL']);
  });

  it('never end in anything but an answer', async () => {
    const bob = await system.user('BOB');
    const words = [
      '',
      'ALL',
      '0',
      '-1',
      'FFFFFFFF',
      '99999999999',
      '*',
      '0.0',
      '-',
      'G',
      'T',
      'A'.repeat(70),
    ];
    const verbs = [
      'DISPLAY', 'STORE', 'SPOOL', 'SET', 'QUERY', 'DEFINE', 'DETACH', 'LINK', 'CLOSE', 'PURGE', 'CHANGE',
      'ORDER', 'TRANSFER', 'TAG', 'TERMINAL', 'MSG', 'ADSTOP', 'IPL', 'SYSTEM', 'RESET', 'READY', 'INDICATE',
    ]; // prettier-ignore
    await bob.command('SET EMSG ON');
    for (const verb of verbs) {
      for (const word of words) {
        const line = `${verb} ${word}`.trim();
        if (/^SYSTEM|^IPL (0|\*)$/.test(line) && word === '') continue;
        const answer = await bob.command(line);
        expect(answer.join('\n'), line).not.toMatch(/undefined|NaN|\[object|Error:/);
      }
    }
    expect((await bob.command('QUERY USERID'))[0]).toMatch(/^BOB {6}AT /);
  });
});

describe.skipIf(!available)('a corrupted deck', () => {
  it('ends in a wait state or a program interrupt loop of its own guest', async () => {
    const good = deckOf(WAIT, 0);
    const damaged = (change: (cards: Uint8Array[]) => Uint8Array[]): Uint8Array[] =>
      change(good.map((card) => card.slice()));
    const decks = [
      good.slice(0, 1),
      good.slice(0, -1),
      damaged((cards) => [cards[0].fill(0xff), ...cards.slice(1)]),
      damaged((cards) => [cards[0].map((byte, at) => (at < 8 ? 0x0f : byte)), ...cards.slice(1)]),
      damaged((cards) => [cards[0], cards[1].reverse(), ...cards.slice(2)]),
      damaged((cards) => cards.reverse()),
      [new Uint8Array(80)],
    ];
    const bob = await system.user('BOB');
    const carol = await system.user('CAROL');
    for (const [index, deck] of decks.entries()) {
      // a file that has been begun stays in the reader over an IPL
      await bob.command('CLOSE RDR');
      await bob.command('PURGE RDR ALL');
      system.cards('BOB', deck);
      await bob.press('Clear()');
      await bob.enter('IPL 00C');
      const ended = await bob.untilText(/^(IPL [^0]|CP ENTERED; )/);
      expect(ended, `deck ${index}`).toMatch(
        /^(IPL UNIT ERROR, CSW= |CP ENTERED; (DISABLED WAIT PSW|INVALID PSW|PROGRAM INTERRUPT LOOP))/,
      );
      await bob.untilStatus('CP READ');
      expect((await carol.command('QUERY TIME'))[0]).toMatch(/^TIME IS /);
    }
    await bob.command('CLOSE RDR');
    system.cards('BOB', good);
    await bob.enter('IPL 00C');
    await bob.untilText("CP ENTERED; DISABLED WAIT PSW '00020000 00000D0E'");
  });
});
