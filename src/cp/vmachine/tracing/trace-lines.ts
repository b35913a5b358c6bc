/** The lines of TRACE: 80 columns, the fields where VM/370 has them. SY20-0884, DMKTRC and DMKTRD. */

import type { InstructionView, Transfer } from './instruction-view.js';
import { traceMnemonic } from './mnemonics.js';

/** Marks before the address. */
export const Prefix = {
  interruption: '***',
  privileged: ':::',
  /** Control has come here other than by going on. */
  transfer: '==>',
  /** Between parts of a channel program that don't follow each other. */
  gap: '---',
} as const;

/** Translation bit of an EC-mode system mask. */
const TRANSLATION = 0x04;

export function hexadecimal(value: number, digits: number): string {
  return (value >>> 0).toString(16).toUpperCase().padStart(digits, '0').slice(-digits);
}

export function bytesText(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => hexadecimal(byte, 2)).join('');
}

/** Puts fields at columns; a later field covers an earlier one. Trailing blanks go. */
export class TraceLine {
  private text = '';

  at(column: number, field: string): this {
    const before = this.text.padEnd(column).slice(0, column);
    this.text = before + field + this.text.slice(column + field.length);
    return this;
  }

  toString(): string {
    return this.text.trimEnd();
  }
}

/** Columns of an instruction: its address, and where its transfer address goes; an executed one lies further right. */
interface InstructionColumns {
  readonly address: number;
  readonly mnemonic: number;
  readonly bytes: number;
  readonly target: number;
}
const PLAIN: InstructionColumns = { address: 4, mnemonic: 11, bytes: 17, target: 30 };
const EXECUTED: InstructionColumns = { address: 30, mnemonic: 37, bytes: 43, target: 56 };
/** Low byte of the register of an EXECUTE, or the system mask of SSM, STNSM and STOSM. */
const BYTE_COLUMN = 26;
/** An arrow stands so far before the address it points to. */
const ARROW = 4;

/** How an instruction is shown. */
export interface InstructionLineOptions {
  /** Prefix; privileged instructions have their own when this is left out. */
  readonly prefix?: string;
  /** The branch has been taken: an arrow before the address. */
  readonly taken?: boolean;
  /** The virtual machine runs in EC mode with this system mask: a change of translation is shown. */
  readonly systemMask?: number;
  /** Address of the next instruction, shown when SSM and its like change translation. */
  readonly next?: number;
}

/** An instruction, with an executed one beside its EXECUTE. */
export function instructionLine(view: InstructionView, options: InstructionLineOptions = {}): string {
  const line = new TraceLine();
  const { mnemonic, privileged } = nameOf(view);
  const prefix = options.prefix ?? (privileged ? Prefix.privileged : '');
  line.at(0, prefix).at(PLAIN.address, hexadecimal(view.address, 6));
  line.at(PLAIN.mnemonic, mnemonic).at(PLAIN.bytes, bytesText(view.bytes));
  const { subject, transfer } = view;
  let columns = PLAIN;
  if (subject !== undefined) {
    columns = EXECUTED;
    const { modifier, view: executed } = subject;
    if (modifier !== undefined) line.at(BYTE_COLUMN, hexadecimal(modifier, 2));
    line.at(EXECUTED.address, hexadecimal(executed.address, 6));
    line.at(EXECUTED.mnemonic, nameOf(executed, modifier).mnemonic);
    line.at(EXECUTED.bytes, bytesText(executed.bytes));
  }
  if (transfer !== undefined) transferFields(line, transfer, columns, options);
  return line.toString();
}

function nameOf({ bytes }: InstructionView, modifier = 0): ReturnType<typeof traceMnemonic> {
  if (bytes.length === 0) return { mnemonic: '', privileged: false };
  return traceMnemonic(bytes[0], (bytes[1] ?? 0) | modifier);
}

