import fc from 'fast-check';
import { guestAddress } from '../../src/cp/vmachine/guest-address.js';
import { BareMachine, Machine } from '../../src/s370/index.js';
import { GUEST_CRS, GUEST_ORIGIN, GUEST_PSW, startHypervisor } from './hypervisor.js';
import { VirtualMachineHarness } from './virtual-machine.js';

/**
 * The same program on a bare machine and in a virtual machine: same registers, PSW, control registers, storage and
 * protection keys. Programs are straight lines of general and privileged instructions in both PSW modes and both
 * states; program and supervisor-call interruptions go on behind the instruction.
 */
const STORAGE = 0x10000;
const DATA = 0x3000;
const RESUME_PROGRAM = 0x600;
const RESUME_SVC = 0x608;
const PSWS = 0x800;
const END_PSW = 0x7f0;

interface Piece {
  readonly bytes: readonly number[];
  /** PSW that an LPSW of this piece loads: flags of the first word, without the address. */
  readonly psw?: number;
}

const register = fc.integer({ min: 0, max: 15 });
/** Base registers that hold useful addresses: 2 data, 3 just before a page end, 4 beyond storage, 5 odd. */
const base = fc.integer({ min: 2, max: 5 });
const displacement = fc.oneof(
  fc.integer({ min: 0, max: 64 }).map((n) => n * 4),
  fc.integer({ min: 0, max: 40 }),
);
const storageOperand = fc
  .tuple(base, displacement)
  .map(([b, d]): readonly number[] => [(b << 4) | (d >> 8), d & 0xff]);

const rr = (opcode: number): fc.Arbitrary<Piece> =>
  fc.tuple(register, fc.integer({ min: 2, max: 7 })).map(([r1, r2]) => ({ bytes: [opcode, (r1 << 4) | r2] }));
const rx = (opcode: number): fc.Arbitrary<Piece> =>
  fc
    .tuple(fc.integer({ min: 8, max: 15 }), storageOperand)
    .map(([r1, d]) => ({ bytes: [opcode, r1 << 4, ...d] }));
const si = (opcode: number): fc.Arbitrary<Piece> =>
  fc.tuple(fc.integer({ min: 0, max: 255 }), storageOperand).map(([i, d]) => ({ bytes: [opcode, i, ...d] }));
const s = (opcode: number): fc.Arbitrary<Piece> =>
  storageOperand.map((d) => ({ bytes: [opcode >> 8, opcode & 0xff, ...d] }));
const control = (opcode: number): fc.Arbitrary<Piece> =>
  fc.tuple(register, fc.integer({ min: 0, max: 3 }), storageOperand).map(([r1, more, d]) => ({
    // Not CR0 and CR2: their external and channel masks would let timers in; not CR8-11: monitor and PER.
    bytes: [
      opcode,
      opcode === 0xb7 ? ((3 + (r1 % 3)) << 4) | (3 + (r1 % 3)) : (r1 << 4) | ((r1 + more) & 15),
      ...d,
    ],
  }));
const fixed = (...bytes: number[]): fc.Arbitrary<Piece> => fc.constant({ bytes });

/** Flags for LPSW: BC and EC mode, problem state, keys, system masks without external interruptions, wrong ones. */
const pswFlags = fc
  .tuple(
    fc.constantFrom(
      0x00000000,
      0x00080000,
      0x00010000,
      0x00090000,
      0x00080100,
      0x02080000,
      0xfe000000,
      0x80080000,
    ),
    fc.constantFrom(0, 0x00100000, 0x00f00000, 0x00200000),
  )
  .map(([flags, key]) => flags | key);
const loadPsw = pswFlags.map((psw): Piece => ({ bytes: [0x82, 0x00, 0, 0], psw }));

