import { expect, it } from 'vitest';
import type { VmDisplay } from '../../../../src/cp/index.js';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { DiagnoseGuest } from '../../../support/diagnose.js';

const CCW = 0x2000;
const DATA = 0x3000;

class TestDisplay implements VmDisplay {
  readonly rows = 43;
  readonly columns = 80;
  readonly deviceType = '3278';
  readonly model = 4;
  readonly log: string[] = [];
  clean = true;
  inbound: Uint8Array | undefined;
  displayData(): void {
    // not here
  }
  clear(): void {
    // not here
  }
  fullScreenWrite(command: number, data: Uint8Array, takesPa1: boolean): boolean {
    this.log.push(`${command.toString(16)} ${ebcdic037.decode(data)} ${takesPa1}`);
    return this.clean;
  }
  fullScreenRead(): Uint8Array | undefined {
    return this.inbound;
  }
}

function makeGuest(): { guest: DiagnoseGuest; display: TestDisplay } {
  const guest = new DiagnoseGuest();
  const display = new TestDisplay();
  Object.defineProperty(guest.vm.console!, 'display', { get: () => display });
  return { guest, display };
}

const ccw = (command: number, control: number, count: number): number[] => [
  ...[command, 0, 0x30, 0, 0x20, control, 0, count],
];

it("X'58' writes the whole screen as the control byte says, and ends with an interruption", () => {
  const { guest, display } = makeGuest();
  guest.put(DATA, 'HELLO');
  for (const [control, shown] of [
    [0x80, '5 HELLO false'],
    [0xc0, 'd HELLO false'],
    [0x20, '11 HELLO false'],
    [0x10, '1 HELLO true'],
  ] as const) {
    guest.put(CCW, ccw(0x29, control, 5));
    expect(guest.call(0x58, 2, 3, { 2: CCW, 3: 9 }).conditionCode).toBe(0);
    expect(display.log.pop()).toBe(shown);
    // the end is pending
    const device = guest.vm.devices.get(9)!;
    guest.system.cp.resetDevice(guest.vm, device);
  }
});

it("X'58' tells that CP has written on the screen", () => {
  const { guest, display } = makeGuest();
  display.clean = false;
  guest.put(CCW, ccw(0x29, 0x00, 5));
  const end = guest.call(0x58, 2, 3, { 2: CCW, 3: 9 });
  expect([end.conditionCode, guest.bytes(0x44, 1)]).toEqual([1, [0x8e]]);
});

it("X'58' reads what the last key sent, or that there was none", () => {
  const { guest, display } = makeGuest();
  display.inbound = Uint8Array.of(0x7d, 0x40, 0xc1);
  guest.put(CCW, ccw(0x2a, 0x80, 16));
  expect(guest.call(0x58, 2, 3, { 2: CCW, 3: 9 }).conditionCode).toBe(0);
  guest.system.settle();
  expect(guest.bytes(DATA, 3)).toEqual([0x7d, 0x40, 0xc1]);
});

it("X'8C' and X'54' look at the display", () => {
  const { guest } = makeGuest();
  const end = guest.call(0x8c, 2, 3, { 2: DATA, 3: 10 });
  expect([end.conditionCode, end.gpr[3], guest.bytes(DATA, 6)]).toEqual([0, 4, [0, 0, 0, 80, 0, 43]]);
  expect(guest.call(0x8c, 2, 3, { 2: DATA, 3: 4 }).conditionCode).toBe(1);
  const settings = guest.system.services.terminals.consoleOf(guest.vm)!.settings;
  guest.call(0x54, 2, 3, { 2: 1 });
  expect(settings.pa2External).toBe(true);
  guest.call(0x54, 2, 3, { 2: 0 });
  expect(settings.pa2External).toBe(false);
});

it("without a display X'8C' has nothing to tell, and X'29' is rejected", () => {
  const guest = new DiagnoseGuest();
  expect(guest.call(0x8c, 2, 3, { 2: DATA, 3: 6 }).conditionCode).toBe(2);
  guest.call(0x54, 2, 3, { 2: 1 });
  expect(guest.system.services.terminals.consoleOf(guest.vm)!.settings.pa2External).toBe(false);
  guest.put(CCW, ccw(0x29, 0x80, 5));
  const end = guest.call(0x58, 2, 3, { 2: CCW, 3: 9 });
  expect([end.conditionCode, guest.bytes(0x44, 1)[0] & 0x02]).toEqual([1, 0x02]);
});
