import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const DISPLAY_DATA = 0x19;
const CLEAR_SCREEN = 0xff;
const ERASE_FIRST = 0x80;
const LONGEST = 1760;

/**
 * X'58' 3270 virtual console interface: Rx is the address of a CCW (command X'19', data address, flags, control
 * byte, count), Ry the console's address. The control byte is the first line (0 and up), with X'80' after an
 * erase; X'FF' clears the screen. Condition code 0; 1 when the console is no display.
 */
export function diagnose58(call: DiagnoseCall): void {
  const { services } = call;
  const ccw = address(call, call.rx);
  specify(ccw % 8 === 0);
  const high = services.storage.fetchWord(ccw);
  const low = services.storage.fetchWord(ccw + 4);
  const control = (low >>> 16) & 0xff;
  const count = low & 0xffff;
  specify(high >>> 24 === DISPLAY_DATA && count <= LONGEST);
  const { display } = services;
  if (display === undefined) {
    services.setConditionCode(1);
    return;
  }
  if (control === CLEAR_SCREEN) display.clear();
  else {
    const data = services.storage.copyOut(high & 0xffffff, count);
    display.displayData(control & 0x7f, data, (control & ERASE_FIRST) !== 0);
  }
  services.setConditionCode(0);
}
