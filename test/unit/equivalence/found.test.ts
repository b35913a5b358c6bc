import { describe, expect, it } from 'vitest';
import type { RequestPlan } from '../../../src/equivalence/arbitraries/channel-programs.js';
import type { Piece } from '../../../src/equivalence/arbitraries/pieces.js';
import type { ProgramPlan } from '../../../src/equivalence/arbitraries/program.js';
import { compareObservations } from '../../../src/equivalence/comparison.js';
import { DATA, LOG, SVC_END, SVC_IO } from '../../../src/equivalence/frame.js';
import { BareRunner } from '../../../src/equivalence/runners/bare.js';
import { TAPE } from '../../../src/equivalence/runners/devices.js';
import { GuestRunner } from '../../../src/equivalence/runners/guest.js';
import { programOf } from '../../support/equivalence-program.js';

/** Programs that once showed a defect: of CP, or of the machine. */
function run(changes: Partial<ProgramPlan>): Uint8Array {
  const program = programOf(changes);
  const expected = new BareRunner().run(program)!;
  expect(expected).toBeDefined();
  for (const runner of [new GuestRunner(), new GuestRunner({ assist: false })]) {
    expect(compareObservations(expected, runner.run(program)!), runner.name).toEqual([]);
  }
  return expected.storage;
}

/** Code and PER code of the first interruption that the log has. */
function logged(storage: Uint8Array): readonly [code: number, perCode: number] {
  return [storage[LOG + 11], storage[LOG + 18]];
}

const recording: readonly Piece[] = [
  { bytes: [0xb7, 0x9b, 0, 0], operand: [0x40000000, 0x1000, 0x17ff] },
  { bytes: [0x82, 0, 0, 0], psw: 0x40080000 },
];

describe('what the kit has found', () => {
  it('an addressing exception under program-event recording lost the event', () => {
    // TM 0(4): register 4 is beyond storage
    const storage = run({ pieces: [...recording, { bytes: [0x91, 0x00, 0x40, 0x00] }] });
    expect(logged(storage)).toEqual([0x85, 0x40]);
  });

  it('an exception of a simulated instruction lost the event', () => {
    // STNSM into a block with another key
    const pieces = [
      recording[0],
      { bytes: [0x82, 0, 0, 0], psw: 0x40180000 },
      { bytes: [0xac, 0xff, 0x20, 0x00] },
    ];
    const storage = run({ pieces, keys: [0x20] });
    expect(logged(storage)).toEqual([0x84, 0x40]);
  });

  it('a PSW with a format error, loaded under program-event recording, lost code and address of the event', () => {
    const storage = run({ pieces: [...recording, { bytes: [0x82, 0, 0, 0], psw: 0x80080000 | 0 }] });
    expect(logged(storage)).toEqual([0x86, 0x40]);
  });

  it('SENSE without a unit check before read zeros from a dedicated tape', () => {
    const request: RequestPlan = {
      device: TAPE,
      mode: 0x80,
      key: 0,
      steps: [{ command: 0x04, count: 6, place: DATA + 0x100, flags: 0x20 }],
    };
    const storage = run({
      pieces: [{ bytes: [0x0a, SVC_IO] }],
      devices: { tape: [] },
      requests: [request],
    });
    expect([...storage.subarray(DATA + 0x100, DATA + 0x106)].some((byte) => byte !== 0)).toBe(true);
  });

  it('an interval timer that ran out between two looks at it did not end a wait', () => {
    const wait = { kind: 'interval-timer', ecMode: true, distance: 0 } as const;
    const storage = run({ pieces: [{ bytes: [0x0a, 0xf8] }], awaitings: [wait], events: ['key'] });
    // the second entry, behind that of the SVC
    expect([storage[LOG + 32 + 10], storage[LOG + 32 + 11]]).toEqual([0x00, 0x80]);
  });

  it('a clock comparator between the times of day of two machines that had run for unlike times interrupted one of them', () => {
    const bare = new BareRunner();
    const guest = new GuestRunner();
    const wait = { kind: 'clock-comparator', ecMode: true, distance: 0x5000 } as const;
    // the one machine's clock goes on by some hours
    bare.run(programOf({ pieces: [{ bytes: [0x0a, 0xf8] }], awaitings: [wait], events: ['key'] }));
    const program = programOf({
      pieces: [
        { bytes: [0xb2, 0x06, 0, 0], operand: [0x4020, 0] },
        { bytes: [0xb7, 0x00, 0, 0], operand: [0x800] },
        { bytes: [0xad, 0x01, 0x20, 0x00] },
      ],
      // the same machine: one with an interval timer
      awaitings: [wait],
    });
    expect(compareObservations(bare.run(program)!, guest.run(program)!)).toEqual([]);
  });

  it('a privileged instruction that virtual machines do not have was one in virtual problem state', () => {
    // RRBE; RESET REFERENCE BIT EXTENDED is not installed in the bare machine either
    const storage = run({
      pieces: [{ bytes: [0x82, 0, 0, 0], psw: 0x00090000 }, { bytes: [0xb2, 0x2a, 0x00, 0x12] }],
    });
    expect(logged(storage)[0]).toBe(0x01);
  });

  it.each([
    ['STNSM', 0x20, [0xac, 0xff, 0x20, 0x10], 0x20],
    ['STCTL across the end of the range', 0x20, [0xb6, 0x03, 0x20, 0xfc], 0x20],
    ['STCKC beyond the range', 0x20, [0xb2, 0x07, 0x22, 0x00], 0],
    ['ISK', 0x10, [0x09, 0x82], 0x10],
    ['IPK', 0x10, [0xb2, 0x0b, 0x00, 0x00], 0x10],
    ['LRA', 0x10, [0xb1, 0x90, 0x20, 0x00], 0x10],
    ['LRA of a register that is not watched', 0x10, [0xb1, 0xa0, 0x20, 0x00], 0],
    ['STOSM fetched and storing', 0x60, [0xad, 0x00, 0x20, 0x20], 0x20],
  ])('program events of what simulated instructions alter were lost: %s', (_, events, bytes, code) => {
    // registers 2, 8 and 9; data up to X'30FF'
    const watched: readonly Piece[] = [
      { bytes: [0xb7, 0x9b, 0, 0], operand: [(events << 24) | 0x20c0, 0x3000, 0x30ff] },
      recording[1],
    ];
    const tables = { format: 0x10, frames: new Array<number>(16).fill(3) } as const;
    const storage = run({ pieces: [...watched, { bytes }], tables });
    expect(logged(storage)).toEqual(code === 0 ? [SVC_END, 0] : [0x80, code]);
  });
});
