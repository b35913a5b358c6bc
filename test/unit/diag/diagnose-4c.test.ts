import { expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { DiagnoseGuest, SPECIFICATION } from '../../support/diagnose.js';

const LIST = 0x2000;

const last = (guest: DiagnoseGuest): string => ebcdic037.decode(guest.system.accounting.at(-1)!);

it("X'4C' makes cards and charges another user", () => {
  const guest = new DiagnoseGuest();
  const charge = (operation: number, list = LIST): number =>
    guest.call(0x4c, 2, 4, { 2: list, 4: operation }).conditionCode;
  guest.put(LIST, 'BOB     '.padEnd(8) + '99      ' + 'BIN3    ');
  expect(charge(0x0c)).toBe(0);
  expect(guest.system.accounting).toHaveLength(1);
  expect(last(guest).slice(0, 16)).toBe('ALICE   42      ');
  expect(charge(0x00)).toBe(0);
  expect(last(guest).slice(0, 16)).toBe('BOB     99      ');
  // the directory's account number of BOB, who has none; then ALICE pays again
  expect(charge(0x00, 0)).toBe(0);
  expect(last(guest).slice(0, 8)).toBe('BOB     ');
  expect(charge(0x00, 0)).toBe(0);
  expect(last(guest).slice(0, 16)).toBe('ALICE   42      ');
  expect(charge(0x02)).toBe(3);
  guest.put(LIST, 'NOONE   ');
  expect(charge(0x04)).toBe(2);
  expect(guest.call(0x4c, 2, 4, { 2: LIST + 4, 4: 0 }).check).toBe(SPECIFICATION);
});

it("X'4C' code 10 makes a card with text", () => {
  const guest = new DiagnoseGuest();
  guest.put(LIST, 'BATCH JOB 17');
  const end = guest.call(0x4c, 2, 4, { 2: LIST, 4: 0x10, 5: 12 });
  expect([end.check, end.conditionCode]).toEqual([undefined, 0]);
  expect(last(guest)).toBe('ALICE   BATCH JOB 17'.padEnd(78) + 'C0');
  const check = (rx: number, ry: number, length: number): number | undefined =>
    guest.call(0x4c, 2, ry, { 2: rx, [ry]: 0x10, [(ry + 1) & 15]: length }).check;
  expect(check(LIST, 4, 0)).toBe(SPECIFICATION);
  expect(check(LIST, 4, 71)).toBe(SPECIFICATION);
  expect(check(0x2ff0, 4, 70)).toBe(SPECIFICATION);
  expect(check(LIST, 15, 4)).toBe(SPECIFICATION);
});

it("X'4C' needs OPTION ACCT", () => {
  const guest = new DiagnoseGuest('BOB');
  expect(guest.call(0x4c, 2, 4, { 2: 0, 4: 0 }).conditionCode).toBe(1);
  expect(guest.system.accounting).toHaveLength(0);
});
