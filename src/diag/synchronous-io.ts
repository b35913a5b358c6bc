import { DiagnoseException } from './call.js';
import type { DiagnoseCall } from './call.js';
import { address, specify } from './call.js';

/** Offsets that the parameter lists of X'A4' and X'A8' share. */
const SENSE_COUNT = 30;
const SENSE = 56;
const MOST_SENSE = 32;
const LENGTH = 88;
const OPERAND = 0x15;
const NORMAL_END = 0x0c;
const UNIT_CHECK = 0x02;

/** How an operation ended. */
export interface IoEnd {
  readonly unitStatus: number;
  readonly channelStatus: number;
  readonly residual: number;
  readonly sense: Uint8Array | undefined;
}

/** The parameter list of a synchronous I/O call: device, access key, and what follows; the end is stored into it. */
export class IoParameters {
  readonly at: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  /** `reserved`: the bytes that have to be zero. Raises specification and operand exceptions. */
  constructor(
    private readonly call: DiagnoseCall,
    reserved: readonly (readonly [number, number])[],
  ) {
    this.at = address(call, call.rx);
    specify(this.at % 4 === 0);
    this.bytes = call.services.storage.copyOut(this.at, LENGTH);
    this.view = new DataView(this.bytes.buffer);
    this.demand((this.bytes[2] & 0x0f) === 0);
    for (const [from, to] of reserved) this.demand(this.bytes.subarray(from, to).every((byte) => byte === 0));
  }

  get device(): number {
    return this.view.getUint16(0);
  }

  get key(): number {
    return this.bytes[2] >> 4;
  }

  byte(offset: number): number {
    return this.bytes[offset];
  }

  word(offset: number): number {
    return this.view.getUint32(offset);
  }

  storeWord(offset: number, value: number): void {
    this.view.setUint32(offset, value);
  }

  /** Ends the call with an operand exception unless `condition`. */
  demand(condition: boolean): void {
    if (!condition) throw new DiagnoseException(OPERAND);
  }

  /** A return code in register 15. */
  refuse(conditionCode: 1 | 2, code: number): void {
    this.call.gpr[15] = code;
    this.call.services.setConditionCode(conditionCode);
  }

  /** Stores the end of the operation: status at `status`, residual count behind it, sense bytes. */
  end(end: IoEnd, status: number): void {
    this.bytes[status] = end.unitStatus;
    this.bytes[status + 1] = end.channelStatus;
    this.view.setUint16(status + 2, end.residual);
    const sense = (end.unitStatus & UNIT_CHECK) !== 0 ? end.sense?.subarray(0, MOST_SENSE) : undefined;
    if (sense !== undefined) {
      this.view.setUint16(SENSE_COUNT, sense.length);
      this.bytes.set(sense, SENSE);
    }
    const { gpr, services } = this.call;
    services.storage.copyIn(this.at, this.bytes);
    const good = end.unitStatus === NORMAL_END && end.channelStatus === 0;
    gpr[15] = good ? 0 : 13;
    services.setConditionCode(good ? 0 : 3);
  }
}
