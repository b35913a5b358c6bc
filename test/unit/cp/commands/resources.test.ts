import { describe, expect, test } from 'vitest';
import { CpSystem } from '../../../support/cp-system.js';

const people = () => {
  const system = new CpSystem();
  const operator = system.user('OPERATOR');
  const alice = system.user('ALICE');
  operator.clear();
  return { system, operator, alice };
};

describe('real storage', () => {
  test('LOCATE leads to the tables of a virtual machine, which DCP shows', () => {
    const { system, operator, alice } = people();
    alice.enter('store 100 c1c2c3c4');
    const [, line] = operator.enter('locate alice');
    const [segmentTable, pageTable] = line.split(/ +/);
    expect(parseInt(segmentTable, 16)).toBe(system.vm('ALICE').storage.segmentTable);
    // the entry has the page table's address and its length
    const entry = operator.answer(`dcp ${segmentTable}`).split(/ +/)[1];
    expect(entry).toBe(`F0${pageTable}`);
    const frame = parseInt(operator.answer(`dcp ${pageTable}`).split(/ +/)[1].slice(0, 3), 16);
    expect(operator.answer(`dcp t${(frame * 0x1000 + 0x100).toString(16)}`)).toMatch(/ C1C2C3C4 .*\*ABCD/);
    expect(operator.answer('locate bob')).toBe('BOB NOT LOGGED ON');
    expect(operator.answer('locate 150')).toBe('DEV 150 HAS NO BLOCK IN REAL STORAGE');
    expect(operator.answer('locate fff')).toBe('DEV FFF DOES NOT EXIST');
    expect(alice.answer('dcp 0')).toBe('?CP: DCP');
  });

  test('STCP changes it, DMCP prints it', () => {
    const { system, operator } = people();
    expect(operator.answer('stcp 1ff000 c5c6c7c8')).toBe('STORE COMPLETE');
    expect(operator.answer('stcp s1ff001 00')).toBe('STORE COMPLETE');
    expect(operator.answer('dcp 1ff000')).toBe('1FF000    C500C7C8');
    expect(operator.answer('stcp psw 0 0')).toBe('INVALID HEXLOC - PSW');
    expect(operator.answer('stcp 200000 0')).toBe('HEXLOC 200000 EXCEEDS STORAGE');
    expect(operator.answer('dcp')).toBe('HEXLOC MISSING OR INVALID');
    expect(operator.answer('dmcp 1ff000.10')).toBe('COMMAND COMPLETE');
    operator.enter('close prt');
    expect(system.services.spool.manager.files('printer', 'OPERATOR')).toHaveLength(1);
  });

  test('LOCK keeps pages, UNLOCK lets them go; so does SYSTEM CLEAR', () => {
    const { system, operator, alice } = people();
    expect(operator.enter('lock alice 1 2 map')).toEqual([
      '  VIRTPG  REALPG',
      expect.stringMatching(/^ {2}001000 {2}[0-9A-F]{3}000$/),
      expect.stringMatching(/^ {2}002000 {2}[0-9A-F]{3}000$/),
      'COMMAND COMPLETE',
    ]);
    const { pageLocks } = system.cp;
    expect(pageLocks.count(system.vm('ALICE'))).toBe(2);
    expect(operator.answer('unlock alice 1 1')).toBe('COMMAND COMPLETE');
    expect(pageLocks.count(system.vm('ALICE'))).toBe(1);
    alice.enter('system clear');
    expect(pageLocks.count(system.vm('ALICE'))).toBe(0);
    operator.enter('lock alice 0 7f');
    alice.enter('logoff');
    system.settle();
    expect(operator.answer('lock alice 0 1')).toBe('ALICE NOT LOGGED ON');
  });

  test.each([
    ['lock', 'USERID MISSING OR INVALID'],
    ['lock alice', 'HEXLOC MISSING OR INVALID'],
    ['lock alice x 1', 'INVALID HEXLOC - X'],
    ['lock alice 2 1', 'INVALID RANGE - 2 1'],
    ['lock alice 0 80', 'HEXLOC 80 EXCEEDS STORAGE'],
    ['lock alice 0 1 plan', 'INVALID OPTION - PLAN'],
  ])('%s', (command, answer) => {
    expect(people().operator.answer(command)).toBe(answer);
  });
});

