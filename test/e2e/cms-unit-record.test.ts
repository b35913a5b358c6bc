import { beforeAll, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { textFile } from '../support/cms-disk.js';
import { CmsMachine } from '../support/cms-machine.js';

/** PRINT, PUNCH, READCARD, DISK and TAPE at the console of a virtual machine. */
describe('CMS unit record and tape commands', () => {
  let cms: CmsMachine;
  const run = (line: string, ...more: string[]): { lines: readonly string[]; code: number } =>
    cms.command(line, ...more);
  const typed = (file: string): readonly string[] => run(`TYPE ${file}`).lines.slice(1, -1);
  /** What has been punched since the last call. */
  const punched = (): Uint8Array[] => cms.harness.spool.punched.splice(0);
  const text = (card: Uint8Array): string => ebcdic037.decode(card).trimEnd();

  beforeAll(() => {
    cms = new CmsMachine([
      textFile('HELLO', 'DATA', ['line one', 'LINE TWO'], 80),
      textFile('VAR', 'DATA', ['short', 'a longer line here', 'x'.repeat(1000), 'end']),
      textFile('LONG', 'DATA', ['x'.repeat(140)]),
      textFile('ASA', 'LISTING', ['1HEADING', ' FIRST', '0SECOND'], 121),
      textFile(
        'LINES',
        'DATA',
        Array.from({ length: 60 }, (_, i) => `LINE ${i + 1}`),
        80,
      ),
    ]);
  });

  it('PRINT prints under a heading, and what carriage control says', () => {
    const { printed } = cms.harness.spool;
    expect(run('PRINT HELLO DATA')).toEqual({ lines: [], code: 0 });
    const page = printed.splice(0).map((line) => line.trimEnd());
    expect(page.find((line) => line.startsWith('FILE:'))).toMatch(/^FILE: HELLO {4}DATA {5}A1 .* PAGE 001$/);
    expect(page.slice(-2)).toEqual(['line one', 'LINE TWO']);
    expect(run('PRINT HELLO DATA (UPCASE').code).toBe(0);
    expect(printed.splice(0).at(-2)?.trimEnd()).toBe('LINE ONE');
    expect(run('PRINT ASA LISTING').code).toBe(0);
    expect(
      printed
        .splice(0)
        .map((line) => line.trimEnd())
        .filter((line) => line !== ''),
    ).toEqual(['HEADING', 'FIRST', 'SECOND']);
    expect(run('PRINT LINES DATA (LINECOUN 20').code).toBe(0);
    expect(printed.splice(0).filter((line) => line.startsWith('FILE:'))).toHaveLength(3);
    expect(run('PRINT VAR DATA (HEX').code).toBe(0);
    expect(printed.splice(0).some((line) => line.startsWith('A2889699  A3'))).toBe(true);
    expect(run('PRINT LONG DATA')).toEqual({ lines: ['RECORD EXCEEDS ALLOWABLE MAXIMUM.'], code: 32 });
    expect(run('PRINT HELLO')).toEqual({ lines: ['INCOMPLETE FILEID SPECIFIED.'], code: 24 });
    expect(run('PRINT HELLO DATA (LINECOUN XX').code).toBe(24);
  });

  it('PUNCH makes a deck that READCARD reads', () => {
    expect(run('PUNCH HELLO DATA')).toEqual({ lines: [], code: 0 });
    const deck = punched();
    expect(deck.map(text)).toEqual([
      ':READ  HELLO    DATA     A1 USR191 10/28/80 12:34',
      'line one',
      'LINE TWO',
    ]);
    run('ERASE HELLO DATA');
    cms.feed(deck);
    expect(run('READCARD *')).toEqual({
      lines: [':READ  HELLO    DATA     A1 USR191 10/28/80 12:34'],
      code: 0,
    });
    expect(typed('HELLO DATA')).toEqual(['line one', 'LINE TWO']);
    expect(run('PUNCH HELLO DATA (NOHEADER').code).toBe(0);
    expect(punched()).toHaveLength(2);
    expect(run('PUNCH VAR DATA').code).toBe(32);
  });

  it('READCARD reads several files, or one under a name of its own', () => {
    cms.feed([':READ  ONE      DATA     A1', 'CARD 1', 'CARD 2', ':READ  TWO      DATA     A2', 'CARD 3']);
    expect(run('READCARD * * A').code).toBe(0);
    expect(typed('ONE DATA')).toEqual(['CARD 1', 'CARD 2']);
    expect(run('LISTFILE TWO DATA').lines).toEqual(['TWO      DATA     A2']);
    cms.feed(['FIRST', 'SECOND']);
    expect(run('READCARD MY CARDS')).toEqual({ lines: [], code: 0 });
    expect(typed('MY CARDS')).toEqual(['FIRST', 'SECOND']);
    cms.feed(['NO HEADER']);
    expect(run('READCARD *').lines).toEqual([
      'READ CONTROL CARD MISSING. FOLLOWING ASSUMED:.',
      ':READ  READCARD CMSUT1   A1',
    ]);
    expect(typed('READCARD CMSUT1')).toEqual(['NO HEADER']);
    expect(run('READCARD *')).toEqual({ lines: ['READER EMPTY OR NOT READY.'], code: 8 });
    expect(run('READCARD')).toEqual({ lines: ['NO FILEID SPECIFIED.'], code: 24 });
    expect(run('READCARD X * A').code).toBe(20);
    expect(run('READCARD X Y S').code).toBe(36);
  });

  it('DISK DUMP and LOAD carry files of any format', () => {
    for (const file of ['VAR DATA', 'LINES DATA']) {
      const [name] = file.split(' ');
      expect(run(`DISK DUMP ${file}`)).toEqual({ lines: [], code: 0 });
      const deck = punched();
      expect(deck.at(-1)?.[4]).toBe(0xd5);
      run(`COPY ${file} A ${name} OLD A`);
      run(`ERASE ${file}`);
      cms.feed(deck);
      expect(run('DISK LOAD')).toEqual({ lines: [`${file} A1`], code: 0 });
      expect(run(`COMPARE ${file} A ${name} OLD A`).code).toBe(0);
    }
    cms.feed(['NOT A DISK DECK']);
    expect(run('DISK LOAD')).toEqual({ lines: ['INVALID CARD IN INPUT DECK.'], code: 32 });
    expect(run('DISK')).toEqual({ lines: ['NO FUNCTION SPECIFIED.'], code: 24 });
    expect(run('DISK COPY')).toEqual({ lines: ["INVALID FUNCTION 'COPY'."], code: 24 });
    expect(run('DISK DUMP NO FILE').code).toBe(28);
  });

  it('TAPE dumps, scans, skips and loads', () => {
    expect(run('TAPE DUMP * DATA A')).toMatchObject({ code: 0 });
    expect(run('TAPE REW')).toEqual({ lines: [], code: 0 });
    expect(run('TAPE SCAN').lines).toEqual(
      expect.arrayContaining([
        ' SCANNING....',
        ' VAR      DATA     A1',
        ' HELLO    DATA     A1',
        ' LINES    DATA     A1',
      ]),
    );
    run('COPY VAR DATA A KEEP VAR A');
    run('ERASE * DATA A');
    run('TAPE REW');
    expect(run('TAPE LOAD VAR DATA').lines).toEqual([' LOADING.....', ' VAR      DATA     A1']);
    expect(run('COMPARE VAR DATA A KEEP VAR A').code).toBe(0);
    run('TAPE REW');
    expect(run('TAPE LOAD').code).toBe(0);
    expect(typed('HELLO DATA')).toEqual(['line one', 'LINE TWO']);
    expect(typed('LINES DATA')).toHaveLength(60);
    run('TAPE REW');
    expect(run('TAPE SKIP HELLO DATA').lines).toContain(' HELLO    DATA     A1');
    run('TAPE REW');
    expect(run('TAPE LOAD NO FILE')).toMatchObject({ code: 28 });
  });

  it('TAPE moves the tape, writes marks, and refuses what it cannot do', () => {
    run('TAPE REW');
    expect(run('TAPE WTM 3').code).toBe(0);
    expect(cms.tape.blocks).toEqual(['mark', 'mark', 'mark']);
    run('TAPE REW');
    expect(run('TAPE FSF 2').code).toBe(0);
    expect(run('TAPE BSF 1').code).toBe(0);
    expect(run('TAPE SCAN (EOF 2').lines.at(-1)).toBe(' END-OF-FILE OR END-OF-TAPE');
    expect(run('TAPE REW (TAP3')).toEqual({ lines: ["'TAP3(183)' NOT ATTACHED."], code: 100 });
    expect(run('TAPE REW (182').lines).toEqual(["'TAP2(182)' NOT ATTACHED."]);
    expect(run('TAPE')).toEqual({ lines: ['NO FUNCTION SPECIFIED.'], code: 24 });
    expect(run('TAPE FOO')).toEqual({ lines: ["INVALID FUNCTION 'FOO'."], code: 24 });
    expect(run('TAPE DUMP')).toEqual({ lines: ['NO FILEID SPECIFIED.'], code: 24 });
    expect(run('TAPE DUMP X')).toEqual({ lines: ['NO FILETYPE SPECIFIED.'], code: 24 });
    expect(run('TAPE DUMP NO FILE')).toEqual({ lines: ["FILE(S) 'NO FILE A' NOT FOUND."], code: 28 });
    expect(run('TAPE REW (DEN 12').code).toBe(24);
  });
});
