import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyDecoder } from '../../src/console/key-decoder.js';
import type { InputEvent } from '../../src/console/key-decoder.js';
import { ClientNegotiation } from '../../src/tn3270/client/negotiation.js';
import { ServerNegotiation } from '../../src/tn3270/server/negotiation.js';
import type { NegotiatedSession } from '../../src/tn3270/server/negotiation.js';
import { RemoteTerminal } from '../../src/tn3270/server/remote-terminal.js';
import { framedRecord, negotiation, subnegotiation } from '../../src/tn3270/telnet/codes.js';
import type { NegotiationVerb } from '../../src/tn3270/telnet/codes.js';
import { TelnetParser } from '../../src/tn3270/telnet/parser.js';
import { decodeHeader, encodeHeader } from '../../src/tn3270/telnet/tn3270e.js';
import { parseDisplayType } from '../../src/tn3270/index.js';
import type { DisplayType } from '../../src/tn3270/index.js';

const verb = fc.constantFrom<NegotiationVerb>('will', 'wont', 'do', 'dont');
const option = fc.oneof(fc.constantFrom(0x00, 0x06, 0x18, 0x19, 0x28), fc.nat(255));

const piece: fc.Arbitrary<{ bytes: Uint8Array; event: string }> = fc.oneof(
  fc
    .uint8Array({ maxLength: 60 })
    .map((data) => ({ bytes: framedRecord(data), event: `record ${data.join()}` })),
  fc
    .tuple(verb, option)
    .map(([word, code]) => ({ bytes: negotiation(word, code), event: `${word} ${code}` })),
  fc.tuple(option, fc.uint8Array({ maxLength: 30 })).map(([code, data]) => ({
    bytes: subnegotiation(code, ...data),
    event: `sb ${code} ${data.join()}`,
  })),
  fc
    .constantFrom(0xf1, 0xf3, 0xf4, 0xf5, 0xf6)
    .map((code) => ({ bytes: Uint8Array.of(0xff, code), event: `command ${code}` })),
);

function record(events: string[]): TelnetParser {
  const parser = new TelnetParser({
    text: (bytes) => events.push(`text ${bytes.join()}`),
    record: (bytes) => events.push(`record ${bytes.join()}`),
    negotiate: (word, code) => events.push(`${word} ${code}`),
    subnegotiation: (code, data) => events.push(`sb ${code} ${data.join()}`),
    command: (code) => events.push(`command ${code}`),
    violation: (reason) => events.push(`violation ${reason}`),
  });
  parser.setMode('records');
  return parser;
}

/** The bytes in pieces whose lengths come from `cuts`. */
function* split(bytes: Uint8Array, cuts: readonly number[]): IterableIterator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = cuts.length === 0 ? bytes.length : cuts[i % cuts.length];
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });

describe('TelnetParser', () => {
  it('gives the same events however TCP splits the stream', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), cuts, (pieces, lengths) => {
        const events: string[] = [];
        const parser = record(events);
        const bytes = Uint8Array.from(pieces.flatMap((one) => [...one.bytes]));
        for (const part of split(bytes, lengths)) parser.push(part);
        expect(events).toEqual(pieces.map((one) => one.event));
      }),
    );
  });

  it('takes any bytes, the same in one piece and in many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0xff), fc.nat(255)), { maxLength: 200 }),
        cuts,
        (all, lengths) => {
          const bytes = Uint8Array.from(all);
          const whole: string[] = [];
          record(whole).push(bytes);
          const parts: string[] = [];
          const parser = record(parts);
          for (const part of split(bytes, lengths)) parser.push(part);
          expect(parts).toEqual(whole);
        },
      ),
    );
  });
});

describe('TN3270E headers', () => {
  it('come back as they were', () => {
    const header = fc.record({
      dataType: fc.nat(255),
      request: fc.nat(255),
      response: fc.nat(255),
      sequence: fc.nat(65535),
    });
    fc.assert(
      fc.property(header, (one) => {
        expect(decodeHeader(encodeHeader(one))).toEqual(one);
      }),
    );
  });
});

