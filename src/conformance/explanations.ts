/**
 * Differences that have a reason: what the manual leaves open, and where Hercules or an optional facility goes
 * another way. Each knows exactly what it explains; what is left after all of them is unexplained. docs/conformance.md
 * is made from this table.
 */

import { Translator } from '../s370/dat.js';
import type { CaseResult } from './case-image.js';
import { storagePatches } from './case-image.js';
import { type Ending, endingOf, instructionAt, nullifies, programCode, startAddress } from './ending.js';
import { SANDBOX, SANDBOX_SIZE, type MachineCase } from './machine-case.js';

/** Who does what the manual says. `both`: it leaves the choice to the model, or to facilities that are optional. */
export type Verdict = 'cp370' | 'Hercules' | 'both';

/** One reason. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** The manual's words, and where they are. */
  readonly manual: string;
  /** What the two machines do. */
  readonly behaviour: string;
  /** Makes the result of the peer equal to ours in what this explains; true when it has changed something. */
  settle(machineCase: MachineCase, mine: CaseResult, theirs: CaseResult): boolean;
}

const PROGRAM_OLD = 4;
const at = (address: number): number => address - 0x80;

/** Copies `length` bytes or words; true when they were different. */
function copyItems<T extends Uint8Array | Int32Array>(
  to: T,
  from: T,
  offset = 0,
  length = from.length,
): boolean {
  let changed = false;
  for (let i = offset; i < offset + length; i++) {
    if (to[i] === from[i]) continue;
    to[i] = from[i];
    changed = true;
  }
  return changed;
}

/** Copies the whole result: the machines went different ways. */
function copyAll(to: CaseResult, from: CaseResult): boolean {
  (to as { prefix: number }).prefix = from.prefix;
  return [
    copyItems(to.oldPsws, from.oldPsws),
    copyItems(to.csw, from.csw),
    copyItems(to.codes, from.codes),
    copyItems(to.gpr, from.gpr),
    copyItems(to.cr, from.cr),
    copyItems(to.fpr, from.fpr),
    copyItems(to.low, from.low),
    copyItems(to.keys, from.keys),
    copyItems(to.fold, from.fold),
  ].includes(true);
}

/** Reads translation tables as the case found them. */
class InitialTables {
  private readonly view: DataView;

  constructor(machineCase: MachineCase) {
    const bytes = new Uint8Array(SANDBOX_SIZE);
    for (const { address, bytes: patch } of storagePatches(machineCase)) {
      if (address >= SANDBOX && address < SANDBOX + SANDBOX_SIZE) bytes.set(patch, address - SANDBOX);
    }
    this.view = new DataView(bytes.buffer);
  }

  contains(absolute: number, length: number): boolean {
    return absolute >= SANDBOX && absolute + length <= SANDBOX + SANDBOX_SIZE;
  }

  fetchWord(absolute: number): number {
    return this.view.getInt32(absolute - SANDBOX);
  }

  fetchHalf(absolute: number): number {
    return this.view.getUint16(absolute - SANDBOX);
  }
}

/** Does the page table of this address end before its page, not at its first sixteenth? */
function beyondPageTable(machineCase: MachineCase, result: CaseResult, address: number): boolean {
  const walker = new Translator(new InitialTables(machineCase));
  return (
    walker.translate(address, result.cr[0], result.cr[1], result.prefix) === 0x11 && walker.lengthViolation
  );
}

/** Is there a page table whose length code is neither the least nor the greatest? */
function hasShortTable(machineCase: MachineCase): boolean {
  const { cr } = machineCase;
  const tables = new InitialTables(machineCase);
  const origin = cr[1] & 0xffffc0;
  if ((cr[0] & 0x00180000) !== 0x00000000 || !tables.contains(origin, 64)) return false;
  return Array.from({ length: 16 }, (_, i) => tables.fetchWord(origin + 4 * i)).some(
    (entry) => (entry & 1) === 0 && entry >>> 28 > 0 && entry >>> 28 < 15,
  );
}

const word = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3];

const ACCESS = new Set([0x04, 0x05, 0x10, 0x11, 0x12]);
const KEY_CHANGING = new Set(['SSK', 'SSKE', 'RRB', 'RRBE']);
const COMPARING = new Set(['CLC', 'CL', 'CLM', 'CLCL', 'EX']);
const TERMINATING = new Set([0x04, 0x05, 0x07]);

