import type { EditSymbols } from '../directory/index.js';

/** A program function key as SET PF left it. */
export interface FunctionKey {
  readonly kind: 'immediate' | 'delayed' | 'tab';
  /** Text with X'15' for line ends (EBCDIC). */
  readonly text: Uint8Array;
  /** TAB: columns of the input line, from 1, in their order. */
  readonly stops?: readonly number[];
}

/** What the TERMINAL command and SET PF set; it stays over disconnect and reconnect. */
export interface TerminalSettings {
  edit: EditSymbols;
  /** TERMINAL LINESIZE; longer lines are split. */
  lineSize: number;
  mask: boolean;
  apl: boolean;
  text: boolean;
  /** TERMINAL ATTN: an exclamation mark is typed at an attention. */
  attention: boolean;
  /** TERMINAL MODE: what a key means while the virtual machine runs. */
  mode: 'CP' | 'VM';
  /** TERMINAL TABCHAR, EBCDIC; undefined: none. */
  tabCharacter: number | undefined;
  /** TERMINAL MORE: seconds a full screen waits, and seconds from the alarm to the clearing. */
  moreSeconds: number;
  warningSeconds: number;
  /** TERMINAL HOLD: a full screen with an alarm message holds. */
  hold: boolean;
  /** DIAGNOSE X'54': PA2 is an external interruption. */
  pa2External: boolean;
  /** Keys 1-24. */
  readonly functionKeys: Map<number, FunctionKey>;
}

export function defaultTerminalSettings(edit: EditSymbols, lineSize: number): TerminalSettings {
  return {
    edit,
    lineSize,
    mask: false,
    apl: false,
    text: false,
    attention: true,
    mode: 'VM',
    tabCharacter: undefined,
    moreSeconds: 50,
    warningSeconds: 10,
    hold: true,
    pa2External: false,
    functionKeys: new Map(),
  };
}
