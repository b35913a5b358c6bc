import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CpSystem } from '../../../support/cp-system.js';
import type { Typewriter } from '../../../support/cp-system.js';

/** ALICE in CP mode, with words in storage and the PSW at X'1000'. */
function machine(...stores: readonly string[]): { readonly system: CpSystem; readonly alice: Typewriter } {
  const system = new CpSystem();
  const alice = system.user('ALICE');
  alice.enter('store 60 00000000 00002000');
  alice.enter('store 68 00020000 00000068');
  for (const words of stores) alice.enter(`store ${words}`);
  alice.enter('store psw 00000000 00001000');
  return { system, alice };
}

/** Lines of a command, without the echo of CP's read. */
function lines(alice: Typewriter, command: string): string[] {
  return alice.enter(command);
}

describe('TRACE command', () => {
  test.each([
    ['trace', 'OPERAND MISSING OR INVALID'],
    ['trace foo', 'INVALID OPERAND - FOO'],
    ['trace sv', 'INVALID OPERAND - SV'],
    ['trace svc fast', 'INVALID OPTION - FAST'],
    ['trace svc run norun', 'CONFLICTING OPTION - NORUN'],
    ['trace svc printer run', 'CONFLICTING OPTION - RUN/NORUN PRINTER'],
    ['trace branch instruct', 'CONFLICTING OPTION - BRANCH'],
    ['trace end', 'TRACE NOT IN EFFECT'],
    ['trace svc off', 'TRACE NOT IN EFFECT'],
    ['tr svc', 'TRACE STARTED'],
  ])('%s', (command, answer) => {
    expect(new CpSystem().user('ALICE').answer(command)).toBe(answer);
  });

  test('commands add up; the last OFF ends it', () => {
    const alice = new CpSystem().user('ALICE');
    expect(alice.answer('trace sio prog')).toBe('TRACE STARTED');
    expect(alice.answer('trace ccw printer')).toBe('');
    expect(alice.answer('trace prog off')).toBe('');
    expect(alice.answer('trace sio off')).toBe('TRACE ENDED');
    expect(alice.answer('trace all')).toBe('TRACE STARTED');
    expect(alice.answer('trace end')).toBe('TRACE ENDED');
  });
});

describe('what TRACE shows', () => {
  test('INSTRUCT stops before each instruction', () => {
    const { alice } = machine('1000 41100002 4610200c', 'g2 1000');
    alice.enter('trace instruct');
    expect(lines(alice, 'begin')).toEqual(['==> 001000 LA    41100002']);
    expect(alice.answer('display g1')).toBe('GPR  1 =  00000000');
    expect(lines(alice, 'begin')).toEqual(['    001004 BCT   4610200C     00100C']);
    expect(alice.answer('display g1')).toBe('GPR  1 =  00000002');
  });

  test('a transfer of control, EXECUTE and privileged instructions', () => {
    const { alice } = machine('10 95000000', '1000 41300040 44300010');
    alice.enter('trace instruct');
    expect(lines(alice, 'begin')).toEqual(['==> 001000 LA    41300040']);
    expect(lines(alice, 'begin')).toEqual(['    001004 EX    44300010 40  000010 CLI   95000000']);
  });

  test('SVC, program interruption and LPSW', () => {
    const { alice } = machine('1000 0a070000', '2000 82000020');
    alice.enter('trace svc prog priv');
    expect(lines(alice, 'begin')).toEqual(['*** 001000 SVC   0007 ==> 002000']);
    expect(alice.answer('display psw')).toBe('PSW = 00000000 00002000');
    // back behind the SVC: an operation exception
    expect(lines(alice, 'begin')).toEqual(['::: 002000 LPSW  82000020 ==> 00000007 40001002']);
    expect(lines(alice, 'begin')).toEqual(['*** 001004 PROG  0001 ==> 000068']);
  });

  test('RUN does not stop; the printer gets its lines', () => {
    const { system, alice } = machine('1000 0a070000', '2000 82000020');
    alice.enter('trace svc both run');
    alice.enter('begin');
    alice.waitFor('DISABLED WAIT');
    expect(alice.text).toContain('*** 001000 SVC   0007 ==> 002000');
    alice.enter('trace end');
    alice.enter('close prt');
    const [file] = system.services.spool.manager.files('printer', 'ALICE');
    const printed = [...system.services.spool.manager.records(file)].map(({ data }) =>
      ebcdic037.decode(data),
    );
    expect(printed).toEqual(['', '*** 001000 SVC   0007 ==> 002000']);
  });

  test('BRANCH shows branches that were taken, and interruptions', () => {
    const { alice } = machine('1000 47800014', '1004 05100a07', '2000 82000020');
    // BZ X'14' is taken with condition code 0
    alice.enter('store 14 47f00000 1004');
    alice.enter('store s14 07f20000');
    alice.enter('store g2 1004');
    alice.enter('trace branch run');
    alice.enter('begin');
    alice.waitFor('DISABLED WAIT');
    expect(alice.lines.filter((line) => /^(\*\*\*| {3}|:::|==>) /.test(line))).toEqual([
      '    001000 BZ    47800014 ==> 000014',
      '    000014 BR    07F2     ==> 001004',
      '*** 001006 SVC   0007 ==> 002000',
      '::: 002000 LPSW  82000020 ==> 00000007 40001008',
      '*** 00100A PROG  0001 ==> 000068',
    ]);
  });

  test('EXT: the key of the console', () => {
    const { alice } = machine('58 00020000 00000058');
    alice.enter('store psw 01020000 00001000');
    alice.enter('trace external');
    expect(lines(alice, 'external')).toEqual(['*** 001000 EXT   0040 ==> 000058']);
  });
});

