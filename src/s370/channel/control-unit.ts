/** Control units that several devices share: when they are busy, and the control unit end they owe then. */

import type { ControlUnitTraits } from '../devices/device.js';
import type { EventQueue, ScheduledEvent } from '../event-queue.js';
import type { StateReader, StateRecord } from '../state.js';

/**
 * A control unit with its devices. Some go on working after the channel end (a tape control until the tape stands, a
 * storage control until the rest of a formatted track is erased): it is busy then for all of its devices, and whoever
 * has found it so gets control unit end. GA22-7000, Control Unit Busy, Control Unit End.
 */
export class ControlUnit {
  private occupation: { readonly scheduled: ScheduledEvent; readonly by: number } | undefined;
  /** Device at whose address the control unit end is owed. */
  private owed: number | undefined;

  constructor(
    /** Address of its first device, whether that is there or not. */
    readonly base: number,
    readonly traits: ControlUnitTraits,
    private readonly events: Pick<EventQueue, 'schedule' | 'cancel'>,
    /** Presents control unit end at a device's address. */
    private readonly ended: (address: number) => void,
  ) {}

  /** Its name among the control units of its channels. */
  get key(): string {
    return controlUnitKey(this.base, this.traits);
  }

  /** Device for which it works after the channel end; undefined when it is free. */
  get occupant(): number | undefined {
    return this.occupation?.by;
  }

  /** It works for a device so many microseconds longer. */
  occupy(by: number, microseconds: number): void {
    if (this.occupation !== undefined) this.events.cancel(this.occupation.scheduled);
    this.occupation = { scheduled: this.events.schedule(microseconds, () => this.free()), by };
  }

  /** An instruction for a device has found it busy. */
  foundBusy(address: number): void {
    this.owed ??= address;
  }

  /** A device is no longer there, or the system has been reset: nothing is owed to it, and nothing done for it. */
  forget(address: number): void {
    if (this.owed === address) this.owed = undefined;
    if (this.occupation?.by !== address) return;
    this.events.cancel(this.occupation.scheduled);
    this.free();
  }

  /** Events in the event queue that belong to it. */
  get eventCount(): number {
    return this.occupation === undefined ? 0 : 1;
  }

  saveState(): StateRecord {
    const { key, owed, occupation } = this;
    const { time, sequence } = occupation?.scheduled ?? { time: 0, sequence: 0 };
    return {
      key,
      owed,
      occupation: occupation === undefined ? undefined : { by: occupation.by, time, sequence },
    };
  }

  restoreState(state: StateReader, events: Pick<EventQueue, 'restore'>): void {
    this.owed = state.has('owed') ? state.number('owed') : undefined;
    this.occupation = undefined;
    if (!state.has('occupation')) return;
    const saved = state.within('occupation');
    const at = { time: saved.number('time'), sequence: saved.number('sequence') };
    this.occupation = { scheduled: events.restore(at, () => this.free()), by: saved.number('by') };
  }

  private free(): void {
    const { owed } = this;
    this.occupation = undefined;
    this.owed = undefined;
    if (owed !== undefined) this.ended(owed);
  }
}

/** Name of the control unit that a device at `address` belongs to. */
export function controlUnitKey(address: number, { name, units }: ControlUnitTraits): string {
  return `${name} ${(address - (address % units)).toString(16)}`;
}
