import { cswHigh, cswLow, lowStorage } from '../../../s370/index.js';
import type { Csw, MainStorage } from '../../../s370/index.js';
import type { TranslatedProgram } from '../translated-program.js';
import { deviceName, realDeviceName } from '../device-names.js';
import { guestAddress } from '../guest-address.js';
import { LogicalStorage } from '../logical-storage.js';
import type { PrivilegedInstruction } from '../privileged/operation.js';
import type { DedicatedVdev, MinidiskVdev, VdevBlok } from '../vdevblok.js';
import type { Vmblok } from '../vmblok.js';
import { ccwLines } from './ccw-lines.js';
import type { WatchOutput } from './guest-watch.js';
import { InstructionReader, isSupervisorCall } from './instruction-view.js';
import type { InstructionView } from './instruction-view.js';
import { cswLine, instructionLine, interruptionLine, ioInstructionLine } from './trace-lines.js';
import { FLOW_EVENTS, TraceEvent, TraceSettings } from './trace-settings.js';

const CSW_STATUS = guestAddress(0x44);
const CSW_HIGH = guestAddress(0x40);
const CAW = guestAddress(0x48);
const DIAGNOSE = 0x83;
const CONSOLE_FUNCTION = 8;
const SIO = 0x9c00;
const SIOF = 0x9c01;
const TEST_CHANNEL = 0x9f00;

/** Kinds of interruptions by the place of their old PSW. */
const INTERRUPTIONS: ReadonlyMap<number, readonly [kind: 'SVC' | 'PROG' | 'EXT' | 'I/O', event: number]> =
  new Map([
    [lowStorage.EXTERNAL_OLD_PSW, ['EXT', TraceEvent.external]],
    [lowStorage.SVC_OLD_PSW, ['SVC', TraceEvent.svc]],
    [lowStorage.PROGRAM_OLD_PSW, ['PROG', TraceEvent.program]],
    [lowStorage.IO_OLD_PSW, ['I/O', TraceEvent.io]],
  ]);

/**
 * TRACE of one virtual machine. Instructions and branches are followed by running the guest one instruction at a
 * time; nothing is put into its storage. SY20-0884, DMKTRC and DMKTRD; GC20-1820, TRACE.
 */
export class Trace {
  readonly settings = new TraceSettings();
  private readonly reader: InstructionReader;
  /** The instruction that the guest is about to execute. */
  private current: InstructionView | undefined;
  /** `current` has been shown. */
  private shown = false;
  /** Address behind the last instruction, when control has not been transferred since. */
  private next: number | undefined;
  private interrupted = false;
  private stop = false;
  /** Copy of the channel program that SIO is starting. */
  private program: string[] = [];
  private readonly realStatuses = new Map<number, { readonly device: number; readonly csw: Csw }>();

  constructor(
    private readonly vm: Vmblok,
    private readonly real: MainStorage,
    private readonly output: WatchOutput,
    /** The virtual printer gave up: tracing has to end. */
    private readonly failed: () => void,
  ) {
    this.reader = new InstructionReader(vm, new LogicalStorage(vm));
  }

  get steps(): boolean {
    return this.settings.has(FLOW_EVENTS);
  }

  takeStop(): boolean {
    const { stop } = this;
    this.stop = false;
    return stop;
  }

  /** TRACE INSTRUCT shows an instruction before it is executed. */
  beforeInstruction(): void {
    if (!this.steps) return;
    const { psw } = this.vm;
    const address = psw.instructionAddress;
    const again = this.shown && this.current?.address === address;
    this.current = this.reader.read(address);
    this.interrupted = false;
    if (again || !this.settings.has(TraceEvent.instruction)) return;
    this.shown = true;
    const line = instructionLine(this.current, {
      ...(address === this.next ? {} : { prefix: '==>' }),
      ...this.translationContext(this.current),
    });
    this.show(TraceEvent.instruction, line);
  }

  /** TRACE BRANCH shows a branch once it has been taken. */
  afterInstruction(): void {
    const { current, vm } = this;
    if (current === undefined) return;
    const { transfer, address, bytes } = current;
    const mask = transfer?.kind === 'mask' ? this.translationContext(current) : {};
    this.current = undefined;
    this.shown = false;
    this.next = isSupervisorCall(current) ? undefined : (address + bytes.length) & 0xffffff;
    if (this.interrupted || transfer === undefined || !this.settings.has(TraceEvent.branch)) return;
    const taken =
      transfer.kind === 'branch'
        ? vm.psw.instructionAddress === transfer.target
        : transfer.kind === 'psw' || 'systemMask' in mask;
    if (!taken) return;
    this.show(TraceEvent.branch, instructionLine(current, { taken: true, ...mask }));
    this.next = undefined;
  }

  /** For SSM, STNSM and STOSM in EC mode: what is needed to tell whether translation is switched. */
  private translationContext({ address, bytes }: InstructionView): { systemMask?: number; next?: number } {
    const { psw } = this.vm;
    if (!psw.extendedControl) return {};
    return { systemMask: psw.systemMask, next: (address + bytes.length) & 0xffffff };
  }

