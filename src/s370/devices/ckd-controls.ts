/** Control and sense commands of CKD disks. GA26-1592, Control Commands; GA26-1661. */

import { NORMAL_END, UnitStatus } from '../channel/status.js';
import { IMMEDIATE_END } from './base-device.js';
import { deviceCharacteristics } from './ckd-identity.js';
import { diskSense } from './ckd-sense.js';
import type { CkdUnit } from './ckd-unit.js';
import { INITIAL_STATUS } from './device.js';
import type { ChannelOperation } from './device.js';

const SEEK = 0x07;
const SEEK_HEAD = 0x1b;
const RELEASE = 0x94;
const SEEK_ADDRESS_SIZE = 6;
/** SET SECTOR: any sector will do. */
const ANY_SECTOR = 0xff;
const LOG_SIZE = 24;
/** Sense format 6: usage and error counts. */
const LOG_FORMAT = 0x60;
/** Bits of a file mask that must be zero; the 2841 and 2314 have no diagnostics and no PCI fetch mode either. */
const MASK_RESERVED = 0x22;
const MASK_RESERVED_2841 = 0x27;
/** File mask: DIAGNOSTIC WRITE is permitted. */
const PERMIT_DIAGNOSTIC_WRITE = 0x04;
const DIAGNOSTIC_STATUS_SIZE = 16;

/** SEEK, SEEK CYLINDER, SEEK HEAD. */
export function seek(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain, store } = unit;
  const { command } = operation;
  if (!chain.maySeek(command === SEEK ? 'all' : command === SEEK_HEAD ? 'head' : 'cylinder')) {
    return unit.fail('file-protected');
  }
  const address = operation.fetch(SEEK_ADDRESS_SIZE);
  if (address.length < SEEK_ADDRESS_SIZE) return unit.fail('short-argument');
  const [b0, b1, c0, c1, h0, h1] = address;
  const head = (h0 << 8) | h1;
  const cylinder = command === SEEK_HEAD ? mechanism.cylinder : (c0 << 8) | c1;
  const { cylinders, heads } = store.geometry;
  if (b0 !== 0 || b1 !== 0 || cylinder >= cylinders || head >= heads) return unit.fail('seek-check');
  if (!chain.contains(cylinder, head)) return unit.fail('file-protected');
  const moves = cylinder !== mechanism.cylinder;
  if (moves) unit.usage.seeks++;
  mechanism.seek(cylinder, head);
  mechanism.indexPasses = 0;
  return moves && !unit.model.fixedHeads ? unit.move('seek', operation) : NORMAL_END;
}

/** RECALIBRATE: cylinder 0, head 0. Channel end comes at initial selection, before the mechanism moves. */
export function recalibrate(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain, model } = unit;
  if (!chain.maySeek('all') || !chain.contains(0, 0)) return unit.fail('file-protected');
  const moves = mechanism.cylinder !== 0;
  mechanism.seek(0, 0);
  mechanism.indexPasses = 0;
  if (!moves || model.fixedHeads) return IMMEDIATE_END;
  const status = unit.move('seek', operation);
  return (status & UnitStatus.deviceEnd) === 0 ? status | INITIAL_STATUS : IMMEDIATE_END;
}

/** RESTORE is for the data cell drive; the disks take it as a NOP. */
export function restore(unit: CkdUnit): number {
  unit.mechanism.indexPasses = 0;
  return IMMEDIATE_END;
}

/** SET FILE MASK: once a channel program. */
export function setFileMask(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain, model } = unit;
  if (chain.maskSet) return unit.fail('invalid-sequence');
  const [mask] = operation.fetch(1);
  if (mask === undefined) return unit.fail('short-argument');
  const reserved = model.senseLength < 24 ? MASK_RESERVED_2841 : MASK_RESERVED;
  if ((mask & reserved) !== 0) return unit.fail('invalid-argument');
  chain.fileMask = mask;
  chain.maskSet = true;
  mechanism.indexPasses = 0;
  return NORMAL_END;
}

