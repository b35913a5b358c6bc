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

/** Real, virtual or absolute. */
export type StorageKind = 'R' | 'V' | 'A';

/** Absolute address of an address of some kind; undefined when it can't be translated. */
function absoluteOf(operated: OperatedMachine, address: number, kind: StorageKind): number | undefined {
  if (kind === 'A') return address;
  const { cpu } = operated;
  if (kind === 'R' || !cpu.psw.dat) return cpu.absolute(address);
  return cpu.translate(address) === 0 ? cpu.absolute(cpu.translation.real) : undefined;
}

/** `r`, `v` and `abs`: shows or changes storage; the lines to be typed. */
export function storageCommand(operated: OperatedMachine, operand: string, kind: StorageKind): string[] {
  const parsed = parseStorageOperand(operand);
  if (typeof parsed === 'string') return [parsed];
  const { storage } = operated.machine;
  const { cpu } = operated;
  if (parsed.value !== undefined) {
    const last = absoluteOf(operated, parsed.start + parsed.value.length - 1, kind);
    if (last === undefined || !storage.contains(last)) {
      return [`HHCPN142E ${hex(parsed.start, 8)} is not in main storage`];
    }
    for (let i = 0; i < parsed.value.length; i++) {
      const absolute = absoluteOf(operated, parsed.start + i, kind);
      if (absolute === undefined) return [`HHCPN142E ${hex(parsed.start + i, 8)} can't be translated`];
      storage.storeByte(absolute, parsed.value[i]);
    }
  }
  const lines: string[] = [];
  if (kind === 'V') {
    const real = absoluteOf(operated, parsed.start, kind);
    lines.push(
      `V:${hex(parsed.start, 8)}${cpu.psw.dat ? '' : ' (dat off)'}${real === undefined ? ' (not translatable)' : ` R:${hex(real, 8)}`}`,
    );
  }
  for (let offset = 0; offset < parsed.length; offset += 16) {
    const absolute = absoluteOf(operated, parsed.start + offset, kind);
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
  const { storage } = operated.machine;
  const { cpu } = operated;
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

/** Most keys that one command shows. */
const MOST_KEYS = 1024;

/** `k`: shows or changes the storage keys of the 2K blocks of an absolute address or range. */
export function keyCommand(operated: OperatedMachine, operand: string): string[] {
  const match = /^([0-9A-F]{1,8})(?:([-.])([0-9A-F]{1,8}))?\s*(?:=\s*([0-9A-F]{1,2}))?$/i.exec(
    operand.trim(),
  );
  if (!match) return [`HHCPN144E Invalid operand:  ${operand}`];
  const { storage } = operated.machine;
  const start = parseInt(match[1], 16);
  const second = match[3] === undefined ? start : parseInt(match[3], 16);
  const end = match[2] === '.' ? start + second - 1 : second;
  if (end < start) return [`HHCPN144E Invalid operand:  ${operand}`];
  if (!storage.contains(end)) return [`HHCPN142E ${hex(end, 8)} is not in main storage`];
  const lines: string[] = [];
  for (let block = start & ~0x7ff; block <= end && lines.length < MOST_KEYS; block += 0x800) {
    if (match[4] !== undefined) storage.setKey(block, parseInt(match[4], 16));
    const key = storage.getKey(block);
    const flags = [key & 8 ? 'F' : '-', key & 4 ? 'R' : '-', key & 2 ? 'C' : '-'].join('');
    lines.push(`K:${hex(block, 8)}=${hex(key, 2)}  ACC=${hex(key >> 4, 1)} ${flags}`);
  }
  return lines;
}
