import { NORMAL_END, UnitStatus } from '../channel/status.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord } from '../state.js';
import type { Carriage, PrintSink } from './backing.js';
import { IMMEDIATE_END } from './base-device.js';
import { CharacterSet } from './character-set.js';
import type { ChannelOperation } from './device.js';
import { DEFAULT_FORMS_CONTROL, formsControlImage, parseFormsControl } from './forms-control.js';
import type { FormsControl } from './forms-control.js';
import { PRINTER_MODELS } from './printer-models.js';
import type { PrinterModel, PrinterType } from './printer-models.js';
import { Sense0 } from './sense.js';
import { UnitRecordDevice } from './unit-record.js';

/** Sense byte 0, printers only: the buffer image was refused; channel 9 went by. GA24-3543, Sense Information. */
const LOAD_CHECK = 0x02;
const CHANNEL_9 = 0x01;
/** Sense byte 1 of the 3211 and 3203: the form is not where the program wanted it. */
const LINE_POSITION_CHECK = 0x10;

/** In a byte of the forms control image after the first line's. */
const LAST_LINE = 0x10;
/** CHECK READ: the position has been compared. */
const COMPARED = 0x04;
const BLANK = 0x40;

const Command = {
  readPrintLineBuffer: 0x02,
  diagnosticWrite: 0x05,
  checkRead: 0x06,
  diagnosticGate: 0x07,
  readCharacterSet: 0x0a,
  readForms: 0x12,
  unfold: 0x23,
  fold: 0x43,
  loadForms: 0x63,
  raiseCover: 0x6b,
  blockDataCheck: 0x73,
  allowDataCheck: 0x7b,
  skipToChannel0: 0x83,
  gateLoad: 0xeb,
  loadAndFold: 0xf3,
  loadCharacterSet: 0xfb,
} as const;

export interface PrinterOptions {
  /** The carriage tape, or the forms control that is in the buffer before a program loads one. */
  readonly forms?: FormsControl;
  /** The printer has no train (a spooled printer): every code prints, and there is no data check. */
  readonly trainless?: boolean;
}

/**
 * Line printers 1403, 1443, 3203, 3211. Write commands print a line and then move the carriage; control commands move
 * it without printing. Bits 0-4 of the command are the movement. GA24-3312, GA24-3120, GA24-3543, GA33-1515.
 */
export class Printer extends UnitRecordDevice {
  private readonly model: PrinterModel;
  private forms: FormsControl;
  /** Forms control as a program has loaded it. */
  private formsImage: Uint8Array | undefined;
  /** Channels 9 and 12 are told when somebody has said where they are: they are not, for the standard tape. */
  private tellsChannels: boolean;
  private readonly train: CharacterSet;
  private readonly trainless: boolean;
  private dataCheckAllowed = true;
  private lineBuffer: Uint8Array;
  /** Line of the form under the hammers, from 1. */
  private line = 1;
  /** The command before wrote without spacing. */
  private overprinting = false;
  /** UCS GATE LOAD was the command before in this chain (1403, 3203). */
  private gateOpen = false;
  /** DIAGNOSTIC GATE was. */
  private diagnosing = false;

  constructor(
    private readonly sink: PrintSink,
    type: PrinterType = '1403',
    options: PrinterOptions = {},
  ) {
    super(type, PRINTER_MODELS[type].senseLength, PRINTER_MODELS[type].identification);
    this.model = PRINTER_MODELS[type];
    this.forms = options.forms ?? DEFAULT_FORMS_CONTROL;
    this.tellsChannels = options.forms !== undefined;
    this.trainless = options.trainless ?? false;
    this.train = new CharacterSet(this.model.characterSetSize, this.model.graphics);
    this.lineBuffer = new Uint8Array(this.model.columns).fill(BLANK);
  }

  override reset(): void {
    super.reset();
    this.gateOpen = false;
    this.diagnosing = false;
    this.overprinting = false;
    this.dataCheckAllowed = true;
  }

