/** The machine: what the other rooms may use of it. */

export * from './channel/index.js';
export * from './devices/index.js';
export { BareMachine, type BareExit } from './bare-machine.js';
export { CountedClock, HostClock, TodClock, todFromUnixMilliseconds } from './clocks.js';
export { Cpu } from './cpu.js';
export { applyPrefix, Translator, type TableStorage, type TranslationCode } from './dat.js';
export { connectDirectControl, type DirectControlPort } from './direct-control.js';
export { disassemble, type Disassembly } from './disassembler.js';
export { EventQueue, type MachineClock, type ScheduledEvent } from './event-queue.js';
export {
  EXTERNAL_CALL,
  EXTERNAL_CLOCK_COMPARATOR,
  EXTERNAL_CPU_TIMER,
  EXTERNAL_EMERGENCY_SIGNAL,
  EXTERNAL_INTERVAL_TIMER,
  EXTERNAL_KEY,
  EXTERNAL_MALFUNCTION_ALERT,
  EXTERNAL_TOD_SYNC_CHECK,
} from './external-conditions.js';
export type {
  BudgetExit,
  CheckStopExit,
  Exit,
  ExternalExit,
  IoExit,
  MachineCheckExit,
  ProgramExit,
  StoppedExit,
  SvcExit,
  WaitExit,
} from './exit.js';
export type { CompiledOptions, CompiledStatistics } from './compiled/compiled-execution.js';
export { instructionLength } from './instructions/formats.js';
export {
  INSTRUCTION_BY_MNEMONIC,
  INSTRUCTION_BY_OPCODE,
  INSTRUCTIONS,
  type Facility,
  type Instruction,
} from './instructions/table.js';
export * as lowStorage from './low-storage.js';
export type { MachineCheckCondition, MachineCheckDetails, MachineCheckReport } from './machine-check.js';
export { Machine, type MachineOptions } from './machine.js';
export {
  channelType,
  findModel,
  GENERAL_MODEL,
  hasInstruction,
  MODELS,
  modelLine,
  type Architecture,
  type MachineModel,
} from './models.js';
export { inPerRange, PerRecord } from './per.js';
export { perEffects } from './instructions/per-effects.js';
export type { ProcessorState } from './processor.js';
export { Psw, type Doubleword } from './psw.js';
export { StateError, StateReader, type StateRecord, type StateValue } from './state.js';
export { SIGNAL_ORDERS, SIGNAL_STATUS } from './signal-processor.js';
export {
  AddressingError,
  KEY_CHANGE,
  KEY_FETCH_PROTECTION,
  KEY_REFERENCE,
  MainStorage,
  type StorageDamage,
} from './storage.js';
