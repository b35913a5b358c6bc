import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CpSystem } from '../../../support/cp-system.js';

const user = () => new CpSystem().user('ALICE');

describe('DISPLAY and STORE of storage', () => {
  const filled = () => {
    const alice = user();
    expect(alice.answer('store 100 12345678 9abcdef0 1')).toBe('STORE COMPLETE');
    expect(alice.answer('store s200 c1c2c3c4c5')).toBe('STORE COMPLETE');
    return alice;
  };

  test.each([
    ['d 100', ['000100    12345678']],
    ['display 100.10', ['000100    12345678  9ABCDEF0  00000001  00000000']],
    [
      'd 100-120',
      [
        '000100    12345678  9ABCDEF0  00000001  00000000',
        '000110    00000000  00000000  00000000  00000000',
        '000120    00000000',
      ],
    ],
    ['d 100:10B', ['000100    12345678  9ABCDEF0  00000001']],
    ['d l200.8', ['000200    C1C2C3C4  C5000000']],
    [
      't',
      [
        '000200    C1C2C3C4  C5000000  00000000  00000000     *ABCDE...........*',
        '000210    00000000  00000000  00000000  00000000     *................*',
      ],
    ],
    [
      'd 0-',
      [
        '000000    00000000  00000000  00000000  00000000',
        '000010 TO 000100   SUPPRESSED LINE(S) SAME AS ABOVE .....',
        '000100    12345678  9ABCDEF0  00000001  00000000',
        '000110    00000000  00000000  00000000  00000000',
        '000120 TO 000200   SUPPRESSED LINE(S) SAME AS ABOVE .....',
        '000200    C1C2C3C4  C5000000  00000000  00000000',
        '000210    00000000  00000000  00000000  00000000',
        '000220 TO 080000   SUPPRESSED LINE(S) SAME AS ABOVE .....',
      ],
    ],
    ['d k0-3000', ['000000 TO 0037FF  KEY = 00']],
    ['d 80000', ['HEXLOC 80000 EXCEEDS STORAGE']],
    ['d 100-50', ['INVALID RANGE - 100-50']],
    ['d 7ff00.1000', ['INVALID RANGE - 7FF00.1000']],
    ['d zz', ['INVALID HEXLOC - ZZ']],
    ['d', ['OPERAND MISSING OR INVALID']],
    ['store 200', ['OPERAND MISSING OR INVALID']],
    ['store', ['OPERAND MISSING OR INVALID']],
    ['store 100 123456789', ['INVALID HEXDATA - 123456789']],
  ])('%s', (command, expected) => {
    expect(filled().enter(command === 't' ? 'd t200.20' : command)).toEqual(expected);
  });

  test('words are stored on word boundaries, right-adjusted; strings of bytes anywhere', () => {
    const alice = filled();
    alice.enter('store 102 1234');
    alice.enter('store l107 aa bb');
    expect(alice.answer('d 100.c')).toBe('000100    00001234  000000AA  000000BB');
    alice.enter('store s101 ffee');
    expect(alice.answer('d 100')).toBe('000100    00FFEE34');
  });

  test('a program sees what was stored', () => {
    const system = new CpSystem();
    const alice = system.user('ALICE');
    // LPSW X'110' at X'100', the PSW at X'110' waits disabled with a code
    alice.enter('store 100 82000110');
    alice.enter('store 110 00020000 00000abc');
    alice.enter('begin 100');
    alice.waitFor('DISABLED WAIT');
    expect(alice.text).toContain("DISABLED WAIT PSW '00020000 00000ABC'");
  });
});

