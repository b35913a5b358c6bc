import { AssemblerError } from '../assembler-error.js';
import type { MachineOperation } from './machine-operations.js';

/** Instructions whose R1 (or R1 and R2/R3) names an even-odd pair of general registers. GA22-7000. */
const EVEN_R1 = new Set(['M', 'MR', 'D', 'DR', 'SRDL', 'SLDL', 'SRDA', 'SLDA', 'MVCL', 'CLCL', 'CDS']);
const EVEN_R2 = new Set(['MVCL', 'CLCL', 'CDS']);

/** Extended-precision operands: register 0 or 4. */
const EXTENDED_R1 = new Set(['MXR', 'AXR', 'SXR', 'MXDR', 'MXD', 'DXR']);
const EXTENDED_R2 = new Set(['MXR', 'AXR', 'SXR', 'LRDR', 'DXR']);

/** Throws `AssemblerError` when a register field holds a number that the instruction always rejects. */
export function checkRegisters(row: MachineOperation, bytes: Uint8Array): void {
  const { mnemonic, opcode } = row;
  const fields = bytes[opcode > 0xff ? 3 : 1];
  const r1 = fields >> 4;
  const r2 = fields & 15;
  if (EVEN_R1.has(mnemonic) && r1 % 2 !== 0) throw new AssemblerError('evenRegister', r1);
  if (EVEN_R2.has(mnemonic) && r2 % 2 !== 0) throw new AssemblerError('evenRegister', r2);
  const registerForm = opcode >= 0x20 && opcode <= 0x3f;
  const storageForm = opcode >= 0x60 && opcode <= 0x7f;
  if (!registerForm && !storageForm && mnemonic !== 'DXR') return;
  checkFloating(r1, EXTENDED_R1.has(mnemonic));
  if (!storageForm) checkFloating(r2, EXTENDED_R2.has(mnemonic));
}

function checkFloating(register: number, extended: boolean): void {
  if (register > 6 || register % 2 !== 0) {
    throw new AssemblerError('badFloatingRegister', register, '0, 2, 4 OR 6');
  }
  if (extended && register % 4 !== 0) throw new AssemblerError('badFloatingRegister', register, '0 OR 4');
}
