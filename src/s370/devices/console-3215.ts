import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { ConsoleTerminal } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import type { ChannelOperation } from './device.js';

const WRITE = 0x01;
const WRITE_CARRIAGE_RETURN = 0x09;
const READ_INQUIRY = 0x0a;
const ALARM = 0x0b;

/** Longest line that one write may type; longer data is typed in pieces. */
const PIECE = 256;

export type ConsoleType = '1052' | '3210' | '3215';

/** Printer-keyboard of the operator or of a terminal user: 1052, 3210, 3215. GA24-3552. */
export class Console3215 extends BaseDevice {
  private reading: ChannelOperation | undefined;

  constructor(
    private readonly terminal: ConsoleTerminal,
    type: ConsoleType = '3215',
  ) {
    super(type, 1);
  }

  /** The REQUEST key: attention. */
  requestKey(): void {
    if (this.attached && this.reading === undefined) this.port.present(UnitStatus.attention);
  }

  override halt(): number {
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

  protected perform(operation: ChannelOperation): number | undefined {
    switch (operation.command) {
      case WRITE:
      case WRITE_CARRIAGE_RETURN: {
        this.typeText(operation);
        return NORMAL_END;
      }
      case READ_INQUIRY:
        return this.read(operation);
      case ALARM:
        this.terminal.alarm();
        return IMMEDIATE_END;
      default:
        return this.rejectCommand();
    }
  }

  private typeText(operation: ChannelOperation): void {
    const carriageReturn = operation.command === WRITE_CARRIAGE_RETURN;
    let piece = operation.fetch(PIECE, 'variable');
    for (;;) {
      const next = piece.length === PIECE ? operation.fetch(PIECE, 'variable') : new Uint8Array(0);
      this.terminal.write(piece, carriageReturn && next.length === 0);
      if (next.length === 0) return;
      piece = next;
    }
  }

  private read(operation: ChannelOperation): undefined {
    this.reading = operation;
    this.terminal.read((line) => {
      if (this.reading !== operation) return;
      this.reading = undefined;
      if (line === 'cancel') {
        operation.end(NORMAL_END | UnitStatus.unitException);
        return;
      }
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
