/** A real machine with CP and the users that programs run as, for one program after the other. */

import {
  Cp,
  Directory,
  formatCpVolume,
  HOST_ABSENT_FACILITIES,
  type CpRooms,
  type Vmblok,
  type VmConsole,
} from '../../cp/index.js';
import {
  CkdDisk,
  CountedClock,
  diskModel,
  geometryOf,
  Machine,
  TapeDrive,
  type ConsoleTerminal,
} from '../../s370/index.js';
import type { GuestProgram, ProgramDiskType } from '../guest-program.js';
import { MemoryTape, MemoryTracks, writtenRecords } from '../media.js';
import { COMPILED_SOON } from './compiled-soon.js';
import { DISK, DISK_CYLINDERS, PRINTER, PUNCH, READER, TAPE } from './devices.js';
import { ProgramSpool } from './program-spool.js';
import { RealStorageWatch } from './real-storage-watch.js';
import { TIME_OF_DAY } from './time-of-day.js';

/** Real storage beside the program's: the guest never waits for a page. It is looked at around every run. */
const REAL_STORAGE = 0x30000;
/** Console address in the directory: programs have no console. */
const CONSOLE = 0x0ff;

const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER TEST TEST 64K 16M G
 OPTION ECMODE
 CONSOLE 0FF 3215
USER OTHER OTHER 16K 16M G
 OPTION ECMODE
 CONSOLE 0FF 3215