export const EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'page-table-length',
    title: 'Length of page tables',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, Dynamic Address Translation, Page-Table Lookup: "If the value in the page-table-length field is less than the value in the four high-order bit positions of the page-index field, a page-translation exception is recognized".',
    behaviour:
      'Hercules compares the page index with the length field where it is, in the first four bits of the word, and so finds only tables of length code 0 too short.',
    settle(machineCase, mine, theirs) {
      const ending = endingOf(mine);
      if (programCode(ending) === 0x11) {
        if (!beyondPageTable(machineCase, mine, word(mine.codes, at(0x90)))) return false;
        return copyAll(theirs, mine);
      }
      const looksUp = machineCase.mnemonics.some(
        (name) => name === 'TPROT' || name === 'LRA' || name === 'EX',
      );
      return looksUp && hasShortTable(machineCase) && copyAll(theirs, mine);
    },
  },
  {
    id: 'per-of-unfetched-instruction',
    title: 'PER: an instruction that cannot be fetched',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Control, Program-Event Recording: an instruction-fetching event is the fetching of the first byte of an instruction that is executed; it is reported together with an exception of the instruction, not without an instruction.',
    behaviour: 'Hercules reports the event with the access exception of the fetch.',
    settle(_, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      if (here.kind !== 'program' || here.ilc !== 1 || (here.code & 0x80) !== 0) return false;
      if ((there.code & 0x80) === 0 || (theirs.codes[at(0x96)] & 0x40) === 0) return false;
      theirs.codes[at(0x8f)] &= 0x7f;
      copyItems(theirs.codes, mine.codes, at(0x96), 6);
      return true;
    },
  },
  {
    id: 'per-general-register',
    title: 'PER: general-register alteration',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Control, Program-Event Recording: bit 3 of control register 9 asks for general-register alteration, which "is recognized whenever a general register is … designated by the mask" and altered.',
    behaviour: 'Hercules 3.13 does not have this event.',
    settle(_, mine, theirs) {
      const events = mine.codes[at(0x96)];
      if ((events & 0x10) === 0) return false;
      if (theirs.codes[at(0x96)] === (events & ~0x10) && events !== 0x10) {
        return copyItems(theirs.codes, mine.codes, at(0x96), 1);
      }
      return copyAll(theirs, mine);
    },
  },
  {
    id: 'per-supervisor-call',
    title: 'PER: SUPERVISOR CALL',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Control, Program-Event Recording: when the event is that of SUPERVISOR CALL, the supervisor-call interruption comes first, and the program interruption for the PER event has the SVC new PSW as its old PSW.',
    behaviour: 'Hercules loses the event.',
    settle(_, mine, theirs) {
      const svc = mine.oldPsws[2] !== 0 || mine.oldPsws[3] !== 0;
      if (!svc || endingOf(mine).code !== 0x80 || endingOf(theirs).kind !== 'svc') return false;
      const psw = copyItems(theirs.oldPsws, mine.oldPsws, PROGRAM_OLD, 2);
      return copyItems(theirs.codes, mine.codes, at(0x8c), 16) || psw;
    },
  },
  {
    id: 'per-turned-off',
    title: 'PER: the instruction that turns it off',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Control, Program-Event Recording: a change of the PER mask by LOAD PSW, SET SYSTEM MASK or STORE THEN AND SYSTEM MASK, or of control registers 9-11 by LOAD CONTROL, takes effect after the execution of that instruction; its own events are still recorded.',
    behaviour: 'Hercules loses the events of the instruction.',
    settle(machineCase, mine, theirs) {
      const here = endingOf(mine);
      if (here.kind !== 'program' || (here.code & 0x80) === 0) return false;
      const perIsOn = (here.high & 0x80000) !== 0 && (here.high & 0x40000000) !== 0;
      const there = endingOf(theirs);
      const recorded = there.kind === 'program' && (there.code & 0x80) !== 0;
      const loads = lastOpcode(machineCase, startAddress(here)) >> 8 === 0xb7;
      return (!perIsOn || loads) && !recorded && copyAll(theirs, mine);
    },
  },
  {
    id: 'per-ilc-of-branches',
    title: 'PER: instruction-length code of a branch',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Control, Program-Event Recording: "The instruction-length code is that of the instruction that caused the event", or of the EXECUTE.',
    behaviour: 'Hercules gives 2 for a branch of two bytes.',
    settle(_, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      if ((here.code & 0x80) === 0 || here.code !== there.code || here.low !== there.low) return false;
      return copyItems(theirs.codes, mine.codes, at(0x8d), 1);
    },
  },
  {
    id: 'extended-real-addressing',
    title: 'Bits 13 and 14 of a page-table entry',
    verdict: 'both',
    manual:
      'GA22-7000-4, Dynamic Address Translation: "If bit positions 13-14 for 4K-byte pages or bit position 14 for 2K-byte pages contains one, a translation-specification exception is recognized". GA22-7000-10 adds extended real addressing, an optional facility that gives bits 13 and 14 a meaning.',
    behaviour:
      'Hercules has extended real addressing, and reports an addressing exception for a frame beyond 16M; cp370 does not have it.',
    settle(machineCase, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      if (programCode(here) !== 0x12) return false;
      const opcode = lastOpcode(machineCase, startAddress(here)) >> 8;
      // LOAD REAL ADDRESS gives 26 bits, TEST PROTECTION a condition code.
      if (opcode === 0xb1 && theirs.gpr.some((value, r) => value !== mine.gpr[r] && value >>> 24 <= 3)) {
        return copyAll(theirs, mine);
      }
      if (programCode(there) !== 0x05) return false;
      if (startAddress(here) !== startAddress(there)) return false;
      if ((here.high & 0x80000) !== 0) return copyItems(theirs.codes, mine.codes, at(0x8e), 2);
      theirs.oldPsws[PROGRAM_OLD] = (theirs.oldPsws[PROGRAM_OLD] & ~0xffff) | (here.high & 0xffff);
      return true;
    },
  },
  {
    id: 'translation-exception-address',
    title: 'Low bits of the translation-exception address',
    verdict: 'both',
    manual:
      'GA22-7000-10, Storage, Assigned Storage Locations 144-147: "When 2K-byte pages are used, the rightmost 11 bits of the address are unpredictable. When 4K-byte pages are used, the rightmost 12 bits of the address are unpredictable."',
    behaviour: 'cp370 stores the whole address, Hercules the address of the 2K block.',
    settle(_, mine, theirs) {
      if (!nullifies(programCode(endingOf(mine))) || !nullifies(programCode(endingOf(theirs)))) return false;
      const pageMask = ((mine.cr[0] >>> 22) & 3) === 2 ? 0xfffff000 : 0xfffff800;
      const [here, there] = [word(mine.codes, at(0x90)), word(theirs.codes, at(0x90))];
      if (((here ^ there) & pageMask) !== 0) return false;
      return copyItems(theirs.codes, mine.codes, at(0x90), 4);
    },
  },
  {
    id: 'ilc-of-instruction-fetch',
    title: 'Instruction-length code when the instruction cannot be fetched',
    verdict: 'both',
    manual:
      'GA22-7000-4, Interruptions, Program Interruption: "When the exception occurs during fetching of an instruction, the ILC is 1, 2, or 3, indicating the number of halfword locations by which the instruction address has been updated. It is unpredictable whether the code is 1, 2, or 3."',
    behaviour: 'cp370 gives 1, Hercules 2; the instruction address in the old PSW follows.',
    settle(_, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      const code = programCode(here);
      if (code !== programCode(there) || !(ACCESS.has(code) || code === 0x06)) return false;
      if (here.ilc !== 1 || there.ilc === 1 || startAddress(here) !== startAddress(there)) return false;
      const psw = copyItems(theirs.oldPsws, mine.oldPsws, PROGRAM_OLD + 1, 1);
      return copyItems(theirs.codes, mine.codes, at(0x8d), 1) || psw;
    },
  },
  {
    id: 'termination',
    title: 'Results of a terminated instruction',
    verdict: 'both',
    manual:
      'GA22-7000-10, Program Execution, Termination: "Termination of instruction execution causes the contents of any fields due to be changed by the instruction to be unpredictable."',
    behaviour:
      'After protection, addressing and data exceptions cp370 and Hercules have changed different parts of the result, and so different change bits.',
    settle(machineCase, mine, theirs) {
      const code = programCode(endingOf(mine));
      if (!TERMINATING.has(code) || code !== programCode(endingOf(theirs))) return false;
      const storage = copyItems(theirs.fold, mine.fold);
      const low = copyItems(theirs.low, mine.low);
      const registers = longMove(machineCase) && copyItems(theirs.gpr, mine.gpr);
      const conditionCode = copyConditionCode(theirs, mine);
      return copyKeyBits(theirs, mine, 0x06) || storage || low || registers || conditionCode;
    },
  },
  {
    id: 'exception-priority',
    title: 'Order of access, data and divide exceptions',
    verdict: 'both',
    manual:
      'GA22-7000-10, Interruptions, Multiple Program-Interruption Conditions: access exceptions for operands and data exceptions have the same number with different letters in the list of priorities; which of them is reported is unpredictable.',
    behaviour: 'Operands, and the blocks that one operand is in, are checked in another order.',
    settle(_, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      const [code, other] = [programCode(here), programCode(there)];
      const eligible = (n: number): boolean => ACCESS.has(n) || n === 0x07 || n === 0x0b;
      // Several pages are missing: any of them may be the one that is reported.
      if (code === other && nullifies(code) && startAddress(here) === startAddress(there)) {
        return copyItems(theirs.codes, mine.codes, at(0x90), 4);
      }
      if (code === other || !eligible(code) || !eligible(other)) return false;
      return startAddress(here) === startAddress(there) && copyAll(theirs, mine);
    },
  },
  {
    id: 'keys-at-hand',
    title: 'Storage keys of blocks that are in use when their key is changed',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Control Instructions, SET STORAGE KEY: the key of the block is set, and counts for what the CPU does next; GA22-7000-4, Dynamic Address Translation: "The accuracy of reference recording is such as to allow for effective operation of paging algorithms."',
    behaviour:
      'After SSK, SSKE, RRB or RRBE of a block that instructions or operands come from, cp370 checks and records the next reference; Hercules has the block at hand with its old key, of SSKE for one half of 4K, and does not.',
    settle(machineCase, mine, theirs) {
      if (!machineCase.mnemonics.some((mnemonic) => KEY_CHANGING.has(mnemonic))) return false;
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      if (programCode(here) === 0x04 && !sameEnding(here, there)) return copyAll(theirs, mine);
      const changed = mine.keys.some((key, block) => ((theirs.keys[block] ^ key) & 0x02) !== 0);
      const storage = changed && copyItems(theirs.fold, mine.fold);
      return copyKeyBits(theirs, mine, 0x06) || storage;
    },
  },
  {
    id: 'facilities-of-models',
    title: 'Instructions of facilities that only one of the two has',
    verdict: 'both',
    manual:
      'GA22-7000-10, Interruptions, Operation Exception: it is recognized when the CPU is to execute an instruction that is not installed; which facilities are installed depends on the model.',
    behaviour:
      'cp370 has all MVS assists, Hercules others that came later. Cases have no such instructions, but bytes that a case has stored may be one.',
    settle(_, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      const [code, other] = [programCode(here), programCode(there)];
      if (code === other || (code !== 0x01 && other !== 0x01)) return false;
      if (here.kind !== 'program' || there.kind !== 'program') return false;
      return startAddress(here) === startAddress(there) && copyAll(theirs, mine);
    },
  },
  {
    id: 'signal-set-architecture',
    title: "SIGNAL PROCESSOR with order X'12'",
    verdict: 'cp370',
    manual:
      "GA22-7000-10, Control, Signal-Processor Orders: X'12' is not assigned. A CPU that is not operational gives condition code 3.",
    behaviour:
      'Hercules takes it for the SET ARCHITECTURE of later machines, before it looks at the CPU address.',
    settle(machineCase, mine, theirs) {
      const { code, gpr } = machineCase;
      const sets = code.instructions.some((instruction) => {
        if (instruction[0] !== 0xae) return false;
        const base = instruction[2] >> 4;
        return (((base === 0 ? 0 : gpr[base]) + instruction[3]) & 0xff) === 0x12;
      });
      return sets && copyAll(theirs, mine);
    },
  },
  {
    id: 'clock-values',
    title: 'Values of clocks',
    verdict: 'both',
    manual:
      'GA22-7000-10, Control Instructions: STORE CLOCK and STORE CPU TIMER give the time; STORE CLOCK COMPARATOR: "zeros are provided for the rightmost bit positions that are not compared with the TOD clock".',
    behaviour:
      'Cases clear what depends on time; an exception that comes before leaves it. The comparator of Hercules lacks the last eight bits.',
    settle({ mnemonics }, mine, theirs) {
      const interrupted = programCode(endingOf(mine)) !== 0;
      const stores = mnemonics.some((name) => name === 'STCK' || name === 'STPT') && interrupted;
      if (!stores && !mnemonics.includes('STCKC')) return false;
      return copyItems(theirs.fold, mine.fold);
    },
  },
  {
    id: 'prefetch-after-load-control',
    title: 'Instructions fetched before the translation parameters were changed',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Organization, Instruction Fetches: "All copies of prefetched instructions are discarded when the CPU enters or leaves translation mode, when the DAT parameters are changed in control registers 0 and 1 at a time when translation mode is specified".',
    behaviour: 'Hercules executes the instruction after LOAD CONTROL from the block that it has at hand.',
    settle(machineCase, mine, theirs) {
      if (!machineCase.mnemonics.some((mnemonic) => mnemonic === 'LCTL' || mnemonic === 'EX')) return false;
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      const changed = (mine.cr[0] ^ machineCase.cr[0]) & 0x00f80000 || mine.cr[1] ^ machineCase.cr[1];
      if (changed === 0 || here.ilc !== 1 || !ACCESS.has(programCode(here))) return false;
      return !sameEnding(here, there) && copyAll(theirs, mine);
    },
  },
  {
    id: 'high-bytes-of-long-operands',
    title: 'Bits 0-7 of the address registers of MOVE LONG and COMPARE LOGICAL LONG',
    verdict: 'both',
    manual:
      'GA22-7000-4, General Instructions, MOVE LONG: "the contents of bit positions 0-7 of registers R1 and R2 always are set to zeros, even when one or both of the original length values are zero" at completion; for an operation that is interrupted the manual of 1987 says that they "may be set to zeros or may remain unchanged".',
    behaviour: 'When a page is missing at once, cp370 has set them to zeros, Hercules has not.',
    settle(machineCase, mine, theirs) {
      if (!machineCase.mnemonics.some((name) => ['MVCL', 'CLCL', 'EX'].includes(name))) return false;
      if (programCode(endingOf(mine)) === 0) return false;
      let changed = false;
      for (let r = 0; r < 16; r += 2) {
        if (((mine.gpr[r] ^ theirs.gpr[r]) & 0xffffff) !== 0) continue;
        changed = copyItems(theirs.gpr, mine.gpr, r, 1) || changed;
      }
      return changed;
    },
  },
  {
    id: 'aliased-operands',
    title: 'Operands of MOVE LONG that are the same storage by different addresses',
    verdict: 'both',
    manual:
      'GA22-7000-4, System Organization, Interlocks Between Logical and Real Storage References: the order of fetching and storing is as if one byte at a time were moved only when operands overlap by their logical addresses; "when more than one logical page address is translated to a single real page address" the effect of a store may not be seen.',
    behaviour: 'cp370 moves what is in one block at once, Hercules in other pieces.',
    settle(machineCase, mine, theirs) {
      return aliasedMove(machineCase) && copyItems(theirs.fold, mine.fold);
    },
  },
  {
    id: 'edit-over-itself',
    title: 'EDIT AND MARK that stores over itself',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Organization, Instruction Fetches: an instruction is fetched before it is executed; what it stores does not change it.',
    behaviour: 'Hercules looks at the operation code again in storage when it is about to set register 1.',
    settle(machineCase, mine, theirs) {
      if (!machineCase.mnemonics.some((name) => name === 'EDMK' || name === 'EX')) return false;
      const blocks = [...machineCase.code.places].map((place) => (place - SANDBOX) >> 11);
      if (!blocks.some((block) => block >= 0 && (mine.keys[block] & 2) !== 0)) return false;
      return copyItems(theirs.gpr, mine.gpr, 1, 1);
    },
  },
  {
    id: 'order-of-references',
    title: 'Reference bits after an exception',
    verdict: 'both',
    manual:
      'GA22-7000-4, System Organization, Sequence of Storage References: the order in which the operands of one instruction are referred to is not defined, nor which were before an exception; Dynamic Address Translation: "The accuracy of reference recording is such as to allow for effective operation of paging algorithms."',
    behaviour:
      'cp370 and Hercules look at operands in another order, and so have referred to others when one is missing.',
    settle(_, mine, theirs) {
      const [code, other] = [programCode(endingOf(mine)), programCode(endingOf(theirs))];
      return code === other && code !== 0 && code !== 0x40 && copyKeyBits(theirs, mine, 0x04);
    },
  },
  {
    id: 'changes-before-nullification',
    title: 'Changes before a page is found to be missing',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Program Execution: "Nullification of instruction execution has the same effect as suppression", and "suppression of instruction execution causes the instruction to be executed as if it specified no operation. The contents of any result fields, including the condition code, are not changed."',
    behaviour:
      'Hercules has stored a part of the result of EDIT, or turned on change bits of TRANSLATE and others, when it finds that a page of the operands is missing.',
    settle(machineCase, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      const code = programCode(here);
      if (!(nullifies(code) || code === 0x12) || code !== programCode(there)) return false;
      const edits = machineCase.mnemonics.some((name) => name.startsWith('ED') || name === 'EX');
      // A fold takes in whole blocks whose change bit is on.
      const changed = mine.keys.some((key, block) => ((theirs.keys[block] ^ key) & 0x02) !== 0);
      const storage = (edits || changed) && copyItems(theirs.fold, mine.fold);
      return copyKeyBits(theirs, mine, 0x06) || storage;
    },
  },
  {
    id: 'condition-code-of-long-move',
    title: 'Condition code of MOVE LONG and COMPARE LOGICAL LONG that go on later',
    verdict: 'both',
    manual:
      'GA22-7000-10, General Instructions, MOVE LONG: when the operation is interrupted before its end, the registers say how to go on, and the condition code is unpredictable.',
    behaviour: 'At an access exception Hercules has set the condition code already.',
    settle(machineCase, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      if (!ACCESS.has(programCode(here)) || programCode(here) !== programCode(there)) return false;
      if (!machineCase.mnemonics.some((name) => ['MVCL', 'CLCL', 'EX'].includes(name))) return false;
      return copyConditionCode(theirs, mine);
    },
  },
  {
    id: 'ilc-of-execute',
    title: 'Instruction-length code of a subject of EXECUTE',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Interruptions, Instruction-Length Code: "When the interruption is caused by the target instruction of EXECUTE, the ILC is 2", the length of EXECUTE.',
    behaviour: 'For a program interruption in BC mode Hercules stores the length of the subject.',
    settle(machineCase, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      if (!machineCase.mnemonics.includes('EX') || here.kind !== there.kind || here.ilc !== 2) return false;
      if (here.code !== there.code || ((here.low ^ there.low) & 0x3fffffff) !== 0) return false;
      const index = here.kind === 'svc' ? 3 : PROGRAM_OLD + 1;
      const psw = copyItems(theirs.oldPsws, mine.oldPsws, index, 1);
      return copyItems(theirs.codes, mine.codes, here.kind === 'svc' ? at(0x89) : at(0x8d), 1) || psw;
    },
  },
  {
    id: 'double-key-blocks',
    title: 'Keys of the halves of a 4K block',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, Control Instructions, RESET REFERENCE BIT: the reference bit "in the storage key for the 2,048-byte block" that is addressed is set to zero, and the condition code reflects that key.',
    behaviour:
      'Hercules lets RESET REFERENCE BIT test and reset both keys of a 4K block, and INSERT STORAGE KEY EXTENDED insert the OR of both; cp370 has the key of the 2K block, and access control and fetch protection of the first half.',
    settle(machineCase, mine, theirs) {
      const last = machineCase.mnemonics.at(-1);
      const instruction = machineCase.code.instructions.at(-1);
      if (instruction === undefined || endingOf(mine).kind !== endingOf(theirs).kind) return false;
      if (last === 'ISKE') {
        const r1 = instruction[3] >> 4;
        if (((mine.gpr[r1] ^ theirs.gpr[r1]) & ~0xf8) !== 0) return false;
        return copyItems(theirs.gpr, mine.gpr, r1, 1);
      }
      if (last !== 'RRB') return false;
      const supervisorCall = copyConditionCode(theirs, mine, 2);
      const program = copyConditionCode(theirs, mine, PROGRAM_OLD);
      return copyKeyBits(theirs, mine, 0x04) || supervisorCall || program;
    },
  },
  {
    id: 'prefix-high-bits',
    title: 'Bits 0-7 of the operand of SET PREFIX',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, Control Instructions, SET PREFIX: the prefix is loaded from bit positions 8-19 of the operand; "the remaining bits are ignored".',
    behaviour: 'Hercules takes bits 1-19, and reports an addressing exception when bits 1-7 are not zero.',
    settle(machineCase, mine, theirs) {
      const there = endingOf(theirs);
      if (programCode(there) !== 0x05) return false;
      const here = endingOf(mine);
      if (programCode(here) === 0x05 && startAddress(here) === startAddress(there)) return false;
      return lastOpcode(machineCase, startAddress(there)) === 0xb210 && copyAll(theirs, mine);
    },
  },
  {
    id: 'test-block-size',
    title: 'What TEST BLOCK clears',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Control Instructions, TEST BLOCK: it is the 4K-byte block that is tested; the contents of a usable block are set to zeros.',
    behaviour: 'Hercules clears the first 2K bytes in System/370 mode.',
    settle(machineCase, mine, theirs) {
      if (machineCase.mnemonics.at(-1) !== 'TB') return false;
      const storage = copyItems(theirs.fold, mine.fold);
      return copyKeyBits(theirs, mine, 0x06) || storage;
    },
  },
  {
    id: 'ilc-of-external-interruption',
    title: 'Instruction-length code in the external old PSW',
    verdict: 'both',
    manual:
      'GA22-7000-4, Interruptions, Instruction-Length Code: it is meaningful "only when a program or supervisor-call interruption occurs"; for I/O, external and machine-check interruptions it "is unpredictable".',
    behaviour: 'In BC mode cp370 stores 0, Hercules the length of the last instruction.',
    settle(_, mine, theirs) {
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      if (here.kind !== 'external' || there.kind !== 'external' || (here.high & 0x80000) !== 0) return false;
      if (((here.low ^ there.low) & 0x3fffffff) !== 0) return false;
      return copyItems(theirs.oldPsws, mine.oldPsws, 1, 1);
    },
  },
  {
    id: 'monitor-in-bc-mode',
    title: 'Monitor class and code in BC mode',
    verdict: 'cp370',
    manual:
      'GA22-7000-4, System Control, Monitoring: the monitor class number is stored at location 149 and the monitor code at 157-159; nothing makes an exception of BC mode.',
    behaviour: 'Hercules stores them in EC mode only.',
    settle(_, mine, theirs) {
      const ending = endingOf(mine);
      if (programCode(ending) !== 0x40 || (ending.high & 0x80000) !== 0) return false;
      if (word(theirs.codes, at(0x94)) !== 0 || word(theirs.codes, at(0x9c)) !== 0) return false;
      const monitorClass = copyItems(theirs.codes, mine.codes, at(0x94), 2);
      return copyItems(theirs.codes, mine.codes, at(0x9c), 4) || monitorClass;
    },
  },
  {
    id: 'extent-of-comparison',
    title: 'Reference bits of operands that are compared',
    verdict: 'both',
    manual:
      'GA22-7000-4, Interruptions, Handling of Access Exceptions: when CLC, CL, CLM or CLCL "designate part of an operand in an inaccessible location but the operation can be completed by using the accessible operand parts, it is unpredictable whether the access exception for the inaccessible part is indicated". So is, by the same freedom, whether that part is referred to.',
    behaviour: 'cp370 checks the whole operand first, Hercules stops where the comparison is decided.',
    settle(machineCase, mine, theirs) {
      if (!machineCase.mnemonics.some((mnemonic) => COMPARING.has(mnemonic))) return false;
      const [here, there] = [endingOf(mine), endingOf(theirs)];
      const compares = [0xd5, 0x55, 0xbd, 0x0f, 0x44].includes(
        lastOpcode(machineCase, startAddress(here)) >> 8,
      );
      if (compares && ACCESS.has(programCode(here)) && !sameEnding(here, there)) return copyAll(theirs, mine);
      return copyKeyBits(theirs, mine, 0x04);
    },
  },
];