function transferFields(
  line: TraceLine,
  transfer: Transfer,
  columns: InstructionColumns,
  options: InstructionLineOptions,
): void {
  const { target } = columns;
  switch (transfer.kind) {
    case 'branch':
      if (options.taken === true) line.at(target - ARROW, Prefix.transfer);
      line.at(target, hexadecimal(transfer.target, 6));
      break;
    case 'psw':
      if (!transfer.wait && transfer.low % 2 === 0) line.at(target - ARROW, Prefix.transfer);
      line.at(target, hexadecimal(transfer.high, 8)).at(target + 9, hexadecimal(transfer.low, 8));
      break;
    case 'mask':
      line.at(columns === PLAIN ? BYTE_COLUMN : target - ARROW, hexadecimal(transfer.mask, 2));
      if (options.systemMask === undefined || options.next === undefined) break;
      if (((options.systemMask ^ transfer.mask) & TRANSLATION) !== 0) {
        line.at(target, hexadecimal(options.next, 6));
      }
      break;
  }
}

/** `*** vvvvvv SVC   00CA ==> tttttt`; for I/O with unit and channel status. */
export function interruptionLine(
  kind: 'SVC' | 'PROG' | 'EXT' | 'I/O',
  address: number,
  code: number,
  target: number,
  status?: number,
): string {
  const line = new TraceLine().at(0, Prefix.interruption).at(4, hexadecimal(address, 6)).at(11, kind);
  line.at(17, hexadecimal(code, 4)).at(22, Prefix.transfer).at(26, hexadecimal(target, 6));
  if (status !== undefined) line.at(34, 'CSW').at(38, hexadecimal(status, 4));
  return line.toString();
}

/** What an I/O instruction found. */
export interface IoInstruction {
  readonly address: number;
  /** The four bytes. */
  readonly instruction: number;
  readonly device: number;
  readonly name: string;
  readonly conditionCode: number;
  /** Real device behind the virtual one. */
  readonly real?: { readonly name: string; readonly address: number };
  /** Unit and channel status, for condition code 1. */
  readonly status?: number;
  /** For START I/O that was accepted. */
  readonly caw?: number;
}

/** `I/O vvvvvv SIO   xxxxxxxx  type vadd  CC n  type radd  CSW xxxx  CAW vvvvvvvv` */
export function ioInstructionLine(io: IoInstruction): string {
  const { mnemonic } = traceMnemonic(io.instruction >>> 24, (io.instruction >>> 16) & 0xff);
  const line = new TraceLine().at(0, 'I/O').at(4, hexadecimal(io.address, 6)).at(11, mnemonic);
  line.at(17, hexadecimal(io.instruction, 8)).at(27, io.name).at(32, hexadecimal(io.device, 4));
  line.at(38, 'CC').at(41, String(io.conditionCode));
  let column = 44;
  if (io.real !== undefined) {
    line.at(44, io.real.name).at(49, hexadecimal(io.real.address, 4));
    column = 55;
  }
  if (io.status !== undefined) {
    line.at(column, 'CSW').at(column + 4, hexadecimal(io.status, 4));
    column += 10;
  }
  if (io.caw !== undefined) line.at(column, 'CAW').at(column + 4, hexadecimal(io.caw, 8));
  return line.toString();
}

/** `CSW V vadd xxxxxxxx xxxxxxxx  R radd yyyyyyyy yyyyyyyy` */
export function cswLine(
  device: number,
  virtual: readonly [number, number],
  realDevice: number,
  real: readonly [number, number],
): string {
  const line = new TraceLine().at(0, 'CSW').at(4, 'V').at(6, hexadecimal(device, 4));
  line.at(11, hexadecimal(virtual[0], 8)).at(20, hexadecimal(virtual[1], 8));
  line.at(30, 'R').at(32, hexadecimal(realDevice, 4));
  return line.at(37, hexadecimal(real[0], 8)).at(46, hexadecimal(real[1], 8)).toString();
}
