/**
 * Assists for MVS. Those that are not complete in themselves take the path that the manual leaves open to a machine:
 * the instruction ends at once and MVS does the work (SVC assist, trace assists). GA22-7079, System/370 Assists for MVS.
 */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, requireAlignment, secondAddress } from './operands.js';

/** CR6: virtual problem state; the assists may be executed for a virtual machine. */
const CR6_VIRTUAL_PROBLEM_STATE = 0x40000000;
const CR6_ASSISTS_FOR_GUEST = 0x00000004;
/** Where the parameter list has the address of the routine that fixes a page. */
const FIX_ROUTINE = 0x34;
/** Locks that a CPU holds, in the word that the second operand names. */
const LOCAL_LOCK_HELD = 1;
const CMS_LOCK_HELD = 2;
/** Local lock and queue of suspended work of an address space. */
const SPACE_LOCK = 0x80;
const SPACE_SUSPENDED = 0x84;
/** Entries of the lock-interface table, before the address that leads to it. */
const OBTAIN_LOCAL = -16;
const RELEASE_LOCAL = -12;
const OBTAIN_CMS = -8;
const RELEASE_CMS = -4;

/** Privileged, except for a guest in virtual supervisor state whose Control Program allows it. */
function requireSupervisor(cpu: Cpu): void {
  if (!cpu.psw.problemState) return;
  const control = cpu.cr[6] & (CR6_VIRTUAL_PROBLEM_STATE | CR6_ASSISTS_FOR_GUEST);
  if (control !== CR6_ASSISTS_FOR_GUEST) cpu.raise(0x02);
}

/** FIX PAGE: goes to MVS's own routine, with the way back in register 14. */
const fixPage: Execute = (cpu, _w, p) => {
  requireSupervisor(cpu);
  const list = cpu.fetchWord(secondAddress(cpu, p));
  const routine = cpu.fetchWord(cpu.wrap(list + FIX_ROUTINE));
  cpu.gpr[14] = cpu.psw.instructionAddress;
  cpu.gpr[15] = routine;
  cpu.alteredRegisters = 0x0003;
  cpu.psw.instructionAddress = cpu.wrap(routine);
};

/** The operands of a lock assist. */
interface LockOperands {
  /** Address-space control block. */
  readonly space: number;
  /** Address of the word with the locks held; the CPU's number is before it, the interface table's address behind. */
  readonly heldAt: number;
  readonly held: number;
}

function lockOperands(cpu: Cpu, w: number, p: number): LockOperands {
  requireSupervisor(cpu);
  const first = baseAddress(cpu, w);
  const heldAt = secondAddress(cpu, p);
  requireAlignment(cpu, first | heldAt, 4);
  return { space: cpu.fetchWord(first), heldAt, held: cpu.fetchWord(heldAt) };
}

/** The lock could not be had or given back here: MVS's routine does it. */
function leaveToRoutine(cpu: Cpu, { heldAt }: LockOperands, entry: number): void {
  const table = cpu.fetchWord(advance(cpu, heldAt, 4));
  const routine = cpu.fetchWord(cpu.wrap(table + entry));
  cpu.gpr[12] = cpu.psw.instructionAddress;
  cpu.gpr[13] = routine;
  cpu.alteredRegisters = 0x000c;
  cpu.psw.instructionAddress = cpu.wrap(routine);
}

/** The lock word and the locks held get new values; both are checked before one changes. */
function finishLock(cpu: Cpu, { heldAt }: LockOperands, held: number, lockAt: number, lock: number): void {
  cpu.checkStore(heldAt, 4);
  cpu.checkStore(lockAt, 4);
  cpu.storeWord(lockAt, lock);
  cpu.storeWord(heldAt, held);
  cpu.gpr[13] = 0;
  cpu.alteredRegisters = 0x0004;
}

/** The number of this CPU, as MVS keeps it. */
function cpuNumber(cpu: Cpu, { heldAt }: LockOperands): number {
  return cpu.fetchWord(advance(cpu, heldAt, -4));
}

const obtainLocalLock: Execute = (cpu, w, p) => {
  const operands = lockOperands(cpu, w, p);
  const lockAt = cpu.wrap(operands.space + SPACE_LOCK);
  const number = cpuNumber(cpu, operands);
  if (cpu.fetchWord(lockAt) !== 0) leaveToRoutine(cpu, operands, OBTAIN_LOCAL);
  else finishLock(cpu, operands, operands.held | LOCAL_LOCK_HELD, lockAt, number);
};

const releaseLocalLock: Execute = (cpu, w, p) => {
  const operands = lockOperands(cpu, w, p);
  const { held, space } = operands;
  const lockAt = cpu.wrap(space + SPACE_LOCK);
  const own = cpu.fetchWord(lockAt) === cpuNumber(cpu, operands);
  const onlyLocal = (held & (LOCAL_LOCK_HELD | CMS_LOCK_HELD)) === LOCAL_LOCK_HELD;
  const nobodyWaits = cpu.fetchWord(cpu.wrap(space + SPACE_SUSPENDED)) === 0;
  if (own && onlyLocal && nobodyWaits) finishLock(cpu, operands, held & ~LOCAL_LOCK_HELD, lockAt, 0);
  else leaveToRoutine(cpu, operands, RELEASE_LOCAL);
};

/** The lock is at the address in register 11. */
const obtainCmsLock: Execute = (cpu, w, p) => {
  const operands = lockOperands(cpu, w, p);
  const { held, space } = operands;
  const lockAt = cpu.wrap(cpu.gpr[11]);
  const onlyLocal = (held & (LOCAL_LOCK_HELD | CMS_LOCK_HELD)) === LOCAL_LOCK_HELD;
  if (cpu.fetchWord(lockAt) === 0 && onlyLocal)
    finishLock(cpu, operands, held | CMS_LOCK_HELD, lockAt, space);
  else leaveToRoutine(cpu, operands, OBTAIN_CMS);
};

const releaseCmsLock: Execute = (cpu, w, p) => {
  const operands = lockOperands(cpu, w, p);
  const { held, space } = operands;
  const lockAt = cpu.wrap(cpu.gpr[11]);
  const own = cpu.fetchWord(lockAt) === space && (held & CMS_LOCK_HELD) !== 0;
  const nobodyWaits = cpu.fetchWord(advance(cpu, lockAt, 4)) === 0;
  if (own && nobodyWaits) finishLock(cpu, operands, held & ~CMS_LOCK_HELD, lockAt, 0);
  else leaveToRoutine(cpu, operands, RELEASE_CMS);
};

/** SVC ASSIST: nothing is done here, MVS goes on behind it. */
const svcAssist: Execute = (cpu) => {
  requireSupervisor(cpu);
};

/** The trace assists: no entry is made. */
const trace: Execute = (cpu, w, p) => {
  requireSupervisor(cpu);
  requireAlignment(cpu, baseAddress(cpu, w) | secondAddress(cpu, p), 4);
};

export const MVS_ASSIST_INSTRUCTIONS: Readonly<Record<string, Execute>> = {
  FIXPAGE: fixPage,
  SVCA: svcAssist,
  OBTLL: obtainLocalLock,
  RELLL: releaseLocalLock,
  OBTCMS: obtainCmsLock,
  RELCMS: releaseCmsLock,
  TRSVC: trace,
  TRPGM: trace,
  TRSRB: trace,
  TRIO: trace,
  TRTSK: trace,
  TRRTN: trace,
};
