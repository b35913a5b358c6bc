/** Runs a program on a machine that compiles and on one that does not, and compares them at every stop. */

import { BareMachine, type CompiledOptions, type Machine } from '../../../src/s370/index.js';
import { act, equalityMachine, loadMachine } from './bare.js';
import { imageOf } from './image.js';
import type { Program } from './program.js';

/** One thing that is not the same, with what it is on the machine that compiles and on the one that interprets. */
export interface Difference {
  /** Number of the step after which they were compared, and how many instructions that is. */
  readonly step: number;
  readonly instructions: number;
  readonly what: string;
  readonly compiled: string;
  readonly interpreted: string;
}

/** Runs programs compiled and interpreted. */
export interface ProgramComparer {
  /** Instructions executed on the machines that compile, and regions compiled there. */
  readonly instructions: number;
  readonly regions: number;
  /** The first difference between compiled and interpreted execution, if there is one. */
  run(program: Program): Difference | undefined;
}

/** Everything becomes hot at once, and modules do not wait: short programs are compiled too. */
export const EAGER: CompiledOptions = { threshold: 2, batchDelay: 200 };

/** Two machines for programs of so many CPUs on a model. Used again and again. */
class Pair {
  readonly machines: readonly [compiled: Machine, interpreted: Machine];
  readonly bares: readonly BareMachine[];
  private cards = [0, 0];

  constructor(program: Program, options: CompiledOptions) {
    const make = (index: number, compiled: CompiledOptions | false): Machine =>
      equalityMachine(program, compiled, () => this.cards[index]++);
    this.machines = [make(0, options), make(1, false)];
    this.bares = this.machines.map((machine) => new BareMachine(machine));
  }

  load(program: Program): void {
    this.cards = [0, 0];
    this.machines[0].compiled?.reset();
    const image = imageOf(program);
    for (const machine of this.machines) loadMachine(machine, program, image);
  }
}

const hex = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

/** Registers, PSW, timers and counts of the CPUs, by name. */
export function* state(machine: Machine): Generator<Named> {
  for (const cpu of machine.cpus) {
    const of = machine.cpus.length > 1 ? `CPU ${cpu.address}: ` : '';
    yield [`${of}PSW`, `${hex(cpu.psw.high())} ${hex(cpu.psw.low())}`];
    yield [`${of}instructions`, cpu.instructionsExecuted];
    for (let r = 0; r < 16; r++) yield [`${of}GR${r}`, cpu.gpr[r]];
    for (let r = 0; r < 8; r += 2) yield [`${of}FR${r}`, `${hex(cpu.fpr[r])} ${hex(cpu.fpr[r + 1])}`];
    for (let r = 0; r < 16; r++) yield [`${of}CR${r}`, cpu.cr[r]];
    yield [`${of}CPU timer`, cpu.timer.read()];
    yield [`${of}clock comparator`, cpu.clockComparator];
    yield [`${of}prefix`, cpu.prefix];
    yield [`${of}state`, cpu.state];
  }
}

/** What is not the same. */
export type Unequal = Omit<Difference, 'step' | 'instructions'>;

/** A part of a machine's state, with its name. */
export type Named = readonly [name: string, value: string | number | bigint];

/** The first part of the states that is not the same. */
export function compareNamed(mine: Iterable<Named>, theirs: Iterator<Named>): Unequal | undefined {
  for (const [what, value] of mine) {
    const other = (theirs.next().value as Named)[1];
    if (value !== other) {
      const show = (it: string | number | bigint): string =>
        typeof it === 'number' && !what.endsWith('instructions') ? hex(it) : String(it);
      return { what, compiled: show(value), interpreted: show(other) };
    }
  }
  return undefined;
}

/** Main storage as it lies in the machine's buffer: copies would take longer than the comparison. */
function bytesOf({ storage }: Machine): Uint8Array {
  return new Uint8Array(storage.buffer, storage.base, storage.size);
}

/** The first difference between two machines: CPUs, keys with reference and change bits, storage. */
export function compareMachines(compiled: Machine, interpreted: Machine): Unequal | undefined {
  const different = compareNamed(state(compiled), state(interpreted));
  if (different !== undefined) return different;
  const { size } = compiled.storage;
  for (let block = 0; block < size >> 11; block++) {
    const [mine, theirs] = [compiled.storage.keys[block], interpreted.storage.keys[block]];
    if (mine !== theirs)
      return { what: `key of ${hex(block << 11)}`, compiled: hex(mine), interpreted: hex(theirs) };
  }
  const mine = bytesOf(compiled);
  const theirs = bytesOf(interpreted);
  if (Buffer.compare(mine, theirs) !== 0) {
    const at = mine.findIndex((byte, i) => byte !== theirs[i]) & ~3;
    const word = (bytes: Uint8Array): string =>
      hex(new DataView(bytes.buffer, bytes.byteOffset).getUint32(at));
    return { what: `storage ${hex(at)}`, compiled: word(mine), interpreted: word(theirs) };
  }
  return undefined;
}

/** An error of the compiler, after which the interpreter went on: no program may cause one. */
export function compilerFailure(machine: Machine): Difference | undefined {
  const failure = machine.compiled?.lastFailure;
  if (failure === undefined) return undefined;
  const what = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  return {
    step: 0,
    instructions: 0,
    what: `error of the compiler: ${what}`,
    compiled: '',
    interpreted: '',
  };
}

/** Runs programs on bare machines. */
export class EqualityRunner implements ProgramComparer {
  instructions = 0;
  regions = 0;
  /** By what `kindOf` tells of a program. */
  private readonly pairs = new Map<string, Pair>();

  constructor(private readonly options: CompiledOptions = EAGER) {}

  /** The first difference between compiled and interpreted execution, if there is one. */
  run(program: Program): Difference | undefined {
    const pair = this.pairOf(program);
    const [compiled, interpreted] = pair.machines;
    pair.load(program);
    const before = compiled.instructionsExecuted;
    const regions = compiled.compiled?.statistics().compiled ?? 0;
    let difference: Difference | undefined;
    for (let step = 0; step < program.steps.length && difference === undefined; step++) {
      const { budget, action } = program.steps[step];
      const ends = pair.bares.map((bare) => bare.run(budget).kind);
      const instructions = compiled.instructionsExecuted - before;
      if (ends[0] !== ends[1]) {
        difference = { step, instructions, what: 'end', compiled: ends[0], interpreted: ends[1] };
        break;
      }
      const found = compareMachines(compiled, interpreted);
      if (found !== undefined) difference = { step, instructions, ...found };
      if (ends[0] === 'wait') for (const machine of pair.machines) machine.idle();
      pair.machines.forEach((machine, i) => act(machine, pair.bares[i], program, action));
    }
    difference ??= compilerFailure(compiled);
    this.instructions += compiled.instructionsExecuted - before;
    this.regions += (compiled.compiled?.statistics().compiled ?? 0) - regions;
    if (difference !== undefined) this.pairs.clear();
    return difference;
  }

  private pairOf(program: Program): Pair {
    const kind = kindOf(program);
    let pair = this.pairs.get(kind);
    if (pair === undefined) {
      pair = new Pair(program, { ...this.options, whole: program.whole });
      this.pairs.set(kind, pair);
    }
    return pair;
  }
}

/** Programs of the same kind run on the same machines. */
function kindOf({ cpus, model, speed, whole }: Program): string {
  return `${cpus} ${model ?? ''} ${speed ?? ''} ${whole}`;
}
