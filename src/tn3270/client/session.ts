import { Screen } from '../datastream/index.js';
import type { KeyboardLock, ScreenOptions } from '../datastream/index.js';
import { edit, isEditingKey, keyAid } from './keys.js';
import type { TerminalKey } from './keys.js';
import { LineMode } from './line-mode.js';
import type { CommandResult, HostTransport } from './transport.js';

export interface SessionListener {
  /** Screen, status or lock may have changed: draw. May come often; drawing may wait for the next turn. */
  changed(): void;
  alarm(): void;
  /** The line is gone. */
  closed(reason: string): void;
}

type Stroke = { readonly key: TerminalKey } | { readonly character: string } | { readonly lineEnd: true };

/** Strokes that wait while the keyboard is locked; more are dropped with the alarm. */
const MOST_STROKES = 20_000;
const WAITING_LOCKS: readonly KeyboardLock[] = ['wait', 'system', 'not-ready'];

/**
 * An operator at a 3270: a screen, a line to a host, and keys. Keys struck while the host works wait and are
 * taken when it unlocks the keyboard; RESET drops them.
 */
export class TerminalSession {
  readonly screen: Screen;
  private state: 'connecting' | 'text' | '3270' | 'closed' = 'connecting';
  private lineName = '';
  private readonly waiting: Stroke[] = [];
  private readonly lineMode: LineMode;
  private draining = false;

  constructor(
    private readonly transport: HostTransport,
    private readonly listener: SessionListener,
    options: ScreenOptions = {},
  ) {
    this.screen = new Screen(options);
    this.lineMode = new LineMode(
      (command, data) => this.command(command, data),
      (line) => transport.sendText(line),
    );
  }

  /** What the line is: `3270`, plain `text`, still `connecting`, or `closed`. */
  get line(): 'connecting' | 'text' | '3270' | 'closed' {
    return this.state;
  }

  /** Name of the line for the status line, empty until it is connected. */
  get description(): string {
    return this.lineName;
  }

  /** Strokes that wait for the keyboard. */
  get strokesWaiting(): number {
    return this.waiting.length;
  }

  open(): void {
    this.transport.open({
      connected: (description) => {
        this.state = '3270';
        this.lineName = description;
        this.screen.connected();
        this.listener.changed();
      },
      text: (bytes) => this.text(bytes),
      command: (command, data) => this.command(command, data),
      closed: (reason) => {
        this.state = 'closed';
        this.waiting.length = 0;
        this.screen.disconnected();
        this.listener.changed();
        this.listener.closed(reason);
      },
    });
  }

  close(): void {
    this.transport.close();
  }

  /** A key was pressed. */
  press(key: TerminalKey): void {
    if (key === 'reset') {
      this.waiting.length = 0;
      this.screen.reset();
      this.listener.changed();
    } else if (key === 'attn' && this.state === '3270' && this.transport.attn()) return;
    else this.stroke({ key: key === 'attn' ? 'pa1' : key });
  }

  /** Characters were typed. */
  type(text: string): void {
    for (const character of text) this.stroke({ character });
  }

  /**
   * Text was pasted. A line end goes to the next line's input; where there is no other input below, it is ENTER.
   * Tabs become blanks. Returns how many characters the code page lacks; those are left out.
   */
  paste(text: string): number {
    let lacking = 0;
    let column = 0;
    for (const character of text.replace(/\r\n?/g, '\n')) {
      if (character === '\n') {
        this.stroke({ lineEnd: true });
        column = 0;
      } else if (character === '\t') {
        const blanks = 8 - (column % 8);
        column += blanks;
        this.type(' '.repeat(blanks));
      } else if (this.typable(character)) {
        column++;
        this.stroke({ character });
      } else lacking++;
    }
    return lacking;
  }

  private typable(character: string): boolean {
    const byte = this.screen.codePage.encodeCharacter(character);
    return byte >= 0x40 && byte < 0xff;
  }

  private text(bytes: Uint8Array): void {
    if (this.state === 'connecting') {
      this.state = 'text';
      this.screen.connected();
    }
    this.lineMode.output(bytes);
  }

  private command(command: number, data: Uint8Array): CommandResult {
    const outcome = this.screen.execute(command, data);
    if (outcome.alarm) this.listener.alarm();
    this.listener.changed();
    // after this turn: an answer to a waiting ENTER must not overtake the reply to this command
    if (this.waiting.length > 0) queueMicrotask(() => this.drain());
    return outcome;
  }

  private stroke(stroke: Stroke): void {
    if (this.state !== '3270' && this.state !== 'text') return;
    if (this.waiting.length > 0 || WAITING_LOCKS.includes(this.screen.lock)) {
      if (this.waiting.length < MOST_STROKES) this.waiting.push(stroke);
      else this.listener.alarm();
      this.drain();
    } else this.carryOut(stroke);
    this.listener.changed();
  }

  /** Takes waiting strokes as far as the keyboard allows; an operator error drops the rest. */
  private drain(): void {
    if (this.draining) return;
    this.draining = true;
    while (this.waiting.length > 0 && !WAITING_LOCKS.includes(this.screen.lock)) {
      if (this.screen.lock !== 'none') {
        this.waiting.length = 0;
        break;
      }
      this.carryOut(this.waiting.shift() as Stroke);
    }
    this.draining = false;
    this.listener.changed();
  }

  private carryOut(stroke: Stroke): void {
    if ('character' in stroke) this.screen.type(stroke.character);
    else if ('lineEnd' in stroke) this.lineEnd();
    else this.key(stroke.key);
  }

  private lineEnd(): void {
    const before = this.screen.cursor;
    this.screen.newLine();
    if (this.screen.cursor > before) return;
    this.screen.moveCursor(before);
    this.key('enter');
  }

  private key(key: TerminalKey): void {
    if (isEditingKey(key)) {
      edit(this.screen, key);
      return;
    }
    if (key === 'sysReq' && this.transport.sysReq()) return;
    const aid = keyAid(key);
    if (aid === undefined) return;
    const record =
      key === 'clear'
        ? this.screen.clear()
        : key === 'sysReq'
          ? this.screen.sysReq()
          : this.screen.attention(aid);
    if (!record) return;
    if (this.state === 'text') this.lineMode.attention(record);
    else this.transport.transmit(record);
  }
}
