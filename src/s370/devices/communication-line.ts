import { NORMAL_END, UnitStatus } from '../channel/status.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord, StateValue } from '../state.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import type { ChannelOperation } from './device.js';
import { channelToLine } from './line-code.js';
import { LineInput } from './line-input.js';
import { DEFAULT_LINE_SETTINGS } from './line-settings.js';
import type { LineSettings } from './line-settings.js';
import type { DialledNumber, LineHost, LineTerminal } from './line-terminal.js';
import { Sense0 } from './sense.js';

/** Transmission control units; 3705 in emulation of one. */
export type LineType = '2701' | '2702' | '2703' | '3705';

const Command = {
  write: 0x01,
  read: 0x02,
  prepare: 0x06,
  inhibit: 0x0a,
  break: 0x0d,
  enable: 0x27,
  dial: 0x29,
  disable: 0x2f,
} as const;

/** SAD: which of the lines' terminal controls is used; of the 2702, and taken by a 3705 that acts as one. */
const SET_ADDRESS: readonly number[] = [0x13, 0x17, 0x1b, 0x1f];

/** Sense byte 0. GA27-2703, Sense Byte. */
const TIMEOUT = 0x01;
const UNIT_EXCEPTION_END = NORMAL_END | UnitStatus.unitException;

type Waiting = 'nothing' | 'enable' | 'dial' | 'read' | 'prepare';
const WAITING: readonly Waiting[] = ['nothing', 'enable', 'dial', 'read', 'prepare'];

const TIMED_OUT = 'timed-out';
const LOST = 'lost';
/** Most bytes of one write, data chaining counted in. */
const LONGEST_WRITE = 0x10000;

/**
 * A start-stop line of a 2701, 2702 or 2703 with the telegraph terminal control for teletypes (TTY 33 and 35), or
 * of a 3705 in emulation. A line of input ends with its end-of-line character. GA27-2703, GA22-6846, GA22-6864.
 */
export class CommunicationLine extends BaseDevice implements LineHost {
  private readonly input: LineInput;
  private isConnected = false;
  private enabled = false;
  private breakPending = false;
  private waiting: Waiting = 'nothing';
  private operation: ChannelOperation | undefined;

  constructor(
    private readonly terminal: LineTerminal,
    type: LineType = '2703',
    private readonly settings: LineSettings = DEFAULT_LINE_SETTINGS,
  ) {
    super(type, 1);
    this.input = new LineInput(settings);
    terminal.attach(this);
    if (settings.dial === 'no') terminal.answer(true);
  }

  override halt(): number {
    const { waiting } = this;
    this.stopWaiting();
    if (waiting === 'enable' && this.settings.dial !== 'no') this.terminal.answer(false);
    if (waiting === 'dial') this.terminal.hangUp();
    return waiting === 'nothing' ? NORMAL_END : UNIT_EXCEPTION_END;
  }

  override reset(): void {
    super.reset();
    this.halt();
    this.breakPending = false;
    if (this.enabled) this.disable();
  }

  override close(): void {
    super.close();
    this.terminal.close();
  }

  connected(): void {
    if (this.isConnected) return;
    this.isConnected = true;
    this.breakPending = false;
    this.input.clear();
    if (this.waiting === 'enable' || this.waiting === 'dial') {
      this.enabled = true;
      this.complete(NORMAL_END);
    }
  }

