import type { StateReader, StateRecord } from '../state.js';
import type { ChannelOperation } from './device.js';
import type { FbaCondition } from './fba-sense.js';

const EXTENT_SIZE = 16;
const LOCATE_SIZE = 8;
/** Mask byte of DEFINE EXTENT. */
const Mask = { control: 0xc0, inhibitFormat: 0x00, inhibitWrites: 0x40, all: 0xc0, reserved: 0x33 } as const;
const RESERVED_CONTROL = 0x80;
/** Operation byte of LOCATE. */
const OPERATION_RESERVED = 0xf0;
const Operation = {
  write: 0x01,
  readReplicated: 0x02,
  formatDefective: 0x04,
  writeAndVerify: 0x05,
  read: 0x06,
} as const;

/** What the control unit of an FBA disk remembers from one command to the next of a channel program. */
export class FbaChain {
  extentDefined = false;
  private mask = 0;
  /** First block of the extent on the volume, and the numbers of its first and last block in the data set. */
  private start = 0;
  private first = 0;
  private last = 0;
  private operation = 0;
  /** Blocks of the last LOCATE that are still to be read or written. */
  blocksLeft = 0;
  /** The command before this one; undefined for the first of a chain. */
  previous: number | undefined;

  /** A channel program begins. */
  reset(): void {
    this.extentDefined = false;
    this.mask = 0;
    this.operation = 0;
    this.blocksLeft = 0;
    this.previous = undefined;
  }

  /** READ IPL: the extent is the whole volume. */
  wholeVolume(blocks: number): void {
    this.extentDefined = true;
    this.mask = Mask.inhibitFormat;
    this.start = 0;
    this.first = 0;
    this.last = blocks - 1;
  }

  /** DEFINE EXTENT: once a chain. Returns what is wrong with it. */
  defineExtent(operation: ChannelOperation, blocks: number): FbaCondition | undefined {
    const parameters = operation.fetch(EXTENT_SIZE);
    if (parameters.length < EXTENT_SIZE) return 'short-argument';
    if (this.extentDefined) return 'invalid-sequence';
    const view = new DataView(parameters.buffer, parameters.byteOffset);
    const [mask] = parameters;
    const start = view.getUint32(4);
    const first = view.getUint32(8);
    const last = view.getUint32(12);
    if ((mask & Mask.reserved) !== 0 || (mask & Mask.control) === RESERVED_CONTROL) return 'invalid-argument';
    if (last < first || start > blocks || last - first >= blocks - start) return 'invalid-argument';
    this.mask = mask & Mask.control;
    this.start = start;
    this.first = first;
    this.last = last;
    this.extentDefined = true;
    return undefined;
  }

  /** LOCATE: returns the block of the volume where the access mechanism stands then, or what is wrong. */
  locate(operation: ChannelOperation): number | FbaCondition {
    const parameters = operation.fetch(LOCATE_SIZE);
    if (parameters.length < LOCATE_SIZE) return 'short-argument';
    if (!this.extentDefined) return 'invalid-sequence';
    const view = new DataView(parameters.buffer, parameters.byteOffset);
    const [code, replications] = parameters;
    const count = view.getUint16(2);
    const displacement = view.getUint32(4);
    const refusal = this.operationRefusal(code);
    if (refusal !== undefined) return refusal;
    if (
      count === 0 ||
      displacement < this.first ||
      displacement + count - 1 > this.last ||
      (code === Operation.readReplicated && (replications === 0 || replications % count !== 0))
    ) {
      return 'invalid-argument';
    }
    this.operation = code;
    this.blocksLeft = count;
    return this.start + displacement - this.first;
  }

  /** Has LOCATE asked for this kind of transfer? */
  locatedFor(kind: 'read' | 'write'): boolean {
    const { operation } = this;
    return kind === 'read'
      ? operation === Operation.read || operation === Operation.readReplicated
      : operation === Operation.write || operation === Operation.writeAndVerify;
  }

  saveState(): StateRecord {
    const { extentDefined, mask, start, first, last, operation, blocksLeft, previous } = this;
    return { extentDefined, mask, start, first, last, operation, blocksLeft, previous };
  }

  restoreState(state: StateReader): void {
    this.extentDefined = state.boolean('extentDefined');
    this.mask = state.number('mask');
    this.start = state.number('start');
    this.first = state.number('first');
    this.last = state.number('last');
    this.operation = state.number('operation');
    this.blocksLeft = state.number('blocksLeft');
    this.previous = state.has('previous') ? state.number('previous') : undefined;
  }

  private operationRefusal(code: number): FbaCondition | undefined {
    if ((code & OPERATION_RESERVED) !== 0) return 'invalid-argument';
    switch (code) {
      case Operation.read:
      case Operation.readReplicated:
        return undefined;
      case Operation.write:
      case Operation.writeAndVerify:
        return this.mask === Mask.inhibitWrites ? 'invalid-sequence' : undefined;
      case Operation.formatDefective:
        return this.mask === Mask.all ? undefined : 'invalid-sequence';
      default:
        return 'invalid-argument';
    }
  }
}
