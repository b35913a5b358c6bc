import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { CardLine, CardSink, CardSource } from './backing.js';
import { IMMEDIATE_END } from './base-device.js';
import { CardBlank } from './card-blank.js';
import type { ChannelOperation } from './device.js';
import { CARD_COLUMNS, CARD_IMAGE_SIZE, cardImage, cardInEbcdic } from './hollerith.js';
import { Sense0 } from './sense.js';
import { UnitRecordDevice } from './unit-record.js';

export type CardPunchType = '2540P' | '3525';

/** Bits 0-1 of a command: the stacker. */
const STACKER = 0xc0;
const NO_FEED = 0xc0;
/** Data mode 2: card image. */
const CARD_IMAGE = 0x20;

/** Lines that fit on a card, and characters of a line. GA21-9124, Print Features. */
const CARD_LINES = 25;
const LINE_LENGTH = 64;

export interface CardPunchOptions {
  /**
   * Cards in the hopper that are punched already, for the read feature of a 3525 and punch-feed-read of a 2540.
   * Without it the hopper always has blank cards, and the commands that read are rejected.
   */
  readonly hopper?: CardSource;
  /** The multi-line print feature of a 3525. */
  readonly prints?: boolean;
  /** Data mode 2 is not installed (a spooled punch): its commands are rejected. */
  readonly noCardImage?: boolean;
}

/** A card that has been punched and is not in a stacker yet. */
interface FedCard {
  readonly card: Uint8Array;
  readonly stacker: number;
  readonly lines: CardLine[];
}

/**
 * Card punches 2540P and 3525. PUNCH, FEED, SELECT STACKER is SSD00001 (D: card image). With cards to read: READ
 * 11D00010, 2540 PFR PUNCH SSD01001, 3525 READ, FEED SSD00010 and FEED SS100011. PRINT LINE of the 3525 is
 * LLLLL101. GA24-3312, GA21-9124.
 */
export class CardPunch extends UnitRecordDevice {
  private readonly hopper: CardSource | undefined;
  /** The card before the punch station: read already, or fetched for punching. */
  private blank: CardBlank | undefined;
  /** The card at the print station. */
  private fed: FedCard | undefined;

  constructor(
    private readonly sink: CardSink,
    type: CardPunchType = '3525',
    private readonly options: CardPunchOptions = {},
  ) {
    super(type, type === '3525' ? 4 : 1);
    this.hopper = options.hopper;
  }

  override close(): void {
    // The operator takes out the card that is still in the machine; a full disk has been told before.
    try {
      this.stack();
    } finally {
      super.close();
      this.sink.close?.();
      this.hopper?.close?.();
    }
  }

  protected override saveModel(): StateRecord {
    const { fed } = this;
    return {
      ...super.saveModel(),
      blank: this.blank?.contents(),
      fed: fed && { ...fed, lines: fed.lines.map((line) => ({ ...line })) },
      hopper: this.hopper?.saveState?.(),
    };
  }

  protected override restoreModel(state: StateReader): void {
    super.restoreModel(state);
    this.blank = state.has('blank') ? new CardBlank(state.bytes('blank')) : undefined;
    this.fed = state.has('fed') ? restoredCard(state.within('fed')) : undefined;
    if (state.has('hopper')) this.hopper?.restoreState?.(state.within('hopper'));
  }

  protected override get backing(): CardSink {
    return this.sink;
  }

  protected performReady(operation: ChannelOperation): number {
    const { command } = operation;
    const stacker = command & STACKER;
    const image = (command & CARD_IMAGE) !== 0;
    if (image && this.options.noCardImage === true) return this.rejectCommand();
    switch (command & ~(STACKER | CARD_IMAGE)) {
      case 0x01:
        return stacker === NO_FEED ? this.rejectCommand() : this.punch(operation, image);
      case 0x09:
        if (this.type !== '2540P' || this.hopper === undefined || stacker === NO_FEED) break;
        return this.punch(operation, image);
      case 0x02:
        if (this.hopper === undefined || (this.type === '2540P' && stacker !== NO_FEED)) break;
        return this.read(operation, image);
      case 0x03:
        if (!image || this.type !== '3525' || this.hopper === undefined || stacker === NO_FEED) break;
        return this.feedOnly(stackerNumber(command));
    }
    return this.options.prints === true && (command & 0x07) === 0x05
      ? this.print(operation, command >> 3)
      : this.rejectCommand();
  }

  private punch(operation: ChannelOperation, image: boolean): number {
    const card = this.nextCard();
    if (typeof card === 'string') return this.noCard();
    const data = operation.fetch(image ? CARD_IMAGE_SIZE : CARD_COLUMNS, 'variable');
    if (data.length === 0) return NORMAL_END;
    if (image) card.punchImage(data);
    else card.punch(data);
    this.feed(card, stackerNumber(operation.command));
    return NORMAL_END;
  }

  private read(operation: ChannelOperation, image: boolean): number {
    const card = this.nextCard();
    if (card === 'end') return NORMAL_END | UnitStatus.unitException;
    if (card === 'empty') return this.noCard();
    const contents = card.contents();
    const { bytes, invalid } = cardInEbcdic(contents);
    operation.store(image ? cardImage(contents) : bytes);
    if ((operation.command & STACKER) !== NO_FEED) this.feed(card, stackerNumber(operation.command));
    return invalid && !image ? this.check(Sense0.dataCheck) : NORMAL_END;
  }

  private feedOnly(stacker: number): number {
    const card = this.nextCard();
    if (card === 'end') return NORMAL_END | UnitStatus.unitException;
    if (card === 'empty') return this.noCard();
    this.feed(card, stacker);
    return IMMEDIATE_END;
  }

  private print(operation: ChannelOperation, line: number): number {
    if (line < 1 || line > CARD_LINES) return this.rejectCommand();
    if (this.fed === undefined) return this.noCard();
    this.fed.lines.push({ line, text: operation.fetch(LINE_LENGTH, 'variable') });
    return NORMAL_END;
  }

  /** The card that waits to be punched, fetched from the hopper when there is none. */
  private nextCard(): CardBlank | 'end' | 'empty' {
    if (this.blank !== undefined) return this.blank;
    const card = this.hopper === undefined ? new Uint8Array(CARD_COLUMNS).fill(0x40) : this.hopper.readCard();
    if (typeof card === 'string') return card;
    this.blank = new CardBlank(card);
    return this.blank;
  }

  private noCard(): number {
    return this.refuse(Sense0.interventionRequired);
  }

  /** A feed cycle: the card before the punch goes on, the one at the print station to its stacker. */
  private feed(card: CardBlank, stacker: number): void {
    this.stack();
    const contents = card.contents();
    this.blank = undefined;
    if (this.options.prints === true) this.fed = { card: contents, stacker, lines: [] };
    else this.sink.punchCard(contents, stacker);
  }

  private stack(): void {
    const { fed } = this;
    if (fed === undefined) return;
    this.fed = undefined;
    this.sink.punchCard(fed.card, fed.stacker, fed.lines);
  }
}

/** Stacker that a command names, from 1. */
function stackerNumber(command: number): number {
  return (command >> 6) + 1;
}

function restoredCard(state: StateReader): FedCard {
  return {
    card: state.bytes('card'),
    stacker: state.number('stacker'),
    lines: state.records('lines').map((line) => ({ line: line.number('line'), text: line.bytes('text') })),
  };
}
