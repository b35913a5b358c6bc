/** What a transport tells the terminal that uses it. */
export interface TransportEvents {
  /** The line is a 3270 line now; `description` names it for the operator ("TN3270 LU0001"). */
  connected(description: string): void;
  /** The host speaks plain text (NVT); bytes are ASCII. */
  text(bytes: Uint8Array): void;
  /** A host command (either code set): what to send back, if anything. */
  command(command: number, data: Uint8Array): CommandResult;
  /** The line is gone, once; no event follows. `reason` is a clause for the operator. */
  closed(reason: string): void;
}

/** What became of a command: data of a read or query, and whether the display could take it. */
export interface CommandResult {
  readonly reply?: Uint8Array;
  readonly rejected?: 'unknown-command' | 'invalid-data';
}

/** A line from a terminal to its host. */
export interface HostTransport {
  /** Starts; events may come from here on. Called once. */
  open(events: TransportEvents): void;
  /** Sends the record of an AID key. */
  transmit(record: Uint8Array): void;
  /** Sends a line of text to a host that speaks plain text. */
  sendText(line: string): void;
  /** ATTN key: false when this line has none. */
  attn(): boolean;
  /** SYSREQ key: false when this line has none of its own; then a test request does it. */
  sysReq(): boolean;
  close(): void;
}
