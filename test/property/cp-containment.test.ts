import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualMachineHarness } from '../support/virtual-machine.js';

/**
 * Nothing a guest does takes CP, or another user, down: random storage is run as a program, with the operation
 * codes that matter most strewn in, and channel programs and tables wherever the guest may point to.
 */
const STORAGE = 0x20000;
const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER BAD BAD 128K 1M ABCDEFG
 OPTION ECMODE
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 191 3330 010 005 SCRTCH MR
 MDISK 192 3330 020 005 SCRTCH RR
USER GOOD GOOD 64K 1M G
 CONSOLE 009 3215
`;
const OPCODES = [
  0x08, 0x09, 0x0a, 0x44, 0x80, 0x82, 0x83, 0x92, 0x9c, 0x9d, 0x9e, 0x9f, 0xac, 0xad, 0xb1, 0xb2, 0xb6, 0xb7,
  0xd2,
];
const DEVICES = [0x009, 0x00c, 0x00d, 0x00e, 0x191, 0x192, 0x193];
const COMMANDS = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x13, 0x1a, 0x1f, 0x31, 0x39, 0x1d, 0x15,
];
const DIAGNOSES = [0x00, 0x04, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x20, 0x24, 0x58, 0x5c, 0x60, 0x64, 0x68, 0x100];

const address = fc.integer({ min: 0, max: 0x22000 / 8 }).map((n) => n * 8);
const byte = fc.integer({ min: 0, max: 255 });
/** A channel program of a few CCWs. */
const ccw = fc
  .tuple(fc.constantFrom(...COMMANDS), address, byte, fc.oneof(byte, fc.integer({ min: 0, max: 0xffff })))
  .map(([command, data, flags, count]) => [
    command,
    data >> 16,
    (data >> 8) & 255,
    data & 255,
    flags,
    0,
    count >> 8,
    count & 255,
  ]);
const instruction = fc.oneof(
  fc.tuple(fc.constantFrom(...OPCODES), byte, byte, byte).map((bytes) => [...bytes]),
  fc
    .tuple(fc.constantFrom(...DIAGNOSES), byte)
    .map(([code, registers]) => [0x83, registers, code >> 8, code & 255]),
  // SIO to a device that exists: the address is in R1 to R7
  fc.integer({ min: 1, max: 7 }).map((register) => [0x9c, 0, register << 4, 0]),
  fc.tuple(byte, byte).map(([a, b]) => [0x41, a, b & 0xf0, b]),
);
const guest = fc.record({
  code: fc.array(instruction, { minLength: 20, maxLength: 60 }),
  ccws: fc.array(ccw, { minLength: 8, maxLength: 24 }),
  noise: fc.array(byte, { minLength: 256, maxLength: 256 }),
  psw: fc.tuple(
    fc.constantFrom(0, 0x00080000, 0xff000000, 0x07080000, 0x03080000, 0x00090000, 0x04080000),
    fc.constantFrom(0, 0x00300000),
  ),
  registers: fc.array(fc.oneof(fc.integer(), address), { minLength: 8, maxLength: 8 }),
  cr0: fc.constantFrom(0x008000e0, 0x004000e0, 0x009000e0, 0x00500ce0, 0x000000e0),
  cr1: address.map((at) => (at & 0xffffc0) | 0x01000000),
});

function load(
  harness: VirtualMachineHarness,
  test: typeof guest extends fc.Arbitrary<infer T> ? T : never,
): void {
  const { vm, cp } = harness;
  const bytes = new Uint8Array(STORAGE);
  for (let at = 0; at < STORAGE; at += 256) bytes.set(test.noise, at);
  for (let at = 0x1000; at + 8 * test.ccws.length < STORAGE; at += 0x3000) {
    test.ccws.forEach((words, index) => bytes.set(words, at + 8 * index));
  }
  const view = new DataView(bytes.buffer);
  // New PSWs go back into the code, in one mode or the other.
  for (const psw of [0x58, 0x60, 0x68, 0x78]) {
    view.setUint32(psw, test.psw[0] & 0x00080000);
    view.setUint32(psw + 4, 0x2000 + 4 * (psw & 0x18));
  }
  view.setUint32(0x48, 0x1000 + 8 * (test.noise[0] % 4));
  test.code.forEach((words, index) => bytes.set(words, 0x2000 + 4 * index));
  cp.writeStorage(vm, 0, bytes);
  vm.gpr.set(Int32Array.of(0x2000, ...DEVICES));
  vm.gpr.set(test.registers, 8);
  vm.cr[0] = test.cr0;
  vm.cr[1] = test.cr1;
  vm.psw.load(test.psw[0] | test.psw[1], 0x2000);
  cp.beginExecution(vm);
}

describe('a guest gone wild', () => {
  it('does no harm to CP or to another user, and leaves nothing behind', () => {
    const faults: unknown[] = [];
    fc.assert(
      fc.property(guest, (test) => {
        const harness = new VirtualMachineHarness({
          speed: 5,
          directory: DIRECTORY,
          userid: 'GOOD',
          realStorage: 0x60000,
          allocation: [{ kind: 'temporary', from: 1, to: 2 }],
          cp: { failed: (_userid, error) => void faults.push(error) },
        });
        const { cp, vm: good } = harness;
        const frames = cp.frames.free;
        // Segment table and shadow segment table of the user who is logged on already.
        const control = cp.controlStorageAvailable + 2048;
        const bad = harness.logon('BAD');
        (harness as { vm: typeof bad }).vm = bad;
        load(harness, test);
        good.psw.load(0, 0x1000);
        // A loop: L 1,X'800'; LA 1,1(1); ST 1,X'800'; B back by R12
        cp.writeStorage(
          good,
          0x1000,
          Uint8Array.of(0x58, 0x10, 0x08, 0, 0x41, 0x11, 0, 1, 0x50, 0x10, 0x08, 0),
        );
        cp.writeStorage(good, 0x100c, Uint8Array.of(0x47, 0xf0, 0xc0, 0));
        good.gpr[12] = 0x1000;
        cp.beginExecution(good);
        const end = harness.machine.events.now() + 4000;
        while (harness.machine.events.now() < end) {
          cp.runSlice(1);
          if (bad.state === 'waiting') cp.presentAttention(bad);
          if (bad.state === 'cp') cp.beginExecution(bad);
        }
        expect(good.gpr[1]).toBeGreaterThan(100);
        expect(good.state).toBe('running');
        for (const vm of [bad, good]) cp.logoff(vm);
        cp.runSlice(1);
        expect(cp.frames.free).toBe(frames);
        expect(cp.controlStorageAvailable).toBe(control);
        expect(cp.pageStore.used).toBe(0);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(faults).toEqual([]);
  });
});
