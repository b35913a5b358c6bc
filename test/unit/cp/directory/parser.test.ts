import { describe, expect, test } from 'vitest';
import { Directory, DirectoryError, parseDirectory } from '../../../../src/cp/directory/index.js';

const SOURCE = `
* the system's users
DIRECTORY 140 3350 CPVOL1
USER MAINT CPCMS 1M 16M ABCDEFG 40 ON OFF % 7F
 ACCOUNT 1 SYSPROG
 OPTION ECMODE R
 O CPUID 012345 AFFINITY 01
 IPL CMS PARM AUTOCR
 CONSOLE 01F 3215
 SPOOL 00C 2540 READER *
 S 00D 2540 P A
 SPOOL 00E 1403
 MDISK 190 3350 100 85 CMSPK1 MR ALL WRITE MULT
 MDISK 191 3350 T 5
 DEDICATE 181 580 R/O
 D 300 VOLID X
 SPE 0F0 CTCA
 SPECIAL 080 2702 IBM
USER CMSUSER SECRET
 C 009 3215 T
 LINK MAINT 190 190 RR
 L MAINT 191
USER NOBODY NOLOG
`;

const messagesOf = (statements: string): string[] =>
  parseDirectory(`DIRECTORY 140 3350 CPVOL1\n${statements}`).errors.map(
    ({ line, message }) => `${line} ${message}`,
  );

