import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { CardSource } from './backing.js';
import { IMMEDIATE_END } from './base-device.js';
import type { ChannelOperation } from './device.js';
import { cardImage, cardInEbcdic } from './hollerith.js';
import { Sense0 } from './sense.js';
import { UnitRecordDevice } from './unit-record.js';

export type CardReaderType = '2501' | '2540R' | '3505';

/** Bits 0-1 of a command: the stacker; both on in a read mean "do not feed". */
const STACKER = 0xc0;
const NO_FEED = 0xc0;
/** Data mode 2: card image. */
const CARD_IMAGE = 0x20;

/** Sense byte 1 of the 3505: the operation can be tried again when the reader is ready. GA21-9124. */
const RETRY_WHEN_READY = 0x10;

const SENSE_LENGTH: Record<CardReaderType, number> = { '2501': 1, '2540R': 1, '3505': 4 };

export interface CardReaderOptions {
  /** Data mode 2 is not installed (a spooled reader): its commands are rejected. */
  readonly noCardImage?: boolean;
}

/**
 * Card readers 2540R, 3505, 2501. READ, FEED, SELECT STACKER is SSD00010 (D: card image), READ without feeding
 * 11D00010, FEED, SELECT STACKER SS100011; a 2501 has one stacker and feeds with every read. Reading by a format
 * (3505: OMR, RCE) is not installed. GA24-3312, GA21-9124, GA21-9026.
 */
export class CardReader extends UnitRecordDevice {
  /** The card at the read station when it was read without feeding. */
  private held: Uint8Array | undefined;
  private readonly hasStackers: boolean;

  constructor(
    private source: CardSource,
    type: CardReaderType = '3505',
    private readonly options: CardReaderOptions = {},
  ) {
    super(type, SENSE_LENGTH[type]);
    this.hasStackers = type !== '2501';
  }

  /** Puts another source of cards under the device (a new deck in the hopper); the reader becomes ready. */
  load(source: CardSource): void {
    this.source.close?.();
    this.source = source;
    this.held = undefined;
    this.ready();
  }

  /** Cards have come into the empty hopper: not-ready to ready, device end. */
  override ready(): void {
    super.ready();
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
    return { ...super.saveModel(), held: this.held };
  }

  protected override restoreModel(state: StateReader): void {
    super.restoreModel(state);
    this.held = state.has('held') ? state.bytes('held') : undefined;
  }

  protected override get backing(): CardSource {
    return this.source;
  }

  protected performReady(operation: ChannelOperation): number {
    const { command } = operation;
    const image = (command & CARD_IMAGE) !== 0;
    const stacker = command & STACKER;
    if ((command & ~(STACKER | CARD_IMAGE)) === 0x02) {
      if (image && this.options.noCardImage === true) return this.rejectCommand();
      if (!this.hasStackers && stacker !== 0) return this.rejectCommand();
      return this.read(operation, stacker !== NO_FEED, image);
    }
    const feeds = this.hasStackers && (command & ~STACKER) === 0x23 && stacker !== NO_FEED;
    return feeds ? this.feed() : this.rejectCommand();
  }

  private read(operation: ChannelOperation, feed: boolean, image: boolean): number {
    const card = this.held ?? this.source.readCard();
    if (card === 'end') return NORMAL_END | UnitStatus.unitException;
    if (card === 'empty') return this.notReady();
    this.held = feed ? undefined : card;
    if (image) {
      operation.store(cardImage(card));
      return NORMAL_END;
    }
    const { bytes, invalid } = cardInEbcdic(card);
    operation.store(bytes);
    return invalid ? this.check(Sense0.dataCheck) : NORMAL_END;
  }

  /** Moves the card at the read station to a stacker without reading it. */
  private feed(): number {
    if (this.held === undefined) {
      const card = this.source.readCard();
      if (card === 'end') return NORMAL_END | UnitStatus.unitException;
      if (card === 'empty') return this.notReady();
    }
    this.held = undefined;
    return IMMEDIATE_END;
  }

  private notReady(): number {
    return this.refuse(Sense0.interventionRequired, RETRY_WHEN_READY);
  }
}
