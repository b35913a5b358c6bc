import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { DisplayHost } from '../../s370/index.js';
import { DEFAULT_LIMITS } from '../telnet/parser.js';
import type { TelnetLimits } from '../telnet/parser.js';
import { Connection } from './connection.js';
import type { LuAssignment } from './negotiation.js';
import type { RemoteTerminal } from './remote-terminal.js';

export interface Tn3270ServerOptions {
  /** Address to listen on. Default 127.0.0.1: nobody else's machine can reach it. */
  readonly host?: string;
  /** TCP port; 0 takes a free one. Default 3270. */
  readonly port?: number;
  /** Offer TN3270E before basic TN3270. Default false. */
  readonly tn3270e?: boolean;
  /** Connections at the same time; more are refused with a message. Default 64. */
  readonly maxConnections?: number;
  /** Milliseconds, default 10 000. */
  readonly negotiationTimeout?: number;
  /** Milliseconds of silence before a sign of life is asked for; 0 = never. Default 60 000. */
  readonly keepAlive?: number;
  /** Bytes that may wait for a client that does not read. Default 1 MiB. */
  readonly writeBuffer?: number;
  readonly limits?: Partial<TelnetLimits>;
  /** Takes one line without newline about what went wrong or came and went. */
  readonly log?: (line: string) => void;
  /**
   * Names the logical unit of a client; `wanted` is the name it asks for. Without this, clients get the name
   * they ask for, if no other has it, else LU0001, LU0002 …
   */
  readonly assignLu?: (wanted: string | undefined) => LuAssignment;
  /** A display has connected: the host that takes its events, or a message for its operator. */
  readonly onTerminal: (terminal: RemoteTerminal) => DisplayHost | { readonly refuse: string };
}

const LU_NAME = /^[A-Z0-9$#@]{1,8}$/;

/**
 * TN3270 server: every client that proves to be a 3270 display becomes a `DisplayTerminal`. A client that breaks
 * the protocol loses its own connection and nothing else. RFC 1576, RFC 2355.
 */
export class Tn3270Server {
  private readonly server: Server;
  private readonly connections = new Map<Connection, string | undefined>();
  private serial = 0;

  constructor(private readonly options: Tn3270ServerOptions) {
    this.server = createServer({ allowHalfOpen: false }, (socket) => {
      if (this.connections.size >= (options.maxConnections ?? 64)) {
        this.log(`terminal - at ${socket.remoteAddress}:${socket.remotePort}: refused, too many connections`);
        socket.on('error', () => socket.destroy());
        socket.end('\r\nAll terminal lines of this system are in use.\r\n');
        return;
      }
      const connection = new Connection(
        socket,
        {
          tn3270e: options.tn3270e ?? false,
          negotiationTimeout: options.negotiationTimeout ?? 10_000,
          keepAlive: options.keepAlive ?? 60_000,
          writeBuffer: options.writeBuffer ?? 1 << 20,
          limits: { ...DEFAULT_LIMITS, ...options.limits },
        },
        {
          log: (line) => this.log(line),
          assignLu: (from, wanted) => this.assignLu(from, wanted),
          terminal: (from, terminal) => this.terminal(from, terminal),
          closed: (from) => void this.connections.delete(from),
        },
      );
      this.connections.set(connection, undefined);
      connection.start();
    });
  }

  /** Starts listening: the port. Rejects with the host's error (port in use, no permission). */
  listen(): Promise<number> {
    const { server, options } = this;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 3270, options.host ?? '127.0.0.1', () => {
        server.off('error', reject);
        server.on('error', (error) => this.log(`terminal server: ${error.message}`));
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  /** Number of clients connected, negotiating ones included. */
  get connectionCount(): number {
    return this.connections.size;
  }

  /** Closes every connection and stops listening. */
  close(): Promise<void> {
    for (const connection of [...this.connections.keys()]) connection.close();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private log(line: string): void {
    this.options.log?.(line);
  }

  private terminal(connection: Connection, terminal: RemoteTerminal): void {
    this.log(
      `terminal ${terminal.lu} at ${terminal.peer}: ${terminal.typeName} connected (${terminal.protocol})`,
    );
    const host = this.options.onTerminal(terminal);
    if ('refuse' in host) connection.refuse(host.refuse);
    else terminal.plug(host);
  }

  private assignLu(connection: Connection, wanted: string | undefined): LuAssignment {
    this.connections.set(connection, undefined);
    const assignment = this.options.assignLu ? this.options.assignLu(wanted) : this.ownLu(wanted);
    if ('lu' in assignment) this.connections.set(connection, assignment.lu);
    return assignment;
  }

  private ownLu(wanted: string | undefined): LuAssignment {
    const taken = new Set(this.connections.values());
    if (wanted !== undefined) {
      if (!LU_NAME.test(wanted)) return { refuse: 'unknown' };
      return taken.has(wanted) ? { refuse: 'in-use' } : { lu: wanted };
    }
    let lu: string;
    do lu = `LU${String((this.serial = (this.serial % 9999) + 1)).padStart(4, '0')}`;
    while (taken.has(lu));
    return { lu };
  }
}
