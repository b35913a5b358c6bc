/** The commands of CKD disks, and the control units that have them. */

import type { DiskControlUnit, DiskModel } from './ckd-models.js';
import {
  diagnosticLoad,
  diagnosticWrite,
  readBufferedLog,
  readCharacteristics,
  readDiagnosticStatus,
  readSector,
  recalibrate,
  reserve,
  restore,
  seek,
  setFileMask,
  setSector,
  spaceCount,
} from './ckd-controls.js';
import { defineExtent, locateRecord, updateData, updateKeyData, writeNextTrack } from './ckd-extent.js';
import {
  readCount,
  readCountKeyData,
  readData,
  readHomeAddress,
  readIpl,
  readKeyData,
  readMultiple,
  readRecordZero,
} from './ckd-reads.js';
import { searchHomeAddress, searchId, searchKey } from './ckd-searches.js';
import type { CkdExecutor } from './ckd-unit.js';
import {
  erase,
  writeCountKeyData,
  writeData,
  writeHomeAddress,
  writeKeyData,
  writeRecordZero,
} from './ckd-writes.js';

/** Who has a command. `rps`: models with rotational position sensing; `overflow`: those that write overflow records. */
type Owners = 'all' | 'multitrack' | 'rps' | 'overflow' | readonly DiskControlUnit[];

const BUFFERED: readonly DiskControlUnit[] = ['2835', '3830', '3880'];
const EXTENDED: readonly DiskControlUnit[] = ['3880'];

/** Code, executor, owners; `multitrack` stands for all, with and without bit 0 of the code. */
const COMMANDS: readonly (readonly [code: number, execute: CkdExecutor, owners: Owners])[] = [
  [0x01, writeCountKeyData, 'overflow'],
  [0x02, readIpl, 'all'],
  [0x05, writeData, 'all'],
  [0x06, readData, 'multitrack'],
  [0x07, seek, 'all'],
  [0x0b, seek, 'all'],
  [0x0d, writeKeyData, 'all'],
  [0x0e, readKeyData, 'multitrack'],
  [0x0f, spaceCount, 'all'],
  [0x11, erase, 'all'],
  [0x12, readCount, 'multitrack'],
  [0x13, recalibrate, 'all'],
  [0x14, reserve, ['3830', '3880']],
  [0x15, writeRecordZero, 'all'],
  [0x16, readRecordZero, 'multitrack'],
  [0x17, restore, 'all'],
  [0x19, writeHomeAddress, 'all'],
  [0x1a, readHomeAddress, 'multitrack'],
  [0x1b, seek, 'all'],
  [0x1d, writeCountKeyData, 'all'],
  [0x1e, readCountKeyData, 'multitrack'],
  [0x1f, setFileMask, 'all'],
  [0x22, readSector, 'rps'],
  [0x23, setSector, 'rps'],
  [0x29, searchKey, 'multitrack'],
  [0x31, searchId, 'multitrack'],
  [0x39, searchHomeAddress, 'multitrack'],
  [0x44, readDiagnosticStatus, BUFFERED],
  [0x47, locateRecord, EXTENDED],
  [0x49, searchKey, 'multitrack'],
  [0x51, searchId, 'multitrack'],
  [0x53, diagnosticLoad, BUFFERED],
  [0x5e, readMultiple, EXTENDED],
  [0x63, defineExtent, EXTENDED],
  [0x64, readCharacteristics, EXTENDED],
  [0x69, searchKey, 'multitrack'],
  [0x71, searchId, 'multitrack'],
  [0x73, diagnosticWrite, BUFFERED],
  [0x85, updateData, EXTENDED],
  [0x8d, updateKeyData, EXTENDED],
  [0x94, reserve, 'all'],
  [0x9d, writeNextTrack, EXTENDED],
  [0xa4, readBufferedLog, BUFFERED],
  [0xb4, reserve, 'all'],
];

function owns(model: DiskModel, owners: Owners): boolean {
  switch (owners) {
    case 'all':
    case 'multitrack':
      return true;
    case 'rps':
      return model.sectors > 0;
    case 'overflow':
      return model.controlUnit !== '3880';
    default:
      return owners.includes(model.controlUnit);
  }
}

/** The commands of a model by code: 256 entries, undefined where the control unit rejects the command. */
export function ckdCommands(model: DiskModel): readonly (CkdExecutor | undefined)[] {
  const commands: (CkdExecutor | undefined)[] = new Array<undefined>(256).fill(undefined);
  for (const [code, execute, owners] of COMMANDS) {
    if (!owns(model, owners)) continue;
    commands[code] = execute;
    if (owners === 'multitrack') commands[code | 0x80] = execute;
  }
  return commands;
}
