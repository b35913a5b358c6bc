import { assemble, iplDeck, loadAbsolute } from '../../src/asm/index.js';
import type { AbsoluteLoad } from '../../src/asm/index.js';
import { Cp, formatCpVolume } from '../../src/cp/index.js';
import type {
  AllocationExtent,
  CommandRequest,
  CpOptions,
  CpRooms,
  SavedSystemDefinition,
  SpoolReadResult,
  Vmblok,
  VmConsole,
  VmDisplay,
} from '../../src/cp/index.js';
import { Directory } from '../../src/cp/directory/index.js';
import { makeAssemblerDiagnose } from '../../src/diag/assembler.js';
import { DiagnoseTable } from '../../src/diag/index.js';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import {
  CkdDisk,
  CountedClock,
  Machine,
  diskModel,
  geometryOf,
  todFromUnixMilliseconds,
} from '../../src/s370/index.js';
import type { ConsoleTerminal, Device } from '../../src/s370/index.js';
import { MemoryTracks } from './memory-volumes.js';

/** 28 October 1980, 12:34:56 UTC: the time of every test. */
export const TEST_TIME = Date.UTC(1980, 9, 28, 12, 34, 56);

/** A user at a typewriter: output is collected, input comes from a script. */
export class ScriptedConsole implements VmConsole, ConsoleTerminal {
  /** Everything that was typed, complete lines. */
  readonly lines: string[] = [];
  readonly lineSize = 80;
  display: VmDisplay | undefined;
  stateChanges = 0;
  private partial = '';
  private readonly typedAhead: string[] = [];
  private reply: ((line: Uint8Array | 'cancel') => void) | undefined;

  get terminal(): ConsoleTerminal {
    return this;
  }

  /** The guest waits for a line. */
  get reading(): boolean {
    return this.reply !== undefined;
  }

  /** All output as one text. */
  get text(): string {
    return [...this.lines, this.partial].join('\n');
  }

  /** Types a line: it goes to the guest's present or next read. */
  type(line: string): void {
    this.typedAhead.push(line);
    this.answer();
  }

  writeLine(text: string): void {
    this.lines.push(text);
  }

  stateChanged(): void {
    this.stateChanges++;
  }

  write(text: Uint8Array, newLine: boolean): void {
    this.partial += ebcdic037.decode(text);
    if (!newLine) return;
    this.lines.push(this.partial);
    this.partial = '';
  }

  read(reply: (line: Uint8Array | 'cancel') => void): void {
    this.reply = reply;
    this.answer();
  }

  cancelRead(): void {
    this.reply = undefined;
  }

  alarm(): void {
    // silent
  }

  private answer(): void {
    const { reply } = this;
    const line = this.typedAhead[0];
    if (reply === undefined || line === undefined) return;
    this.typedAhead.shift();
    this.reply = undefined;
    if (this.partial !== '') this.lines.push(this.partial);
    this.partial = '';
    reply(ebcdic037.encode(line));
  }
}

/** Spooling in memory: reader decks come from `decks`, output is kept. */
export class MemorySpool {
  /** Cards of the next reader files. */
  readonly decks: Uint8Array[][] = [];
  readonly punched: Uint8Array[] = [];
  readonly printed: string[] = [];
}

export interface VirtualMachineOptions {
  /** Directory source; by default one class G user TEST with 512K, console 009, reader, punch, printer, scratch disk 191. */
  readonly directory?: string;
  readonly userid?: string;
  /** Instructions a microsecond of machine time takes; 50 by default. */
  readonly speed?: number;
  /** Bytes of real storage. */
  readonly realStorage?: number;
  /** Cards in the virtual reader. */
  readonly deck?: readonly Uint8Array[];
  /** More volumes of the real machine, by real device address. */
  readonly volumes?: ReadonlyMap<number, MemoryTracks>;
  /** Other devices of the real machine, by real device address. */
  readonly devices?: ReadonlyMap<number, Device>;
  /** Cylinders of the CP volume CPPACK (3330). */
  readonly allocation?: readonly AllocationExtent[];
  /** The CP volume, when it is one that an earlier system has left. */
  readonly cpPack?: MemoryTracks;
  readonly savedSystems?: readonly SavedSystemDefinition[];
  /** Carries out CP commands of guests; by default every one is unknown. */
  readonly command?: (request: CommandRequest) => number;
  readonly rooms?: (cp: Cp) => Partial<CpRooms>;
  readonly cp?: Partial<CpOptions>;
  /** Options of the user's virtual machine. */
  readonly settings?: (vm: Vmblok) => void;
}