describe('real devices', () => {
  test('VARY takes a disk out of service and brings it back', () => {
    const { operator, alice } = people();
    expect(operator.answer('vary offline 150')).toBe('DASD 150 CP OWNED');
    expect(operator.answer('vary offline 151')).toBe('DASD 151 IN USE BY 002 USERS'.replace('002', '001'));
    alice.enter('logoff');
    operator.enter('detach 190');
    expect(operator.answer('vary offline 151')).toBe('151 VARIED OFFLINE');
    expect(operator.answer('query dasd offline')).toBe('DASD 151 OFFLINE');
    expect(operator.answer('vary online 151')).toBe('151 VARIED ONLINE');
    expect(operator.answer('query 151')).toBe('DASD 151 CP SYSTEM SCRTCH   000');
    expect(operator.answer('vary offline 999')).toBe('DEV 999 DOES NOT EXIST');
    expect(operator.answer('vary sideways 151')).toBe('INVALID OPTION - SIDEWAYS');
    expect(operator.answer('vary')).toBe('OPERAND MISSING OR INVALID');
  });

  test('HALT', () => {
    const { operator } = people();
    expect(operator.answer('halt 151')).toBe('DEVICE HALTED');
    expect(operator.answer('halt 999')).toBe('DEV 999 DOES NOT EXIST');
  });
});

describe('accounting and figures', () => {
  test('ACNT punches what has been used since the last card', () => {
    const { system, operator, alice } = people();
    system.start('ALICE', '         BALR  3,0\n         BCTR  2,3\n');
    system.settle(1);
    expect(operator.answer('acnt alice')).toBe('');
    operator.enter('acnt alice');
    const [first, second] = system.accounting.map((card) => new DataView(card.buffer, card.byteOffset));
    // milliseconds of virtual CPU in columns 37-40
    expect(first.getUint32(36)).toBeGreaterThan(100);
    expect(second.getUint32(36)).toBeLessThan(first.getUint32(36) / 2);
    expect(operator.answer('acnt nobody')).toBe('NOBODY NOT LOGGED ON');
    expect(operator.answer('acnt')).toBe('USERID MISSING OR INVALID');
    operator.enter('acnt all');
    expect(system.accounting).toHaveLength(4);
    expect(alice.answer('acnt alice')).toMatch(/^(\?CP: ACNT|NOT ACCEPTED)?$/);
  });

  test('SET RESERVE and FAVORED, one user each, and QUERY of them', () => {
    const { system, operator } = people();
    expect(operator.answer('query reserve')).toBe('NO PAGES RESERVED');
    expect(operator.answer('query favored')).toBe('NO USERS FAVORED');
    expect(operator.enter('set reserve alice 25')).toEqual([]);
    system.cp.writeStorage(system.vm('ALICE'), 0, new Uint8Array(3 * 4096).fill(1));
    expect(operator.answer('query reserve')).toBe('ALICE    RESERVE = 0025 RES-0003');
    expect(operator.answer('set reserve operator 5')).toContain('ALICE');
    expect(operator.answer('set reserve alice x')).toBe('OPERAND MISSING OR INVALID');
    operator.enter('set reserve alice off');
    expect(operator.enter('set reserve operator 5')).toEqual([]);
    expect(operator.enter('set favored alice 40')).toEqual([]);
    expect(operator.enter('set favored operator')).toEqual([]);
    expect(operator.enter('query favored').sort()).toEqual(['ALICE    FAVORED 040%', 'OPERATOR FAVORED']);
  });

  test('INDICATE', () => {
    const { system, operator, alice } = people();
    expect(operator.answer('indicate')).toMatch(
      /^CPU-\d{3}% {2}Q1-\d\d {2}Q2-\d\d {2}STORAGE-\d{3}% {2}RATIO-01\.0$/,
    );
    expect(operator.answer('ind queues')).toBe('NO USERS IN Q');
    system.start('ALICE', '         BR    15\n');
    system.vm('ALICE').gpr[15] = 0x1000;
    system.settle(1);
    expect(operator.answer('ind queues')).toMatch(/^ALICE {4}Q2 (RU|--) [0-9A-F]{3}\/[0-9A-F]{3}$/);
    expect(operator.answer('ind i/o')).toBe('NO USERS IN I/O  WAIT');
    expect(operator.answer('ind paging')).toBe('NO USERS IN PAGE WAIT');
    expect(operator.answer('ind paging all')).toMatch(/OPERATOR 000:[0-9A-F]{3}, ALICE {4}000:/);
    expect(operator.answer('ind favored')).toBe('NO USERS FAVORED');
    expect(operator.answer('ind user alice')).toContain('PAGES: RES-');
    expect(operator.answer('ind nothing')).toBe('INVALID OPTION - NOTHING');
    alice.attention();
    alice.enter('ind queues');
    expect(alice.text).toContain('INVALID OPTION - QUEUES');
  });
});