  override close(): void {
    super.close();
    this.sink.close?.();
  }

  /** Has the device a forms control buffer? */
  get hasFormsBuffer(): boolean {
    return this.model.formsBufferSize > 0;
  }

  /** Puts an image into the forms control buffer, at line 1, without a channel program; false when it is none. */
  setForms(image: Uint8Array): boolean {
    const parsed = parseFormsControl(image, this.model.formsBufferSize);
    if (parsed === undefined) return false;
    this.useForms(image.slice(0, parsed.length), parsed.forms);
    return true;
  }

  /** What READ FORMS CONTROL BUFFER brings. */
  get formsBuffer(): Uint8Array {
    return this.formsImage ?? formsControlImage(this.forms);
  }

  protected override saveModel(): StateRecord {
    const { formsImage, lineBuffer, line, overprinting, gateOpen, diagnosing, dataCheckAllowed } = this;
    return {
      ...super.saveModel(),
      formsImage,
      train: this.train.saved(),
      folding: this.train.folding,
      lineBuffer: lineBuffer.slice(),
      line,
      overprinting,
      gateOpen,
      diagnosing,
      dataCheckAllowed,
    };
  }

  protected override restoreModel(state: StateReader): void {
    super.restoreModel(state);
    if (state.has('formsImage')) {
      const image = state.bytes('formsImage');
      const parsed = parseFormsControl(image, this.model.formsBufferSize);
      if (parsed === undefined) throw new StateError(`${state.place}: formsImage is no forms control`);
      this.useForms(image, parsed.forms);
    }
    this.train.restore(state.bytes('train'));
    this.train.folding = state.boolean('folding');
    this.lineBuffer = state.bytes('lineBuffer', this.model.columns);
    this.line = state.number('line');
    this.overprinting = state.boolean('overprinting');
    this.gateOpen = state.boolean('gateOpen');
    this.diagnosing = state.boolean('diagnosing');
    this.dataCheckAllowed = state.boolean('dataCheckAllowed');
  }

  protected override get backing(): PrintSink {
    return this.sink;
  }

  protected performReady(operation: ChannelOperation): number {
    const { command } = operation;
    const gate = this.gateOpen && !operation.first;
    const diagnosing = this.diagnosing && !operation.first;
    this.gateOpen = false;
    this.diagnosing = false;
    const { model } = this;
    switch (command) {
      case Command.gateLoad:
        if (!model.gateLoad) return this.rejectCommand();
        this.gateOpen = true;
        return IMMEDIATE_END;
      case Command.loadCharacterSet:
        return model.gateLoad && !gate ? this.rejectCommand() : this.loadTrain(operation, false);
      case Command.loadAndFold:
        return model.gateLoad && gate ? this.loadTrain(operation, true) : this.rejectCommand();
      case Command.blockDataCheck:
      case Command.allowDataCheck:
        if (model.characterSetSize === 0) return this.rejectCommand();
        this.dataCheckAllowed = command === Command.allowDataCheck;
        return IMMEDIATE_END;
      case Command.fold:
      case Command.unfold:
        if (!model.formsBuffer) return this.rejectCommand();
        this.train.folding = command === Command.fold;
        return IMMEDIATE_END;
      case Command.loadForms:
        return model.formsBuffer ? this.loadForms(operation) : this.rejectCommand();
      case Command.readForms:
        return model.formsBuffer ? this.read(operation, this.formsBuffer) : this.rejectCommand();
      case Command.readCharacterSet:
        return model.formsBuffer ? this.read(operation, this.train.contents()) : this.rejectCommand();
      case Command.readPrintLineBuffer:
        return this.read(operation, this.lineBuffer);
      case Command.checkRead:
        return this.read(
          operation,
          diagnosing ? Uint8Array.of(formsPointer(this.line)) : new Uint8Array(model.columns).fill(COMPARED),
        );
      case Command.diagnosticWrite:
        if (!model.diagnosticWrite) return this.rejectCommand();
        this.keepLine(operation.fetch(model.columns, 'variable'));
        return NORMAL_END;
      case Command.diagnosticGate:
        if (!model.formsBuffer) return this.rejectCommand();
        this.diagnosing = true;
        return IMMEDIATE_END;
      case Command.raiseCover:
        return model.formsBuffer ? IMMEDIATE_END : this.rejectCommand();
      case Command.skipToChannel0:
        return model.type === '3211' ? IMMEDIATE_END : this.rejectCommand();
    }
    return this.printOrMove(operation);
  }

