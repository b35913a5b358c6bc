/** Runs programs on the bare machine, interpreted or compiled. */

import { ebcdic037 } from '../../ebcdic/index.js';
import {
  BareMachine,
  CardPunch,
  CardReader,
  CkdDisk,
  CountedClock,
  diskModel,
  EXTERNAL_KEY,
  GENERAL_MODEL,
  geometryOf,
  Machine,
  Printer,
  TapeDrive,
  type Facility,
  type MachineModel,
} from '../../s370/index.js';
import {
  storageImage,
  type ExternalEvent,
  type GuestProgram,
  type ProgramDiskType,
} from '../guest-program.js';
import { MemoryTape, MemoryTracks, writtenRecords } from '../media.js';
import { COMPILED_SOON } from './compiled-soon.js';
import {
  runToEnd,
  type Observation,
  type ProgramRun,
  type ProgramRunner,
  type RunState,
} from '../observation.js';
import { TIME_OF_DAY } from './time-of-day.js';
import { BLOCK, DISK, DISK_CYLINDERS, eventsOf, PRINTER, PUNCH, READER, readerOf, TAPE } from './devices.js';

/** Instructions in a microsecond of machine time: few, so that devices are quick by the program's measure. */
const INSTRUCTIONS_PER_MICROSECOND = 0.001;
/** As many times as fast, or slow, are the machines that tell what of a program depends on time. */
const PACES: readonly number[] = [0.0013, 0.027, 0.37, 7.3, 131];
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

/** As a virtual machine, one without fast release: there START I/O FAST RELEASE is START I/O. */
const MODEL: MachineModel = { ...GENERAL_MODEL, fastRelease: false };

/** The machine that virtual machines are compared with. */
export const COMPARED_MACHINE = { model: MODEL, absentFacilities: ABSENT_FACILITIES } as const;

/** A bare machine for one program after the other. */
export class BareRunner implements ProgramRunner {
  readonly name: string;
  /** Machines by size of storage, with and without interval timer. */
  private readonly machines = new Map<string, Machine>();
  private readonly tape = new MemoryTape();
  private readonly disks: Readonly<Record<ProgramDiskType, MemoryTracks>> = {
    '3330': new MemoryTracks(geometryOf(diskModel('3330')!, DISK_CYLINDERS)),
    '2314': new MemoryTracks(geometryOf(diskModel('2314')!, DISK_CYLINDERS)),
  };

  /** `compiled`: with compiled execution. `pace`: so many times as fast as others. */
  constructor(
    private readonly compiled: boolean = false,
    private readonly pace = 1,
  ) {
    this.name = compiled ? 'compiled' : 'bare';
  }

  /** Bare machines of other speeds, for `withoutElapsedTime`. */
  static paced(): BareRunner[] {
    return PACES.map((pace) => new BareRunner(false, pace));
  }

  run(program: GuestProgram): Observation | undefined {
    return runToEnd(this.start(program));
  }

  start(program: GuestProgram): ProgramRun {
    const machine = this.machineFor(program);
    const output = { printed: [] as string[], punched: [] as string[] };
    const reader = this.equip(machine, program, output);
    const { storage, cpu } = machine;
    storage.copyIn(0, storageImage(program));
    for (const { address, key } of program.keys) storage.setKey(address, key);
    cpu.gpr.set(program.gpr);
    cpu.fpr.set(program.fpr);
    cpu.loadPsw(program.psw[0], program.psw[1]);
    const { disk, tape } = program.devices;
    return new BareRun(machine, program, reader, () => ({
      ...output,
      media: [
        ...(disk === undefined ? [] : writtenRecords(this.disks[disk], 0, DISK_CYLINDERS)),
        ...(tape === undefined ? [] : this.tape.contents()),
      ],
    }));
  }

  private machineFor({ storageSize, intervalTimer = false }: GuestProgram): Machine {
    const kind = `${storageSize} ${intervalTimer}`;
    let machine = this.machines.get(kind);
    if (machine === undefined) {
      machine = new Machine({
        storageSize,
        ...COMPARED_MACHINE,
        intervalTimer,
        clock: new CountedClock(this.pace * INSTRUCTIONS_PER_MICROSECOND),
        ...(this.compiled ? { compiled: COMPILED_SOON } : {}),
      });
      this.machines.set(kind, machine);
    } else machine.clearReset();
    machine.cpu.setClock(TIME_OF_DAY);
    return machine;
  }

  /** Gives the machine the program's devices and no others; answers the reader. */
  private equip(
    { channels }: Machine,
    program: GuestProgram,
    { printed, punched }: { readonly printed: string[]; readonly punched: string[] },
  ): CardReader | undefined {
    const { disk, tape, punch, printer } = program.devices;
    for (const address of [READER, PUNCH, PRINTER, DISK, TAPE]) channels.detach(address);
    if (punch === true) {
      const punchCard = (card: Uint8Array): void => void punched.push(ebcdic037.decode(card).trimEnd());
      channels.attach(PUNCH, new CardPunch({ punchCard }));
    }
    if (printer === true) {
      const printLine = (data: Uint8Array): void => void printed.push(ebcdic037.decode(data).trimEnd());
      channels.attach(PRINTER, new Printer({ printLine }));
    }
    if (disk !== undefined) {
      this.disks[disk].undo();
      channels.attach(DISK, new CkdDisk(this.disks[disk], diskModel(disk)!));
    }
    if (tape !== undefined) {
      this.tape.load(tape);
      channels.attach(TAPE, new TapeDrive(this.tape));
    }
    const source = readerOf(program);
    if (source === undefined) return undefined;
    const reader = new CardReader(source, '3505');
    channels.attach(READER, reader);
    return reader;
  }
}

/** A program on the bare machine. */
class BareRun implements ProgramRun {
  private readonly bare: BareMachine;
  private readonly limit: number;
  private idleTurns = 0;
  private ended = false;

  private readonly events: () => ExternalEvent | undefined;

  constructor(
    private readonly machine: Machine,
    program: GuestProgram,
    private readonly reader: CardReader | undefined,
    private readonly output: () => Pick<Observation, 'printed' | 'punched' | 'media'>,
  ) {
    this.bare = new BareMachine(machine);
    this.limit = machine.instructionsExecuted + program.limit;
    this.events = eventsOf(program);
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
    if (machine.idle() !== Infinity) return 'running';
    return this.happen(this.events()) ? 'running' : 'endless';
  }

  private happen(event: ExternalEvent | undefined): boolean {
    if (event === 'key') this.machine.cpu.signalExternal(EXTERNAL_KEY);
    else if (event === 'ready') this.reader?.ready();
    return event !== undefined;
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
      ...this.output(),
    };
  }
}
