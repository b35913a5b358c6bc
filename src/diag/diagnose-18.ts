import { address } from './call.js';
import type { DiagnoseCall } from './call.js';

const SEEK = 0x07;
const SEEK_HEAD = 0x1b;
const SET_SECTOR = 0x23;
const SEARCH_ID_EQUAL = 0x31;
const TIC = 0x08;
const READ = 0x06;
const WRITE = 0x05;
const COMMAND_CHAIN = 0x40;
/** Data chaining, program-controlled interruption, indirect addressing: not allowed here. */
const FORBIDDEN_FLAGS = 0x8c;
const LONGEST_BLOCK = 2048;
const MOST_TRANSFERS = 15;
/** SEEK HEAD, SET SECTOR, SEARCH, TIC, READ or WRITE. */
const CCWS_A_TRANSFER = 5;

/** Return codes in R15 with their condition codes. */
const NOT_ATTACHED = { conditionCode: 1, code: 1 } as const;
const NOT_DASD = { conditionCode: 1, code: 2 } as const;
const READ_ONLY = { conditionCode: 1, code: 3 } as const;
const CYLINDER_RANGE = { conditionCode: 1, code: 4 } as const;
const BUSY = { conditionCode: 1, code: 5 } as const;
const NOT_DOUBLEWORD = { conditionCode: 2, code: 5 } as const;
const OUTSIDE = { conditionCode: 2, code: 6 } as const;
const INVALID_CCW = { conditionCode: 2, code: 7 } as const;
const COUNT_ZERO = { conditionCode: 2, code: 8 } as const;
const COUNT_TOO_LARGE = { conditionCode: 2, code: 9 } as const;
const BUFFER_OUTSIDE = { conditionCode: 2, code: 10 } as const;
const BAD_REPEAT = { conditionCode: 2, code: 11 } as const;
const CYLINDER_MISMATCH = { conditionCode: 2, code: 12 } as const;
const IO_ERROR = { conditionCode: 3, code: 13 } as const;

interface Refusal {
  readonly conditionCode: 0 | 1 | 2 | 3;
  readonly code: number;
}

/**
 * X'18' standard DASD I/O: Rx is the address of a virtual disk, Ry that of a channel program for one cylinder: SEEK,
 * (SET SECTOR), SEARCH ID EQUAL, TIC *-8, READ or WRITE, and further transfers of the same form that begin with SEEK
 * HEAD or, on the same track, with SET SECTOR or SEARCH. R15 holds the number of transfers. It ends before the next
 * instruction, without interruption. Refusals and errors give a condition code and a code in R15 (0 when all went
 * well); after an I/O error the CSW is at X'40'.
 */
export function diagnose18(call: DiagnoseCall): void {
  const { gpr, services } = call;
  const device = gpr[call.rx] & 0xffff;
  const chain = address(call, call.ry);
  const refusal = checkDevice(call, device) ?? checkChain(call, device, chain);
  if (refusal !== undefined) {
    refuse(call, refusal);
    return;
  }
  const result = services.synchronousIo(device, 0, chain);
  switch (result.kind) {
    case 'not-attached':
      return refuse(call, NOT_ATTACHED);
    case 'not-supported':
      return refuse(call, NOT_DASD);
    case 'busy':
      return refuse(call, BUSY);
    case 'ended': {
      const status = (result.cswLow >>> 16) & 0xffff;
      if (status === 0x0c00) return refuse(call, { conditionCode: 0, code: 0 });
      services.storage.storeWord(0x40, result.cswHigh);
      services.storage.storeWord(0x44, result.cswLow);
      return refuse(call, IO_ERROR);
    }
  }
}

function refuse(call: DiagnoseCall, { conditionCode, code }: Refusal): void {
  call.gpr[15] = code;
  call.services.setConditionCode(conditionCode);
}

function checkDevice(call: DiagnoseCall, device: number): Refusal | undefined {
  if (call.services.device(device) === undefined) return NOT_ATTACHED;
  const disk = call.services.disk(device);
  return disk === undefined || !disk.dasd ? NOT_DASD : undefined;
}

interface Ccw {
  readonly command: number;
  readonly data: number;
  readonly flags: number;
  readonly count: number;
}

function checkChain(call: DiagnoseCall, device: number, chain: number): Refusal | undefined {
  const { gpr, services } = call;
  const { storage } = services;
  const disk = services.disk(device)!;
  const transfers = gpr[15];
  if (chain % 8 !== 0) return NOT_DOUBLEWORD;
  if (transfers < 1 || transfers > MOST_TRANSFERS) return BAD_REPEAT;
  let cylinder = -1;
  let left = transfers;
  for (let index = 0; index < CCWS_A_TRANSFER * transfers + 1; index++) {
    const at = chain + 8 * index;
    if (!storage.contains(at, 8)) return OUTSIDE;
    const ccw = fetchCcw(call, at);
    if ((ccw.flags & FORBIDDEN_FLAGS) !== 0 || (index === 0) !== (ccw.command === SEEK)) return INVALID_CCW;
    switch (ccw.command) {
      case SEEK:
      case SEEK_HEAD: {
        if (!storage.contains(ccw.data, 6)) return OUTSIDE;
        const argument = storage.copyOut(ccw.data, 6);
        const wanted = (argument[2] << 8) | argument[3];
        if (ccw.command === SEEK) cylinder = wanted;
        else if (wanted !== cylinder) return CYLINDER_MISMATCH;
        if (cylinder >= disk.cylinders) return CYLINDER_RANGE;
        break;
      }
      case SET_SECTOR:
        if (ccw.count !== 1) return INVALID_CCW;
        if (!storage.contains(ccw.data)) return OUTSIDE;
        break;
      case SEARCH_ID_EQUAL:
        if (ccw.count !== 5) return INVALID_CCW;
        if (!storage.contains(ccw.data, 5)) return OUTSIDE;
        break;
      case TIC:
        if (ccw.data !== at - 8) return INVALID_CCW;
        break;
      case READ:
      case WRITE: {
        const refusal = checkTransfer(call, ccw, disk.readOnly);
        if (refusal !== undefined) return refusal;
        if ((ccw.flags & COMMAND_CHAIN) === 0) return undefined;
        if (--left === 0) return BAD_REPEAT;
        break;
      }
      default:
        return INVALID_CCW;
    }
  }
  return BAD_REPEAT;
}

function checkTransfer(call: DiagnoseCall, ccw: Ccw, readOnly: boolean): Refusal | undefined {
  if (ccw.command === WRITE && readOnly) return READ_ONLY;
  if (ccw.count === 0) return COUNT_ZERO;
  if (ccw.count > LONGEST_BLOCK) return COUNT_TOO_LARGE;
  return call.services.storage.contains(ccw.data, ccw.count) ? undefined : BUFFER_OUTSIDE;
}

function fetchCcw(call: DiagnoseCall, at: number): Ccw {
  const high = call.services.storage.fetchWord(at);
  const low = call.services.storage.fetchWord(at + 4);
  return { command: high >>> 24, data: high & 0xffffff, flags: low >>> 24, count: low & 0xffff };
}
