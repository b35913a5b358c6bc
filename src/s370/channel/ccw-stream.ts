import { CcwFlag, commandKind, decodeCcw } from './ccw.js';
import type { Ccw } from './ccw.js';
import { verdictStatus, type ChannelStorage } from './channel-storage.js';
import type { StateReader, StateRecord } from '../state.js';
import { ChannelStatus } from './status.js';

/** Where a CCW is wanted: the first of a program, the next command, or the next data area. */
export type CcwRole = 'first' | 'command' | 'data';

/** In what a channel may take CCWs that others refuse. */
export interface CcwManners {
  /** The suspend flag (bit 38) is not an error in a CCW that is a command. */
  readonly suspend?: boolean;
  /**
   * A control command may have a count of zero. The manual has a program check for it; programs that were written
   * on other channels rely on it.
   */
  readonly zeroCountControl?: boolean;
}

/**
 * Walks the CCWs of a channel program in storage: sequence, transfer in channel, format checks.
 * GA22-7000, Channel Command Word, Transfer in Channel.
 */
export class CcwStream {
  /** The CCW in effect. */
  ccw: Ccw = { command: 0, address: 0, flags: 0, count: 0 };
  /** Eight past the CCW last looked at: what the CSW shows, and where the program goes on. */
  next: number;
  private readonly bytes = new Uint8Array(8);

  constructor(
    private readonly storage: ChannelStorage,
    private readonly key: number,
    address: number,
    private readonly manners: CcwManners = {},
  ) {
    this.next = address;
  }

  /** Puts a CCW that is not in storage in effect (the implied one of IPL); the program goes on at `next`. */
  imply(ccw: Ccw, next: number): void {
    this.ccw = ccw;
    this.next = next;
  }

  /** Fetches the CCW at `next`. Returns 0, or the channel status that ends the program. */
  advance(role: CcwRole): number {
    let address = this.next;
    let transferred = false;
    for (;;) {
      if ((address & 7) !== 0) return ChannelStatus.programCheck;
      const verdict = this.storage.permit(address, this.key, false);
      // A transfer to where no storage is leaves the address at itself; a CCW that is there has been looked at.
      if (!transferred || verdict !== 'addressing') this.next = (address + 8) & 0xffffff;
      if (verdict !== 'ok') return verdictStatus(verdict, 'control');
      this.storage.fetch(address, this.bytes);
      if ((this.bytes[0] & 0x0f) !== 0x08) break;
      if (transferred || role === 'first') return ChannelStatus.programCheck;
      transferred = true;
      address = decodeCcw(this.bytes).address;
    }
    const ccw = decodeCcw(this.bytes);
    if ((ccw.flags & CcwFlag.mustBeZero) !== 0) return ChannelStatus.programCheck;
    if ((ccw.flags & CcwFlag.suspend) !== 0 && (role === 'data' || this.manners.suspend !== true)) {
      return ChannelStatus.programCheck;
    }
    if (ccw.count === 0 && !(role !== 'data' && this.mayBeEmpty(ccw))) return ChannelStatus.programCheck;
    if (role === 'data') {
      this.ccw = { ...ccw, command: this.ccw.command };
      return 0;
    }
    if (commandKind(ccw.command) === 'invalid') return ChannelStatus.programCheck;
    this.ccw = ccw;
    return 0;
  }

  /** The CCW in effect and the place of the next. */
  saveState(): StateRecord {
    return { ccw: { ...this.ccw }, next: this.next };
  }

  restoreState(state: StateReader): void {
    const ccw = state.within('ccw');
    this.ccw = {
      command: ccw.number('command'),
      address: ccw.number('address'),
      flags: ccw.number('flags'),
      count: ccw.number('count'),
    };
    this.next = state.number('next');
  }

  /** Goes back to the CCW in effect, so that it is fetched again. */
  stepBack(): void {
    this.next = (this.next - 8) & 0xffffff;
  }

  private mayBeEmpty({ command, flags }: Ccw): boolean {
    return (
      this.manners.zeroCountControl === true &&
      commandKind(command) === 'control' &&
      (flags & CcwFlag.chainData) === 0
    );
  }

  /** Status modifier: the program passes over the next CCW. */
  skipOne(): void {
    this.next = (this.next + 8) & 0xffffff;
  }
}
