/**
 * Joins the instruction table with the functions that execute, and makes the dispatch tables of a CPU: one for
 * supervisor state and one for problem state, where every privileged instruction leads to its exception.
 */

import type { Cpu } from '../cpu.js';
import { ARITHMETIC_INSTRUCTIONS } from './arithmetic.js';
import { BRANCH_INSTRUCTIONS } from './branch.js';
import { CONTROL_INSTRUCTIONS } from './control.js';
import { CONVERSION_INSTRUCTIONS } from './conversion.js';
import { DECIMAL_INSTRUCTIONS } from './decimal.js';
import { DIRECT_CONTROL_INSTRUCTIONS } from './direct-control.js';
import { DUAL_ADDRESS_SPACE_INSTRUCTIONS } from './dual-address-space.js';
import { FLOATING_POINT_ARITHMETIC } from './floating-point.js';
import { FLOATING_POINT_MOVES } from './floating-point-moves.js';
import { IO_INSTRUCTIONS } from './io.js';
import { LOAD_STORE_INSTRUCTIONS } from './load-store.js';
import { LONG_OPERAND_INSTRUCTIONS } from './long-operands.js';
import { MULTIPROCESSING_INSTRUCTIONS } from './multiprocessing.js';
import { MVS_ASSIST_INSTRUCTIONS } from './mvs-assist.js';
import { perEffects } from './per-effects.js';
import { STORAGE_KEY_INSTRUCTIONS } from './storage-key.js';
import { STORAGE_TO_STORAGE_INSTRUCTIONS } from './storage-to-storage.js';
import { EXTENDED_OPCODES, INSTRUCTIONS, type Facility, type Instruction } from './table.js';
import { TIMING_INSTRUCTIONS } from './timing.js';

/**
 * Executes one instruction. `w` is bytes 1-3 of it as a number (of a two-byte instruction only byte 1 counts),
 * `p` the host offset of its first byte. The PSW points behind it already.
 */
export type Execute = (cpu: Cpu, w: number, p: number) => void;

/** Functions by first opcode byte, for each state that needs its own. */
export interface DispatchTables {
  readonly supervisor: readonly Execute[];
  readonly problem: readonly Execute[];
  /** The same with program-event recording. */
  readonly supervisorPer: readonly Execute[];
  readonly problemPer: readonly Execute[];
}

const EXECUTORS: Readonly<Record<string, Execute>> = {
  ...BRANCH_INSTRUCTIONS,
  ...LOAD_STORE_INSTRUCTIONS,
  ...ARITHMETIC_INSTRUCTIONS,
  ...STORAGE_TO_STORAGE_INSTRUCTIONS,
  ...LONG_OPERAND_INSTRUCTIONS,
  ...CONVERSION_INSTRUCTIONS,
  ...DECIMAL_INSTRUCTIONS,
  ...FLOATING_POINT_ARITHMETIC,
  ...FLOATING_POINT_MOVES,
  ...CONTROL_INSTRUCTIONS,
  ...STORAGE_KEY_INSTRUCTIONS,
  ...TIMING_INSTRUCTIONS,
  ...IO_INSTRUCTIONS,
  ...DIRECT_CONTROL_INSTRUCTIONS,
  ...MULTIPROCESSING_INSTRUCTIONS,
  ...DUAL_ADDRESS_SPACE_INSTRUCTIONS,
  ...MVS_ASSIST_INSTRUCTIONS,
};

/**
 * First opcode bytes of which only the last bit of the second byte tells instructions apart. X'9C' looks at the bit
 * before it too, where RESUME I/O is installed.
 */
const LAST_BIT_EXTENDED: ReadonlySet<number> = new Set([0x9c, 0x9d, 0x9e, 0x9f]);

const operationException: Execute = (cpu) => cpu.raise(0x01);

const privilegedOperation: Execute = (cpu) => cpu.privilegedOperation();

/** How a family of models differs from System/370 in what it executes. */
export interface ExecutionManner {
  /** Executors that take the place of those of System/370, by mnemonic. */
  readonly replacements?: Readonly<Record<string, Execute>>;
  /** Puts something around an executor, or gives it back as it is. */
  readonly wrap?: (instruction: Instruction, execute: Execute) => Execute;
  /** X'9C' to X'9F' are one instruction each: the second byte does not count. */
  readonly ignoresSecondByte?: boolean;
}

