/** The motion of an access mechanism, between the channel end and the device end of a command. */

import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { ChannelOperation, DevicePort } from './device.js';

/** Machine microseconds of a seek, and of waiting for a sector or a record: far less than the real drives take. */
export const SEEK_TIME = 100;
export const SECTOR_TIME = 20;
/** The event at the end of a motion. */
export const ARRIVED = 'arrived';

/**
 * While the mechanism moves the control unit is free, and the channel too where it lets the device go: channel end is
 * presented when the argument has come, device end at the end of the motion. GA26-1592, Seek, Set Sector.
 */
export class AccessMotion {
  /** The mechanism is on its way. */
  moving = false;

  /** A seek begins. Returns the status for now. */
  seek(port: DevicePort, { disconnects, chaining }: ChannelOperation): number {
    const apart = disconnects === 'always' || (disconnects === 'at-end' && !chaining);
    return apart ? this.begin(port, SEEK_TIME) : NORMAL_END;
  }

  /** The device waits for a sector or a record, but only where the channel lets it go meanwhile. */
  turn(port: DevicePort, { disconnects }: ChannelOperation): number {
    return disconnects === 'always' ? this.begin(port, SECTOR_TIME) : NORMAL_END;
  }

  /** The motion is over: device end. */
  arrived(port: DevicePort): void {
    this.moving = false;
    port.present(UnitStatus.deviceEnd);
  }

  /** A reset stops waiting for it. */
  stop(port: DevicePort | undefined): void {
    if (this.moving) port?.cancel(ARRIVED);
    this.moving = false;
  }

  private begin(port: DevicePort, time: number): number {
    this.moving = true;
    port.after(time, ARRIVED);
    return UnitStatus.channelEnd;
  }
}
