import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import type { SpoolFile } from '../../../../src/cp/spool/index.js';
import { CpSystem } from '../../../support/cp-system.js';

const people = () => {
  const system = new CpSystem();
  const operator = system.user('OPERATOR');
  const alice = system.user('ALICE');
  operator.clear();
  const text = (file: SpoolFile): string[] =>
    [...system.services.spool.manager.records(file)].map(({ data }) => ebcdic037.decode(data));
  return { system, operator, alice, text };
};

describe('VMDUMP', () => {
  test('makes a file in a reader, of whole pages', () => {
    const { system, alice, text } = people();
    alice.enter('store 1234 c1c2c3c4');
    expect(alice.answer('vmdump 1234 to bob *my dump')).toBe('COMMAND COMPLETE');
    const [file] = system.services.spool.manager.files('reader', 'BOB');
    expect([file.class, file.name, file.type, file.origin]).toEqual(['V', 'VMDUMP', 'FILE', 'ALICE']);
    const lines = text(file);
    expect(lines[0]).toBe('MY DUMP');
    expect(lines).toContain('PSW = 00000000 00000000');
    expect(lines.some((line) => line.startsWith('001230') && line.includes('*....ABCD'))).toBe(true);
    expect(lines.some((line) => line.startsWith('000FF0') || line.startsWith('002010'))).toBe(false);
  });

  test.each([
    ['vmdump 90000', 'HEXLOC 90000 EXCEEDS STORAGE'],
    ['vmdump 0-1000 to carol', 'CAROL NOT IN CP DIRECTORY'],
    ['vmdump to', 'USERID MISSING OR INVALID'],
    ['vmdump 20-10', 'INVALID RANGE - 20-10'],
  ])('%s', (command, answer) => {
    expect(people().alice.answer(command)).toBe(answer);
  });
});

describe('MONITOR', () => {
  test('samples at an interval into a file', () => {
    const { system, operator, text } = people();
    expect(operator.answer('monitor display')).toBe('MONITOR STOPPED, INTERVAL 60 SEC|ENABLED PERFORM');
    operator.enter('monitor enable user');
    operator.enter('monitor interval 2 sec');
    expect(operator.answer('monitor start spool to operator')).toBe('MONITOR STARTED');
    expect(operator.answer('monitor start spool')).toBe('CONFLICTING OPTION - START');
    system.settle(5);
    expect(operator.answer('monitor stop')).toMatch(/^MONITOR STOPPED; RDR FILE \d{4}$/);
    const [file] = system.services.spool.manager.files('reader', 'OPERATOR');
    const lines = text(file);
    expect(lines.filter((line) => line.includes(' PERFORM CPU '))).toHaveLength(3);
    expect(lines.filter((line) => line.includes(' USER ALICE '))).toHaveLength(3);
    system.settle(5);
    expect(text(file)).toHaveLength(lines.length);
    expect(operator.answer('monitor stop')).toBe('CONFLICTING OPTION - STOP');
  });

  test.each([
    ['monitor', 'OPERAND MISSING OR INVALID'],
    ['monitor enable seeks', 'INVALID OPTION - SEEKS'],
    ['monitor interval 0', 'OPERAND MISSING OR INVALID'],
    ['monitor start tape 180', 'INVALID OPTION - TAPE'],
    ['monitor fly', 'INVALID OPERAND - FLY'],
  ])('%s', (command, answer) => {
    expect(people().operator.answer(command)).toBe(answer);
  });
});

describe('SEND', () => {
  test('gives a disconnected virtual machine a line, or CP a command in its name', () => {
    const { system, operator, alice } = people();
    expect(operator.answer('send alice hello')).toBe('ALICE NOT RECEIVING; NOT DISCONNECTED');
    system.start('ALICE', '         BALR  3,0\n         BR    3\n');
    alice.enter('#cp disconn');
    expect(operator.answer('send cp alice query userid')).toBe('ALICE    AT CP370');
    expect(operator.answer('send alice hello')).toBe('');
    expect(system.services.terminals.consoleOf(system.vm('ALICE'))?.holdsLine).toBe(true);
    expect(operator.answer('send alice again')).toBe('ALICE NOT RECEIVING; INPUT WAITS');
    expect(operator.answer('send nobody x')).toBe('NOBODY NOT LOGGED ON');
  });
});

describe('SET FAVORED and SET MAXIMUM', () => {
  test('one user may have a percentage', () => {
    const { system, operator } = people();
    system.user('BOB');
    expect(operator.answer('set favored alice 30')).toBe('');
    expect(operator.answer('set favored bob 10')).toBe('FAVORED ALREADY IN USE BY ALICE');
    expect(operator.answer('set favored bob')).toBe('');
    expect(operator.answer('indicate favored')).toBe('ALICE    030%, BOB');
    operator.enter('set favored alice off');
    expect(operator.answer('indicate favored')).toBe('BOB');
    expect(operator.answer('set favored bob 100')).toBe('');
    expect(operator.answer('set favored bob 101')).toBe('INVALID OPTION - 101');
    expect(operator.answer('set favored')).toBe('USERID MISSING OR INVALID');
  });

  test('SET MAXIMUM', () => {
    const { operator, system } = people();
    operator.enter('set maximum 2');
    const terminal = system.typewriter();
    terminal.enter('');
    terminal.enter('logon bob builder');
    expect(terminal.text).toContain('MAXIMUM USERS EXCEEDED');
    expect(operator.answer('set maximum x')).toBe('OPERAND MISSING OR INVALID');
  });
});
