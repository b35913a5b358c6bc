import { Telnet, negotiationVerb } from './codes.js';
import type { NegotiationVerb } from './codes.js';

/** What arrives on a telnet connection, in the order of its bytes. */
export interface TelnetEvents {
  /** Data between commands while the parser is in text mode; never empty. */
  text(bytes: Uint8Array): void;
  /** Data up to IAC EOR while the parser is in record mode. */
  record(bytes: Uint8Array): void;
  negotiate(verb: NegotiationVerb, option: number): void;
  /** Option byte and data of a subnegotiation. */
  subnegotiation(option: number, data: Uint8Array): void;
  /** Another command: BRK, IP, AO, AYT, NOP … */
  command(code: number): void;
  /** The peer broke the protocol or a limit. The parser takes nothing more. */
  violation(reason: string): void;
}

export interface TelnetLimits {
  /** Longest record in bytes. */
  readonly record: number;
  /** Longest subnegotiation in bytes. */
  readonly subnegotiation: number;
}

export const DEFAULT_LIMITS: TelnetLimits = { record: 65_536, subnegotiation: 512 };

type State = 'data' | 'iac' | 'option' | 'sub-option' | 'sub-data' | 'sub-iac' | 'dead';

/**
 * Telnet, a byte at a time: gives the same events however TCP splits the stream (only text comes in as many
 * pieces as it arrives in). RFC 854.
 */
export class TelnetParser {
  private state: State = 'data';
  private mode: 'text' | 'records' = 'text';
  private verb: NegotiationVerb = 'will';
  private option = 0;
  private pending: number[] = [];
  private sub: number[] = [];

  constructor(
    private readonly events: TelnetEvents,
    private readonly limits: TelnetLimits = DEFAULT_LIMITS,
  ) {}

  /** From here on, data is text for `text`, or records for `record`. Data of an unfinished record is dropped. */
  setMode(mode: 'text' | 'records'): void {
    if (mode === this.mode) return;
    if (this.mode === 'text') this.flushText();
    this.pending = [];
    this.mode = mode;
  }

  /** Takes bytes from the connection. */
  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.state === 'dead') return;
      this.byte(byte);
    }
    if (this.mode === 'text') this.flushText();
  }

  /** Ignores everything from here on. */
  stop(): void {
    this.state = 'dead';
    this.pending = [];
  }

  private byte(byte: number): void {
    switch (this.state) {
      case 'data':
        if (byte === Telnet.iac) this.state = 'iac';
        else this.data(byte);
        break;
      case 'iac':
        this.state = 'data';
        this.command(byte);
        break;
      case 'option':
        this.state = 'data';
        this.events.negotiate(this.verb, byte);
        break;
      case 'sub-option':
        this.option = byte;
        this.sub = [];
        this.state = 'sub-data';
        break;
      case 'sub-data':
        if (byte === Telnet.iac) this.state = 'sub-iac';
        else this.subData(byte);
        break;
      case 'sub-iac':
        if (byte === Telnet.se) {
          this.state = 'data';
          this.events.subnegotiation(this.option, Uint8Array.from(this.sub));
        } else if (byte === Telnet.iac) {
          this.state = 'sub-data';
          this.subData(byte);
        } else this.violation(`IAC X'${hex(byte)}' inside a subnegotiation`);
        break;
      case 'dead':
        break;
    }
  }

  private data(byte: number): void {
    if (this.mode === 'records' && this.pending.length >= this.limits.record) {
      this.violation(`record of more than ${this.limits.record} bytes`);
      return;
    }
    this.pending.push(byte);
  }

  private subData(byte: number): void {
    if (this.sub.length >= this.limits.subnegotiation)
      this.violation(`subnegotiation of more than ${this.limits.subnegotiation} bytes`);
    else this.sub.push(byte);
  }

  private command(code: number): void {
    if (code === Telnet.iac) {
      this.data(code);
      return;
    }
    const verb = negotiationVerb(code);
    if (verb) {
      this.verb = verb;
      this.state = 'option';
    } else if (code === Telnet.sb) this.state = 'sub-option';
    else if (code === Telnet.eor) this.endOfRecord();
    else if (code >= Telnet.se) {
      if (this.mode === 'text') this.flushText();
      this.events.command(code);
    } else this.violation(`IAC X'${hex(code)}' is no telnet command`);
  }

  private endOfRecord(): void {
    if (this.mode === 'text') {
      this.flushText();
      return;
    }
    const record = Uint8Array.from(this.pending);
    this.pending = [];
    this.events.record(record);
  }

  private flushText(): void {
    if (this.pending.length === 0) return;
    const text = Uint8Array.from(this.pending);
    this.pending = [];
    this.events.text(text);
  }

  private violation(reason: string): void {
    this.stop();
    this.events.violation(reason);
  }
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
