import type { ChannelOperation, Device, Disconnection } from '../devices/device.js';
import { INITIAL_STATUS } from '../devices/device.js';
import type { StateReader, StateRecord } from '../state.js';
import { CcwFlag, commandKind } from './ccw.js';
import type { Ccw } from './ccw.js';
import { CcwStream } from './ccw-stream.js';
import type { CcwManners } from './ccw-stream.js';
import type { ChannelStorage } from './channel-storage.js';
import type { Csw } from './csw.js';
import { DataTransfer } from './data-transfer.js';
import { interfaceCheckLogout } from './limited-logout.js';
import { ChannelStatus, NORMAL_END, UnitStatus } from './status.js';

/** How far a channel program came. */
export type Progress =
  /** More commands follow; call `proceed` again. */
  | 'chaining'
  /** A command is at the device, which will end it later. */
  | 'at-device'
  /** Channel end has come without device end; chaining waits for device end. */
  | 'awaiting-device-end'
  /** A CCW with the suspend flag has been met; RESUME I/O goes on with it. */
  | 'suspended'
  | 'ended';

const PROGRESS: readonly Progress[] = ['chaining', 'at-device', 'awaiting-device-end', 'suspended', 'ended'];

/** Unit status with which command chaining goes on, once device end is there. */
const CHAINABLE = UnitStatus.channelEnd | UnitStatus.deviceEnd | UnitStatus.statusModifier;

/** What a command has done, for a trace. */
export interface TracedCommand {
  /** Address of its CCW; 0 for the one that IPL implies. */
  readonly ccwAddress: number;
  readonly ccw: Ccw;
  /** The first bytes that were moved, at most 16. */
  readonly data: Uint8Array;
  readonly unitStatus: number;
  readonly channelStatus: number;
  /** Count that is left. */
  readonly residual: number;
}

/** Bytes of a command that a trace shows. */
const TRACED_BYTES = 16;

/** Manners of a channel that bear on its programs. */
export interface ProgramManners extends CcwManners {
  /** A device that throws ends the program with interface control check; else what it throws goes through. */
  readonly containFaults?: boolean;
  /** It comes with a limited channel logout. */
  readonly limitedLogout?: boolean;
  /** When devices may present channel end and device end apart. Default `never`. */
  readonly disconnects?: Disconnection;
  /** Channel end is held back until the device end, and a unit check comes with both. */
  readonly endTogether?: boolean;
}

/**
 * One channel program in execution: takes commands to the device one by one until something ends it.
 * GA22-7000, Command Chaining, Conclusion of Input/Output Operations.
 */
export class ChannelProgram {
  /** CSW at the end of the program; meaningful when `progress` is `ended`. */
  unitStatus = 0;
  channelStatus = 0;
  progress: Progress = 'chaining';
  /** The last status came at initial selection. */
  initial = false;
  /** Commands taken to the device so far. */
  commands = 0;
  /** What the device has thrown that no device may throw; the program has ended with interface control check. */
  fault: unknown = undefined;

  private readonly stream: CcwStream;
  private transfer: DataTransfer | undefined;
  private operation: Operation | undefined;
  /** The CCW in effect was put there by `implyFirst`, not fetched. */
  private implied = false;
  /** The next command is the first of its chain for the device. */
  private fresh = true;
  private logout: number | undefined;
  /** The command that is being traced. */
  private traced: { readonly ccw: Ccw; readonly ccwAddress: number; readonly data: number[] } | undefined;

  constructor(
    private readonly device: Device,
    private readonly storage: ChannelStorage,
    private readonly key: number,
    ccwAddress: number,
    private readonly listener: {
      /** A CCW with the PCI flag has come into effect. */
      programControlled(): void;
      /** A command left at the device has ended with this status. */
      ended(status: number): void;
      /** Told of every command when it has ended; asked for before each. */
      tracer?(): ((command: TracedCommand) => void) | undefined;
    },
    private readonly manners: ProgramManners = {},
  ) {
    this.stream = new CcwStream(storage, key, ccwAddress, manners);
  }

  /** Some byte of the present command has been moved. */
  get transferring(): boolean {
    return this.transfer?.touched === true;
  }

  /** Makes `ccw` the first command although it lies nowhere in storage (IPL). */
  implyFirst(ccw: Ccw, next: number): void {
    this.stream.imply(ccw, next);
    this.implied = true;
  }

