import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CardPunch, CardReader, Printer } from '../../../../src/s370/index.js';
import type { CardSource } from '../../../../src/s370/index.js';
import { TestPaper, TestStacker } from '../../../support/memory-volumes.js';
import { CpSystem } from '../../../support/cp-system.js';
import { memoryPack } from '../../../support/virtual-machine.js';

/** Prints three lines and punches two cards, then waits disabled. */
const OUTPUT = `
OUT      CSECT
         BALR  12,0
         USING *,12
         MVC   X'78'(8),IONEW
AGAIN    LA    1,PRINT
         LA    2,X'00E'
         BAL   10,DOIO
         LA    1,PUNCH
         LA    2,X'00D'
         BAL   10,DOIO
         LPSW  DEAD
DOIO     ST    1,X'48'
         SIO   0(2)
         BC    4,DOIO
         LPSW  WAITPSW
IODONE   CH    2,X'3A'
         BNE   OTHER
         TM    X'44',X'04'
         BOR   10
OTHER    LPSW  WAITPSW
         DS    0D
IONEW    DC    X'00000000',A(IODONE)
WAITPSW  DC    X'80020000',A(0)
DEAD     DC    X'00020000',X'00000EEE'
PRINT    CCW   X'8B',0,X'60',1
         CCW   X'09',LINE1,X'60',12
         CCW   X'19',LINE2,X'60',12
         CCW   X'09',LINE3,X'20',12
PUNCH    CCW   X'41',CARD1,X'60',80
         CCW   X'41',CARD2,X'20',80
LINE1    DC    CL12'FIRST LINE'
LINE2    DC    CL12'SECOND LINE'
LINE3    DC    CL12'THIRD LINE'
CARD1    DC    CL80'CARD ONE'
CARD2    DC    CL80'CARD TWO'
         END   OUT
`;

/** Reads cards from 00C to the console until unit exception or intervention required. */
const INPUT = `
IN       CSECT
         BALR  12,0
         USING *,12
         MVC   X'78'(8),IONEW
LOOP     LA    1,READ
         LA    2,X'00C'
         BAL   10,DOIO
         TM    X'44',X'03'
         BNZ   STOP
         LA    1,WRITE
         LA    2,X'009'
         BAL   10,DOIO
         B     LOOP
STOP     MVC   CODE,X'44'
         LPSW  DEAD
DOIO     ST    1,X'48'
         SIO   0(2)
         BC    8,WAIT
         TM    X'44',X'10'
         BO    DOIO
         BR    10
WAIT     LPSW  WAITPSW
IODONE   CH    2,X'3A'
         BNE   OTHER
         TM    X'44',X'04'
         BOR   10
OTHER    LPSW  WAITPSW
         DS    0D
IONEW    DC    X'00000000',A(IODONE)
WAITPSW  DC    X'80020000',A(0)
DEAD     DC    X'00020000',X'0000'
CODE     DC    X'0000'
READ     CCW   X'02',CARD,X'20',80
WRITE    CCW   X'09',CARD,X'20',20
CARD     DC    CL80' '
         END   IN
`;

function withFiles(spoolCommands: readonly string[] = []) {
  const system = new CpSystem();
  const user = system.user('ALICE');
  for (const command of spoolCommands) user.enter(command);
  system.start('ALICE', OUTPUT);
  user.waitFor('DISABLED WAIT');
  system.settle();
  user.clear();
  return { system, user };
}

