/**
 * What stands behind a device: the contracts between device models (this folder), host files (`media`),
 * terminals (`tn3270`) and the Control Program's spooled and virtual devices. A device model knows channel
 * commands, status and sense; its backing knows cards, lines, tracks, tape blocks or keystrokes.
 */

import type { StateReader, StateRecord } from '../state.js';

/**
 * What a backing gives to a snapshot. One without it (paper that is nobody's to go on with) is left out, and a
 * restored device begins with what it is given.
 */
export interface SavedBacking {
  /** Place in the medium, and what names it and proves that it is the same later (file, size, contents). */
  saveState?(): StateRecord;
  /**
   * Goes on at a saved place. Throws `BackingError` naming the file when the medium is not as it was and going on
   * would not be the same run.
   */
  restoreState?(state: StateReader): void;
}

/** Source of cards for a reader. A card is 80 bytes of EBCDIC, or the 160 bytes of a card image (column binary). */
export interface CardSource extends SavedBacking {
  /** Next card; `end` once at the end of a deck (unit exception), `empty` while the hopper has no deck (intervention required). */
  readCard(): Uint8Array | 'end' | 'empty';
  /** Lets go of a host file, if there is one. */
  close?(): void;
}

/** A line printed on a card (3525): `line` 1 to 25 from the top, EBCDIC. */
export interface CardLine {
  readonly line: number;
  readonly text: Uint8Array;
}

/** Where the cards of a punch go. Throws `BackingError` when the card cannot be kept. */
export interface CardSink extends SavedBacking {
  /**
   * `card` is 80 bytes of EBCDIC, or a card image of 160 when a column is punched as no code has it. `stacker` counts
   * from 1; `printed` are the lines on a card that went through the print feature.
   */
  punchCard(card: Uint8Array, stacker?: number, printed?: readonly CardLine[]): void;
  /** Lets go of a host file, if there is one. */
  close?(): void;
}

/**
 * Movement of the form after or without a print line. A skip begins `newForms` forms and then goes `lines` down; the
 * printer has found that by its carriage tape.
 */
export type Carriage =
  | { readonly space: 0 | 1 | 2 | 3 }
  | { readonly skipToChannel: number; readonly newForms: number; readonly lines: number };

/** Paper of a printer. `data` is the line in EBCDIC (may be empty for an immediate carriage operation). */
export interface PrintSink extends SavedBacking {
  /** `command` is the CCW command byte as issued, so that spool files can keep it. */
  printLine(data: Uint8Array, carriage: Carriage, command: number): void;
  /** Lets go of a host file, if there is one. */
  close?(): void;
}

/** Geometry of a CKD volume. */
export interface CkdGeometry {
  /** Device type in BCD as IBM names it: 0x2311, 0x2314, 0x3330, 0x3340, 0x3350 … */
  readonly deviceType: number;
  readonly model: number;
  readonly cylinders: number;
  /** Tracks a cylinder. */
  readonly heads: number;
  /** Bytes of one track image in Hercules CKD format, a multiple of 512. */
  readonly trackSize: number;
}

/**
 * Tracks of a CKD volume in the format of Hercules' CKD images: home address (5 bytes: 0, CC, HH), then for
 * each record count (8 bytes: CC HH R KL DL DL), key, data; eight X'FF' bytes end the track.
 */
export interface TrackStore extends SavedBacking {
  readonly geometry: CkdGeometry;
  readonly readOnly: boolean;
  /** Track image. Valid until the next call; the caller must not change it. Throws `BackingError`. */
  readTrack(cylinder: number, head: number): Uint8Array;
  /** Replaces `bytes.length` bytes of the track image from `offset`. Throws `BackingError`; then nothing has changed. */
  writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void;
  /** Makes written tracks durable on the host, as far as the host can. */
  sync(): void;
  close(): void;
}

/** Size of an FBA volume. */
export interface FbaGeometry {
  /** Bytes of a block: 512 on the 3310 and 3370. */
  readonly blockSize: number;
  /** Blocks of the volume, numbered from 0. */
  readonly blocks: number;
}

