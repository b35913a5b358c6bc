/** Runs a bare machine beside the keyboard: about a millisecond of work, then sockets and operator have their turn. */

import { describeError } from '../../media/host-error.js';
import type { BareExit, BareMachine, Cpu, StateReader, StateRecord } from '../../s370/index.js';
import { InterruptionTrace } from './program-interruptions.js';
import { PacedClock } from './paced-clock.js';
import { instructionText, pswLine, registerPrefix, generalRegisterLines, hex } from './display.js';

/** Instructions of one slice: about a millisecond of work, after which keyboard and sockets have their turn. */
const SLICE = 50_000;
/** Instructions of one slice while each of them is looked at. */
const WATCHED_SLICE = 500;
/** Longest sleep of an idle machine, in milliseconds. */
const LONGEST_SLEEP = 1000;
/** Slices of a replay between two looks at the outside world. */
const BEAT = 16;
/** Part of a slice that program interruptions have to take up before the operator hears of a loop. */
const LOOP_SHARE = 0.45;

/** A range of instruction addresses, both ends included. */
export interface AddressRange {
  readonly low: number;
  readonly high: number;
}

/** A kind of watching instructions: on or off, everywhere or in a range of addresses. */
export interface Watch {
  on: boolean;
  range: AddressRange | undefined;
}

const meets = ({ on, range }: Watch, address: number): boolean =>
  on && (range === undefined || (address >= range.low && address <= range.high));

const WATCHES = ['tracing', 'stepping', 'breaking'] as const;

const watchState = ({ on, range }: Watch): StateRecord => ({ on, range: range && { ...range } });

/** The loop that runs one machine. */
export class RunLoop {
  /** Type each instruction before it runs. */
  readonly tracing: Watch = { on: false, range: undefined };
  /** Stop before each instruction. */
  readonly stepping: Watch = { on: false, range: undefined };
  /** Stop before an instruction in the range. */
  readonly breaking: Watch = { on: false, range: undefined };
  /** Program interruptions that are typed. */
  readonly interruptions = new InterruptionTrace();
  private running = false;
  private looping = false;
  private wake: (() => void) | undefined;
  /** The instruction that stopped the machine runs when it is started again. */
  private passing = false;
  private programInterruptions = 0;
  private loopReported = false;
  private waiters: (() => void)[] = [];
  /** Slices run so far: with the counted clock, when an input came. */
  private stepCount = 0;
  /** A replay says when to run, and how long the waits are. */
  private led = false;
  /** In a replay: the time until which the machine waits. */
  private heldWait: number | undefined;
  /** Told when an IPL waits for an input from outside. */
  onStuck: () => void = () => undefined;
  /** Host time and machine time at which a wait by the paced clock has begun. */
  private waitFrom: { readonly host: number; readonly machine: number } | undefined;

  constructor(
    private readonly bare: BareMachine,
    private readonly print: (line: string) => void,
  ) {
    bare.onProgramInterruption = (exit, cpu) => {
      this.programInterruptions++;
      const line = this.interruptions.line(exit, cpu.address);
      if (line === undefined) return;
      print(line);
      this.printState(cpu);
    };
  }

  /** Slices run so far. */
  get steps(): number {
    return this.stepCount;
  }

  /** From here on the machine runs only in `runTo`. */
  lead(): void {
    this.led = true;
  }

  /**
   * Runs until so many slices are behind; false when the machine stops before. Waits take no time of the host.
   * `beat` is called now and then.
   */
  async runTo(steps: number, beat: () => Promise<void>): Promise<boolean> {
    while (this.stepCount < steps && this.running) {
      if (this.heldWait !== undefined) this.endHeldWait(this.heldWait);
      await this.step();
      if (this.stepCount % BEAT === 0) await beat();
      // Nothing but an input could wake it.
      if (this.heldWait === Infinity) break;
    }
    return this.stepCount === steps;
  }

