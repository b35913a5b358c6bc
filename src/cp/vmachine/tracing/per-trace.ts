import { LogicalStorage } from '../logical-storage.js';
import type { Vmblok } from '../vmblok.js';
import type { WatchOutput } from './guest-watch.js';
import { storedLength } from './instruction-effects.js';
import { InstructionReader } from './instruction-view.js';
import type { InstructionView } from './instruction-view.js';
import { ALL_ADDRESSES, copyPerElement, inRange, registerNumbers, touches } from './per-element.js';
import type { AddressRange, PerElement, PerKind } from './per-element.js';
import { executedBytes, operandsOf, perLine, tracebackLines } from './per-lines.js';
import type { Operands, TracebackEntry } from './per-lines.js';
import { bytesText, hexadecimal } from './trace-lines.js';

const BRANCH = 0x80;
const FETCH = 0x40;
const STORE = 0x20;
const REGISTERS = 0x10;
const EVENT_OF: Readonly<Record<PerKind, number>> = {
  BRANCH,
  GREG: REGISTERS,
  IFETCH: FETCH,
  MASK: STORE,
  PAGETRACE: FETCH,
  STORE,
};
const EXECUTE = 0x44;
/** Branches that the traceback table holds; the last five before one that is shown, six for PER DUMP. */
const TABLE_SIZE = 6;
/** Events of a kind without a line, after which the user gets a sign of life. */
const BLIP = 10_000;
const BLIP_LETTERS: readonly (readonly [event: number, letter: string])[] = [
  [BRANCH, 'B'],
  [FETCH, 'I'],
  [STORE, 'S'],
  [REGISTERS, 'G'],
];

/** One event as the elements look at it. */
interface PerEvent {
  readonly code: number;
  readonly address: number;
  readonly view: InstructionView;
  readonly bytes: Uint8Array;
  readonly operands: Operands;
  readonly changed: readonly (readonly [number: number, value: number])[];
}

/**
 * PER of one virtual machine: CP uses the program-event recording of the real CPU, and passes on to the user what its elements
 * describe. While the guest uses PER itself, the hardware is the guest's. SY20-0884, DMKPER.
 */
export class PerTrace {
  /** The current trace set. */
  elements: PerElement[] = [];
  /** Sets by name. */
  readonly saved = new Map<string, readonly PerElement[]>();
  private readonly reader: InstructionReader;
  private readonly table: TracebackEntry[] = [];
  private readonly registers = new Int32Array(16);
  private readonly counters = new Map<number, number>();
  /** Address behind the instruction that was shown last. */
  private next: number | undefined;
  private stop = false;
  private commands: string[] = [];

  constructor(
    private readonly vm: Vmblok,
    private readonly output: WatchOutput,
  ) {
    this.reader = new InstructionReader(vm, new LogicalStorage(vm));
  }

  /** Neither a current nor a saved set is left. */
  get empty(): boolean {
    return this.elements.length === 0 && this.saved.size === 0;
  }

  copyOfElements(): PerElement[] {
    return this.elements.map(copyPerElement);
  }

  /** Commands of elements are carried out now, the guest's instruction being over; then: does it stop? */
  takeStop(): boolean {
    const { commands } = this;
    this.commands = [];
    for (const command of commands) this.output.command(command);
    const { stop } = this;
    this.stop = false;
    return stop;
  }

  /** Control registers 9 to 11; undefined when nothing is watched, or the guest has its own PER on. */
  control(): readonly [cr9: number, cr10: number, cr11: number] | undefined {
    const { elements, vm } = this;
    if (elements.length === 0 || vm.psw.per) return undefined;
    let events = 0;
    let registers = 0;
    const ranges: AddressRange[] = [];
    for (const element of elements) {
      const event = EVENT_OF[element.kind];
      events |= event;
      registers |= element.registers;
      if (event === FETCH) ranges.push(element.kind === 'PAGETRACE' ? ALL_ADDRESSES : element.range);
      if (event === STORE) ranges.push(element.target ?? ALL_ADDRESSES);
      if (element.kind === 'MASK')
        element.before ??= this.reader.data(element.target!.start, element.data!.length);
    }
    this.registers.set(vm.gpr);
    const { start, end } = span(ranges);
    return [(events << 24) | registers, start, end];
  }

