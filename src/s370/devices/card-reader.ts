import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { CardSource } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import type { ChannelOperation } from './device.js';
import { Sense0 } from './sense.js';

export type CardReaderType = '2501' | '2540R' | '3505';

/** Stacker-select bits of a read: both on mean "do not feed". */
const NO_FEED = 0xc0;

/**
 * Card readers 2540R, 3505, 2501. READ, FEED, SELECT STACKER is SSD00010 (D: column binary, not installed),
 * FEED, SELECT STACKER is SS100011. GA21-9033, GA21-9124.
 */
export class CardReader extends BaseDevice {
  /** The card at the read station when it was read without feeding. */
  private held: Uint8Array | undefined;

  constructor(
    private source: CardSource,
    type: CardReaderType = '3505',
  ) {
    super(type, type === '3505' ? 2 : 1);
  }

  /** Puts another source of cards under the device (a new deck in the hopper); the reader becomes ready. */
  load(source: CardSource): void {
    this.source.close?.();
    this.source = source;
    this.held = undefined;
    this.ready();
  }

  /** Cards have come into the empty hopper: not-ready to ready, device end. */
  ready(): void {
    if (this.attached) this.port.present(UnitStatus.deviceEnd);
  }

  override reset(): void {
    super.reset();
    this.held = undefined;
  }

  override close(): void {
    super.close();
    this.source.close?.();
  }

  protected override saveModel(): StateRecord {
    return { held: this.held };
  }

  protected override restoreModel(state: StateReader): void {
    this.held = state.has('held') ? state.bytes('held') : undefined;
  }

  protected override get backing(): CardSource {
    return this.source;
  }

  protected perform(operation: ChannelOperation): number {
    const { command } = operation;
    if ((command & 0x3f) === 0x02) return this.read(operation, (command & NO_FEED) !== NO_FEED);
    if ((command & 0x3f) === 0x23 && (command & NO_FEED) !== NO_FEED) return this.feed();
    return this.rejectCommand();
  }

  private read(operation: ChannelOperation, feed: boolean): number {
    const card = this.held ?? this.source.readCard();
    if (card === 'end') return NORMAL_END | UnitStatus.unitException;
    if (card === 'empty') return this.refuse(Sense0.interventionRequired);
    operation.store(card);
    this.held = feed ? undefined : card;
    return NORMAL_END;
  }

  /** Moves the card at the read station to a stacker without reading it. */
  private feed(): number {
    if (this.held === undefined) {
      const card = this.source.readCard();
      if (card === 'end') return NORMAL_END | UnitStatus.unitException;
      if (card === 'empty') return this.refuse(Sense0.interventionRequired);
    }
    this.held = undefined;
    return IMMEDIATE_END;
  }
}
