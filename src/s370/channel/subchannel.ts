/** One subchannel: a device's place in a channel set, what it works on, and how a snapshot keeps it. */

import type { Device } from '../devices/device.js';
import type { EventQueue, ScheduledEvent } from '../event-queue.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord, StateValue } from '../state.js';
import type { ChannelProgram } from './channel-program.js';
import type { IplOutcome } from './contract.js';
import type { Csw } from './csw.js';

/** What the event of a subchannel does when it comes: events are data, so that a snapshot can keep them. */
export interface SubchannelStep {
  /** Go on with the program; or first take the status of a command, or the device end that was waited for. */
  readonly kind: 'carry-on' | 'command-ended' | 'device-ended';
  readonly status: number;
}

/** A subchannel's event: it goes on with its program then. */
export interface SubchannelEvent {
  readonly scheduled: ScheduledEvent;
  readonly step: SubchannelStep;
}

/** An event that a device has asked for. */
export interface DeviceEvent {
  readonly scheduled: ScheduledEvent;
  readonly name: string;
  readonly argument: StateValue;
}

/** The subchannel of one device (subchannels are not shared). */
export interface Subchannel {
  readonly address: number;
  readonly device: Device;
  /** The channel program that the subchannel works on. */
  program: ChannelProgram | undefined;
  /** Interruption condition in the subchannel: the end of a program. */
  ending: Csw | undefined;
  /** Program-controlled interruption that waits. */
  programControlled: Csw | undefined;
  /** Status that the device holds for the channel. */
  unitStatus: number;
  event: SubchannelEvent | undefined;
  /** Events of the device by itself. */
  readonly deviceEvents: Set<DeviceEvent>;
  queued: boolean;
  iplDone: ((outcome: IplOutcome) => void) | undefined;
}

/** A subchannel with nothing to do. */
export function idleSubchannel(address: number, device: Device): Subchannel {
  return {
    address,
    device,
    program: undefined,
    ending: undefined,
    programControlled: undefined,
    unitStatus: 0,
    event: undefined,
    deviceEvents: new Set(),
    queued: false,
    iplDone: undefined,
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
    ending: subchannel.ending === undefined ? undefined : { ...subchannel.ending },
    programControlled:
      subchannel.programControlled === undefined ? undefined : { ...subchannel.programControlled },
    unitStatus: subchannel.unitStatus,
    event: event === undefined ? undefined : { ...timeOf(event.scheduled), ...event.step },
    deviceEvents: [...subchannel.deviceEvents].map(({ scheduled, name: event_, argument }) => ({
      ...timeOf(scheduled),
      name: event_,
      argument,
    })),
    device: device.saveState(),
  };
}

/** The CSW of a saved interruption condition; undefined when there was none. */
export function savedCsw(state: StateReader, name: string): Csw | undefined {
  if (!state.has(name)) return undefined;
  const csw = state.within(name);
  return {
    key: csw.number('key'),
    ccwAddress: csw.number('ccwAddress'),
    unitStatus: csw.number('unitStatus'),
    channelStatus: csw.number('channelStatus'),
    count: csw.number('count'),
  };
}

/** The step of a saved event. */
export function savedStep(event: StateReader): SubchannelStep {
  return {
    kind: event.word('kind', ['carry-on', 'command-ended', 'device-ended']),
    status: event.number('status'),
  };
}

/** Time and place of a saved event. */
export function savedTime(event: StateReader): Pick<ScheduledEvent, 'time' | 'sequence'> {
  return { time: event.number('time'), sequence: event.number('sequence') };
}

function timeOf({ time, sequence }: ScheduledEvent): { time: number; sequence: number } {
  return { time, sequence };
}

/** A device address as operators write it: `190`, `00E`. */
export function hexAddress(address: number): string {
  return address.toString(16).toUpperCase().padStart(3, '0');
}