  private read(operation: ChannelOperation, bytes: Uint8Array): number {
    operation.store(bytes);
    return NORMAL_END;
  }

  private loadTrain(operation: ChannelOperation, fold: boolean): number {
    const { characterSetSize, graphics } = this.model;
    if (characterSetSize === 0) return this.rejectCommand();
    const image = operation.fetch(characterSetSize, 'variable');
    if (image.length < graphics) return this.check(LOAD_CHECK);
    if (!this.trainless) this.train.load(image);
    if (this.model.gateLoad) this.train.folding = fold && !this.trainless;
    return NORMAL_END;
  }

  private loadForms(operation: ChannelOperation): number {
    const image = this.fetchForms(operation);
    const parsed = parseFormsControl(image, this.model.formsBufferSize);
    if (parsed === undefined) return this.check(LOAD_CHECK);
    this.useForms(image.slice(0, parsed.length), parsed.forms);
    return NORMAL_END;
  }

  /** The image: a 3203 stops at the last line, a 3211 takes the whole count and never finds a length incorrect. */
  private fetchForms(operation: ChannelOperation): Uint8Array {
    const most = this.model.formsBufferSize + 1;
    if (this.model.indexing) {
      const image = operation.fetch(most, 'variable');
      while (operation.fetch(most, 'variable').length > 0);
      return image;
    }
    const bytes: number[] = [];
    while (bytes.length < most) {
      const [byte] = operation.fetch(1, 'variable');
      if (byte === undefined) break;
      bytes.push(byte);
      const lines = bytes.length - (bytes[0] >= 0x80 ? 1 : 0);
      if (lines > 1 && (byte & LAST_LINE) !== 0) break;
    }
    return Uint8Array.from(bytes);
  }

  private useForms(image: Uint8Array, forms: FormsControl): void {
    this.formsImage = image;
    this.forms = forms;
    this.tellsChannels = true;
    this.line = 1;
  }

  private printOrMove(operation: ChannelOperation): number {
    const { command } = operation;
    const carriage = carriageOf(command);
    const write = (command & 0x07) === 0x01;
    const immediate = (command & 0x07) === 0x03;
    if (carriage === undefined || !(write || immediate)) return this.rejectCommand();
    if (!write) {
      const { movement, status, sense } = this.moveTo(carriage, true);
      this.sink.printLine(new Uint8Array(0), movement, command);
      this.overprinting = false;
      return sense.length === 0 ? IMMEDIATE_END | status : this.check(...sense) | status;
    }
    const data = operation.fetch(this.model.columns, 'variable');
    if (data.length === 0 && operation.remaining > 0) return NORMAL_END;
    this.keepLine(data);
    const { line, unprintable } = this.train.print(data);
    const { movement, status, sense } = this.moveTo(carriage, false);
    this.sink.printLine(this.indexed(line), movement, command);
    this.overprinting = 'space' in carriage && carriage.space === 0;
    const dataCheck = unprintable && this.dataCheckAllowed ? Sense0.dataCheck : 0;
    if (sense.length === 0 && dataCheck === 0) return NORMAL_END | status;
    const [first = 0, ...rest] = sense;
    return this.check(first | dataCheck, ...rest) | status;
  }