  /** SVC, program, external and I/O interruptions, before the PSWs are swapped. */
  interruption(oldPsw: number, code: number, ilc: number): void {
    this.interrupted = true;
    this.next = undefined;
    const row = INTERRUPTIONS.get(oldPsw);
    if (row === undefined) return;
    const [kind, event] = row;
    const { storage, psw } = this.vm;
    const events = this.settings.events(event);
    if (events === 0) return;
    if (event === TraceEvent.io) this.showCsw(code);
    const target = storage.fetchWord(guestAddress(oldPsw + lowStorage.NEW_PSW_DISTANCE + 4)) & 0xffffff;
    const back = event === TraceEvent.svc ? 2 * ilc : 0;
    const address = (psw.instructionAddress - back) & 0xffffff;
    const status = event === TraceEvent.io ? storage.fetchHalf(CSW_STATUS) : undefined;
    this.show(events, interruptionLine(kind, address, code, target, status));
  }

  /** PRIV: privileged instructions other than those of I/O, before they are simulated. */
  privileged(instruction: PrivilegedInstruction, ilc: number): void {
    if (!this.settings.has(TraceEvent.privileged) || isIo(instruction.opcode)) return;
    const address = (this.vm.psw.instructionAddress - 2 * ilc) & 0xffffff;
    const view = this.reader.read(address);
    const line = instructionLine(view, { prefix: ':::', ...this.translationContext(view) });
    const consoleFunction =
      instruction.opcode === DIAGNOSE && (instruction.high & 0xffff) === CONSOLE_FUNCTION;
    this.show(TraceEvent.privileged, line, !consoleFunction);
  }

  /** SIO: I/O instructions, once their condition code is known. */
  inputOutput(instruction: PrivilegedInstruction, ilc: number): void {
    const { opcode } = instruction;
    if (!isIo(opcode)) return;
    const { program } = this;
    this.program = [];
    if (!this.settings.has(TraceEvent.sio)) return;
    const { vm } = this;
    const device = instruction.address & 0xffff;
    const vdev = vm.devices.get(device);
    const starts = opcode === SIO || opcode === SIOF;
    if (starts && vdev !== undefined && isConsoleOrSpooled(vdev)) return;
    const { conditionCode } = vm.psw;
    const real = vdev !== undefined && 'real' in vdev ? vdev.real : undefined;
    const hasMore = conditionCode < 3 && opcode !== TEST_CHANNEL && vdev !== undefined;
    const hasCsw = hasMore && conditionCode === 1 && !isConsoleOrSpooled(vdev);
    const line = ioInstructionLine({
      address: (vm.psw.instructionAddress - 2 * ilc) & 0xffffff,
      instruction: instruction.high,
      device,
      name: vdev === undefined ? 'DEV' : deviceName(vdev),
      conditionCode,
      ...(hasMore && real ? { real: { name: realDeviceName(real.type), address: real.address } } : {}),
      ...(hasCsw ? { status: vm.storage.fetchHalf(CSW_STATUS) } : {}),
      ...(starts && hasMore && conditionCode <= 1 ? { caw: vm.storage.fetchWord(CAW) } : {}),
    });
    this.show(TraceEvent.sio, line);
    for (const ccw of program) this.show(TraceEvent.ccw, ccw);
  }

  channelProgram(vdev: MinidiskVdev | DedicatedVdev, program: TranslatedProgram): void {
    if (!this.settings.has(TraceEvent.ccw)) return;
    const isDisk = deviceName(vdev) === 'DASD';
    this.program = ccwLines(program.copies(), this.vm.storage, this.real, isDisk);
  }

  realStatus(vdev: MinidiskVdev | DedicatedVdev, csw: Csw): void {
    if (!this.settings.has(TraceEvent.csw)) return;
    this.realStatuses.set(vdev.address, { device: vdev.real.address, csw });
  }

  /** CSW: the guest's and the real one, above the line of the interruption. */
  private showCsw(device: number): void {
    const found = this.realStatuses.get(device);
    this.realStatuses.delete(device);
    if (found === undefined || !this.settings.has(TraceEvent.csw)) return;
    const { storage } = this.vm;
    const virtual = [storage.fetchWord(CSW_HIGH), storage.fetchWord(CSW_STATUS)] as const;
    const real = [cswHigh(found.csw), cswLow(found.csw)] as const;
    this.show(TraceEvent.csw, cswLine(device, virtual, found.device, real));
  }

  private show(events: number, line: string, mayStop = true): void {
    const { settings, output } = this;
    const printed = !settings.onPrinter(events) || output.printer(line);
    if (settings.onTerminal(events)) output.terminal(line);
    if (mayStop && settings.stops(events)) this.stop = true;
    if (!printed) this.failed();
  }
}

function isIo(opcode: number): boolean {
  return opcode >= 0x9c00 && opcode <= 0x9fff;
}

function isConsoleOrSpooled({ kind }: VdevBlok): boolean {
  return kind === 'console' || kind === 'reader' || kind === 'punch' || kind === 'printer' || kind === 'graf';
}
