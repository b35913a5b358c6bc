import { expect, it } from 'vitest';
import { DiagnoseGuest } from '../../support/diagnose.js';

const CCW = 0x3000;

it("X'28' refuses what is no channel program of a device", () => {
  const guest = new DiagnoseGuest();
  guest.put(CCW, [0x08, 0, 0x30, 0, 0, 0, 0, 0]);
  const call = (at: number, device: number): number[] => {
    const end = guest.call(0x28, 2, 3, { 2: at, 3: device });
    return [end.conditionCode, end.gpr[15]];
  };
  const same = guest.call(0x28, 2, 2, { 2: CCW });
  expect([same.conditionCode, same.gpr[15]]).toEqual([1, 1]);
  expect(call(CCW + 4, 0x191)).toEqual([1, 4]);
  expect(call(CCW, 0x777)).toEqual([1, 2]);
  expect(call(0x800000, 0x191)).toEqual([1, 3]);
  expect(call(CCW, 0x191)).toEqual([2, 9]);
  guest.put(CCW, [0x06]);
  expect(call(CCW, 0x191)).toEqual([1, 6]);
});

/** SEEK, then a TIC to itself: the program runs until the TIC is changed. */
it("X'28' ends the loop of a channel program that is running", () => {
  const guest = new DiagnoseGuest();
  const { vm } = guest;
  guest.put(CCW, [0x07, 0, 0x40, 0, 0x40, 0, 0, 6]);
  guest.put(CCW + 8, [0x08, 0, 0x30, 0x10, 0, 0, 0, 0]);
  guest.put(CCW + 16, [0x03, 0, 0, 0, 0x60, 0, 0, 1]);
  guest.put(CCW + 24, [0x08, 0, 0x30, 0x10, 0, 0, 0, 0]);
  // READ of the home address behind the loop
  guest.put(CCW + 0x100, [0x1a, 0, 0x50, 0, 0x20, 0, 0, 5]);
  guest.putWord(0x48, CCW);
  // SIO 191; MVC of the address into the TIC; DIAG; wait for the device with TIO
  guest.put(0x280, [0, 2, 0, 0, 0, 0, 0, 0xaa]);
  guest.put(0x68, [0, 2, 0, 0, 0, 0, 0x0b, 0xad]);
  guest.put(0x2f0, [0, 0x31, 0]);
  guest.put(0x200, [
    ...[0x9c, 0x00, 0x01, 0x91],
    ...[0xd2, 0x02, 0x40, 0x19, 0x02, 0xf0],
    ...[0x83, 0x23, 0x00, 0x28],
    ...[0x05, 0x10, 0x50, 0x10, 0x03, 0x40],
    ...[0x9d, 0x00, 0x01, 0x91, 0x47, 0x20, 0x02, 0x14, 0x82, 0, 0x02, 0x80],
  ]);
  vm.gpr[2] = CCW + 24;
  vm.gpr[3] = 0x191;
  vm.gpr[4] = CCW;
  vm.psw.load(0, 0x200);
  guest.system.cp.beginExecution(vm);
  guest.system.runUntil(() => vm.state === 'cp');
  expect([vm.psw.instructionAddress, vm.gpr[15], (guest.word(0x340) >>> 28) & 3]).toEqual([0xaa, 0, 0]);
  // channel end and device end behind the CCW the loop was led to
  expect([guest.word(0x40) & 0xffffff, guest.word(0x44) >>> 16]).toEqual([CCW + 0x108, 0x0c00]);
});