describe('virtual printer and punch', () => {
  test('output becomes files when it is closed', () => {
    const { user } = withFiles();
    expect(user.answer('query files')).toBe('FILES:  NO RDR,  NO PRT,  NO PUN');
    user.enter('close prt');
    user.enter('close 00d name test data');
    expect(user.answer('query files')).toBe('FILES:  NO RDR, 001 PRT, 001 PUN');
    expect(user.answer('query files class a')).toBe('FILES:  NO RDR, 001 PRT, 001 PUN');
    expect(user.answer('query files class b')).toBe('FILES:  NO RDR,  NO PRT,  NO PUN');
    expect(user.answer('query files class')).toBe('CLASS MISSING OR INVALID');
    expect(user.enter('query prt')).toEqual([
      'ORIGINID FILE CLASS RECDS  CPY HOLD',
      'ALICE    0001 A PRT 000004 01  NONE',
    ]);
    expect(user.enter('query punch all')).toEqual([
      'ORIGINID FILE CLASS RECDS  CPY HOLD DATE  TIME     NAME        TYPE     DIST',
      'ALICE    0002 A PUN 000002 01  NONE 10/28 12:34:56 TEST        DATA     BIN7',
    ]);
    expect(user.answer('query rdr')).toBe('NO RDR FILES');
  });

  test('SPOOL settings go into the file and tell the user', () => {
    const { user } = withFiles(['spool prt class q copy 3 hold', 'spool pun to *']);
    expect(user.answer('close prt')).toBe('PRT FILE 0001  FOR ALICE    COPY 03   HOLD');
    expect(user.answer('close pun')).toBe('PUN FILE 0002  TO  ALICE    COPY 01 NOHOLD');
    expect(user.enter('query prt')[1]).toBe('ALICE    0001 Q PRT 000004 03  USER');
    expect(user.answer('query files')).toBe('FILES: 001 RDR, 001 PRT,  NO PUN');
  });

  test('CONT keeps a file open over CLOSE; PURGE throws it away', () => {
    const { user } = withFiles(['spool prt cont']);
    user.enter('close prt');
    expect(user.answer('query files')).toContain('NO PRT');
    user.enter('spool prt nocont close');
    expect(user.answer('query files')).toContain('001 PRT');
    user.enter('close pun purge');
    expect(user.answer('query files')).toContain('NO PUN');
  });

  test('LOGOFF closes what is open; the next LOGON says so', () => {
    const { system, user } = withFiles();
    user.enter('logoff');
    user.enter('');
    const lines = user.enter('LOGON ALICE WONDER');
    expect(lines[0]).toBe('FILES:  NO RDR, 001 PRT, 001 PUN');
    expect(system.services.spool.manager.files('printer')[0].owner).toBe('ALICE');
  });

  test('the system starts again with every closed file', () => {
    const { system, user } = withFiles(['spool pun to bob', 'tag dev pun somewhere else']);
    user.enter('close prt');
    user.enter('close pun name kept file');
    const again = new CpSystem({ packs: system.packs });
    expect(again.services.spool.manager.recovery).toEqual({ files: 2, damaged: [] });
    const bob = again.user('BOB');
    expect(bob.enter('query rdr all')[1]).toContain('ALICE    0002 A PUN 000002 01  NONE');
    expect(bob.answer('tag query file 2')).toBe('SOMEWHERE ELSE');
    again.start('BOB', INPUT);
    bob.waitFor('DISABLED WAIT');
    expect(bob.lines.slice(-3)).toEqual([
      'CARD ONE',
      'CARD TWO',
      "CP ENTERED; DISABLED WAIT PSW '00020000 00000D00'",
    ]);
    expect(bob.answer('query files')).toBe('FILES:  NO RDR,  NO PRT,  NO PUN');
  });

  test('a file for somebody who is logged on is announced', () => {
    const { system, user } = withFiles(['spool pun to bob']);
    const bob = system.user('BOB');
    expect(user.answer('close pun')).toBe('PUN FILE 0002  TO  BOB      COPY 01 NOHOLD');
    expect(bob.lines).toEqual(['PUN FILE 0002 FROM ALICE    COPY 01 NOHOLD']);
  });
});

describe('virtual reader', () => {
  const reading = (settings: readonly string[]) => {
    const { system, user } = withFiles(['spool pun to *']);
    user.enter('close pun');
    system.start('ALICE', OUTPUT);
    user.waitFor('DISABLED WAIT');
    user.enter('close pun');
    for (const command of settings) user.enter(command);
    user.clear();
    system.start('ALICE', INPUT);
    user.waitFor('DISABLED WAIT');
    return user.lines.filter((line) => line.startsWith('CARD'));
  };

  test('unit exception after each file', () => {
    expect(reading([])).toEqual(['CARD ONE', 'CARD TWO']);
  });

  test('CONT reads on', () => {
    expect(reading(['spool rdr cont'])).toEqual(['CARD ONE', 'CARD TWO', 'CARD ONE', 'CARD TWO']);
  });

  test('a class that does not fit gives nothing', () => {
    expect(reading(['spool rdr class z'])).toEqual([]);
  });

  test('HOLD keeps the file, held', () => {
    const { system, user } = withFiles(['spool pun to *']);
    user.enter('close pun');
    user.enter('spool rdr hold');
    system.start('ALICE', INPUT);
    user.waitFor('DISABLED WAIT');
    expect(user.enter('query rdr')[1]).toBe('ALICE    0002 A PUN 000002 01  USER');
  });
});