  /** Takes the next command to the device. */
  proceed(): Progress {
    const first = this.commands === 0;
    if (!(first && this.implied)) {
      const check = this.stream.advance(first ? 'first' : 'command');
      if (check !== 0) return this.conclude(0, check);
      if ((this.stream.ccw.flags & CcwFlag.suspend) !== 0) {
        this.fresh = true;
        return (this.progress = 'suspended');
      }
    }
    this.commands++;
    this.notePci();
    const { command } = this.stream.ccw;
    const transfer = this.makeTransfer(command);
    const operation = this.makeOperation(command, this.fresh, transfer);
    if (this.listener.tracer?.() === undefined) this.traced = undefined;
    else this.beginTrace(operation, first);
    this.fresh = false;
    this.progress = 'at-device';
    const status =
      this.manners.containFaults === true ? this.guarded(operation) : this.device.execute(operation);
    if (status === undefined) return this.progress;
    operation.open = false;
    return this.commandEnded(status);
  }

  private beginTrace(operation: Operation, first: boolean): void {
    const { ccw, next } = this.stream;
    const data: number[] = [];
    this.traced = { ccw, ccwAddress: first && this.implied ? 0 : (next - 8) & 0xffffff, data };
    operation.moved = (bytes) => data.push(...bytes.subarray(0, TRACED_BYTES - data.length));
  }

  private endTrace(unitStatus: number, channelStatus: number): void {
    const { ccw, ccwAddress, data } = this.traced!;
    this.traced = undefined;
    const residual = this.residualCount;
    const command = { ccwAddress, ccw, data: Uint8Array.from(data), unitStatus, channelStatus, residual };
    this.listener.tracer?.()?.(command);
  }

  /** RESUME I/O: the CCW that suspended the program is fetched again. */
  resume(): void {
    this.stream.stepBack();
    this.progress = 'chaining';
  }

  /** A device that throws has broken the rules of the interface: the channel resets it and ends the program. */
  private guarded(operation: Operation): number | undefined {
    try {
      return this.device.execute(operation);
    } catch (error) {
      this.breakOff(error);
      return undefined;
    }
  }

  /** The device has failed: it is reset, and the program ends with interface control check. */
  breakOff(fault: unknown): void {
    if (this.operation !== undefined) this.operation.open = false;
    this.operation = undefined;
    this.fault = fault;
    if (this.manners.limitedLogout === true) this.logout = interfaceCheckLogout(this.transferring);
    this.device.reset();
    this.conclude(0, ChannelStatus.interfaceControlCheck);
  }

  /** The command at the device has ended with `status`: chains, or concludes. */
  commandEnded(status: number): Progress {
    this.operation = undefined;
    const transfer = this.transfer!;
    this.initial = (status & INITIAL_STATUS) !== 0;
    const flags = this.stream.ccw.flags;
    let channelStatus = transfer.status;
    if (this.incorrectLength(transfer, flags)) channelStatus |= ChannelStatus.incorrectLength;
    if (this.traced !== undefined) this.endTrace(status & 0xff, channelStatus);
    return this.chainOrConclude(status & 0xff, channelStatus);
  }

  /** Device end for a command that had ended with channel end alone. */
  deviceEnded(status: number): Progress {
    return this.chainOrConclude(this.unitStatus | status, this.channelStatus);
  }

  /** Ends the program from outside: the device gives up what it does. */
  halt(): void {
    let status = 0;
    if (this.operation !== undefined) {
      this.operation.open = false;
      this.operation = undefined;
      status = this.device.halt() & 0xff;
    } else if (this.progress === 'awaiting-device-end') {
      status = this.unitStatus;
    }
    this.conclude(status | UnitStatus.channelEnd, this.transfer?.status ?? 0);
  }

  csw(): Csw {
    return {
      key: this.key,
      ccwAddress: this.stream.next,
      unitStatus: this.unitStatus,
      channelStatus: this.channelStatus,
      count: this.progress === 'suspended' ? this.stream.ccw.count : this.residualCount,
      ...(this.progress === 'suspended' ? { suspended: true } : {}),
      ...(this.logout === undefined ? {} : { logout: this.logout }),
    };
  }

  private get residualCount(): number {
    return this.transfer?.count ?? this.stream.ccw.count;
  }

  /** Everything of the program but the device's part, as data. */
  saveState(): StateRecord {
    const { unitStatus, channelStatus, progress, initial, commands, implied, key, operation, fresh } = this;
    return {
      fresh,
      logout: this.logout,
      suspendControl: this.manners.suspend === true,
      disconnects: this.manners.disconnects ?? 'never',
      unitStatus,
      channelStatus,
      progress,
      initial,
      commands,
      implied,
      key,
      stream: this.stream.saveState(),
      transfer: this.transfer?.saveState(),
      operation:
        operation === undefined
          ? undefined
          : { command: operation.command, first: operation.first, open: operation.open },
    };
  }

