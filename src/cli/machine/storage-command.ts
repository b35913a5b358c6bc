/** The `r`, `v` and `u` commands: display and alter storage, disassemble. */

import type { OperatedMachine } from './operated-machine.js';
import { hex, instructionText, storageLine } from './display.js';

/** Bytes that a display without a length shows. */
const DEFAULT_LENGTH = 64;
/** Most bytes that one command shows. */
const LONGEST_DISPLAY = 0x10000;

interface StorageOperand {
  readonly start: number;
  readonly length: number;
  /** Bytes to be stored; undefined: display only. */
  readonly value: Uint8Array | undefined;
}

/** Parses `100`, `100.20`, `100-11F`, `100=0102…`. Returns a message text when it can't. */
export function parseStorageOperand(text: string): StorageOperand | string {
  const match = /^([0-9A-F]{1,8})(?:([-.:])([0-9A-F]{1,8})|=(.*))?$/i.exec(text.trim());
  if (!match) return `HHCPN144E Invalid operand:  ${text}`;
  const start = parseInt(match[1], 16);
  if (match[4] !== undefined) {
    const digits = match[4].replace(/\s/g, '');
    if (!/^(?:[0-9A-F]{2})+$/i.test(digits)) return `HHCPN143E Invalid value: ${match[4]}`;
    const value = Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
      parseInt(digits.slice(2 * i, 2 * i + 2), 16),
    );
    return { start, length: 16, value };
  }
  if (match[3] === undefined) return { start, length: DEFAULT_LENGTH, value: undefined };
  const second = parseInt(match[3], 16);
  const length = match[2] === '.' ? second : second - start + 1;
  if (length < 1 || length > LONGEST_DISPLAY) return `HHCPN144E Invalid operand:  ${text}`;
  return { start, length, value: undefined };
}

/** Absolute address of a real or, with `virtual`, a logical one; undefined when it can't be translated. */
function absoluteOf(operated: OperatedMachine, address: number, virtual: boolean): number | undefined {
  const { cpu } = operated.machine;
  if (!virtual || !cpu.psw.dat) return cpu.absolute(address);
  return cpu.translate(address) === 0 ? cpu.absolute(cpu.translation.real) : undefined;
}

/** `r` and `v`: shows or changes storage; the lines to be typed. */
export function storageCommand(operated: OperatedMachine, operand: string, virtual: boolean): string[] {
  const parsed = parseStorageOperand(operand);
  if (typeof parsed === 'string') return [parsed];
  const { storage, cpu } = operated.machine;
  const kind = virtual ? 'V' : 'R';
  if (parsed.value !== undefined) {
    const last = absoluteOf(operated, parsed.start + parsed.value.length - 1, virtual);
    if (last === undefined || !storage.contains(last)) {
      return [`HHCPN142E ${hex(parsed.start, 8)} is not in main storage`];
    }
    for (let i = 0; i < parsed.value.length; i++) {
      const absolute = absoluteOf(operated, parsed.start + i, virtual);
      if (absolute === undefined) return [`HHCPN142E ${hex(parsed.start + i, 8)} can't be translated`];
      storage.storeByte(absolute, parsed.value[i]);
    }
  }
  const lines: string[] = [];
  if (virtual) {
    const real = absoluteOf(operated, parsed.start, true);
    lines.push(
      `V:${hex(parsed.start, 8)}${cpu.psw.dat ? '' : ' (dat off)'}${real === undefined ? ' (not translatable)' : ` R:${hex(real, 8)}`}`,
    );
  }
  for (let offset = 0; offset < parsed.length; offset += 16) {
    const absolute = absoluteOf(operated, parsed.start + offset, virtual);
    if (absolute === undefined || !storage.contains(absolute)) {
      lines.push(`${kind}:${hex(parsed.start + offset, 8)}  Real address is not in main storage`);
      break;
    }
    lines.push(storageLine(kind, parsed.start + offset, absolute, storage));
  }
  return lines;
}

/** `u`: disassembles from a real address. */
export function disassembleCommand(operated: OperatedMachine, operand: string): string[] {
  const parsed = parseStorageOperand(operand);
  if (typeof parsed === 'string' || parsed.value !== undefined)
    return [`HHCPN144E Invalid operand:  ${operand}`];
  const { storage, cpu } = operated.machine;
  const lines: string[] = [];
  for (let at = parsed.start; at < parsed.start + parsed.length;) {
    const absolute = cpu.absolute(at);
    if (!storage.contains(absolute, 6)) break;
    const { text, length } = instructionText(storage.copyOut(absolute, 6));
    lines.push(`R${hex(at, 8)}: ${text}`);
    at += length;
  }
  return lines;
}
