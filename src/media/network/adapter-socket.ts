import { randomBytes } from 'node:crypto';
import { createConnection, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { AdapterLink, AdapterSide } from '../../s370/index.js';
import type { AdapterMessage } from '../../s370/index.js';
import { AdapterFrames, encodeAdapterMessage, encodeHello } from './adapter-frames.js';

/** Where the two processes find each other. Each listens and calls; the first connection that both agree on is used. */
export interface AdapterSocketOptions {
  /** Port to listen on; undefined: only call. */
  readonly localPort: number | undefined;
  /** Interface to listen on; all without it. */
  readonly localHost?: string;
  /** Whom to call; undefined: only listen. */
  readonly remote: { readonly host: string; readonly port: number } | undefined;
  /** Milliseconds between calls while nobody answers. */
  readonly retry?: number;
  /** Something has come from the other side: the machine may be asleep. */
  readonly wake?: () => void;
  /** A line for the operator. */
  readonly log?: (line: string) => void;
}

const RETRY = 2000;

/** The cable of a channel-to-channel adapter between two processes, over TCP. */
export class AdapterSocket implements AdapterLink {
  /** Decides which connection is used when both sides have called, and whose command stands when two cross. */
  private readonly own = randomBytes(8);
  private side: AdapterSide | undefined;
  private server: Server | undefined;
  private link: Peer | undefined;
  private timer: NodeJS.Timeout | undefined;
  private calling: Socket | undefined;
  private closed = false;

  constructor(private readonly options: AdapterSocketOptions) {}

  get primary(): boolean {
    return this.link?.primary ?? true;
  }

  /** Ready when the port is listened on. Rejects with the host's error (port in use). */
  listen(): Promise<void> {
    const { localPort, localHost } = this.options;
    if (localPort === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const server = createServer((socket) => this.accept(socket, false));
      this.server = server;
      server.once('error', (error) => {
        this.log(`port ${localPort}: ${error.message}`);
        reject(error);
      });
      server.listen(localPort, localHost, () => resolve());
    });
  }

  /** The port that is listened on. */
  get port(): number | undefined {
    const address = this.server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  attach(side: AdapterSide): void {
    this.side = side;
    // The port is tried at once; that it can't be had is told to the operator, and calling goes on.
    this.listen().catch(() => undefined);
    this.call();
  }

  send(message: AdapterMessage): void {
    this.link?.socket.write(encodeAdapterMessage(message));
  }

  close(): void {
    this.closed = true;
    this.side = undefined;
    clearTimeout(this.timer);
    this.server?.close();
    this.calling?.destroy();
    const { link } = this;
    this.link = undefined;
    link?.socket.end();
  }

  private call(): void {
    const { remote } = this.options;
    if (remote === undefined || this.closed || this.link !== undefined) return;
    const socket = createConnection(remote.port, remote.host);
    this.calling = socket;
    socket.once('connect', () => this.accept(socket, true));
    socket.once('error', () => undefined);
    socket.once('close', () => {
      if (this.calling === socket) this.calling = undefined;
      this.callLater();
    });
  }

  private callLater(): void {
    if (this.closed || this.options.remote === undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.call(), this.options.retry ?? RETRY);
    this.timer.unref();
  }

  /** A connection is there: each side says who it is, then it is used, or given up for another. */
  private accept(socket: Socket, called: boolean): void {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    const frames = new AdapterFrames({
      hello: (other) => this.hello(socket, called, other),
      message: (message) => {
        if (this.link?.socket !== socket) return;
        this.side?.received(message);
        this.options.wake?.();
      },
      violation: (reason) => {
        this.log(`connection closed: ${reason}`);
        socket.destroy();
      },
    });
    socket.on('data', (bytes) => frames.push(bytes));
    socket.once('close', () => this.lost(socket));
    socket.write(encodeHello(this.own));
  }

  private hello(socket: Socket, called: boolean, other: Uint8Array): void {
    const order = Buffer.compare(this.own, other);
    if (order === 0 || this.closed) {
      if (order === 0) this.log('connection closed: the adapter is connected to itself');
      socket.destroy();
      return;
    }
    const primary = order > 0;
    // Of two connections between the same two, the one that the primary side has called is kept.
    const preferred = called === primary;
    if (this.link !== undefined && !preferred) return;
    const before = this.link;
    this.link = { socket, primary };
    before?.socket.destroy();
    if (before === undefined) {
      this.log(`connected to ${socket.remoteAddress ?? '?'}:${socket.remotePort ?? 0}`);
      this.side?.connected(true);
      this.options.wake?.();
    }
  }

  private lost(socket: Socket): void {
    if (this.link?.socket !== socket) return;
    this.link = undefined;
    if (this.closed) return;
    this.log('the other side is gone');
    this.side?.connected(false);
    this.options.wake?.();
    this.callLater();
  }

  private log(text: string): void {
    this.options.log?.(`channel-to-channel adapter: ${text}`);
  }
}

interface Peer {
  readonly socket: Socket;
  readonly primary: boolean;
}
