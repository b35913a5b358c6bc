/** The lines of PER. */

import { changedRegisters } from './instruction-effects.js';
import type { InstructionReader, InstructionView } from './instruction-view.js';
import { traceMnemonic } from './mnemonics.js';
import { bytesText, hexadecimal } from './trace-lines.js';

/** Storage operands of an instruction that is over. */
export interface Operands {
  readonly first: number | undefined;
  readonly second: number | undefined;
}

/** The bytes that were executed: of an EXECUTE, its subject as it was modified. */
export function executedBytes({ bytes, subject }: InstructionView): Uint8Array {
  if (subject === undefined) return bytes;
  const executed = Uint8Array.from(subject.view.bytes);
  if (executed.length > 1) executed[1] |= subject.modifier ?? 0;
  return executed;
}

/**
 * Operand addresses, from the registers as they are afterwards: undefined when the instruction has none, or has changed a
 * register that they depend on.
 */
export function operandsOf(
  view: InstructionView,
  reader: InstructionReader,
  conditionCode: number,
  branchedTo: number | undefined,
): Operands {
  const bytes = executedBytes(view);
  const none: Operands = { first: undefined, second: undefined };
  if (bytes.length === 0) return none;
  if (branchedTo !== undefined) return { first: branchedTo, second: undefined };
  if (view.transfer?.kind === 'branch' && bytes.length === 2) return { ...none, first: view.transfer.target };
  const changed = changedRegisters(bytes, conditionCode);
  const unknown = (register: number): boolean => register !== 0 && (changed & (0x8000 >>> register)) !== 0;
  const [opcode, second] = bytes;
  const base = (offset: number): number | undefined =>
    unknown(bytes[offset] >>> 4) ? undefined : reader.baseAddress(bytes, offset);
  if (bytes.length === 6) return { first: base(2), second: base(4) };
  if (bytes.length < 4 || (opcode >= 0x88 && opcode <= 0x8f)) return none;
  if (opcode < 0x80) {
    const hidden = unknown(second & 15) || unknown(bytes[2] >>> 4);
    return { ...none, first: hidden ? undefined : reader.indexedAddress(bytes) };
  }
  return { ...none, first: base(2) };
}

/** What PER shows of an instruction. */
export interface PerLineFields {
  readonly view: InstructionView;
  /** Control came here by a transfer. */
  readonly transferred: boolean;
  readonly operands: Operands;
  readonly conditionCode: number;
  /** Registers that were changed, with their new values. */
  readonly registers: readonly (readonly [number: number, value: number])[];
  readonly stored: boolean;
}

/** `>vvvvvv mnem  xxxxxxxx oooooo CC=n Gnn=zzzzzzzz *STORE*` */
export function perLine(fields: PerLineFields): string {
  const { view, operands } = fields;
  const words = [
    `${fields.transferred ? '>' : ' '}${hexadecimal(view.address, 6)}`,
    instructionText(view),
    ...[operands.first, operands.second].flatMap((value) =>
      value === undefined ? [] : [hexadecimal(value, 6)],
    ),
    `CC=${fields.conditionCode}`,
    ...fields.registers.map(([n, value]) => `G${String(n).padStart(2, '0')}=${hexadecimal(value, 8)}`),
  ];
  if (fields.stored) words.push('*STORE*');
  return words.join(' ');
}

/** `MVC   D20030004000`, and for an EXECUTE what it executes. */
export function instructionText({ bytes, subject }: InstructionView, modifier = 0): string {
  const mnemonic = bytes.length === 0 ? '' : traceMnemonic(bytes[0], (bytes[1] ?? 0) | modifier).mnemonic;
  const text = `${mnemonic.padEnd(5)} ${bytesText(bytes).padEnd(8)}`;
  if (subject === undefined) return text;
  const byte = subject.modifier === undefined ? '  ' : hexadecimal(subject.modifier, 2);
  const executed = instructionText(subject.view, subject.modifier);
  return `${text} ${byte} ${hexadecimal(subject.view.address, 6)} ${executed}`;
}

/** A successful branch in the traceback table. */
export interface TracebackEntry {
  readonly view: InstructionView;
  readonly target: number;
  count: number;
}

/** `:vvvvvv mnem  xxxxxxxx tttttt     n TIMES` */
export function tracebackLines(entries: readonly TracebackEntry[]): string[] {
  return [
    'TRACEBACK TABLE:',
    ...entries.map(({ view, target, count }) => {
      const line = `:${hexadecimal(view.address, 6)} ${instructionText(view)} ${hexadecimal(target, 6)}`;
      return count > 1 ? `${line} ${String(count).padStart(5)} TIMES` : line;
    }),
  ];
}