  /** Takes back a saved program. Returns the operation that the device still holds, for its `restoreState`. */
  restoreState(state: StateReader): ChannelOperation | undefined {
    this.unitStatus = state.number('unitStatus');
    this.channelStatus = state.number('channelStatus');
    this.progress = state.word('progress', PROGRESS);
    this.initial = state.boolean('initial');
    this.commands = state.number('commands');
    this.implied = state.boolean('implied');
    this.fresh = state.boolean('fresh');
    this.logout = state.has('logout') ? state.number('logout') : undefined;
    this.stream.restoreState(state.within('stream'));
    if (!state.has('transfer')) return undefined;
    const transfer = this.makeTransfer(this.stream.ccw.command);
    transfer.restoreState(state.within('transfer'));
    if (!state.has('operation')) return undefined;
    const saved = state.within('operation');
    const operation = this.makeOperation(saved.number('command'), saved.boolean('first'), transfer);
    operation.open = saved.boolean('open');
    return operation.open ? operation : undefined;
  }

  private makeTransfer(command: number): DataTransfer {
    const backward = commandKind(command) === 'read-backward';
    const transfer = new DataTransfer(this.storage, this.key, this.stream, backward, () => this.notePci());
    this.transfer = transfer;
    return transfer;
  }

  private makeOperation(command: number, first: boolean, transfer: DataTransfer): Operation {
    const disconnects = this.manners.disconnects ?? 'never';
    const operation = new Operation(command, first, disconnects, this.stream, transfer, (status) =>
      this.listener.ended(status),
    );
    this.operation = operation;
    return operation;
  }

  private notePci(): void {
    if ((this.stream.ccw.flags & CcwFlag.programControlled) !== 0) this.listener.programControlled();
  }

  /** GA22-7000, Incorrect Length: a chained data area left over always counts; SLI silences the others. */
  private incorrectLength(transfer: DataTransfer, flags: number): boolean {
    if (transfer.status !== 0) return false;
    if ((flags & CcwFlag.chainData) !== 0) return true;
    // A count of zero has been let pass: nothing was wanted.
    if ((flags & CcwFlag.suppressLength) !== 0 || this.stream.ccw.count === 0) return false;
    if (transfer.overran) return true;
    // A command that ended at initial selection, or a control command that moves no data, has no length to be wrong.
    if (!transfer.touched && (this.initial || commandKind(this.stream.ccw.command) === 'control'))
      return false;
    return transfer.count !== 0;
  }

  private chainOrConclude(unitStatus: number, channelStatus: number): Progress {
    const chain =
      (this.stream.ccw.flags & (CcwFlag.chainCommand | CcwFlag.chainData)) === CcwFlag.chainCommand;
    if (
      chain &&
      channelStatus === 0 &&
      (unitStatus & ~CHAINABLE) === 0 &&
      unitStatus & UnitStatus.channelEnd
    ) {
      if ((unitStatus & UnitStatus.deviceEnd) === 0) {
        this.unitStatus = unitStatus;
        this.channelStatus = channelStatus;
        return (this.progress = 'awaiting-device-end');
      }
      if ((unitStatus & UnitStatus.statusModifier) !== 0) this.stream.skipOne();
      return (this.progress = 'chaining');
    }
    if (this.manners.endTogether === true) {
      if ((unitStatus & NORMAL_END) === UnitStatus.channelEnd) {
        this.unitStatus = unitStatus;
        this.channelStatus = channelStatus;
        return (this.progress = 'awaiting-device-end');
      }
      if ((unitStatus & UnitStatus.unitCheck) !== 0)
        return this.conclude(unitStatus | NORMAL_END, channelStatus);
    }
    return this.conclude(unitStatus, channelStatus);
  }

  private conclude(unitStatus: number, channelStatus: number): Progress {
    this.unitStatus = unitStatus;
    this.channelStatus = channelStatus;
    return (this.progress = 'ended');
  }
}

/** The view of one command that the device gets. */
class Operation implements ChannelOperation {
  /** False once the command has ended or was halted; the device's hands are off then. */
  open = true;
  /** Told of the bytes that move, for a trace. */
  moved: ((bytes: Uint8Array) => void) | undefined = undefined;

  constructor(
    readonly command: number,
    readonly first: boolean,
    readonly disconnects: Disconnection,
    private readonly stream: CcwStream,
    private readonly transfer: DataTransfer,
    private readonly report: (status: number) => void,
  ) {}

  get chaining(): boolean {
    return (this.stream.ccw.flags & CcwFlag.chainCommand) !== 0;
  }

  get remaining(): number {
    return this.transfer.count;
  }

  fetch(length: number, variable?: 'variable'): Uint8Array {
    if (!this.open) return new Uint8Array(0);
    const bytes = this.transfer.fetch(length, variable !== undefined);
    this.moved?.(bytes);
    return bytes;
  }

  store(bytes: Uint8Array): number {
    if (!this.open) return 0;
    const taken = this.transfer.store(bytes);
    this.moved?.(bytes.subarray(0, taken));
    return taken;
  }

  end(status: number): void {
    if (!this.open) return;
    this.open = false;
    this.report(status);
  }
}
