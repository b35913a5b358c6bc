/** The channel subsystem: CCWs, channels, interruptions of devices. */
import { ChannelSet } from './channel-set.js';
import type { ChannelHost } from './contract.js';
import { mainChannelStorage } from './main-channel-storage.js';

export { CcwFlag, commandKind, decodeCcw, encodeCcw } from './ccw.js';
export type { Ccw, CommandKind } from './ccw.js';
export type { ChannelStorage, StorageVerdict } from './channel-storage.js';
export { ChannelSet } from './channel-set.js';
export type { ChannelSetOptions } from './channel-set.js';
export type { ChannelType } from './channel.js';
export type { TracedCommand } from './channel-program.js';
export type {
  ChannelHost,
  ChannelStatusWord,
  ChannelSubsystem,
  ChannelSubsystemFactory,
  IoInterruption,
  IoResult,
  IplOutcome,
  StartMode,
  StoredCsw,
} from './contract.js';
export { cswHigh, cswLow, formatCsw, statusOnlyCsw } from './csw.js';
export type { Csw } from './csw.js';
export { mainChannelStorage } from './main-channel-storage.js';
export { CHANNEL_ERRORS, CHECK_END, ChannelStatus, NORMAL_END, UnitStatus } from './status.js';

/** Makes the channels of a machine over its main storage. A `ChannelSubsystemFactory`. */
export function createChannels(host: ChannelHost): ChannelSet {
  return new ChannelSet({
    storage: mainChannelStorage(host.storage),
    events: host.events,
    ...(host.channelType === undefined ? {} : { channelType: host.channelType }),
    suspendResume: host.suspendResume === true,
    zeroCountControl: host.zeroCountControl === true,
    endTogether: host.endTogether === true,
    fastRelease: host.fastRelease === true,
    limitedLogout: host.limitedLogout === true,
    ...(host.deviceFault === undefined
      ? {}
      : { deviceFault: (address: number, fault: unknown) => host.deviceFault!(address, fault) }),
    interruptionPending: () => host.interruptionPending(),
  });
}