  private keepLine(data: Uint8Array): void {
    this.lineBuffer.fill(BLANK);
    this.lineBuffer.set(data);
  }

  /** A line shifted by the index of the forms control (3211). */
  private indexed(line: Uint8Array): Uint8Array {
    const { index } = this.forms;
    if (index === 0 || !this.model.indexing) return line;
    if (index < 0) return line.slice(-index);
    const shifted = new Uint8Array(Math.min(this.model.columns, line.length + index)).fill(BLANK);
    shifted.set(line.subarray(0, Math.max(0, shifted.length - index)), index);
    return shifted;
  }

  private moveTo(carriage: CarriageCommand, immediate: boolean): Movement {
    return 'space' in carriage ? this.space(carriage.space) : this.skip(carriage.skipToChannel, immediate);
  }

  /** Spaces the form. Channel 12 is unit exception, channel 9 unit check; both only when they are spaced to or over. */
  private space(lines: 0 | 1 | 2 | 3): Movement {
    let status = 0;
    let channel9 = false;
    for (let n = 0; n < lines; n++) {
      this.line = this.line >= this.forms.lines ? 1 : this.line + 1;
      if (!this.tellsChannels) continue;
      if (this.forms.hasChannel(this.line, 12)) status = UnitStatus.unitException;
      if (this.forms.hasChannel(this.line, 9)) channel9 = true;
    }
    return { movement: { space: lines }, status, sense: channel9 ? [CHANNEL_9] : [] };
  }

  private skip(channel: number, immediate: boolean): Movement {
    const from = this.line;
    const target = this.forms.lineOfChannel(channel, from);
    if (target === undefined) return this.runAway(channel);
    // A skip without printing does not move a form that is there, unless something has been printed over.
    if (target === from && immediate && !this.overprinting) {
      return { movement: { space: 0 }, status: 0, sense: [] };
    }
    this.line = target;
    const newForms = target <= from ? 1 : 0;
    return {
      movement: { skipToChannel: channel, newForms, lines: newForms > 0 ? target - 1 : target - from },
      status: 0,
      sense: [],
    };
  }

  /**
   * No such channel: a 1403's paper runs until somebody stops the printer, a 3211 and 3203 stop by themselves when
   * line 1 has come by twice.
   */
  private runAway(channel: number): Movement {
    this.line = 1;
    if (!this.model.formsBuffer) {
      this.stop();
      return {
        movement: { skipToChannel: channel, newForms: 1, lines: 0 },
        status: 0,
        sense: [Sense0.interventionRequired],
      };
    }
    return {
      movement: { skipToChannel: channel, newForms: 2, lines: 0 },
      status: 0,
      sense: [Sense0.equipmentCheck | Sense0.dataCheck, LINE_POSITION_CHECK],
    };
  }
}

/** What a command has done to the form, and what the device tells of it beside channel end and device end. */
interface Movement {
  readonly movement: Carriage;
  readonly status: number;
  readonly sense: readonly number[];
}

/** Carriage movement that a command asks for. */
export type CarriageCommand = { readonly space: 0 | 1 | 2 | 3 } | { readonly skipToChannel: number };

/** Carriage movement in bits 0-4 of a printer command; undefined when they name none. */
export function carriageOf(command: number): CarriageCommand | undefined {
  const movement = command >> 3;
  if (movement <= 3) return { space: movement as 0 | 1 | 2 | 3 };
  const channel = movement & 0x0f;
  if (movement >= 0x10 && channel >= 1 && channel <= 12) return { skipToChannel: channel };
  return undefined;
}

/** The forms control buffer's pointer as CHECK READ gives it after a DIAGNOSTIC GATE: line + 1, bits in reverse. */
function formsPointer(line: number): number {
  let pointer = 0;
  for (let bit = 0; bit < 8; bit++) if (((line + 1) & (1 << bit)) !== 0) pointer |= 0x80 >> bit;
  return pointer;
}
