import { expect, it } from 'vitest';
import { DiagnoseGuest, PRIVILEGED } from '../../support/diagnose.js';

const LIST = 0x2000;

function update(guest: DiagnoseGuest, text: string, length = text.length): number[] {
  guest.put(LIST, text);
  const end = guest.call(0x84, 2, 3, { 2: LIST, 3: length });
  return [end.conditionCode, end.gpr[3]];
}

it("X'84' changes the directory in place", () => {
  const guest = new DiagnoseGuest('MAINT');
  const { directory } = guest.system;
  const entry = (operation: string, operand: string, password = 'BUILDER'): number[] =>
    update(guest, 'BOB'.padEnd(8) + password.padEnd(8) + operation.padEnd(8) + operand.padEnd(32));
  const bob = () => directory.find('BOB')!;
  expect(entry('LOGPASS', 'HAMMER')).toEqual([0, 0]);
  expect(entry('STORAGE', '512K')).toEqual([1, 31]);
  expect(entry('STORAGE', '512K', 'HAMMER')).toEqual([0, 0]);
  expect([bob().password, bob().storage]).toEqual(['HAMMER', 512 * 1024]);
  expect(entry('STORAGE', '2000K', 'HAMMER')).toEqual([1, 40]);
  expect(entry('STORAGE', '512', 'HAMMER')).toEqual([1, 43]);
  expect(entry('MAXSTOR', '99999K', 'HAMMER')).toEqual([1, 43]);
  expect(entry('MAXSTOR', '2048K', 'HAMMER')).toEqual([0, 0]);
  expect(entry('PRIVLEGE', 'GB', 'HAMMER')).toEqual([0, 0]);
  expect(bob().classes).toBe('BG');
  expect(entry('PRIVLEGE', '', 'HAMMER')).toEqual([1, 50]);
  expect(entry('PRIVLEGE', 'GZ', 'HAMMER')).toEqual([1, 53]);
  expect(entry('PRIORITY', '7', 'HAMMER')).toEqual([0, 0]);
  expect(entry('PRIORITY', '100', 'HAMMER')).toEqual([1, 63]);
  expect(entry('PRIORITY', 'X', 'HAMMER')).toEqual([1, 60]);
  expect(entry('ACCOUNT', '77', 'HAMMER')).toEqual([0, 0]);
  expect(entry('DISTRIB', 'BIN1', 'HAMMER')).toEqual([0, 0]);
  expect(entry('IPL', 'CMS', 'HAMMER')).toEqual([0, 0]);
  expect(bob()).toMatchObject({ priority: 7, account: '77', distribution: 'BIN1', ipl: { system: 'CMS' } });
  expect(entry('MDISK', '191W  READ    WRITE   ', 'HAMMER')).toEqual([0, 0]);
  expect(directory.findMinidisk('BOB', 0x191)).toMatchObject({ mode: 'W', readPassword: 'READ' });
  expect(entry('MDISK', '192W', 'HAMMER')).toEqual([1, 26]);
  expect(entry('MDISK', 'XYZW', 'HAMMER')).toEqual([1, 80]);
  expect(entry('MDISK', '191XX', 'HAMMER')).toEqual([1, 81]);
  expect(entry('NOTHING', '', 'HAMMER')).toEqual([1, 28]);
  expect(update(guest, 'NOONE'.padEnd(32))).toEqual([1, 30]);
});

it("X'84' takes options up to a byte of ones", () => {
  const guest = new DiagnoseGuest('MAINT');
  const list = 'BOB     BUILDER OPTIONS ';
  const options = 'ECMODE CPUID 12AB REALTIMER';
  guest.put(LIST + list.length + options.length, [0xff]);
  expect(update(guest, list + options, list.length + options.length + 1)).toEqual([0, 0]);
  const bob = guest.system.directory.find('BOB')!;
  expect([[...bob.options], bob.cpuid]).toEqual([['ECMODE', 'REALTIMER'], 0x12ab]);
  guest.put(LIST + list.length + 6, [0xff]);
  expect(update(guest, `${list}NONSUC`, list.length + 7)).toEqual([1, 70]);
  expect(update(guest, `${list}ECMODE `, 31)).toEqual([1, 71]);
});

it("X'84' looks at the length of the list and the class of the user", () => {
  const guest = new DiagnoseGuest('MAINT');
  expect(update(guest, 'BOB', 113)).toEqual([1, 101]);
  expect(update(guest, 'BOB', 0)).toEqual([1, 102]);
  expect(new DiagnoseGuest().call(0x84, 2, 3, { 2: LIST, 3: 24 }).check).toBe(PRIVILEGED);
});
