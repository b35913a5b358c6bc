import { describe, expect, test } from 'vitest';
import { CkdDisk } from '../../../../src/s370/index.js';
import { CpSystem, TEST_DIRECTORY } from '../../../support/cp-system.js';
import { memoryPack } from '../../../support/virtual-machine.js';

const user = () => new CpSystem().user('ALICE');

describe('QUERY VIRTUAL', () => {
  test('everything', () => {
    expect(user().enter('query virtual')).toEqual([
      'STORAGE = 00512K',
      'CHANNELS = SEL',
      'CONS 009 ON LINE ALI    TERM STOP',
      '     009 CL T  NOCONT NOHOLD COPY 01    READY',
      '     009 FOR ALICE    DIST BIN7',
      'RDR  00C CL *  NOCONT NOHOLD   EOF      READY',
      'PUN  00D CL A  NOCONT NOHOLD COPY 01    READY',
      '     00D FOR ALICE    DIST BIN7',
      'PRT  00E CL A  NOCONT NOHOLD COPY 01    READY',
      '     00E FOR ALICE    DIST BIN7',
      'DASD 190 3330 SCRTCH R/O 010 CYL',
      'DASD 191 3330 SCRTCH R/W 005 CYL',
    ]);
  });

  test('a device, a kind, what is not there', () => {
    const alice = user();
    expect(alice.answer('query virtual 191')).toBe('DASD 191 3330 SCRTCH R/W 005 CYL');
    expect(alice.answer('query 190')).toBe('DASD 190 3330 SCRTCH R/O 010 CYL');
    expect(alice.enter('query v dasd')).toHaveLength(2);
    expect(alice.answer('query storage')).toBe('STORAGE = 00512K');
    expect(alice.answer('query chan')).toBe('CHANNELS = SEL');
    expect(alice.answer('query tapes')).toBe('TAPES DO NOT EXIST');
    expect(alice.answer('query virtual 333')).toBe('DEV 333 DOES NOT EXIST');
  });

  test('spool settings show', () => {
    const alice = user();
    alice.enter('spool prt class q cont hold copy 7 dist box');
    expect(alice.enter('query 00e')).toEqual([
      'PRT  00E CL Q    CONT   HOLD COPY 07    READY',
      '     00E FOR ALICE    DIST BOX',
    ]);
    alice.enter('notready 00e');
    expect(alice.answer('query 00e')).toContain('NOTREADY');
    alice.enter('ready 00e');
    expect(alice.answer('query 00e')).not.toContain('NOTREADY');
  });
});

describe('DEFINE', () => {
  test('STORAGE clears and resets', () => {
    const alice = user();
    alice.enter('store 100 12345678');
    expect(alice.answer('define storage 1m')).toContain('STORAGE = 01024K');
    expect(alice.answer('d 100')).toBe('000100    00000000');
    expect(alice.answer('d ffffc')).toBe('0FFFFC    00000000');
    expect(alice.answer('d 100000')).toBe('HEXLOC 100000 EXCEEDS STORAGE');
    expect(alice.answer('define stor 99m')).toBe('STORAGE EXCEEDS ALLOWED MAXIMUM');
    expect(alice.answer('define stor 3')).toBe('STORAGE MISSING OR INVALID');
  });

  test('devices and new addresses', () => {
    const alice = user();
    expect(alice.answer('define 191 as 291')).toBe('DASD 291 DEFINED');
    expect(alice.answer('query v dasd')).toBe(
      'DASD 190 3330 SCRTCH R/O 010 CYL|DASD 291 3330 SCRTCH R/W 005 CYL',
    );
    expect(alice.answer('define 2540r 1c')).toBe('RDR  01C DEFINED');
    expect(alice.answer('define 1403 as 1e')).toBe('PRT  01E DEFINED');
    expect(alice.answer('query 01e')).toContain('PRT  01E CL A');
    expect(alice.answer('define bogus 123')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('define 1403 as 01e')).toContain('01E');
    expect(alice.answer('define channels bmx')).toContain('CHANNELS = BMX');
  });
});

