import { expect, it } from 'vitest';
import { ADDRESSING, DiagnoseGuest, PROTECTION, SPECIFICATION } from '../../support/diagnose.js';

const COMMAND = 0x2000;
const BUFFER = 0x3000;

it("X'08' looks at the response buffer before it carries out the command", () => {
  const guest = new DiagnoseGuest();
  guest.put(COMMAND, 'SET RUN ON');
  const call = (buffer: number, length: number, key = 0) =>
    guest.call(0x08, 2, 6, { 2: COMMAND, 3: buffer, 6: 0x4000000a, 7: length }, key);
  expect(call(0, 100).check).toBe(SPECIFICATION);
  expect(call(BUFFER, 0).check).toBe(SPECIFICATION);
  expect(call(BUFFER, 8193).check).toBe(SPECIFICATION);
  expect(call(0x7fff0, 100).check).toBe(ADDRESSING);
  expect(call(BUFFER, 100, 5).check).toBe(PROTECTION);
  expect(guest.call(0x08, 2, 6, { 2: COMMAND, 6: 0xff00000a | 0 }).check).toBe(SPECIFICATION);
  expect(guest.vm.settings.run).toBe(false);
  const good = call(BUFFER, 100);
  expect([good.check, good.gpr[6], good.gpr[7]]).toEqual([undefined, 0, 0]);
  expect(guest.vm.settings.run).toBe(true);
});

it("X'08' crosses pages and stores a response with its line ends", () => {
  const guest = new DiagnoseGuest();
  guest.put(0x2ffa, 'QUERY CPUID');
  const end = guest.call(0x08, 2, 6, { 2: 0x2ffa, 3: BUFFER + 0x100, 6: 0x4000000b, 7: 60 });
  expect([end.conditionCode, end.gpr[6]]).toEqual([0, 0]);
  expect(guest.text(BUFFER + 0x100, end.gpr[7] - 1)).toMatch(/^CPUID = FF/);
  expect(guest.bytes(BUFFER + 0x100 + end.gpr[7] - 1, 1)).toEqual([0x15]);
});

it("X'08' changes nothing more after LOGOFF", () => {
  const guest = new DiagnoseGuest();
  const { vm } = guest;
  guest.put(COMMAND, 'LOGOFF');
  // a program that does not come to its end
  guest.put(0x200, [0x83, 0x23, 0x00, 0x08]);
  vm.gpr[2] = COMMAND;
  vm.gpr[3] = 6;
  vm.psw.load(0, 0x200);
  guest.system.cp.beginExecution(vm);
  guest.system.runUntil(() => vm.state === 'gone');
  expect([vm.gpr[3], guest.system.cp.findUser('ALICE')]).toEqual([6, undefined]);
});
