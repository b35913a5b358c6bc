/**
 * The equivalence kit: a program on a virtual machine does what it does on the bare machine, timing apart (Popek and
 * Goldberg's first condition), as properties for fast-check.
 */

export { requestPlan, type ChannelStep, type RequestPlan } from './arbitraries/channel-programs.js';
export {
  awaitingPlan,
  openingPhrase,
  recordingPhrase,
  type AwaitingPlan,
} from './arbitraries/interruptions.js';
export {
  comparatorPhrase,
  controlPiece,
  generalPiece,
  keyPhrase,
  referencePhrase,
  tablePhrase,
  translationPiece,
  type Piece,
} from './arbitraries/pieces.js';
export {
  buildProgram,
  deviceSet,
  PROGRAM_KINDS,
  programPlan,
  type ProgramKind,
  type ProgramOptions,
  type ProgramPlan,
  type TablePlan,
} from './arbitraries/program.js';
export {
  runCampaign,
  type CampaignOptions,
  type CampaignResult,
  type CampaignTotals,
  type Failure,
} from './campaign.js';
export { compareObservations, type Difference } from './comparison.js';
export { withoutElapsedTime } from './elapsed-time.js';
export { UNPREDICTABLE, UNPREDICTABLE_ELSEWHERE, type Unpredictable } from './unpredictable.js';
export {
  storageImage,
  type CodeRange,
  type ExternalEvent,
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
export {
  HERCULES_DIFFERENCES,
  knownDifference,
  type KnownDifference,
  type LoggedInterruption,
} from './known-differences.js';
export { BareImageRunner, HERCULES_MANNERS, HerculesRunner, type Manner } from './runners/stand-alone.js';
export { STAND_ALONE_SIZE, standAloneImage, standAloneObservation } from './stand-alone.js';
export { BareRunner } from './runners/bare.js';
export { GuestRunner, type GuestRunnerOptions } from './runners/guest.js';
