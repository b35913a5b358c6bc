import type { ChannelProgramState } from '../../diag/index.js';
import { ChannelSet, ChannelStatus, UnitStatus, cswHigh, cswLow, statusOnlyCsw } from '../../s370/index.js';
import type { Csw, Device, EventQueue, IoInterruption, IoResult, MainStorage } from '../../s370/index.js';
import { CpStorageExhausted } from '../nucleus/cp-storage.js';
import type { CpStorage } from '../nucleus/cp-storage.js';
import { PagingSpaceExhausted } from '../nucleus/pager.js';
import { cswOf } from '../nucleus/real-io.js';
import type { RealIo, RealIoOutcome, RealIoRequest, StatusHandler } from '../nucleus/real-io.js';
import { modifyProgram, translateProgram } from './ccw-translation.js';
import type { TranslatedProgram } from './ccw-translation.js';
import { guestAddress } from './guest-address.js';
import { SenseRelay } from './sense-relay.js';
import { isReal } from './vdevblok.js';
import type { DedicatedVdev, LocalVdev, MinidiskVdev, VdevBlok } from './vdevblok.js';
import type { VirtualReserves } from './virtual-reserve.js';
import type { Vmblok } from './vmblok.js';

const SENSE = 0x04;
const INTERVENTION_REQUIRED = 0x40;
const LONGEST_SENSE = 24;
/** Microseconds that a channel program of a minidisk may keep the real disk from its other users. */
const MINIDISK_LIMIT = 2_000_000;

/** What virtual I/O needs of CP. */
export interface VirtualIoParts {
  readonly storage: MainStorage;
  readonly cpStorage: CpStorage;
  readonly realIo: RealIo;
  readonly reserves: VirtualReserves;
  readonly events: EventQueue;
  /** An interruption became pending: the virtual machine may have to run. */
  wake(): void;
  /** CP failed in the course of an event of this virtual machine's devices. */
  failed(error: unknown): void;
}

/** End of a channel program that ran without interruptions. */
export interface SynchronousEnd {
  readonly csw: Csw;
  readonly sense: Uint8Array | undefined;
}

/** Virtual subchannel of a minidisk or dedicated device. */
interface RealSubchannel {
  readonly vdev: MinidiskVdev | DedicatedVdev;
  request: RealIoRequest | undefined;
  program: TranslatedProgram | undefined;
  /** Interruption conditions: end of an operation, PCI, status of the device by itself. */
  ending: Csw | undefined;
  programControlled: Csw | undefined;
  unitStatus: number;
  /** Who heard of a dedicated device's status before, and does again afterwards. */
  before: StatusHandler | undefined;
}

/**
 * Channels and devices of a virtual machine. Console, spooled and simulated devices run on channels of its own,
 * with the same engine and models as the real machine; operations of minidisks and dedicated devices are translated
 * and run on the real channels.
 */
