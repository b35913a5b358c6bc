import { SpoolFull, SpoolWriter } from '../spool/index.js';
import type { SpoolFile, SpoolManager, SpoolRecord } from '../spool/index.js';
import { FrameReader, PROTOCOL, ProtocolError, encodeFrame } from './frames.js';
import type { FileHeader, Frame } from './frames.js';

/** A connection to another system; the composition root has sockets for it. */
export interface LineConnection {
  send(bytes: Uint8Array): void;
  /** Bytes that are still to go out. */
  readonly backlog: number;
  close(): void;
}

/** What a link needs of the network station. */
export interface LinkHost {
  readonly node: string;
  readonly manager: SpoolManager;
  /** The header of a file that is to go out; its records follow from the spool. */
  header(file: SpoolFile): FileHeader;
  /** The file is at the other end. */
  sent(link: Link, file: SpoolFile): void;
  /** The other end does not want the file. */
  refused(link: Link, file: SpoolFile, reason: string): void;
  /** Whether and where a file that comes in is wanted. */
  destination(
    header: FileHeader,
  ): { readonly owner: string; readonly tag: string } | { readonly refusal: string };
  /** A file has come in and is in the spool. */
  received(link: Link, file: SpoolFile, header: FileHeader): void;
  message(frame: Extract<Frame, { kind: 'message' }>): void;
  /** The state of the link has changed. */
  changed(link: Link, what: 'connected' | 'disconnected', reason?: string): void;
  /** Calls `action` a little later, between other work. */
  soon(action: () => void): void;
  timeOfDay(): number;
  readonly userid: string;
}

/** Bytes on their way at which sending waits. */
const BACKLOG = 256 * 1024;
const PAGE_OF_RECORDS = 16 * 1024;
/** Files that came in lately, to know them when they come again. */
const REMEMBERED = 1000;

interface Sending {
  readonly file: SpoolFile;
  readonly records: Generator<SpoolRecord>;
  count: number;
  complete: boolean;
}

interface Receiving {
  readonly header: FileHeader;
  readonly owner: string;
  readonly tag: string;
  readonly writer: SpoolWriter;
  count: number;
}

/** A link to one other system: files go one after the other, and leave the spool when the other end has them in its own. */
export class Link {
  /** `inactive`: not started; `connecting`: started, without a line; `active`; `draining`: no more files are begun. */
  state: 'inactive' | 'connecting' | 'active' | 'draining' = 'inactive';
  held = false;
  filesSent = 0;
  filesReceived = 0;
  readonly queue: SpoolFile[] = [];
  private connection: LineConnection | undefined;
  private reader = new FrameReader();
  private greeted = false;
  private sending: Sending | undefined;
  private receiving: Receiving | undefined;
  private readonly seen: string[] = [];

  constructor(
    readonly name: string,
    private readonly host: LinkHost,
    /** What both ends have to say. */
    private readonly password = '',
  ) {}

  /** Number of the file that is going out. */
  get current(): SpoolFile | undefined {
    return this.sending?.file;
  }

  get recordsSent(): number {
    return this.sending?.count ?? 0;
  }

  /** A line to the other system: both ends say who they are. */
  connected(connection: LineConnection): void {
    const before = this.connection;
    this.reset();
    before?.close();
    this.connection = connection;
    connection.send(
      encodeFrame({ kind: 'hello', protocol: PROTOCOL, node: this.host.node, password: this.password }),
    );
  }

  disconnected(connection: LineConnection, reason?: string): void {
    if (this.connection !== connection) return;
    const wasActive = this.greeted;
    this.reset();
    if (this.state !== 'inactive') this.state = 'connecting';
    if (wasActive) this.host.changed(this, 'disconnected', reason);
  }

