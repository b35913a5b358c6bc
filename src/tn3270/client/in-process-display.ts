import type { DisplayHost, DisplayTerminal } from '../../s370/index.js';
import { ALTERNATE_SIZE, DEFAULT_SIZE } from '../datastream/index.js';
import type { DisplayModel } from '../datastream/index.js';
import type { HostTransport, TransportEvents } from './transport.js';

/**
 * A 3270 in the same process as its machine: no socket, the same data stream. The machine's device sees a
 * `DisplayTerminal`; the terminal session sees a `HostTransport`. Plug the device's `DisplayHost` in and open the
 * session in either order; with the second of them the display is on.
 */
export class InProcessDisplay implements DisplayTerminal, HostTransport {
  readonly rows = DEFAULT_SIZE.rows;
  readonly columns = DEFAULT_SIZE.columns;
  readonly extended = true;
  readonly alternateRows: number;
  readonly alternateColumns: number;
  private host: DisplayHost | undefined;
  private events: TransportEvents | undefined;

  /** `description` is what the terminal's status line shows, such as the device address. */
  constructor(
    readonly model: DisplayModel,
    private readonly description: string,
  ) {
    this.alternateRows = ALTERNATE_SIZE[model].rows;
    this.alternateColumns = ALTERNATE_SIZE[model].columns;
  }

  /** Connects the machine's device. */
  plug(host: DisplayHost): void {
    this.host = host;
    if (this.events) host.powered(true);
  }

  // --- HostTransport

  open(events: TransportEvents): void {
    this.events = events;
    events.connected(this.description);
    this.host?.powered(true);
  }

  close(): void {
    const { events } = this;
    if (!events) return;
    this.events = undefined;
    this.host?.powered(false);
    events.closed('switched off');
  }

  transmit(record: Uint8Array): void {
    this.host?.attention(record);
  }

  attn(): boolean {
    return false;
  }

  sysReq(): boolean {
    return false;
  }

  sendText(): void {
    // a machine's display is never in text mode
  }

  // --- DisplayTerminal, for the device

  send(command: number, data: Uint8Array): void {
    const reply = this.events?.command(command, data).reply;
    // a query's reply is an inbound transmission of its own
    if (reply) queueMicrotask(() => this.host?.attention(reply));
  }

  request(command: number, reply: (data: Uint8Array) => void): void {
    const data = this.events?.command(command, new Uint8Array(0)).reply;
    if (data) queueMicrotask(() => reply(data));
  }
}
