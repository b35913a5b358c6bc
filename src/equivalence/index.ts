/**
 * The equivalence kit: a program on a virtual machine does what it does on the bare machine, timing apart (Popek and
 * Goldberg's first condition), as properties for fast-check.
 */

export { programPlan, buildProgram, type ProgramOptions, type ProgramPlan } from './arbitraries/program.js';
export { compareObservations, UNPREDICTABLE, type Difference, type Unpredictable } from './comparison.js';
export { storageImage, type GuestProgram, type ProgramDevices, type StoragePart } from './guest-program.js';
export type { Efficiency, Observation, ProgramRunner } from './observation.js';
export { BareRunner } from './runners/bare.js';
export { GuestRunner, type GuestRunnerOptions, type Hypervisor } from './runners/guest.js';