export class VirtualIo {
  private readonly local: ChannelSet;
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
  }

  /** Plugs a virtual device in. */
  attach(vdev: VdevBlok): void {
    if (!isReal(vdev)) {
      this.local.attach(vdev.address, vdev.device);
      return;
    }
    this.local.attach(vdev.address, new SenseRelay(vdev));
    const subchannel: RealSubchannel = {
      vdev,
      request: undefined,
      program: undefined,
      ending: undefined,
      programControlled: undefined,
      unitStatus: 0,
      before: undefined,
    };
    this.subchannels.set(vdev.address, subchannel);
    if (vdev.kind === 'dedicated') {
      subchannel.before = this.parts.realIo.onStatus(vdev.real.address, (csw) =>
        this.present(subchannel, csw.unitStatus),
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
    if (vdev.notReady && !this.asksForSense(ccwAddress)) {
      vdev.sense = Uint8Array.of(INTERVENTION_REQUIRED);
      return status(statusOnlyCsw(UnitStatus.unitCheck), true);
    }
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) {
      const result = this.local.startIo(device, key, ccwAddress, fast);
      if (result.conditionCode === 0) vdev.startCount++;
      return result;
    }
    return this.startReal(subchannel, key, ccwAddress, fast);
  }

  testIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return this.local.testIo(device);
    if (subchannel.request !== undefined) return { conditionCode: 2 };
    const csw = take(subchannel);
    if (csw !== undefined) return status(csw, false);
    const local = this.local.testIo(device);
    const { vdev } = subchannel;
    if (local.conditionCode !== 0 || vdev.kind !== 'dedicated') return local;
    return this.parts.realIo.testDevice(vdev.real.address) ?? local;
  }

  clearIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel?.request === undefined) return this.testIo(device);
    this.haltReal(subchannel);
    const csw = take(subchannel);
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
      if (subchannel !== undefined && isPending(subchannel)) return { conditionCode: 0 };
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
      if (subchannel.vdev.address >> 8 === channel && isPending(subchannel)) return 1;
    }
    return 0;
  }

  clearChannel(device: number): 0 | 1 | 2 | 3 {
    for (const subchannel of this.subchannels.values()) {
      if (subchannel.vdev.address >> 8 === device >> 8) this.resetReal(subchannel);
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
      if (isPending(subchannel) && (maskBit(subchannel) & channelMask) !== 0) return true;
    }
    return false;
  }

  /** Takes the interruption of highest priority: the lowest channel's. */
  takeInterruption(channelMask: number): IoInterruption | undefined {
    let best: RealSubchannel | undefined;
    for (const subchannel of this.subchannels.values()) {
      if (!isPending(subchannel) || (maskBit(subchannel) & channelMask) === 0) continue;
      if (best === undefined || subchannel.vdev.address >> 8 < best.vdev.address >> 8) best = subchannel;
    }
    if (best === undefined) return this.local.takeInterruption(channelMask);
    const before = channelsBefore(best.vdev.address >> 8) & channelMask;
    if (this.local.pending(before)) return this.local.takeInterruption(before);
    const csw = take(best)!;
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
    return subchannel.request !== undefined || isPending(subchannel) || this.local.isBusy(vdev.address);
  }

  /** Has the device an attention that the guest has not taken? */
  hasAttention(vdev: VdevBlok): boolean {
    return (this.local.presentedStatus(vdev.address) & UnitStatus.attention) !== 0;
  }

  /** System reset: everything on the virtual channels ends and no interruption stays. */
  reset(): void {
    for (const subchannel of this.subchannels.values()) this.resetReal(subchannel);
    this.local.reset();
  }

  resetDevice(vdev: VdevBlok): void {
    const subchannel = this.subchannels.get(vdev.address);
    if (subchannel !== undefined) this.resetReal(subchannel);
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
    if (subchannel !== undefined) this.present(subchannel, unitStatus);
  }

  /**
   * Runs a channel program to its end without interruptions for the guest. Undefined when the device is busy. Waits.
   */
  runToEnd(vdev: VdevBlok, key: number, ccwAddress: number): SynchronousEnd | undefined {
    if (this.isBusy(vdev)) return undefined;
    if (vdev.kind === 'minidisk' && this.parts.reserves.isReserved(vdev)) return undefined;
    return isReal(vdev) ? this.runReal(vdev, key, ccwAddress) : this.runLocal(vdev, key, ccwAddress);
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

  private runReal(vdev: MinidiskVdev | DedicatedVdev, key: number, ccwAddress: number): SynchronousEnd {
    const program = this.translate(vdev, ccwAddress);
    if (program === undefined) return { csw: programCheck(key, ccwAddress), sense: undefined };
    let outcome: RealIoOutcome | undefined;
    this.parts.realIo.start({
      device: vdev.real.address,
      key,
      ccwAddress: program.start,
      limit: timeLimit(vdev),
      done: (result) => {
        outcome = result;
      },
    });
    this.parts.realIo.waitUntil(() => outcome !== undefined);
    this.vm.accounting.startIo++;
    vdev.startCount++;
    const { csw, sense } = outcome!;
    settleMinidisk(vdev, program);
    this.settleReservation(vdev, program);
    const virtual = program.untranslate(csw);
    program.release();
    return { csw: virtual, sense };
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
    const program = subchannel?.program;
    if (subchannel === undefined || program === undefined) return;
    modifyProgram(program, this.vm.storage, subchannel.vdev, ccw, target);
  }

  /** What happens for this virtual machine's devices must not take others, or CP, down with it. */
  private guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.parts.failed(error);
    }
  }

  private startReal(subchannel: RealSubchannel, key: number, ccwAddress: number, fast: boolean): IoResult {
    const { vdev } = subchannel;
    if (subchannel.request !== undefined || subchannel.ending !== undefined) return { conditionCode: 2 };
    if (subchannel.unitStatus !== 0) {
      const csw = take(subchannel)!;
      return status(statusOnlyCsw(csw.unitStatus | UnitStatus.busy), true);
    }
    if (vdev.kind === 'minidisk' && this.parts.reserves.isReserved(vdev)) {
      this.parts.reserves.wait(vdev, () => this.present(subchannel, UnitStatus.deviceEnd));
      return status(statusOnlyCsw(UnitStatus.busy), true);
    }
    // CP has read the sense bytes already when the operation before ended.
    const kept = vdev.sense.length > 0 && this.asksForSense(ccwAddress);
    if (kept || this.local.isBusy(vdev.address)) {
      return this.local.startIo(vdev.address, key, ccwAddress, fast);
    }
    const refused = vdev.kind === 'dedicated' ? this.refusedAlone(subchannel, vdev) : undefined;
    if (refused !== undefined) return refused;
    const program = this.translate(vdev, ccwAddress);
    if (program === undefined) return status(statusOnlyCsw(0, ChannelStatus.programCheck), true);
    if (vdev.kind === 'minidisk' && program.reservation === 'reserve') this.parts.reserves.reserve(vdev);
    this.vm.watch?.channelProgram(vdev, program);
    vdev.startCount++;
    this.vm.accounting.startIo++;
    vdev.sense = new Uint8Array(0);
    let started = false;
    let atOnce: RealIoOutcome | undefined;
    const request: RealIoRequest = {
      device: vdev.real.address,
      key,
      ccwAddress: program.start,
      limit: timeLimit(vdev),
      done: (outcome) => {
        if (started) this.guard(() => this.ended(subchannel, request, outcome));
        else atOnce = outcome;
      },
      programControlled: (csw) => {
        if (subchannel.request !== request) return;
        subchannel.programControlled = program.untranslate(csw);
        this.parts.wake();
      },
    };
    subchannel.request = request;
    subchannel.program = program;
    const { realIo } = this.parts;
    realIo.start(request);
    // Condition code 1: the guest gets it with START I/O, so it waits until CP has the sense bytes.
    if (realIo.isRefused(request)) realIo.waitUntil(() => atOnce !== undefined);
    started = true;
    if (atOnce === undefined) return { conditionCode: 0 };
    return this.endedAtOnce(subchannel, request, atOnce);
  }

  /** Condition code 1 with busy when the device works by itself (rewind), as on the bare machine. */
  private refusedAlone(subchannel: RealSubchannel, vdev: DedicatedVdev): IoResult | undefined {
    const csw = this.parts.realIo.testDevice(vdev.real.address)?.csw;
    if (csw === undefined) return undefined;
    const unitStatus = csw.low >>> 24;
    if ((unitStatus & UnitStatus.busy) === 0) this.present(subchannel, unitStatus);
    return status(statusOnlyCsw((take(subchannel)?.unitStatus ?? 0) | UnitStatus.busy), true);
  }

  private endedAtOnce(subchannel: RealSubchannel, request: RealIoRequest, outcome: RealIoOutcome): IoResult {
    if (outcome.conditionCode === 3) {
      this.finish(subchannel);
      return { conditionCode: 3 };
    }
    if (!outcome.initial) {
      this.ended(subchannel, request, outcome);
      return { conditionCode: 0 };
    }
    this.settleReservation(subchannel.vdev, subchannel.program);
    subchannel.vdev.sense = outcome.sense ?? subchannel.vdev.sense;
    this.finish(subchannel);
    return status(statusOnlyCsw(outcome.csw.unitStatus, outcome.csw.channelStatus), true);
  }

  private ended(subchannel: RealSubchannel, request: RealIoRequest, outcome: RealIoOutcome): void {
    const { program, vdev } = subchannel;
    // A reset has given the operation up in the meantime: only the storage it holds is left to free.
    if (subchannel.request !== request || program === undefined) return;
    settleMinidisk(vdev, program);
    this.settleReservation(vdev, program);
    if (outcome.sense !== undefined) vdev.sense = outcome.sense;
    this.vm.watch?.realStatus(vdev, outcome.csw);
    subchannel.ending =
      outcome.conditionCode === 3
        ? statusOnlyCsw(0, ChannelStatus.interfaceControlCheck)
        : program.untranslate(outcome.csw);
    this.finish(subchannel);
    this.parts.wake();
  }

  /** RESERVE has taken place already when the program began, so that nobody comes between. */
  private settleReservation(vdev: VdevBlok, program: TranslatedProgram | undefined): void {
    if (vdev.kind !== 'minidisk' || program?.reservation === undefined) return;
    if (program.reservation === 'reserve') this.parts.reserves.reserve(vdev);
    else this.parts.reserves.release(vdev);
  }

  private finish(subchannel: RealSubchannel): void {
    subchannel.program?.release();
    subchannel.program = undefined;
    subchannel.request = undefined;
  }

  private translate(vdev: MinidiskVdev | DedicatedVdev, ccwAddress: number): TranslatedProgram | undefined {
    try {
      return translateProgram(this.vm.storage, this.parts.storage, this.parts.cpStorage, vdev, ccwAddress);
    } catch (error) {
      // No room for the copy now: to the guest the channel failed, nothing else is disturbed.
      if (error instanceof CpStorageExhausted || error instanceof PagingSpaceExhausted) return undefined;
      throw error;
    }
  }

  private haltReal(subchannel: RealSubchannel): void {
    const { request } = subchannel;
    if (request === undefined) return;
    this.parts.realIo.halt(request);
    this.parts.realIo.waitUntil(() => subchannel.request !== request);
  }

  private resetReal(subchannel: RealSubchannel): void {
    this.haltReal(subchannel);
    if (subchannel.vdev.kind === 'minidisk') this.parts.reserves.release(subchannel.vdev);
    subchannel.ending = undefined;
    subchannel.programControlled = undefined;
    subchannel.unitStatus = 0;
  }

  private present(subchannel: RealSubchannel, unitStatus: number): void {
    const { ending } = subchannel;
    if (ending !== undefined && unitStatus === UnitStatus.deviceEnd) {
      subchannel.ending = { ...ending, unitStatus: ending.unitStatus | unitStatus };
    } else subchannel.unitStatus |= unitStatus;
    this.parts.wake();
  }

  /** Takes every interruption of a local device away. */
  private drop(device: number): void {
    for (let tries = 0; tries < 4 && this.local.testIo(device).conditionCode === 1; tries++);
  }

  private asksForSense(ccwAddress: number): boolean {
    const { storage } = this.vm;
    return storage.contains(ccwAddress, 8) && storage.fetchByte(guestAddress(ccwAddress)) === SENSE;
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

/** A program has ended: where the arm is now, and the minidisk's addresses in what was read. */
function settleMinidisk(vdev: MinidiskVdev | DedicatedVdev, program: TranslatedProgram): void {
  if (vdev.kind !== 'minidisk') return;
  if (program.position !== undefined) vdev.position = program.position;
  program.unrelocate(vdev.start);
}

function timeLimit(vdev: VdevBlok): number | undefined {
  return vdev.kind === 'minidisk' ? MINIDISK_LIMIT : undefined;
}

function isPending(subchannel: RealSubchannel): boolean {
  return (
    subchannel.ending !== undefined ||
    subchannel.programControlled !== undefined ||
    (subchannel.request === undefined && subchannel.unitStatus !== 0)
  );
}

/** Takes the foremost interruption condition. */
function take(subchannel: RealSubchannel): Csw | undefined {
  const { programControlled, ending, unitStatus } = subchannel;
  if (programControlled !== undefined) {
    subchannel.programControlled = undefined;
    return programControlled;
  }
  if (ending !== undefined) {
    subchannel.ending = undefined;
    return ending;
  }
  if (unitStatus !== 0 && subchannel.request === undefined) {
    subchannel.unitStatus = 0;
    return statusOnlyCsw(unitStatus);
  }
  return undefined;
}

function status(csw: Csw, statusOnly: boolean): IoResult {
  return { conditionCode: 1, csw: { high: cswHigh(csw) | 0, low: cswLow(csw) | 0, statusOnly } };
}

function programCheck(key: number, ccwAddress: number): Csw {
  return {
    key,
    ccwAddress: ccwAddress + 8,
    unitStatus: 0,
    channelStatus: ChannelStatus.programCheck,
    count: 0,
  };
}

function maskBit(subchannel: RealSubchannel): number {
  return 0x80000000 >>> (subchannel.vdev.address >> 8);
}

/** Mask of the channels below one. */
function channelsBefore(channel: number): number {
  return channel === 0 ? 0 : -1 << (32 - channel);
}