describe('file commands', () => {
  const threeFiles = () => {
    const { system, user } = withFiles();
    user.enter('close pun');
    for (const spoolClass of ['b', 'c']) {
      user.enter(`spool pun class ${spoolClass}`);
      system.start('ALICE', OUTPUT);
      user.waitFor('DISABLED WAIT');
      user.enter('close pun');
      user.clear();
    }
    const ids = (): string[] =>
      user
        .enter('query pun')
        .slice(1)
        .map((line) => line.slice(9, 15));
    return { system, user, ids };
  };

  test('CHANGE, ORDER, PURGE', () => {
    const { user, ids } = threeFiles();
    expect(ids()).toEqual(['0002 A', '0003 B', '0004 C']);
    expect(user.answer('order pun 4 class b')).toBe('0002 FILES ORDERED');
    expect(ids()).toEqual(['0004 C', '0003 B', '0002 A']);
    expect(user.answer('change pun 2 class x copy 5 dist home name a b')).toBe('0001 FILE  CHANGED');
    expect(user.enter('query pun 2 all')[1]).toBe(
      'ALICE    0002 X PUN 000002 05  NONE 10/28 12:34:56 A           B        HOME',
    );
    expect(user.answer('purge pun class c')).toBe('0001 FILE  PURGED');
    expect(user.answer('purge pun all')).toBe('0002 FILES PURGED');
    expect(user.answer('purge pun all')).toBe(' NO  FILES PURGED');
    expect(user.answer('purge pun 77')).toBe('SPOOLID 0077 DOES NOT EXIST');
    expect(user.answer('purge pun')).toBe('SPOOLID MISSING OR INVALID');
    expect(user.answer('purge tape all')).toBe('INVALID DEVICE TYPE - TAPE');
    expect(user.answer('change pun all class ?')).toBe('CLASS MISSING OR INVALID');
  });

  test('TRANSFER to somebody and back', () => {
    const { system, user } = threeFiles();
    const bob = system.user('BOB');
    expect(user.answer('transfer pun 3 to bob')).toBe('0001 FILE  TRANSFERRED');
    expect(bob.lines).toEqual(['RDR FILE 0003 TRANSFERRED FROM ALICE']);
    expect(bob.answer('query files')).toBe('FILES: 001 RDR,  NO PRT,  NO PUN');
    expect(user.answer('transfer rdr all from bob')).toBe('0001 FILE  TRANSFERRED');
    expect(user.answer('query files')).toBe('FILES: 001 RDR,  NO PRT, 002 PUN');
    expect(user.answer('transfer all to nobody')).toBe('NOBODY NOT IN CP DIRECTORY');
  });

  test('others’ files are out of reach, but not for class D', () => {
    const { system, user } = threeFiles();
    const bob = system.user('BOB');
    expect(bob.answer('purge pun 2')).toBe('SPOOLID 0002 DOES NOT EXIST');
    expect(bob.answer('query pun')).toBe('NO PUN FILES');
    const operator = system.user('OPERATOR');
    expect(operator.enter('query pun')).toEqual([
      'OWNERID  FILE CLASS RECDS  CPY HOLD',
      'ALICE    0002 A PUN 000002 01  NONE',
      'ALICE    0003 B PUN 000002 01  NONE',
      'ALICE    0004 C PUN 000002 01  NONE',
    ]);
    expect(operator.answer('purge system pun 2')).toBe('0001 FILE  PURGED');
    expect(user.answer('query files')).toContain('002 PUN');
  });

  test('TAG', () => {
    const { user } = threeFiles();
    expect(user.answer('tag query dev 00d')).toBe('PUN 00D TAG NOT SET');
    user.enter('tag dev 00d node user');
    expect(user.answer('tag query dev 00d')).toBe('PUN 00D TAG:|NODE USER');
    user.enter('tag file 3 text');
    expect(user.answer('tag query file 3')).toBe('TEXT');
    expect(user.answer('tag query file 2')).toBe('(TAG MISSING)');
    expect(user.answer('tag query file 99')).toBe('SPOOLID 0099 DOES NOT EXIST');
    expect(user.answer('tag dev rdr x')).toBe('INVALID DEVICE TYPE - 00C');
  });
});

