import { NORMAL_END, UnitStatus } from '../channel/status.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord, StateValue } from '../state.js';
import { adapterCommand } from './adapter-commands.js';
import type { AdapterCommand } from './adapter-commands.js';
import type { AdapterLink, AdapterMessage, AdapterSide } from './adapter-link.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import { INITIAL_STATUS } from './device.js';
import type { ChannelOperation } from './device.js';
import { Sense0 } from './sense.js';

/** What a side does: nothing, or waits for the other with one of these commands. SA22-7203, Command Operations. */
type Waiting = 'available' | 'prepare' | 'control' | 'read' | 'write';
const WAITING: readonly Waiting[] = ['available', 'prepare', 'control', 'read', 'write'];

/** SENSE ID: 3088, as a channel-to-channel adapter. */
const IDENTIFICATION = Uint8Array.of(0xff, 0x30, 0x88, 0x08, 0x30, 0x88, 0x01);
const SENSE = 0x04;
/** Both sides wanted to go first. */
const BUSY_ATTENTION = UnitStatus.busy | UnitStatus.attention;
/**
 * Machine microseconds before attention is presented: a command that is chained to the one that has just ended may
 * be the answer, and then there is none.
 */
const ATTENTION_TIME = 100;
const ATTENTION = 'attention';
/** Most bytes that go over at once. */
const MOST_BYTES = 0x8000;

/** Types that a configuration knows an adapter by. */
export type AdapterType = 'CTCA' | '3088';

/**
 * One side of a channel-to-channel adapter (3088, or the one of the channels). A command that needs the other side
 * waits for its counterpart there: WRITE for READ, CONTROL for SENSE COMMAND BYTE; the other side gets attention.
 * SA22-7203 with GA22-6983.
 */
export class ChannelAdapter extends BaseDevice implements AdapterSide {
  private waiting: Waiting = 'available';
  /** The command byte that waits here. */
  private code = 0;
  private operation: ChannelOperation | undefined;
  /** The waiting command has given channel end and owes device end alone. */
  private owesDeviceEnd = false;
  private extended = false;
  private there = false;
  private otherWaiting: Waiting = 'available';
  private otherCode = 0;
  private otherExtended = false;
  /** The other side has been reset: told once, in extended mode. */
  private otherReset = false;
  /** The other side wrote an end of file that nobody has read yet. */
  private endOfFile = false;

  constructor(
    private readonly link: AdapterLink,
    type: AdapterType = 'CTCA',
  ) {
    super(type, 2, IDENTIFICATION);
    link.attach(this);
  }

  override get working(): boolean {
    return this.owesDeviceEnd;
  }

  override execute(operation: ChannelOperation): number | undefined {
    if (operation.command === SENSE && !this.there) this.sense[0] |= Sense0.interventionRequired;
    return super.execute(operation);
  }

  override halt(): number {
    if (this.waiting !== 'available') {
      this.becomeAvailable();
      this.link.send({ kind: 'withdrawn' });
    }
    return NORMAL_END;
  }

  override reset(): void {
    super.reset();
    if (this.attached) this.port.cancel(ATTENTION);
    this.becomeAvailable();
    this.extended = false;
    this.endOfFile = false;
    this.otherReset = false;
    this.link.send({ kind: 'reset', extended: false });
  }

  override close(): void {
    super.close();
    this.link.close();
  }

  connected(there: boolean): void {
    if (there === this.there) return;
    this.there = there;
    this.otherWaiting = 'available';
    this.endOfFile = false;
    this.otherExtended = false;
    if (there) {
      this.link.send({ kind: 'mode', extended: this.extended });
      if (this.attached) this.port.present(UnitStatus.deviceEnd);
    } else {
      this.giveUp();
    }
  }

  override timed(name: string, argument: StateValue): void {
    if (name !== ATTENTION) super.timed(name, argument);
    if (this.waiting === 'available' && wantsAnswer(this.otherWaiting)) {
      this.port.present(UnitStatus.attention);
    }
  }

  received(message: AdapterMessage): void {
    switch (message.kind) {
      case 'command':
        return this.otherCommands(message.code, message.extended);
      case 'withdrawn':
        this.otherWaiting = 'available';
        return;
      case 'sensed':
        if (this.waiting === 'control') this.complete(NORMAL_END);
        return;
      case 'ready':
        return this.supply(message.room);
      case 'data':
        return this.take(message.bytes, message.last);
      case 'done':
        this.otherWaiting = 'available';
        if (this.waiting === 'write') this.complete(NORMAL_END);
        return;
      case 'end-of-file':
        if (this.waiting === 'read') this.finishRead(UnitStatus.unitException);
        else this.endOfFile = true;
        return;
      case 'mode':
        this.otherExtended = message.extended;
        return;
      case 'reset':
        this.otherWaiting = 'available';
        this.otherExtended = message.extended;
        this.otherReset = true;
        this.endOfFile = false;
        this.giveUp();
    }
  }

