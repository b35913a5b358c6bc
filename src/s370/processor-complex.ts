/** What a CPU may do to the other CPUs and to the channel sets of its machine. GA22-7000, Multiprocessing. */

import type { ConditionCode } from './channel/contract.js';
import type { Cpu } from './cpu.js';

/** The processor complex, as its CPUs see it. */
export interface ProcessorComplex {
  /** All CPUs by address. */
  readonly cpus: readonly Cpu[];
  /** Resets the channel set that is connected to a CPU. */
  resetChannels(cpu: Cpu): void;
  /** CONNECT CHANNEL SET. */
  connectChannelSet(cpu: Cpu, channelSet: number): ConditionCode;
  /** DISCONNECT CHANNEL SET. */
  disconnectChannelSet(cpu: Cpu, channelSet: number): ConditionCode;
}
