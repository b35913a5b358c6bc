import { ebcdic037 } from '../../ebcdic/index.js';
import type { CodePage } from '../../ebcdic/index.js';
import { Aid, Command, Wcc, channelCommand } from './codes.js';
import { isModified, withoutModified } from './field-attribute.js';
import { KeyboardEditor } from './keyboard.js';
import type { OperatorError } from './keyboard.js';
import { ALTERNATE_SIZE, DEFAULT_SIZE } from './models.js';
import type { DisplayModel, ScreenSize } from './models.js';
import { FIELD_MODE, readBuffer, readModified } from './read-operations.js';
import type { ReplyMode } from './read-operations.js';
import { ScreenBuffer } from './screen-buffer.js';
import { parseStructuredFields } from './structured-fields.js';
import type { StructuredField } from './structured-fields.js';
import { queryReply } from './query-reply.js';
import { interpretWrite } from './write-interpreter.js';

/**
 * Why the keyboard does not take keys:
 * `not-connected` no host; `not-ready` connected, the host has not written yet; `wait` an AID key was pressed
 * and the host has not answered; `system` the host wrote without restoring the keyboard; the others are
 * operator errors that RESET clears, or a key that moves the cursor.
 */
export type KeyboardLock = 'none' | 'not-connected' | 'not-ready' | 'wait' | 'system' | OperatorError;

const OPERATOR_ERRORS: readonly KeyboardLock[] = ['protected', 'numeric', 'overflow'];

/** What a host command did. */
export interface HostOutcome {
  /** Record to send back at once: the data of a read command or of a query. */
  readonly reply?: Uint8Array;
  /** The host asked for the alarm. */
  readonly alarm: boolean;
  /** The command was unknown, or its data broke the rules at some point; what came before that point stands. */
  readonly rejected?: 'unknown-command' | 'invalid-data';
}

export interface ScreenOptions {
  readonly model?: DisplayModel;
  /** Alternate size other than the model's: a display of dynamic size. */
  readonly alternate?: ScreenSize;
  /** Answers queries and takes structured fields. Default true. */
  readonly extended?: boolean;
  /** Numeric fields take only digits, period, minus and DUP. Default true. */
  readonly numericLock?: boolean;
  /**
   * Typing turns the nulls left of it in the field's line into blanks, so that what stands apart stays apart when
   * it is sent; inserting takes blanks at the end of a field for free places. The 3270 itself does neither:
   * default false.
   */
  readonly blankFill?: boolean;
  readonly codePage?: CodePage;
}

/**
 * A 3270 display with its keyboard: the whole state of the terminal, without any drawing. The host side calls
 * `execute` with commands; the operator side calls the keys. Pure and synchronous. Nothing throws on bad input:
 * commands report `rejected`, keys lock the keyboard as the real one does.
 */
export class Screen {
  readonly model: DisplayModel;
  readonly extended: boolean;
  readonly codePage: CodePage;
  readonly alternate: ScreenSize;
  /** The characters and fields; to look at, not to change. */
  readonly buffer = new ScreenBuffer(DEFAULT_SIZE);
  /** Grows with every change that may show: for those who draw. */
  revision = 0;
  private readonly editor: KeyboardEditor;
  private lockState: KeyboardLock = 'not-connected';
  private lastAid: number = Aid.none;
  private replyMode: ReplyMode = FIELD_MODE;

  constructor(options: ScreenOptions = {}) {
    this.model = options.model ?? 2;
    this.extended = options.extended ?? true;
    this.codePage = options.codePage ?? ebcdic037;
    this.alternate = options.alternate ?? ALTERNATE_SIZE[this.model];
    this.editor = new KeyboardEditor(this.buffer, {
      numericLock: options.numericLock ?? true,
      blankFill: options.blankFill ?? false,
    });
  }

  get rows(): number {
    return this.buffer.rows;
  }

  get columns(): number {
    return this.buffer.columns;
  }

  /** Cursor as a buffer address. */
  get cursor(): number {
    return this.editor.cursor;
  }

  get insertMode(): boolean {
    return this.editor.insertMode;
  }

  get lock(): KeyboardLock {
    return this.lockState;
  }

  /** AID of the last key, `Aid.none` once the host has restored the keyboard. */
  get aid(): number {
    return this.lastAid;
  }

