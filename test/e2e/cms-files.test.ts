import { beforeAll, describe, expect, it } from 'vitest';
import { textFile } from '../support/cms-disk.js';
import { CmsMachine } from '../support/cms-machine.js';

/** Commands that work on files, at the console of a virtual machine: what they type and their return codes. */
describe('CMS file commands', () => {
  let cms: CmsMachine;
  const run = (line: string, ...more: string[]): { lines: readonly string[]; code: number } =>
    cms.command(line, ...more);
  const typed = (file: string, ...options: string[]): readonly string[] =>
    run(['TYPE', file, ...options].join(' ')).lines.slice(1, -1);

  beforeAll(() => {
    cms = new CmsMachine([
      textFile('HELLO', 'DATA', ['line one', 'LINE TWO    X', 'LAST AAAAAAAAAAAAAAAAAAAAAAAAA'], 80),
      textFile('VAR', 'DATA', ['short', 'a longer line here']),
      textFile('NUMBERS', 'LIST', ['PEAR   3', 'APPLE  2', 'FIG    3', 'APPLE  1', 'KIWI   2'], 20),
      textFile(
        'MANY',
        'RECORDS',
        Array.from({ length: 700 }, (_, i) => `RECORD ${i + 1}`),
        100,
      ),
      textFile(
        'BIG',
        'VARIABLE',
        Array.from({ length: 300 }, (_, i) => 'x'.repeat((i * 7) % 211) + String(i)),
      ),
    ]);
  });

  it('LISTFILE lists what fits, in as much detail as asked for', () => {
    expect(run('LISTFILE').lines).toContain('HELLO    DATA     A1');
    expect(run('LISTFILE * DATA A (FNAME').lines).toEqual(['HELLO', 'VAR']);
    expect(run('L H* * A (LABEL').lines).toEqual([
      'FILENAME FILETYPE FM  FORMAT    RECS BLOCKS     DATE    TIME   LABEL',
      'HELLO    DATA     A1  F    80      3      1  10/28/80   12:34  USR191',
    ]);
    expect(run('L VAR DATA A (FORMAT NOHEADER').lines).toEqual(['VAR      DATA     A1  V    18']);
    expect(run('LISTFILE NOTHING')).toEqual({ lines: ['FILE NOT FOUND.'], code: 28 });
    expect(run('LISTFILE * * X')).toEqual({ lines: ["DISK 'X' NOT ACCESSED."], code: 36 });
    expect(run('LISTFILE * * 9')).toEqual({ lines: ["INVALID MODE '9'."], code: 24 });
    expect(run('LISTFILE (WRONG')).toEqual({ lines: ["INVALID OPTION 'WRONG'."], code: 24 });
    expect(run('LISTFILE A B C D').code).toBe(24);
    expect(run('LISTFILE (HEADER NOHEADER').code).toBe(24);
  });

  it('LISTFILE makes and extends CMS EXEC, and stacks lines', () => {
    expect(run('LISTFILE VAR DATA (EXEC').code).toBe(0);
    expect(run('LISTFILE HELLO DATA (APPEND').code).toBe(0);
    expect(typed('CMS EXEC')).toEqual([' &1 &2 VAR      DATA     A1', ' &1 &2 HELLO    DATA     A1']);
    expect(run('ERASE CMS EXEC').code).toBe(0);
    expect(run('LISTFILE VAR DATA (STACK').code).toBe(0);
    cms.harness.waitFor('?CP: VAR      DATA     A1'); // the stacked line is the next command
    cms.harness.runUntil(() => cms.harness.console.reading);
  });

  it('TYPE types records, columns, hexadecimal', () => {
    expect(run('TYPE HELLO DATA')).toEqual({
      lines: ['', 'line one', 'LINE TWO    X', 'LAST AAAAAAAAAAAAAAAAAAAAAAAAA', ''],
      code: 0,
    });
    expect(typed('HELLO DATA A 2 2')).toEqual(['LINE TWO    X']);
    expect(typed('HELLO DATA 2 *')).toHaveLength(2);
    expect(typed('HELLO DATA (COL 1-4)')).toEqual(['line', 'LINE', 'LAST']);
    expect(typed('VAR DATA (HEX')).toEqual([
      'RECORD     1 LENGTH=     5',
      'A2889699  A3',
      'RECORD     2 LENGTH=    18',
      '81409396  95878599  40938995  85408885  9985',
    ]);
    expect(typed('MANY RECORDS 700 *')).toEqual(['RECORD 700']);
    expect(run('TYPE HELLO')).toEqual({ lines: ['INCOMPLETE FILEID SPECIFIED.'], code: 24 });
    expect(run('TYPE * DATA')).toEqual({ lines: ['INVALID * IN FILEID.'], code: 20 });
    expect(run('TYPE NO FILE')).toEqual({ lines: ["FILE 'NO FILE A' NOT FOUND."], code: 28 });
    expect(run('TYPE HELLO DATA A 9')).toEqual({ lines: ["INVALID LINE NUMBER '9'."], code: 24 });
    expect(run('TYPE HELLO DATA (COL 90')).toEqual({
      lines: ["COLUMN '90' EXCEEDS RECORD LENGTH."],
      code: 24,
    });
    expect(run('TYPE HELLO DATA (MEMBER X').code).toBe(32);
  });

  it('COPYFILE copies, replaces, appends and combines', () => {
    expect(run('COPYFILE HELLO DATA A COPY = =')).toEqual({ lines: [], code: 0 });
    expect(run('COPYFILE HELLO DATA A COPY = =')).toEqual({
      lines: ["FILE 'COPY DATA A1' ALREADY EXISTS -- SPECIFY 'REPLACE'."],
      code: 28,
    });
    expect(run('COPY HELLO DATA A COPY = = (REP UPCASE TYPE').lines).toEqual([
      "COPY 'HELLO DATA A1' TO 'COPY DATA A1' (OLD FILE)",
    ]);
    expect(typed('COPY DATA 1 1')).toEqual(['LINE ONE']);
    expect(run('COPY VAR DATA A COPY DATA A (APPEND').code).toBe(0);
    expect(typed('COPY DATA 4 *')).toEqual(['short', 'a longer line here']);
    expect(run('COPY HELLO DATA A VAR DATA A ALL DATA A').code).toBe(0);
    expect(typed('ALL DATA')).toHaveLength(5);
    expect(run('COPYFILE ALL DATA A ALL DATA B').code).toBe(36);
    expect(run('COPYFILE').code).toBe(24);
    expect(run('COPYFILE HELLO DATA').code).toBe(24);
    expect(run('COPYFILE HELLO DATA A * = =').code).toBe(20);
    expect(run('COPYFILE NO DATA A NEW = =')).toEqual({
      lines: ["INPUT FILE 'NO DATA A' NOT FOUND."],
      code: 28,
    });
    expect(run('COPYFILE HELLO DATA A X = = (REPLACE NEWFILE').code).toBe(24);
    for (const file of ['COPY DATA', 'ALL DATA']) expect(run(`ERASE ${file}`).code).toBe(0);
  });

  it('COPYFILE makes an output for each file that fits, and keeps dates', () => {
    expect(run('COPY * DATA A = BACKUP = (OLDDATE').lines).toEqual([
      "COPY 'HELLO DATA A1' TO 'HELLO BACKUP A1' (NEW FILE)",
      "COPY 'VAR DATA A1' TO 'VAR BACKUP A1' (NEW FILE)",
    ]);
    expect(run('LISTFILE * BACKUP A (DATE NOHEADER').lines).toEqual([
      'HELLO    BACKUP   A1  F    80      3      1  10/28/80   12:34',
      'VAR      BACKUP   A1  V    18      2      1  10/28/80   12:34',
    ]);
    expect(run('COMPARE VAR DATA A VAR BACKUP A').lines).toEqual([
      "COMPARING 'VAR DATA A1' WITH 'VAR BACKUP A1'",
    ]);
    expect(run('ERASE * BACKUP A').code).toBe(0);
  });

  it('COPYFILE changes format, range and characters', () => {
    expect(run('COPY VAR DATA A FIX DATA A (RECFM F LRECL 10').code).toBe(0);
    expect(run('LISTFILE FIX DATA (FORMAT NOH').lines).toEqual(['FIX      DATA     A1  F    10']);
    expect(typed('FIX DATA')).toEqual(['short', 'a longer l']);
    expect(run('COPY HELLO DATA A V DATA A (RECFM V TRUNC FROM 2 FOR 1').code).toBe(0);
    expect(run('LISTFILE V DATA (FORMAT NOH').lines).toEqual(['V        DATA     A1  V    13']);
    expect(run('COPY HELLO DATA A L DATA A (FRLABEL LINE TOLABEL LAST').code).toBe(0);
    expect(typed('L DATA')).toEqual(['LINE TWO    X']);
    expect(run('COPY HELLO DATA A F DATA A (FROM 4').code).toBe(32);
    expect(run('COPY HELLO DATA A S DATA A (SPECS', '1-4 1 /-->/ 10 6-8 20 h5c 30')).toEqual({
      lines: ['ENTER SPECIFICATION LIST:'],
      code: 0,
    });
    expect(typed('S DATA')).toEqual([
      'line     -->       one       *',
      'LINE     -->       TWO       *',
      'LAST     -->       AAA       *',
    ]);
    expect(run('COPY HELLO DATA A T DATA A (TRANS FOR 1', 'l L e 5b').lines).toEqual([
      'ENTER TRANSLATION LIST:',
    ]);
    expect(typed('T DATA')).toEqual(['Lin$ on$']);
    for (const name of ['FIX', 'V', 'L', 'S', 'T']) expect(run(`ERASE ${name} DATA`).code).toBe(0);
  });

  it('COPYFILE packs and unpacks', () => {
    for (const file of ['HELLO DATA', 'BIG VARIABLE', 'MANY RECORDS']) {
      const [name, type] = file.split(' ');
      expect(run(`COPY ${file} A ${name} PACKED A (PACK`).code).toBe(0);
      expect(run(`LISTFILE ${name} PACKED (FORMAT NOH`).lines[0]).toMatch(/F {3}800$/);
      expect(run(`COPY ${name} PACKED A (UNPACK`).code).toBe(0);
      expect(run(`COMPARE ${file} A ${name} PACKED A`)).toMatchObject({ code: 0 });
      expect(run(`ERASE ${name} PACKED`).code, type).toBe(0);
    }
    expect(run('COPY HELLO DATA A (UNPACK').code).toBe(32);
  });

  it('COMPARE finds differences', () => {
    run('COPY HELLO DATA A OTHER = = (UPCASE');
    expect(run('COMPARE HELLO DATA A OTHER DATA A')).toEqual({
      lines: [
        "COMPARING 'HELLO DATA A1' WITH 'OTHER DATA A1'",
        'line one',
        'LINE ONE',
        'FILES DO NOT COMPARE.',
      ],
      code: 4,
    });
    expect(run('COMPARE HELLO DATA A OTHER DATA A (COL 9-80').code).toBe(0);
    expect(run('COMPARE HELLO DATA A HELLO DATA A').code).toBe(24);
    expect(run('COMPARE HELLO DATA A VAR DATA A').code).toBe(32);
    expect(run('COMPARE HELLO DATA A').code).toBe(24);
    expect(run('ERASE OTHER DATA').code).toBe(0);
  });

  it('RENAME changes names, types and mode numbers', () => {
    expect(run('RENAME HELLO DATA A GREET = =')).toEqual({ lines: [], code: 0 });
    expect(run('RENAME GREET DATA A = TEXT A2 (TYPE').lines).toEqual(['GREET TEXT A2']);
    expect(run('LISTFILE GREET *').lines).toEqual(['GREET    TEXT     A2']);
    expect(run('RENAME * TEXT A = DATA A1').code).toBe(0);
    expect(run('RENAME GREET DATA A VAR = =')).toEqual({
      lines: ["FILE 'VAR DATA A1' ALREADY EXISTS."],
      code: 28,
    });
    expect(run('RENAME GREET DATA A GREET DATA A')).toEqual({ lines: ['IDENTICAL FILEIDS.'], code: 24 });
    expect(run('RENAME NO DATA A YES DATA A')).toEqual({ lines: ["FILE 'NO DATA A' NOT FOUND."], code: 28 });
    expect(run('RENAME GREET DATA A GREET DATA B')).toEqual({ lines: ['INVALID MODE CHANGE.'], code: 24 });
    expect(run('RENAME GREET DATA').code).toBe(24);
    expect(run('RENAME X Y S Z = =').code).toBe(36);
    expect(run('RENAME GREET DATA A HELLO = =').code).toBe(0);
  });

  it('SORT orders records by fields, stably', () => {
    expect(run('SORT NUMBERS LIST A SORTED LIST A', '8 8 1 6')).toEqual({
      lines: ['ENTER SORT FIELDS:'],
      code: 0,
    });
    expect(typed('SORTED LIST')).toEqual(['APPLE  1', 'APPLE  2', 'KIWI   2', 'FIG    3', 'PEAR   3']);
    expect(run('SORT NUMBERS LIST A ONE LIST A', '1 5').code).toBe(0);
    expect(typed('ONE LIST')).toEqual(['APPLE  2', 'APPLE  1', 'FIG    3', 'KIWI   2', 'PEAR   3']);
    expect(run('SORT MANY RECORDS A BACK RECORDS A', '8 12').code).toBe(0);
    expect(typed('BACK RECORDS 1 4')).toEqual(['RECORD 1', 'RECORD 10', 'RECORD 100', 'RECORD 101']);
    expect(run('SORT NUMBERS LIST A TWO LIST A', '9 30').code).toBe(24);
    expect(run('SORT NUMBERS LIST A TWO LIST A', '').code).toBe(40);
    expect(run('SORT VAR DATA A TWO LIST A').code).toBe(32);
  });
});
