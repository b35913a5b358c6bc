import type { ChannelProgramState } from '../../diag/index.js';
import { ChannelSet, UnitStatus, cswHigh, cswLow, statusOnlyCsw } from '../../s370/index.js';
import type { Device, IoInterruption, IoResult } from '../../s370/index.js';
import { cswOf } from '../nucleus/real-io.js';
import { RealOperations, asksForSense } from './real-operations.js';
import type { SynchronousEnd, VirtualIoParts } from './real-operations.js';
import { RealSubchannel, status } from './real-subchannel.js';
import { SenseRelay } from './sense-relay.js';
import { isReal } from './vdevblok.js';
import type { LocalVdev, VdevBlok } from './vdevblok.js';
import type { Vmblok } from './vmblok.js';

const SENSE = 0x04;
const INTERVENTION_REQUIRED = 0x40;
const LONGEST_SENSE = 24;

/**
 * Channels and devices of a virtual machine. Console, spooled and simulated devices run on channels of its own,
 * with the same engine and models as the real machine; operations of minidisks and dedicated devices are translated
 * and run on the real channels.
 */
export class VirtualIo {
  private readonly local: ChannelSet;
  private readonly operations: RealOperations;
  private readonly subchannels = new Map<number, RealSubchannel>();

  constructor(
    private readonly vm: Vmblok,
    private readonly parts: VirtualIoParts,
  ) {
    this.local = new ChannelSet({
      storage: vm.storage.channelStorage(),
      events: {
        schedule: (delay, action) => parts.events.schedule(delay, () => this.guard(action)),
        cancel: (event) => parts.events.cancel(event),
      },
      interruptionPending: () => parts.wake(),
      channelType: (channel) =>
        channel === 0 ? 'byte-multiplexer' : vm.settings.blockMultiplexer ? 'block-multiplexer' : 'selector',
    });
    this.operations = new RealOperations(vm, { ...parts, guard: (action) => this.guard(action) }, this.local);
  }

  /** Plugs a virtual device in. */
  attach(vdev: VdevBlok): void {
    if (!isReal(vdev)) {
      this.local.attach(vdev.address, vdev.device);
      return;
    }
    this.local.attach(vdev.address, new SenseRelay(vdev));
    const subchannel = new RealSubchannel(vdev);
    this.subchannels.set(vdev.address, subchannel);
    if (vdev.kind === 'dedicated') {
      subchannel.before = this.parts.realIo.onStatus(vdev.real.address, (csw) =>
        this.operations.present(subchannel, csw.unitStatus),
      );
    }
  }

  /** Unplugs a device; its operation is ended first. */
  detach(vdev: VdevBlok): void {
    this.resetDevice(vdev);
    this.local.detach(vdev.address);
    const before = this.subchannels.get(vdev.address)?.before;
    this.subchannels.delete(vdev.address);
    if (vdev.kind === 'dedicated') this.parts.realIo.onStatus(vdev.real.address, before);
  }

  exists(device: number): boolean {
    return this.vm.devices.has(device);
  }