  disconnected(): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    this.input.clear();
    this.breakPending = false;
    if (this.waiting === 'read' || this.waiting === 'prepare') this.lost();
  }

  callFailed(): void {
    if (this.waiting === 'dial') this.complete(UNIT_EXCEPTION_END);
    else if (this.waiting === 'enable') this.lost();
  }

  received(ascii: Uint8Array): void {
    for (const character of ascii) {
      if (character === CONTROL_C && this.settings.breakByControlC) {
        this.breakReceived();
        continue;
      }
      if (this.input.take(character) && this.settings.returnCarriage) {
        this.terminal.write(Uint8Array.of(CARRIAGE_RETURN));
      }
    }
    if (this.waiting === 'prepare' && this.input.any) this.complete(NORMAL_END);
    else if (this.waiting === 'read' && this.input.hasLine) this.giveLine();
  }

  breakReceived(): void {
    this.input.clear();
    if (this.waiting === 'prepare') this.complete(NORMAL_END);
    else if (this.waiting === 'read') this.lost();
    else this.breakPending = true;
  }

  override timed(name: string, argument: StateValue): void {
    if (name === LOST) this.lost();
    else if (name === TIMED_OUT) {
      if (this.waiting === 'enable') this.lost();
      else if (this.waiting === 'read') this.complete(this.check(TIMEOUT));
    } else super.timed(name, argument);
  }

  protected perform(operation: ChannelOperation): number | undefined {
    const { command } = operation;
    if (SET_ADDRESS.includes(command)) {
      return this.type === '2702' || this.type === '3705' ? IMMEDIATE_END : this.rejectCommand();
    }
    switch (command) {
      case Command.enable:
        return this.enable(operation);
      case Command.dial:
        return this.dial(operation);
      case Command.disable:
        this.disable();
        return NORMAL_END;
      case Command.prepare:
        return this.onLine() ?? this.prepare(operation);
      case Command.read:
      case Command.inhibit:
        return this.onLine() ?? this.read(operation);
      case Command.write:
      case Command.break:
        return this.onLine() ?? this.write(operation);
      default:
        return this.rejectCommand();
    }
  }

  protected override saveModel(): StateRecord {
    const { isConnected, enabled, breakPending, waiting } = this;
    return { isConnected, enabled, breakPending, waiting, input: this.input.saveState() };
  }

  /** Takes the state back. Whoever was connected then is not now: what waits for him finds the line lost. */
  protected override restoreModel(state: StateReader, open: ChannelOperation | undefined): void {
    this.enabled = state.boolean('enabled');
    this.breakPending = state.boolean('breakPending');
    this.waiting = state.word('waiting', WAITING);
    this.operation = open;
    if ((this.waiting !== 'nothing') !== (open !== undefined)) {
      throw new StateError(`${state.place}: the command that waits is not the channel's`);
    }
    this.input.restoreState(state.within('input'));
    if (this.waiting === 'enable') this.seekConnection();
    else if (this.waiting !== 'nothing') this.port.after(0, LOST);
  }

  /** A command for a line that must be enabled and connected: unit check when it is not. */
  private onLine(): number | undefined {
    if (!this.enabled) return this.refuse(Sense0.commandReject);
    return this.isConnected ? undefined : this.refuse(Sense0.interventionRequired);
  }

  private enable(operation: ChannelOperation): number | undefined {
    if (this.settings.dial === 'out') return this.refuse(Sense0.interventionRequired);
    if (this.isConnected) {
      this.enabled = true;
      return NORMAL_END;
    }
    this.wait(operation, 'enable');
    this.seekConnection();
    if (this.settings.dial === 'no') this.startTimer(this.settings.enableTimeout);
    return undefined;
  }

  private seekConnection(): void {
    if (this.settings.dial === 'no') this.terminal.call(undefined);
    else this.terminal.answer(true);
  }

  private dial(operation: ChannelOperation): number | undefined {
    if (this.settings.dial === 'in' || this.settings.dial === 'no') return this.rejectCommand();
    const digits = operation.fetch(LONGEST_WRITE, 'variable');
    const number = dialledNumber(digits);
    if (number === undefined || this.isConnected) return UNIT_EXCEPTION_END;
    this.wait(operation, 'dial');
    this.terminal.call(number);
    return undefined;
  }

  private disable(): void {
    this.enabled = false;
    this.breakPending = false;
    this.input.clear();
    if (this.settings.dial === 'no') return;
    this.isConnected = false;
    this.terminal.answer(false);
    this.terminal.hangUp();
  }

  private prepare(operation: ChannelOperation): number | undefined {
    if (this.breakPending) {
      this.breakPending = false;
      return NORMAL_END;
    }
    if (this.input.any) return NORMAL_END;
    return this.wait(operation, 'prepare');
  }

  private read(operation: ChannelOperation): number | undefined {
    if (this.takeBreak()) return this.check(Sense0.interventionRequired);
    this.wait(operation, 'read');
    if (this.input.hasLine) {
      this.giveLine();
    } else if (operation.command === Command.read) {
      // INHIBIT is a READ that waits as long as it takes.
      this.startTimer(this.settings.readTimeout);
    }
    return undefined;
  }

  private write(operation: ChannelOperation): number {
    if (this.takeBreak()) return this.check(Sense0.interventionRequired);
    const data = operation.fetch(LONGEST_WRITE, 'variable');
    if (operation.command === Command.break) {
      this.terminal.sendBreak();
      return NORMAL_END;
    }
    const ascii = Array.from(data)
      .filter((byte) => !this.settings.outputSkip.has(byte))
      .map(channelToLine);
    if (ascii.length > 0) this.terminal.write(Uint8Array.from(ascii));
    return NORMAL_END;
  }

  private takeBreak(): boolean {
    const pending = this.breakPending;
    this.breakPending = false;
    return pending;
  }

  /** Gives a complete line to the read that waits; what it has no count for stays for the next. */
  private giveLine(): void {
    const { operation } = this;
    if (operation === undefined) return;
    for (;;) {
      const { bytes, ends, endOfTransmission } = this.input.read(operation.remaining);
      if (bytes.length > 0) operation.store(bytes);
      if (ends || operation.remaining === 0) {
        this.complete(endOfTransmission ? UNIT_EXCEPTION_END : NORMAL_END);
        return;
      }
    }
  }

  private startTimer(milliseconds: number): void {
    if (milliseconds > 0) this.port.after(milliseconds * 1000, TIMED_OUT);
  }

  private wait(operation: ChannelOperation, waiting: Waiting): undefined {
    this.waiting = waiting;
    this.operation = operation;
    return undefined;
  }

  private complete(status: number): void {
    const { operation } = this;
    this.stopWaiting();
    operation?.end(status);
  }

  private lost(): void {
    this.complete(this.check(Sense0.interventionRequired));
  }

  private stopWaiting(): void {
    this.waiting = 'nothing';
    this.operation = undefined;
    if (this.attached) {
      this.port.cancel(TIMED_OUT);
      this.port.cancel(LOST);
    }
  }
}

const CONTROL_C = 0x03;
const CARRIAGE_RETURN = 0x0d;

/**
 * What DIAL dials: digits in the low half of each byte (D separates, C ends), four groups for an address and one for
 * the port. Undefined when they are not that.
 */
function dialledNumber(bytes: Uint8Array): DialledNumber | undefined {
  const groups = [''];
  for (const byte of bytes) {
    const digit = byte & 0x0f;
    if (digit === 0x0c) break;
    if (digit === 0x0d) groups.push('');
    else if (digit <= 9) groups[groups.length - 1] += String(digit);
    else return undefined;
  }
  if (groups.length !== 5 || groups.some((group) => group === '')) return undefined;
  const numbers = groups.map(Number);
  const port = numbers[4];
  if (numbers.slice(0, 4).some((number) => number > 255) || port < 1 || port > 65535) return undefined;
  return { host: numbers.slice(0, 4).join('.'), port };
}
