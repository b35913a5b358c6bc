/** One subchannel: a device's place in a channel set, what it works on, and how a snapshot keeps it. */

import type { ChannelOperation, Device, Disconnection } from '../devices/device.js';
import type { EventQueue, ScheduledEvent } from '../event-queue.js';
import { StateError, StateReader } from '../state.js';
import type { StateRecord, StateValue } from '../state.js';
import type { Channel } from './channel.js';
import type { ChannelProgram, TracedCommand } from './channel-program.js';
import type { ControlUnit } from './control-unit.js';
import type { IplOutcome } from './contract.js';
import type { Csw } from './csw.js';

/** What the event of a subchannel does when it comes: events are data, so that a snapshot can keep them. */
export interface SubchannelStep {
  /**
   * Go on with the program; or first take the status of a command, or the device end that was waited for; or take the
   * first command of START I/O FAST RELEASE to the device.
   */
  readonly kind: 'carry-on' | 'command-ended' | 'device-ended' | 'select';
  readonly status: number;
}

/** A subchannel's event: it goes on with its program then. */
export interface SubchannelEvent {
  readonly scheduled: ScheduledEvent;
  readonly step: SubchannelStep;
  /** Microseconds from when it was planned. */
  readonly delay: number;
}

/** An event that a device has asked for. */
export interface DeviceEvent {
  readonly scheduled: ScheduledEvent;
  readonly name: string;
  readonly argument: StateValue;
}

/** How a program is run that is not yet there: what the CPU and the channel want of it. */
export interface ProgramMode {
  readonly suspendControl: boolean;
  readonly disconnects: Disconnection;
}

/**
 * The subchannel of one device. Where devices share a subchannel each has an object of its own, and `ChannelSet` looks
 * at those of the others.
 */
export interface Subchannel {
  readonly address: number;
  readonly device: Device;
  readonly channel: Channel;
  readonly controlUnit: ControlUnit | undefined;
  /** The last operation was started by a CPU, which finds control units and shared subchannels busy. */
  byCpu: boolean;
  /** The channel program that the subchannel works on. */
  program: ChannelProgram | undefined;
  /** Interruption condition in the subchannel: the end of a program. */
  ending: Csw | undefined;
  /** Program-controlled interruption that waits. */
  programControlled: Csw | undefined;
  /** Interruption that waits because the program has been suspended. */
  suspension: Csw | undefined;
  /** Status that the device holds for the channel. */
  unitStatus: number;
  event: SubchannelEvent | undefined;
  /** Events of the device by itself. */
  readonly deviceEvents: Set<DeviceEvent>;
  queued: boolean;
  /** Whether the operation keeps the channel to its end, or only while a block of data moves. */
  burst: 'operation' | 'block';
  iplDone: ((outcome: IplOutcome) => void) | undefined;
  /** Told of every command when it has ended. No part of the state that a snapshot keeps. */
  tracer: ((command: TracedCommand) => void) | undefined;
}

/** A subchannel with nothing to do. */
export function idleSubchannel(
  address: number,
  device: Device,
  channel: Channel,
  controlUnit?: ControlUnit,
): Subchannel {
  return {
    address,
    device,
    channel,
    controlUnit,
    byCpu: false,
    program: undefined,
    ending: undefined,
    programControlled: undefined,
    suspension: undefined,
    unitStatus: 0,
    event: undefined,
    deviceEvents: new Set(),
    queued: false,
    burst: 'block',
    iplDone: undefined,
    tracer: undefined,
  };
}

/** How many events in the queue belong to a subchannel. */
export function eventCount(subchannel: Subchannel): number {
  return (subchannel.event === undefined ? 0 : 1) + subchannel.deviceEvents.size;
}

/** Takes all events of a subchannel and its device back. */
export function cancelEvents(subchannel: Subchannel, events: Pick<EventQueue, 'cancel'>): void {
  if (subchannel.event !== undefined) events.cancel(subchannel.event.scheduled);
  subchannel.event = undefined;
  for (const { scheduled } of subchannel.deviceEvents) events.cancel(scheduled);
  subchannel.deviceEvents.clear();
}

