import { buildProgram, type ProgramPlan } from '../../src/equivalence/arbitraries/program.js';
import type { GuestProgram } from '../../src/equivalence/guest-program.js';

/** A program for the equivalence kit of these pieces and what else is said of it; all handlers run in EC mode. */
export function programOf(changes: Partial<ProgramPlan>): GuestProgram {
  return buildProgram({
    start: 0x1000,
    pieces: [],
    data: [0],
    subjects: [],
    registers: new Array<number>(8).fill(0),
    keys: [],
    ecModeHandlers: [true, true, true, true],
    monitorMasks: 0,
    tables: undefined,
    ...changes,
  });
}