const privileged: fc.Arbitrary<Piece> = fc.oneof(
  rr(0x08),
  rr(0x09),
  si(0x80),
  si(0xac).map(({ bytes }) => ({ bytes: [bytes[0], bytes[1] & 0xfe, ...bytes.slice(2)] })),
  si(0xad).map(({ bytes }) => ({ bytes: [bytes[0], bytes[1] & 0xfe, ...bytes.slice(2)] })),
  s(0xb20a),
  fixed(0xb2, 0x0b, 0, 0),
  fixed(0xb2, 0x0d, 0, 0),
  s(0xb206),
  s(0xb207),
  s(0xb213),
  rx(0xb1),
  control(0xb6),
  control(0xb7),
  s(0x9c00),
  s(0x9d00),
  s(0x9e00),
  s(0x9e01),
  s(0x9f00),
  fixed(0xb2, 0xff, 0x20, 0x00),
  loadPsw,
);
const general: fc.Arbitrary<Piece> = fc.oneof(
  rx(0x41),
  rx(0x58),
  rx(0x50),
  rx(0x44),
  si(0x92),
  si(0x91),
  fc.tuple(storageOperand, storageOperand).map(([a, b]) => ({ bytes: [0xd2, 15, ...a, ...b] })),
  fc.integer({ min: 0, max: 250 }).map((n) => ({ bytes: [0x0a, n] })),
  fc.integer({ min: 8, max: 15 }).map((r) => ({ bytes: [0x05, r << 4] })),
  fixed(0x00, 0x00),
);
export const program = fc.record({
  start: fc.constantFrom(0x1000, 0x0ff2, 0x17fa, 0x1ffe),
  pieces: fc.array(fc.oneof({ weight: 3, arbitrary: privileged }, { weight: 2, arbitrary: general }), {
    minLength: 1,
    maxLength: 24,
  }),
  data: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 64, maxLength: 64 }),
  subjects: fc.array(privileged, { minLength: 4, maxLength: 4 }),
  registers: fc.array(fc.integer(), { minLength: 8, maxLength: 8 }),
  keys: fc.array(fc.constantFrom(0x00, 0x10, 0x18, 0xf0, 0x20), { minLength: 4, maxLength: 4 }),
});
export type Program = typeof program extends fc.Arbitrary<infer T> ? T : never;

/** The storage image, and the end of the program. */
function image({ start, pieces, data, subjects }: Program): Uint8Array {
  const bytes = new Uint8Array(STORAGE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0x68 + 4, RESUME_PROGRAM);
  view.setUint32(0x60 + 4, RESUME_SVC);
  view.setUint32(0x58, 0x00020000);
  view.setUint32(0x58 + 4, 0xeee);
  view.setUint32(0x78, 0x00020000);
  view.setUint32(0x78 + 4, 0xfff);
  bytes.set([0x82, 0x00, 0x00, 0x28], RESUME_PROGRAM);
  // SVC 255 ends the program: CLI on the code of either mode, BE to LPSW; others go on.
  bytes.set(
    [0x95, 0xff, 0x00, 0x23, 0x47, 0x80, 0x06, 0x20, 0x95, 0xff, 0x00, 0x8b, 0x47, 0x80, 0x06, 0x20],
    RESUME_SVC,
  );
  bytes.set([0x82, 0x00, 0x00, 0x20], RESUME_SVC + 16);
  bytes.set([0x82, 0x00, END_PSW >> 8, END_PSW & 0xff], 0x620);
  view.setUint32(END_PSW, 0x00020000);
  view.setUint32(END_PSW + 4, 0xaaa);
  for (let at = 0; at < 0x800; at += data.length) bytes.set(data, DATA + at);
  subjects.forEach(({ bytes: subject }, index) => bytes.set(subject.slice(0, 4), DATA + 4 * index));
  let at: number = start;
  let slot = PSWS;
  for (const piece of pieces) {
    const next = at + piece.bytes.length;
    const code = [...piece.bytes];
    if (piece.psw !== undefined) {
      view.setUint32(slot, piece.psw);
      view.setUint32(slot + 4, next);
      // LPSW without a base reaches 4K: the slots lie there.
      code[2] = slot >> 8;
      code[3] = slot & 0xff;
      slot += 8;
    }
    bytes.set(code, at);
    at = next;
  }
  bytes.set([0x0a, 0xff], at);
  return bytes;
}

function registersOf({ registers }: Program): Int32Array {
  return Int32Array.of(0x40, 0x1234, DATA, DATA + 0xff0, 0x00fff000, DATA + 3, 0x2000, 0x4800, ...registers);
}

export interface State {
  readonly gpr: number[];
  readonly cr: number[];
  readonly psw: string;
  readonly storage: Uint8Array;
  readonly keys: number[];
}

const KEY_BITS = 0xf8;
const STEPS = 400;