/** SET SECTOR: the disk disconnects until the sector comes; on a channel that keeps it, it is a NOP. */
export function setSector(unit: CkdUnit, operation: ChannelOperation): number {
  const [sector] = operation.fetch(1);
  if (sector === undefined) return unit.fail('short-argument');
  if (sector !== ANY_SECTOR && sector >= unit.model.sectors) return unit.fail('invalid-argument');
  unit.mechanism.indexPasses = 0;
  return unit.move('turn', operation);
}

/** READ SECTOR: where the record last processed begins. */
export function readSector(unit: CkdUnit, operation: ChannelOperation): number {
  const { model, mechanism } = unit;
  const offset = mechanism.record?.offset ?? 0;
  operation.store(Uint8Array.of(Math.floor((offset * model.sectors) / model.trackSize)));
  return NORMAL_END;
}

/**
 * SPACE COUNT: passes over the count area of the next record, which is taken to have the lengths of the argument
 * (key length, data length), so that its key and data can be read.
 */
export function spaceCount(unit: CkdUnit, operation: ChannelOperation): number {
  const { mechanism, chain } = unit;
  const failure = mechanism.toNextCount(false, chain, false);
  if (failure !== undefined) return unit.fail(failure);
  const [keyLength = 0, high = 0, low = 0] = operation.fetch(3, 'variable');
  mechanism.space({ keyLength, dataLength: (high << 8) | low });
  mechanism.indexPasses = 0;
  chain.spaceCounted = true;
  return NORMAL_END;
}

/**
 * DEVICE RESERVE, UNCONDITIONAL RESERVE, DEVICE RELEASE, which end as SENSE does. With one path to the device a
 * reservation keeps nobody out. A reservation is the first command of its chain; no release follows a file mask.
 */
export function reserve(unit: CkdUnit, operation: ChannelOperation): number {
  const { chain } = unit;
  const misplaced =
    operation.command === RELEASE ? chain.maskSet || chain.spaceCounted : chain.previous !== undefined;
  if (misplaced) return unit.fail('invalid-sequence');
  unit.mechanism.indexPasses = 0;
  operation.store(unit.takeSense());
  return NORMAL_END;
}

/** READ AND RESET BUFFERED LOG: what the drive has done since it was last asked, as sense of format 6. */
export function readBufferedLog(unit: CkdUnit, operation: ChannelOperation): number {
  const { chain, usage, mechanism, model } = unit;
  const { previous } = chain;
  if (previous !== undefined && previous !== READ_CHARACTERISTICS) return unit.fail('invalid-sequence');
  const log = new Uint8Array(LOG_SIZE);
  const { cylinder, head } = mechanism;
  log.set(diskSense(undefined, { model, address: unit.address, cylinder, head, record: 0 }));
  log[7] = LOG_FORMAT;
  const view = new DataView(log.buffer);
  view.setUint32(8, usage.bytesRead >>> 0);
  view.setUint16(16, Math.min(usage.seeks, 0xffff));
  usage.bytesRead = 0;
  usage.seeks = 0;
  mechanism.indexPasses = 0;
  operation.store(log);
  return NORMAL_END;
}

const READ_CHARACTERISTICS = 0x64;

/** READ DEVICE CHARACTERISTICS (3880). */
export function readCharacteristics(unit: CkdUnit, operation: ChannelOperation): number {
  operation.store(deviceCharacteristics(unit.model, unit.store.geometry));
  return NORMAL_END;
}

/** DIAGNOSTIC LOAD names a test of the control unit; its microprogram has nothing that could be found broken. */
export function diagnosticLoad(unit: CkdUnit, operation: ChannelOperation): number {
  return operation.fetch(1).length === 1 ? NORMAL_END : unit.fail('short-argument');
}

/** DIAGNOSTIC WRITE: up to 512 bytes of a test, which is not kept. The file mask must permit it. */
export function diagnosticWrite(unit: CkdUnit, operation: ChannelOperation): number {
  if ((unit.chain.fileMask & PERMIT_DIAGNOSTIC_WRITE) === 0) return unit.fail('write-mask');
  operation.fetch(512, 'variable');
  return NORMAL_END;
}

/** READ DIAGNOSTIC STATUS 1: the test that ran last found no error. */
export function readDiagnosticStatus(_unit: CkdUnit, operation: ChannelOperation): number {
  operation.store(new Uint8Array(DIAGNOSTIC_STATUS_SIZE));
  return NORMAL_END;
}