  // --- the line to the host

  /** A host is there: blank screen, keys wait for its first write. */
  connected(): void {
    this.reinitialize('not-ready');
  }

  disconnected(): void {
    this.lockState = 'not-connected';
    this.revision++;
  }

  /** Carries out a host command (either code set). `data` starts with the WCC for writes. */
  execute(command: number, data: Uint8Array): HostOutcome {
    this.revision++;
    switch (channelCommand(command)) {
      case Command.write:
        return this.write(data);
      case Command.eraseWrite:
        return this.eraseWrite(data, DEFAULT_SIZE);
      case Command.eraseWriteAlternate:
        return this.eraseWrite(data, this.alternate);
      case Command.eraseAllUnprotected:
        return this.eraseAllUnprotected();
      case Command.readBuffer:
        return { alarm: false, reply: readBuffer(this.buffer, this.lastAid, this.cursor, this.replyMode) };
      case Command.readModified:
        return { alarm: false, reply: this.readModified() };
      case Command.readModifiedAll:
        return { alarm: false, reply: this.readModified(true) };
      case Command.writeStructuredField:
        return this.extended
          ? this.writeStructuredField(data)
          : { alarm: false, rejected: 'unknown-command' };
      default:
        return { alarm: false, rejected: 'unknown-command' };
    }
  }

  // --- keys with an AID: the record to send, undefined when the keyboard is locked

  /** ENTER, a PF or PA key (code of `Aid`): locks the keyboard and gives the Read Modified data. */
  attention(aid: number): Uint8Array | undefined {
    if (this.lockState !== 'none') return undefined;
    this.lastAid = aid;
    this.lockState = 'wait';
    this.editor.insertMode = false;
    this.revision++;
    return this.readModified();
  }

  /** CLEAR: erases the screen, then as `attention`. */
  clear(): Uint8Array | undefined {
    if (this.lockState !== 'none') return undefined;
    this.buffer.clear();
    this.editor.cursor = 0;
    return this.attention(Aid.clear);
  }

  /** SYSREQ as a non-SNA display sends it: a test request. */
  sysReq(): Uint8Array | undefined {
    return this.attention(Aid.sysReq);
  }

  /** RESET: out of insert mode, and unlocks unless there is no host. */
  reset(): void {
    this.editor.insertMode = false;
    if (this.lockState !== 'not-connected' && this.lockState !== 'not-ready') this.lockState = 'none';
    this.revision++;
  }

  // --- keys that edit; true when the key was taken

  /** Types one character. A character that the code page lacks is refused without locking. */
  type(character: string): boolean {
    const byte = this.codePage.encodeCharacter(character);
    return byte >= 0x40 && byte < 0xff ? this.typeByte(byte) : false;
  }

  /** Types a string; stops where the keyboard locks. */
  typeText(text: string): boolean {
    for (const character of text) if (!this.type(character)) return false;
    return true;
  }

  /** Types one EBCDIC character. */
  typeByte(byte: number): boolean {
    return this.edit(() => this.editor.character(byte));
  }

  dup(): boolean {
    return this.edit(() => this.editor.dup());
  }

  fieldMark(): boolean {
    return this.edit(() => this.editor.fieldMark());
  }

  delete(): boolean {
    return this.edit(() => this.editor.delete());
  }

  backspaceErase(): boolean {
    return this.edit(() => this.editor.backspaceErase());
  }

  eraseEndOfField(): boolean {
    return this.edit(() => this.editor.eraseEndOfField());
  }

  eraseInput(): boolean {
    return this.edit(() => this.editor.eraseInput());
  }

  toggleInsert(): boolean {
    return this.edit(() => void (this.editor.insertMode = !this.editor.insertMode));
  }

  tab(): boolean {
    return this.move(() => this.editor.tab());
  }

  backTab(): boolean {
    return this.move(() => this.editor.backTab());
  }

  newLine(): boolean {
    return this.edit(() => this.editor.newLine());
  }

  home(): boolean {
    return this.move(() => this.editor.home());
  }

  fieldEnd(): boolean {
    return this.move(() => this.editor.fieldEnd());
  }

  left(): boolean {
    return this.move(() => this.editor.left());
  }

  right(): boolean {
    return this.move(() => this.editor.right());
  }

