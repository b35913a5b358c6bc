import type { TrackStore } from './backing.js';
import type { CkdChain } from './ckd-chain.js';
import type { CkdMechanism } from './ckd-mechanism.js';
import type { DiskModel } from './ckd-models.js';
import type { DiskCondition } from './ckd-sense.js';
import type { ChannelOperation } from './device.js';

/** What the commands of a CKD disk work on: the drive, and what its control unit remembers. */
export interface CkdUnit {
  readonly model: DiskModel;
  readonly store: TrackStore;
  readonly mechanism: CkdMechanism;
  readonly chain: CkdChain;
  /** Counts that READ AND RESET BUFFERED LOG tells. */
  readonly usage: DiskUsage;
  /** Device address, which sense bytes show. */
  readonly address: number;
  /** Ends a command in unit check and keeps the sense bytes for it; `incomplete` for record overflow. Returns the status. */
  fail(condition: DiskCondition, incomplete?: 'read' | 'write'): number;
  /** The access mechanism goes to another cylinder, or waits for a place on the track. Returns the unit status for now. */
  move(kind: 'seek' | 'turn', operation: ChannelOperation): number;
  /** The sense bytes as SENSE would give them now, which are then forgotten. */
  takeSense(): Uint8Array;
}

/** Usage of a drive since its buffered log was last read. */
export interface DiskUsage {
  bytesRead: number;
  seeks: number;
}

/** Executes one command; returns its unit status. May throw `BackingError`. */
export type CkdExecutor = (unit: CkdUnit, operation: ChannelOperation) => number;

const MULTITRACK = 0x80;

/** Does the command go on to the next head at the index point? */
export function isMultitrack(operation: ChannelOperation): boolean {
  return (operation.command & MULTITRACK) !== 0;
}

/** Bytes of the track under the head. */
export function bytesAt(unit: CkdUnit, offset: number, length: number): Uint8Array {
  return unit.mechanism.track.bytes.subarray(offset, offset + length);
}