  /** The instruction at an address is over, with these events. Registers and condition code are as it left them. */
  event(code: number, address: number): void {
    const { vm, reader } = this;
    const view = reader.read(address);
    const branched = (code & BRANCH) !== 0 ? vm.psw.instructionAddress : undefined;
    const event: PerEvent = {
      code,
      address,
      view,
      bytes: executedBytes(view),
      operands: operandsOf(view, reader, vm.psw.conditionCode, branched),
      changed: this.changedRegisters(),
    };
    this.registers.set(vm.gpr);
    const matching = this.elements.filter((element) => this.matches(element, event));
    this.show(event, matching.filter(countsEvent));
    if (branched !== undefined) this.remember(view, branched);
    this.blip(code);
  }

  /** PER DUMP. */
  traceback(): string[] {
    return tracebackLines(this.table);
  }

  private changedRegisters(): (readonly [number, number])[] {
    const { gpr } = this.vm;
    const watched = this.elements.reduce((mask, { registers }) => mask | registers, 0);
    return registerNumbers(watched)
      .filter((n) => gpr[n] !== this.registers[n])
      .map((n) => [n, gpr[n]] as const);
  }

  private matches(element: PerElement, event: PerEvent): boolean {
    if ((event.code & EVENT_OF[element.kind]) === 0) return false;
    if (element.kind === 'PAGETRACE') return entersSegment(element, event.address);
    const executedAt = event.view.subject?.view.address;
    const inside =
      inRange(element.range, event.address) ||
      (executedAt !== undefined && inRange(element.range, executedAt));
    switch (element.kind) {
      case 'BRANCH':
        return (
          inside && (element.target === undefined || inRange(element.target, this.vm.psw.instructionAddress))
        );
      case 'GREG':
        return inside && this.changedIn(element, event).length > 0;
      case 'IFETCH':
        return inside && this.fetched(element, event);
      case 'MASK':
        return this.bitsChanged(element) && inside;
      case 'STORE':
        return inside && this.stored(element, event);
    }
  }

  /** Changed registers that a GREG element asks for. */
  private changedIn(element: PerElement, event: PerEvent): (readonly [number, number])[] {
    const { registers, data } = element;
    const wanted = data && new DataView(data.buffer, data.byteOffset).getInt32(0);
    return event.changed.filter(
      ([n, value]) => (registers & (0x8000 >>> n)) !== 0 && (wanted === undefined || value === wanted),
    );
  }

  private fetched({ data }: PerElement, { view, bytes }: PerEvent): boolean {
    if (data === undefined) return true;
    const begins = (with_: Uint8Array): boolean => data.every((byte, index) => with_[index] === byte);
    return begins(view.bytes) || (view.bytes[0] === EXECUTE && begins(bytes));
  }

  private stored(element: PerElement, event: PerEvent): boolean {
    const { target, data } = element;
    if (target === undefined) return true;
    const length = storedLength(event.bytes);
    const { first } = event.operands;
    // what can't be told counts: an event too many is better than one missed
    if (length !== undefined && first !== undefined && !touches(target, first, length)) return false;
    if (data === undefined) return true;
    const now = this.reader.data(target.start, data.length);
    const equal = now !== undefined && data.every((byte, index) => now[index] === byte);
    const becomes = equal && !element.equal;
    element.equal = equal;
    return becomes;
  }

  private bitsChanged(element: PerElement): boolean {
    const { target, data } = element;
    if (target === undefined || data === undefined) return false;
    const now = this.reader.data(target.start, data.length);
    const before = element.before;
    element.before = now;
    if (now === undefined || before === undefined) return false;
    return data.some((mask, index) => ((now[index] ^ before[index]) & mask) !== 0);
  }

