/** How the operator's console writes registers, PSW and storage: the shapes Hercules made familiar. */

import { disassemble, type Cpu, type Machine, type MainStorage } from '../../s370/index.js';
import { ebcdic037 } from '../../ebcdic/index.js';

/** A word as hexadecimal digits. */
export function hexWord(value: number): string {
  return (value >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

/** A number as at least `digits` hexadecimal digits. */
export function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** What stands before lines about a CPU: its name, when there are several. */
export function registerPrefix({ cpus }: Machine, { address }: Cpu): string {
  return cpus.length > 1 ? `CPU${hex(address, 4)}: ` : '';
}

function registerLines(prefix: string, registers: Int32Array): string[] {
  const lines: string[] = [];
  for (let first = 0; first < 16; first += 4) {
    lines.push(
      [0, 1, 2, 3]
        .map((i) => `${prefix}${String(first + i).padStart(2, '0')}=${hexWord(registers[first + i])}`)
        .join('  '),
    );
  }
  return lines;
}

export const generalRegisterLines = (cpu: Cpu): string[] => registerLines('GR', cpu.gpr);
export const controlRegisterLines = (cpu: Cpu): string[] => registerLines('CR', cpu.cr);

export function floatingPointLines(cpu: Cpu): string[] {
  const one = (register: number): string =>
    `FPR${register}=${hexWord(cpu.fpr[register])} ${hexWord(cpu.fpr[register + 1])}`;
  return [`${one(0)}  ${one(2)}`, `${one(4)}  ${one(6)}`];
}

export function pswLine(cpu: Cpu): string {
  const { high, low } = cpu.storePsw();
  return `PSW=${hexWord(high)} ${hexWord(low)}`;
}

/** The PSW taken apart: system mask, key, EC/machine check/wait/problem bits, condition code, program mask, address. */
export function pswFieldsLine(cpu: Cpu): string {
  const { psw } = cpu;
  const cmwp =
    (psw.bit12 ? 8 : 0) | (psw.machineCheckMask ? 4 : 0) | (psw.wait ? 2 : 0) | (psw.problemState ? 1 : 0);
  return (
    `psw sm=${hex(psw.systemMask, 2)} pk=${hex(psw.key, 1)} cmwp=${hex(cmwp, 1)} as=pri cc=${psw.conditionCode} ` +
    `pm=${hex(psw.programMask, 1)} am=${psw.wide ? 32 : 24} ia=${hex(psw.instructionAddress >>> 0, 1)}`
  );
}

/** A printable character of an EBCDIC byte, a period for the others. */
export function printable(byte: number): string {
  const character = ebcdic037.decodeByte(byte);
  return byte >= 0x40 && byte !== 0xff && /^[\x20-\x7e]$/.test(character) ? character : '.';
}

/** One line of 16 bytes (fewer at the end of storage) with the key of their block. `shown` is the address before the colon. */
export function storageLine(
  kind: 'R' | 'V' | 'A',
  shown: number,
  absolute: number,
  storage: MainStorage,
): string {
  const length = Math.max(0, Math.min(16, storage.size - absolute));
  const bytes = storage.copyOut(absolute, length);
  const words: string[] = [];
  for (let i = 0; i < length; i += 4) {
    words.push(Array.from(bytes.subarray(i, i + 4), (byte) => hex(byte, 2)).join(''));
  }
  const text = Array.from(bytes, printable).join('');
  return `${kind}:${hex(shown, 8)}:K:${hex(storage.getKey(absolute), 2)}=${words.join(' ').padEnd(35)}  ${text}`;
}

/** An instruction in storage: address, bytes, statement, name. */
export function instructionText(bytes: Uint8Array): { readonly text: string; readonly length: number } {
  const { mnemonic, operands, length, instruction } = disassemble(bytes);
  const shown = Array.from(bytes.subarray(0, length), (byte) => hex(byte, 2)).join('');
  const name = instruction === undefined ? '?' : instruction.name.toLowerCase();
  return { text: `${shown.padEnd(12)} ${mnemonic.padEnd(5)} ${operands.padEnd(22)} ${name}`, length };
}
