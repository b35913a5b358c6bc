import { describe, expect, test } from 'vitest';
import { CpSystem } from '../../../support/cp-system.js';
import type { Typewriter } from '../../../support/cp-system.js';

function machine(...stores: readonly string[]): Typewriter {
  const alice = new CpSystem().user('ALICE');
  alice.enter('store 68 00020000 00000068');
  for (const words of stores) alice.enter(`store ${words}`);
  alice.enter('store psw 00000000 00001000');
  alice.clear();
  return alice;
}

/** LA 1,3; (X'1004') MVI X'2000',1; BCT 1,X'1004'; LTR 12,3; LPSW wait. */
const LOOP = [
  '1000 41100003 92013000 46104004 12c38200',
  '1010 30100000',
  '2010 00020000 00000aaa',
  'g3 2000',
  'g4 1000',
];

describe('PER operands', () => {
  test.each([
    ['per', 'OPERAND MISSING OR INVALID'],
    ['per x', 'INVALID OPERAND - X'],
    ['per m 2000', 'OPERAND MISSING OR INVALID'],
    ['per st skip', 'OPERAND MISSING OR INVALID'],
    ['per i range', 'OPERAND MISSING OR INVALID'],
    ['per i range 1-g', 'INVALID RANGE - 1-G'],
    ['per save', 'OPERAND MISSING OR INVALID'],
    ['per q', 'TRACE SET DOES NOT EXIST'],
    ['query per', 'TRACE SET DOES NOT EXIST'],
    ['per run', 'TRACE SET DOES NOT EXIST'],
    ['per dump clear', 'CONFLICTING OPTION - CLEAR'],
  ])('%s', (command, answer) => {
    expect(machine().answer(command)).toBe(answer);
  });

  test('sets are added to, saved, cleared and got again', () => {
    const alice = machine();
    alice.enter('per i 83 print noterm 20000-');
    alice.enter('per st 250-300 70000-75000');
    alice.enter('per b 1fffc 20000- run');
    const set = [
      'IFETCH 83 RANGE 20000:FFFFFF PRINTER',
      'STORE 250:300 RANGE 70000:75000 TERMINAL',
      'BRANCH 1FFFC RANGE 20000:FFFFFF RUN TERMINAL',
    ];
    expect(alice.enter('per q')).toEqual(set);
    alice.enter('per save set1');
    expect(alice.answer('per c')).toBe('');
    expect(alice.answer('per q')).toBe('TRACE SET DOES NOT EXIST');
    alice.enter('per g15 0 cmd query time;begin');
    alice.enter('per pag 4k m 25e7 80 step 3 skip 2');
    expect(alice.enter('query per')).toEqual([
      'GREG15 00000000 TERMINAL CMD QUERY TIME;BEGIN',
      'PAGETRACE 4096 SKIP 2 STEP 3 TERMINAL',
      'MASK 25E7 80 SKIP 2 STEP 3 TERMINAL',
    ]);
    expect(alice.enter('per q set1')).toEqual(set);
    alice.enter('per get set1');
    expect(alice.enter('per q')).toEqual(set);
    expect(alice.answer('per q *')).toBe('SET1');
    alice.enter('per cl set1');
    expect(alice.answer('per c')).toBe('*PER TRAPS CLEARED*');
  });

  test('OFF takes elements of a type away; ranges that meet are one', () => {
    const alice = machine();
    alice.enter('per i 1000-1fff');
    alice.enter('per i 2000-2fff');
    expect(alice.answer('per q')).toBe('IFETCH RANGE 1000:2FFF TERMINAL');
    alice.enter('per b');
    alice.enter('per i off');
    expect(alice.answer('per q')).toBe('BRANCH TERMINAL');
    alice.enter('per run print');
    expect(alice.answer('per q')).toBe('BRANCH RUN PRINTER TERMINAL');
    expect(alice.answer('per end')).toBe('*PER TRAPS CLEARED*');
  });
});

