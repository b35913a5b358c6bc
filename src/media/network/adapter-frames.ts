import type { AdapterMessage } from '../../s370/index.js';

/**
 * Messages of a channel-to-channel adapter on a byte stream: four bytes length (of what follows), a byte that says
 * which message it is, its contents. The first message of each side is a hello with the version and eight random bytes.
 */

/** `CTC1`: what a hello begins with. */
const MAGIC = Uint8Array.of(0x43, 0x54, 0x43, 0x31);
const IDENTITY = 8;

const Kind = {
  hello: 0x48,
  reset: 1,
  command: 2,
  withdrawn: 3,
  sensed: 4,
  ready: 5,
  data: 6,
  done: 7,
  'end-of-file': 8,
  mode: 9,
} as const;

/** Longest message: more is no adapter at the other end. */
const LONGEST = 0x10000;

function frame(kind: number, ...contents: readonly (number | Uint8Array)[]): Uint8Array {
  const bytes = contents.flatMap((part) => (typeof part === 'number' ? [part] : [...part]));
  const length = bytes.length + 1;
  return Uint8Array.of(
    (length >> 24) & 255,
    (length >> 16) & 255,
    (length >> 8) & 255,
    length & 255,
    kind,
    ...bytes,
  );
}

/** The first message: who this side is. */
export function encodeHello(identity: Uint8Array): Uint8Array {
  return frame(Kind.hello, MAGIC, identity);
}

export function encodeAdapterMessage(message: AdapterMessage): Uint8Array {
  switch (message.kind) {
    case 'reset':
    case 'mode':
      return frame(Kind[message.kind], message.extended ? 1 : 0);
    case 'command':
      return frame(Kind.command, message.code, message.extended ? 1 : 0);
    case 'ready':
      return frame(Kind.ready, (message.room >> 16) & 255, (message.room >> 8) & 255, message.room & 255);
    case 'data': {
      const head = frame(Kind.data, message.last ? 1 : 0);
      const whole = new Uint8Array(head.length + message.bytes.length);
      whole.set(head);
      whole.set(message.bytes, head.length);
      new DataView(whole.buffer).setUint32(0, whole.length - 4);
      return whole;
    }
    default:
      return frame(Kind[message.kind]);
  }
}

/** A message as `encodeAdapterMessage` made it; undefined when it is none. */
export function decodeAdapterMessage(bytes: Uint8Array): AdapterMessage | undefined {
  return bytes.length < 5 ? undefined : decode(bytes[4], bytes.subarray(5));
}

/** Who hears of the messages in a stream. */
export interface AdapterFrameListener {
  hello(identity: Uint8Array): void;
  message(message: AdapterMessage): void;
  /** The stream is no adapter's; nothing more is read. */
  violation(reason: string): void;
}

/** Takes messages out of a stream, however it is cut. */
export class AdapterFrames {
  private rest: Uint8Array = new Uint8Array(0);
  private greeted = false;
  private broken = false;

  constructor(private readonly listener: AdapterFrameListener) {}

  push(bytes: Uint8Array): void {
    if (this.broken) return;
    const all = new Uint8Array(this.rest.length + bytes.length);
    all.set(this.rest);
    all.set(bytes, this.rest.length);
    let at = 0;
    while (at + 4 <= all.length && !this.broken) {
      const length = new DataView(all.buffer, at).getUint32(0);
      if (length < 1 || length > LONGEST) return this.violation('not an adapter');
      if (at + 4 + length > all.length) break;
      this.take(all[at + 4], all.subarray(at + 5, at + 4 + length));
      at += 4 + length;
    }
    this.rest = all.slice(at);
  }

  private take(kind: number, contents: Uint8Array): void {
    if (!this.greeted) {
      const known = MAGIC.every((byte, i) => contents[i] === byte);
      if (kind !== Kind.hello || !known || contents.length !== MAGIC.length + IDENTITY) {
        return this.violation('not an adapter');
      }
      this.greeted = true;
      this.listener.hello(contents.slice(MAGIC.length));
      return;
    }
    const message = decode(kind, contents);
    if (message === undefined) this.violation(`message ${kind} of ${contents.length} bytes is not known`);
    else this.listener.message(message);
  }

  private violation(reason: string): void {
    this.broken = true;
    this.listener.violation(reason);
  }
}

function decode(kind: number, contents: Uint8Array): AdapterMessage | undefined {
  const [first, second, third] = contents;
  switch (kind) {
    case Kind.reset:
      return contents.length === 1 ? { kind: 'reset', extended: first !== 0 } : undefined;
    case Kind.mode:
      return contents.length === 1 ? { kind: 'mode', extended: first !== 0 } : undefined;
    case Kind.command:
      return contents.length === 2 ? { kind: 'command', code: first, extended: second !== 0 } : undefined;
    case Kind.ready:
      return contents.length === 3
        ? { kind: 'ready', room: (first << 16) | (second << 8) | third }
        : undefined;
    case Kind.data:
      return contents.length >= 1 ? { kind: 'data', bytes: contents.slice(1), last: first !== 0 } : undefined;
    case Kind.withdrawn:
      return { kind: 'withdrawn' };
    case Kind.sensed:
      return { kind: 'sensed' };
    case Kind.done:
      return { kind: 'done' };
    case Kind['end-of-file']:
      return { kind: 'end-of-file' };
    default:
      return undefined;
  }
}
