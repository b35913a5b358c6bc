import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { DisplayModel } from '../datastream/index.js';
import { Telnet, framedRecord } from '../telnet/codes.js';
import { TelnetParser } from '../telnet/parser.js';
import {
  EDataType,
  EFunction,
  EResponseFlag,
  EResponseKind,
  HEADER_LENGTH,
  decodeHeader,
  encodeHeader,
} from '../telnet/tn3270e.js';
import type { EHeader } from '../telnet/tn3270e.js';
import { ClientNegotiation } from './negotiation.js';
import type { HostTransport, TransportEvents } from './transport.js';

export interface Tn3270TransportOptions {
  readonly host: string;
  readonly port: number;
  readonly model: DisplayModel;
  /** LU name to ask for. */
  readonly lu?: string;
  /** Agree to TN3270E when the host offers it. Default true. */
  readonly tn3270e?: boolean;
  /** Milliseconds for the TCP connection. Default 15 000. */
  readonly connectTimeout?: number;
}

/** Negative response codes of TN3270E. */
const COMMAND_REJECT = 0x00;
const OPERATION_CHECK = 0x02;

/** A TCP connection to a TN3270 or TN3270E host, from the client's side. */
export class Tn3270Transport implements HostTransport {
  private socket: Socket | undefined;
  private events: TransportEvents | undefined;
  private readonly parser: TelnetParser;
  private readonly negotiation: ClientNegotiation;
  private protocol: 'none' | 'tn3270' | 'tn3270e' = 'none';
  private functions: ReadonlySet<number> = new Set();
  private sequence = 0;
  private refusal: string | undefined;

  constructor(private readonly options: Tn3270TransportOptions) {
    this.negotiation = new ClientNegotiation(
      {
        typeName: `IBM-3279-${options.model}-E`,
        deviceType: `IBM-3278-${options.model}-E`,
        lu: options.lu,
        tn3270e: options.tn3270e ?? true,
      },
      {
        send: (bytes) => void this.socket?.write(bytes),
        connected: (protocol, lu, functions) => {
          this.protocol = protocol;
          this.functions = functions;
          this.parser.setMode('records');
          this.events?.connected(`${options.host}:${options.port}${lu ? ` ${lu}` : ''}`);
        },
        ended: () => {
          this.protocol = 'none';
          this.parser.setMode('text');
        },
        refused: (reason) => {
          this.refusal = reason;
          this.over(reason);
        },
      },
    );
    this.parser = new TelnetParser({
      text: (bytes) => this.events?.text(bytes),
      record: (record) => this.record(record),
      negotiate: (verb, option) => this.negotiation.negotiate(verb, option),
      subnegotiation: (option, data) => this.negotiation.subnegotiate(option, data),
      command: () => undefined,
      violation: (reason) => this.over(`the host broke the protocol: ${reason}`),
    });
  }

  open(events: TransportEvents): void {
    this.events = events;
    const { host, port, connectTimeout = 15_000 } = this.options;
    const socket = connect({ host, port });
    this.socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const timer = setTimeout(() => this.over(`no connection within ${connectTimeout} ms`), connectTimeout);
    socket.on('connect', () => clearTimeout(timer));
    socket.on('data', (bytes) => this.parser.push(bytes));
    socket.on('error', (error) => this.over(error.message));
    socket.on('close', () => {
      clearTimeout(timer);
      this.over(this.refusal ?? 'the host closed the connection');
    });
  }

  transmit(record: Uint8Array): void {
    this.write(EDataType.data3270, EResponseFlag.none, record);
  }

  sendText(line: string): void {
    const bytes = [...new TextEncoder().encode(line)].flatMap((byte) =>
      byte === Telnet.iac ? [byte, byte] : [byte],
    );
    this.socket?.write(Uint8Array.of(...bytes, 0x0d, 0x0a));
  }

  attn(): boolean {
    const code = this.protocol === 'tn3270e' ? Telnet.interruptProcess : Telnet.break;
    this.socket?.write(Uint8Array.of(Telnet.iac, code));
    return true;
  }

  sysReq(): boolean {
    if (this.protocol !== 'tn3270e' || !this.functions.has(EFunction.sysreq)) return false;
    this.socket?.write(Uint8Array.of(Telnet.iac, Telnet.abortOutput));
    return true;
  }

  close(): void {
    this.over('disconnected');
  }

  private over(reason: string): void {
    const { events } = this;
    if (!events) return;
    this.events = undefined;
    this.parser.stop();
    this.socket?.destroy();
    events.closed(reason);
  }

  private write(dataType: number, response: number, data: Uint8Array): void {
    if (this.protocol === 'tn3270') {
      this.socket?.write(framedRecord(data));
      return;
    }
    const header = encodeHeader({ dataType, request: 0, response, sequence: this.sequence });
    this.sequence = (this.sequence + 1) & 0x7fff;
    this.socket?.write(framedRecord(header, data));
  }

  private record(record: Uint8Array): void {
    if (record.length === 0) return;
    if (this.protocol === 'tn3270') {
      this.command(record);
      return;
    }
    const header = decodeHeader(record);
    if (!header) {
      this.over('the host broke the protocol: record shorter than its header');
      return;
    }
    const data = record.subarray(HEADER_LENGTH);
    if (header.dataType === EDataType.data3270) this.respond(header, this.command(data));
    else if (header.dataType === EDataType.nvtData) this.events?.text(data);
  }

  /** Carries out a command; the reply goes out before anything else. */
  private command(record: Uint8Array): 'unknown-command' | 'invalid-data' | undefined {
    if (record.length === 0) return undefined;
    const result = this.events?.command(record[0], record.subarray(1));
    if (result?.reply) this.transmit(result.reply);
    return result?.rejected;
  }

  private respond(header: EHeader, rejected: 'unknown-command' | 'invalid-data' | undefined): void {
    if (!this.functions.has(EFunction.responses)) return;
    const wanted =
      header.response === EResponseFlag.always || (header.response === EResponseFlag.error && rejected);
    if (!wanted) return;
    const code = rejected === 'unknown-command' ? COMMAND_REJECT : rejected ? OPERATION_CHECK : 0x00;
    const kind = rejected ? EResponseKind.negative : EResponseKind.positive;
    const answer = encodeHeader({
      dataType: EDataType.response,
      request: 0,
      response: kind,
      sequence: header.sequence,
    });
    this.socket?.write(framedRecord(answer, Uint8Array.of(code)));
  }
}
