import type { DisplayHost, DisplayTerminal } from '../../s370/index.js';
import {
  Aid,
  Command,
  TEST_REQUEST_HEADER,
  Wcc,
  aidName,
  channelCommand,
  isShortRead,
  parseQueryReply,
  remoteCommand,
} from '../datastream/index.js';
import type { DisplayModel, ScreenSize } from '../datastream/index.js';
import { framedRecord } from '../telnet/codes.js';
import {
  EDataType,
  EFunction,
  EResponseFlag,
  EResponseKind,
  HEADER_LENGTH,
  decodeHeader,
  encodeHeader,
} from '../telnet/tn3270e.js';
import type { NegotiatedSession } from './negotiation.js';

/** The line under a terminal: writes bytes to the client, and ends the connection with a line in the log. */
export interface TerminalLine {
  write(bytes: Uint8Array): void;
  fail(reason: string): void;
  log(text: string): void;
}

/** Read Partition (Query) as a structured field. */
const QUERY = Uint8Array.of(0x00, 0x05, 0x01, 0xff, 0x02);

/** Records of a client wait here between its negotiation and the moment a host is plugged in. */
const MOST_EARLY_RECORDS = 8;

/**
 * A 3270 display at the other end of a TN3270 connection: `DisplayTerminal` for the machine. Turns commands into
 * records and records into attentions or replies. Channel command codes go out as the remote codes.
 */
export class RemoteTerminal implements DisplayTerminal {
  readonly model: DisplayModel;
  readonly rows = 24;
  readonly columns = 80;
  readonly extended: boolean;
  readonly lu: string;
  readonly protocol: 'tn3270' | 'tn3270e';
  /** Name of the terminal type, such as IBM-3279-2-E. */
  readonly typeName: string;
  /** `address:port` of the client. */
  readonly peer: string;
  private alternate: ScreenSize;
  private host: DisplayHost | undefined;
  private connected = true;
  private sequence = 0;
  /** Size that the last erasing write gave the screen: tells a Read Buffer reply from an attention. */
  private current: ScreenSize = { rows: 24, columns: 80 };
  private readonly pending: { command: number; reply: (data: Uint8Array) => void }[] = [];
  /** An attention has come and no write has restored the keyboard since: no further one can come. */
  private keyboardLocked = false;
  private lastAid: number = Aid.none;
  private early: Uint8Array[] = [];
  private sizeKnown: (() => void) | undefined;
  private readonly sscp: boolean;

  constructor(
    session: NegotiatedSession,
    peer: string,
    private readonly line: TerminalLine,
  ) {
    this.model = session.type.model;
    this.extended = session.type.extended;
    this.alternate = session.type.alternate;
    this.lu = session.lu;
    this.protocol = session.protocol;
    this.typeName = session.type.name;
    this.peer = peer;
    this.sscp = session.functions.has(EFunction.sysreq);
  }

  get alternateRows(): number {
    return this.alternate.rows;
  }

  get alternateColumns(): number {
    return this.alternate.columns;
  }

  /** Asks a display of dynamic size (IBM-DYNAMIC) how large it is; `known` is called when it has told. */
  querySize(known: () => void): void {
    this.sizeKnown = known;
    this.send(Command.writeStructuredField, QUERY);
  }

  /** Gives the events to a host and tells it that the display is on. */
  plug(host: DisplayHost): void {
    this.host = host;
    host.powered(true);
    for (const record of this.early.splice(0)) this.attention(record);
  }

  /** The connection is gone: outstanding reads get no reply any more. */
  disconnected(): void {
    if (!this.connected) return;
    this.connected = false;
    this.pending.length = 0;
    this.early = [];
    this.host?.powered(false);
    this.host = undefined;
  }

  // --- DisplayTerminal

  send(command: number, data: Uint8Array): void {
    if (!this.connected) return;
    const channel = channelCommand(command);
    if (channel === Command.eraseWrite) this.current = this;
    else if (channel === Command.eraseWriteAlternate) this.current = this.alternate;
    const restores =
      channel === Command.eraseAllUnprotected ||
      (channel !== Command.writeStructuredField && data.length > 0 && (data[0] & Wcc.restoreKeyboard) !== 0);
    if (restores) {
      this.keyboardLocked = false;
      this.lastAid = Aid.none;
    }
    this.transmit(command, data);
  }