/** Subchannel, program, events and device as data. Throws `StateError` when the device cannot be saved. */
export function saveSubchannel(subchannel: Subchannel): StateRecord {
  const { address, device, program, event } = subchannel;
  const name = `device ${hexAddress(address)} (${device.type})`;
  if (device.saveState === undefined) throw new StateError(`${name} can't be kept in a snapshot`);
  if (subchannel.iplDone !== undefined) throw new StateError(`${name}: initial program loading is under way`);
  return {
    address,
    type: device.type,
    program: program?.saveState(),
    ending: subchannel.ending && { ...subchannel.ending },
    programControlled: subchannel.programControlled && { ...subchannel.programControlled },
    suspension: subchannel.suspension && { ...subchannel.suspension },
    unitStatus: subchannel.unitStatus,
    byCpu: subchannel.byCpu,
    burst: subchannel.burst,
    event: event === undefined ? undefined : { ...timeOf(event.scheduled), ...event.step },
    deviceEvents: [...subchannel.deviceEvents].map(({ scheduled, name: event_, argument }) => ({
      ...timeOf(scheduled),
      name: event_,
      argument,
    })),
    device: device.saveState(),
  };
}

/** What a subchannel needs of its channel set to go on from a saved state. */
export interface SubchannelHost {
  readonly events: Pick<EventQueue, 'restore'>;
  /** Makes an idle program with the key and manners that it was started with. */
  makeProgram(subchannel: Subchannel, key: number, mode: ProgramMode): ChannelProgram;
  stepComes(subchannel: Subchannel): void;
  deviceEvent(
    subchannel: Subchannel,
    name: string,
    argument: StateValue,
    plan: (action: () => void) => ScheduledEvent,
  ): void;
}

/** Takes back what `saveSubchannel` gave; the device too. Throws `StateError`, and what the device throws. */
export function restoreSubchannel(subchannel: Subchannel, state: StateReader, host: SubchannelHost): void {
  const { device, address } = subchannel;
  const name = `device ${hexAddress(address)} (${device.type})`;
  if (device.restoreState === undefined) throw new StateError(`${name} can't be restored`);
  subchannel.ending = savedCsw(state, 'ending');
  subchannel.programControlled = savedCsw(state, 'programControlled');
  subchannel.suspension = savedCsw(state, 'suspension');
  subchannel.unitStatus = state.number('unitStatus');
  subchannel.byCpu = state.has('byCpu') && state.boolean('byCpu');
  subchannel.burst = state.word('burst', ['operation', 'block']);
  subchannel.queued = false;
  subchannel.program = undefined;
  let open: ChannelOperation | undefined;
  if (state.has('program')) {
    const saved = state.within('program');
    const program = host.makeProgram(subchannel, saved.number('key'), {
      suspendControl: saved.boolean('suspendControl'),
      disconnects: saved.has('disconnects')
        ? saved.word('disconnects', ['never', 'at-end', 'always'])
        : 'never',
    });
    subchannel.program = program;
    open = program.restoreState(saved);
  }
  subchannel.event = undefined;
  if (state.has('event')) {
    const event = state.within('event');
    const scheduled = host.events.restore(savedTime(event), () => host.stepComes(subchannel));
    subchannel.event = { scheduled, step: savedStep(event), delay: Infinity };
  }
  subchannel.deviceEvents.clear();
  for (const event of state.records('deviceEvents')) {
    host.deviceEvent(subchannel, event.text('name'), event.value('argument'), (action) =>
      host.events.restore(savedTime(event), action),
    );
  }
  device.restoreState(new StateReader(state.value('device'), name), open);
}

/** The CSW of a saved interruption condition; undefined when there was none. */
function savedCsw(state: StateReader, name: string): Csw | undefined {
  if (!state.has(name)) return undefined;
  const csw = state.within(name);
  return {
    key: csw.number('key'),
    ccwAddress: csw.number('ccwAddress'),
    unitStatus: csw.number('unitStatus'),
    channelStatus: csw.number('channelStatus'),
    count: csw.number('count'),
    ...(csw.has('deferred') ? { deferred: csw.number('deferred') === 3 ? 3 : 1 } : {}),
    ...(csw.has('suspended') ? { suspended: csw.boolean('suspended') } : {}),
    ...(csw.has('logout') ? { logout: csw.number('logout') } : {}),
  };
}

/** The step of a saved event. */
function savedStep(event: StateReader): SubchannelStep {
  return {
    kind: event.word('kind', ['carry-on', 'command-ended', 'device-ended', 'select']),
    status: event.number('status'),
  };
}

/** Time and place of a saved event. */
function savedTime(event: StateReader): Pick<ScheduledEvent, 'time' | 'sequence'> {
  return { time: event.number('time'), sequence: event.number('sequence') };
}

function timeOf({ time, sequence }: ScheduledEvent): { time: number; sequence: number } {
  return { time, sequence };
}

/** A device address as operators write it: `190`, `00E`. */
export function hexAddress(address: number): string {
  return address.toString(16).toUpperCase().padStart(3, '0');
}