`;

/** Bytes before the count area of record zero. */
const HOME_ADDRESS_SIZE = 5;
/** Where minidisks are: behind cylinders of others, and before some. */
const MINIDISK_START = 2;
const PACK_CYLINDERS = 6;

/** What the storage of others is filled with. */
const CANARY = 0xcb;
const NEIGHBOUR_PROGRAM = 0x1000;
/** SSK, STNSM, STOSM, LCTL, ST and a branch back by register 12: it changes what it has, for ever. */
const NEIGHBOUR_CODE: readonly number[] = [
  ...[0x41, 0x10, 0x20, 0x00, 0x41, 0x00, 0x00, 0xf0, 0x08, 0x01],
  ...[0xac, 0x00, 0xc8, 0x00, 0xad, 0x00, 0xc8, 0x01, 0xb7, 0x88, 0xc9, 0x00],
  ...[0x50, 0x10, 0xca, 0x00, 0x47, 0xf0, 0xc0, 0x00],
];

/** A pack of which the program has two cylinders. */
interface Pack {
  readonly type: ProgramDiskType;
  readonly address: number;
  readonly volser: string;
  readonly tracks: MemoryTracks;
}

export interface GuestSystemOptions {
  readonly compiled: boolean;
  /** Bytes of storage that the program's virtual machine needs. */
  readonly storage: number;
  readonly instructionsPerMicrosecond: number;
}

/** One CP, and what its users' programs print, punch and write. */
export class GuestSystem {
  readonly machine: Machine;
  readonly cp: Cp;
  readonly vm: Vmblok;
  /** CP itself failed. */
  failure: unknown;
  private readonly neighbour: Vmblok;
  private neighbourRuns = false;
  private readonly packs: readonly Pack[];
  private readonly tape = new MemoryTape();
  private readonly spool = new ProgramSpool('TEST', 'OTHER');
  private readonly watch: RealStorageWatch;
  private readonly directory = Directory.fromSource(DIRECTORY).directory;
  private program: GuestProgram | undefined;

  constructor({ compiled, storage, instructionsPerMicrosecond }: GuestSystemOptions) {
    this.machine = new Machine({
      storageSize: REAL_STORAGE + storage,
      intervalTimer: false,
      absentFacilities: HOST_ABSENT_FACILITIES,
      clock: new CountedClock(instructionsPerMicrosecond),
      ...(compiled ? { compiled: COMPILED_SOON } : {}),
    });
    this.packs = [makePack('3330', 0x330), makePack('2314', 0x230)];
    for (const { address, type, tracks } of this.packs)
      this.machine.channels.attach(address, new CkdDisk(tracks, diskModel(type)!));
    this.machine.channels.attach(TAPE, new TapeDrive(this.tape));
    this.cp = new Cp({
      machine: this.machine,
      ownedVolumes: [],
      rooms: () => this.rooms(),
      timeOfDay: () => Math.floor(this.machine.events.now() / 1000),
      failed: (_vm, error) => (this.failure = error),
    });
    this.cp.start();
    this.vm = this.logon('TEST');
    this.neighbour = this.logon('OTHER');
    const pattern = new Uint8Array(this.neighbour.storage.size).fill(CANARY);
    this.cp.writeStorage(this.neighbour, 0, pattern);
    this.watch = new RealStorageWatch(this.cp);
  }

  private logon(userid: 'TEST' | 'OTHER'): Vmblok {
    const vm = this.cp.logon(this.directory.find(userid)!, new SilentConsole());
    this.cp.detachDevice(vm, CONSOLE);
    return vm;
  }

  /** Gives the virtual machine the program's devices and no others, with what is in them. */
  equip(program: GuestProgram): void {
    const { cp, vm, machine } = this;
    const { devices } = program;
    this.program = program;
    this.failure = undefined;
    machine.cpu.setClock(TIME_OF_DAY);
    for (const { tracks } of this.packs) tracks.undo();
    for (const address of [READER, PUNCH, PRINTER, DISK, TAPE]) cp.detachDevice(vm, address);
    this.spool.begin(devices.reader ?? []);
    if (devices.reader !== undefined) cp.defineDevice(vm, { kind: 'reader', address: READER, type: '3505' });
    if (devices.punch === true) cp.defineDevice(vm, { kind: 'punch', address: PUNCH, type: '3525' });
    if (devices.printer === true) cp.defineDevice(vm, { kind: 'printer', address: PRINTER, type: '1403' });
    if (devices.disk !== undefined) this.attachDisk(devices.disk);
    if (devices.tape !== undefined) {
      this.tape.load(devices.tape);
      // another drive: nothing is left in it of the program before
      machine.channels.detach(TAPE);
      machine.channels.attach(TAPE, new TapeDrive(this.tape));
      const real = cp.realDevices().find(({ address }) => address === TAPE)!;
      if (cp.attachReal(vm, TAPE, real, false) === undefined) throw new Error('the tape drive is not free');
    }
  }

  /** What is on the program's disk and tape. */
  media(): string[] {
    const { devices } = this.program!;
    const pack = this.packs.find(({ type }) => type === devices.disk);
    return [
      ...(pack === undefined ? [] : writtenRecords(pack.tracks, MINIDISK_START, DISK_CYLINDERS)),
      ...(devices.tape === undefined ? [] : this.tape.contents()),
    ];
  }

  /** What the program has printed and punched. */
  output(): { readonly printed: string[]; readonly punched: string[] } {
    return this.spool.output(this.vm);
  }

  /** The program is loaded: remembers what it must not touch. */
  watchOthers(): void {
    this.watch.begin(this.neighbourRuns ? [this.vm, this.neighbour] : [this.vm]);
  }

  /** What the program changed that is not its own: there must be nothing. */
  violations(): string[] {
    return [...this.foreignTracks(), ...this.watch.violations(), ...this.spool.violations()];
  }

  /** The other virtual machine runs beside the program from now on. */
  startNeighbour(): void {
    if (!this.neighbourRuns) {
      this.cp.writeStorage(this.neighbour, NEIGHBOUR_PROGRAM, Uint8Array.from(NEIGHBOUR_CODE));
      this.neighbour.gpr[12] = NEIGHBOUR_PROGRAM;
      this.neighbour.psw.load(0, NEIGHBOUR_PROGRAM);
    }
    this.neighbourRuns = true;
    if (this.neighbour.state === 'cp') this.cp.beginExecution(this.neighbour);
  }

  /** Tracks outside of the program's extent that were written. */
  private foreignTracks(): string[] {
    return this.packs.flatMap(({ volser, tracks }) =>
      tracks
        .written()
        .filter(({ cylinder }) => cylinder < MINIDISK_START || cylinder >= MINIDISK_START + DISK_CYLINDERS)
        .map(({ cylinder, head }) => `${volser} cylinder ${cylinder} head ${head}`),
    );
  }

  private attachDisk(type: ProgramDiskType): void {
    const { volser } = this.packs.find((pack) => pack.type === type)!;
    this.cp.attachMinidisk(this.vm, {
      address: DISK,
      entry: { type, start: MINIDISK_START, cylinders: DISK_CYLINDERS, volser, address: DISK },
      owner: 'TEST',
      access: 'R/W',
    });
  }

  private rooms(): CpRooms {
    return {
      commands: { execute: () => 1 },
      spool: this.spool.service,
      consoles: { operatorMessage: () => undefined, released: () => undefined },
    };
  }
}

function makePack(type: ProgramDiskType, address: number): Pack {
  const tracks = new MemoryTracks(geometryOf(diskModel(type)!, PACK_CYLINDERS));
  const volser = `PK${type}`;
  formatCpVolume(tracks, volser, []);
  if (!type.startsWith('33')) formatMinidisk(tracks);
  tracks.keep();
  return { type, address, volser, tracks };
}

/**
 * Who formats a minidisk on a disk before the 3330 writes record zero too, with the cylinder numbers of the minidisk;
 * on later disks record zero stays that of the real track, and CP moves its addresses.
 */
function formatMinidisk(tracks: MemoryTracks): void {
  for (let cylinder = 0; cylinder < DISK_CYLINDERS; cylinder++) {
    for (let head = 0; head < tracks.geometry.heads; head++) {
      const number = Uint8Array.of(cylinder >> 8, cylinder & 0xff);
      tracks.writeTrack(MINIDISK_START + cylinder, head, HOME_ADDRESS_SIZE, number);
    }
  }
}

/** A terminal that nobody sits at. */
class SilentConsole implements VmConsole, ConsoleTerminal {
  readonly lineSize = 80;
  readonly display = undefined;

  get terminal(): ConsoleTerminal {
    return this;
  }

  writeLine(): void {
    // nobody reads it
  }

  stateChanged(): void {
    // nobody sees it
  }

  write(): void {
    // nobody reads it
  }

  read(): void {
    // nobody answers
  }

  cancelRead(): void {
    // nothing was asked
  }

  alarm(): void {
    // nobody hears it
  }
}
