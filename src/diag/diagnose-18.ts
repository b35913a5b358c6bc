import { address } from './call.js';
import type { DiagnoseCall } from './call.js';

const SEEK = 0x07;
const SET_SECTOR = 0x23;
const SEARCH_ID_EQUAL = 0x31;
const TIC = 0x08;
const READ = 0x06;
const WRITE = 0x05;
const COMMAND_CHAIN = 0x40;
const LONGEST_BLOCK = 4096;

/** Return codes in R15 with their condition codes. */
const NOT_ATTACHED = { conditionCode: 1, code: 1 } as const;
const NOT_DASD = { conditionCode: 1, code: 2 } as const;
const READ_ONLY = { conditionCode: 1, code: 3 } as const;
const CYLINDER_RANGE = { conditionCode: 1, code: 4 } as const;
const BUSY = { conditionCode: 1, code: 5 } as const;
const NOT_DOUBLEWORD = { conditionCode: 2, code: 5 } as const;
const SEEK_OUTSIDE = { conditionCode: 2, code: 6 } as const;
const NOT_READ_WRITE = { conditionCode: 2, code: 7 } as const;
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
 * X'18' standard DASD I/O: Rx is the address of a virtual disk, Ry that of a chain of SEEK, (SET SECTOR), SEARCH
 * ID EQUAL, TIC, READ or WRITE repeated as often as R15 says. It ends before the next instruction, without
 * interruption. Refusals and errors give a condition code and a code in R15; after an I/O error the CSW is at X'40'.
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
      if (status === 0x0c00) {
        services.setConditionCode(0);
        return;
      }
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

function checkChain(call: DiagnoseCall, device: number, chain: number): Refusal | undefined {
  const { gpr, services } = call;
  const { storage } = services;
  const disk = services.disk(device)!;
  if (chain % 8 !== 0) return NOT_DOUBLEWORD;
  const transfers = gpr[15];
  if (transfers < 1 || transfers > 15) return BAD_REPEAT;
  let at = chain;
  const fetchCcw = (): { command: number; data: number; flags: number; count: number } => {
    const high = storage.fetchWord(at);
    const low = storage.fetchWord(at + 4);
    at += 8;
    return { command: high >>> 24, data: high & 0xffffff, flags: low >>> 24, count: low & 0xffff };
  };
  for (let transfer = 1; transfer <= transfers; transfer++) {
    const seek = fetchCcw();
    if (seek.command !== SEEK) return SEEK_OUTSIDE;
    if (!storage.contains(seek.data, 6)) return SEEK_OUTSIDE;
    const argument = storage.copyOut(seek.data, 6);
    const cylinder = (argument[2] << 8) | argument[3];
    let search = fetchCcw();
    if (search.command === SET_SECTOR) search = fetchCcw();
    if (search.command !== SEARCH_ID_EQUAL || !storage.contains(search.data, 5)) return SEEK_OUTSIDE;
    const identifier = storage.copyOut(search.data, 5);
    if (((identifier[0] << 8) | identifier[1]) !== cylinder) return CYLINDER_MISMATCH;
    if (cylinder >= disk.cylinders) return CYLINDER_RANGE;
    const tic = fetchCcw();
    if ((tic.command & 0x0f) !== TIC) return SEEK_OUTSIDE;
    const data = fetchCcw();
    if (data.command !== READ && data.command !== WRITE) return NOT_READ_WRITE;
    if (data.command === WRITE && disk.readOnly) return READ_ONLY;
    if (data.count === 0) return COUNT_ZERO;
    if (data.count > LONGEST_BLOCK) return COUNT_TOO_LARGE;
    if (!storage.contains(data.data, data.count)) return BUFFER_OUTSIDE;
    const chained = (data.flags & COMMAND_CHAIN) !== 0;
    if (chained !== transfer < transfers) return BAD_REPEAT;
  }
  return undefined;
}
