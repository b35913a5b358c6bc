/**
 * SVC and LPSW in a region: PSWs that change nothing but address, condition code, program mask and problem state, so
 * that maps stay and nothing is let in. Everything else is left to the dispatcher's `control-operations.ts`, which does
 * the same with less haste. GA22-7000, Interruptions; Control Instructions.
 */

import { STATE_BUDGET_OVER_POLL, STATE_LOW_STORAGE, STATE_PROGRAM_MASK, STATE_PSW } from '../../layout.js';
import { NEW_PSW_DISTANCE, SVC_ILC, SVC_OLD_PSW } from '../../low-storage.js';
import { SWAP_SHIFT } from '../../run-costs.js';
import { CONDITION_KINDS } from '../condition-code.js';
import { swapCost, swapped } from '../control-operations.js';
import type { DecodedInstruction } from '../decode.js';
import type { BlockEnd, ExchangeTarget } from '../region-shape.js';
import { REGION_CONTROLS } from '../region.js';
import type { RegionEmitter } from '../region-emitter.js';
import {
  conditionCodeOfPsw,
  EC_NOT_HERE,
  EXTENDED_CONTROL,
  PROBLEM_STATE,
  programMaskOfPsw,
  SAME_CONTEXT,
  type StoredPsw,
} from '../stored-psw.js';
import { Code, Variable } from '../wasm/code.js';
import { i32, i64, toI32, value, type I32 } from '../wasm/expressions.js';

type ExchangeEnd = Extract<BlockEnd, { kind: 'exchange' }>;

const CPU = new Variable('i32', 0);

