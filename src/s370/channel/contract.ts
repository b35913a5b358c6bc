/**
 * The line between the CPU and the channel subsystem: I/O instructions call it, it tells the CPUs that an
 * interruption may be pending. GA22-7000, Input/Output Operations.
 *
 * The CPU fetches the CAW, checks privilege and the CAW format, and stores the CSW that it is given; the
 * channel subsystem never touches the CAW, the CSW location or a PSW.
 */

import type { EventQueue } from '../event-queue.js';
import type { ChannelType } from './channel.js';
import type { MainStorage } from '../storage.js';

export type ConditionCode = 0 | 1 | 2 | 3;

/** A channel status word: two 32-bit words as they lie in storage (int32). */
export interface ChannelStatusWord {
  /** Key (bits 0-3), deferred condition code (6-7), CCW address (8-31). */
  readonly high: number;
  /** Unit status (bits 0-7 of this word), channel status (8-15), residual count (16-31). */
  readonly low: number;
}

/** CSW that an I/O instruction stores with condition code 1. */
export interface StoredCsw extends ChannelStatusWord {
  /** Only the 16 status bits are stored and the rest of X'40'-X'47' stays (SIO, HIO, HDV); TIO with an interruption pending stores the whole CSW. */
  readonly statusOnly: boolean;
  /** Limited channel logout, for X'B0', when a channel error is in the status. */
  readonly logout?: number;
}

/** Outcome of an I/O instruction. `csw` is there exactly when `conditionCode` is 1 and the instruction stores one (TCH does not). */
export interface IoResult {
  readonly conditionCode: ConditionCode;
  readonly csw?: StoredCsw;
}

/** An I/O interruption that has been taken: the CPU stores `device` and `csw` in low storage and swaps PSWs. */
export interface IoInterruption {
  /** Device address: channel in bits 8-15 from the right, unit in the low byte (X'0190'). */
  readonly device: number;
  readonly csw: ChannelStatusWord;
  /** Limited channel logout, for X'B0', when a channel error is in the status. */
  readonly logout?: number;
}

/** How an IPL ended. */
export type IplOutcome =
  | { readonly kind: 'loaded' }
  /** The channel program did not end with channel end and device end alone. */
  | { readonly kind: 'failed'; readonly csw: ChannelStatusWord }
  /** No such device, or it refused to start (condition code of the implied START I/O). */
  | { readonly kind: 'not-started'; readonly conditionCode: ConditionCode };

/** How the CPU wants an operation to be run. */
export interface StartMode {
  /** CR0 bit 0: devices of a block multiplexer may disconnect. Without it the channel works as a selector channel. */
  readonly blockMultiplexing: boolean;
  /** CAW bit 4: the suspend flag of CCWs is obeyed. */
  readonly suspendControl: boolean;
}

/** Channels, subchannels and devices of one machine. Device addresses are 16 bits (channel × 256 + unit). */
export interface ChannelSubsystem {
  /** The suspend-and-resume facility is installed: CAW bit 4 may be one. */
  readonly suspendResume: boolean;
  /**
   * START I/O. `key` is the CAW key (0-15), `ccwAddress` absolute, a multiple of 8 (checked by the CPU);
   * `fast` for START I/O FAST RELEASE, which on a block multiplexer that has it does not wait for the device. Without
   * `mode` channels and control units are never busy for other devices, and disks end with channel end and device end
   * together: a Control Program starts all operations itself and knows no channels.
   */
  startIo(device: number, key: number, ccwAddress: number, fast: boolean, mode?: StartMode): IoResult;
  /**
   * RESUME I/O: 0 the suspended program goes on, 1 the interruption for its suspension is pending, 2 no program is
   * suspended, 3 no such device.
   */
  resumeIo(device: number): ConditionCode;
  /** TEST I/O: clears a pending interruption of the device and gives its CSW (condition code 1). */
  testIo(device: number): IoResult;
  /** CLEAR I/O. */
  clearIo(device: number): IoResult;
  /** HALT I/O. */
  haltIo(device: number): IoResult;
  /** HALT DEVICE. */
  haltDevice(device: number): IoResult;
  /** TEST CHANNEL: bits 8-15 of the address name the channel; never a CSW. */
  testChannel(device: number): ConditionCode;
  /** CLEAR CHANNEL: resets the channel and its devices. Condition code 0, 2 or 3. */
  clearChannel(device: number): ConditionCode;
  /** STORE CHANNEL ID: `id` is the word for X'A8' when the condition code is 0. */
  storeChannelId(device: number): { readonly conditionCode: ConditionCode; readonly id: number };
  /**
   * Is there an interruption from a channel whose bit is on in `channelMask`? Bit 0 (the sign) is channel 0,
   * bit 1 channel 1 … as in CR2. Must be cheap: the CPU asks whenever masks change.
   */
  pending(channelMask: number): boolean;
  /** Takes the interruption of highest priority among those channels; undefined when there is none. */
  takeInterruption(channelMask: number): IoInterruption | undefined;
  /**
   * For an owner that can do nothing before the operation of a device has ended: its next step comes now, not after
   * the channel's latency. False when no step is that near; what takes a device its own time still takes it.
   */
  hasten(device: number): boolean;
  /** I/O system reset: ends all operations, drops pending interruptions and sense, of every channel. */
  reset(): void;
  /**
   * Starts the implied channel program of IPL (read 24 bytes to absolute 0, command chaining, SLI) on a device;
   * `done` is called once, from the event queue or before this returns. No interruption is left pending.
   */
  ipl(device: number, done: (outcome: IplOutcome) => void): void;
}

/** What a machine gives to its channel subsystem. */
export interface ChannelHost {
  readonly storage: MainStorage;
  readonly events: EventQueue;
  /** Kind of a channel; by default channel 0 is a byte multiplexer, the others are block multiplexers. */
  channelType?(channel: number): ChannelType;
  /** The suspend-and-resume facility is installed. */
  readonly suspendResume?: boolean;
  /** Channel errors log out to X'B0'. */
  readonly limitedLogout?: boolean;
  /** Block multiplexers have the fast release of START I/O FAST RELEASE. */
  readonly fastRelease?: boolean;
  /** Control commands may have a count of zero, against the manual. */
  readonly zeroCountControl?: boolean;
  /** Every operation ends with one interruption: see `ChannelSetOptions`. */
  readonly endTogether?: boolean;
  /** A device has failed in a way that no device may: the operation ended with interface control check. */
  deviceFault?(address: number, fault: unknown): void;
  /** To be called whenever an interruption has become pending: the CPUs look at `pending` again. */
  interruptionPending(): void;
}

/** Makes the channel subsystem of a machine. */
export type ChannelSubsystemFactory = (host: ChannelHost) => ChannelSubsystem;
