import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { DisplayHost, DisplayTerminal } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import type { ChannelOperation } from './device.js';
import {
  addressAfterWrite,
  bufferFrom,
  encodeBufferAddress,
  fieldsFrom,
  invalidOrderAt,
} from './display-orders.js';
import { Sense0 } from './sense.js';

/** Commands of a local 3270. GA23-0059, Commands. */
const Command = {
  write: 0x01,
  readBuffer: 0x02,
  eraseWrite: 0x05,
  readModified: 0x06,
  select: 0x0b,
  eraseWriteAlternate: 0x0d,
  eraseAllUnprotected: 0x0f,
  writeStructuredField: 0x11,
} as const;

/** Select commands: of every control unit, and of the 3274 RB, RMP, RBP, WRT. */
const SELECTS: readonly number[] = [Command.select, 0x1b, 0x2b, 0x3b, 0x4b];

/** Sense byte 0: the data stream holds an address that the buffer does not have, or an order that is cut off. */
const OPERATION_CHECK = 0x01;

const KEYBOARD_RESTORE = 0x02;
const MAX_WRITE = 0x10000;
/** SENSE ID: control unit 3274 model 1D, device 3278 model 2. */
const IDENTIFICATION = Uint8Array.of(0xff, 0x32, 0x74, 0x1d, 0x32, 0x78, 0x02);

/** Displays, and the 3287 printer on the same control unit, which nobody has paper for: it is never switched on. */
export type DisplayType = '3270' | '3277' | '3278' | '3279' | '3287';

/**
 * A local (non-SNA) 3270 display behind its control unit: a 3277 on a 3272, which has no alternate size, structured
 * fields or SENSE ID, or a 3278 or 3279 on a 3274. What is at the other end of the coax is a `DisplayTerminal`; without
 * one, or with one that is off, the device asks for intervention. GA27-2749, GA23-0061.
 */
export class Display3270 extends BaseDevice implements DisplayHost {
  private terminal: DisplayTerminal | undefined;
  private on = false;
  /** Read Modified data that came with the last attention, as long as no write has changed the screen. */
  private inbound: Uint8Array | undefined;
  private reading: ChannelOperation | undefined;
  /** Buffer address from which the read under way wants the screen. */
  private readingFrom = 0;
  /** Buffer address after the command before in this chain; undefined when not known or not chained. */
  private bufferAddress: number | undefined;
  private alternateSize = false;

  constructor(type: DisplayType = '3270') {
    super(type, 1, type === '3277' ? undefined : IDENTIFICATION);
  }

  /** May a terminal be plugged in? A printer has no keyboard and no screen. */
  get isDisplay(): boolean {
    return this.type !== '3287';
  }

  /** Connects a terminal. It is off until it says `powered(true)`. */
  plug(terminal: DisplayTerminal): void {
    this.unplug();
    this.terminal = terminal;
  }

  /** Takes the terminal away. */
  unplug(): void {
    this.powered(false);
    this.terminal = undefined;
  }

  /** The terminal at the other end. */
  get plugged(): DisplayTerminal | undefined {
    return this.terminal;
  }

  /** The terminal is switched on. */
  get isOn(): boolean {
    return this.on;
  }

  attention(inbound: Uint8Array): void {
    if (!this.on) return;
    this.inbound = inbound;
    if (this.attached) this.port.present(UnitStatus.attention);
  }

  powered(on: boolean): void {
    if (on === this.on) return;
    this.on = on;
    this.inbound = undefined;
    this.alternateSize = false;
    if (!on) {
      const { reading } = this;
      this.reading = undefined;
      reading?.end(this.check(Sense0.interventionRequired));
    } else if (this.attached) {
      this.port.present(UnitStatus.deviceEnd);
    }
  }

  override halt(): number {
    this.reading = undefined;
    return NORMAL_END;
  }

  override reset(): void {
    super.reset();
    this.reading = undefined;
    this.bufferAddress = undefined;
    this.inbound = undefined;
  }

  override close(): void {
    super.close();
    this.unplug();
  }

  protected override saveModel(): StateRecord {
    const { on, inbound, bufferAddress, alternateSize, readingFrom } = this;
    return { on, inbound, bufferAddress, alternateSize, readingFrom };
  }

  /**
   * A display that was on stays on when a terminal has been plugged in before; else it is as if the terminal had been
   * switched off, as when a connection breaks.
   */
  protected override restoreModel(state: StateReader, open: ChannelOperation | undefined): void {
    this.on = state.boolean('on');
    this.inbound = state.has('inbound') ? state.bytes('inbound') : undefined;
    this.bufferAddress = state.has('bufferAddress') ? state.number('bufferAddress') : undefined;
    this.alternateSize = state.boolean('alternateSize');
    if (open !== undefined && this.terminal !== undefined) {
      this.request(this.terminal, open, state.number('readingFrom'));
    } else if (open !== undefined) this.reading = open;
    if (this.terminal === undefined) this.powered(false);
  }

