import type { TerminalKey, TerminalSession } from '../tn3270/index.js';
import type { InputEvent } from './key-decoder.js';
import { keyAction } from './key-map.js';
import type { LocalAction } from './key-map.js';

export interface ControllerActions {
  /** The operator wants to leave the terminal. */
  leave(): void;
  /** Everything is to be drawn again. */
  redraw(): void;
  alarm(): void;
}

/**
 * Turns key strokes into 3270 keys and keeps what only this terminal knows: half-typed key sequences, the help
 * panel, a notice for the operator.
 */
export class TerminalController {
  private prefix: 'none' | 'escape' | 'pf' = 'none';
  private digits = '';
  private help = false;
  private message = '';

  constructor(
    private readonly session: TerminalSession,
    private readonly actions: ControllerActions,
  ) {}

  get helpShown(): boolean {
    return this.help;
  }

  /** A word to the operator until the next key; empty = none. */
  get notice(): string {
    if (this.prefix === 'escape') return 'Esc-';
    if (this.prefix === 'pf') return `PF${this.digits}_`;
    return this.message;
  }

  input(event: InputEvent): void {
    this.message = '';
    if (this.help) {
      // any key takes the panel away, and does nothing else
      this.help = false;
      return;
    }
    if (event.kind === 'paste') this.paste(event.text);
    else if (event.kind === 'text') this.text(event.text);
    else this.key(event.key);
  }

  private paste(text: string): void {
    this.prefix = 'none';
    const lacking = this.session.paste(text);
    if (lacking === 0) return;
    this.message = `${lacking} character${lacking === 1 ? '' : 's'} not in the code page left out`;
    this.actions.alarm();
  }

  private text(text: string): void {
    const [first, ...others] = [...text];
    if (this.prefix === 'escape') {
      this.key(first);
      if (others.length > 0) this.text(others.join(''));
    } else if (this.prefix === 'pf') {
      this.digit(first);
      if (others.length > 0) this.text(others.join(''));
    } else this.session.type(text);
  }

  private key(key: string): void {
    const escaped = this.prefix === 'escape';
    this.prefix = 'none';
    if (key === 'Escape') {
      if (!escaped) this.prefix = 'escape';
      return;
    }
    const action = keyAction(escaped ? `Alt-${key}` : key);
    if (!action) this.actions.alarm();
    else if ('terminal' in action) this.session.press(action.terminal);
    else this.local(action.local);
  }

  private digit(character: string): void {
    if (!/[0-9]/.test(character)) {
      this.prefix = 'none';
      this.actions.alarm();
      return;
    }
    this.digits += character;
    if (this.digits.length < 2) return;
    this.prefix = 'none';
    const number = Number(this.digits);
    if (number >= 1 && number <= 24) this.session.press(`pf${number}` as TerminalKey);
    else this.actions.alarm();
  }

  private local(action: LocalAction): void {
    switch (action) {
      case 'help':
        this.help = true;
        break;
      case 'leave':
        this.actions.leave();
        break;
      case 'redraw':
        this.actions.redraw();
        break;
      case 'pf-number':
        this.prefix = 'pf';
        this.digits = '';
        break;
      case 'interrupt':
        this.message = 'Ctrl-] leaves the terminal, Alt-1 is PA1';
        break;
    }
  }
}
