import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProgram, programPlan, type ProgramPlan } from '../../../src/equivalence/arbitraries/program.js';
import { runCampaign } from '../../../src/equivalence/campaign.js';
import type { GuestProgram } from '../../../src/equivalence/guest-program.js';
import type { Observation, ProgramRun, ProgramRunner } from '../../../src/equivalence/observation.js';
import { reportCase } from '../../../src/equivalence/report.js';
import { BareRunner } from '../../../src/equivalence/runners/bare.js';

/** A machine whose STOSM forgets the bits that were on: it does every step of the bare machine, then loses the mask. */
class ForgetfulRunner implements ProgramRunner {
  readonly name = 'forgetful';
  private readonly bare = new BareRunner();

  run(program: GuestProgram): Observation | undefined {
    const run = this.start(program);
    for (;;) {
      const state = run.step(1);
      if (state === 'ended') return run.observe();
      if (state === 'endless') return undefined;
    }
  }

  start(program: GuestProgram): ProgramRun {
    const run = this.bare.start(program);
    let wrong = false;
    return {
      step: (instructions) => {
        const { psw, storage } = run.observe();
        wrong ||= storage[psw[1] & 0xffffff] === 0xad;
        return run.step(instructions);
      },
      observe: () => {
        const seen = run.observe();
        return wrong ? { ...seen, gpr: seen.gpr.map((value, n) => (n === 9 ? 0x999 : value)) } : seen;
      },
    };
  }
}

const plan = (bytes: readonly (readonly number[])[]): ProgramPlan => ({
  ...fc.sample(programPlan(), { seed: 1, numRuns: 1 })[0],
  start: 0x1000,
  pieces: bytes.map((piece) => ({ bytes: piece })),
  registers: new Array<number>(8).fill(0),
  keys: [],
  tables: undefined,
});

describe('a report', () => {
  it('shows the program disassembled, the first instruction that differs, and both states', () => {
    const failing = plan([
      [0x41, 0x80, 0x00, 0x09],
      [0xad, 0x00, 0x20, 0x00],
    ]);
    const right = new BareRunner();
    const wrong = new ForgetfulRunner();
    const result = runCampaign({ plans: fc.constant(failing), right, others: [wrong], seed: 1, cases: 1 });
    const report = reportCase(result.failure!, right, wrong);
    expect(report).toContain('  001000  41800009      LA    8,9(0,0)');
    expect(report).toContain('> 001004  AD002000      STOSM 0(2),0');
    expect(report).toContain('after instruction 4, STOSM 0(2),0 at 001004');
    expect(report).toMatch(/GR9 +00000000 {2,}00000999/);
    expect(report).toContain('0AFF          SVC   255');
  });

  it('leads back to the same program by seed and path', () => {
    const right = new BareRunner();
    const other = new ForgetfulRunner();
    const plans = programPlan({ pieces: 6 });
    const { failure } = runCampaign({ plans, right, others: [other], seed: 9, cases: 500 });
    expect(failure).toBeDefined();
    // made as small as it goes: the one instruction that does it, and the end
    expect(failure!.plan.pieces).toHaveLength(1);
    const { seed, path } = failure!;
    const again = runCampaign({ plans, right, others: [other], seed, path, cases: 1 });
    expect(again.failure!.plan).toEqual(failure!.plan);
    expect(buildProgram(failure!.plan)).toEqual(failure!.program);
  });
});
