import type { ScreenRequest } from './output-queue.js';
import type { ScreenManager } from './screen-manager.js';

/** A terminal that can become a device of a virtual machine: DIAL. */
export interface LendableTerminal {
  /** Of the real display. */
  readonly address: number;
  /** CP no longer writes to it nor reads from it. */
  lend(): void;
  /** It is CP's again; its user sees the line. */
  reclaim(text: string): void;
}

/** A terminal that a person can log on at: a 3270 with CP's screen manners, or a typewriter-like line terminal. */
export interface Terminal {
  /** As messages name it: `GRAF 0C1`, `LINE 01F`. */
  readonly name: string;
  /** IBM's machine type: `3277`, `3215`. */
  readonly deviceType: string;
  /** Characters of a line. */
  readonly lineLength: number;
  /** The screen, when it is a display. */
  readonly screen: ScreenManager | undefined;
  /** Userid of the virtual machine that has made it; undefined for a real terminal. */
  readonly creator?: string;
  /** Undefined when it is no real device. */
  readonly lendable: LendableTerminal | undefined;
  /** Output, reads and display operations, done in turn. */
  request(request: ScreenRequest): void;
  /** Withdraws the outstanding read; answers whether there was one. */
  cancelRead(): boolean;
  /** A session begins: past the logo. */
  begin(): void;
  /** The session is over. */
  release(): void;
}