  /**
   * An input comes: a wait by the paced clock ends now, at the machine time that is returned. Undefined when the machine
   * does not wait.
   */
  endWait(): number | undefined {
    const { clock } = this.bare.machine.events;
    if (this.waitFrom === undefined || !(clock instanceof PacedClock)) return undefined;
    const passed = Math.max(0, Math.floor((performance.now() - this.waitFrom.host) * 1000));
    const time = Math.min(this.waitFrom.machine + passed, clock.wanted);
    this.waitFrom = undefined;
    clock.advance(time);
    this.nudge();
    return time;
  }

  /** In a replay: the wait that the machine is in ends at this machine time. */
  endHeldWait(time: number): void {
    const { clock } = this.bare.machine.events;
    this.heldWait = undefined;
    if (clock instanceof PacedClock) clock.advance(time);
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Runs from here. */
  start(): void {
    if (this.stepping.on) this.passing = true;
    this.loopReported = false;
    this.running = true;
    if (this.led) return;
    void this.loop();
    this.nudge();
  }

  /** Goes on as before `halt`: nothing that the operator has set is changed. */
  resume(): void {
    this.running = true;
    if (!this.led) void this.loop();
  }

  /** Tracing, stepping and breakpoints, for a snapshot. */
  saveState(): StateRecord {
    const { passing } = this;
    return { passing, ...Object.fromEntries(WATCHES.map((name) => [name, watchState(this[name])])) };
  }

  restoreState(state: StateReader): void {
    this.passing = state.boolean('passing');
    for (const name of WATCHES) {
      const saved = state.within(name);
      this[name].on = saved.boolean('on');
      const range = saved.has('range') ? saved.within('range') : undefined;
      this[name].range = range && { low: range.number('low'), high: range.number('high') };
    }
  }

  /** Stops at the end of the slice. */
  stop(): void {
    this.running = false;
  }

  /** Stops; resolves when the slice is over. */
  async halt(): Promise<void> {
    this.running = false;
    if (!this.looping) return;
    this.nudge();
    await this.ended();
  }

  /** Resolves when the machine has stopped by itself or was stopped. */
  ended(): Promise<void> {
    return this.looping ? new Promise((resolve) => this.waiters.push(resolve)) : Promise.resolve();
  }

  /** An enabled wait or a sleep ends: something came from outside. */
  nudge(): void {
    this.wake?.();
  }

  /** Lets time pass, or less when something comes from outside. Timers of the host are coarse: short waits only yield. */
  sleep(milliseconds: number): Promise<void> {
    if (milliseconds < 1) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.min(milliseconds, LONGEST_SLEEP));
      this.wake = done;
    });
  }

  /** Types PSW, next instruction and general registers. */
  printState(cpu = this.next): void {
    const prefix = registerPrefix(this.bare.machine, cpu);
    const { text } = instructionText(this.instructionBytes(cpu));
    this.print(`${prefix}${pswLine(cpu)} INST=${text}`);
    for (const line of generalRegisterLines(cpu)) this.print(prefix + line);
  }

  private async loop(): Promise<void> {
    if (this.looping) return;
    this.looping = true;
    try {
      while (this.running) await this.step();
    } catch (error) {
      this.running = false;
      this.print(`HHCCP999E the machine stopped: ${describeError(error)}`);
    } finally {
      this.looping = false;
      this.waiters.splice(0).forEach((resolve) => resolve());
    }
  }

  /** Lets a wait of the machine pass that it has asked for. In a replay, and with the counted clock in an IPL, at once. */
  async pass(microseconds: number): Promise<void> {
    const { clock } = this.bare.machine.events;
    if (microseconds < Infinity && clock instanceof PacedClock) {
      clock.advance(clock.wanted);
      return;
    }
    this.onStuck();
    await this.sleep(microseconds / 1000);
  }

  /** One slice, and what its end asks for. */
  private async step(): Promise<void> {
    const { machine } = this.bare;
    const exit = this.slice();
    this.stepCount++;
    switch (exit.kind) {
      case 'budget':
        if (!this.led) await new Promise((resolve) => setImmediate(resolve));
        break;
      case 'wait': {
        const delay = machine.idle();
        if (delay > 0) await this.wait(delay);
        break;
      }
      case 'disabled-wait':
        this.running = false;
        for (const cpu of machine.cpus) {
          if (cpu.state !== 'operating' || !cpu.psw.wait) continue;
          this.print(`HHCCP011I CPU${hex(cpu.address, 4)}: Disabled wait state`);
          this.print(`          ${pswLine(cpu)}`);
        }
        break;
      case 'stopped':
        this.running = false;
        break;
      case 'check-stop':
        this.running = false;
        for (const cpu of machine.cpus) {
          if (cpu.state !== 'check-stop') continue;
          this.print(`HHCCP021E CPU${hex(cpu.address, 4)}: check-stop state: only a reset ends it`);
        }
        break;
    }
  }

  /** The machine has nothing to do for so many microseconds. */
  private async wait(delay: number): Promise<void> {
    const { clock } = this.bare.machine.events;
    if (!(clock instanceof PacedClock)) {
      await this.sleep(delay / 1000);
      return;
    }
    // By the log: the wait ends with the next input, or was as long as the machine wanted.
    if (this.led) {
      this.heldWait = delay === Infinity ? Infinity : clock.wanted;
      return;
    }
    const begun = performance.now();
    const end = begun + delay / 1000;
    this.waitFrom = { host: begun, machine: clock.now() };
    if (delay === Infinity) clock.wanted = Infinity;
    // An input ends the wait and takes the mark away; being woken for another reason is no input.
    while (this.waitFrom !== undefined && this.running && performance.now() < end) {
      await this.sleep(Math.min(end - performance.now(), LONGEST_SLEEP));
    }
    if (this.waitFrom === undefined || !this.running) {
      this.waitFrom = undefined;
      return;
    }
    this.waitFrom = undefined;
    clock.advance(clock.wanted);
  }

  /** The CPU that has its turn. */
  private get next(): Cpu {
    const { cpus, turn } = this.bare.machine;
    return cpus[turn];
  }

  /** One slice of work; instruction by instruction while the operator traces, steps or waits for an address. */
  private slice(): BareExit {
    if (!this.tracing.on && !this.stepping.on && !this.breaking.on) return this.plainSlice();
    for (let i = 0; i < WATCHED_SLICE && this.running; i++) {
      const cpu = this.next;
      const address = cpu.psw.instructionAddress;
      if ((meets(this.stepping, address) || meets(this.breaking, address)) && !cpu.psw.wait) {
        if (!this.passing) {
          this.printState();
          this.running = false;
          this.passing = true;
          return { kind: 'stopped' };
        }
        this.passing = false;
      } else if (meets(this.tracing, address) && !cpu.psw.wait) this.printState();
      const exit = this.bare.run(1);
      if (exit.kind !== 'budget') return exit;
    }
    return { kind: 'budget' };
  }

  private plainSlice(): BareExit {
    const before = this.programInterruptions;
    const exit = this.bare.run(SLICE);
    const interrupted = this.programInterruptions - before;
    if (interrupted < SLICE * LOOP_SHARE) this.loopReported = false;
    else if (!this.loopReported) {
      this.loopReported = true;
      this.print(`HHCCP016I CPU0000: Program interrupt loop: ${pswLine(this.next)}; stop ends it`);
    }
    return exit;
  }

  /** Six bytes at a logical instruction address; zeros where there is no storage. */
  private instructionBytes(cpu: Cpu): Uint8Array {
    const { storage } = this.bare.machine;
    const logical = cpu.psw.instructionAddress;
    const bytes = new Uint8Array(6);
    for (let i = 0; i < 6; i++) {
      const address = (logical + i) & 0xffffff;
      let absolute = cpu.absolute(address);
      if (cpu.psw.dat) {
        if (cpu.translate(address) !== 0) break;
        absolute = cpu.absolute(cpu.translation.real);
      }
      if (!storage.contains(absolute)) break;
      bytes[i] = storage.fetchByte(absolute);
    }
    return bytes;
  }
}