describe('DETACH', () => {
  test('what one has', () => {
    const alice = user();
    expect(alice.answer('detach 191')).toBe('DASD 191 DETACHED');
    expect(alice.answer('detach 191')).toBe('DEV 191 DOES NOT EXIST');
    expect(alice.answer('detach 00e')).toBe('PRT  00E DETACHED');
    expect(alice.answer('detach')).toBe('VADDR MISSING OR INVALID');
  });
});

describe('LINK', () => {
  test('a read password of ALL is known to everybody', () => {
    const system = new CpSystem();
    const bob = system.user('BOB');
    expect(bob.answer('link maint 190 290 rr')).toBe('DASD 290 LINKED R/O');
    const alice = system.user('ALICE');
    expect(alice.answer('query links 190')).toContain('BOB      290 R/O');
  });

  test('passwords: wrong, typed, given, missing', () => {
    const system = new CpSystem();
    const alice = system.user('ALICE');
    const bob = system.user('BOB');
    expect(bob.answer('link alice 191 391 rr')).toBe('ENTER READ PASSWORD:');
    expect(bob.prompt).toBe('hidden');
    expect(bob.answer('guess')).toBe('ALICE 191 NOT LINKED; PASSWORD INCORRECT');
    bob.enter('link alice 191 391 rr');
    expect(bob.answer('rpass')).toBe('DASD 391 LINKED R/O; R/W BY ALICE');
    expect(bob.answer('query 391')).toBe('DASD 391 3330 SCRTCH R/O 005 CYL');
    expect(bob.answer('link alice 191 392 m mpass')).toBe('ALICE 191 NOT LINKED; R/W BY ALICE ; R/O BY BOB');
    alice.enter('detach 191');
    expect(bob.answer('link alice 191 392 m mpass')).toBe('DASD 392 LINKED R/W; R/O BY BOB');
    expect(alice.answer('link bob 191 291 rr')).toBe('BOB 191 NOT LINKED; NO READ PASSWORD');
    expect(alice.answer('link * 191 191 w')).toContain('NOT LINKED');
  });

  test('a LINK statement in the directory gives as much without a password', () => {
    const system = new CpSystem({
      directory: TEST_DIRECTORY.replace(' LINK MAINT 190 190 RR', ' LINK MAINT 192 292 W').replace(
        ' MDISK 19A',
        ' MDISK 192 3330 050 005 SCRTCH MR READ WRITE MULT\n MDISK 19A',
      ),
    });
    const alice = system.user('ALICE');
    alice.enter('detach 292');
    expect(alice.answer('link maint 192 292 w')).toBe('DASD 292 LINKED R/W');
    expect(alice.answer('link maint 192 392 rr')).toBe('DASD 392 LINKED R/O; R/W BY ALICE');
    expect(alice.answer('link maint 192 492 mw')).toBe('ENTER MULT PASSWORD:');
  });

  test('modes with a fall-back', () => {
    const system = new CpSystem();
    system.user('ALICE');
    const bob = system.user('BOB');
    expect(bob.answer('link alice 191 391 w wpass')).toBe('ALICE 191 NOT LINKED; R/W BY ALICE');
    expect(bob.answer('link alice 191 391 wr wpass')).toMatch(/^DASD 391 FORCED R\/O; R\/W BY ALICE/);
    expect(bob.answer('link alice 191 392 mw mpass')).toMatch(/^DASD 392 LINKED R\/W; R\/W BY ALICE/);
  });

  test('what is no minidisk, no user, no volume, no free address', () => {
    const alice = user();
    expect(alice.answer('link carol 191 291')).toBe('CAROL NOT IN CP DIRECTORY');
    expect(alice.answer('link maint 777 291')).toBe('MAINT 777 NOT LINKED; NOT IN CP DIRECTORY');
    expect(alice.answer('link maint 009 291')).toContain('MAINT 009 NOT LINKED');
    expect(alice.answer('link maint')).toBe('VADDR MISSING OR INVALID');
    expect(alice.answer('link')).toBe('USERID MISSING OR INVALID');
    expect(alice.answer('link maint 190 191')).toContain('MAINT 190 NOT LINKED');
    expect(alice.answer('link maint 190 290 rr x y')).toContain('NOT LINKED');
    const maint = new CpSystem().user('MAINT');
    expect(maint.answer('link * 19a 29a')).toBe('MAINT 19A NOT LINKED; VOLID NOPACK NOT MOUNTED');
  });
});

