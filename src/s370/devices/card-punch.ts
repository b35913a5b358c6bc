import { NORMAL_END } from '../channel/status.js';
import type { CardSink } from './backing.js';
import { BaseDevice } from './base-device.js';
import type { ChannelOperation } from './device.js';

export type CardPunchType = '2540P' | '3525';

const COLUMNS = 80;
const BLANK = 0x40;

/** Card punches 2540P, 3525. PUNCH, FEED, SELECT STACKER is SSD00001 (D: column binary, not installed). */
export class CardPunch extends BaseDevice {
  constructor(
    private readonly sink: CardSink,
    type: CardPunchType = '3525',
  ) {
    super(type, type === '3525' ? 2 : 1);
  }

  override close(): void {
    super.close();
    this.sink.close?.();
  }

  protected override get backing(): CardSink {
    return this.sink;
  }

  protected perform(operation: ChannelOperation): number {
    if ((operation.command & 0x3f) !== 0x01 || (operation.command & 0xc0) === 0xc0)
      return this.rejectCommand();
    const card = new Uint8Array(COLUMNS).fill(BLANK);
    const punched = operation.fetch(COLUMNS, 'variable');
    card.set(punched);
    if (punched.length > 0) this.sink.punchCard(card);
    return NORMAL_END;
  }
}
