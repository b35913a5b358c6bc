import { FIRST_LOGICAL_ADDRESS } from '../commands/numbers.js';
import type { LogicalDeviceService } from '../services.js';
import type { Display3270 } from '../../s370/index.js';
import { EXTERNAL_LOGICAL_DEVICE } from '../vmachine/virtual-timers.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { LogicalDevice } from './logical-device.js';

/** Logical devices of all virtual machines together, and virtual machines that may have some. */
const MOST_DEVICES = 512;
const MOST_CREATORS = 8;

/** Why a virtual machine is interrupted: the last byte of the control word. */
const Reason = {
  output: 1,
  read: 2,
  ended: 3,
} as const;

/** What logical devices need of CP and its terminals. */
export interface LogicalDevicesHost {
  /** Makes a display a device of the real machine, and a terminal of CP's. */
  attach(address: number, display: Display3270, type: string, creator: string): void;
  /** Takes it away: who is logged on there is disconnected. */
  detach(address: number): void;
  post(vm: Vmblok, code: number): void;
  /** Does something soon, when CP is in the middle of nothing. */
  later(action: () => void): void;
}

interface Entry {
  readonly vm: Vmblok;
  readonly device: LogicalDevice;
  /** A PRESENT has been refused, and is waited for. */
  waited: boolean;
}

/**
 * Logical Device Support Facility: virtual machines create displays at which users of other virtual machines log on, or dial.
 * SC19-6203, Logical Device Support Facility.
 */
export class LogicalDevices implements LogicalDeviceService {
  private readonly entries = new Map<number, Entry>();
  private readonly interruptions = new Map<Vmblok, number[]>();

  constructor(private readonly host: LogicalDevicesHost) {}

  initiate(
    vm: Vmblok,
    type: '3277' | '3278',
    model: 2 | 3 | 4 | 5,
  ): number | 'too-many-users' | 'too-many-devices' {
    const creators = new Set([...this.entries.values()].map((entry) => entry.vm));
    if (!creators.has(vm) && creators.size >= MOST_CREATORS) return 'too-many-users';
    const id = this.freeId();
    if (id === undefined) return 'too-many-devices';
    const device = new LogicalDevice(type, model, {
      output: () => this.interrupt(vm, id, Reason.output),
      read: () => this.presentedRead(id),
      overrun: () => this.host.later(() => this.endedByCp(id)),
    });
    this.entries.set(id, { vm, device, waited: false });
    this.host.attach(FIRST_LOGICAL_ADDRESS + id, device.display, type, vm.userid);
    return id;
  }

  pending(vm: Vmblok, id: number): Uint8Array | 'nothing' | 'no-device' {
    const entry = this.entryOf(vm, id);
    if (entry === undefined) return 'no-device';
    return entry.device.pending?.bytes ?? 'nothing';
  }

  take(vm: Vmblok, id: number, length: number): 'rest' | 'another' | 'nothing' {
    return this.entryOf(vm, id)?.device.take(length) ?? 'nothing';
  }

  present(vm: Vmblok, id: number, data: Uint8Array): 'done' | 'accept-first' | 'not-read' | 'no-device' {
    const entry = this.entryOf(vm, id);
    if (entry === undefined) return 'no-device';
    const outcome = entry.device.present(data);
    if (outcome === 'not-read') entry.waited = true;
    return outcome;
  }

  terminate(vm: Vmblok, id: number): boolean {
    if (this.entryOf(vm, id) === undefined) return false;
    this.remove(id);
    return true;
  }

  terminateAll(vm: Vmblok): void {
    for (const [id, entry] of [...this.entries]) if (entry.vm === vm) this.remove(id);
    this.interruptions.delete(vm);
  }

  /** The control word of the interruption that is taken now; undefined when there is none any more. */
  interruption(vm: Vmblok): number | undefined {
    const waiting = this.interruptions.get(vm);
    const word = waiting?.shift();
    if (waiting !== undefined && waiting.length > 0) this.host.post(vm, EXTERNAL_LOGICAL_DEVICE);
    return word;
  }

  private entryOf(vm: Vmblok, id: number): Entry | undefined {
    const entry = this.entries.get(id);
    return entry?.vm === vm ? entry : undefined;
  }

  private freeId(): number | undefined {
    for (let id = 0; id < MOST_DEVICES; id++) if (!this.entries.has(id)) return id;
    return undefined;
  }

  private presentedRead(id: number): void {
    const entry = this.entries.get(id);
    if (entry?.waited !== true) return;
    entry.waited = false;
    this.interrupt(entry.vm, id, Reason.read);
  }

  private endedByCp(id: number): void {
    const vm = this.entries.get(id)?.vm;
    if (vm === undefined) return;
    this.remove(id);
    this.interrupt(vm, id, Reason.ended);
  }

  private remove(id: number): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    this.entries.delete(id);
    const waiting = this.interruptions.get(entry.vm);
    if (waiting !== undefined) {
      this.interruptions.set(
        entry.vm,
        waiting.filter((word) => word >>> 16 !== id),
      );
    }
    entry.device.end();
    this.host.detach(FIRST_LOGICAL_ADDRESS + id);
  }

  private interrupt(vm: Vmblok, id: number, reason: number): void {
    const word = ((id << 16) | reason) >>> 0;
    const waiting = this.interruptions.get(vm) ?? [];
    if (!waiting.includes(word)) waiting.push(word);
    this.interruptions.set(vm, waiting);
    this.host.post(vm, EXTERNAL_LOGICAL_DEVICE);
  }
}