describe('ATTACH and DETACH of volumes of the system', () => {
  test('a volume goes and comes with its label', () => {
    const system = new CpSystem({ devices: new Map([[0x152, new CkdDisk(memoryPack('WORK01'))]]) });
    const operator = system.user('OPERATOR');
    expect(operator.answer('attach 152 system work01')).toBe(
      'DASD 152 VOLID WORK01 ALREADY ATTACHED TO SYSTEM',
    );
    expect(operator.answer('detach 152 from system')).toBe('DASD 152 DETACHED SYSTEM');
    expect(operator.answer('detach 152 from system')).toBe('DASD 152 NOT ATTACHED TO SYSTEM');
    expect(operator.answer('attach 152 to system as other')).toBe('DASD 152 VOLID OTHER DOES NOT MATCH');
    expect(operator.answer('attach 152 to system')).toBe('VOLID MISSING OR INVALID');
    expect(operator.answer('attach 152 to system as work01')).toBe('DASD 152 ATTACH TO SYSTEM WORK01');
    expect(system.cp.findVolume('WORK01')?.address).toBe(0x152);
    expect(operator.answer('detach 150 from system')).toBe('DASD 150 CP OWNED');
    system.user('ALICE');
    expect(operator.answer('detach 151 system')).toBe('DASD 151 IN USE BY 001 USERS');
    expect(operator.answer('detach 777 system')).toBe('DEV 777 DOES NOT EXIST');
  });
});

describe('ATTACH and DETACH of real devices', () => {
  const system = () => {
    const cp = new CpSystem({ devices: new Map([[0x152, new CkdDisk(memoryPack('WORK01'))]]) });
    return { cp, alice: cp.user('ALICE'), operator: cp.user('OPERATOR') };
  };

  test('a disk goes to a user and comes back', () => {
    const { alice, operator } = system();
    expect(operator.answer('attach 152 to alice as 300')).toBe('DASD 152 ATTACH TO ALICE    300');
    expect(alice.text).toContain('DASD 300 ATTACHED');
    expect(alice.answer('query 300')).toContain('DASD 300');
    expect(operator.answer('query 152')).toContain('ALICE');
    expect(operator.answer('attach 152 bob 300')).toContain('BOB NOT LOGGED ON');
    expect(operator.answer('detach 152 from bob')).toContain('BOB');
    operator.enter('detach 152 from alice');
    expect(alice.answer('query virtual 300')).toBe('DEV 300 DOES NOT EXIST');
    expect(operator.answer('query 152')).toBe('DASD 152 CP SYSTEM WORK01   000');
  });

  test('not what CP uses itself, not what is not there, not for class G', () => {
    const { alice, operator } = system();
    expect(operator.answer('attach 151 to alice as 300')).toBe('DASD 151 IN USE BY SYSTEM');
    expect(operator.answer('attach 7ff alice 300')).toBe('DEV 7FF DOES NOT EXIST');
    expect(operator.answer('attach')).toBe('RADDR MISSING OR INVALID');
    expect(alice.answer('attach 152 alice 300')).toBe('?CP: ATTACH');
  });

  test('LOGOFF gives it back', () => {
    const { alice, operator } = system();
    operator.enter('attach 152 to alice as 300');
    alice.enter('logoff');
    expect(operator.answer('query 152')).toBe('DASD 152 CP SYSTEM WORK01   000');
  });
});
