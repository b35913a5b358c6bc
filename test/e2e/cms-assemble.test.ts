import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { textFile } from '../support/cms-disk.js';
import { CmsMachine } from '../support/cms-machine.js';

const macro = (name: string): readonly string[] =>
  readFileSync(new URL(`../../src/cms/maclib/${name}.mac`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');

const PROGRAM = [
  'PROG     CSECT',
  '         REGEQU',
  '         COPY  BASES',
  '         LR    R2,R14',
  "         WRTERM 'HELLO FROM A PROGRAM'",
  '         LA    R15,7',
  '         BR    R2',
  '         END',
];

/** ASSEMBLE with libraries that MACLIB made, and the program it makes. */
describe('CMS ASSEMBLE and MACLIB', () => {
  let cms: CmsMachine;
  const run = (line: string, ...more: string[]): { lines: readonly string[]; code: number } =>
    cms.command(line, ...more);

  beforeAll(() => {
    cms = new CmsMachine([
      textFile('PROG', 'ASSEMBLE', PROGRAM, 80),
      textFile('BAD', 'ASSEMBLE', ['BAD      CSECT', '         L     1,FOO', '         END'], 80),
      textFile('VAR', 'ASSEMBLE', ['X']),
      textFile('CMSMACS', 'MACRO', [...macro('wrterm'), ...macro('cmsload'), ...macro('regequ')], 80),
      textFile('BASES', 'COPY', ['         LR    R12,R15', '         USING PROG,R12'], 80),
      textFile('PARTS', 'COPY', ['*COPY ONE', '* ONE', '*COPY TWO', '* TWO', '* MORE'], 80),
    ]);
  });

  it('MACLIB makes, extends and lists a library', () => {
    expect(run('MACLIB GEN MYLIB CMSMACS')).toEqual({ lines: [], code: 0 });
    expect(run('MACLIB MAP MYLIB (TERM').lines.map((line) => line.trim().split(/\s+/))).toEqual([
      ['MEMBER', 'INDEX', 'SIZE'],
      ['WRTERM', '2', String(macro('wrterm').length)],
      ['CMSLOAD', String(3 + macro('wrterm').length), String(macro('cmsload').length)],
      [
        'REGEQU',
        String(4 + macro('wrterm').length + macro('cmsload').length),
        String(macro('regequ').length),
      ],
    ]);
    expect(run('MACLIB ADD MYLIB BASES PARTS').code).toBe(0);
    expect(
      run('MACLIB MAP MYLIB (TERM')
        .lines.slice(4)
        .map((line) => line.slice(0, 8).trim()),
    ).toEqual(['BASES', 'ONE', 'TWO']);
    expect(run('TYPE MYLIB MACLIB (MEMBER TWO)').lines).toEqual(['', '* TWO', '* MORE', '']);
    expect(run('MACLIB DEL MYLIB ONE').code).toBe(0);
    expect(run('MACLIB DEL MYLIB ONE').code).toBe(4);
    expect(run('MACLIB COMP MYLIB').code).toBe(0);
    expect(run('MACLIB REP MYLIB PARTS').code).toBe(0);
    expect(run('MACLIB MAP MYLIB (TERM').lines.filter((line) => line.startsWith('TWO'))).toHaveLength(1);
    expect(run('MACLIB MAP MYLIB').code).toBe(0);
    expect(run('LISTFILE MYLIB MAP').lines).toEqual(['MYLIB    MAP      A5']);
    expect(run('TYPE MYLIB MACLIB (MEMBER NONE)')).toMatchObject({ code: 32 });
    expect(run('MACLIB GEN').code).toBe(24);
    expect(run('MACLIB GEN X NOFILE').code).toBe(28);
    expect(run('MACLIB ADD PROG BASES').code).toBe(28);
  });

  it('ASSEMBLE takes macros and COPY members from GLOBAL libraries; the program runs', () => {
    expect(run('GLOBAL MACLIB MYLIB').code).toBe(0);
    expect(run('ASSEMBLE PROG')).toEqual({
      lines: ['ASSEMBLER (XF) DONE', 'NO STATEMENTS FLAGGED IN THIS ASSEMBLY'],
      code: 0,
    });
    expect(run('LISTFILE PROG * A (FORMAT NOH').lines).toEqual([
      'PROG     ASSEMBLE A1  F    80',
      'PROG     TEXT     A1  F    80',
      'PROG     LISTING  A1  F   121',
    ]);
    expect(run('LOAD PROG').code).toBe(0);
    expect(run('START').lines).toContain('HELLO FROM A PROGRAM');
    expect(run('GENMOD PROG').code).toBe(0);
    expect(run('PROG')).toEqual({ lines: ['HELLO FROM A PROGRAM'], code: 7 });
  });

  it('ASSEMBLE tells errors, and obeys its options', () => {
    expect(run('ASSEMBLE BAD')).toEqual({
      lines: [
        '     2  IFO188 SYMBOL FOO IS NOT DEFINED',
        'ASSEMBLER (XF) DONE',
        '    1 STATEMENT FLAGGED IN THIS ASSEMBLY',
      ],
      code: 8,
    });
    expect(run('ASSEMBLE BAD (NOTERM NOLIST NOOBJECT').lines).toHaveLength(2);
    expect(run('LISTFILE BAD *').lines).toEqual(['BAD      ASSEMBLE A1']);
    expect(run('ASSEMBLE PROG (DECK NOPRINT XREF(SHORT) SYSPARM(AB)').code).toBe(0);
    expect(cms.harness.spool.punched.length).toBeGreaterThan(2);
    expect(run('ASSEMBLE')).toEqual({ lines: ['NO FILENAME SPECIFIED.'], code: 24 });
    expect(run('ASSEMBLE NONE')).toEqual({ lines: ["FILE 'NONE ASSEMBLE' NOT FOUND."], code: 28 });
    expect(run('ASSEMBLE VAR').code).toBe(32);
    expect(run('ASSEMBLE PROG (WRONG')).toEqual({ lines: ["INVALID OPTION 'WRONG'."], code: 24 });
  });
});
