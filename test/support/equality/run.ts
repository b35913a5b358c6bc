/** Runs a program on a machine that compiles and on one that does not, and compares them at every stop. */

import { BareMachine, CardReader, Machine, type CompiledOptions } from '../../../src/s370/index.js';
import { CODE, DATA, imageOf, PAGE, PAGE_TABLE, READER, STORAGE, startOf } from './image.js';
import type { Action, Program } from './program.js';

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

/** Two machines for programs of so many CPUs. Used again and again. */
class Pair {
  readonly machines: readonly [compiled: Machine, interpreted: Machine];
  readonly bares: readonly BareMachine[];
  private cards = [0, 0];

  constructor(cpus: number, options: CompiledOptions) {
    const make = (index: number, compiled: CompiledOptions | false): Machine => {
      const machine = new Machine({ storageSize: STORAGE, cpus, compiled });
      machine.channels.attach(READER, new CardReader({ readCard: () => this.card(index) }));
      return machine;
    };
    this.machines = [make(0, options), make(1, false)];
    this.bares = this.machines.map((machine) => new BareMachine(machine));
  }

  /** The cards of both readers are the same: AR, LR, BCR … */
  private card(index: number): Uint8Array {
    const number = this.cards[index]++;
    return Uint8Array.from(
      { length: 80 },
      (_, i) => [0x1a, 0x18, 0x07, 0x1b][(i >> 1) & 3] ^ (i & 1 ? number & 0x3f : 0),
    );
  }

  load(program: Program): void {
    this.cards = [0, 0];
    this.machines[0].compiled?.reset();
    const image = imageOf(program);
    for (const machine of this.machines) loadMachine(machine, program, image);
  }
}

function loadMachine(machine: Machine, program: Program, image: Uint8Array): void {
  machine.clearReset();
  machine.turn = 0;
  machine.storage.copyIn(0, image);
  program.keys.forEach((key, block) => machine.storage.setKey(block << 11, key));
  machine.cpus.forEach((cpu, address) => {
    program.registers.forEach((value, r) => (cpu.gpr[r] = value + address));
    cpu.fpr.set(program.floats);
    for (const [register, value] of program.controls) cpu.cr[register] = value;
    cpu.setCpuTimer(0x7fffffffffffffffn);
    cpu.setClockComparator(0xffffffffffffffffn);
    cpu.loadPsw(program.psw, (program.programMask << 24) | startOf(program));
    cpu.pollSoon();
    cpu.startOperating();
  });
}

function act(machine: Machine, bare: BareMachine, program: Program, action: Action): void {
  const { storage, cpu } = machine;
  switch (action.kind) {
    case 'none':
    case 'command':
    case 'sweep':
      return;
    case 'input': {
      const page = action.code ? CODE : DATA;
      const frame = (program.psw & 0x04000000) === 0 ? page : program.frames[page >> 12] << 12;
      storage.copyIn(frame + action.offset, Uint8Array.from(action.bytes));
      return;
    }
    case 'key':
      storage.setKey(action.block << 11, action.key);
      return;
    case 'drop-frame':
      machine.dropFrame(action.frame << 12);
      return;
    case 'exchange':
      exchange(machine, action.page, action.with);
      return;
    case 'external':
      cpu.signalExternal(0x40);
      return;
    case 'control':
      cpu.cr[action.register] = action.value;
      cpu.synchronize();
      return;
    case 'mask':
      if (cpu.psw.extendedControl) cpu.psw.systemMask ^= action.mask;
      return;
    case 'register':
      cpu.gpr[action.register] = action.value;
      return;
    case 'purge':
      cpu.purgeTranslations();
      return;
    case 'poll':
      machine.poll();
      return;
    case 'save':
      machine.saveState();
      return;
    case 'restart':
      bare.restart();
  }
}

/** What a paging Control Program does: the frames change their contents, the pages their frames. */
function exchange({ storage }: Machine, page: number, other: number): void {
  const entries = [PAGE_TABLE + 2 * page, PAGE_TABLE + 2 * other];
  const [first, second] = entries.map((entry) => (storage.fetchHalf(entry) >> 4) << 12);
  if (!storage.contains(first, PAGE) || !storage.contains(second, PAGE) || first === 0 || second === 0)
    return;
  const contents = storage.copyOut(first, PAGE);
  storage.copyIn(first, storage.copyOut(second, PAGE));
  storage.copyIn(second, contents);
  const entry = storage.fetchHalf(entries[0]);
  storage.storeHalf(entries[0], storage.fetchHalf(entries[1]));
  storage.storeHalf(entries[1], entry);
  storage.dropFrame(first);
  storage.dropFrame(second);
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
  const mine = compiled.storage.copyOut(0, size);
  const theirs = interpreted.storage.copyOut(0, size);
  if (Buffer.compare(mine, theirs) !== 0) {
    const at = mine.findIndex((byte, i) => byte !== theirs[i]) & ~3;
    const word = (bytes: Uint8Array): string => hex(new DataView(bytes.buffer).getUint32(at));
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

  private pairOf({ cpus, whole }: Program): Pair {
    const name = `${cpus} ${whole}`;
    let pair = this.pairs.get(name);
    if (pair === undefined) {
      pair = new Pair(cpus, { ...this.options, whole });
      this.pairs.set(name, pair);
    }
    return pair;
  }
}