  protected override noOperation(operation: ChannelOperation): number {
    return this.perform(operation) ?? IMMEDIATE_END;
  }

  protected perform(operation: ChannelOperation): number | undefined {
    const command = adapterCommand(operation.command);
    if (command === undefined) return this.rejectCommand();
    if (!this.there) return this.refuse(Sense0.interventionRequired);
    if (this.otherReset) {
      this.otherReset = false;
      if (this.extended) return this.refuse(Sense0.interventionRequired);
    }
    switch (command) {
      case 'no-operation':
        return this.otherNeedsMe() ? busyAttention() : IMMEDIATE_END;
      case 'set-extended-mode':
      case 'set-basic-mode':
        return this.setMode(command === 'set-extended-mode');
      case 'sense-command-byte':
        return this.senseCommandByte(operation);
      case 'prepare':
        return this.prepare(operation);
      case 'write-end-of-file':
        return this.inExtendedMode ? this.writeEndOfFile(operation) : this.begin(operation, 'write');
      case 'control':
      case 'read':
      case 'write':
        return this.begin(operation, command);
    }
  }

  protected override saveModel(): StateRecord {
    const { waiting, code, owesDeviceEnd, extended, there, otherWaiting, otherCode } = this;
    const { otherExtended, otherReset, endOfFile } = this;
    return {
      waiting,
      code,
      owesDeviceEnd,
      extended,
      there,
      otherWaiting,
      otherCode,
      otherExtended,
      otherReset,
      endOfFile,
    };
  }

  /** Takes the state back. A cable to another process has nobody at its end who knows it: the other side starts anew. */
  protected override restoreModel(state: StateReader, open: ChannelOperation | undefined): void {
    this.waiting = state.word('waiting', WAITING);
    this.code = state.number('code');
    this.owesDeviceEnd = state.boolean('owesDeviceEnd');
    this.extended = state.boolean('extended');
    this.operation = open;
    const needsOperation = this.waiting !== 'available' && !this.owesDeviceEnd;
    if (needsOperation !== (open !== undefined)) {
      throw new StateError(`${state.place}: the command that waits is not the channel's`);
    }
    if (!this.there) return;
    this.otherWaiting = state.word('otherWaiting', WAITING);
    this.otherCode = state.number('otherCode');
    this.otherExtended = state.boolean('otherExtended');
    this.otherReset = state.boolean('otherReset');
    this.endOfFile = state.boolean('endOfFile');
  }

  /** End of file and reset are known to a pair of which one side at least is in extended mode. */
  private get inExtendedMode(): boolean {
    return this.extended || this.otherExtended;
  }

  private otherNeedsMe(): boolean {
    return wantsAnswer(this.otherWaiting);
  }

  private setMode(extended: boolean): number {
    if (this.otherNeedsMe()) return busyAttention();
    this.extended = extended;
    this.link.send({ kind: 'mode', extended });
    return IMMEDIATE_END;
  }

  /** Gives the command byte that waits on the other side; a control command there has been waiting for that. */
  private senseCommandByte(operation: ChannelOperation): number {
    operation.store(Uint8Array.of(this.otherWaiting === 'available' ? 0 : this.otherCode));
    if (this.otherWaiting === 'control') {
      this.otherWaiting = 'available';
      this.link.send({ kind: 'sensed' });
    }
    return NORMAL_END;
  }

  /** Waits for any command of the other side. */
  private prepare(operation: ChannelOperation): number | undefined {
    if (this.otherWaiting === 'prepare') {
      // Two that wait for each other: the first is released.
      this.otherWaiting = 'available';
      this.link.send({ kind: 'command', code: operation.command, extended: this.extended });
      this.link.send({ kind: 'withdrawn' });
      return IMMEDIATE_END;
    }
    if (this.otherWaiting !== 'available') return IMMEDIATE_END;
    return this.wait(operation, 'prepare', UnitStatus.channelEnd | INITIAL_STATUS);
  }

  private writeEndOfFile(operation: ChannelOperation): number | undefined {
    if (this.otherWaiting === 'control' || this.otherWaiting === 'write') return busyAttention();
    operation.fetch(0xffff, 'variable');
    this.link.send({ kind: 'end-of-file' });
    return NORMAL_END;
  }