  /** Bytes from the other system. */
  input(connection: LineConnection, bytes: Uint8Array): void {
    if (this.connection !== connection) return;
    try {
      for (const frame of this.reader.take(bytes)) this.frame(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      connection.close();
      this.disconnected(connection, error.message);
    }
  }

  enqueue(file: SpoolFile): void {
    if (!this.queue.includes(file)) this.queue.push(file);
    this.next();
  }

  /** Takes a file out of the queue; false when it is going out already. */
  withdraw(file: SpoolFile): boolean {
    if (this.sending?.file === file) return false;
    const at = this.queue.indexOf(file);
    if (at >= 0) this.queue.splice(at, 1);
    return true;
  }

  send(frame: Frame): boolean {
    if (!this.greeted || this.connection === undefined) return false;
    this.connection.send(encodeFrame(frame));
    return true;
  }

  /** DRAIN: ends after the file that is going out. */
  drain(): void {
    this.state = 'draining';
    this.next();
  }

  /** Gives up the line; files stay. */
  stop(): void {
    const { connection } = this;
    this.state = 'inactive';
    this.reset();
    connection?.close();
  }

  /** Sends the next file when nothing is going out. */
  next(): void {
    if (!this.greeted || this.sending !== undefined) return;
    if (this.state === 'draining') {
      this.stop();
      this.host.changed(this, 'disconnected');
      return;
    }
    if (this.held || this.state !== 'active') return;
    const { manager } = this.host;
    const file = this.queue.find(({ id, inUse }) => manager.find(id) !== undefined && !inUse);
    for (let at = this.queue.length - 1; at >= 0; at--) {
      if (manager.find(this.queue[at].id) !== this.queue[at]) this.queue.splice(at, 1);
    }
    if (file === undefined) return;
    file.inUse = true;
    this.sending = { file, records: manager.records(file), count: 0, complete: false };
    this.send({ kind: 'file', header: this.host.header(file) });
    this.pump();
  }

  private begin(): void {
    this.state = this.state === 'draining' ? 'draining' : 'active';
    this.host.changed(this, 'connected');
    this.next();
  }

  /** Sends records as long as the line takes them. */
  private pump(): void {
    const { sending, connection } = this;
    if (sending === undefined || connection === undefined || sending.complete) return;
    if (connection.backlog <= BACKLOG) {
      const records: SpoolRecord[] = [];
      let size = 0;
      while (size < PAGE_OF_RECORDS) {
        const step = sending.records.next();
        if (step.done === true) {
          sending.complete = true;
          break;
        }
        records.push(step.value);
        size += step.value.data.length + 3;
      }
      sending.count += records.length;
      if (records.length > 0) this.send({ kind: 'records', records });
      if (sending.complete) {
        this.send({ kind: 'end', transfer: sending.file.id, records: sending.count });
        return;
      }
    }
    this.host.soon(() => this.pump());
  }

  private frame(frame: Frame): void {
    if (frame.kind === 'hello') return this.hello(frame);
    if (!this.greeted) throw new ProtocolError(`${frame.kind} before hello`);
    switch (frame.kind) {
      case 'file':
        return this.open(frame.header);
      case 'records':
        return this.records(frame.records);
      case 'end':
        return this.close(frame.transfer, frame.records);
      case 'accepted':
        return this.accepted(frame.transfer);
      case 'refused':
        return this.refused(frame.transfer, frame.reason, frame.later);
      case 'message':
        return this.host.message(frame);
    }
  }

  private hello({ protocol, node, password }: Extract<Frame, { kind: 'hello' }>): void {
    if (this.greeted) return;
    if (password !== this.password) throw new ProtocolError('wrong password');
    if (protocol !== PROTOCOL) throw new ProtocolError(`protocol ${protocol}`);
    if (node !== this.name) throw new ProtocolError(`this is ${node.slice(0, 8)}, not ${this.name}`);
    this.greeted = true;
    this.begin();
  }

  private open(header: FileHeader): void {
    if (this.receiving !== undefined) throw new ProtocolError('a file in a file');
    if (this.seen.includes(identity(header))) {
      // it came before, but the other end did not hear of it
      this.send({ kind: 'accepted', transfer: header.transfer });
      return;
    }
    const place = this.host.destination(header);
    if ('refusal' in place) return this.refuse(header.transfer, place.refusal, false);
    try {
      const writer = new SpoolWriter(this.host.manager, header.kind);
      this.receiving = { header, ...place, writer, count: 0 };
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      this.refuse(header.transfer, 'SPOOL SPACE FULL', true);
    }
  }

  private records(records: readonly SpoolRecord[]): void {
    const { receiving } = this;
    // what belongs to a file that was refused goes by
    if (receiving === undefined) return;
    try {
      for (const record of records) receiving.writer.write(record);
      receiving.count += records.length;
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      this.discard();
      this.refuse(receiving.header.transfer, 'SPOOL SPACE FULL', true);
    }
  }

  private close(transfer: number, count: number): void {
    const { receiving } = this;
    if (receiving === undefined || receiving.header.transfer !== transfer) return;
    const { header, writer, owner, tag } = receiving;
    if (count !== receiving.count) throw new ProtocolError(`${receiving.count} records of ${count}`);
    let file: SpoolFile | undefined;
    try {
      file = writer.close({
        queue: 'reader',
        owner,
        origin: this.host.userid,
        class: header.class,
        copies: header.copies,
        name: header.name,
        type: header.type,
        distribution: header.distribution,
        userHold: false,
        systemHold: false,
        tag,
        created: header.created,
      });
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      this.discard();
      return this.refuse(transfer, 'SPOOL SPACE FULL', true);
    }
    this.receiving = undefined;
    this.seen.push(identity(header));
    if (this.seen.length > REMEMBERED) this.seen.shift();
    // the file is in the checkpoint: the other end may forget it
    this.send({ kind: 'accepted', transfer });
    this.filesReceived++;
    if (file !== undefined) this.host.received(this, file, header);
  }

  private accepted(transfer: number): void {
    const file = this.ended(transfer);
    if (file === undefined) return;
    this.filesSent++;
    this.withdraw(file);
    this.host.sent(this, file);
    this.next();
  }

  private refused(transfer: number, reason: string, later: boolean): void {
    const file = this.ended(transfer);
    if (file === undefined) return;
    this.withdraw(file);
    if (later) {
      // at the end of the queue, and not before somebody looks after the other system
      this.queue.push(file);
      this.held = true;
    }
    this.host.refused(this, file, reason.slice(0, 60));
    this.next();
  }

  private ended(transfer: number): SpoolFile | undefined {
    const { sending } = this;
    if (sending === undefined || sending.file.id !== transfer) return undefined;
    this.sending = undefined;
    sending.file.inUse = false;
    return sending.file;
  }

  private refuse(transfer: number, reason: string, later: boolean): void {
    this.send({ kind: 'refused', transfer, reason, later });
  }

  private discard(): void {
    this.receiving?.writer.discard();
    this.receiving = undefined;
  }

  /** No line: what was coming in is given up, what was going out stays in the queue. */
  private reset(): void {
    this.discard();
    if (this.sending !== undefined) this.sending.file.inUse = false;
    this.sending = undefined;
    this.connection = undefined;
    this.greeted = false;
    this.reader = new FrameReader();
  }
}

function identity({ originNode, transfer, created }: FileHeader): string {
  return `${originNode} ${transfer} ${created}`;
}
