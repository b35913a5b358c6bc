import { UnitStatus, cswHigh, cswLow, statusOnlyCsw } from '../../s370/index.js';
import type { Csw, IoResult } from '../../s370/index.js';
import type { RealIoRequest, StatusHandler } from '../nucleus/real-io.js';
import type { TranslatedProgram } from './translated-program.js';
import type { DedicatedVdev, MinidiskVdev } from './vdevblok.js';

/** Virtual subchannel of a minidisk or dedicated device: its operation on the real one, and its interruption conditions. */
export class RealSubchannel {
  request: RealIoRequest | undefined;
  program: TranslatedProgram | undefined;
  /** Interruption conditions: end of an operation, PCI, status of the device by itself. */
  ending: Csw | undefined;
  programControlled: Csw | undefined;
  unitStatus = 0;
  /** Who heard of a dedicated device's status before, and does again afterwards. */
  before: StatusHandler | undefined;

  constructor(readonly vdev: MinidiskVdev | DedicatedVdev) {}

  /** Bit of its channel in a channel mask. */
  get maskBit(): number {
    return 0x80000000 >>> (this.vdev.address >> 8);
  }

  get isPending(): boolean {
    return (
      this.ending !== undefined ||
      this.programControlled !== undefined ||
      (this.request === undefined && this.unitStatus !== 0)
    );
  }

  /** Takes the foremost interruption condition. */
  take(): Csw | undefined {
    const { programControlled, ending, unitStatus } = this;
    if (programControlled !== undefined) {
      this.programControlled = undefined;
      return programControlled;
    }
    if (ending !== undefined) {
      this.ending = undefined;
      return ending;
    }
    if (unitStatus !== 0 && this.request === undefined) {
      this.unitStatus = 0;
      return statusOnlyCsw(unitStatus);
    }
    return undefined;
  }

  /** Status of the device by itself; device end joins the end of an operation that nobody has taken. */
  present(unitStatus: number): void {
    const { ending } = this;
    if (ending !== undefined && unitStatus === UnitStatus.deviceEnd) {
      this.ending = { ...ending, unitStatus: ending.unitStatus | unitStatus };
    } else this.unitStatus |= unitStatus;
  }

  /** The operation is over: its copy and what that holds are given back. */
  finish(): void {
    this.program?.release();
    this.program = undefined;
    this.request = undefined;
  }
}

/** Condition code 1 of an I/O instruction with its CSW. */
export function status(csw: Csw, statusOnly: boolean): IoResult {
  return { conditionCode: 1, csw: { high: cswHigh(csw) | 0, low: cswLow(csw) | 0, statusOnly } };
}
