import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A raw TCP client for tests of the telnet layer: sends bytes, collects what comes, waits for it. */
export class RawClient {
  private received = Buffer.alloc(0);
  closed = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes) => (this.received = Buffer.concat([this.received, bytes])));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  static connect(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port }, () => resolve(new RawClient(socket)));
      socket.once('error', reject);
    });
  }

  send(...bytes: number[]): void {
    this.socket.write(Uint8Array.from(bytes));
  }

  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  pause(): void {
    this.socket.pause();
  }

  get bytes(): Buffer {
    return this.received;
  }

  get hex(): string {
    return this.received.toString('hex');
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  /** Waits until `hex` has arrived, and forgets everything up to its end. */
  async expectHex(hex: string, timeout = 3000): Promise<void> {
    await this.until(() => this.hex.includes(hex), `bytes ${hex}`, timeout);
    this.received = this.received.subarray(this.received.indexOf(Buffer.from(hex, 'hex')) + hex.length / 2);
  }

  async expectClosed(timeout = 5000): Promise<void> {
    await this.until(() => this.closed, 'end of the connection', timeout);
  }

  /** Answers the basic TN3270 negotiation as an IBM-3278-2 that asks for `lu`. */
  async negotiate(lu?: string): Promise<void> {
    await this.expectHex('fffd18');
    this.send(0xff, 0xfb, 0x18);
    await this.expectHex('fffa1801fff0');
    const name = Buffer.from(`IBM-3278-2${lu ? `@${lu}` : ''}`);
    this.send(0xff, 0xfa, 0x18, 0x00, ...name, 0xff, 0xf0);
    await this.expectHex('fffd19fffb19fffd00fffb00');
    this.send(0xff, 0xfb, 0x19, 0xff, 0xfd, 0x19, 0xff, 0xfb, 0x00, 0xff, 0xfd, 0x00);
  }

  close(): void {
    this.socket.destroy();
  }

  private async until(condition: () => boolean, what: string, timeout: number): Promise<void> {
    const end = Date.now() + timeout;
    while (!condition()) {
      if (Date.now() > end) throw new Error(`no ${what} within ${timeout} ms; received ${this.hex}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
