/** Runs programs on the bare machine, interpreted or compiled. */

import { ebcdic037 } from '../../ebcdic/index.js';
import {
  BareMachine,
  CardPunch,
  CardReader,
  CountedClock,
  Machine,
  Printer,
  type Facility,
} from '../../s370/index.js';
import { storageImage, type GuestProgram } from '../guest-program.js';
import {
  runToEnd,
  type Observation,
  type ProgramRun,
  type ProgramRunner,
  type RunState,
} from '../observation.js';
import { BLOCK, PRINTER, PUNCH, READER, readerOf } from './devices.js';

/** Instructions a microsecond of machine time takes: few, so that devices are quick by the program's measure. */
const INSTRUCTIONS_PER_MICROSECOND = 0.001;
/** Turns without anything to execute before a program counts as waiting for ever. */
const MOST_IDLE_TURNS = 1000;

/**
 * What a virtual machine of CP does not have, as one of VM/370 had not: the machine to compare with lacks it too.
 * GC20-1800, Restrictions.
 */
const ABSENT_FACILITIES: ReadonlySet<Facility> = new Set<Facility>([
  'direct-control',
  'multiprocessing',
  'extended',
  'storage-key-4k',
  'dual-address-space',
  'recovery-extensions',
  'suspend-and-resume',
  'test-block',
  'virtual-machine-assist',
  'mvs-assist',
]);

/** A bare machine for one program after the other. */
export class BareRunner implements ProgramRunner {
  readonly name: string;
  /** The machine of the last program: most programs have storage of the same size. */
  private machine: Machine | undefined;

  /** `compiled`: with compiled execution. */
  constructor(private readonly compiled: boolean = false) {
    this.name = compiled ? 'compiled' : 'bare';
  }

  run(program: GuestProgram): Observation | undefined {
    return runToEnd(this.start(program));
  }

  start(program: GuestProgram): ProgramRun {
    const machine = this.machineFor(program.storageSize);
    const printed: string[] = [];
    const punched: string[] = [];
    equip(machine, program, printed, punched);
    const { storage, cpu } = machine;
    storage.copyIn(0, storageImage(program));
    for (const { address, key } of program.keys) storage.setKey(address, key);
    cpu.gpr.set(program.gpr);
    cpu.fpr.set(program.fpr);
    cpu.loadPsw(program.psw[0], program.psw[1]);
    return new BareRun(machine, program.limit, printed, punched);
  }

  private machineFor(storageSize: number): Machine {
    if (this.machine?.storage.size === storageSize) {
      this.machine.clearReset();
      return this.machine;
    }
    this.machine = new Machine({
      storageSize,
      intervalTimer: false,
      absentFacilities: ABSENT_FACILITIES,
      clock: new CountedClock(INSTRUCTIONS_PER_MICROSECOND),
      ...(this.compiled ? { compiled: true } : {}),
    });
    return this.machine;
  }
}

/** Gives the machine the program's devices and no others. */
function equip({ channels }: Machine, program: GuestProgram, printed: string[], punched: string[]): void {
  for (const address of [READER, PUNCH, PRINTER]) channels.detach(address);
  const source = readerOf(program);
  if (source !== undefined) channels.attach(READER, new CardReader(source, '3505'));
  if (program.devices.punch === true) {
    channels.attach(
      PUNCH,
      new CardPunch({ punchCard: (card) => void punched.push(ebcdic037.decode(card).trimEnd()) }),
    );
  }
  if (program.devices.printer === true) {
    channels.attach(
      PRINTER,
      new Printer({ printLine: (data) => void printed.push(ebcdic037.decode(data).trimEnd()) }),
    );
  }
}

/** A program on the bare machine. */
class BareRun implements ProgramRun {
  private readonly bare: BareMachine;
  private readonly limit: number;
  private idleTurns = 0;
  private ended = false;

  constructor(
    private readonly machine: Machine,
    most: number,
    private readonly printed: readonly string[],
    private readonly punched: readonly string[],
  ) {
    this.bare = new BareMachine(machine);
    this.limit = machine.instructionsExecuted + most;
  }

  step(instructions: number): RunState {
    const { bare, machine } = this;
    const exit = bare.run(Math.min(instructions, this.limit - machine.instructionsExecuted));
    if (exit.kind === 'disabled-wait') {
      this.ended = true;
      return 'ended';
    }
    if (machine.instructionsExecuted >= this.limit) return 'endless';
    if (exit.kind === 'budget') return 'running';
    if (exit.kind !== 'wait' || ++this.idleTurns > MOST_IDLE_TURNS) return 'endless';
    return machine.idle() === Infinity ? 'endless' : 'running';
  }

  observe(): Observation {
    const { storage, cpu } = this.machine;
    return {
      ended: this.ended ? 'disabled-wait' : 'running',
      psw: [cpu.psw.high(), cpu.psw.low()],
      gpr: [...cpu.gpr],
      fpr: [...cpu.fpr],
      cr: [...cpu.cr],
      storage: storage.copyOut(0, storage.size),
      keys: Array.from({ length: storage.size / BLOCK }, (_, block) => storage.getKey(block * BLOCK)),
      printed: this.printed,
      punched: this.punched,
    };
  }
}