  protected perform(operation: ChannelOperation): number | undefined {
    const { terminal } = this;
    if (terminal === undefined || !this.on) return this.refuse(Sense0.interventionRequired);
    if (operation.first) this.bufferAddress = undefined;
    if (this.type === '3277' && LATER_COMMANDS.includes(operation.command)) return this.rejectCommand();
    if (SELECTS.includes(operation.command)) return IMMEDIATE_END;
    switch (operation.command) {
      case Command.write:
      case Command.eraseWrite:
        return this.write(terminal, operation);
      case Command.eraseWriteAlternate:
        return this.write(terminal, operation);
      case Command.writeStructuredField:
        if (!terminal.extended) return this.rejectCommand();
        terminal.send(operation.command, operation.fetch(MAX_WRITE, 'variable'));
        this.inbound = undefined;
        this.bufferAddress = undefined;
        return NORMAL_END;
      case Command.eraseAllUnprotected:
        terminal.send(operation.command, new Uint8Array(0));
        this.inbound = undefined;
        this.bufferAddress = undefined;
        return NORMAL_END;
      case Command.readBuffer:
      case Command.readModified:
        return this.read(terminal, operation);
      default:
        return this.rejectCommand();
    }
  }

  private write(terminal: DisplayTerminal, operation: ChannelOperation): number {
    const { command } = operation;
    const erase = command !== Command.write;
    if (erase) this.alternateSize = command === Command.eraseWriteAlternate;
    const data = operation.fetch(MAX_WRITE, 'variable');
    const from = erase ? 0 : this.bufferAddress;
    const wrong = invalidOrderAt(data, this.screenSize(terminal));
    if (wrong !== undefined) {
      // What stands before the order has been executed.
      terminal.send(
        command,
        from === undefined || erase ? data.slice(0, wrong) : this.startingAt(data.slice(0, wrong), from),
      );
      this.inbound = undefined;
      this.bufferAddress = undefined;
      return this.check(OPERATION_CHECK);
    }
    terminal.send(command, from === undefined || erase ? data : this.startingAt(data, from));
    this.bufferAddress =
      from === undefined && data[1] !== 0x11
        ? undefined
        : addressAfterWrite(data.subarray(1), from ?? 0, this.screenSize(terminal));
    // The AID is gone when the keyboard is restored; otherwise a read has to ask the terminal for the changed screen.
    if (erase || data.length > 1 || (data[0] & KEYBOARD_RESTORE) !== 0) this.inbound = undefined;
    return NORMAL_END;
  }

  /** A chained write goes on where the one before ended: the terminal is told by a Set Buffer Address. */
  private startingAt(data: Uint8Array, address: number): Uint8Array {
    if (data.length < 2 || data[1] === 0x11) return data;
    const prefixed = new Uint8Array(data.length + 3);
    prefixed[0] = data[0];
    prefixed.set([0x11, ...encodeBufferAddress(address)], 1);
    prefixed.set(data.subarray(1), 4);
    return prefixed;
  }

  private read(terminal: DisplayTerminal, operation: ChannelOperation): number | undefined {
    const from = this.bufferAddress ?? 0;
    if (operation.command === Command.readModified && this.inbound !== undefined) {
      operation.store(from === 0 ? this.inbound : fieldsFrom(this.inbound, from));
      terminal.inboundRead?.();
      return NORMAL_END;
    }
    this.request(terminal, operation, from);
    return undefined;
  }

  /** Asks the terminal for its screen; its answer ends the operation. */
  private request(terminal: DisplayTerminal, operation: ChannelOperation, from: number): void {
    this.reading = operation;
    this.readingFrom = from;
    terminal.request(operation.command, (reply) => {
      if (this.reading !== operation) return;
      this.reading = undefined;
      if (from === 0) operation.store(reply);
      else operation.store((operation.command === Command.readBuffer ? bufferFrom : fieldsFrom)(reply, from));
      operation.end(NORMAL_END);
    });
  }

  private screenSize(terminal: DisplayTerminal): number {
    return this.alternateSize
      ? terminal.alternateRows * terminal.alternateColumns
      : terminal.rows * terminal.columns;
  }
}

/** Commands that a 3272 does not have. */
const LATER_COMMANDS: readonly number[] = [
  Command.eraseWriteAlternate,
  Command.writeStructuredField,
  ...SELECTS.filter((command) => command !== Command.select),
];
