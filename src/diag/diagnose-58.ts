import { address } from './call.js';
import type { DiagnoseCall } from './call.js';

const DISPLAY_DATA = 0x19;
const CLEAR_SCREEN = 0xff;
const ERASE_FIRST = 0x80;
const LONGEST = 4064;

/** Status in the CSW. */
const UNIT_CHECK = 0x02000000;
const PROGRAM_CHECK = 0x00200000;

/**
 * X'58' 3270 virtual console interface: Rx is the address of a CCW (command, data address, flags, control byte, count),
 * Ry the console's address. Condition code 3: no such device.
 *
 * X'19' puts data on CP's screen, at once and without interruption: the control byte is the first line (0 and up), with
 * X'80' after an erase; X'FF' clears the screen. Condition code 0; 1 with the status in the CSW: unit check when the
 * console is no display, program check for a wrong CCW.
 *
 * X'29' writes the whole screen: control byte X'80' erase/write, X'C0' erase/write alternate, X'20' write structured
 * field, 0 write, X'10' more: PA1 goes to the program. X'2A' reads it: X'80' read modified, 0 read buffer. These, and the
 * other commands of a console, are started as by START I/O and end with an interruption; condition codes are those of
 * START I/O. 1 with X'8E' as unit status: CP has written on the screen, which has to be erased first.
 */
export function diagnose58(call: DiagnoseCall): void {
  const { gpr, ry, services } = call;
  const ccw = address(call, call.rx);
  if (services.device(gpr[ry]) === undefined) return services.setConditionCode(3);
  if (ccw % 8 !== 0 || !services.storage.contains(ccw, 8)) return checked(call, PROGRAM_CHECK);
  const high = services.storage.fetchWord(ccw);
  const low = services.storage.fetchWord(ccw + 4);
  const control = (low >>> 16) & 0xff;
  if (high >>> 24 !== DISPLAY_DATA) {
    services.setConditionCode(services.startConsole(gpr[ry], ccw, control));
    return;
  }
  const { display } = services;
  if (display === undefined) return checked(call, UNIT_CHECK);
  const count = low & 0xffff;
  if (control === CLEAR_SCREEN) display.clear();
  else {
    if (count === 0 || count > LONGEST || !services.storage.contains(high & 0xffffff, count)) {
      return checked(call, PROGRAM_CHECK);
    }
    const data = services.storage.copyOut(high & 0xffffff, count);
    display.displayData(control & 0x7f, data, (control & ERASE_FIRST) !== 0);
  }
  services.setConditionCode(0);
}

/** Condition code 1, the status stored as START I/O stores it. */
function checked({ services }: DiagnoseCall, status: number): void {
  const low = services.storage.fetchWord(0x44);
  services.storage.storeWord(0x44, status | (low & 0xffff));
  services.setConditionCode(1);
}
