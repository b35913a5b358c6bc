import { ChannelStatus, UnitStatus, statusOnlyCsw } from '../../s370/index.js';
import type { ChannelSet, Csw, EventQueue, IoResult, MainStorage } from '../../s370/index.js';
import { CpStorageExhausted } from '../nucleus/cp-storage.js';
import type { CpStorage } from '../nucleus/cp-storage.js';
import { PagingSpaceExhausted } from '../nucleus/pager.js';
import type { RealIo, RealIoOutcome, RealIoOwner, RealIoRequest } from '../nucleus/real-io.js';
import { modifyProgram, translateProgram } from './ccw-translation.js';
import { guestAddress } from './guest-address.js';
import { status } from './real-subchannel.js';
import type { RealSubchannel } from './real-subchannel.js';
import type { TranslatedProgram } from './translated-program.js';
import type { DedicatedVdev, MinidiskVdev, VdevBlok } from './vdevblok.js';
import type { VirtualReserves } from './virtual-reserve.js';
import type { Vmblok } from './vmblok.js';

/** Microseconds that a channel program of a minidisk may keep the real disk from its other users. */
const MINIDISK_LIMIT = 2_000_000;
const SENSE = 0x04;

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

/** The operations of a virtual machine's minidisks and dedicated devices: translated, and run on the real channels. */
export class RealOperations {
  constructor(
    private readonly vm: Vmblok,
    private readonly parts: VirtualIoParts & { guard(action: () => void): void },
    /** The channels of the virtual machine, where SENSE is answered from what CP has read. */
    private readonly local: ChannelSet,
  ) {}

  /** START I/O. */
  start(subchannel: RealSubchannel, key: number, ccwAddress: number, fast: boolean): IoResult {
    const { vdev } = subchannel;
    if (subchannel.request !== undefined || subchannel.ending !== undefined) return { conditionCode: 2 };
    if (subchannel.unitStatus !== 0) {
      const csw = subchannel.take()!;
      return status(statusOnlyCsw(csw.unitStatus | UnitStatus.busy), true);
    }
    if (vdev.kind === 'minidisk' && this.parts.reserves.isReserved(vdev)) {
      this.parts.reserves.wait(vdev, () => this.present(subchannel, UnitStatus.deviceEnd));
      return status(statusOnlyCsw(UnitStatus.busy), true);
    }
    // CP has read the sense bytes already when the operation before ended.
    const kept = vdev.sense.length > 0 && asksForSense(this.vm, ccwAddress);
    if (kept || this.local.isBusy(vdev.address)) {
      this.vm.storage.repeatable = false;
      return this.local.startIo(vdev.address, key, ccwAddress, fast);
    }
    const refused = vdev.kind === 'dedicated' ? this.refusedAlone(subchannel, vdev) : undefined;
    if (refused !== undefined) return refused;
    const program = this.translate(vdev, ccwAddress);
    if (program === undefined) return status(statusOnlyCsw(0, ChannelStatus.programCheck), true);
    // From here on there is no way back.
    this.vm.storage.repeatable = false;
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
      owner: this.owner(false),
      done: (outcome) => {
        if (started) this.parts.guard(() => this.ended(subchannel, request, outcome));
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

  private owner(diagnose: boolean): RealIoOwner {
    return { userid: this.vm.userid, classF: this.vm.hasClass('F'), diagnose };
  }

  /** Condition code 1 with busy when the device works by itself (rewind), as on the bare machine. */
  private refusedAlone(subchannel: RealSubchannel, vdev: DedicatedVdev): IoResult | undefined {
    const csw = this.parts.realIo.testDevice(vdev.real.address)?.csw;
    if (csw === undefined) return undefined;
    const unitStatus = csw.low >>> 24;
    if ((unitStatus & UnitStatus.busy) === 0) this.present(subchannel, unitStatus);
    return status(statusOnlyCsw((subchannel.take()?.unitStatus ?? 0) | UnitStatus.busy), true);
  }

  private endedAtOnce(subchannel: RealSubchannel, request: RealIoRequest, outcome: RealIoOutcome): IoResult {
    if (outcome.conditionCode === 3) {
      subchannel.finish();
      return { conditionCode: 3 };
    }
    if (!outcome.initial) {
      this.ended(subchannel, request, outcome);
      return { conditionCode: 0 };
    }
    this.settleReservation(subchannel.vdev, subchannel.program);
    subchannel.vdev.sense = outcome.sense ?? subchannel.vdev.sense;
    subchannel.finish();
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
    subchannel.finish();
    this.parts.wake();
  }

  /** RESERVE has taken place already when the program began, so that nobody comes between. */
  private settleReservation(vdev: VdevBlok, program: TranslatedProgram | undefined): void {
    if (vdev.kind !== 'minidisk' || program?.reservation === undefined) return;
    if (program.reservation === 'reserve') this.parts.reserves.reserve(vdev);
    else this.parts.reserves.release(vdev);
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

  /** Runs a channel program to its end without interruptions for the guest. Waits. */
  runToEnd(vdev: MinidiskVdev | DedicatedVdev, key: number, ccwAddress: number): SynchronousEnd {
    const program = this.translate(vdev, ccwAddress);
    this.vm.storage.repeatable = false;
    if (program === undefined) return { csw: programCheck(key, ccwAddress), sense: undefined };
    let outcome: RealIoOutcome | undefined;
    this.parts.realIo.start({
      device: vdev.real.address,
      key,
      ccwAddress: program.start,
      limit: timeLimit(vdev),
      owner: this.owner(true),
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

  /**
   * The guest changed a TIC or no-operation of a channel program while it runs: makes its copy a TIC to the copy of what
   * is at `target`, or (undefined) a no-operation.
   */
  modify({ program, vdev }: RealSubchannel, ccw: number, target: number | undefined): void {
    if (program !== undefined) modifyProgram(program, this.vm.storage, vdev, ccw, target);
  }

  /** Ends the operation, waiting for it. */
  halt(subchannel: RealSubchannel): void {
    const { request } = subchannel;
    if (request === undefined) return;
    this.parts.realIo.halt(request);
    this.parts.realIo.waitUntil(() => subchannel.request !== request);
  }

  reset(subchannel: RealSubchannel): void {
    this.halt(subchannel);
    if (subchannel.vdev.kind === 'minidisk') this.parts.reserves.release(subchannel.vdev);
    subchannel.ending = undefined;
    subchannel.programControlled = undefined;
    subchannel.unitStatus = 0;
  }

  /** Status that a device presents by itself. */
  present(subchannel: RealSubchannel, unitStatus: number): void {
    subchannel.present(unitStatus);
    this.parts.wake();
  }
}

/** Is the first command SENSE? */
export function asksForSense(vm: Vmblok, ccwAddress: number): boolean {
  const { storage } = vm;
  return storage.contains(ccwAddress, 8) && storage.fetchByte(guestAddress(ccwAddress)) === SENSE;
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

function programCheck(key: number, ccwAddress: number): Csw {
  return {
    key,
    ccwAddress: ccwAddress + 8,
    unitStatus: 0,
    channelStatus: ChannelStatus.programCheck,
    count: 0,
  };
}