/** Does the case have an instruction that leaves its state in registers, loads many of them, or marks a place? */
function longMove({ mnemonics }: MachineCase): boolean {
  return ['MVCL', 'CLCL', 'LM', 'LCTL', 'EX', 'EDMK', 'TRT'].some((mnemonic) => mnemonics.includes(mnemonic));
}

/** Old PSWs that differ in the condition code only become equal. */
function copyConditionCode(to: CaseResult, from: CaseResult, old = PROGRAM_OLD): boolean {
  const mask = (from.oldPsws[old] & 0x80000) !== 0 ? [0x3000, 0] : [0, 0x30000000];
  const difference = [0, 1].map((i) => to.oldPsws[old + i] ^ from.oldPsws[old + i]);
  if (difference.some((bits, i) => (bits & ~mask[i]) !== 0)) return false;
  return copyItems(to.oldPsws, from.oldPsws, old, 2);
}

/** Does a MOVE LONG of the case have operands in the same block of real storage, but not at the same logical one? */
function aliasedMove(machineCase: MachineCase): boolean {
  const { gpr, cr, prefix, psw, code } = machineCase;
  if ((psw[0] & 0x04080000) !== 0x04080000) return false;
  const walker = new Translator(new InitialTables(machineCase));
  const blocks = (register: number): Set<number> => {
    const found = new Set<number>();
    const from = gpr[register] & 0xffffff;
    const length = Math.min(gpr[register + 1] & 0xffffff, 0x2000);
    for (let offset = 0; offset < length + 0x800; offset += 0x800) {
      const address = (from + Math.min(offset, Math.max(0, length - 1))) & 0xffffff;
      if (walker.translate(address, cr[0], cr[1], prefix) === 0) found.add(walker.real >>> 11);
    }
    return found;
  };
  return code.instructions.some((instruction) => {
    if (instruction[0] !== 0x0e || (instruction[1] & 0x11) !== 0) return false;
    const first = blocks(instruction[1] >> 4);
    return [...blocks(instruction[1] & 15)].some((block) => first.has(block));
  });
}

