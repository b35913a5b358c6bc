import { ebcdic037 } from '../ebcdic/index.js';
import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const REJECT_PASSWORDS = 0x80;
const RESPONSE_BUFFER = 0x40;
const LONGEST_COMMAND = 132;
const LONGEST_RESPONSE = 8192;
const COMMAND_END = 0x15;

/**
 * X'08' virtual console function: Rx is the address of one or more CP commands separated by X'15', Ry flags and
 * length. Ry becomes the return code of the last command. With X'40' in the flags the response goes to the
 * buffer at Rx+1 of length Ry+1: condition code 0, Ry+1 its length; 1, Ry+1 the bytes that did not fit.
 * A length of 0 enters CP mode. After IPL and LOGOFF no register is changed.
 */
export function diagnose08(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  const flags = gpr[ry] >>> 24;
  const length = gpr[ry] & 0xffffff;
  if (length === 0) {
    gpr[ry] = 0;
    services.enterControlProgram();
    return;
  }
  specify(flags !== 0xff);
  const collect = (flags & RESPONSE_BUFFER) !== 0;
  if (collect) {
    specify(rx !== 15 && ry !== 15 && Math.abs(rx - ry) !== 1);
    specify(gpr[ry + 1] > 0 && gpr[ry + 1] <= LONGEST_RESPONSE && address(call, rx + 1) !== 0);
    services.storage.checkStore(address(call, rx + 1), gpr[ry + 1]);
  }
  specify(length <= LONGEST_COMMAND);
  const commands = services.storage.copyOut(address(call, rx), length);
  let returnCode = 0;
  const response: string[] = [];
  for (const line of split(commands)) {
    const outcome = services.consoleFunction(line, {
      collect,
      rejectPasswords: (flags & REJECT_PASSWORDS) !== 0,
    });
    returnCode = outcome.returnCode;
    response.push(...outcome.response);
    // IPL has filled the registers anew, LOGOFF left none
    if (outcome.replaced) return;
  }
  if (collect) storeResponse(call, response);
  gpr[ry] = returnCode;
}

function split(commands: Uint8Array): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at <= commands.length; at++) {
    if (at < commands.length && commands[at] !== COMMAND_END) continue;
    const line = ebcdic037.decode(commands, start, at).trim();
    if (line !== '') lines.push(line);
    start = at + 1;
  }
  return lines;
}

function storeResponse(call: DiagnoseCall, response: readonly string[]): void {
  const { gpr, rx, ry, services } = call;
  const bytes: number[] = [];
  for (const line of response) bytes.push(...ebcdic037.encode(line), COMMAND_END);
  const room = gpr[ry + 1];
  services.storage.store(address(call, rx + 1), Uint8Array.from(bytes.slice(0, room)));
  services.setConditionCode(bytes.length <= room ? 0 : 1);
  gpr[ry + 1] = bytes.length <= room ? bytes.length : bytes.length - room;
}
