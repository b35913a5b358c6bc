import { assemble } from '../../src/asm/index.js';
import { Cp } from '../../src/cp/index.js';
import type { AllocationExtent, CpOptions } from '../../src/cp/index.js';
import { Directory } from '../../src/cp/directory/index.js';
import { SystemServices } from '../../src/cp/system-services.js';
import type { SystemServicesOptions } from '../../src/cp/system-services.js';
import type { LineTerminal } from '../../src/cp/terminal/line-terminal.js';
import type { Vmblok } from '../../src/cp/index.js';
import { makeAssemblerDiagnose } from '../../src/diag/assembler.js';
import { DiagnoseTable } from '../../src/diag/index.js';
import {
  CkdDisk,
  CountedClock,
  Display3270,
  Machine,
  todFromUnixMilliseconds,
} from '../../src/s370/index.js';
import type { Device, DisplayTerminal, MachineOptions } from '../../src/s370/index.js';
import { Aid, Screen, screenText } from '../../src/tn3270/datastream/index.js';
import type { DisplayModel } from '../../src/tn3270/datastream/index.js';
import type { MemoryTracks } from './memory-volumes.js';
import { TEST_TIME, assembleAbsolute, memoryPack } from './virtual-machine.js';

/** Users of a test system: an operator, two ordinary users, an owner of disks. */
export const TEST_DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER OPERATOR OPER 512K 2M ABCDEG
 ACCOUNT 1 OPERATNS
 CONSOLE 009 3215
 SPOOL 00C 2540 READER *
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
USER ALICE WONDER 512K 16M G
 ACCOUNT 42 BIN7
 CONSOLE 009 3215
 SPOOL 00C 2540 READER *
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 LINK MAINT 190 190 RR
 MDISK 191 3330 010 005 SCRTCH MR RPASS WPASS MPASS
USER BOB BUILDER 256K 1M G
 CONSOLE 009 3215
 SPOOL 00C 2540 READER *
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 191 3330 015 005 SCRTCH MR
USER MAINT CPCMS 512K 16M BCG
 CONSOLE 009 3215
 SPOOL 00C 2540 READER *
 MDISK 190 3330 030 010 SCRTCH MR ALL WRITE MULT
 MDISK 19A 3330 040 010 NOPACK MR
