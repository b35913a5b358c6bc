import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { ConsoleTerminal } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import type { ChannelOperation } from './device.js';

const WRITE = 0x01;
const WRITE_CARRIAGE_RETURN = 0x09;
const READ_INQUIRY = 0x0a;
const ALARM = 0x0b;

/** Event: a write that a terminal had not finished when a snapshot was taken has ended. */
const TYPED = 'typed';

/** Most bytes that one write types, data chaining counted in. */
const LONGEST_TEXT = 0x10000;

export type ConsoleType = '1052' | '3210' | '3215';

export interface ConsoleManners {
  /**
   * A read that is cancelled ends with channel end and unit exception, and device end follows as a condition of its
   * own: the virtual consoles of VM/370 do so, and its CMS reads again only then. SY20-0886, DMKVCN.
   */
  readonly cancelsApart?: boolean;
}

/** Printer-keyboard of the operator or of a terminal user: 1052, 3210, 3215. GA24-3552. */
export class Console3215 extends BaseDevice {
  private reading: ChannelOperation | undefined;
  /** The write that the terminal types, or waits to type. */
  private typing: ChannelOperation | undefined;

  constructor(
    private readonly terminal: ConsoleTerminal,
    type: ConsoleType = '3215',
    private readonly manners: ConsoleManners = {},
  ) {
    super(type, 1);
  }

  /** The REQUEST key: attention. */
  requestKey(): void {
    if (this.attached && this.reading === undefined) this.port.present(UnitStatus.attention);
  }

  override halt(): number {
    this.typing = undefined;
    if (this.reading !== undefined) {
      this.reading = undefined;
      this.terminal.cancelRead();
    }
    return NORMAL_END;
  }

  override reset(): void {
    super.reset();
    this.halt();
  }

  override timed(name: string): void {
    if (name !== TYPED) super.timed(name, undefined);
    const { typing } = this;
    this.typing = undefined;
    typing?.end(NORMAL_END);
  }

  protected override saveModel(): StateRecord {
    return { reading: this.reading !== undefined, typing: this.typing !== undefined };
  }

  protected override restoreModel(state: StateReader, open: ChannelOperation | undefined): void {
    if (open === undefined) return;
    if (state.boolean('reading')) this.read(open);
    else {
      // What the terminal was waiting to type went to the terminal of that time: nothing waits here.
      this.typing = open;
      this.port.after(0, TYPED);
    }
  }

  protected override get backing(): ConsoleTerminal {
    return this.terminal;
  }

  protected perform(operation: ChannelOperation): number | undefined {
    switch (operation.command) {
      case WRITE:
      case WRITE_CARRIAGE_RETURN:
        return this.typeText(operation);
      case READ_INQUIRY:
        return this.read(operation);
      case ALARM:
        this.terminal.alarm();
        return IMMEDIATE_END;
      default:
        return this.rejectCommand();
    }
  }

  private typeText(operation: ChannelOperation): number | undefined {
    const carriageReturn = operation.command === WRITE_CARRIAGE_RETURN;
    const text = operation.fetch(LONGEST_TEXT, 'variable');
    this.typing = operation;
    const answer = this.terminal.write(text, carriageReturn, () => {
      if (this.typing !== operation) return;
      this.typing = undefined;
      operation.end(NORMAL_END);
    });
    if (answer === 'waiting' || this.typing !== operation) return undefined;
    this.typing = undefined;
    return NORMAL_END;
  }

  private cancelled(operation: ChannelOperation): void {
    if (this.manners.cancelsApart !== true) return operation.end(NORMAL_END | UnitStatus.unitException);
    operation.end(UnitStatus.channelEnd | UnitStatus.unitException);
    this.port.present(UnitStatus.deviceEnd);
  }

  private read(operation: ChannelOperation): undefined {
    this.reading = operation;
    this.terminal.read((line) => {
      if (this.reading !== operation) return;
      this.reading = undefined;
      if (line === 'cancel') return this.cancelled(operation);
      // The keyboard locks when the count is used up, so a longer line is cut and is no incorrect length.
      let typed = 0;
      while (typed < line.length && operation.remaining > 0) {
        const taken = operation.store(line.subarray(typed, typed + operation.remaining));
        if (taken === 0) break;
        typed += taken;
      }
      operation.end(NORMAL_END);
    });
    return undefined;
  }
}