  startIo(device: number, key: number, ccwAddress: number, fast: boolean): IoResult {
    const vdev = this.vm.devices.get(device);
    if (vdev === undefined) return { conditionCode: 3 };
    if (vdev.notReady && !asksForSense(this.vm, ccwAddress)) {
      vdev.sense = Uint8Array.of(INTERVENTION_REQUIRED);
      return status(statusOnlyCsw(UnitStatus.unitCheck), true);
    }
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) {
      this.vm.storage.repeatable = false;
      const result = this.local.startIo(device, key, ccwAddress, fast);
      if (result.conditionCode === 0) vdev.startCount++;
      return result;
    }
    return this.operations.start(subchannel, key, ccwAddress, fast);
  }

  testIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return this.local.testIo(device);
    if (subchannel.request !== undefined) return { conditionCode: 2 };
    const csw = subchannel.take();
    if (csw !== undefined) return status(csw, false);
    const local = this.local.testIo(device);
    const { vdev } = subchannel;
    if (local.conditionCode !== 0 || vdev.kind !== 'dedicated') return local;
    return this.parts.realIo.testDevice(vdev.real.address) ?? local;
  }

  clearIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel?.request === undefined) return this.testIo(device);
    this.operations.halt(subchannel);
    const csw = subchannel.take();
    return csw === undefined ? { conditionCode: 0 } : status(csw, false);
  }

  haltIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return this.local.haltIo(device);
    if (subchannel.request === undefined) return this.local.haltDevice(device);
    this.parts.realIo.halt(subchannel.request);
    return device >> 8 === 0 ? status(statusOnlyCsw(0), true) : { conditionCode: 2 };
  }

  haltDevice(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel?.request === undefined) {
      if (subchannel !== undefined && subchannel.isPending) return { conditionCode: 0 };
      return this.local.haltDevice(device);
    }
    this.parts.realIo.halt(subchannel.request);
    return status(statusOnlyCsw(0), true);
  }

  testChannel(device: number): 0 | 1 | 2 | 3 {
    const channel = device >> 8;
    const code = this.local.testChannel(device);
    if (code !== 0 || channel === 0) return code;
    for (const subchannel of this.subchannels.values()) {
      if (subchannel.vdev.address >> 8 === channel && subchannel.isPending) return 1;
    }
    return 0;
  }

  clearChannel(device: number): 0 | 1 | 2 | 3 {
    for (const subchannel of this.subchannels.values()) {
      if (subchannel.vdev.address >> 8 === device >> 8) this.operations.reset(subchannel);
    }
    return this.local.clearChannel(device);
  }

  storeChannelId(device: number): { readonly conditionCode: 0 | 1 | 2 | 3; readonly id: number } {
    return this.local.storeChannelId(device);
  }

  /** Is an interruption pending from one of the channels in the mask (channel 0 in the sign)? */
  pending(channelMask: number): boolean {
    if (this.local.pending(channelMask)) return true;
    for (const subchannel of this.subchannels.values()) {
      if (subchannel.isPending && (subchannel.maskBit & channelMask) !== 0) return true;
    }
    return false;
  }

  /** Takes the interruption of highest priority: the lowest channel's. */
  takeInterruption(channelMask: number): IoInterruption | undefined {
    let best: RealSubchannel | undefined;
    for (const subchannel of this.subchannels.values()) {
      if (!subchannel.isPending || (subchannel.maskBit & channelMask) === 0) continue;
      if (best === undefined || subchannel.vdev.address >> 8 < best.vdev.address >> 8) best = subchannel;
    }
    if (best === undefined) return this.local.takeInterruption(channelMask);
    const before = channelsBefore(best.vdev.address >> 8) & channelMask;
    if (this.local.pending(before)) return this.local.takeInterruption(before);
    const csw = best.take()!;
    return { device: best.vdev.address, csw: { high: cswHigh(csw) | 0, low: cswLow(csw) | 0 } };
  }

  /** Is an operation going on anywhere? An enabled wait then has something to wait for. */
  get active(): boolean {
    for (const subchannel of this.subchannels.values()) if (subchannel.request !== undefined) return true;
    return this.local.devices().some(({ address }) => this.local.isBusy(address));
  }

  isBusy(vdev: VdevBlok): boolean {
    const subchannel = this.subchannels.get(vdev.address);
    if (subchannel === undefined) return this.local.isBusy(vdev.address);
    return subchannel.request !== undefined || subchannel.isPending || this.local.isBusy(vdev.address);
  }

  /** Has the device an attention that the guest has not taken? */
  hasAttention(vdev: VdevBlok): boolean {
    return (this.local.presentedStatus(vdev.address) & UnitStatus.attention) !== 0;
  }

  /** System reset: everything on the virtual channels ends and no interruption stays. */
  reset(): void {
    for (const subchannel of this.subchannels.values()) this.operations.reset(subchannel);
    this.local.reset();
  }

  resetDevice(vdev: VdevBlok): void {
    const subchannel = this.subchannels.get(vdev.address);
    if (subchannel !== undefined) this.operations.reset(subchannel);
    vdev.sense = new Uint8Array(0);
    this.local.haltDevice(vdev.address);
    this.local.device(vdev.address)?.reset();
    this.drop(vdev.address);
  }

  /** IPL from a device on the virtual machine's own channels; runs to its end. */
  iplLocal(vdev: LocalVdev, done: (loaded: boolean) => void): void {
    this.local.ipl(vdev.address, (outcome) => done(outcome.kind === 'loaded'));
  }

  /** Status that a device presents by itself: attention, device end after becoming ready. */
  presentByDevice(vdev: VdevBlok, unitStatus: number): void {
    const subchannel = this.subchannels.get(vdev.address);
    if (subchannel !== undefined) this.operations.present(subchannel, unitStatus);
  }

  /**
   * Runs a channel program to its end without interruptions for the guest. Undefined when the device is busy. Waits.
   */
  runToEnd(vdev: VdevBlok, key: number, ccwAddress: number): SynchronousEnd | undefined {
    if (this.isBusy(vdev)) return undefined;
    if (vdev.kind === 'minidisk' && this.parts.reserves.isReserved(vdev)) return undefined;
    return isReal(vdev)
      ? this.operations.runToEnd(vdev, key, ccwAddress)
      : this.runLocal(vdev, key, ccwAddress);
  }

  private runLocal(vdev: LocalVdev, key: number, ccwAddress: number): SynchronousEnd | undefined {
    const result = this.startIo(vdev.address, key, ccwAddress, false);
    if (result.conditionCode > 1) return undefined;
    let words = result.csw;
    if (result.conditionCode === 0) {
      this.parts.realIo.waitUntil(() => {
        words = this.local.testIo(vdev.address).csw;
        return words !== undefined;
      });
    }
    const csw = cswOf(words!);
    const checked = (csw.unitStatus & UnitStatus.unitCheck) !== 0;
    return { csw, sense: checked ? senseOf(vdev.device) : undefined };
  }

  /** What CP has of the channel program that a device executes, seen from the CCW at an address of the guest. */
  channelProgram(device: number, ccw: number): ChannelProgramState {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return this.local.isBusy(device) ? 'not-copied' : 'ended';
    if (subchannel.request === undefined || subchannel.program === undefined) return 'ended';
    return subchannel.program.state(ccw);
  }

  /**
   * The guest changed a TIC or no-operation of a channel program while it runs: makes its copy a TIC to the copy of what
   * is at `target`, or (undefined) a no-operation.
   */
  modifyChannelProgram(device: number, ccw: number, target: number | undefined): void {
    const subchannel = this.subchannels.get(device);
    if (subchannel !== undefined) this.operations.modify(subchannel, ccw, target);
  }

  /** What happens for this virtual machine's devices must not take others, or CP, down with it. */
  private guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.parts.failed(error);
    }
  }

  /** Takes every interruption of a local device away. */
  private drop(device: number): void {
    for (let tries = 0; tries < 4 && this.local.testIo(device).conditionCode === 1; tries++);
  }
}

/** Takes the sense bytes out of a simulated device. */
function senseOf(device: Device): Uint8Array {
  let sense = new Uint8Array(0);
  device.execute({
    command: SENSE,
    first: true,
    chaining: false,
    disconnects: 'never',
    remaining: LONGEST_SENSE,
    fetch: () => new Uint8Array(0),
    store: (bytes) => {
      sense = Uint8Array.from(bytes);
      return bytes.length;
    },
    end: () => undefined,
  });
  return sense;
}

/** Mask of the channels below one. */
function channelsBefore(channel: number): number {
  return channel === 0 ? 0 : -1 << (32 - channel);
}