/** Storage keys that differ in these bits only become equal. */
function copyKeyBits(to: CaseResult, from: CaseResult, bits: number): boolean {
  let changed = false;
  for (let block = 0; block < to.keys.length; block++) {
    const difference = to.keys[block] ^ from.keys[block];
    if (difference === 0 || (difference & ~bits) !== 0) continue;
    to.keys[block] = from.keys[block];
    changed = true;
  }
  return changed;
}

/** The same interruption at the same instruction. */
function sameEnding(here: Ending, there: Ending): boolean {
  return programCode(here) === programCode(there) && startAddress(here) === startAddress(there);
}

/** Operation code (two bytes) of the instruction of the case at an address; -1 when there is none. */
function lastOpcode(machineCase: MachineCase, address: number): number {
  const instruction = instructionAt(machineCase, address);
  return instruction === undefined ? -1 : (instruction[0] << 8) | instruction[1];
}

/** A result that can be changed without changing the original. */
function copyOf(result: CaseResult): CaseResult {
  return {
    ...result,
    oldPsws: result.oldPsws.slice(),
    csw: result.csw.slice(),
    codes: result.codes.slice(),
    gpr: result.gpr.slice(),
    cr: result.cr.slice(),
    fpr: result.fpr.slice(),
    low: result.low.slice(),
    keys: result.keys.slice(),
    fold: result.fold.slice(),
  };
}

/** What the explanations have to say about a case. */
export interface Explained {
  /** Identifiers of the explanations that had something to explain. */
  readonly reasons: readonly string[];
  /** The peer's result after that: what still differs from ours is unexplained. */
  readonly settled: CaseResult;
}

/** Applies every explanation. */
export function explain(machineCase: MachineCase, mine: CaseResult, theirs: CaseResult): Explained {
  const settled = copyOf(theirs);
  const reasons = EXPLANATIONS.filter((explanation) => explanation.settle(machineCase, mine, settled));
  return { reasons: reasons.map(({ id }) => id), settled };
}