function hex(high: number, low: number): string {
  return `${(high >>> 0).toString(16).padStart(8, '0')} ${(low >>> 0).toString(16).padStart(8, '0')}`;
}

export function runBare(test: Program): State | undefined {
  const machine = new Machine({ storageSize: STORAGE, intervalTimer: false });
  machine.storage.copyIn(0, image(test));
  test.keys.forEach((key, index) => machine.storage.setKey(DATA + 2048 * index, key));
  machine.cpu.gpr.set(registersOf(test));
  machine.cpu.cr[8] = 0;
  machine.cpu.loadPsw(0, test.start);
  const bare = new BareMachine(machine);
  const exit = bare.run(STEPS);
  if (exit.kind !== 'disabled-wait') return undefined;
  const { cpu, storage } = machine;
  return {
    gpr: [...cpu.gpr],
    cr: [...cpu.cr],
    psw: hex(cpu.psw.high(), cpu.psw.low()),
    storage: storage.copyOut(0, STORAGE),
    keys: Array.from({ length: STORAGE / 2048 }, (_, block) => storage.getKey(block * 2048) & KEY_BITS),
  };
}

export function runVirtual(test: Program): State {
  const harness = new VirtualMachineHarness({
    directory: 'DIRECTORY 150 3330 CPPACK\nUSER TEST TEST 64K 1M G\n OPTION ECMODE\n CONSOLE 0FF 3215\n',
    allocation: [{ kind: 'temporary', from: 1, to: 1 }],
  });
  const { vm, cp } = harness;
  vm.settings.timer = 'off';
  cp.detachDevice(vm, 0x0ff);
  cp.writeStorage(vm, 0, image(test));
  // Writing the image counts as reference and change.
  for (let block = 0; block < STORAGE; block += 2048) vm.storage.setKey(guestAddress(block), 0);
  test.keys.forEach((key, index) => vm.storage.setKey(guestAddress(DATA + 2048 * index), key));
  vm.gpr.set(registersOf(test));
  vm.psw.load(0, test.start);
  cp.beginExecution(vm);
  harness.runToCp(0.02);
  return {
    gpr: [...vm.gpr],
    cr: [...vm.cr],
    psw: hex(vm.psw.high(), vm.psw.low()),
    storage: cp.readStorage(vm, 0, STORAGE)!,
    keys: Array.from({ length: STORAGE / 2048 }, (_, block) => cp.readKey(vm, block * 2048)! & KEY_BITS),
  };
}

/** The control registers that a virtual machine has after a reset. */
const CR_RESET: readonly number[] = [0xe0, 0, -1, ...new Array<number>(11).fill(0), 0xc2000000 | 0, 0x200];

/** The same under the assembler hypervisor, which is a virtual machine itself. */
export function runSecondLevel(test: Program): State {
  const harness = new VirtualMachineHarness({
    directory: 'DIRECTORY 150 3330 CPPACK\nUSER TEST TEST 192K 1M G\n OPTION ECMODE\n CONSOLE 0FF 3215\n',
    allocation: [{ kind: 'temporary', from: 1, to: 1 }],
  });
  const { vm, cp } = harness;
  vm.settings.timer = 'off';
  cp.detachDevice(vm, 0x0ff);
  cp.writeStorage(vm, GUEST_ORIGIN, image(test));
  test.keys.forEach((key, index) => vm.storage.setKey(guestAddress(GUEST_ORIGIN + DATA + 2048 * index), key));
  startHypervisor(harness, { psw: [0, test.start], gpr: registersOf(test), cr: CR_RESET });
  harness.runToCp(0.2);
  const psw = new DataView(cp.readStorage(vm, GUEST_PSW, 8)!.buffer);
  const crs = new DataView(cp.readStorage(vm, GUEST_CRS, 64)!.buffer);
  return {
    gpr: [...vm.gpr],
    cr: CR_RESET.map((_, register) => crs.getInt32(4 * register)),
    psw: hex(psw.getInt32(0), psw.getInt32(4)),
    storage: cp.readStorage(vm, GUEST_ORIGIN, STORAGE)!,
    keys: Array.from(
      { length: STORAGE / 2048 },
      (_, block) => cp.readKey(vm, GUEST_ORIGIN + block * 2048)! & KEY_BITS,
    ),
  };
}
