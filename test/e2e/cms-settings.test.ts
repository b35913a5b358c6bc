import { beforeAll, describe, expect, it } from 'vitest';
import { textFile } from '../support/cms-disk.js';
import { CmsMachine } from '../support/cms-machine.js';

/** QUERY, SET, SYNONYM, GLOBAL, ACCESS and RELEASE. */
describe('CMS settings', () => {
  let cms: CmsMachine;
  const run = (line: string, ...more: string[]): { lines: readonly string[]; code: number } =>
    cms.command(line, ...more);

  beforeAll(() => {
    cms = new CmsMachine([
      textFile('MY', 'SYNONYM', ['LISTFILE DIR 1', '* A COMMENT', 'TYPE     SHOW'], 80),
      textFile('BAD', 'SYNONYM', ['LISTFILE'], 80),
      textFile('VAR', 'SYNONYM', ['LISTFILE DIR']),
      textFile('ONE', 'MACLIB', ['X'], 80),
      textFile('SAY', 'EXEC', ['&CONTROL OFF', '&TYPE EXEC'], 80),
    ]);
  });

  it('SET and QUERY agree on what is on and off', () => {
    for (const name of ['ABBREV', 'BLIP', 'IMPCP', 'IMPEX', 'PROTECT', 'REDTYPE', 'RELPAGE']) {
      for (const state of ['OFF', 'ON']) {
        expect(run(`SET ${name} ${state}`)).toEqual({ lines: [], code: 0 });
        expect(run(`QUERY ${name}`)).toEqual({ lines: [`${name.padEnd(8)} = ${state}`], code: 0 });
      }
    }
    expect(run('SET RDYMSG SMSG').code).toBe(0);
    expect(run('QUERY RDYMSG').lines).toEqual(['RDYMSG   = SMSG']);
    expect(cms.harness.console.lines.at(-1)).toBe('R;');
    run('SET RDYMSG LMSG');
    expect(run('QUERY LDRTBLS').lines).toEqual(['LDRTBLS  = 002']);
    expect(run('SET LDRTBLS 3').code).toBe(0);
    expect(run('QUERY LDRTBLS').lines).toEqual(['LDRTBLS  = 003']);
  });

  it('SET refuses what is wrong', () => {
    expect(run('SET')).toEqual({ lines: ['NO FUNCTION SPECIFIED.'], code: 24 });
    expect(run('SET ABBREV')).toEqual({ lines: ['PARAMETER MISSING AFTER ABBREV.'], code: 24 });
    expect(run('SET ABBREV MAYBE')).toEqual({
      lines: ["INVALID PARAMETER 'MAYBE' FOR 'ABBREV' FUNCTION."],
      code: 24,
    });
    expect(run('SET ABBREV ON ON')).toEqual({ lines: ["INVALID PARAMETER 'ON'."], code: 24 });
    expect(run('SET SOMETHING ON')).toEqual({
      lines: ['?CP: SET SOMETHING ON', 'UNKNOWN CP/CMS COMMAND'],
      code: -3,
    });
    run('SET IMPCP OFF');
    expect(run('QUERY SOMETHING')).toEqual({ lines: ["INVALID FUNCTION 'SOMETHIN'."], code: 24 });
    run('SET IMPCP ON');
  });

  it('IMPEX and ABBREV have their effect', () => {
    expect(run('SAY').lines).toEqual(['EXEC']);
    run('SET IMPEX OFF');
    expect(run('SAY').code).toBe(-3);
    run('SET IMPEX ON');
    run('SET ABBREV OFF');
    expect(run('L').code).toBe(-3);
    run('SET ABBREV ON');
    expect(run('L').code).toBe(0);
  });

  it('SET INPUT and OUTPUT translate', () => {
    expect(run('SET INPUT % 5B').code).toBe(0);
    expect(run('QUERY INPUT').lines).toEqual(['INPUT    = % 5B']);
    expect(run('TYPE A% B').lines).toEqual(["FILE 'A$ B A' NOT FOUND."]);
    expect(run('SET INPUT').code).toBe(0);
    expect(run('SET OUTPUT D6 0').code).toBe(0);
    expect(run('QUERY RELPAGE').lines).toEqual(['RELPAGE  = 0N']);
    expect(run('SET OUTPUT').code).toBe(0);
    expect(run('QUERY OUTPUT').lines).toEqual(['OUTPUT   = NO USER DEFINED TRANSLATE TABLE IN USE']);
    expect(run('SET INPUT A').code).toBe(24);
  });

  it('SYNONYM makes, shows and clears synonyms', () => {
    expect(run('SYNONYM MY')).toEqual({ lines: [], code: 0 });
    expect(run('DIR SAY *').lines).toEqual(['SAY      EXEC     A1']);
    expect(run('D SAY *').lines).toEqual(['SAY      EXEC     A1']);
    expect(run('SHOW SAY EXEC').code).toBe(0);
    expect(run('QUERY SYNONYM USER').lines).toEqual([
      'SYSTEM   USER     SHORTEST',
      'COMMAND  SYNONYM  FORM (IF ANY)',
      '-------- -------- --------',
      'LISTFILE DIR      D',
      'TYPE     SHOW',
    ]);
    expect(run('SYNONYM (NOSTD').code).toBe(0);
    expect(run('QUERY SYNONYM SYSTEM').lines).toEqual(['NO SYSTEM SYNONYMS IN EFFECT.']);
    expect(run('L').code).toBe(-3);
    expect(run('SYNONYM (STD CLEAR').code).toBe(0);
    expect(run('DIR').code).toBe(-3);
    expect(run('QUERY SYNONYM USER').lines).toEqual(['NO USER DEFINED SYNONYMS IN EFFECT.']);
    expect(run('QUERY SYNONYM SYSTEM').lines).toContain('LISTFILE  L');
    expect(run('SYNONYM BAD').code).toBe(32);
    expect(run('SYNONYM VAR').code).toBe(32);
    expect(run('SYNONYM NONE').code).toBe(28);
    expect(run('SYNONYM MY DATA').code).toBe(24);
  });

  it('GLOBAL names libraries', () => {
    expect(run('GLOBAL MACLIB ONE')).toEqual({ lines: [], code: 0 });
    expect(run('QUERY MACLIB').lines).toEqual(['MACLIB   = ONE']);
    expect(run('GLOBAL MACLIB TWO ONE')).toEqual({ lines: ["FILE 'TWO MACLIB' NOT FOUND."], code: 28 });
    expect(run('QUERY LIBRARY').lines).toEqual(['MACLIB   = ONE', 'TXTLIB   = NONE']);
    expect(run('GLOBAL MACLIB').code).toBe(0);
    expect(run('QUERY MACLIB').lines).toEqual(['MACLIB   = NONE']);
    expect(run('GLOBAL').code).toBe(24);
    expect(run('GLOBAL FOO').code).toBe(24);
    expect(run(`GLOBAL MACLIB ${'ONE '.repeat(9)}`).code).toBe(40);
  });

  it('ACCESS and RELEASE change the search order', () => {
    expect(run('ACCESS 192 B')).toEqual({ lines: [], code: 0 });
    expect(run('QUERY SEARCH').lines).toEqual([
      'USR191  191  A    R/W',
      'USR192  192  B    R/W',
      'CMS190  190  S    R/O',
    ]);
    expect(run('QUERY DISK B').lines[0]).toMatch(
      /^B \(192\): 0 FILES; 5 REC IN USE, .*\(5 CYL\), 3330, R\/W$/,
    );
    expect(run('COPYFILE SAY EXEC A = = B').code).toBe(0);
    expect(run('ACCESS 192 C/A')).toEqual({
      lines: ["'192' ALSO = 'B' DISK", 'C/A (192) R/O'],
      code: 0,
    });
    expect(run('QUERY SEARCH').lines).toContain('USR192  192  C/A  R/O');
    expect(run('RELEASE C').code).toBe(0);
    expect(run('ACCESS 190 B/B SAY *')).toMatchObject({ code: 28 });
    expect(run('RELEASE B').code).toBe(36);
    expect(run('ACCESS 192 B SAY *').lines).toEqual(['B (192) R/O']);
    expect(run('LISTFILE * * B').lines).toEqual(['SAY      EXEC     B1']);
    expect(run('RELEASE 192').code).toBe(0);
    expect(run('ACCESS 192 A').lines).toEqual(["'192' REPLACES ' A (191) '"]);
    expect(run('ACCESS 191 A').code).toBe(0);
  });

  it('ACCESS and RELEASE refuse what is wrong', () => {
    expect(run('ACCESS 777 C')).toEqual({ lines: ["' C (777) ' NOT ATTACHED"], code: 100 });
    expect(run('ACCESS 009 C').code).toBe(100);
    expect(run('ACCESS XYZ C')).toEqual({ lines: ["INVALID DEVICE ADDRESS 'XYZ'."], code: 24 });
    expect(run('ACCESS 192 CD')).toEqual({ lines: ["INVALID MODE 'CD'."], code: 24 });
    expect(run('ACCESS 191 B')).toEqual({
      lines: ["'191' ALREADY ACCESSED AS READ/WRITE 'A' DISK"],
      code: 36,
    });
    expect(run('RELEASE')).toEqual({ lines: ['NO DEVICE SPECIFIED.'], code: 24 });
    expect(run('RELEASE G')).toEqual({ lines: ["DISK 'G' NOT ACCESSED."], code: 36 });
    expect(run('RELEASE S').code).toBe(24);
    expect(run('RELEASE 444').code).toBe(36);
  });
});