test('full spool space closes the file and says so', () => {
  const system = new CpSystem({
    packs: {
      cp: memoryPack('CPPACK', '3330', [{ kind: 'temporary', from: 1, to: 10 }]),
      scratch: memoryPack('SCRTCH'),
    },
    services: { memorySpoolPages: 40 },
  });
  const user = system.user('ALICE');
  // prints and punches for ever
  system.start('ALICE', OUTPUT.replace('LPSW  DEAD', 'B     AGAIN'));
  user.waitFor('SPOOL SPACE FULL', 60);
  expect(user.text).toContain('DMKVSP427I PRT 00E SYSTEM SPOOL SPACE FULL; FILE CLOSED');
  expect(system.log.at(-1)).toContain('USER ALICE');
  const [file] = system.services.spool.manager.files('printer', 'ALICE');
  const records = [...system.services.spool.manager.records(file)];
  expect(records).toHaveLength(file.records);
  expect(file.records).toBeGreaterThan(100);
});

test('console spooling', () => {
  const system = new CpSystem();
  const user = system.user('ALICE');
  user.enter('spool console start to *');
  user.enter('query userid');
  user.enter('spool cons stop close');
  const [file] = system.services.spool.manager.files('reader', 'ALICE');
  expect(file.kind).toBe('console');
  const lines = [...system.services.spool.manager.records(file)].map(({ data }) => ebcdic037.decode(data));
  expect(lines).toContain('ALICE    AT CP370');
});

