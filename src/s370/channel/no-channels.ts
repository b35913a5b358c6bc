import type { ChannelSubsystem } from './contract.js';

/** What a CPU without a channel set has: nothing is operational, nothing interrupts. */
export const NO_CHANNELS: ChannelSubsystem = {
  suspendResume: false,
  startIo: () => ({ conditionCode: 3 }),
  resumeIo: () => 3,
  testIo: () => ({ conditionCode: 3 }),
  clearIo: () => ({ conditionCode: 3 }),
  haltIo: () => ({ conditionCode: 3 }),
  haltDevice: () => ({ conditionCode: 3 }),
  testChannel: () => 3,
  clearChannel: () => 3,
  storeChannelId: () => ({ conditionCode: 3, id: 0 }),
  pending: () => false,
  takeInterruption: () => undefined,
  hasten: () => false,
  reset: () => undefined,
  ipl: (_device, done) => done({ kind: 'not-started', conditionCode: 3 }),
};
