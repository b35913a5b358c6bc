import type { ControlProgram, RealIoResult } from '../control-program.js';
import type { Directory } from '../directory/index.js';
import { cpMessage } from '../messages.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';
import { parseIdCard } from './id-card.js';
import type { IdCard } from './id-card.js';
import type { UnitRecordHost } from './real-output.js';
import { SpoolFull } from './spool-manager.js';
import type { SpoolManager } from './spool-manager.js';
import { SpoolWriter } from './spool-writer.js';

const READ = 0x02;
const CARD = 80;
const DEVICE_END = 0x04;
const UNIT_CHECK = 0x02;
const UNIT_EXCEPTION = 0x01;

/** A real card reader: each deck goes to the reader of the user its first card names. SY20-0884, DMKRSP. */
export class RealReader {
  private reading = false;
  private started = true;
  private id: IdCard | undefined;
  private writer: SpoolWriter | undefined;
  /** The rest of the deck is thrown away. */
  private skipping = false;

  constructor(
    private readonly cp: ControlProgram,
    readonly rdev: RdevBlok,
    private readonly directory: Directory,
    private readonly spool: SpoolManager,
    private readonly host: UnitRecordHost,
  ) {
    cp.onUnsolicited(rdev.address, (status) => {
      if ((status & DEVICE_END) !== 0) this.work();
    });
  }

  get drained(): boolean {
    return !this.started && !this.reading;
  }

  start(): void {
    this.started = true;
    this.work();
  }

  drain(): void {
    this.started = false;
  }

  /** Reads what is in the hopper. */
  work(): void {
    if (this.reading || !this.started || this.rdev.owner !== 'spooling') return;
    this.reading = true;
    this.next();
  }

  private next(): void {
    this.cp.realIo(this.rdev.address, [{ command: READ, count: CARD }], (result) => this.ended(result));
  }

  private ended(result: RealIoResult): void {
    if (result.conditionCode !== 0) {
      this.reading = false;
    } else if ((result.unitStatus & UNIT_EXCEPTION) !== 0) {
      this.endOfDeck();
      this.next();
    } else if ((result.unitStatus & UNIT_CHECK) !== 0) {
      // an empty hopper; a deck without its end waits for more cards
      this.reading = false;
    } else {
      if (result.data) this.card(result.data);
      this.next();
    }
  }

  private card(card: Uint8Array): void {
    if (this.skipping) return;
    if (this.id === undefined) return this.firstCard(card);
    try {
      this.writer ??= new SpoolWriter(this.spool, 'reader');
      this.writer.write({ command: READ, data: trimmed(card) });
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      this.message(426);
      this.giveUp();
    }
  }

  private firstCard(card: Uint8Array): void {
    const id = parseIdCard(card);
    if (id === undefined) return;
    if ('number' in id) {
      this.message(id.number, id.data);
      this.giveUp();
    } else if (this.directory.find(id.userid) === undefined) {
      this.message(432, id.userid);
      this.giveUp();
    } else {
      this.id = id;
    }
  }

  private giveUp(): void {
    this.writer?.discard();
    this.writer = this.id = undefined;
    this.skipping = true;
  }

  private endOfDeck(): void {
    const { id, writer } = this;
    this.skipping = false;
    this.id = this.writer = undefined;
    if (id === undefined || writer === undefined) {
      writer?.discard();
      return;
    }
    try {
      const file = writer.close({
        queue: 'reader',
        owner: id.userid,
        origin: id.userid,
        class: id.class,
        copies: 1,
        name: id.name,
        type: id.type,
        distribution: this.directory.find(id.userid)?.distribution ?? '',
        userHold: false,
        systemHold: false,
        tag: undefined,
        created: this.cp.timeOfDay(),
      });
      if (file === undefined) return;
      const number = String(file.id).padStart(4, '0');
      this.host.operator(`${this.name} INPUT FOR ${id.userid.padEnd(8)} FILE  = ${number}`);
      const user = this.cp.findUser(id.userid);
      if (user?.settings.messages) this.cp.tell(user, `RDR FILE ${number} HAS BEEN READ`);
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      writer.discard();
      this.message(426);
    }
  }

  /** `RDR  00C` */
  get name(): string {
    return `RDR  ${this.rdev.address.toString(16).toUpperCase().padStart(3, '0')}`;
  }

  private message(number: number, data?: string): void {
    const address = this.name.slice(-3);
    const { code, text } = cpMessage('RSP', number, data === undefined ? [address] : [address, data], 'A');
    this.host.operator(`${code} ${text}`);
  }
}

function trimmed(data: Uint8Array): Uint8Array {
  let length = data.length;
  while (length > 0 && data[length - 1] === 0x40) length--;
  return data.slice(0, length);
}