export const DEFAULT_DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER TEST TEST 512K 16M G
 ACCOUNT 1 TEST
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 191 3330 010 020 SCRTCH MR
`;

const DEFAULT_ALLOCATION: readonly AllocationExtent[] = [
  { kind: 'temporary', from: 1, to: 10 },
  { kind: 'spool', from: 11, to: 12 },
  { kind: 'savedSystems', from: 13, to: 18 },
];

/** A pack in memory with a volume label. */
export function memoryPack(
  volser: string,
  type = '3330',
  extents: readonly AllocationExtent[] = [],
): MemoryTracks {
  const pack = new MemoryTracks(geometryOf(diskModel(type)!));
  formatCpVolume(pack, volser, extents);
  return pack;
}

/** A CP with users at scripted consoles, on a machine in memory with a counted clock: a run depends on nothing else. */
export class VirtualMachineHarness {
  readonly cp: Cp;
  readonly machine: Machine;
  readonly directory: Directory;
  readonly spool = new MemorySpool();
  /** The packs of the real machine by serial. */
  readonly packs: { readonly cp: MemoryTracks; readonly scratch: MemoryTracks };
  private readonly consoles = new Map<Vmblok, ScriptedConsole>();
  /** The first user. */
  readonly vm: Vmblok;

  constructor(private readonly options: VirtualMachineOptions = {}) {
    this.packs = {
      cp: options.cpPack ?? memoryPack('CPPACK', '3330', options.allocation ?? DEFAULT_ALLOCATION),
      scratch: memoryPack('SCRTCH'),
    };
    this.machine = new Machine({
      storageSize: options.realStorage ?? 0x200000,

      intervalTimer: false,
      clock: new CountedClock(options.speed ?? 50),
      tod: todFromUnixMilliseconds(TEST_TIME),
    });
    const { channels } = this.machine;
    channels.attach(0x150, new CkdDisk(this.packs.cp));
    channels.attach(0x151, new CkdDisk(this.packs.scratch));
    for (const [address, tracks] of options.volumes ?? []) channels.attach(address, new CkdDisk(tracks));
    for (const [address, device] of options.devices ?? []) channels.attach(address, device);
    this.directory = Directory.fromSource(options.directory ?? DEFAULT_DIRECTORY).directory;
    if (options.deck !== undefined) this.spool.decks.push([...options.deck]);
    this.cp = new Cp({
      machine: this.machine,
      rooms: (cp) => ({ ...this.rooms(), ...options.rooms?.(cp) }),
      ownedVolumes: ['CPPACK'],
      savedSystems: options.savedSystems,
      diagnose: new DiagnoseTable([makeAssemblerDiagnose(assemble)]),
      timeOfDay: () => TEST_TIME + Math.floor(this.machine.events.now() / 1000),
      ...options.cp,
    });
    this.cp.start();
    this.vm = this.logon(options.userid ?? this.directory.users()[0].userid);
    options.settings?.(this.vm);
  }

  /** Console of the first user. */
  get console(): ScriptedConsole {
    return this.consoles.get(this.vm)!;
  }

  consoleOf(vm: Vmblok): ScriptedConsole {
    return this.consoles.get(vm)!;
  }

  /** Logs a user on and attaches the minidisks of the directory entry, read/write unless the mode is R or RR. */
  logon(userid: string): Vmblok {
    const user = this.directory.find(userid);
    if (user === undefined) throw new Error(`${userid} is not in the directory`);
    const console = new ScriptedConsole();
    const vm = this.cp.logon(user, console);
    this.consoles.set(vm, console);
    for (const entry of user.devices) {
      if (entry.kind !== 'mdisk') continue;
      const access = entry.mode === 'R' || entry.mode === 'RR' ? 'R/O' : 'R/W';
      this.cp.attachMinidisk(vm, { address: entry.address, entry, owner: userid, access });
    }
    return vm;
  }

  /** IPLs a device (`00C`) or a saved system; throws when CP refuses. */
  ipl(what: string, vm: Vmblok = this.vm): void {
    const device = /^[0-9A-F]{1,3}$/i.test(what);
    const result = this.cp.ipl(
      vm,
      device ? { kind: 'device', address: parseInt(what, 16) } : { kind: 'system', name: what },
    );
    if (!result.ok)
      throw new Error(`IPL failed: DMK${result.module}${result.number} ${result.fields.join(' ')}`);
  }

  /** Runs until `done`, or throws after so many seconds of machine time with what the console shows. */
  runUntil(done: () => boolean, seconds = 10): void {
    const limit = this.machine.events.now() + seconds * 1e6;
    while (!done()) {
      if (this.machine.events.now() > limit) {
        throw new Error(`nothing happened in ${seconds} s; the console shows:\n${this.console.text}`);
      }
      const delay = this.cp.runSlice(1);
      if (delay === Infinity && !done()) {
        throw new Error(`CP has nothing to do (${this.vm.state}); the console shows:\n${this.console.text}`);
      }
    }
  }

  /** Runs until the console of the first user shows `text`; answers the whole output. */
  waitFor(text: string, seconds?: number): string {
    this.runUntil(() => this.console.text.includes(text), seconds);
    return this.console.text;
  }

  /** Types a line and runs until the console then shows `text`. */
  enter(line: string, text: string, seconds?: number): string {
    const before = this.console.text.length;
    this.console.type(line);
    this.runUntil(() => this.console.text.slice(before).includes(text), seconds);
    return this.console.text.slice(before);
  }

  /** Runs until the virtual machine is in CP mode. */
  runToCp(seconds?: number, vm: Vmblok = this.vm): void {
    this.runUntil(() => vm.state === 'cp', seconds);
  }

  /** Runs until the virtual machine waits, is in CP mode or the time is over. */
  runToStop(seconds?: number): void {
    this.runUntil(() => this.vm.state !== 'running', seconds);
  }

  /** Puts an assembled program into storage; answers its entry address. */
  load(source: string, vm: Vmblok = this.vm, origin = 0): number {
    const program = assembleAbsolute(source, origin);
    for (const { address, bytes } of program.segments) {
      if (!this.cp.writeStorage(vm, address, bytes)) throw new Error('the program does not fit into storage');
    }
    return program.entry ?? origin;
  }

  /** Loads a program and starts it at its entry in BC mode, supervisor state, everything disabled. */
  start(source: string, vm: Vmblok = this.vm, origin = 0): void {
    const entry = this.load(source, vm, origin);
    vm.psw.load(0, entry);
    this.cp.beginExecution(vm);
  }

  private rooms(): CpRooms {
    const { spool, options } = this;
    return {
      commands: {
        execute: (request) => {
          if (options.command !== undefined) return options.command(request);
          request.respond(`?CP: ${request.line}`);
          return 1;
        },
      },
      spool: {
        reader: () => {
          let deck: Uint8Array[] | undefined;
          return {
            readCard: () => {
              deck ??= spool.decks.shift();
              if (deck === undefined) return 'empty';
              const card = deck.shift();
              if (card !== undefined) return card;
              deck = undefined;
              return 'end';
            },
          };
        },
        punch: () => ({ punchCard: (card) => void spool.punched.push(card.slice()) }),
        printer: () => ({ printLine: (data) => void spool.printed.push(ebcdic037.decode(data)) }),
        closeDevice: () => undefined,
        readDiagnose: (): SpoolReadResult => ({ conditionCode: 2 }),
        nextFile: (): SpoolReadResult => ({ conditionCode: 2 }),
      },
      consoles: { operatorMessage: () => undefined, released: () => undefined },
    };
  }
}

/** Assembles a program and gives its sections absolute addresses from `origin`. Throws with the diagnostics when it has errors. */
export function assembleAbsolute(source: string, origin = 0): AbsoluteLoad {
  const result = assemble(source, { noListing: true });
  if (result.returnCode > 4) {
    throw new Error(result.diagnostics.map(({ line, message }) => `line ${line}: ${message}`).join('\n'));
  }
  return loadAbsolute([{ name: 'TEST', deck: result.object }], { origin });
}

/** A deck for the card reader that IPLs the program: 80-byte cards. */
export function deckOf(source: string, origin: number, bootstrapAddress = 0x400): Uint8Array[] {
  const load = assembleAbsolute(source, origin);
  const bytes = iplDeck(load, { bootstrapAddress, entry: load.entry ?? origin });
  const cards: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 80) cards.push(bytes.slice(at, at + 80));
  return cards;
}
