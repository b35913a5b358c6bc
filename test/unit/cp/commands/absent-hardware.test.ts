import { describe, expect, test } from 'vitest';
import { CpSystem, TEST_DIRECTORY } from '../../../support/cp-system.js';

/** Answers of a uniprocessor CP that was generated without 3704 and 3705 controllers. */
describe('commands for what this machine has not', () => {
  const operator = new CpSystem().user('OPERATOR');

  test.each([
    ['network', 'OPERAND MISSING OR INVALID'],
    ['network bogus', 'INVALID OPERAND - BOGUS'],
    ['network load', 'RADDR MISSING OR INVALID'],
    ['network load zzz', 'RADDR MISSING OR INVALID'],
    ['network load 3ff ncp', 'DEV 3FF DOES NOT EXIST'],
    ['net load 150 ncp', 'INVALID DEVICE TYPE - 150'],
    ['net dump 150', 'INVALID DEVICE TYPE - 150'],
    ['net enable', 'COMMAND COMPLETE'],
    ['net en all', 'COMMAND COMPLETE'],
    ['net enable 0001', 'DEV 0001 DOES NOT EXIST'],
    ['net enable 01', 'INVALID OPERAND - 01'],
    ['net disable all', 'COMMAND COMPLETE'],
    ['net query', 'RESOURCE(S) NOT FOUND'],
    ['net q free', 'RESOURCE(S) NOT FOUND'],
    ['net q ab', 'INVALID OPERAND - AB'],
    ['net q 0003', 'DEV 0003 DOES NOT EXIST'],
    ['net display 3ff 0', 'DEV 3FF DOES NOT EXIST'],
    ['net vary', 'OPERAND MISSING OR INVALID'],
    ['net vary sideways 0001', 'INVALID OPTION - SIDEWAYS'],
    ['net vary online', 'OPERAND MISSING OR INVALID'],
    ['net vary offline 0001', 'DEV 0001 DOES NOT EXIST'],
    ['net shutdown all', 'COMMAND COMPLETE'],
    ['net shutdown 3ff', 'DEV 3FF DOES NOT EXIST'],
    ['net polldlay', 'OPERAND MISSING OR INVALID'],
    ['net polldlay 0', 'INVALID OPERAND - 0'],
    ['net polldlay 50', 'COMMAND COMPLETE'],
    ['vary online processor 01', 'VARY PROCESSOR COMMAND FAILED'],
    ['vary off proc 00', 'VARY PROCESSOR COMMAND FAILED'],
    ['vary on 150', 'INVALID OPTION - ON'],
    ['dcp m0', 'OPERAND MISSING OR INVALID'],
    ['dcp n100', 'OPERAND MISSING OR INVALID'],
    ['dmcp m0', 'OPERAND MISSING OR INVALID'],
    ['stcp m100 0', 'OPERAND MISSING OR INVALID'],
    ['set affinity', 'NO AFFINITY SPECIFIED IN DIRECTORY'],
    ['set affinity on', 'NO AFFINITY SPECIFIED IN DIRECTORY'],
    ['set affinity off', ''],
    ['set aff operator 0', 'AFFINITY NOT SET, SYSTEM IN UNIPROCESSOR MODE'],
    ['set aff operator 1', 'SPECIFIED PROCESSOR UNAVAILABLE'],
    ['set aff operator 64', 'OPERAND MISSING OR INVALID'],
    ['set aff bob on', 'NO AFFINITY SPECIFIED IN DIRECTORY'],
    ['set aff bob off', 'BOB NOT LOGGED ON'],
    ['set aff nosuch on', 'NOSUCH NOT IN CP DIRECTORY'],
    ['set cpassist on', 'CP ASSIST NOT AVAILABLE'],
    ['unlock v=r', 'VIRT=REAL AREA NOT AVAILABLE; INSUFFICIENT STORAGE'],
    ['unlock virt=real', 'VIRT=REAL AREA NOT AVAILABLE; INSUFFICIENT STORAGE'],
  ])('%s', (command, answer) => {
    expect(operator.answer(command)).toBe(answer);
  });

  test('SET AFFINITY with one in the directory', () => {
    const directory = TEST_DIRECTORY.replace('USER BOB BUILDER 256K 1M G', '$&\n OPTION AFFINITY 01');
    const bob = new CpSystem({ directory }).user('BOB');
    expect(bob.answer('set affinity')).toBe('SPECIFIED PROCESSOR UNAVAILABLE');
    expect(bob.answer('set affinity bob 0')).toBe('OPERAND MISSING OR INVALID');
  });
});

describe('LOCK SYSTEM', () => {
  test('CP itself is where it is', () => {
    const operator = new CpSystem().user('OPERATOR');
    expect(operator.enter('lock system 1 2 map')).toEqual([
      '  VIRTPG  REALPG',
      '  001000  001000',
      '  002000  002000',
      'COMMAND COMPLETE',
    ]);
    expect(operator.answer('unlock system 1 2')).toBe('COMMAND COMPLETE');
    expect(operator.answer('lock system 0 fff')).toBe('INVALID RANGE - 0 FFF');
    expect(operator.answer('unlock system 0 fff')).toBe('HEXLOC FFF EXCEEDS STORAGE');
    expect(operator.answer('lock system 0000 1')).toBe('HEXLOC MISSING OR INVALID');
    expect(operator.answer('lock system 2 1')).toBe('INVALID RANGE - 2 1');
    expect(operator.answer('lock system x 1')).toBe('INVALID HEXLOC - X');
  });
});