  request(command: number, reply: (data: Uint8Array) => void): void {
    if (!this.connected) return;
    this.pending.push({ command: channelCommand(command) ?? command, reply });
    this.transmit(command, new Uint8Array(0));
  }

  // --- from the connection

  /** A record of the client, without framing. */
  received(record: Uint8Array): void {
    if (!this.connected || record.length === 0) return;
    if (this.protocol === 'tn3270') {
      this.inbound(record);
      return;
    }
    const header = decodeHeader(record);
    const data = record.subarray(HEADER_LENGTH);
    switch (header?.dataType) {
      case undefined:
        this.line.fail(`record of ${record.length} bytes is shorter than a TN3270E header`);
        break;
      case EDataType.data3270:
        if (data.length > 0) this.inbound(data);
        break;
      case EDataType.response:
        if (header?.response === EResponseKind.negative)
          this.line.log(`display rejected record ${header.sequence} (reason ${data[0] ?? 'unknown'})`);
        break;
      case EDataType.sscpLuData:
        // after SYSREQ the client talks to the SSCP, which we are not: back to the session
        this.line.log('SSCP-LU data ignored');
        break;
      default:
        this.line.fail(`TN3270E record of type ${record[0]}`);
    }
  }

  /** IAC BRK or IAC IP: the ATTN key. The host sees PA1, VM's attention key. */
  attentionKey(): void {
    // some clients send PA1 as a record too; the second tells nothing new
    if (this.keyboardLocked && this.lastAid === Aid.pa1) return;
    this.attention(Uint8Array.of(Aid.pa1));
  }

  /** IAC AO: the SYSREQ key of TN3270E. The host sees a test request. */
  systemRequestKey(): void {
    if (this.sscp) this.attention(TEST_REQUEST_HEADER);
  }

  private transmit(command: number, data: Uint8Array): void {
    const code = remoteCommand(command) ?? command;
    const body = channelCommand(command) === Command.eraseAllUnprotected ? new Uint8Array(0) : data;
    const parts = [Uint8Array.of(code), body];
    if (this.protocol === 'tn3270e') {
      parts.unshift(
        encodeHeader({
          dataType: EDataType.data3270,
          request: 0,
          response: EResponseFlag.none,
          sequence: this.sequence,
        }),
      );
      this.sequence = (this.sequence + 1) & 0x7fff;
    }
    this.line.write(framedRecord(...parts));
  }

  private inbound(record: Uint8Array): void {
    const reason = faultOf(record);
    if (reason) {
      this.line.fail(reason);
      return;
    }
    if (this.sizeKnown && record[0] === Aid.structuredField) {
      this.alternate = parseQueryReply(record)?.usable ?? this.alternate;
      const known = this.sizeKnown;
      this.sizeKnown = undefined;
      known();
      return;
    }
    const waiting = this.pending[0];
    if (waiting && this.answers(waiting.command, record)) {
      this.pending.shift();
      waiting.reply(record);
    } else this.attention(record);
  }

  /**
   * Whether a record is the reply to the oldest read command, or a key that the operator pressed before the
   * command arrived. The protocol does not mark replies, but a key locks the keyboard, so at most one can cross.
   */
  private answers(command: number, record: Uint8Array): boolean {
    if (record[0] === Aid.structuredField) return false;
    if (command === Command.readBuffer) return record.length >= 3 + this.current.rows * this.current.columns;
    return record[0] === Aid.none || this.keyboardLocked;
  }

  private attention(record: Uint8Array): void {
    if (record[0] !== Aid.structuredField) {
      this.keyboardLocked = true;
      this.lastAid = record[0];
    }
    if (this.host) this.host.attention(record);
    else if (this.early.length < MOST_EARLY_RECORDS) this.early.push(record);
  }
}

/** What is wrong with an inbound record; undefined when it can be one of a display. */
function faultOf(record: Uint8Array): string | undefined {
  const aid = record[0];
  if (aid === TEST_REQUEST_HEADER[0]) {
    return TEST_REQUEST_HEADER.every((byte, i) => record[i] === byte)
      ? undefined
      : 'record with a broken test request';
  }
  if (aidName(aid) === undefined)
    return `record with AID X'${aid.toString(16).toUpperCase().padStart(2, '0')}'`;
  if (isShortRead(aid) || aid === Aid.structuredField || record.length >= 3) return undefined;
  return `record of ${record.length} bytes without a cursor address`;
}
