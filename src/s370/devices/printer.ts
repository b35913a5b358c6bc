import { NORMAL_END, UnitStatus } from '../channel/status.js';
import type { StateReader, StateRecord } from '../state.js';
import type { Carriage, PrintSink } from './backing.js';
import { BaseDevice, IMMEDIATE_END } from './base-device.js';
import type { ChannelOperation } from './device.js';
import { DEFAULT_FORMS_CONTROL, parseFormsControl } from './forms-control.js';
import type { FormsControl } from './forms-control.js';

export type PrinterType = '1403' | '1443' | '3203' | '3211';

const COLUMNS: Record<PrinterType, number> = { '1403': 132, '1443': 144, '3203': 132, '3211': 150 };

/** Most bytes of a universal character set buffer. */
const CHARACTER_SET = 512;
const MAX_FORMS_CONTROL = 181;
/** Sense byte 0: the forms control image has no end, or names a channel that does not exist. */
const LOAD_CHECK = 0x02;

/**
 * Line printers 1403, 1443, 3203, 3211. Write commands print a line and then move the carriage; control commands move
 * it without printing. Bits 0-4 of the command are the movement. GA24-3312, GA24-3543.
 */
export class Printer extends BaseDevice {
  private readonly columns: number;
  private readonly hasFormsBuffer: boolean;
  private forms: FormsControl = DEFAULT_FORMS_CONTROL;
  private formsImage: Uint8Array = new Uint8Array(0);
  private characterSet: Uint8Array = new Uint8Array(0);
  private lastLine: Uint8Array = new Uint8Array(0);
  /** Line of the form under the hammers, from 1. */
  private line = 1;
  /** UCS GATE LOAD was the command before in this chain (1403). */
  private gateOpen = false;
  /** Forms control was loaded by a program, so that its channel 9 and 12 punches count. */
  private formsLoaded = false;

  constructor(
    private readonly sink: PrintSink,
    type: PrinterType = '1403',
  ) {
    super(type, type === '3211' ? 6 : type === '3203' ? 5 : 1);
    this.columns = COLUMNS[type];
    this.hasFormsBuffer = type === '3211' || type === '3203';
  }

  override reset(): void {
    super.reset();
    this.gateOpen = false;
  }

  override close(): void {
    super.close();
    this.sink.close?.();
  }

  protected override saveModel(): StateRecord {
    const { formsImage, characterSet, lastLine, line, gateOpen, formsLoaded } = this;
    return { formsImage, characterSet, lastLine, line, gateOpen, formsLoaded };
  }

  protected override restoreModel(state: StateReader): void {
    this.formsImage = state.bytes('formsImage');
    this.characterSet = state.bytes('characterSet');
    this.lastLine = state.bytes('lastLine');
    this.line = state.number('line');
    this.gateOpen = state.boolean('gateOpen');
    this.formsLoaded = state.boolean('formsLoaded');
    this.forms = (this.formsLoaded ? parseFormsControl(this.formsImage) : undefined) ?? DEFAULT_FORMS_CONTROL;
  }

  protected override get backing(): PrintSink {
    return this.sink;
  }

  protected perform(operation: ChannelOperation): number {
    const { command } = operation;
    const gate = this.gateOpen;
    this.gateOpen = false;
    switch (command) {
      case 0xeb: // UCS GATE LOAD
        this.gateOpen = true;
        return IMMEDIATE_END;
      case 0xfb: // UCS LOAD
      case 0xf3: // UCS LOAD AND FOLD
        if (!gate && !this.hasFormsBuffer) return this.rejectCommand();
        this.characterSet = operation.fetch(CHARACTER_SET, 'variable');
        return NORMAL_END;
      case 0x73: // BLOCK DATA CHECK
      case 0x7b: // RESET BLOCK DATA CHECK
        return IMMEDIATE_END;
      case 0x06: // CHECK READ: the line as it was checked
        if (!this.hasFormsBuffer) return this.rejectCommand();
        operation.store(new Uint8Array(this.columns));
        return NORMAL_END;
      case 0x02: // READ PRINT LINE BUFFER
        if (!this.hasFormsBuffer) return this.rejectCommand();
        operation.store(this.paddedLine());
        return NORMAL_END;
      case 0x0a: // READ UCS BUFFER
        if (!this.hasFormsBuffer) return this.rejectCommand();
        operation.store(this.characterSet);
        return NORMAL_END;
      case 0x12: // READ FORMS CONTROL BUFFER
        if (!this.hasFormsBuffer) return this.rejectCommand();
        operation.store(this.formsImage);
        return NORMAL_END;
      case 0x63: // LOAD FORMS CONTROL BUFFER
        if (!this.hasFormsBuffer) return this.rejectCommand();
        return this.loadForms(operation);
      case 0x43: // FOLD
      case 0x23: // UNFOLD
        return this.hasFormsBuffer ? IMMEDIATE_END : this.rejectCommand();
      case 0x6b: // RAISE COVER
        return this.type === '3211' ? IMMEDIATE_END : this.rejectCommand();
    }
    return this.printOrMove(operation);
  }

  private printOrMove(operation: ChannelOperation): number {
    const { command } = operation;
    const carriage = carriageOf(command);
    const write = (command & 0x07) === 0x01;
    const immediate = (command & 0x07) === 0x03;
    if (carriage === undefined || !(write || immediate)) return this.rejectCommand();
    if (write) {
      this.lastLine = operation.fetch(this.columns, 'variable');
      if (this.lastLine.length === 0 && operation.remaining > 0) return NORMAL_END;
      this.sink.printLine(this.lastLine, carriage, command);
    } else {
      this.sink.printLine(new Uint8Array(0), carriage, command);
    }
    const met = this.move(carriage);
    return (immediate ? IMMEDIATE_END : NORMAL_END) | met;
  }

  /** Moves the form; unit exception when a loaded forms control has channel 12 on the way, sense for channel 9. */
  private move(carriage: Carriage): number {
    if ('skipToChannel' in carriage) {
      this.line = this.forms.lineOfChannel(carriage.skipToChannel, this.line) ?? this.line;
      return 0;
    }
    let status = 0;
    for (let n = 0; n < carriage.space; n++) {
      this.line = this.line >= this.forms.lines ? 1 : this.line + 1;
      const channel = this.forms.channelAt(this.line);
      if (channel === 12 && this.formsLoaded) status = UnitStatus.unitException;
    }
    return status;
  }

  private loadForms(operation: ChannelOperation): number {
    const image = operation.fetch(MAX_FORMS_CONTROL, 'variable');
    const forms = parseFormsControl(image);
    if (forms === undefined) return this.check(LOAD_CHECK);
    this.formsImage = image;
    this.forms = forms;
    this.formsLoaded = true;
    this.line = 1;
    return NORMAL_END;
  }

  private paddedLine(): Uint8Array {
    const line = new Uint8Array(this.columns).fill(0x40);
    line.set(this.lastLine.subarray(0, this.columns));
    return line;
  }
}

/** Carriage movement in bits 0-4 of a printer command; undefined when they name none. */
export function carriageOf(command: number): Carriage | undefined {
  const movement = command >> 3;
  if (movement <= 3) return { space: movement as 0 | 1 | 2 | 3 };
  const channel = movement & 0x0f;
  if (movement >= 0x10 && channel >= 1 && channel <= 12) return { skipToChannel: channel };
  return undefined;
}
