/** SIGNAL PROCESSOR, CONNECT CHANNEL SET, DISCONNECT CHANNEL SET. GA22-7000, Control Instructions. */

import { signalProcessor } from '../signal-processor.js';
import type { Execute } from './executors.js';
import { baseAddress } from './operands.js';

/** SIGNAL PROCESSOR: order in the address, CPU in R3, parameter in R1 or the odd register behind it, status in R1. */
const signal: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const order = baseAddress(cpu, w) & 0xff;
  const address = cpu.gpr[(w >> 16) & 15] & 0xffff;
  const { conditionCode, status } = signalProcessor(cpu, address, order, cpu.gpr[r1 | 1]);
  if (conditionCode === 1) {
    cpu.gpr[r1] = status;
    cpu.alteredRegisters = 0x8000 >> r1;
  }
  cpu.psw.conditionCode = conditionCode;
};

/** CONNECT CHANNEL SET. */
const connectChannelSet: Execute = (cpu, w) => {
  cpu.psw.conditionCode = cpu.complex.connectChannelSet(cpu, baseAddress(cpu, w) & 0xffff);
};

/** DISCONNECT CHANNEL SET. */
const disconnectChannelSet: Execute = (cpu, w) => {
  cpu.psw.conditionCode = cpu.complex.disconnectChannelSet(cpu, baseAddress(cpu, w) & 0xffff);
};

export const MULTIPROCESSING_INSTRUCTIONS = {
  SIGP: signal,
  CONCS: connectChannelSet,
  DISCS: disconnectChannelSet,
};
