import type { ReadAnswer } from './output-queue.js';

/** What the status area shows. */
export const Status = {
  running: 'RUNNING',
  vmRead: 'VM READ',
  cpRead: 'CP READ',
  more: 'MORE...',
  holding: 'HOLDING',
  notAccepted: 'NOT ACCEPTED',
} as const;
export type StatusText = (typeof Status)[keyof typeof Status];

/** Seconds: a full screen stays so long, then the alarm warns, then the screen clears. */
export interface ScreenTimes {
  readonly more: number;
  readonly warning: number;
  readonly notAccepted: number;
}
export const DEFAULT_TIMES: ScreenTimes = { more: 50, warning: 10, notAccepted: 3 };

/** What a program function key does. */
export type FunctionKeyAction =
  | { readonly kind: 'undefined' }
  /** The text is entered as if typed. */
  | { readonly kind: 'immediate'; readonly text: Uint8Array }
  /** What is typed is filled up with blanks to the next of these columns (from 1). */
  | { readonly kind: 'tab'; readonly stops: readonly number[] }
  /** The text goes to the input area. */
  | { readonly kind: 'delayed'; readonly text: Uint8Array };

/** Who uses a terminal, or wants to: CP's session with one person. */
export interface TerminalUser {
  /** A key was pressed on the logo: somebody wants to log on. */
  userArrived(): void;
  /** A line was entered while no read is outstanding. */
  lineEntered(line: Uint8Array): ReadAnswer;
  /** ENTER with nothing typed while no read is outstanding. */
  nullLineEntered(): void;
  /** PA1 while no read is outstanding, or while a guest's output waits: CP mode is wanted. */
  cpWanted(): void;
  functionKey(number: number): FunctionKeyAction;
  /** PA2 with something to clear: true when it is an external interruption instead (DIAGNOSE X'54'). */
  pa2Pressed(): boolean;
  /** A key in full-screen mode: the guest gets an attention and will read `inbound`. False: it can't take it. */
  fullScreenKey(inbound: Uint8Array): boolean;
}

/** The world of a screen: its display, a timer, and who uses it. */
export interface ScreenHost extends TerminalUser {
  /** Write-type command for the display. */
  send(command: number, data: Uint8Array): void;
  /** Calls `timerExpired` after so many seconds, in place of any earlier request; undefined: not at all. */
  setTimer(seconds: number | undefined): void;
}
