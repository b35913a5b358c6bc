/** What the operator did at the keyboard of a host terminal. */
export type InputEvent =
  | { readonly kind: 'text'; readonly text: string }
  /** A key by name: `Enter`, `F3`, `Shift-F3`, `Alt-1`, `Ctrl-E`, `Up`, `Escape` … */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string };

const ESC = '\u001b';
const PASTE_START = '200';
const PASTE_END = `${ESC}[201~`;

/** Names of control characters that have keys of their own; others are Ctrl and a letter. */
const CONTROL_NAMES = new Map<string, string>([
  ['\r', 'Enter'],
  ['\t', 'Tab'],
  ['\b', 'Backspace'],
  ['\u007f', 'Backspace'],
  ['\u0000', 'Ctrl-Space'],
]);

/** Final characters of CSI and SS3 sequences (xterm, VT220). */
const FINALS: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  F: 'End',
  H: 'Home',
  M: 'Enter',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
  Z: 'Shift-Tab',
};

/** Numbers of `ESC [ n ~` sequences (VT220, rxvt, Linux console). */
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
  25: 'F13',
  26: 'F14',
  28: 'F15',
  29: 'F16',
  31: 'F17',
  32: 'F18',
  33: 'F19',
  34: 'F20',
};

/** Function keys of the Linux console: `ESC [ [ A` to `E`. */
const LINUX_CONSOLE: Readonly<Record<string, string>> = { A: 'F1', B: 'F2', C: 'F3', D: 'F4', E: 'F5' };

const SEQUENCE = /^\u001b(?:\[\[([A-E])|\[([0-9;?<>=]*)([ -/]*)([@-Z\\-~])|O([0-9;]*)([@-~]))/;
/** Longest escape sequence that makes sense; more is noise. */
const LONGEST_SEQUENCE = 64;

/**
 * Decodes the bytes of a terminal's keyboard, in whatever pieces they come: UTF-8, control characters, escape
 * sequences with modifiers, bracketed paste. An ESC that nothing follows is a key when `flush` is called: the
 * caller does so some milliseconds after the last byte, if `pending`.
 */
export class KeyDecoder {
  private readonly utf8 = new TextDecoder('utf-8');
  private rest = '';
  private pasting: string | undefined;

  constructor(private readonly emit: (event: InputEvent) => void) {}

  /** Something is undecided: an ESC, or the beginning of a sequence. */
  get pending(): boolean {
    return this.rest !== '' && this.pasting === undefined;
  }

  push(bytes: Uint8Array): void {
    this.rest += this.utf8.decode(bytes, { stream: true });
    this.decode();
  }

  /** Decides what is undecided: nothing more comes. */
  flush(): void {
    if (!this.pending) return;
    const rest = this.rest;
    this.rest = '';
    if (rest === ESC) this.key('Escape');
    else if (rest === `${ESC}${ESC}`) {
      this.key('Escape');
      this.key('Escape');
    } else if (rest.length === 2) this.key(`Alt-${rest[1]}`);
  }

  private key(key: string): void {
    this.emit({ kind: 'key', key });
  }

  private decode(): void {
    let text = '';
    const endText = (): void => {
      if (text) this.emit({ kind: 'text', text });
      text = '';
    };
    while (this.rest) {
      if (this.pasting !== undefined) {
        if (!this.paste()) return;
        continue;
      }
      const first = String.fromCodePoint(this.rest.codePointAt(0) as number);
      if (first >= ' ' && first !== '\u007f') {
        text += first;
        this.rest = this.rest.slice(first.length);
        continue;
      }
      endText();
      if (first === ESC) {
        if (!this.escape()) return;
      } else {
        this.rest = this.rest.slice(1);
        this.key(controlName(first));
      }
    }
    endText();
  }

  /** Collects pasted text; false when its end has not come yet. */
  private paste(): boolean {
    const all = (this.pasting as string) + this.rest;
    const end = all.indexOf(PASTE_END);
    if (end < 0) {
      this.pasting = all;
      this.rest = '';
      return false;
    }
    this.pasting = undefined;
    this.rest = all.slice(end + PASTE_END.length);
    this.emit({ kind: 'paste', text: all.slice(0, end) });
    return true;
  }

  /** Takes a sequence that starts with ESC; false when it is not complete. */
  private escape(): boolean {
    const { rest } = this;
    const alt = rest[1] === ESC;
    const sequence = alt ? rest.slice(1) : rest;
    if (sequence.length < 2) return false;
    const match = SEQUENCE.exec(sequence);
    if (match) {
      this.rest = sequence.slice(match[0].length);
      if (match[2] === PASTE_START && match[4] === '~') {
        this.pasting = '';
        return true;
      }
      const key = sequenceKey(match);
      if (key) this.key(alt ? `Alt-${key}` : key);
      return true;
    }
    if ((sequence[1] === '[' || sequence[1] === 'O') && sequence.length < LONGEST_SEQUENCE) {
      if (/^\u001b[[O][ -?[]*$/.test(sequence)) return false;
    }
    // ESC and a character: that character with Alt
    const next = String.fromCodePoint(sequence.codePointAt(1) as number);
    this.rest = sequence.slice(1 + next.length);
    const name = next >= ' ' && next !== '\u007f' ? next : controlName(next);
    this.key(`Alt-${name}`);
    return true;
  }
}

function controlName(character: string): string {
  const named = CONTROL_NAMES.get(character);
  if (named) return named;
  return `Ctrl-${String.fromCharCode(character.charCodeAt(0) | 0x40)}`;
}

/** Name of the key of a matched sequence; undefined for what is no key (mouse, reports). */
function sequenceKey(match: RegExpExecArray): string | undefined {
  const [, linux, parameters, intermediate, final, ss3Parameters, ss3Final] = match;
  if (linux) return LINUX_CONSOLE[linux];
  if (ss3Final) return withModifier(FINALS[ss3Final], ss3Parameters);
  if (intermediate || /[?<>=]/.test(parameters)) return undefined;
  const [number, modifier] = parameters.split(';');
  if (final === '~') return withModifier(NUMBERS[number], modifier);
  return withModifier(FINALS[final], modifier);
}

/** Adds Shift, Alt and Ctrl by xterm's modifier number (1 + 1 shift + 2 alt + 4 ctrl). */
function withModifier(key: string | undefined, modifier: string | undefined): string | undefined {
  if (!key || !modifier) return key;
  const bits = Number(modifier) - 1;
  if (!(bits > 0)) return key;
  return `${bits & 4 ? 'Ctrl-' : ''}${bits & 2 ? 'Alt-' : ''}${bits & 1 ? 'Shift-' : ''}${key}`;
}
