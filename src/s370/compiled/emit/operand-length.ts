/** Lengths of operands of SS instructions: constants, or what an EXECUTE puts into the second byte. */

import type { DecodedInstruction } from '../decode.js';
import type { RegionEmitter } from '../region-emitter.js';
import type { LengthCode } from '../region-operands.js';

/** A length in bytes. */
export interface OperandLength {
  /** For `fetchOperand` and `storeOperand`. */
  readonly span: number | LengthCode;
  /** The length when it is constant. */
  readonly constant: number | undefined;
  push(): void;
}

function constantLength(e: RegionEmitter, length: number): OperandLength {
  return { span: length, constant: length, push: () => e.f.i32(length) };
}

/** A length code that is in a local. */
function variableLength(e: RegionEmitter, local: number): OperandLength {
  return { span: { local }, constant: undefined, push: () => e.f.get(local).i32(1).op('i32.add') };
}

/** The length of both operands (SS with one length). */
export function commonLength(e: RegionEmitter, i: DecodedInstruction): OperandLength {
  if (i.executeRegister === 0) return constantLength(e, i.i2 + 1);
  const local = e.scratch('i32');
  e.pushSecondByte(i);
  e.f.set(local);
  return variableLength(e, local);
}

/** The lengths of the first and the second operand (SS with two lengths). */
export function twoLengths(
  e: RegionEmitter,
  i: DecodedInstruction,
): readonly [first: OperandLength, second: OperandLength] {
  if (i.executeRegister === 0) return [constantLength(e, i.r1 + 1), constantLength(e, i.r2 + 1)];
  const first = e.scratch('i32');
  const second = e.scratch('i32');
  e.pushSecondByte(i);
  e.f.tee(second).i32(4).op('i32.shr_u').set(first);
  e.f.get(second).i32(15).op('i32.and').set(second);
  return [variableLength(e, first), variableLength(e, second)];
}
