/** Hypercalls: DIAGNOSE as CP answers it. */
export { DIAGNOSE_FUNCTIONS, DiagnoseTable } from './table.js';
export type { DiagnoseFunction } from './table.js';
export { DiagnoseException, address, specify } from './call.js';
export type { DiagnoseCall, DiagnoseHandler } from './call.js';
export { pseudoTimer } from './diagnose-0c.js';
export type {
  AccountingCharge,
  BlockDevice,
  ChannelProgramState,
  ConsoleFunctionOutcome,
  CpServices,
  DeviceFacts,
  DiagnoseAccounting,
  DiagnoseDisplay,
  DiagnoseErrorArea,
  DiagnoseLogicalDevices,
  DiagnoseStorage,
  DiskFacts,
  SavedSystemOutcome,
  SpoolReadOutcome,
  SpoolSubfunction,
  SynchronousIo,
} from './services.js';
export { makeAssemblerDiagnose } from './assembler.js';
export type { HostAssembler } from './assembly-session.js';