  up(): boolean {
    return this.move(() => this.editor.up());
  }

  down(): boolean {
    return this.move(() => this.editor.down());
  }

  /** Puts the cursor anywhere on the screen; other positions are ignored. */
  moveCursor(address: number): boolean {
    return this.move(() => {
      if (Number.isInteger(address) && address >= 0 && address < this.buffer.size)
        this.editor.cursor = address;
    });
  }

  // --- inside

  /** Keys that move the cursor also get the operator out of an operator error. */
  private move(key: () => void): boolean {
    if (OPERATOR_ERRORS.includes(this.lockState)) this.lockState = 'none';
    return this.edit(key);
  }

  private edit(key: () => OperatorError | undefined | void): boolean {
    if (this.lockState !== 'none') return false;
    const error = key();
    if (error) this.lockState = error;
    this.revision++;
    return error === undefined;
  }

  private reinitialize(lock: KeyboardLock): void {
    this.buffer.resize(DEFAULT_SIZE);
    this.editor.cursor = 0;
    this.editor.insertMode = false;
    this.lastAid = Aid.none;
    this.replyMode = FIELD_MODE;
    this.lockState = lock;
    this.revision++;
  }

  private readModified(all = false): Uint8Array {
    return readModified(this.buffer, this.lastAid, this.cursor, this.replyMode, all);
  }

  private eraseWrite(data: Uint8Array, size: ScreenSize): HostOutcome {
    this.buffer.resize(size);
    this.editor.cursor = 0;
    this.replyMode = FIELD_MODE;
    return this.write(data);
  }

  private write(data: Uint8Array): HostOutcome {
    if (data.length === 0) return { alarm: false };
    const wcc = data[0];
    if (wcc & Wcc.resetModified) this.resetModified();
    const result = interpretWrite(this.buffer, data.subarray(1), this.cursor);
    if (result.cursor !== undefined) this.editor.cursor = result.cursor;
    const restore = (wcc & Wcc.restoreKeyboard) !== 0;
    if (restore) this.restoreKeyboard();
    else if (this.lockState === 'not-ready') this.lockState = 'none';
    else if (this.lockState === 'wait') this.lockState = 'system';
    const alarm = (wcc & Wcc.soundAlarm) !== 0;
    return result.valid ? { alarm } : { alarm, rejected: 'invalid-data' };
  }

  private restoreKeyboard(): void {
    this.lastAid = Aid.none;
    if (this.lockState !== 'not-connected') this.lockState = 'none';
  }

  private resetModified(): void {
    for (const at of this.buffer.attributePositions()) {
      const attribute = this.buffer.attributeAt(at);
      if (isModified(attribute)) this.buffer.changeAttribute(at, withoutModified(attribute));
    }
  }

  private eraseAllUnprotected(): HostOutcome {
    this.editor.eraseUnprotected();
    this.editor.home();
    this.restoreKeyboard();
    return { alarm: false };
  }

  private writeStructuredField(data: Uint8Array): HostOutcome {
    const { fields, complete } = parseStructuredFields(data);
    let outcome: HostOutcome = complete ? { alarm: false } : { alarm: false, rejected: 'invalid-data' };
    for (const field of fields) {
      const one = this.structuredField(field);
      outcome = {
        alarm: outcome.alarm || one.alarm,
        reply: one.reply ?? outcome.reply,
        rejected: outcome.rejected ?? one.rejected,
      };
    }
    return outcome;
  }

  private structuredField(field: StructuredField): HostOutcome {
    switch (field.kind) {
      case 'query':
        // the answer is an inbound transmission: the keyboard waits for the host as after an AID key
        if (this.lockState === 'none') this.lockState = 'wait';
        return { alarm: false, reply: queryReply(this.alternate, field.wanted) };
      case 'read':
        return this.execute(field.command, new Uint8Array(0));
      case 'erase-reset':
        this.buffer.resize(field.alternate ? this.alternate : DEFAULT_SIZE);
        this.editor.cursor = 0;
        this.replyMode = FIELD_MODE;
        return { alarm: false };
      case 'reply-mode':
        this.replyMode = field.mode;
        return { alarm: false };
      case 'outbound':
        return this.execute(field.command, field.data);
      case 'invalid':
        return { alarm: false, rejected: 'invalid-data' };
    }
  }
}
