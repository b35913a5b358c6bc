import type { Subchannel } from './subchannel.js';

/**
 * Interruption conditions that wait: those of subchannels in order of arrival, and channels that have become
 * available. Channels come first by number; within one, that it is available comes before its devices.
 */
export class InterruptionQueue {
  private subchannels: Subchannel[] = [];
  private readonly available = new Set<number>();
  private mask = 0;

  /** Is something waiting on a channel of the mask? Bit 0 (the sign) is channel 0. */
  pending(channelMask: number): boolean {
    return (this.mask & channelMask) !== 0;
  }

  /** Is something waiting on this channel? */
  pendingOn(channel: number): boolean {
    return this.available.has(channel) || this.subchannels.some(({ address }) => address >> 8 === channel);
  }

  add(subchannel: Subchannel): void {
    if (subchannel.queued) return;
    subchannel.queued = true;
    this.subchannels.push(subchannel);
    this.mask |= maskBit(subchannel.address >> 8);
  }

  remove(subchannel: Subchannel): void {
    if (!subchannel.queued) return;
    subchannel.queued = false;
    this.subchannels = this.subchannels.filter((other) => other !== subchannel);
    this.findMask();
  }

  addAvailable(channel: number): void {
    this.available.add(channel);
    this.mask |= maskBit(channel);
  }

  removeAvailable(channel: number): void {
    if (this.available.delete(channel)) this.findMask();
  }

  /** What is first on the channels of the mask: the number of a channel that is available, or a subchannel. */
  first(channelMask: number): number | Subchannel | undefined {
    if (!this.pending(channelMask)) return undefined;
    let best: number | Subchannel | undefined;
    let bestChannel = Infinity;
    for (const channel of this.available) {
      if ((maskBit(channel) & channelMask) === 0 || channel >= bestChannel) continue;
      best = channel;
      bestChannel = channel;
    }
    for (const waiting of this.subchannels) {
      const channel = waiting.address >> 8;
      if ((maskBit(channel) & channelMask) === 0 || channel >= bestChannel) continue;
      best = waiting;
      bestChannel = channel;
    }
    return best;
  }

  /** Device addresses in order, and channels that are available. */
  saveState(): { readonly queue: number[]; readonly available: number[] } {
    return { queue: this.subchannels.map(({ address }) => address), available: [...this.available] };
  }

  restoreState(subchannels: readonly Subchannel[], available: readonly number[]): void {
    this.subchannels = [];
    this.available.clear();
    for (const subchannel of subchannels) this.add(subchannel);
    for (const channel of available) this.addAvailable(channel);
    this.findMask();
  }

  private findMask(): void {
    this.mask = 0;
    for (const { address } of this.subchannels) this.mask |= maskBit(address >> 8);
    for (const channel of this.available) this.mask |= maskBit(channel);
  }
}

/** Bit of a channel in a channel mask: bit 0 is the sign. Channels past 31 have none. */
function maskBit(channel: number): number {
  return channel < 32 ? 0x80000000 >>> channel : 0;
}
