import { ChannelStatus } from './status.js';

/** Answer to a channel's request to touch storage; `damaged`: the block has bad checking code. */
export type StorageVerdict = 'ok' | 'addressing' | 'protection' | 'damaged';

/** Channel status that ends a program for a verdict on data, or on a CCW or IDAW; 0 for `ok`. */
export function verdictStatus(verdict: StorageVerdict, part: 'data' | 'control'): number {
  switch (verdict) {
    case 'ok':
      return 0;
    case 'addressing':
      return ChannelStatus.programCheck;
    case 'protection':
      return ChannelStatus.protectionCheck;
    case 'damaged':
      return part === 'data' ? ChannelStatus.channelDataCheck : ChannelStatus.channelControlCheck;
  }
}

/**
 * Storage as a channel sees it: absolute addresses and storage keys, no translation. The real machine's main
 * storage is one; a virtual machine's second-level storage is another (it brings pages in as they are asked for).
 */
export interface ChannelStorage {
  /**
   * May a channel working with `key` fetch from (or store into) the 2K block at `address`?
   * When the answer is `ok`, the block's reference bit (and change bit) has been set.
   */
  permit(address: number, key: number, store: boolean): StorageVerdict;
  /** Copies from storage into all of `target`. The piece lies in one permitted 2K block. */
  fetch(address: number, target: Uint8Array): void;
  /** Copies `bytes` into storage. The piece lies in one permitted 2K block. */
  store(address: number, bytes: Uint8Array): void;
}