  private show(event: PerEvent, elements: readonly PerElement[]): void {
    if (elements.length === 0) return;
    const lines: string[] = [];
    for (const element of elements) {
      if (element.kind === 'PAGETRACE') lines.push(this.pageLine(event.address));
    }
    if (elements.some(({ kind }) => kind !== 'PAGETRACE')) lines.push(this.instruction(event, elements));
    for (const element of elements) {
      if (element.kind === 'BRANCH' && element.target !== undefined) lines.push(...this.lastFive());
      if (element.kind !== 'GREG' && element.data !== undefined) lines.push(this.dataLine(element, event));
    }
    const terminal = elements.some(({ options }) => options.terminal);
    const printer = elements.some(({ options }) => options.print);
    for (const line of lines) {
      if (printer && !this.output.printer(line))
        for (const { options } of this.elements) options.print = false;
      if (terminal) this.output.terminal(line);
    }
    this.counters.clear();
    this.next = (event.address + event.view.bytes.length) & 0xffffff;
    for (const element of elements) {
      const { options } = element;
      if (options.commands !== '') this.commands.push(...options.commands.split(';'));
      if (++element.stepped < options.step) continue;
      element.stepped = 0;
      if (options.terminal) this.stop = true;
    }
  }

  private instruction(event: PerEvent, elements: readonly PerElement[]): string {
    const asked = new Map<number, number>();
    for (const element of elements) {
      if (element.kind === 'GREG')
        for (const [n, value] of this.changedIn(element, event)) asked.set(n, value);
    }
    return perLine({
      view: event.view,
      transferred: event.address !== this.next,
      operands: event.operands,
      conditionCode: this.vm.psw.conditionCode,
      registers: [...asked].sort(([a], [b]) => a - b),
      stored: (event.code & STORE) !== 0,
    });
  }

  /** `*PGT* vvvvvv` and the virtual CPU time in microseconds. */
  private pageLine(address: number): string {
    const time = BigInt(Math.floor(this.vm.accounting.virtualCpu));
    return `*PGT* ${hexadecimal(address, 6)} ${time.toString(16).toUpperCase().padStart(16, '0')}`;
  }

  private dataLine(element: PerElement, event: PerEvent): string {
    const { data, target, kind } = element;
    const at = kind === 'IFETCH' ? event.address : target!.start;
    const now = kind === 'IFETCH' ? data! : (this.reader.data(at, data!.length) ?? new Uint8Array(0));
    return `DATA AT ${hexadecimal(at, 6)}=${bytesText(now)}`;
  }

  private lastFive(): string[] {
    return tracebackLines(this.table.slice(1 - TABLE_SIZE));
  }

  private remember(view: InstructionView, target: number): void {
    if (!this.elements.some(({ kind }) => kind === 'BRANCH')) return;
    const last = this.table.at(-1);
    if (last?.view.address === view.address && last.target === target) {
      last.count++;
      return;
    }
    this.table.push({ view, target, count: 1 });
    if (this.table.length > TABLE_SIZE) this.table.shift();
  }

  private blip(code: number): void {
    for (const [event, letter] of BLIP_LETTERS) {
      if ((code & event) === 0) continue;
      const count = (this.counters.get(event) ?? 0) + 1;
      this.counters.set(event, count === BLIP ? 0 : count);
      if (count === BLIP) this.output.terminal(`*${letter}`);
    }
  }
}

/** The least range that covers all of them; everything when one of them wraps around. */
function span(ranges: readonly AddressRange[]): AddressRange {
  if (ranges.length === 0 || ranges.some(({ start, end }) => start > end)) return ALL_ADDRESSES;
  return {
    start: Math.min(...ranges.map(({ start }) => start)),
    end: Math.max(...ranges.map(({ end }) => end)),
  };
}

/** SKIP n: every n-th event is shown. */
function countsEvent(element: PerElement): boolean {
  if (++element.skipped < element.options.skip) return false;
  element.skipped = 0;
  return true;
}

/** PAGETRACE: control has come into another segment. */
function entersSegment(element: PerElement, address: number): boolean {
  if (element.segment !== undefined && inRange(element.segment, address)) return false;
  const { range, pageSize } = element;
  if (inRange(range, address)) {
    const start = pageSize === undefined ? range.start : Math.floor(address / pageSize) * pageSize;
    element.segment = pageSize === undefined ? range : { start, end: start + pageSize - 1 };
    return true;
  }
  const left = element.segment !== undefined;
  element.segment = undefined;
  return left;
}