describe('TRACE SIO, CCW, CSW and I/O', () => {
  test('a minidisk: the channel program of the guest and the real one', () => {
    const { alice } = machine(
      // SIO X'191'; B * ; I/O new PSW waits
      '1000 9c000191 47f00004',
      '78 00020000 00000078',
      '48 00003000',
      '3000 07003020 40000006 06004000 20000050',
      '3020 00000000 00010000',
    );
    alice.enter('store s1004 47f01004');
    alice.enter('store g1 1000');
    alice.enter('store psw fe000000 00001000');
    alice.enter('trace ccw csw run');
    alice.enter('begin');
    alice.waitFor('DISABLED WAIT');
    const traced = alice.lines.filter((line) => /^(I\/O|CCW|CSW| ")/.test(line));
    expect(traced[0]).toMatch(
      /^I\/O 001000 SIO {3}9C000191 {2}DASD 0191 {2}CC 0 {2}DASD 0151 {2}CAW 00003000$/,
    );
    expect(traced[1]).toMatch(/^CCW 003000 07003020 40000006 {2}[0-9A-F]{6} 07[0-9A-F]{6} 6?40?000006$/);
    // the minidisk begins at cylinder 10
    expect(traced[2]).toMatch(/^ " {3}SEEK {2}00000000 000100 {5}SEEK {2}0000000A 0001$/);
    expect(traced[3]).toMatch(/^CCW 003008 06004000 20000050 {2}[0-9A-F]{6} 06[0-9A-F]{6} 20000050$/);
    expect(traced.at(-1)).toMatch(/^CSW V 0191 00003010 0E[0-9A-F]{6} {2}R 0151 [0-9A-F]{8} 0E[0-9A-F]{6}$/);
    expect(alice.text).toMatch(/^\*\*\* 00100[48] I\/O {3}0191 ==> 000078 {2}CSW 0E00$/m);
  });

  test('TIO shows the status with condition code 1; a spooled device has no real one', () => {
    const { alice } = machine('1000 9d00000c 9d000fff');
    alice.enter('trace sio');
    expect(lines(alice, 'begin')).toEqual(['I/O 001000 TIO   9D00000C  RDR  000C  CC 0']);
    expect(lines(alice, 'begin')).toEqual(['I/O 001004 TIO   9D000FFF  DEV  0FFF  CC 3']);
  });
});