/** Makes the tables for a machine with the instructions for which `installed` is true, as far as implemented. */
export function buildDispatch(
  installed: (facility: Facility) => boolean,
  manner: ExecutionManner = {},
): DispatchTables {
  const recording: { supervisor?: Execute[]; problem?: Execute[] } = {};
  return {
    supervisor: buildTable(installed, manner, false, false),
    problem: buildTable(installed, manner, true, false),
    // Few machines ever record program events: these tables are made when they are first asked for.
    get supervisorPer() {
      return (recording.supervisor ??= buildTable(installed, manner, false, true));
    },
    get problemPer() {
      return (recording.problem ??= buildTable(installed, manner, true, true));
    },
  };
}

/** Wraps an instruction in the recording of its program events. */
function recorded(execute: Execute, mnemonic: string): Execute {
  const { branches, registers, subject } = perEffects(mnemonic);
  return (cpu, w, p) => {
    const { per } = cpu;
    const executed = cpu.executing;
    if (executed) per.fetched(per.subjectAddress);
    else {
      per.begin(cpu.cr, cpu.start, cpu.ilc());
      cpu.unitCompleted = false;
    }
    if (subject !== undefined) per.subjectAddress = subject(cpu, w);
    per.expect(branches?.(cpu, w) ?? false, registers?.(w) ?? 0);
    cpu.alteredRegisters = 0;
    execute(cpu, w, p);
    per.altered(cpu.alteredRegisters);
    if (!executed) cpu.perCompleted();
  };
}

function buildTable(
  installed: (facility: Facility) => boolean,
  manner: ExecutionManner,
  problemState: boolean,
  per: boolean,
): Execute[] {
  const entryOf = (execute: Execute, mnemonic: string): Execute =>
    per ? recorded(execute, mnemonic) : execute;
  const invalid = entryOf(operationException, '');
  const privileged = entryOf(privilegedOperation, '');
  const table = new Array<Execute>(256).fill(invalid);
  const extended = new Map<number, Execute[]>();
  for (const first of EXTENDED_OPCODES) {
    const second = new Array<Execute>(256).fill(invalid);
    extended.set(first, second);
    let secondBits = 1;
    if (manner.ignoresSecondByte === true) secondBits = 0;
    else if (first === 0x9c && installed('suspend-and-resume')) secondBits = 3;
    table[first] = LAST_BIT_EXTENDED.has(first)
      ? (cpu, w, p) => second[(w >> 16) & secondBits](cpu, w, p)
      : (cpu, w, p) => second[w >> 16](cpu, w, p);
  }
  for (const instruction of INSTRUCTIONS) {
    const { opcode, mnemonic, privilege, facility } = instruction;
    const implemented = manner.replacements?.[mnemonic] ?? EXECUTORS[mnemonic];
    if (implemented === undefined || !installed(facility)) continue;
    const execute = manner.wrap?.(instruction, implemented) ?? implemented;
    // Semiprivileged instructions look at the state themselves, where dual address space makes them so.
    const semiprivileged =
      privilege === 'Q' && (facility === 'mvs-assist' || installed('dual-address-space'));
    const entry =
      problemState && privilege !== '' && !semiprivileged ? privileged : entryOf(execute, mnemonic);
    if (opcode > 0xff) (extended.get(opcode >>> 8) as Execute[])[opcode & 0xff] = entry;
    else table[opcode] = entry;
  }
  // X'9C03' has the last bit of START I/O FAST RELEASE.
  const starting = extended.get(0x9c) as Execute[];
  starting[3] = starting[1];
  // Without CLEAR CHANNEL, X'9F' is TEST CHANNEL whatever bit 15 is; VM/370 too simulates X'9F01' as that.
  if (!installed('recovery-extensions')) {
    const channels = extended.get(0x9f) as Execute[];
    channels[1] = channels[0];
  }
  return table;
}

/** Mnemonics of the table that this machine executes. */
export function implementedMnemonics(): readonly string[] {
  return INSTRUCTIONS.map(({ mnemonic }) => mnemonic).filter((mnemonic) => mnemonic in EXECUTORS);
}