/** Blocks of an FBA volume (3310, 3370). An image does not know the device type; the configuration names it. */
export interface BlockStore extends SavedBacking {
  readonly geometry: FbaGeometry;
  readonly readOnly: boolean;
  /**
   * `count` blocks from block `first`, as one array. Valid until the next call; the caller must not change it.
   * Throws `BackingError` naming file and offset, also for blocks that the volume does not have.
   */
  readBlocks(first: number, count: number): Uint8Array;
  /**
   * Writes whole blocks from block `first`; `bytes` is a multiple of the block size. Throws `BackingError`;
   * then nothing has changed.
   */
  writeBlocks(first: number, bytes: Uint8Array): void;
  /** Makes written blocks durable on the host, as far as the host can. */
  sync(): void;
  close(): void;
}

/** One step of a tape: a data block, a tape mark, or a position where nothing can be read. */
export type TapeBlock =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'mark' }
  | { readonly kind: 'end' }
  | { readonly kind: 'load-point' };

/** A tape volume. Reading moves over the block; writing truncates what follows. Errors are `BackingError`. */
export interface TapeStore extends SavedBacking {
  readonly readOnly: boolean;
  readForward(): TapeBlock;
  readBackward(): TapeBlock;
  writeBlock(bytes: Uint8Array): void;
  writeMark(): void;
  rewind(): void;
  /** Erases from here to the end. */
  eraseToEnd(): void;
  readonly atLoadPoint: boolean;
  /** The end-of-tape marker has gone by: what is written now is told to be near the end (unit exception). */
  readonly pastEndMarker?: boolean;
  sync(): void;
  close(): void;
}

/** Keyboard and printer of a 3215/1052 console. Text is EBCDIC. */
export interface ConsoleTerminal extends SavedBacking {
  /**
   * Types `text`; `newLine` says whether the carriage returns after it (Write ACR). A terminal that can't type now
   * (a full screen) answers `waiting` and calls `typed` once when it has: the write ends then.
   */
  write(text: Uint8Array, newLine: boolean, typed: () => void): 'waiting' | void;
  /** Asks for one input line. `reply` is called exactly once, before `read` returns or later, unless `cancelRead` comes first. `cancel` = operator cancelled the line (unit exception). */
  read(reply: (line: Uint8Array | 'cancel') => void): void;
  cancelRead(): void;
  alarm(): void;
}

/** Host side of a local 3270: what is at the other end of the coax. Data is 3270 data stream without the command byte. */
export interface DisplayTerminal {
  readonly model: 2 | 3 | 4 | 5;
  readonly rows: number;
  readonly columns: number;
  readonly alternateRows: number;
  readonly alternateColumns: number;
  /** Extended data stream (colour, highlighting, structured fields, Erase/Write Alternate). */
  readonly extended: boolean;
  /** Write-type commands: X'01' W, X'05' EW, X'0D' EWA, X'0F' EAU (no data), X'11' WSF. `data` starts with the WCC. */
  send(command: number, data: Uint8Array): void;
  /** Reads the buffer (X'02') or the modified fields (X'06'): `reply` gets AID, cursor address, data, once. */
  request(command: number, reply: (data: Uint8Array) => void): void;
  /** What was sent with the last key has been read. */
  inboundRead?(): void;
}

/** Events that a display raises; the device model implements it and gives itself to the terminal. */
export interface DisplayHost {
  /** A key with an AID was pressed. `inbound` is the Read Modified data (AID, cursor, fields) the terminal sent with it. */
  attention(inbound: Uint8Array): void;
  /** The terminal was switched on (connected) or off. */
  powered(on: boolean): void;
}

/** Host trouble behind a device: the message names the file and the place. The device turns it into equipment check or intervention required. */
export class BackingError extends Error {
  constructor(
    message: string,
    readonly sense:
      'equipment-check' | 'intervention-required' | 'data-check' | 'write-inhibited' | 'no-space',
  ) {
    super(message);
    this.name = 'BackingError';
  }
}