describe('negotiation', () => {
  const steps = fc.array(
    fc.oneof(
      fc.tuple(verb, option).map(([word, code]) => ({ verb: word, option: code })),
      fc
        .tuple(
          option,
          fc.oneof(
            fc.uint8Array({ maxLength: 12 }),
            fc.constantFrom(
              Uint8Array.of(0, 0x49),
              Uint8Array.of(2, 7, 0x49),
              Uint8Array.of(3, 7, 2),
              Uint8Array.of(8, 2),
            ),
          ),
        )
        .map(([code, data]) => ({ option: code, data })),
    ),
    { maxLength: 300 },
  );

  it('of the server takes anything, ends at most once, and never answers without bound', () => {
    fc.assert(
      fc.property(fc.boolean(), steps, (tn3270e, all) => {
        let sent = 0;
        let ends = 0;
        const server = new ServerNegotiation(
          {
            send: () => sent++,
            assignLu: () => ({ lu: 'LU0001' }),
            done: () => undefined,
            notDisplay: () => ends++,
            refused: () => ends++,
            withdrawn: () => ends++,
          },
          { tn3270e },
        );
        server.start();
        for (const one of all) {
          if ('verb' in one) server.negotiate(one.verb, one.option);
          else server.subnegotiate(one.option, one.data);
        }
        expect(ends).toBeLessThanOrEqual(1);
        expect(sent).toBeLessThanOrEqual(1 + 4 * all.length);
      }),
    );
  });

  it('of both sides agrees, whatever each can do', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('2', '3', '4', '5'),
        fc.option(fc.constantFrom('DESK', '0C1'), { nil: undefined }),
        (serverE, clientE, model, lu) => {
          let session: NegotiatedSession | undefined;
          let connected: string | undefined;
          let exchanges = 0;
          const server = new ServerNegotiation(
            {
              send: (bytes) => deliver(toClient, bytes),
              assignLu: (wanted) => ({ lu: wanted ?? 'LU0001' }),
              done: (agreed) => (session = agreed),
              notDisplay: (reason) => expect.unreachable(reason),
              refused: () => expect.unreachable(),
              withdrawn: () => expect.unreachable(),
            },
            { tn3270e: serverE },
          );
          const client: ClientNegotiation = new ClientNegotiation(
            { typeName: `IBM-3279-${model}-E`, deviceType: `IBM-3278-${model}-E`, lu, tn3270e: clientE },
            {
              send: (bytes) => deliver(toServer, bytes),
              connected: (protocol, name) => (connected = `${protocol} ${name}`),
              ended: () => expect.unreachable(),
              refused: (reason) => expect.unreachable(reason),
            },
          );
          const deliver = (parser: TelnetParser, bytes: Uint8Array): void => {
            expect(exchanges++).toBeLessThan(60);
            parser.push(bytes);
          };
          const events = {
            text: () => expect.unreachable(),
            record: () => expect.unreachable(),
            command: () => expect.unreachable(),
            violation: (reason: string) => expect.unreachable(reason),
          };
          const toServer = new TelnetParser({
            ...events,
            negotiate: (word, code) => server.negotiate(word, code),
            subnegotiation: (code, data) => server.subnegotiate(code, data),
          });
          const toClient = new TelnetParser({
            ...events,
            negotiate: (word, code) => client.negotiate(word, code),
            subnegotiation: (code, data) => client.subnegotiate(code, data),
          });
          server.start();
          expect(session?.protocol).toBe(serverE && clientE ? 'tn3270e' : 'tn3270');
          expect(session?.type.model).toBe(Number(model));
          expect(session?.lu).toBe(lu ?? 'LU0001');
          expect(connected?.split(' ')[0]).toBe(session?.protocol);
        },
      ),
    );
  });
});

describe('RemoteTerminal', () => {
  it('takes any record: each is an attention, a reply, or the end of the connection', () => {
    const record = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom(Uint8Array.of(0x6d), Uint8Array.of(0x7d, 0x40, 0x40), Uint8Array.of(0x60, 0x40, 0x40)),
    );
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.oneof(record, fc.constantFrom('read', 'write')), { maxLength: 30 }),
        (enhanced, all) => {
          let attentions = 0;
          let replies = 0;
          let requests = 0;
          let failures = 0;
          const terminal = new RemoteTerminal(
            {
              protocol: enhanced ? 'tn3270e' : 'tn3270',
              type: parseDisplayType('IBM-3278-2') as DisplayType,
              lu: 'LU0001',
              functions: new Set(),
            },
            'peer',
            { write: () => undefined, fail: () => failures++, log: () => undefined },
          );
          terminal.plug({ attention: () => attentions++, powered: () => undefined });
          let records = 0;
          for (const one of all) {
            if (one === 'read') {
              requests++;
              terminal.request(0x06, () => replies++);
            } else if (one === 'write') terminal.send(0x01, Uint8Array.of(0xc2));
            else {
              if (one.length > 0) records++;
              terminal.received(one as Uint8Array);
            }
          }
          expect(attentions + replies + failures).toBeLessThanOrEqual(records);
          if (!enhanced) expect(attentions + replies + failures).toBe(records);
          expect(replies).toBeLessThanOrEqual(requests);
        },
      ),
    );
  });
});

describe('KeyDecoder', () => {
  const stroke = fc.oneof(
    fc.constantFrom(
      '\u001bOP',
      '\u001b[15~',
      '\u001b[1;2P',
      '\u001b[A',
      '\u001b[Z',
      '\u001b[[C',
      '\r',
      '\t',
      '\u0005',
      '\u001b1',
    ),
    fc.constantFrom('a', 'Z', '¢', '7', ' '),
    fc.string({ maxLength: 8 }).map((text) => `\u001b[200~${text.replaceAll('\u001b', '')}\u001b[201~`),
  );

  function decode(bytes: Uint8Array, lengths: readonly number[]): string {
    let all = '';
    const decoder = new KeyDecoder((event: InputEvent) => {
      all += event.kind === 'text' ? event.text : event.kind === 'key' ? `<${event.key}>` : `[${event.text}]`;
    });
    for (const part of split(bytes, lengths)) decoder.push(part);
    decoder.flush();
    return all;
  }

  it('gives the same keys however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 30 }), cuts, (strokes, lengths) => {
        const bytes = Buffer.from(strokes.join(''));
        expect(decode(bytes, lengths)).toBe(decode(bytes, []));
      }),
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(0x1b, 0x5b, 0x4f), fc.nat(255)), { maxLength: 60 }),
        cuts,
        (all, lengths) => {
          decode(Uint8Array.from(all), lengths);
        },
      ),
    );
  });
});