describe('real unit record devices', () => {
  /** Decks one after the other. */
  class Hopper implements CardSource {
    readonly decks: string[][] = [];
    readCard(): Uint8Array | 'end' | 'empty' {
      const deck = this.decks[0];
      if (deck === undefined) return 'empty';
      const card = deck.shift();
      if (card !== undefined) return ebcdic037.encode(card, 80);
      this.decks.shift();
      return 'end';
    }
  }

  const system = (separator = false) => {
    const hopper = new Hopper();
    const reader = new CardReader(hopper, '2540R');
    const paper = new TestPaper();
    const printer = new Printer(paper, '1403');
    const stacker = new TestStacker();
    const punch = new CardPunch(stacker, '2540P');
    const cp = new CpSystem({
      services: { separator },
      devices: new Map<number, CardReader | Printer | CardPunch>([
        [0x00c, reader],
        [0x00d, punch],
        [0x00e, printer],
      ]),
    });
    const printed = (): string[] => paper.lines.map(({ data }) => ebcdic037.decode(data).trimEnd());
    const put = (deck: string[]): void => {
      hopper.decks.push(deck);
      reader.ready();
      cp.settle();
    };
    return { cp, paper, printed, stacker, put, hopper, reader };
  };

  test('class A output is printed and punched, and then gone', () => {
    const { cp, printed, stacker, paper } = system();
    const user = cp.user('ALICE');
    cp.start('ALICE', OUTPUT);
    user.waitFor('DISABLED WAIT');
    user.enter('close prt');
    user.enter('close pun');
    cp.settle(1);
    expect(printed().filter((line) => line !== '')).toEqual(['FIRST LINE', 'SECOND LINE', 'THIRD LINE']);
    expect(paper.lines.map(({ command }) => command)).toEqual([0x8b, 0x09, 0x19, 0x09]);
    expect(stacker.cards.map((card) => ebcdic037.decode(card).trimEnd())).toEqual(['CARD ONE', 'CARD TWO']);
    expect(user.answer('query files')).toBe('FILES:  NO RDR,  NO PRT,  NO PUN');
    expect(cp.log).toContain(
      '12:34:56 PRT  00E PRINTING  ALICE    FILE  = 0001 RECDS= 000004 COPY= 01  A PRT',
    );
  });

  test('other classes wait until the operator starts them; copies and separators', () => {
    const { cp, printed } = system(true);
    const user = cp.user('ALICE');
    user.enter('spool prt class b copy 2');
    cp.start('ALICE', OUTPUT);
    user.waitFor('DISABLED WAIT');
    user.enter('close prt');
    cp.settle(1);
    expect(printed()).toEqual([]);
    const operator = cp.user('OPERATOR');
    expect(operator.answer('start 00e class ab')).toContain('PRINTING');
    cp.settle(1);
    expect(printed().filter((line) => line === 'FIRST LINE')).toHaveLength(2);
    expect(printed().some((line) => line.includes('USERID                  ALICE'))).toBe(true);
    expect(printed().some((line) => line.includes('COPY                    2 OF 2'))).toBe(true);
  });

  test('held files and a drained printer wait', () => {
    const { cp, printed } = system();
    const operator = cp.user('OPERATOR');
    operator.enter('drain prt');
    const user = cp.user('ALICE');
    cp.start('ALICE', OUTPUT);
    user.waitFor('DISABLED WAIT');
    user.enter('close prt hold');
    cp.settle(1);
    operator.enter('start prt');
    cp.settle(1);
    expect(printed()).toEqual([]);
    user.enter('change prt 1 nohold');
    cp.settle(1);
    expect(printed()).toContain('SECOND LINE');
  });

  test('a drained printer may be attached to a user, and come back', () => {
    const { cp, printed } = system();
    const alice = cp.user('ALICE');
    const operator = cp.user('OPERATOR');
    alice.enter('detach 00e');
    expect(operator.answer('attach 00e to alice as 00e')).toBe('PRT 00E NOT DRAINED');
    operator.enter('drain 00e');
    expect(operator.answer('query 00e')).toBe('PRT  00E DRAINED   SYSTEM CLASS = A    NOSEP');
    expect(operator.answer('attach 00e to alice as 00e')).toBe('PRT  00E ATTACH TO ALICE    00E');
    expect(operator.answer('start 00e')).toBe('PRT 00E ATTACHED TO ALICE');
    cp.start('ALICE', OUTPUT);
    alice.waitFor('DISABLED WAIT');
    expect(printed()).toContain('SECOND LINE');
    alice.enter('detach 00e');
    expect(operator.answer('start 00e')).not.toContain('ATTACHED');
    expect(operator.answer('query 00e')).toBe('PRT  00E STARTED   SYSTEM CLASS = A    NOSEP');
  });

  test('a deck goes to the user its first card names', () => {
    const { cp, put } = system();
    const bob = cp.user('BOB');
    put(['USERID BOB CLASS J NAME HELLO ASSEMBLE', 'CARD 1', 'CARD 2']);
    put(['ID BOB PROFILE EXEC', 'CARD 3']);
    cp.settle(1);
    expect(bob.lines).toEqual(['RDR FILE 0001 HAS BEEN READ', 'RDR FILE 0002 HAS BEEN READ']);
    expect(bob.enter('query rdr all').slice(1)).toEqual([
      'BOB      0001 J RDR 000002 01  NONE 10/28 12:34:56 HELLO       ASSEMBLE BOB',
      'BOB      0002 A RDR 000001 01  NONE 10/28 12:34:56 PROFILE     EXEC     BOB',
    ]);
    cp.start('BOB', INPUT);
    bob.waitFor('DISABLED WAIT');
    expect(bob.lines).toContain('CARD 1');
  });

  test('decks that nobody can be found for are refused with a message', () => {
    const { cp, put } = system();
    put(['//JOB', 'CARD']);
    put(['USERID NIEMAND', 'CARD']);
    put(['USERID BOB CLASS ??', 'CARD']);
    put(['USERID BOB', 'GOOD']);
    cp.settle(1);
    const messages = cp.log.filter((line) => line.includes('DMKRSP'));
    expect(messages.map((line) => line.slice(9))).toEqual([
      'DMKRSP431A RDR  00C ID CARD MISSING OR INVALID',
      'DMKRSP432A RDR  00C ID CARD; NIEMAND NOT IN CP DIRECTORY',
      'DMKRSP433A RDR  00C ID CARD; INVALID DATA - ??',
    ]);
    expect(cp.services.spool.manager.files('reader')).toHaveLength(1);
  });

  test('a deck in the hopper at start is read', () => {
    const hopper = new Hopper();
    hopper.decks.push(['ID BOB', 'EARLY']);
    const cp = new CpSystem({ devices: new Map([[0x00c, new CardReader(hopper, '3505')]]) });
    cp.settle(1);
    expect(cp.services.spool.manager.files('reader', 'BOB')).toHaveLength(1);
  });
});