/** A word with its bytes in the order of the host, as it is loaded from storage. */
function stored(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** Of the first halfword of a PSW in storage: all but problem state; of the word that has it, with what is not of it. */
const STORED_CONTEXT = stored(SAME_CONTEXT);
const STORED_HALFWORD = 0xffff;
const STORED_MODE = stored(EXTENDED_CONTROL);
const NOT_PROBLEM_STATE = ~stored(PROBLEM_STATE);

/** Leaves the instruction to the dispatcher when the condition holds. */
function leaveIf(e: RegionEmitter, code: Code, { address }: DecodedInstruction, condition: I32): void {
  code.if(condition, () => e.exit(address, REGION_CONTROLS, 1));
}

/** Exchanges PSWs; where that leads is behind it, see `pushLeadsTo`. */
export function writeExchange(e: RegionEmitter, end: ExchangeEnd): void {
  if (end.newPsw === undefined) loadPsw(e, end);
  else supervisorCall(e, end, end.newPsw);
}

/** SVC. As `ControlWriter.supervisorCall`, with a countdown that has enough for it, and a new PSW that is what it was. */
function supervisorCall(
  e: RegionEmitter,
  { instruction, extendedControl }: ExchangeEnd,
  psw: StoredPsw,
): void {
  const code = new Code(e.f);
  const present = code.i32(i32.load(CPU, STATE_PSW));
  // `NO_PSW` has ones where no PSW has any.
  const same = i32.eq(i32.and(present, STORED_CONTEXT | ~STORED_HALFWORD), stored(psw.high & SAME_CONTEXT));
  leaveIf(e, code, instruction, i32.eqz(same));
  const low = code.i32(i32.load(CPU, STATE_LOW_STORAGE));
  leaveIf(e, code, instruction, i32.eqz(low));
  const newPsw = i64.load(low, SVC_OLD_PSW + NEW_PSW_DISTANCE);
  leaveIf(e, code, instruction, i64.ne(newPsw, storedLong(stored(psw.high), stored(psw.low))));
  const over = code.i32(i32.load(CPU, STATE_BUDGET_OVER_POLL));
  const countdown = new Variable('i32', e.countdownLocal);
  const left = code.i32(i32.sub(countdown, swapCost(code, over)));
  leaveIf(e, code, instruction, i32.leS(left, 0));

  code.set(countdown, left);
  code.store('i32.store', CPU, i32.add(over, SWAP_SHIFT), STATE_BUDGET_OVER_POLL);
  const conditionCode = value('i32', () => e.pushConditionCode());
  const next = stored(instruction.next & 0xffffff);
  const { programMask } = e;
  if (extendedControl) {
    const high = i32.or(present, i32.or(i32.shl(conditionCode, 20), programMask << 16));
    code.store('i32.store', low, high, SVC_OLD_PSW);
    code.store('i32.store', low, next, SVC_OLD_PSW + 4);
    code.store('i32.store', low, stored((2 << 16) | instruction.i2), SVC_ILC);
  } else {
    code.store('i32.store', low, i32.or(present, instruction.i2 << 24), SVC_OLD_PSW);
    const modes = i32.or(i32.shl(conditionCode, 4), (1 << 6) | programMask | next);
    code.store('i32.store', low, modes, SVC_OLD_PSW + 4);
  }
  code.store('i32.store', CPU, stored(psw.high) & STORED_HALFWORD, STATE_PSW);
  const newMask = programMaskOfPsw(psw);
  if (newMask !== programMask) code.store('i32.store', CPU, newMask, STATE_PROGRAM_MASK);
  code.write(conditionCodeOfPsw(psw));
  e.setCondition(CONDITION_KINDS.value);
}

function storedLong(first: number, second: number): bigint {
  return (BigInt(second) << 32n) | BigInt(first >>> 0);
}

/** LPSW. Leaves address and program mask as one number: the address as it lies in storage, the mask in its free byte. */
function loadPsw(e: RegionEmitter, { instruction, extendedControl }: ExchangeEnd): void {
  const code = new Code(e.f);
  if (e.constantAddress(instruction.operand1) === undefined) {
    e.pushAddress(instruction.operand1);
    e.f.i32(7).op('i32.and');
    e.sideExit();
  }
  const host = e.fetchOperand(instruction.operand1, 8);
  const at = value('i32', () => e.pushHost(host));
  const present = code.i32(i32.load(CPU, STATE_PSW));
  const high = code.i32(i32.load(at));
  const low = code.i32(i32.load(at, 4));
  // The present PSW is in the supervisor state, and none of what else matters is changed.
  const changed = i32.xor(i32.and(high, STORED_HALFWORD & NOT_PROBLEM_STATE), present);
  const otherMode = i32.and(i32.xor(high, extendedControl ? STORED_MODE : 0), STORED_MODE);
  const unfit = extendedControl
    ? i32.or(i32.and(high, stored(EC_NOT_HERE & 0xffff)), i32.and(low, 0xff))
    : toI32(0);
  leaveIf(e, code, instruction, i32.or(i32.or(changed, otherMode), unfit));
  code.store('i32.store', CPU, i32.and(high, STORED_HALFWORD), STATE_PSW);
  const exchanged = new Variable('i32', e.exchangedLocal());
  code.set(
    exchanged,
    extendedControl ? i32.or(low, i32.and(i32.shrU(high, 16), 15)) : i32.and(low, stored(0x0fffffff)),
  );
  code.store('i32.store', CPU, i32.and(exchanged, 15), STATE_PROGRAM_MASK);
  code.write(i32.and(extendedControl ? i32.shrU(high, 20) : i32.shrU(low, 4), 3));
  e.setCondition(CONDITION_KINDS.value);
}

/** Pushes a number that is not zero when the PSW that LPSW has loaded leads to this place. */
export function pushLeadsTo(e: RegionEmitter, { address, programMask }: ExchangeTarget): void {
  e.f
    .get(e.exchangedLocal())
    .i32(stored((programMask << 24) | address))
    .op('i32.eq');
}

/** Leaves the region to the address of the PSW that LPSW has loaded. */
export function leaveExchanged(e: RegionEmitter): void {
  i32.and(swapped(new Variable('i32', e.exchangedLocal())), 0xffffff).write(e.f);
  e.setExitAddress();
}
