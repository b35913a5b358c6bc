/**
 * What is at the other end of a communication line: a terminal that calls or is called. Bytes are ASCII as they go
 * over the line; the control unit in front of the channel turns them around (`line-code.ts`).
 */

/** Number that DIAL has dialled, as far as it can be understood: a host and a port. */
export interface DialledNumber {
  readonly host: string;
  readonly port: number;
}

/** The modem and the terminal behind it. */
export interface LineTerminal {
  /** Gives the line its adapter; from now on it is told. Called once. */
  attach(host: LineHost): void;
  /** Calls are accepted from now on, or not any more (ENABLE on a switched line). */
  answer(willing: boolean): void;
  /** Places a call: to a number that was dialled, or without one to where a leased line goes. Ends in `connected` or `callFailed`. */
  call(number: DialledNumber | undefined): void;
  hangUp(): void;
  write(ascii: Uint8Array): void;
  /** A long space: the BREAK command. */
  sendBreak(): void;
  close(): void;
}

/** The line adapter, as the line sees it. */
export interface LineHost {
  /** There is a connection. */
  connected(): void;
  /** The terminal has gone. */
  disconnected(): void;
  callFailed(): void;
  received(ascii: Uint8Array): void;
  /** The terminal's BREAK key. */
  breakReceived(): void;
}
