/** I/O instructions: they pass the device address to the channel subsystem and store the CSW it gives. GA22-7000, Input/Output Instructions. */

import type { IoResult } from '../channel/contract.js';
import type { Cpu } from '../cpu.js';
import { CAW_ADDRESS, CHANNEL_ID_ADDRESS, CSW_ADDRESS, LIMITED_LOGOUT_ADDRESS } from '../low-storage.js';
import type { Execute } from './executors.js';
import { baseAddress } from './operands.js';

/** Channel status: program check. */
const PROGRAM_CHECK = 0x00200000;
/** CAW bits that must be zero; bit 4 is the suspend control where that facility is installed. */
const CAW_RESERVED = 0x07000007;
const SUSPEND_CONTROL = 0x08000000;
/** CR0 bit 0: block multiplexing. */
const BLOCK_MULTIPLEXING = 0x80000000 | 0;

function deviceAddress(cpu: Cpu, w: number): number {
  return baseAddress(cpu, w) & 0xffff;
}

function finish(cpu: Cpu, { conditionCode, csw }: IoResult): void {
  if (csw !== undefined) {
    const address = cpu.absolute(CSW_ADDRESS);
    if (csw.statusOnly) cpu.storage.storeHalf(address + 4, csw.low >>> 16);
    else {
      cpu.storage.storeWord(address, csw.high);
      cpu.storage.storeWord(address + 4, csw.low);
    }
    if (csw.logout !== undefined) cpu.storage.storeWord(cpu.absolute(LIMITED_LOGOUT_ADDRESS), csw.logout);
  }
  cpu.psw.conditionCode = conditionCode;
}

/** START I/O, START I/O FAST RELEASE. A CAW of the wrong format never reaches the device. */
function starting(fast: boolean): Execute {
  return (cpu, w) => {
    const caw = cpu.storage.fetchWord(cpu.absolute(CAW_ADDRESS));
    const reserved = cpu.channels.suspendResume ? CAW_RESERVED : CAW_RESERVED | SUSPEND_CONTROL;
    if ((caw & reserved) !== 0) {
      finish(cpu, { conditionCode: 1, csw: { high: 0, low: PROGRAM_CHECK, statusOnly: true } });
      return;
    }
    const mode = {
      blockMultiplexing: (cpu.cr[0] & BLOCK_MULTIPLEXING) !== 0,
      suspendControl: (caw & SUSPEND_CONTROL) !== 0,
    };
    finish(cpu, cpu.channels.startIo(deviceAddress(cpu, w), caw >>> 28, caw & 0xffffff, fast, mode));
  };
}

/** RESUME I/O. */
const resumeIo: Execute = (cpu, w) => {
  cpu.psw.conditionCode = cpu.channels.resumeIo(deviceAddress(cpu, w));
};

/** TEST CHANNEL, CLEAR CHANNEL: only the channel part of the address counts. */
const testChannel: Execute = (cpu, w) => {
  cpu.psw.conditionCode = cpu.channels.testChannel(deviceAddress(cpu, w));
};

const clearChannel: Execute = (cpu, w) => {
  cpu.psw.conditionCode = cpu.channels.clearChannel(deviceAddress(cpu, w));
};

/** STORE CHANNEL ID. */
const storeChannelId: Execute = (cpu, w) => {
  const { conditionCode, id } = cpu.channels.storeChannelId(deviceAddress(cpu, w));
  if (conditionCode === 0) cpu.storage.storeWord(cpu.absolute(CHANNEL_ID_ADDRESS), id);
  cpu.psw.conditionCode = conditionCode;
};

export const IO_INSTRUCTIONS: Readonly<Record<string, Execute>> = {
  SIO: starting(false),
  SIOF: starting(true),
  RIO: resumeIo,
  TIO: (cpu, w) => finish(cpu, cpu.channels.testIo(deviceAddress(cpu, w))),
  CLRIO: (cpu, w) => finish(cpu, cpu.channels.clearIo(deviceAddress(cpu, w))),
  HIO: (cpu, w) => finish(cpu, cpu.channels.haltIo(deviceAddress(cpu, w))),
  HDV: (cpu, w) => finish(cpu, cpu.channels.haltDevice(deviceAddress(cpu, w))),
  TCH: testChannel,
  CLRCH: clearChannel,
  STIDC: storeChannelId,
};
