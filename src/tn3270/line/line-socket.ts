import { createConnection, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { DialledNumber, LineHost, LineTerminal } from '../../s370/index.js';
import { Telnet, negotiation } from '../telnet/codes.js';
import type { NegotiationVerb } from '../telnet/codes.js';
import { TelnetParser } from '../telnet/parser.js';

/** Where the terminals of a line come from. */
export interface LineSocketOptions {
  /** Port to listen on; undefined: nobody can call. */
  readonly localPort: number | undefined;
  /** Interface to listen on; all without it. */
  readonly localHost?: string;
  /** Where a leased line goes. */
  readonly remote: { readonly host: string; readonly port: number } | undefined;
  /** Something has come: the machine may be asleep. */
  readonly wake?: () => void;
  /** A line for the operator. */
  readonly log?: (line: string) => void;
}

/** Bytes that may wait for a slow terminal before its connection is closed. */
const MOST_WAITING = 1 << 20;

/** A communication line whose terminal is a telnet client (RFC 854), or a program that sends plain bytes. */
export class LineSocket implements LineTerminal {
  private host: LineHost | undefined;
  private server: Server | undefined;
  private socket: Socket | undefined;
  private calling: Socket | undefined;
  private willing = false;

  constructor(private readonly options: LineSocketOptions) {}

  attach(host: LineHost): void {
    this.host = host;
    const { localPort, localHost } = this.options;
    if (localPort === undefined) return;
    this.server = createServer((socket) => this.called(socket));
    this.server.on('error', (error) => this.log(`port ${localPort}: ${error.message}`));
    this.server.listen(localPort, localHost);
  }

  /** The port that is listened on, once it is. */
  get port(): number | undefined {
    const address = this.server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  answer(willing: boolean): void {
    this.willing = willing;
  }

  call(number: DialledNumber | undefined): void {
    const remote = number ?? this.options.remote;
    if (this.socket !== undefined || this.calling !== undefined) return;
    if (remote === undefined) {
      // A leased line that nobody is called on waits for the other end.
      if (this.options.localPort === undefined) this.failed();
      return;
    }
    const socket = createConnection(remote.port, remote.host);
    this.calling = socket;
    socket.once('connect', () => {
      this.calling = undefined;
      this.connect(socket);
    });
    socket.on('error', (error) => {
      this.log(`call to ${remote.host}:${remote.port} failed: ${error.message}`);
      if (this.calling !== socket) return;
      this.calling = undefined;
      this.failed();
    });
  }

  hangUp(): void {
    this.calling?.destroy();
    this.calling = undefined;
    const { socket } = this;
    this.socket = undefined;
    socket?.end();
  }

  write(ascii: Uint8Array): void {
    const bytes: number[] = [];
    for (const byte of ascii) {
      bytes.push(byte);
      if (byte === Telnet.iac) bytes.push(byte);
    }
    this.send(Uint8Array.from(bytes));
  }

  sendBreak(): void {
    this.send(Uint8Array.of(Telnet.iac, Telnet.break));
  }

  close(): void {
    this.host = undefined;
    this.hangUp();
    this.server?.close();
  }

  private called(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.socket !== undefined) {
      socket.end('\r\nThis line is in use.\r\n');
    } else if (!this.willing) {
      socket.end('\r\nThis line is not enabled.\r\n');
    } else {
      this.connect(socket);
    }
  }

  private connect(socket: Socket): void {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const parser = new TelnetParser({
      text: (bytes) => this.host?.received(bytes),
      record: () => undefined,
      negotiate: (verb, option) => this.refuse(verb, option),
      subnegotiation: () => undefined,
      command: (code) => {
        if (code === Telnet.break || code === Telnet.interruptProcess) this.host?.breakReceived();
        else if (code === Telnet.areYouThere) this.send(Uint8Array.of(Telnet.iac, Telnet.nop));
      },
      violation: (reason) => {
        this.log(reason);
        socket.destroy();
      },
    });
    socket.on('data', (bytes) => {
      if (this.socket !== socket) return;
      parser.push(bytes);
      this.options.wake?.();
    });
    socket.once('close', () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.log('terminal has gone');
      this.host?.disconnected();
      this.options.wake?.();
    });
    this.log(`terminal at ${socket.remoteAddress ?? '?'}:${socket.remotePort ?? 0}`);
    this.host?.connected();
    this.options.wake?.();
  }

  private failed(): void {
    this.host?.callFailed();
    this.options.wake?.();
  }

  /** A teletype has no options. */
  private refuse(verb: NegotiationVerb, option: number): void {
    if (verb === 'will') this.send(negotiation('dont', option));
    else if (verb === 'do') this.send(negotiation('wont', option));
  }

  private send(bytes: Uint8Array): void {
    const { socket } = this;
    if (socket === undefined) return;
    socket.write(bytes);
    if (socket.writableLength > MOST_WAITING) {
      this.log('terminal does not take its data');
      socket.destroy();
    }
  }

  private log(text: string): void {
    this.options.log?.(`communication line: ${text}`);
  }
}
