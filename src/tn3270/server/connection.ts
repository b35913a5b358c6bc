import type { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers';
import { DataStreamBuilder, Command } from '../datastream/index.js';
import { Telnet, TelnetOption, negotiation } from '../telnet/codes.js';
import { TelnetParser } from '../telnet/parser.js';
import type { TelnetLimits } from '../telnet/parser.js';
import { ServerNegotiation } from './negotiation.js';
import type { LuAssignment, NegotiatedSession } from './negotiation.js';
import { RemoteTerminal } from './remote-terminal.js';

/** Times and sizes of a connection. */
export interface ConnectionSettings {
  readonly tn3270e: boolean;
  /** Milliseconds a client may take until it has proved to be a 3270 display. */
  readonly negotiationTimeout: number;
  /** Milliseconds of silence after which the client is asked for a sign of life; 0 = never. */
  readonly keepAlive: number;
  /** Bytes that may wait for a slow client before its connection is closed. */
  readonly writeBuffer: number;
  readonly limits: TelnetLimits;
}

/** What a connection tells the server. */
export interface ConnectionEvents {
  log(line: string): void;
  assignLu(connection: Connection, wanted: string | undefined): LuAssignment;
  /** A display is there; nothing has been sent to it. */
  terminal(connection: Connection, terminal: RemoteTerminal): void;
  closed(connection: Connection): void;
}

/** Signs of life that may stay out before a client counts as gone. */
const MOST_SILENT_PERIODS = 2;
/** A refused client keeps its message this long unless it goes by itself. */
const REFUSAL_STAYS = 15_000;
/** Time for the last bytes to leave before the socket is destroyed. */
const LINGER = 2_000;

/** One client: socket, telnet, negotiation, and the terminal that comes of it. */
export class Connection {
  readonly peer: string;
  terminal: RemoteTerminal | undefined;
  private readonly parser: TelnetParser;
  private readonly negotiation: ServerNegotiation;
  private timer: NodeJS.Timeout | undefined;
  private silentPeriods = 0;
  private answersTimingMark = false;
  private heard = false;
  private open = true;

  constructor(
    private readonly socket: Socket,
    private readonly settings: ConnectionSettings,
    private readonly events: ConnectionEvents,
  ) {
    this.peer = `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
    this.parser = new TelnetParser(
      {
        text: () => this.notDisplay('plain text from the client'),
        record: (record) => this.terminal?.received(record),
        negotiate: (verb, option) => {
          if (option === TelnetOption.timingMark) this.answersTimingMark = true;
          this.negotiation.negotiate(verb, option);
        },
        subnegotiation: (option, data) => this.negotiation.subnegotiate(option, data),
        command: (code) => this.command(code),
        violation: (reason) => this.fail(reason),
      },
      settings.limits,
    );
    this.negotiation = new ServerNegotiation(
      {
        send: (bytes) => this.write(bytes),
        assignLu: (wanted) => events.assignLu(this, wanted),
        done: (session) => this.negotiated(session),
        notDisplay: (reason) => this.notDisplay(reason),
        refused: (lu, reason) =>
          this.closeWithText(
            `LU ${lu} is ${reason === 'in-use' ? 'in use' : 'unknown here'}.`,
            `asked for LU ${lu}: ${reason}`,
          ),
        withdrawn: (reason) => this.fail(reason),
      },
      { tn3270e: settings.tn3270e },
    );
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.on('data', (bytes) => this.data(bytes));
    socket.on('error', (error) => this.end(error.message));
    socket.on('end', () => this.end('client closed the connection'));
    socket.on('close', () => this.end('connection closed'));
  }

  start(): void {
    this.timer = after(
      () => this.notDisplay('no answer to the negotiation'),
      this.settings.negotiationTimeout,
    );
    this.negotiation.start();
  }

  /** Shows a message on the display and closes when its operator goes on, or after some seconds. */
  refuse(message: string): void {
    const terminal = this.terminal;
    if (!terminal || !this.open) return;
    this.log(`refused: ${message}`);
    terminal.plug({ attention: () => this.close(), powered: () => undefined });
    const text = new DataStreamBuilder({ restoreKeyboard: true, soundAlarm: true }).at(0, 0);
    text.field({ protected: true, display: 'intensified' }).text(message.slice(0, 79));
    terminal.send(Command.eraseWrite, text.insertCursor().bytes());
    clearTimeout(this.timer);
    this.timer = after(() => this.close(), REFUSAL_STAYS);
  }

  /** Closes the connection; what was written still goes out. */
  close(): void {
    this.end('closed by the system');
  }

  private data(bytes: Uint8Array): void {
    this.heard = true;
    if (!this.open) return;
    try {
      this.parser.push(bytes);
    } catch (error) {
      // whatever a client's bytes brought to light costs that client its connection, not everybody the system
      this.fail(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }

  private write(bytes: Uint8Array): void {
    if (!this.open) return;
    this.socket.write(bytes);
    if (this.socket.writableLength > this.settings.writeBuffer) {
      this.log(`closed: client does not take its data, ${this.socket.writableLength} bytes wait`);
      this.end();
      this.socket.destroy();
    }
  }

  private command(code: number): void {
    if (code === Telnet.break || code === Telnet.interruptProcess) this.terminal?.attentionKey();
    else if (code === Telnet.abortOutput) this.terminal?.systemRequestKey();
    else if (code === Telnet.areYouThere) this.write(Uint8Array.of(Telnet.iac, Telnet.nop));
  }

  private negotiated(session: NegotiatedSession): void {
    clearTimeout(this.timer);
    this.parser.setMode('records');
    const terminal = new RemoteTerminal(session, this.peer, {
      write: (bytes) => this.write(bytes),
      fail: (reason) => this.fail(reason),
      log: (text) => this.log(text),
    });
    this.terminal = terminal;
    const ready = (): void => {
      clearTimeout(this.timer);
      this.watch();
      this.events.terminal(this, terminal);
    };
    if (!session.type.dynamic) {
      ready();
      return;
    }
    this.timer = after(() => this.fail('display does not tell its size'), this.settings.negotiationTimeout);
    terminal.querySize(ready);
  }

  /** Asks a silent client for a sign of life; one that has answered before and stops answering is gone. */
  private watch(): void {
    if (this.settings.keepAlive === 0) return;
    this.timer = setInterval(() => {
      if (this.heard) this.silentPeriods = 0;
      else if (this.answersTimingMark && ++this.silentPeriods > MOST_SILENT_PERIODS) {
        this.fail('client gives no sign of life');
        return;
      }
      if (!this.heard) this.write(negotiation('do', TelnetOption.timingMark));
      this.heard = false;
    }, this.settings.keepAlive);
    this.timer.unref();
  }

  private notDisplay(reason: string): void {
    if (this.terminal) this.fail(reason);
    else
      this.closeWithText(
        'This is a 3270 system. Please connect with a TN3270 client, such as c3270 or x3270.',
        reason,
      );
  }

  private closeWithText(text: string, reason: string): void {
    if (!this.open) return;
    this.write(new TextEncoder().encode(`\r\n${text}\r\n`));
    this.fail(reason);
  }

  /** Ends the connection because of what the client did. */
  private fail(reason: string): void {
    this.end(`closed: ${reason}`);
  }

  private log(text: string): void {
    this.events.log(`terminal ${this.terminal?.lu ?? '-'} at ${this.peer}: ${text}`);
  }

  private end(reason?: string): void {
    if (!this.open) return;
    this.open = false;
    clearTimeout(this.timer);
    this.parser.stop();
    if (reason) this.log(reason);
    this.socket.end();
    const { socket } = this;
    after(() => socket.destroy(), LINGER).unref();
    this.terminal?.disconnected();
    this.events.closed(this);
  }
}