  private begin(operation: ChannelOperation, command: 'control' | 'read' | 'write'): number | undefined {
    if (command === 'read' && this.endOfFile) {
      this.endOfFile = false;
      return NORMAL_END | UnitStatus.unitException;
    }
    switch (this.otherWaiting) {
      case 'available':
        return this.wait(operation, command);
      case 'prepare':
        this.otherWaiting = 'available';
        return this.wait(
          operation,
          command,
          command === 'control' ? UnitStatus.channelEnd | INITIAL_STATUS : undefined,
        );
      default:
        if (!areCounterparts(command, this.otherWaiting)) return busyAttention();
        return this.wait(operation, command);
    }
  }

  /** A command waits here. `status`: what it gives at once, device end then follows; undefined: nothing yet. */
  private wait(operation: ChannelOperation, waiting: Waiting, status?: number): number | undefined {
    this.waiting = waiting;
    this.code = operation.command;
    this.owesDeviceEnd = status !== undefined;
    this.operation = status === undefined ? operation : undefined;
    this.link.send({ kind: 'command', code: operation.command, extended: this.extended });
    if (waiting === 'read' && this.otherWaiting === 'write') this.askForData();
    return status;
  }

  /** The other side has a command that needs this side. */
  private otherCommands(code: number, extended: boolean): void {
    this.otherExtended = extended;
    const wanted = waitingFor(adapterCommand(code));
    const { waiting } = this;
    if (waiting === 'available' || waiting === 'prepare') {
      this.otherWaiting = wanted;
      this.otherCode = code;
      if (waiting === 'prepare') this.complete(NORMAL_END);
      else if (wantsAnswer(wanted) && this.attached) this.port.after(ATTENTION_TIME, ATTENTION);
      return;
    }
    if (areCounterparts(waiting, wanted)) {
      this.otherWaiting = wanted;
      this.otherCode = code;
      if (waiting === 'read') this.askForData();
      return;
    }
    if (!wantsAnswer(wanted)) {
      // A prepare that crossed with a command from here is over at once.
      return;
    }
    // The commands have crossed on the way: one side gives up, as if it had come second.
    if (this.link.primary) return;
    this.otherWaiting = wanted;
    this.otherCode = code;
    this.complete(BUSY_ATTENTION);
  }

  private askForData(): void {
    const room = Math.min(this.operation?.remaining ?? 0, MOST_BYTES);
    this.link.send({ kind: 'ready', room });
  }

  /** The reader wants bytes of the write that waits here. */
  private supply(room: number): void {
    const { operation } = this;
    if (this.waiting !== 'write' || operation === undefined) return;
    const bytes = operation.fetch(Math.min(room, MOST_BYTES), 'variable');
    this.link.send({ kind: 'data', bytes, last: bytes.length === 0 || operation.remaining === 0 });
  }

  /** Bytes of the writer for the read that waits here. */
  private take(bytes: Uint8Array, last: boolean): void {
    const { operation } = this;
    if (this.waiting !== 'read' || operation === undefined) return;
    operation.store(bytes);
    if (!last && operation.remaining > 0) return this.askForData();
    // The writer has more than the reader has room for: an incorrect length on both sides.
    if (!last) operation.store(Uint8Array.of(0));
    this.finishRead(0);
    this.link.send({ kind: 'done' });
  }

  private finishRead(status: number): void {
    this.otherWaiting = 'available';
    this.complete(NORMAL_END | status);
  }

  /** The command that waits ends. */
  private complete(status: number): void {
    const { operation, owesDeviceEnd } = this;
    this.becomeAvailable();
    if (owesDeviceEnd) this.port.present(status & ~UnitStatus.channelEnd);
    else operation?.end(status);
  }

  /** The other side is gone or was reset: nobody answers the command that waits. */
  private giveUp(): void {
    if (this.waiting !== 'available') this.complete(this.check(Sense0.interventionRequired));
  }

  private becomeAvailable(): void {
    this.waiting = 'available';
    this.operation = undefined;
    this.owesDeviceEnd = false;
  }
}

function busyAttention(): number {
  return BUSY_ATTENTION | INITIAL_STATUS;
}

/** Does a command that waits need one of the other side? Prepare is content with whatever comes. */
function wantsAnswer(waiting: Waiting): boolean {
  return waiting === 'control' || waiting === 'read' || waiting === 'write';
}

function areCounterparts(one: Waiting, other: Waiting): boolean {
  return (one === 'read' && other === 'write') || (one === 'write' && other === 'read');
}

function waitingFor(command: AdapterCommand | undefined): Waiting {
  switch (command) {
    case 'control':
    case 'read':
    case 'prepare':
      return command;
    case 'write':
    case 'write-end-of-file':
      return 'write';
    default:
      return 'available';
  }
}
