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
    expect(lines[1]).toMatch(/^GPR {2}0 = {2}00000000/);
    expect(lines).toContain('PSW = 00000000 00000000');
    expect(lines.some((line) => line.startsWith('001230') && line.includes('*....ABCD'))).toBe(true);
    expect(lines.some((line) => line.startsWith('000FF0') || line.startsWith('002010'))).toBe(false);
  });

  test.each([
    ['vmdump 90000', 'HEXLOC 090000 EXCEEDS STORAGE'],
    ['vmdump 100.90000', 'HEXLOC 090000 EXCEEDS STORAGE'],
    ['vmdump xyz', 'HEXLOC MISSING OR INVALID'],
    ['vmdump 0 1000 2000 3000', 'INVALID RANGE - 3000'],
    ['vmdump system to bob', 'CONFLICTING OPTION - TO'],
    ['vmdump dss', 'CONFLICTING OPTION - DSS'],
    ['vmdump format', 'PARAMETER  FOR FORMAT OPTION MISSING OR INVALID'],
    ['vmdump format ninechars', 'PARAMETER  FOR FORMAT OPTION MISSING OR INVALID'],
    ['vmdump 0-1000 to carol', 'CAROL NOT IN CP DIRECTORY'],
    ['vmdump to', 'USERID MISSING OR INVALID'],
    ['vmdump 20-10', 'INVALID RANGE - 000020-000010'],
  ])('%s', (command, answer) => {
    expect(people().alice.answer(command)).toBe(answer);
  });
});

describe('the file of VMDUMP', () => {
  test('has the records of IPCS on its spool pages', () => {
    const { system, alice } = people();
    alice.enter('store 1234 c1c2c3c4');
    alice.enter('store g5 12345678');
    expect(alice.answer('vmdump 3000 1000-1fff format cms *why')).toBe('COMMAND COMPLETE');
    const { manager } = system.services.spool;
    const [file] = manager.files('reader', 'ALICE');
    // tag area, DMPINREC, two records of keys and two pages, 4080 bytes in each spool page
    expect([file.type, file.pages, file.records]).toEqual(['CMS', 6, 6]);
    const stream: number[] = [];
    let page = file.firstPage;
    for (let n = 0; n < file.pages; n++) {
      const bytes = manager.readPage(page);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      expect(view.getUint32(8)).toBe(1);
      stream.push(...bytes.subarray(16));
      page = view.getUint32(0);
    }
    const record = new DataView(Uint8Array.from(stream).buffer, 240);
    expect(record.getUint32(4 * 5)).toBe(0x12345678);
    expect(record.getUint32(0xbc)).toBe(0x80000);
    expect(record.getUint8(0x1c8)).toBe(0x50);
    expect(stream.slice(240 + 0x3d0, 240 + 0x3d8)).toEqual([0xc3, 0xd4, 0xe2, 0x40, 0x40, 0x40, 0x40, 0x40]);
    expect(stream.slice(240 + 0x430, 240 + 0x434)).toEqual([0xe6, 0xc8, 0xe8, 0x40]);
    expect(record.getUint32(3 * 4096 + 0x234)).toBe(0xc1c2c3c4);
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
