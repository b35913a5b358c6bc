/**
 * The equivalence kit: a program on a virtual machine does what it does on the bare machine, timing apart (Popek and
 * Goldberg's first condition), as properties for fast-check.
 */

export { programPlan, buildProgram, type ProgramOptions, type ProgramPlan } from './arbitraries/program.js';
export {
  runCampaign,
  type CampaignOptions,
  type CampaignResult,
  type CampaignTotals,
  type Failure,
} from './campaign.js';
export { compareObservations, UNPREDICTABLE, type Difference, type Unpredictable } from './comparison.js';
export {
  storageImage,
  type CodeRange,
  type GuestProgram,
  type ProgramDevices,
  type StoragePart,
} from './guest-program.js';
export {
  GUEST_IN_STORAGE,
  HYPERVISOR_GUEST,
  HYPERVISOR_PARAMETERS,
  hypervisorFromDeck,
  type Hypervisor,
} from './hypervisor.js';
export { findParting, type Parting } from './lockstep.js';
export {
  directShare,
  runToEnd,
  type Efficiency,
  type Observation,
  type ProgramRun,
  type ProgramRunner,
  type RunState,
} from './observation.js';
export { programDeck } from './program-deck.js';
export { reportCase, sideBySide, type ReportedCase } from './report.js';
export { BareRunner } from './runners/bare.js';
export { GuestRunner, type GuestRunnerOptions } from './runners/guest.js';
