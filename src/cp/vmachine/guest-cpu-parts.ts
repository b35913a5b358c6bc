import type { Machine, MachineCheckReport } from '../../s370/index.js';
import type { Page } from '../nucleus/page.js';
import type { LogicalStorage } from './logical-storage.js';
import type { ShadowTables } from './shadow-tables.js';
import type { VirtualIo } from './virtual-io.js';
import type { VirtualTimers } from './virtual-timers.js';

/** What a virtual CPU needs of CP. */
export interface GuestCpuParts {
  readonly machine: Machine;
  readonly io: VirtualIo;
  readonly timers: VirtualTimers;
  readonly shadow: ShadowTables;
  cpuIdentification(): Uint8Array;
  diagnose(rx: number, ry: number, code: number): void;
  /** Takes the interruptions of the real machine. */
  realInterruptions(): void;
  /** The guest has begun an enabled wait. */
  waiting(): void;
  /** The guest can't go on: message (number and fields of CP's message table), then CP mode. */
  stopWithMessage(module: string, number: number, fields: readonly string[]): void;
  /** A line for the user, then CP mode. */
  stopWithText(text: string): void;
  /** An interruption of VMCF is taken: its message goes into the guest's buffer. False: there is none any more. */
  communication(): boolean;
  /** An interruption for a logical device is taken: its control word. Undefined: there is none any more. */
  logicalDevice(): number | undefined;
  /** SVC 76: CP takes the guest's record of an error. False: the SVC is the guest's own. */
  takesErrorRecord(logical: LogicalStorage): boolean;
  /** The real machine has had a machine-check interruption. */
  machineCheck(report: MachineCheckReport): void;
  /** CP mode: what there is to say has been said. */
  stop(): void;
  /** Begins to bring a page in; false when it comes later, and `done` is called then. */
  bringInLater(page: Page, done: () => void): boolean;
  /** As `bringInLater`, and the virtual machine is in page wait until the page has come. */
  awaitPage(page: Page): boolean;
  /** There may be something to do for the virtual machine. */
  wake(): void;
  /** SET SASSIST: VM assist for those who have it on. */
  systemAssist(): boolean;
}

/** Why a virtual CPU does not run on. */
export type GuestOutcome =
  /** Its time is used up; it could go on. */
  | 'ready'
  /** Enabled wait. */
  | 'waiting'
  /** Page wait: it is dispatchable again when the page has come. */
  | 'page-wait'
  /** In CP mode, sleeping or gone. */
  | 'stopped';