describe('parseDirectory', () => {
  const parsed = parseDirectory(SOURCE);
  const [maint, cmsuser, nobody] = parsed.users;

  test('reads every statement', () => {
    expect(parsed.errors).toEqual([]);
    expect(parsed.location).toEqual({ address: 0x140, type: '3350', volser: 'CPVOL1' });
    expect(parsed.users.map(({ userid }) => userid)).toEqual(['MAINT', 'CMSUSER', 'NOBODY']);
    expect(maint).toMatchObject({
      password: 'CPCMS',
      storage: 1 << 20,
      maximumStorage: 16 << 20,
      classes: 'ABCDEFG',
      priority: 40,
      account: '1',
      distribution: 'SYSPROG',
      cpuid: 0x012345,
      affinity: 1,
      ipl: { system: 'CMS', parameter: 'AUTOCR' },
      line: 4,
    });
    expect(maint.edit).toEqual({ lineEnd: 0x7b, lineDelete: undefined, characterDelete: 0x6c, escape: 0x7f });
    expect([...maint.options]).toEqual(['ECMODE', 'REALTIMER']);
  });

  test('reads devices with their defaults', () => {
    const byAddress = (address: number) => maint.devices.find((device) => device.address === address);
    expect(byAddress(0x01f)).toMatchObject({ kind: 'console', type: '3215', spoolClass: 'T' });
    expect(byAddress(0x00c)).toMatchObject({ kind: 'spool', type: '2540R', spoolClass: '*' });
    expect(byAddress(0x00d)).toMatchObject({ kind: 'spool', type: '2540P', spoolClass: 'A' });
    expect(byAddress(0x00e)).toMatchObject({ kind: 'spool', type: '1403', spoolClass: 'A' });
    expect(byAddress(0x190)).toMatchObject({
      kind: 'mdisk',
      start: 100,
      cylinders: 85,
      volser: 'CMSPK1',
      mode: 'MR',
      readPassword: 'ALL',
      writePassword: 'WRITE',
      multiplePassword: 'MULT',
    });
    expect(byAddress(0x191)).toMatchObject({ kind: 'tdisk', cylinders: 5 });
    expect(byAddress(0x181)).toMatchObject({ kind: 'dedicate', real: 0x580, readOnly: true });
    expect(byAddress(0x300)).toMatchObject({ kind: 'dedicate', volser: 'X', readOnly: false });
    expect(byAddress(0x0f0)).toMatchObject({ kind: 'special', type: 'CTCA' });
    expect(byAddress(0x080)).toMatchObject({ kind: 'special', type: '2702', lineType: 'IBM' });
  });

  test('takes the defaults of the DIRECT program', () => {
    expect(cmsuser).toMatchObject({
      storage: 256 << 10,
      maximumStorage: 1 << 20,
      classes: 'G',
      priority: 50,
    });
    expect(cmsuser).toMatchObject({ account: 'CMSUSER', distribution: 'CMSUSER' });
    expect(cmsuser.edit).toEqual({ lineEnd: 0x7b, lineDelete: 0x4a, characterDelete: 0x7c, escape: 0x7f });
    expect(cmsuser.devices[2]).toMatchObject({
      kind: 'link',
      ownerAddress: 0x191,
      address: 0x191,
      mode: 'R',
    });
    expect(nobody.devices).toEqual([]);
  });

  test.each([
    ['USER A B\n FOO 1\n C 9 3215', '3 DMKDIR751E INVALID OPERAND - FOO'],
    ['USER A', '2 DMKDIR753E OPERAND MISSING'],
    ['USER ABCDEFGHI B', '2 DMKDIR751E INVALID OPERAND - ABCDEFGHI'],
    ['USER A B 17M', '2 DMKDIR751E INVALID OPERAND - 17M'],
    ['USER A B 640 1M', '2 DMKDIR751E INVALID OPERAND - 640'],
    ['USER A B 1M 1M Z', '2 DMKDIR751E INVALID OPERAND - Z'],
    ['USER A B\nUSER C D\n C 9 3215', '3 DMKDIR752E STATEMENT SEQUENCE ERROR FOLLOWING USER A'],
    ['USER A B\n C 9 3215\n ACCOUNT 5', '4 DMKDIR752E STATEMENT SEQUENCE ERROR FOLLOWING USER A'],
    ['USER A B\n C 9 3215\n S 9 1403', '4 DMKDIR758E DUPLICATE UNIT DEFINITION'],
    ['USER A B\n SPE F0 CTCA\n S 0FE 1403', '4 DMKDIR758E DUPLICATE UNIT DEFINITION'],
    ['USER A B\n M 191 3350 10 0 V\n C 9 3215', '3 DMKDIR751E INVALID OPERAND - 0'],
    ['USER A B\n M 191 3350 550 20 V\n C 9 3215', '3 DMKDIR751E INVALID OPERAND - 20'],
    ['USER A B\n M 191 3350 10 10\n C 9 3215', '3 DMKDIR753E OPERAND MISSING'],
    ['USER A B\n M 191 3350 10 10 V RW\n C 9 3215', '3 DMKDIR751E INVALID OPERAND - RW'],
    ['USER A B\n C 9G 3215\n C 9 3215', '3 DMKDIR751E INVALID OPERAND - 9G'],
    ['USER A B\n D 181 181 3330V\n C 9 3215', '3 DMKDIR751E INVALID OPERAND - 3330V'],
    ['USER A B\n O FAST\n C 9 3215', '3 DMKDIR751E INVALID OPERAND - FAST'],
    [' C 9 3215', '2 DMKDIR752E STATEMENT SEQUENCE ERROR FOLLOWING USER'],
    ['DIRECTORY 1 3350 V', '2 DMKDIR752E STATEMENT SEQUENCE ERROR FOLLOWING USER'],
    ['USER A B\n C 9 3215\nUSER A B\n C 9 3215', '4 DMKDIR751E INVALID OPERAND - A'],
  ])('reports %j', (statements, message) => {
    expect(messagesOf(statements)[0]).toBe(message);
  });

  test('checks on after an error, and wants the DIRECTORY statement', () => {
    const errors = parseDirectory('USER A B 9\n C 9 3215\nUSER C D\n C 9\n C 9 3215').errors;
    expect(errors.map(({ line }) => line)).toEqual([1, 1, 2, 4]);
    expect(errors[0].message).toBe('DMKDIR762E DIRECTORY STATEMENT MISSING');
  });

  test('reads 71 columns only', () => {
    const user = `USER A B${' '.repeat(64)}99M`;
    expect(messagesOf(`${user}\n C 9 3215`)).toEqual([]);
  });

  test('warns of minidisks that overlap, but not of full packs', () => {
    const { warnings } = parseDirectory(
      'DIR 140 3350 V\nUSER A B\n M 191 3350 10 10 PK1\n M 192 3350 0 555 PK1\nUSER C D\n M 191 3350 19 5 PK1\n M 192 3350 24 1 PK1',
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ line: 6 });
    expect(warnings[0].message).toBe('MINIDISK OVERLAP ON PK1, CYLINDERS 19-19: A 191 (LINE 3) AND C 191');
  });
});

describe('Directory', () => {
  test('looks users and minidisks up and checks passwords', () => {
    const { directory } = Directory.fromSource(SOURCE);
    const user = directory.find('CMSUSER');
    expect(user && directory.passwordMatches(user, 'SECRET')).toBe(true);
    expect(user && directory.passwordMatches(user, 'secret')).toBe(false);
    const nobody = directory.find('NOBODY');
    expect(nobody && directory.passwordMatches(nobody, 'NOLOG')).toBe(false);
    expect(directory.findMinidisk('MAINT', 0x190)?.cylinders).toBe(85);
    expect(directory.findMinidisk('MAINT', 0x00c)).toBeUndefined();
    expect(directory.find('NIEMAND')).toBeUndefined();
  });

  test('refuses a source with errors, naming the lines', () => {
    expect(() => Directory.fromSource('DIR 140 3350 V\nUSER A B 9M9\n C 9 3215')).toThrow(DirectoryError);
    expect(() => Directory.fromSource('DIR 140 3350 V\nUSER A B 9M9\n C 9 3215')).toThrow(
      /line 2: DMKDIR751E/,
    );
  });
});
