import { describe, expect, it } from 'vitest';
import { buildProgram, type ProgramPlan } from '../../../src/equivalence/arbitraries/program.js';
import { END_ADDRESS, LOG, LOG_ENTRY } from '../../../src/equivalence/frame.js';
import { storageImage } from '../../../src/equivalence/guest-program.js';
import { BareRunner } from '../../../src/equivalence/runners/bare.js';
import { GuestRunner } from '../../../src/equivalence/runners/guest.js';
import { loadHypervisor } from '../../support/hypervisor.js';

const plan = (changes: Partial<ProgramPlan>): ProgramPlan => ({
  start: 0x1000,
  pieces: [],
  data: [0],
  subjects: [],
  registers: new Array<number>(8).fill(0),
  keys: [],
  ecModeHandlers: [false, false],
  monitorMasks: 0,
  tables: undefined,
  ...changes,
});

describe('a program', () => {
  it('ends with its own disabled wait', () => {
    const end = new BareRunner().run(buildProgram(plan({})))!;
    expect(end.psw).toEqual([0x00020000, END_ADDRESS]);
  });

  it('logs interruptions and goes on behind the instruction', () => {
    const pieces = [{ bytes: [0, 0] }, { bytes: [0x0a, 7] }, { bytes: [0x41, 0x80, 0x00, 0x09] }];
    const end = new BareRunner().run(buildProgram(plan({ pieces })))!;
    expect(end.gpr[8]).toBe(9);
    const log = Buffer.from(end.storage.subarray(LOG, LOG + 3 * LOG_ENTRY)).toString('hex');
    expect(log.slice(0, 16)).toBe('0000000140001002');
    expect(log.slice(64, 80)).toBe('0000000740001004');
    expect(log.slice(128, 144)).toBe('000000ff4000100a');
  });

  it('goes on behind what was nullified, with translation on', () => {
    const pieces = [
      { bytes: [0x82, 0, 0, 0], psw: 0x04080000 },
      // L 8,0(7): segment 1, whose page is invalid
      { bytes: [0x58, 0x80, 0x70, 0x00] },
      { bytes: [0x41, 0x90, 0x00, 0x05] },
    ];
    const tables = { format: 0x10 as const, frames: new Array<number>(16).fill(0x13) };
    const program = buildProgram(plan({ pieces, tables, ecModeHandlers: [true, true] }));
    const end = new BareRunner().run(program)!;
    expect(end.gpr[9]).toBe(5);
    const log = Buffer.from(end.storage.subarray(LOG, LOG + 16)).toString('hex');
    expect(log).toBe('04080000000010040004001100013000');
    expect(new GuestRunner().run(program)!.storage).toEqual(end.storage);
  });

  it("takes X'9F01' for TEST CHANNEL in a virtual machine and on a machine without CLEAR CHANNEL", () => {
    // EX 8,5(5) of X'9F00', with the odd low byte of R8; RRB shows what the condition code became.
    const registers = [-210938763, 0, 0, 0, 0, 0, 0, 0];
    const subjects = [0xb20b, 0xb180, 0x9f00].map((code) => ({ bytes: [code >> 8, code & 255, 0x20, 0] }));
    const pieces = [{ bytes: [0x44, 0x80, 0x50, 0x05] }, { bytes: [0xb2, 0x13, 0x20, 0] }];
    const program = buildProgram(plan({ pieces, subjects, registers }));
    const { segments, entry } = loadHypervisor();
    const bare = new BareRunner().run(program)!;
    expect(new GuestRunner().run(program)!.storage).toEqual(bare.storage);
    const second = new GuestRunner({ hypervisor: { segments, entry: entry! } }).run(program)!;
    expect(second.storage).toEqual(bare.storage);
  });

  it('says which part lies outside of storage', () => {
    const program = buildProgram(plan({}));
    const part = { address: 0xffff, bytes: Uint8Array.of(1, 2) };
    expect(() => storageImage({ ...program, storage: [part] })).toThrow("2 bytes at X'ffff'");
  });

  it('has no end when it never comes to one', () => {
    const program = buildProgram(plan({ pieces: [{ bytes: [0x47, 0xf0, 0x10 >> 4, 0x00] }] }));
    const endless = { ...program, storage: [{ address: 0x1000, bytes: Uint8Array.of(0x47, 0xf0, 0, 0x20) }] };
    const loop = {
      ...endless,
      storage: [{ address: 0x20, bytes: Uint8Array.of(0x47, 0xf0, 0, 0x20) }],
      psw: [0, 0x20] as const,
    };
    expect(new BareRunner().run(loop)).toBeUndefined();
    expect(new GuestRunner().run(loop)).toBeUndefined();
  });

  it('prints and punches what it reads', () => {
    const card = Uint8Array.from({ length: 80 }, () => 0xc1);
    const base = buildProgram(plan({}));
    // READ, then WRITE on the punch and the printer, each polled to its end
    const io = (device: number, ccw: number): number[] => [
      ...[0x41, 0xf0, ccw >> 8, ccw & 0xff],
      ...[0x50, 0xf0, 0x00, 0x48],
      ...[0x9c, 0x00, 0x00, device],
      ...[0x9d, 0x00, 0x00, device],
      ...[0x47, 0x70, 0x00, 0x00],
    ];
    const code: number[] = [];
    for (const [device, ccw] of [
      [0x0c, 0x700],
      [0x0d, 0x708],
      [0x0e, 0x710],
    ]) {
      const at = 0x1000 + code.length + 12;
      const bytes = io(device, ccw);
      // TIO until condition code 0: the branch is relative to base register 12 = X'1000'
      bytes.splice(16, 4, 0x47, 0x70, 0xc0 | ((at - 0x1000) >> 8), (at - 0x1000) & 0xff);
      code.push(...bytes);
    }
    code.push(0x0a, 0xff);
    const ccws = Uint8Array.of(
      ...[0x02, 0, 0x30, 0, 0x20, 0, 0, 80],
      ...[0x01, 0, 0x30, 0, 0x20, 0, 0, 80],
      ...[0x09, 0, 0x30, 0, 0x20, 0, 0, 80],
    );
    const gpr = base.gpr.map((_, register) => (register === 12 ? 0x1000 : 0));
    const program = {
      ...base,
      gpr,
      devices: { reader: [card], punch: true, printer: true },
      storage: [
        ...base.storage,
        { address: 0x1000, bytes: Uint8Array.from(code) },
        { address: 0x700, bytes: ccws },
      ],
      limit: 100_000,
    };
    for (const runner of [new BareRunner(), new GuestRunner()]) {
      const end = runner.run(program)!;
      expect(end.printed, runner.name).toEqual(['A'.repeat(80)]);
      expect(end.punched, runner.name).toEqual(['A'.repeat(80)]);
    }
  });
});
