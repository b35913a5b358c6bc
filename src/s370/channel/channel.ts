import type { StateReader, StateRecord } from '../state.js';

/** Kinds of channels, as STORE CHANNEL ID numbers them. */
export type ChannelType = 'selector' | 'byte-multiplexer' | 'block-multiplexer';

/** Type field (bits 0-3) of the word that STORE CHANNEL ID stores. */
export const CHANNEL_TYPE_CODE: Record<ChannelType, number> = {
  selector: 0,
  'byte-multiplexer': 1,
  'block-multiplexer': 2,
};

/**
 * One channel's own facilities. While a device works in burst mode the channel is its alone: I/O instructions for
 * other devices find it working (condition code 2). A block multiplexer that has been found working raises the
 * channel-available interruption once it is free. GA22-7000, Modes of Operation; Channel-Available Interruption.
 */
export class Channel {
  /** Device address of the operation in burst mode. */
  private holder: number | undefined;
  /** An instruction has found the channel working. */
  private awaited = false;

  constructor(
    readonly number: number,
    readonly type: ChannelType,
  ) {}

  /** Device that has the channel in burst mode. */
  get burst(): number | undefined {
    return this.holder;
  }

  /** Is the channel working for another device than this one? */
  isWorkingFor(other: number): boolean {
    return this.holder !== undefined && this.holder !== other;
  }

  /** An instruction gets condition code 2 because the channel is working. */
  foundWorking(): void {
    this.awaited = this.type === 'block-multiplexer';
  }

  /** A device begins to work in burst mode. */
  hold(device: number): void {
    this.holder = device;
  }

  /** The burst of a device is over, if it was its. Returns true when the program is to hear that the channel is free. */
  release(device: number): boolean {
    if (this.holder !== device) return false;
    this.holder = undefined;
    const { awaited } = this;
    this.awaited = false;
    return awaited;
  }

  reset(): void {
    this.holder = undefined;
    this.awaited = false;
  }

  saveState(): StateRecord {
    const { number, holder, awaited } = this;
    return { number, holder, awaited };
  }

  restoreState(state: StateReader): void {
    this.holder = state.has('holder') ? state.number('holder') : undefined;
    this.awaited = state.boolean('awaited');
  }
}
