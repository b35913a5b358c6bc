/** Runs images of cases on this machine. */

import { BareMachine } from '../s370/bare-machine.js';
import type { Facility } from '../s370/instructions/table.js';
import { Machine } from '../s370/machine.js';
import { COMPLETED, type CaseImage } from './case-image.js';
import { MAIN_STORAGE } from './machine-case.js';

/** Instructions that the driver, a case, and what a branch into the blue may lead to can take; more is a loop. */
const SLICE = 20_000;
/** A time of day in the middle of what the clock can show. */
const TIME_OF_DAY = 0xb000000000000000n;

/** Facilities that Hercules 3.13 does not have in System/370 mode: what a case happens to store may be one of their instructions. */
const ABSENT: ReadonlySet<Facility> = new Set<Facility>(['direct-control']);

/** How the machine differs from what it should be. */
export interface CaseMachineOptions {
  /** PER has general-register alteration. Default true. */
  readonly registerEvents?: boolean;
}

/** A machine that cases run on. */
export function machineForCases({ registerEvents = true }: CaseMachineOptions): Machine {
  const machine = new Machine({ storageSize: MAIN_STORAGE, tod: TIME_OF_DAY, absentFacilities: ABSENT });
  if (!registerEvents) {
    const { per } = machine.cpu;
    const expect = per.expect.bind(per);
    per.expect = (branches) => expect(branches, 0);
    per.altered = () => undefined;
  }
  return machine;
}

/** What comes of a batch: the results as `readResult` takes them, or the case that does not end. */
export type Outcome =
  | { readonly kind: 'results'; readonly results: Uint8Array }
  | { readonly kind: 'stuck'; readonly index: number };

/** What runs images: this machine or a peer. */
export interface CaseMachine {
  run(image: CaseImage): Promise<Outcome>;
  /** Begins anew: a case may have left the machine itself in another state, such as another architecture. */
  restart?(): void;
}

/** This machine; one is used for all images. */
export class LocalMachine implements CaseMachine {
  private readonly machine: Machine;
  private readonly bare: BareMachine;

  constructor(options: CaseMachineOptions = {}) {
    this.machine = machineForCases(options);
    this.bare = new BareMachine(this.machine);
  }

  /** As `run`, at once. */
  runNow(image: CaseImage): Outcome {
    const { machine, bare } = this;
    machine.systemReset();
    machine.storage.copyIn(0, image.bytes);
    bare.restart();
    // The driver counts down; a case that destroys its counter would let it go on for ever.
    for (let left = image.count + 1; ;) {
      const exit = bare.run(SLICE);
      if (exit.kind === 'disabled-wait' && exit.code === COMPLETED) {
        return { kind: 'results', results: machine.storage.copyOut(image.resultsAt, image.resultsSize) };
      }
      const now = machine.storage.fetchWord(image.leftAt);
      if (exit.kind !== 'budget' || now < 0 || now >= left) {
        return { kind: 'stuck', index: Math.min(Math.max(image.count - now, 0), image.count - 1) };
      }
      left = now;
    }
  }

  run(image: CaseImage): Promise<Outcome> {
    return Promise.resolve(this.runNow(image));
  }

  /** The storage of the last image's last case: `length` bytes at an absolute address. */
  storage(address: number, length: number): Uint8Array {
    return this.machine.storage.copyOut(address, length);
  }
}
