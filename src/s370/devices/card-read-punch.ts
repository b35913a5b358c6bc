import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { CardSink, CardSource } from './backing.js';
import { IMMEDIATE_END } from './base-device.js';
import { CardBlank } from './card-blank.js';
import type { ChannelOperation } from './device.js';
import { CARD_COLUMNS, CARD_IMAGE_SIZE, cardImage, cardInEbcdic } from './hollerith.js';
import { Sense0 } from './sense.js';
import { UnitRecordDevice } from './unit-record.js';

/** Bits of the commands. GA21-9025, Commands. */
const Bit = {
  /** Writes: feed afterwards. Controls: feed. */
  feed: 0x80,
  stacker2: 0x40,
  cardImage: 0x20,
} as const;

/**
 * Card read punch 1442 N1: one path from the hopper past the read station to the punch station and to a stacker.
 * READ 0SD00010 feeds and reads the card that comes to the punch station; WRITE FSD00001 punches there from the
 * column on where the write before ended; CONTROL FS000011 feeds or selects stacker 2. GA21-9025.
 */
export class CardReadPunch extends UnitRecordDevice {
  private atPunch: CardBlank | undefined;
  /** Column (from 0) that comes under the punches next. */
  private column = 0;
  private stacker = 1;
  /** What the hopper answered when it had no card. */
  private empty: 'end' | 'empty' = 'empty';
  /** The end of the deck came up by a write with feed, and has not been told. */
  private endPending = false;

  /** `sink` gets every card that leaves; without one nothing can be punched, as it would be lost. */
  constructor(
    private source: CardSource,
    private readonly sink?: CardSink,
  ) {
    super('1442', 1);
  }

  /** Puts another deck into the hopper; the reader becomes ready. */
  load(source: CardSource): void {
    this.source.close?.();
    this.source = source;
    this.endPending = false;
    this.ready();
  }

  override reset(): void {
    super.reset();
    this.stacker = 1;
  }

  override close(): void {
    // The operator takes out the card that is still in the machine.
    try {
      this.stack();
    } finally {
      super.close();
      this.source.close?.();
      this.sink?.close?.();
    }
  }

  protected override saveModel(): StateRecord {
    const { column, stacker, empty, endPending } = this;
    return {
      ...super.saveModel(),
      atPunch: this.atPunch?.contents(),
      column,
      stacker,
      empty,
      endPending,
      sink: this.sink?.saveState?.(),
    };
  }

  protected override restoreModel(state: StateReader): void {
    super.restoreModel(state);
    this.atPunch = state.has('atPunch') ? new CardBlank(state.bytes('atPunch')) : undefined;
    this.column = state.number('column');
    this.stacker = state.number('stacker');
    this.empty = state.word('empty', ['end', 'empty']);
    this.endPending = state.boolean('endPending');
    if (state.has('sink')) this.sink?.restoreState?.(state.within('sink'));
  }

  protected override get backing(): CardSource {
    return this.source;
  }

  protected performReady(operation: ChannelOperation): number {
    const { command } = operation;
    switch (command & ~(Bit.feed | Bit.stacker2 | Bit.cardImage)) {
      case 0x02:
        return (command & Bit.feed) === 0 ? this.read(operation) : this.rejectCommand();
      case 0x01:
        return this.write(operation);
      case 0x03:
        return (command & Bit.cardImage) === 0 ? this.control(command) : this.rejectCommand();
      default:
        return this.rejectCommand();
    }
  }

  private read(operation: ChannelOperation): number {
    if (!this.take()) return this.emptyStatus();
    this.select(operation.command);
    const card = this.atPunch!.contents();
    if ((operation.command & Bit.cardImage) !== 0) {
      operation.store(cardImage(card));
      return NORMAL_END;
    }
    const { bytes, invalid } = cardInEbcdic(card);
    operation.store(bytes);
    return invalid ? this.check(Sense0.dataCheck) : NORMAL_END;
  }

  private write(operation: ChannelOperation): number {
    const { command } = operation;
    if (this.atPunch === undefined || this.sink === undefined) {
      return this.refuse(Sense0.interventionRequired);
    }
    const image = (command & Bit.cardImage) !== 0;
    const left = CARD_COLUMNS - this.column;
    const data = operation.fetch(image ? Math.min(CARD_IMAGE_SIZE, 2 * left) : left, 'variable');
    this.column += image ? this.atPunch.punchImage(data, this.column) : this.atPunch.punch(data, this.column);
    this.select(command);
    if ((command & Bit.feed) !== 0) {
      // That the hopper is empty now is told by the next command that needs a card.
      if (!this.take()) this.endPending = this.empty === 'end';
    }
    return NORMAL_END;
  }

  private control(command: number): number {
    if ((command & Bit.feed) === 0) {
      // SELECT STACKER 2; without the bit it would be NOP, which never comes here.
      this.select(command);
      return IMMEDIATE_END;
    }
    // The stacker is for the card that leaves with this feed.
    this.select(command);
    return this.take() ? IMMEDIATE_END : this.emptyStatus();
  }

  private select(command: number): void {
    if ((command & Bit.stacker2) !== 0) this.stacker = 2;
  }

  private emptyStatus(): number {
    return this.empty === 'end'
      ? NORMAL_END | UnitStatus.unitException
      : this.refuse(Sense0.interventionRequired);
  }

  /** A feed cycle. False when no card has come from the hopper. */
  private take(): boolean {
    this.stack();
    const card = this.endPending ? 'end' : this.source.readCard();
    this.endPending = false;
    if (typeof card === 'string') {
      this.empty = card;
      return false;
    }
    this.atPunch = new CardBlank(card);
    return true;
  }

  private stack(): void {
    const { atPunch, stacker } = this;
    this.atPunch = undefined;
    this.column = 0;
    this.stacker = 1;
    if (atPunch !== undefined) this.sink?.punchCard(atPunch.contents(), stacker);
  }
}
