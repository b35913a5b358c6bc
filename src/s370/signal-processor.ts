/** SIGNAL PROCESSOR: orders that one CPU gives to another, or to itself. GA22-7000, CPU Signaling and Response. */

import type { ConditionCode } from './channel/contract.js';
import type { Cpu } from './cpu.js';
import { restartCpu, storeStatus } from './processor-functions.js';

/** Order codes. */
export const SIGNAL_ORDERS = {
  sense: 0x01,
  externalCall: 0x02,
  emergencySignal: 0x03,
  start: 0x04,
  stop: 0x05,
  restart: 0x06,
  initialProgramReset: 0x07,
  programReset: 0x08,
  stopAndStoreStatus: 0x09,
  initialMicroprogramLoad: 0x0a,
  initialCpuReset: 0x0b,
  cpuReset: 0x0c,
  setPrefix: 0x0d,
  storeStatusAtAddress: 0x0e,
} as const;

/** Status bits. Equipment check, not ready and receiver check never come up in this machine. */
export const SIGNAL_STATUS = {
  incorrectState: 0x200,
  invalidParameter: 0x100,
  externalCallPending: 0x80,
  stopped: 0x40,
  operatorIntervening: 0x20,
  checkStop: 0x10,
  invalidOrder: 0x02,
} as const;

/** What became of an order. `status` is for register R1 when the condition code is 1. */
export interface SignalResponse {
  readonly conditionCode: ConditionCode;
  readonly status: number;
}

const ACCEPTED: SignalResponse = { conditionCode: 0, status: 0 };
const BUSY: SignalResponse = { conditionCode: 2, status: 0 };
const NOT_OPERATIONAL: SignalResponse = { conditionCode: 3, status: 0 };
/** Blocks of 512 bytes that store status at address may name. */
const STATUS_ADDRESS_MASK = 0x7ffffe00;
const PREFIX_MASK = 0x7ffff000;

const RESETS: ReadonlySet<number> = new Set([
  SIGNAL_ORDERS.initialProgramReset,
  SIGNAL_ORDERS.programReset,
  SIGNAL_ORDERS.initialMicroprogramLoad,
  SIGNAL_ORDERS.initialCpuReset,
  SIGNAL_ORDERS.cpuReset,
]);

function refused(status: number): SignalResponse {
  return { conditionCode: 1, status };
}

/** Gives `order` to the CPU at `address`; `parameter` is the second operand of set prefix and store status. */
export function signalProcessor(
  from: Cpu,
  address: number,
  order: number,
  parameter: number,
): SignalResponse {
  const target = from.complex.cpus[address];
  if (target === undefined) return NOT_OPERATIONAL;
  if (target.isStopping && target !== from && !RESETS.has(order)) return BUSY;
  const intervening = target !== from && target.operatorIntervening;
  if (order === SIGNAL_ORDERS.sense) return sense(target, intervening);
  if (intervening) return refused(SIGNAL_STATUS.operatorIntervening);
  if (RESETS.has(order)) return reset(target, order);
  if (target.state === 'check-stop' && order in ORDER_NAMES) return refused(SIGNAL_STATUS.checkStop);
  switch (order) {
    case SIGNAL_ORDERS.externalCall:
      if (target.externals.externalCaller >= 0) return refused(SIGNAL_STATUS.externalCallPending);
      target.externals.externalCaller = from.address;
      target.interruptionPending();
      return ACCEPTED;
    case SIGNAL_ORDERS.emergencySignal:
      target.externals.emergencySignals |= 1 << from.address;
      target.interruptionPending();
      return ACCEPTED;
    case SIGNAL_ORDERS.start:
      target.startOperating();
      return ACCEPTED;
    case SIGNAL_ORDERS.stop:
      target.requestStop();
      return ACCEPTED;
    case SIGNAL_ORDERS.restart:
      restartCpu(target);
      return ACCEPTED;
    case SIGNAL_ORDERS.stopAndStoreStatus:
      target.requestStop(true);
      return ACCEPTED;
    case SIGNAL_ORDERS.setPrefix:
      return atStoppedCpu(target, parameter & PREFIX_MASK, 4096, (prefix) => target.setPrefix(prefix));
    case SIGNAL_ORDERS.storeStatusAtAddress:
      return atStoppedCpu(target, parameter & STATUS_ADDRESS_MASK, 512, (area) => storeStatus(target, area));
    default:
      return refused(SIGNAL_STATUS.invalidOrder);
  }
}

const ORDER_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(SIGNAL_ORDERS).map(([name, code]) => [code, name]),
);

function sense(target: Cpu, intervening: boolean): SignalResponse {
  let status = 0;
  if (target.externals.externalCaller >= 0) status |= SIGNAL_STATUS.externalCallPending;
  if (target.state === 'stopped') status |= SIGNAL_STATUS.stopped;
  if (target.state === 'check-stop') status |= SIGNAL_STATUS.checkStop;
  if (intervening) status |= SIGNAL_STATUS.operatorIntervening;
  return status === 0 ? ACCEPTED : refused(status);
}

/** The reset orders work in every state. Those of the program reset the channels of the CPU too. */
function reset(target: Cpu, order: number): SignalResponse {
  const initial =
    order === SIGNAL_ORDERS.initialProgramReset ||
    order === SIGNAL_ORDERS.initialMicroprogramLoad ||
    order === SIGNAL_ORDERS.initialCpuReset;
  const cpuOnly = order === SIGNAL_ORDERS.initialCpuReset || order === SIGNAL_ORDERS.cpuReset;
  if (!cpuOnly) target.complex.resetChannels(target);
  if (initial) target.initialReset();
  else target.reset();
  target.enterStopped();
  return ACCEPTED;
}

/** An order with an absolute address, that only a stopped CPU takes. */
function atStoppedCpu(
  target: Cpu,
  address: number,
  length: number,
  action: (address: number) => void,
): SignalResponse {
  if (target.state !== 'stopped') return refused(SIGNAL_STATUS.incorrectState);
  if (!target.storage.contains(address, length)) return refused(SIGNAL_STATUS.invalidParameter);
  action(address);
  return ACCEPTED;
}