describe('PER events', () => {
  test('IFETCH stops after each instruction', () => {
    const alice = machine(...LOOP);
    alice.enter('per i');
    expect(alice.enter('begin')).toEqual(['>001000 LA    41100003 000003 CC=0']);
    expect(alice.answer('d g1')).toBe('GPR  1 =  00000003');
    expect(alice.enter('begin')).toEqual([' 001004 MVI   92013000 002000 CC=0']);
    expect(alice.enter('begin')).toEqual([' 001008 BCT   46104004 001004 CC=0']);
    expect(alice.enter('begin')).toEqual(['>001004 MVI   92013000 002000 CC=0']);
  });

  test('IFETCH of given data, with SKIP and STEP', () => {
    const alice = machine(...LOOP);
    alice.enter('per i 46 step 2');
    expect(alice.enter('begin')).toEqual([
      '>001008 BCT   46104004 001004 CC=0',
      'DATA AT 001008=46',
      '>001008 BCT   46104004 001004 CC=0',
      'DATA AT 001008=46',
    ]);
    const bob = machine(...LOOP);
    bob.enter('per i skip 3 run');
    bob.enter('begin');
    bob.waitFor('DISABLED WAIT');
    // every third of LA, MVI, BCT, MVI, BCT, MVI, BCT, LTR, LPSW
    expect(bob.lines.filter((line) => line.includes('CC='))).toEqual([
      '>001008 BCT   46104004 001004 CC=0',
      '>001004 MVI   92013000 002000 CC=0',
      '>00100E LPSW  82003010 002010 CC=0',
    ]);
  });

  test('BRANCH, the traceback table and a branch into a range', () => {
    const alice = machine(...LOOP);
    alice.enter('per b run');
    alice.enter('begin');
    alice.waitFor('DISABLED WAIT');
    expect(alice.lines.filter((line) => line.includes('BCT'))).toEqual([
      '>001008 BCT   46104004 001004 CC=0',
      '>001008 BCT   46104004 001004 CC=0',
    ]);
    expect(alice.enter('per dump')).toEqual([
      'TRACEBACK TABLE:',
      ':001008 BCT   46104004 001004     2 TIMES',
    ]);
    const bob = machine('1000 47f02020', '1020 47f02030', 'g2 1000');
    bob.enter('per b 1030');
    expect(bob.enter('begin')).toEqual([
      '>001020 B     47F02030 001030 CC=0',
      'TRACEBACK TABLE:',
      ':001000 B     47F02020 001020',
    ]);
  });

  test('GREG: registers that change, and to a value', () => {
    const alice = machine(...LOOP);
    alice.enter('per g1');
    expect(alice.enter('begin')).toEqual(['>001000 LA    41100003 000003 CC=0 G01=00000003']);
    expect(alice.enter('begin')).toEqual(['>001008 BCT   46104004 001004 CC=0 G01=00000002']);
    const bob = machine(...LOOP);
    bob.enter('per g1 1');
    expect(bob.enter('begin')).toEqual(['>001008 BCT   46104004 001004 CC=0 G01=00000001']);
  });

  test('STORE into a range, of a value, and the bits of MASK', () => {
    const alice = machine(...LOOP);
    alice.enter('per st 2000-2003');
    expect(alice.enter('begin')).toEqual(['>001004 MVI   92013000 002000 CC=0 *STORE*']);
    expect(alice.answer('d 2000')).toBe('002000    01000000');
    const bob = machine(...LOOP);
    bob.enter('per st 2000 01');
    expect(bob.enter('begin')).toEqual(['>001004 MVI   92013000 002000 CC=0 *STORE*', 'DATA AT 002000=01']);
    // the value is there already: no event when it is stored again
    bob.enter('begin');
    bob.waitFor('DISABLED WAIT');
    const carol = machine(...LOOP);
    carol.enter('per m 2000 01');
    expect(carol.enter('begin')).toEqual(['>001004 MVI   92013000 002000 CC=0 *STORE*', 'DATA AT 002000=01']);
    const dave = machine(...LOOP);
    dave.enter('per m 2000 80');
    dave.enter('begin');
    dave.waitFor('DISABLED WAIT');
    expect(dave.text).not.toContain('*STORE*');
  });

  test('EXECUTE, SVC and instructions that CP simulates', () => {
    const alice = machine(
      '60 00000000 00003000',
      '1000 44500010 0a078000',
      '1010 0',
      '10 d2003000 2000',
      's10 d20030002000',
      'g5 3',
      '3000 82000020',
      'g3 2000',
    );
    alice.enter('per i');
    expect(alice.enter('begin')).toEqual([
      '>001000 EX    44500010 03 000010 MVC   D20030002000 002000 000000 CC=0',
    ]);
    expect(alice.enter('begin')).toEqual([' 001004 SVC   0A07     CC=0']);
    expect(alice.enter('begin')).toEqual(['>003000 LPSW  82000020 000020 CC=0']);
    expect(alice.answer('d psw')).toBe('PSW = 00000000 00001006');
  });

  test('CMD carries commands out', () => {
    const alice = machine(...LOOP);
    alice.enter('per st 2000 run cmd msg * stored;per c');
    alice.enter('begin');
    alice.waitFor('DISABLED WAIT');
    expect(alice.text).toMatch(/MSG FROM ALICE +: stored/i);
    expect(alice.text).toContain('*PER TRAPS CLEARED*');
  });

  test('PAGETRACE shows each new page', () => {
    const alice = machine('1000 47f02000', '2000 47f01004', '1004 82001010', '1010 00020000 00000aaa');
    alice.enter('store s1000 47f02000');
    alice.enter('store g1 1000');
    alice.enter('store g2 2000');
    alice.enter('store s2000 47f01004');
    alice.enter('per pag 4k run');
    alice.enter('begin');
    alice.waitFor('DISABLED WAIT');
    const pages = alice.lines.filter((line) => line.startsWith('*PGT*'));
    expect(pages.map((line) => line.slice(6, 12))).toEqual(['001000', '002000', '001004']);
    expect(pages[0]).toMatch(/^\*PGT\* 001000 [0-9A-F]{16}$/);
  });
});
