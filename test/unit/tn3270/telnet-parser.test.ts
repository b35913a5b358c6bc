import { describe, expect, it } from 'vitest';
import { Telnet, framedRecord, subnegotiation } from '../../../src/tn3270/telnet/codes.js';
import { TelnetParser } from '../../../src/tn3270/telnet/parser.js';
import type { TelnetLimits } from '../../../src/tn3270/telnet/parser.js';

function parser(limits?: TelnetLimits): { events: string[]; parser: TelnetParser } {
  const events: string[] = [];
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  return {
    events,
    parser: new TelnetParser(
      {
        text: (bytes) => events.push(`text ${hex(bytes)}`),
        record: (bytes) => events.push(`record ${hex(bytes)}`),
        negotiate: (verb, option) => events.push(`${verb} ${option}`),
        subnegotiation: (option, data) => events.push(`sb ${option} ${hex(data)}`),
        command: (code) => events.push(`command ${code.toString(16)}`),
        violation: (reason) => events.push(`violation ${reason}`),
      },
      limits,
    ),
  };
}

describe('TelnetParser', () => {
  it('gives the answers of a client one by one', () => {
    const { events, parser: telnet } = parser();
    telnet.push(
      Uint8Array.of(
        0xff,
        0xfb,
        0x18,
        ...subnegotiation(0x18, 0x00, 0x49, 0xff, 0x42),
        0xff,
        0xfc,
        0x28,
        0xff,
        0xf3,
      ),
    );
    expect(events).toEqual(['will 24', 'sb 24 0049ff42', 'wont 40', 'command f3']);
  });

  it('gives records without framing, a byte at a time too', () => {
    const { events, parser: telnet } = parser();
    telnet.setMode('records');
    for (const byte of framedRecord(Uint8Array.of(0x7d, 0xff, 0x40), Uint8Array.of(0xff)))
      telnet.push(Uint8Array.of(byte));
    expect(events).toEqual(['record 7dff40ff']);
  });

  it('gives text in text mode, before what follows it', () => {
    const { events, parser: telnet } = parser();
    telnet.push(Uint8Array.of(0x41, 0xff, 0xff, 0xff, 0xf9, 0x42));
    expect(events).toEqual(['text 41ff', 'command f9', 'text 42']);
  });

  it('carries on with records in the same bytes that end the negotiation', () => {
    const { events, parser: telnet } = parser();
    telnet.push(Uint8Array.of(0x41));
    telnet.setMode('records');
    telnet.push(framedRecord(Uint8Array.of(0x6d)));
    expect(events).toEqual(['text 41', 'record 6d']);
  });

  it.each([
    ['a record that is too long', new Uint8Array(11), /record of more than 10 bytes/],
    [
      'a subnegotiation that is too long',
      Uint8Array.of(0xff, 0xfa, 0x18, 1, 2, 3, 4, 5, 6),
      /subnegotiation of more than 5/,
    ],
    ['a subnegotiation that is broken off', Uint8Array.of(0xff, 0xfa, 0x18, 0xff, 0xfb), /IAC X'FB' inside/],
    ['a command that is none', Uint8Array.of(0xff, 0x07), /IAC X'07' is no telnet command/],
  ])('stops at %s', (_, bytes, reason) => {
    const { events, parser: telnet } = parser({ record: 10, subnegotiation: 5 });
    telnet.setMode('records');
    telnet.push(bytes);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatch(reason);
    telnet.push(Uint8Array.of(Telnet.iac, Telnet.nop));
    expect(events).toHaveLength(1);
  });
});
