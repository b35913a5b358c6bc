/** Simpler cases than a given one, the boldest first. What a case is made of may be changed at will. */

import { BLOCK, SANDBOX, SANDBOX_BLOCKS, type MachineCase, type Patch } from './machine-case.js';

const EC = 0x80000;

/** Translation tables stay: without them addresses would lead out of the sandbox. */
const isTable = ({ address }: Patch): boolean => address < SANDBOX + BLOCK;

/** Yields cases that differ from `machineCase` in one respect and are simpler in it. */
export function* simplify(machineCase: MachineCase): Generator<MachineCase> {
  yield* fewerInstructions(machineCase);
  yield* fewerPatches(machineCase);
  yield* plainerPsw(machineCase);
  yield* plainerControl(machineCase);
  yield* plainerRegisters(machineCase);
  yield* plainerPatches(machineCase);
}

function* fewerInstructions(machineCase: MachineCase): Generator<MachineCase> {
  const { code } = machineCase;
  const { instructions } = code;
  const keep = (kept: readonly Uint8Array[]): MachineCase => ({
    ...machineCase,
    code: { ...code, instructions: kept },
  });
  if (instructions.length > 2) {
    const half = instructions.length >> 1;
    yield keep(instructions.slice(half));
    yield keep(instructions.slice(0, half));
  }
  if (instructions.length > 1) {
    for (let i = 0; i < instructions.length; i++) yield keep(instructions.filter((_, n) => n !== i));
  }
}

function* fewerPatches(machineCase: MachineCase): Generator<MachineCase> {
  const tables = machineCase.patches.filter(isTable);
  const patches = machineCase.patches.filter((patch) => !isTable(patch));
  const keep = (kept: readonly Patch[]): MachineCase => ({ ...machineCase, patches: [...tables, ...kept] });
  if (patches.length > 3) {
    const half = patches.length >> 1;
    yield keep(patches.slice(half));
    yield keep(patches.slice(0, half));
  }
  for (let i = patches.length - 1; i >= 0; i--) yield keep(patches.filter((_, n) => n !== i));
}

function* plainerPsw(machineCase: MachineCase): Generator<MachineCase> {
  const [high, low] = machineCase.psw;
  const extended = (high & EC) !== 0;
  const simpler = extended
    ? [high & ~0x3f00, high & ~0x40000000, high & ~0x03000000, high & ~0x10000, high & ~0xf00000]
    : [high & ~0xff000000, high & ~0x10000, high & ~0xf00000];
  for (const next of simpler) if (next !== high) yield { ...machineCase, psw: [next, low] };
  if (!extended && low >>> 24 !== 0) yield { ...machineCase, psw: [high, low & 0xffffff] };
}

function* plainerControl(machineCase: MachineCase): Generator<MachineCase> {
  const { cr, keys, prefix } = machineCase;
  if (prefix !== 0) yield { ...machineCase, prefix: 0 };
  const changed = (register: number, value: number): MachineCase => {
    const next = cr.slice();
    next[register] = value;
    return { ...machineCase, cr: next };
  };
  for (const bits of [0x10000000, 0x40000000, 0xfff, 0x01000000]) {
    if ((cr[0] & bits) !== 0) yield changed(0, cr[0] & ~bits);
  }
  for (let register = 2; register < 14; register++) if (cr[register] !== 0) yield changed(register, 0);
  if (keys.some((key) => key !== 0)) yield { ...machineCase, keys: new Uint8Array(SANDBOX_BLOCKS) };
  for (let block = 0; block < SANDBOX_BLOCKS; block++) {
    for (const next of [0, keys[block] & 0xf0, keys[block] & 0xf8]) {
      if (next >= keys[block]) continue;
      const plainer = keys.slice();
      plainer[block] = next;
      yield { ...machineCase, keys: plainer };
    }
  }
}

function* plainerRegisters(machineCase: MachineCase): Generator<MachineCase> {
  const { gpr, fpr } = machineCase;
  for (let r = 0; r < 16; r++) {
    for (const next of new Set([0, 1, gpr[r] & 0xffffff, gpr[r] & 0xffff, gpr[r] & 0xff])) {
      if (next === gpr[r] || (gpr[r] === 0 && next === 1)) continue;
      const plainer = gpr.slice();
      plainer[r] = next;
      yield { ...machineCase, gpr: plainer };
    }
  }
  for (let r = 0; r < 8; r++) {
    for (const next of [0, fpr[r] & 0xff000000, fpr[r] & 0x7fffffff]) {
      if (next === fpr[r]) continue;
      const plainer = fpr.slice();
      plainer[r] = next;
      yield { ...machineCase, fpr: plainer };
    }
  }
}

function* plainerPatches(machineCase: MachineCase): Generator<MachineCase> {
  const { patches } = machineCase;
  const replaced = (index: number, patch: Patch): MachineCase => ({
    ...machineCase,
    patches: patches.map((old, i) => (i === index ? patch : old)),
  });
  for (let i = 0; i < patches.length; i++) {
    const { address, bytes } = patches[i];
    if (isTable(patches[i]) || bytes.every((byte) => byte === 0)) continue;
    for (let length = bytes.length; length >= 1; length = length >> 1) {
      for (let from = 0; from < bytes.length && from < BLOCK; from += length) {
        if (bytes.subarray(from, from + length).every((byte) => byte === 0)) continue;
        yield replaced(i, { address, bytes: Uint8Array.from(bytes).fill(0, from, from + length) });
      }
      if (length === 1) break;
    }
  }
}