describe('registers', () => {
  test('general registers', () => {
    const alice = user();
    alice.enter('store g0 1 2 3');
    alice.enter('store g14 ffffffff abcd');
    expect(alice.enter('display g')).toEqual([
      'GPR  0 =  00000001  00000002  00000003  00000000',
      'GPR  4 =  00000000  00000000  00000000  00000000',
      'GPR  8 =  00000000  00000000  00000000  00000000',
      'GPR 12 =  00000000  00000000  FFFFFFFF  0000ABCD',
    ]);
    expect(alice.answer('d g1')).toBe('GPR  1 =  00000002');
    expect(alice.answer('d g0-2')).toBe('GPR  0 =  00000001  00000002  00000003');
    expect(alice.answer('d g16')).toBe('INVALID REGISTER - 16');
    expect(alice.answer('d g14-3')).toBe('INVALID RANGE - 14-3');
    expect(alice.answer('store g15 1 2')).toBe('STORE EXCEEDS MAXIMUM REGISTER');
    expect(alice.answer('d g15')).toBe('GPR 15 =  0000ABCD');
  });

  test('floating-point registers also as decimal fractions', () => {
    const alice = user();
    alice.enter('store y0 4110000000000000');
    alice.enter('store y4 c276a00000000000');
    expect(alice.enter('d y')).toEqual([
      'FPR  0 =  4110000000000000     .10000000000000000 E 01',
      'FPR  2 =  0000000000000000     .00000000000000000 E 00',
      'FPR  4 =  C276A00000000000    -.11862500000000000 E 03',
      'FPR  6 =  0000000000000000     .00000000000000000 E 00',
    ]);
    expect(alice.answer('d y1')).toBe('INVALID REGISTER - 1');
  });

  test('control registers: only the first without extended control', () => {
    const alice = user();
    expect(alice.enter('d x')).toEqual(['ECR  0 =  000000E0']);
    alice.enter('set ecmode on');
    expect(alice.enter('d x0-15')).toHaveLength(4);
    expect(alice.answer('store x1 00001000')).toBe('STORE COMPLETE');
    expect(alice.answer('d x1')).toBe('ECR  1 =  00001000');
  });

  test('PSW, CAW and CSW; several operands', () => {
    const alice = user();
    alice.enter('store 48 00001000');
    alice.enter('store 40 00001008 0c000000');
    alice.enter('store psw 00020000 00000100');
    expect(alice.enter('d psw caw csw g0')).toEqual([
      'PSW = 00020000 00000100',
      'CAW=  00001000',
      'CSW=  00001008 0C000000',
      'GPR  0 =  00000000',
    ]);
  });

  test('STORE STATUS needs extended control mode', () => {
    const alice = user();
    expect(alice.answer('store status')).toBe('STATUS OPERAND REQUIRES ECMODE');
    alice.enter('set ecmode on');
    alice.enter('store g0 11111111');
    alice.enter('store psw 00020000 00004444');
    expect(alice.answer('store status')).toBe('STORE COMPLETE');
    // GA22-7000, Store Status: PSW at X'100', general registers at X'180'
    expect(alice.answer('d 100.8')).toBe('000100    00020000  00004444');
    expect(alice.answer('d 180')).toBe('000180    11111111');
  });
});

test('DUMP prints registers, PSW and storage on the virtual printer', () => {
  const system = new CpSystem();
  const alice = system.user('ALICE');
  alice.enter('store 20 c4e4d4d7');
  expect(alice.answer('dump 0-3f *heading line')).toBe('COMMAND COMPLETE');
  alice.enter('close prt');
  const [file] = system.services.spool.manager.files('printer', 'ALICE');
  const lines = [...system.services.spool.manager.records(file)].map(({ data }) => ebcdic037.decode(data));
  expect(lines.slice(0, 3)).toEqual([
    'HEADING LINE',
    'VIRTUAL MACHINE ALICE 12:34:56 GMT TUESDAY 10/28/80',
    'GPR  0 =  00000000  00000000  00000000  00000000',
  ]);
  expect(lines).toContain('PSW = 00000000 00000000');
  expect(lines).toContain('000020    C4E4D4D7  00000000  00000000  00000000     *DUMP............*');
});