USER NOBODY NOLOG
`;

const ALLOCATION: readonly AllocationExtent[] = [
  { kind: 'temporary', from: 1, to: 10 },
  { kind: 'spool', from: 11, to: 14 },
  { kind: 'savedSystems', from: 15, to: 18 },
  { kind: 'errorRecording', from: 19, to: 20 },
];

export interface CpSystemOptions {
  readonly directory?: string;
  readonly services?: Partial<SystemServicesOptions>;
  readonly cp?: Partial<CpOptions>;
  /** False: the services are not started yet. */
  readonly begins?: boolean;
  readonly realStorage?: number;
  /** Instructions a microsecond of machine time takes; 50 by default. */
  readonly speed?: number;
  /** Packs of an earlier system, to start again with. */
  readonly packs?: { readonly cp: MemoryTracks; readonly scratch: MemoryTracks };
  /** More real devices, by address. */
  readonly devices?: ReadonlyMap<number, Device>;
  /** Compiled execution; without it everything is interpreted. */
  readonly compiled?: MachineOptions['compiled'];
}

/** A whole CP with its commands, spooling and terminals on a machine in memory with a counted clock. */
export class CpSystem {
  readonly machine: Machine;
  readonly cp: Cp;
  readonly services: SystemServices;
  readonly directory: Directory;
  readonly packs: { readonly cp: MemoryTracks; readonly scratch: MemoryTracks };
  readonly log: string[] = [];
  readonly accounting: Uint8Array[] = [];

  constructor(options: CpSystemOptions = {}) {
    this.packs = options.packs ?? {
      cp: memoryPack('CPPACK', '3330', ALLOCATION),
      scratch: memoryPack('SCRTCH'),
    };
    this.machine = new Machine({
      storageSize: options.realStorage ?? 0x200000,
      intervalTimer: false,
      clock: new CountedClock(options.speed ?? 50),
      tod: todFromUnixMilliseconds(TEST_TIME),
      ...(options.compiled === undefined ? {} : { compiled: options.compiled }),
    });
    const { channels } = this.machine;
    channels.attach(0x150, new CkdDisk(this.packs.cp));
    channels.attach(0x151, new CkdDisk(this.packs.scratch));
    for (const [address, device] of options.devices ?? []) channels.attach(address, device);
    this.directory = Directory.fromSource(options.directory ?? TEST_DIRECTORY).directory;
    this.services = new SystemServices({
      directory: this.directory,
      log: (text) => this.log.push(text),
      accounting: (card) => this.accounting.push(card),
      ...options.services,
    });
    this.cp = new Cp({
      machine: this.machine,
      rooms: (cp) => this.services.connect(cp),
      ownedVolumes: ['CPPACK'],
      savedSystems: [],
      diagnose: new DiagnoseTable([makeAssemblerDiagnose(assemble)]),
      timeOfDay: () => TEST_TIME + Math.floor(this.machine.events.now() / 1000),
      ...options.cp,
    });
    this.cp.start();
    if (options.begins !== false) this.services.start();
  }

  /** Runs until `done`; throws after so many seconds of machine time. */
  runUntil(done: () => boolean, seconds = 10, what: () => string = () => ''): void {
    const limit = this.machine.events.now() + seconds * 1e6;
    while (!done()) {
      if (this.machine.events.now() > limit) throw new Error(`nothing happened in ${seconds} s\n${what()}`);
      const delay = this.cp.runSlice(1);
      if (delay === Infinity && !done()) throw new Error(`CP has nothing to do\n${what()}`);
    }
  }

  /** Lets everything that is due happen. */
  settle(seconds = 0.05): void {
    const limit = this.machine.events.now() + seconds * 1e6;
    let over = false;
    this.machine.events.scheduleAt(limit, () => (over = true));
    while (!over) {
      const delay = this.cp.runSlice(1);
      if (!over && delay > 0 && delay < Infinity)
        this.machine.events.clock.skipTo(this.machine.events.nextTime());
    }
  }

  typewriter(name = 'LINE 01F'): Typewriter {
    return new Typewriter(this, name);
  }

  /** A user who is logged on at a typewriter. */
  user(userid: string, name = `LINE ${userid.slice(0, 3)}`): Typewriter {
    const typewriter = this.typewriter(name);
    const password = this.directory.find(userid)?.password ?? '';
    typewriter.enter('');
    typewriter.enter(`LOGON ${userid} ${password}`);
    if (typewriter.vm === undefined) throw new Error(typewriter.text);
    typewriter.clear();
    return typewriter;
  }

  vm(userid: string): Vmblok {
    const vm = this.cp.findUser(userid);
    if (vm === undefined) throw new Error(`${userid} is not logged on`);
    return vm;
  }

  /** Loads a program into a virtual machine and lets it run, BC mode, supervisor state. */
  start(userid: string, source: string, origin = 0x1000): void {
    const program = assembleAbsolute(source, origin);
    const vm = this.vm(userid);
    for (const { address, bytes } of program.segments) this.cp.writeStorage(vm, address, bytes);
    vm.psw.load(0, program.entry ?? origin);
    this.cp.beginExecution(vm);
  }
}

/** A person at a line terminal. */
export class Typewriter {
  readonly lines: string[] = [];
  readonly terminal: LineTerminal;
  alarms = 0;
  prompt: 'none' | 'read' | 'hidden' = 'none';

  constructor(
    readonly system: CpSystem,
    name: string,
  ) {
    this.terminal = system.services.addLine(name, {
      print: (text) => this.lines.push(text),
      alarm: () => this.alarms++,
      prompt: (state) => (this.prompt = state),
    });
  }

  get vm(): Vmblok | undefined {
    return this.system.services.terminals.terminals().find(({ terminal }) => terminal === this.terminal)
      ?.user;
  }

  get text(): string {
    return this.lines.join('\n');
  }

  clear(): void {
    this.lines.length = 0;
  }

  /** Types a line; answers what was printed for it at once. */
  enter(line: string): string[] {
    const before = this.lines.length;
    if (!this.terminal.lineTyped(line)) this.lines.push('NOT ACCEPTED');
    this.system.settle();
    return this.lines.slice(before);
  }

  /** One line of command output, for tests that expect just one. */
  answer(line: string): string {
    return this.enter(line).join('|');
  }

  attention(): void {
    this.terminal.attentionPressed();
    this.system.settle();
  }

  waitFor(text: string, seconds?: number): void {
    this.system.runUntil(
      () => this.text.includes(text),
      seconds,
      () => this.text,
    );
  }
}

/** A person at a 3270 on the real local control unit. */
export class DisplayUser {
  readonly device: Display3270;
  readonly screen: Screen;
  alarms = 0;

  constructor(
    private readonly system: () => CpSystem,
    model: DisplayModel = 2,
    extended = true,
  ) {
    this.device = new Display3270('3278');
    this.screen = new Screen({ model, extended });
    const { screen, device } = this;
    const terminal: DisplayTerminal = {
      model,
      rows: 24,
      columns: 80,
      alternateRows: screen.alternate.rows,
      alternateColumns: screen.alternate.columns,
      extended,
      send: (command, data) => {
        const outcome = screen.execute(command, data);
        if (outcome.rejected) throw new Error(`the display rejects ${outcome.rejected}`);
        if (outcome.alarm) this.alarms++;
        const { reply } = outcome;
        if (reply) this.system().machine.events.schedule(1000, () => device.attention(reply));
      },
      request: (command, reply) => {
        const data = screen.execute(command, new Uint8Array(0)).reply ?? new Uint8Array(0);
        this.system().machine.events.schedule(1000, () => reply(data));
      },
    };
    device.plug(terminal);
  }

  powerOn(): void {
    this.screen.connected();
    this.device.powered(true);
    this.system().settle();
  }

  powerOff(): void {
    this.device.powered(false);
    this.screen.disconnected();
    this.system().settle();
  }

  rows(): string[] {
    return screenText(this.screen).map((row) => row.trimEnd());
  }

  get status(): string {
    return screenText(this.screen)[this.screen.rows - 1].slice(-20).trimEnd();
  }

  press(aid: number = Aid.enter): void {
    const inbound = aid === Aid.clear ? this.screen.clear() : this.screen.attention(aid);
    if (inbound === undefined)
      throw new Error(`keyboard locked: ${this.screen.lock}\n${this.rows().join('\n')}`);
    this.device.attention(inbound);
    this.system().settle();
  }

  enter(text: string): void {
    if (!this.screen.typeText(text)) throw new Error(`keyboard locked: ${this.screen.lock}`);
    this.press(Aid.enter);
  }

  waitFor(text: string, seconds?: number): void {
    const shown = (): string => this.rows().join('\n');
    this.system().runUntil(() => shown().includes(text), seconds, shown);
  }
}
