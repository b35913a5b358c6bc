/** Lines between systems: TCP connections for the links of the network station. */

import { connect, createServer, type Server, type Socket } from 'node:net';
import { FrameReader, ProtocolError } from '../cp/network/frames.js';
import type { LineConnection, Link } from '../cp/network/link.js';
import type { Network } from '../cp/network/network.js';

/** A link as `system.json` has it. */
export interface LinkAddress {
  /** Node name of the other system. */
  readonly name: string;
  /** Where it listens; left out when it calls us. */
  readonly host?: string;
  readonly port?: number;
  /** Both systems have to say the same. */
  readonly password?: string;
  /** False: not before START. */
  readonly start?: boolean;
}

/** `network` in `system.json`. */
export interface NetworkSite {
  /** Userid that files are spooled to; default RSCS. */
  readonly userid?: string;
  /** Where others may call; left out when nobody does. */
  readonly listen?: { readonly host?: string; readonly port: number };
  readonly links: readonly LinkAddress[];
  /** Nodes that are reached over others: `{ "FAR": "NEAR" }`. */
  readonly routes?: Readonly<Record<string, string>>;
}

export interface NetworkLinesHost {
  /** Gives work to CP, in its own time. */
  submit(work: () => void): void;
  log(text: string): void;
}

/** Milliseconds between attempts to call. */
const RETRY = 5000;
/** Milliseconds that a caller has to say who he is. */
const PATIENCE = 10_000;
const KEEP_ALIVE = 15_000;
const MOST_CALLERS = 64;

/** Calls other systems and takes their calls. */
export class NetworkLines {
  private server: Server | undefined;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly wanted = new Set<string>();
  private readonly sockets = new Set<Socket>();
  /** The socket of a link: the one that was opened last. */
  private readonly lines = new Map<string, Socket>();
  private closed = false;

  constructor(
    private readonly site: NetworkSite,
    private readonly network: Network,
    private readonly host: NetworkLinesHost,
  ) {}

  /** Begins to listen and to call. Answers the port that is listened at. */
  async open(): Promise<number | undefined> {
    for (const { name, start } of this.site.links) {
      if (start === false) continue;
      const link = this.network.links.get(name);
      if (link !== undefined) link.state = 'connecting';
      this.want(name, true);
    }
    const { listen } = this.site;
    if (listen === undefined) return undefined;
    const server = createServer((socket) => this.called(socket));
    this.server = server;
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(listen.port, listen.host ?? '127.0.0.1', done);
    });
    server.on('error', (error) => this.host.log(`network: ${error.message}`));
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : listen.port;
  }

  /** START and DRAIN. */
  want(name: string, wanted: boolean): void {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
    if (wanted) {
      this.wanted.add(name);
      this.call(name);
    } else this.wanted.delete(name);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    if (server?.listening === true) await new Promise<void>((done) => server.close(() => done()));
  }

  private call(name: string): void {
    const address = this.site.links.find((link) => link.name === name);
    const link = this.network.links.get(name);
    if (address?.host === undefined || address.port === undefined || link === undefined) return;
    if (this.closed || !this.wanted.has(name) || this.lines.has(name)) return;
    const socket = connect(address.port, address.host);
    this.keep(socket);
    let line: LineConnection | undefined;
    socket.once('connect', () => {
      if (this.lines.has(name)) return socket.destroy();
      line = this.attach(link, socket);
    });
    socket.once('close', () => {
      if (line === undefined) this.callAgain(name);
    });
  }

  private callAgain(name: string): void {
    if (this.closed || !this.wanted.has(name) || this.timers.has(name)) return;
    const timer = setTimeout(() => {
      this.timers.delete(name);
      this.call(name);
    }, RETRY);
    timer.unref();
    this.timers.set(name, timer);
  }

  /** Somebody calls: his first frame says who he is. */
  private called(socket: Socket): void {
    if (this.sockets.size >= MOST_CALLERS) {
      socket.destroy();
      return;
    }
    this.keep(socket);
    const patience = setTimeout(() => socket.destroy(), PATIENCE);
    const reader = new FrameReader();
    let held = Buffer.alloc(0);
    const greet = (bytes: Buffer): void => {
      held = Buffer.concat([held, bytes]);
      try {
        const [first] = reader.take(bytes);
        if (first === undefined) return;
        clearTimeout(patience);
        socket.off('data', greet);
        const link = first.kind === 'hello' ? this.network.links.get(first.node) : undefined;
        if (link === undefined || !this.takes(link)) {
          this.host.log(`network: call from ${socket.remoteAddress ?? 'nowhere'} refused`);
          socket.destroy();
          return;
        }
        this.attach(link, socket);
        socket.emit('data', held);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.host.log(`network: call from ${socket.remoteAddress ?? 'nowhere'}: ${error.message}`);
        socket.destroy();
      }
    };
    socket.on('data', greet);
    socket.once('close', () => clearTimeout(patience));
  }

  /** When both ends call, the call of the one whose name comes first is taken. */
  private takes(link: Link): boolean {
    if (link.state === 'inactive' || link.state === 'draining') return false;
    return !this.lines.has(link.name) || link.name < this.network.node;
  }

  private attach(link: Link, socket: Socket): LineConnection {
    const line: LineConnection = {
      send: (bytes) => void socket.write(bytes),
      get backlog() {
        return socket.writableLength;
      },
      close: () => socket.destroy(),
    };
    this.lines.set(link.name, socket);
    socket.setKeepAlive(true, KEEP_ALIVE);
    this.host.submit(() => link.connected(line));
    socket.on('data', (bytes: Buffer) => this.host.submit(() => link.input(line, Uint8Array.from(bytes))));
    socket.once('close', () => {
      if (this.lines.get(link.name) === socket) this.lines.delete(link.name);
      this.host.submit(() => link.disconnected(line));
      this.callAgain(link.name);
    });
    return line;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    // what went wrong shows in the close that follows
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }
}
