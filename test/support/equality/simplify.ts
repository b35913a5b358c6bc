/** Smaller programs than a given one, the boldest first. */

import type { Program, Step, Unit } from './program.js';

const NO_OPERATION: Unit = { kind: 'plain', bytes: [0x07, 0x00] };

/** Yields programs that differ from `program` in one respect and are simpler in it. */
export function* simplify(program: Program): Generator<Program> {
  yield* steps(program);
  for (const units of fewer(program.units)) yield { ...program, units };
  if (!program.whole) yield { ...program, whole: true };
  if (program.cpus > 1) yield { ...program, cpus: 1 };
  if (program.model !== undefined || program.speed !== undefined) yield onDefaultMachine(program);
  yield* state(program);
  yield* situation(program);
}

function onDefaultMachine(program: Program): Program {
  const machine: { model?: string; speed?: number } & Program = { ...program };
  delete machine.model;
  delete machine.speed;
  return machine;
}

function* situation(program: Program): Generator<Program> {
  const { guest } = program;
  if (guest === undefined) return;
  if (guest.second) yield { ...program, guest: { ...guest, second: false } };
  if (guest.frames < 64) yield { ...program, guest: { ...guest, frames: 64 } };
  if (guest.shared) yield { ...program, guest: { ...guest, shared: false } };
  if (!guest.assist) yield { ...program, guest: { ...guest, assist: true } };
  if (guest.timer !== 'off') yield { ...program, guest: { ...guest, timer: 'off' } };
}

function* steps(program: Program): Generator<Program> {
  const { steps } = program;
  for (let i = 0; i < steps.length; i++) {
    if (steps.length > 1) yield { ...program, steps: steps.filter((_, n) => n !== i) };
  }
  const replaced = (index: number, step: Step): Program => ({
    ...program,
    steps: steps.map((old, n) => (n === index ? step : old)),
  });
  for (let i = 0; i < steps.length; i++) {
    const { budget, action } = steps[i];
    if (action.kind !== 'none') yield replaced(i, { budget, action: { kind: 'none' } });
    for (const smaller of [budget >> 1, budget - (budget >> 2), budget - 1]) {
      if (smaller > 0 && smaller < budget) yield replaced(i, { budget: smaller, action });
    }
  }
}

/** Lists of units with one less, or a simpler one. */
function* fewer(units: readonly Unit[]): Generator<readonly Unit[]> {
  if (units.length > 3) {
    yield units.slice(units.length >> 1);
    yield units.slice(0, units.length >> 1);
  }
  for (let i = 0; i < units.length; i++) yield units.filter((_, n) => n !== i);
  for (let i = 0; i < units.length; i++) {
    for (const simpler of simplerUnits(units[i])) {
      yield [...units.slice(0, i), ...simpler, ...units.slice(i + 1)];
    }
  }
}

function* simplerUnits(unit: Unit): Generator<readonly Unit[]> {
  switch (unit.kind) {
    case 'loop':
    case 'skip':
    case 'call':
      yield unit.body;
      for (const body of fewer(unit.body)) yield [{ ...unit, body }];
      if (unit.kind === 'loop' && unit.count > 2) yield [{ ...unit, count: unit.count >> 1 }];
      return;
    case 'plain':
      if (unit.bytes.length > 2) yield [NO_OPERATION];
      for (let i = 1; i < unit.bytes.length; i++) {
        if (unit.bytes[i] !== 0) {
          yield [{ ...unit, bytes: unit.bytes.map((byte, n) => (n === i ? 0 : byte)) }];
        }
      }
      return;
    case 'execute':
      yield [{ kind: 'plain', bytes: unit.subject }];
      return;
    case 'modify':
      if (unit.offset > 0) yield [{ ...unit, offset: unit.offset - 1 }];
      if (unit.target > 0) yield [{ ...unit, target: unit.target >> 1 }];
      return;
    default:
  }
}

function* state(program: Program): Generator<Program> {
  const { psw, programMask, at, frames, controls, registers, floats, data, keys } = program;
  const simplerPsws = [
    psw & ~0x40000000,
    psw & ~0x04000000,
    psw & ~0x03000000,
    psw & ~0x10000,
    psw & ~0xf00000,
  ];
  for (const next of simplerPsws) if (next !== psw) yield { ...program, psw: next };
  if (programMask !== 0) yield { ...program, programMask: 0 };
  for (const next of [0, 0x100, at & ~0xff]) if (next < at) yield { ...program, at: next };
  if (frames.some((frame, page) => frame !== page))
    yield { ...program, frames: frames.map((_, page) => page) };
  for (let i = 2; i < controls.length; i++) {
    yield { ...program, controls: controls.filter((_, n) => n !== i) };
  }
  if (keys.some((key) => key !== 6)) yield { ...program, keys: keys.map(() => 6) };
  for (let r = 0; r < 16; r++) {
    for (const next of [0, registers[r] & 0xff]) {
      if (next !== registers[r])
        yield { ...program, registers: registers.map((old, n) => (n === r ? next : old)) };
    }
  }
  for (let r = 0; r < 8; r++) {
    if (floats[r] !== 0) yield { ...program, floats: floats.map((old, n) => (n === r ? 0 : old)) };
  }
  for (let length = 1024; length >= 16; length >>= 1) {
    for (let from = 0; from < data.length; from += length) {
      if (data.subarray(from, from + length).every((byte) => byte === 0)) continue;
      yield { ...program, data: Uint8Array.from(data).fill(0, from, from + length) };
    }
  }
}
