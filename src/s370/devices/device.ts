/**
 * The contract between the channel subsystem and a device model. A device model is the control unit and the
 * device together: it knows commands, unit status and sense, and nothing of CCWs in storage or interruptions.
 */

import type { StateReader, StateRecord, StateValue } from '../state.js';

/** Added to a unit status by a device: the status came at initial selection (an immediate command, a refused one). */
export const INITIAL_STATUS = 0x100;

/**
 * When the device may let go of the channel between channel end and device end: after the last command of a program
 * only, also in the middle of a chain (a block multiplexer that works as one), or never (a Control Program runs its
 * operations from one interruption to the next).
 */
export type Disconnection = 'never' | 'at-end' | 'always';

/** The control unit of a device, when others share it. */
export interface ControlUnitTraits {
  /** IBM's name of the machine type: `3803`. */
  readonly name: string;
  /** Device addresses of one, a power of two; the first is a multiple of it. */
  readonly units: number;
  /** All its devices work over one subchannel. */
  readonly sharedSubchannel: boolean;
}

/**
 * One command, as the channel gives it to a device. Data move through the three transfer methods, which follow
 * data chaining, indirect addressing and SKIP by themselves; a channel-detected error looks to the device
 * as if the count had run out.
 */
export interface ChannelOperation {
  /** Command code of the CCW. */
  readonly command: number;
  /** True for the first command of a channel program (SIO), false when it was reached by command chaining. */
  readonly first: boolean;
  /** True when the CCW (the last of its data chain so far) asks for command chaining. */
  readonly chaining: boolean;
  /** When the device may present channel end and device end apart. */
  readonly disconnects: Disconnection;
  /**
   * Write and control commands: the next bytes from storage, at most `length`; fewer when the count runs out.
   * A device that asks for more than the count holds causes incorrect length unless it says `variable`.
   */
  fetch(length: number, variable?: 'variable'): Uint8Array;
  /**
   * Read and sense commands: offers `bytes` to the channel; answers how many it took.
   * Bytes that find no count cause incorrect length. For read backward, `bytes` is the block in its natural order
   * and the channel takes it from the end.
   */
  store(bytes: Uint8Array): number;
  /** Bytes the present CCW still wants, data chaining not looked at. */
  readonly remaining: number;
  /**
   * Ends an operation for which `execute` returned undefined. `status` as for `execute`.
   * Calls after the operation was halted are ignored.
   */
  end(status: number): void;
}

/** What a device may ask of the place it is plugged into. */
export interface DevicePort {
  /** Device address (channel and unit), for messages and sense. */
  readonly address: number;
  /**
   * Presents status that belongs to no running operation: attention, device end after a not-ready to ready
   * transition, the later device end of an operation that ended with channel end alone, control unit end.
   */
  present(status: number): void;
  /**
   * Calls the device's `timed(name, argument)` after so many microseconds of machine time, from the event queue.
   * An event is data, so that a snapshot can keep it; several of one name may be under way.
   */
  after(microseconds: number, name: string, argument?: StateValue): void;
  /** Takes back all events of this name that have not come. */
  cancel(name: string): void;
  /**
   * The control unit works so many microseconds longer for this device, after the channel end or after all: other
   * devices, and this one, find it busy.
   */
  occupyControlUnit(microseconds: number): void;
}

/** A device model. */
export interface Device {
  /** IBM's name of the machine type: `3350`, `1403`. */
  readonly type: string;
  /** Its control unit, when it shares one that can be busy by itself. */
  readonly controlUnit?: ControlUnitTraits;
  /** True while the device works by itself (rewinding, seeking): an SIO or TIO gets the busy bit. */
  readonly working: boolean;
  /** Plugs the device in. Called once per attach. */
  connect(port: DevicePort): void;
  /**
   * Executes a command. Returns the ending unit status, possibly with INITIAL_STATUS; or undefined, and
   * then calls `operation.end` exactly once later, from an event of the event queue or a terminal's callback.
   * Channel end without device end means that the device presents the device end later.
   */
  execute(operation: ChannelOperation): number | undefined;
  /** HALT I/O, HALT DEVICE, CLEAR I/O: gives up an operation that `execute` left open. Returns the status for its end. */
  halt(): number;
  /** System reset: forgets sense, orientation, reservations and open operations. */
  reset(): void;
  /** Lets go of host files and terminals. */
  close(): void;
  /** An event that `port.after` asked for has come. For devices that ask for events. */
  timed?(name: string, argument: StateValue): void;
  /**
   * Everything that the device's behaviour depends on, as data; events of `port.after` and the open operation are
   * kept by the channel. A device without it makes a snapshot impossible.
   */
  saveState?(): StateRecord;
  /**
   * Takes a state that a device of the same type has saved. The device is plugged in, with its backing, and has done
   * nothing yet. `open` is the operation that the saved device had left open: this one ends it later.
   * Throws `StateError`, or `BackingError` when the backing is not as it was.
   */
  restoreState?(state: StateReader, open: ChannelOperation | undefined): void;
}
