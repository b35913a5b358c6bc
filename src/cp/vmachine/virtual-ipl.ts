import { ChannelSet, lowStorage } from '../../s370/index.js';
import type { Device, EventQueue, IplOutcome } from '../../s370/index.js';
import type { CpResult } from '../control-program.js';
import type { RealIo } from '../nucleus/real-io.js';
import { guestAddress } from './guest-address.js';
import { MinidiskWindow } from './minidisk-window.js';
import { isReal } from './vdevblok.js';
import type { DedicatedVdev, MinidiskVdev, VdevBlok } from './vdevblok.js';
import type { Vmblok } from './vmblok.js';

/** What IPL needs of CP. */
export interface IplParts {
  readonly events: EventQueue;
  readonly realIo: RealIo;
  /** Device model of a real device. */
  realDevice(address: number): Device | undefined;
}

/**
 * The IPL key of a virtual machine: reads from a device into its storage and loads the PSW. The virtual machine has
 * been reset before. Waits for the channel program. GA22-7000, Initial Program Loading.
 */
export function iplFromDevice(vm: Vmblok, vdev: VdevBlok, parts: IplParts): CpResult {
  const outcome = isReal(vdev) ? fromReal(vm, vdev, parts) : fromLocal(vm, vdev, parts, vdev.device);
  switch (outcome.kind) {
    case 'not-started':
      return { ok: false, module: 'VMI', number: 230, fields: [] };
    case 'failed': {
      const csw = `${hex(outcome.csw.high)} ${hex(outcome.csw.low)}`;
      return { ok: false, module: 'VMI', number: 232, fields: [csw] };
    }
    case 'loaded':
      break;
  }
  const { storage } = vm;
  const high = storage.fetchWord(guestAddress(0));
  if ((high & 0x00080000) !== 0) {
    storage.storeByte(guestAddress(lowStorage.IO_DEVICE_ADDRESS - 1), 0);
    storage.storeHalf(guestAddress(lowStorage.IO_DEVICE_ADDRESS), vdev.address);
  } else storage.storeHalf(guestAddress(2), vdev.address);
  vm.psw.load(storage.fetchWord(guestAddress(0)), storage.fetchWord(guestAddress(4)));
  return { ok: true };
}

function fromReal(vm: Vmblok, vdev: MinidiskVdev | DedicatedVdev, parts: IplParts): IplOutcome {
  const device = parts.realDevice(vdev.real.address);
  if (device === undefined) return { kind: 'not-started', conditionCode: 3 };
  parts.realIo.hold(vdev.real.address);
  try {
    // A rewind that has not ended yet: as for any real I/O, CP waits for the device.
    parts.realIo.waitUntil(() => !device.working);
    return fromLocal(
      vm,
      vdev,
      parts,
      vdev.kind === 'minidisk' ? new MinidiskWindow(vdev, device) : new Borrowed(device),
    );
  } finally {
    parts.realIo.release(vdev.real.address);
  }
}

function fromLocal(vm: Vmblok, vdev: VdevBlok, parts: IplParts, device: Device): IplOutcome {
  const channel = new ChannelSet({
    storage: vm.storage.channelStorage(),
    events: parts.events,
    interruptionPending: () => undefined,
  });
  channel.attach(vdev.address, isReal(vdev) ? device : new Borrowed(device));
  let outcome: IplOutcome | undefined;
  channel.ipl(vdev.address, (result) => {
    outcome = result;
  });
  parts.realIo.waitUntil(() => outcome !== undefined);
  return outcome!;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

/** A device that is plugged in elsewhere: it keeps its port. */
class Borrowed implements Device {
  constructor(private readonly device: Device) {}

  get type(): string {
    return this.device.type;
  }

  get working(): boolean {
    return this.device.working;
  }

  connect(): void {
    // stays where it is plugged in
  }

  execute(operation: Parameters<Device['execute']>[0]): number | undefined {
    return this.device.execute(operation);
  }

  halt(): number {
    return this.device.halt();
  }

  reset(): void {
    this.device.reset();
  }

  close(): void {
    // stays open
  }
}
