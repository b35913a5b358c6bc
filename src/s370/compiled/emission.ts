/**
 * What compiled code does with each instruction, found by asking its emitter for every second byte (registers, lengths,
 * masks): for the reference page and for tests.
 */

import { INSTRUCTION_BY_MNEMONIC, type Instruction } from '../instructions/table.js';
import { Constants } from './constants.js';
import { decodeInstruction, type DecodedInstruction } from './decode.js';
import { BRANCH_WRITERS } from './emit/branch.js';
import { EMITTERS, EXECUTABLE } from './emitters.js';
import { CONTROLS } from './region-compiler.js';
import { RegionEmitter } from './region-emitter.js';

/**
 * Who executes an instruction in compiled code: what is written out in the region, a function of the library that the
 * region calls (for some operands at least), the dispatcher between regions (for a bare machine), or the interpreter.
 */
export type Executor = 'inline' | 'library' | 'dispatcher' | 'interpreter';

export interface Emission {
  readonly executor: Executor;
  /** Functions of the library that it may call. */
  readonly functions: readonly string[];
  /** Second bytes, of 256, that are always left to the interpreter: an odd register where an even one has to be. */
  readonly left: number;
  /** An EXECUTE with a register may have it for its subject; with register 0 every instruction with an emitter may be one. */
  readonly executable: boolean;
}

const ENTRY = 0x1000;
const SECOND_BYTES = 256;
/** Operands 0(1) and 0(2), on registers that nothing is known of. */
const FIELDS = 0x1000;
const LOW = 0x20000000;

/** Notes that an instruction is left to the interpreter whatever its operands are. */
class AskedEmitter extends RegionEmitter {
  left = false;

  override leave(): void {
    this.left = true;
    super.leave();
  }
}

function ask(i: DecodedInstruction): { readonly left: boolean; readonly functions: readonly string[] } {
  const e = new AskedEmitter({ entry: ENTRY, codeMapBias: 0, programMask: 0, entries: [] });
  e.beginInstruction(i, Constants.nothing(), 1);
  EMITTERS[i.mnemonic](e, i);
  return { left: e.left, functions: e.f.calledNames };
}

/** Every instruction with this mnemonic on the same operands in storage, as the subject of an EXECUTE if one is given. */
function* forms({ opcode }: Instruction, executedBy?: DecodedInstruction): Generator<DecodedInstruction> {
  if (opcode > 0xff) {
    // Register fields of RRE are in the last byte.
    for (let last = 0; last < SECOND_BYTES; last++) {
      const i = decodeInstruction((opcode << 16) | last, LOW, ENTRY, executedBy);
      if (i !== undefined) yield i;
    }
    return;
  }
  for (let second = 0; second < SECOND_BYTES; second++) {
    const i = decodeInstruction((opcode << 24) | (second << 16) | FIELDS, LOW, ENTRY, executedBy);
    if (i !== undefined) yield i;
  }
}

/** What compiled code does with an instruction of the table. */
export function emissionOf(instruction: Instruction): Emission {
  const { mnemonic } = instruction;
  const executable = EXECUTABLE.has(mnemonic);
  const nothing = { functions: [], left: 0, executable };
  // A subject is emitted in the place of its EXECUTE.
  if (mnemonic in BRANCH_WRITERS || mnemonic === 'EX') return { executor: 'inline', ...nothing };
  if (CONTROLS.has(mnemonic)) return { executor: 'dispatcher', ...nothing };
  if (!(mnemonic in EMITTERS)) return { executor: 'interpreter', ...nothing };
  const functions = new Set<string>();
  let left = 0;
  for (const i of forms(instruction)) {
    const asked = ask(i);
    if (asked.left) left++;
    for (const name of asked.functions) functions.add(name);
  }
  if (executable) {
    const execute = decodeInstruction(0x44301000, 0, ENTRY);
    for (const i of forms(instruction, execute)) for (const name of ask(i).functions) functions.add(name);
  }
  const executor = functions.size > 0 ? 'library' : 'inline';
  return { executor, functions: [...functions].sort(), left, executable };
}

/** Mnemonics of emitters that no instruction has: there should be none. */
export function strayEmitters(): readonly string[] {
  return [...Object.keys(EMITTERS), ...EXECUTABLE].filter((name) => !INSTRUCTION_BY_MNEMONIC.has(name));
}
