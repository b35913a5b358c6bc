import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, ProtocolError, encodeFrame } from '../../../../src/cp/network/frames.js';
import type { Frame } from '../../../../src/cp/network/frames.js';

const text = fc.string({ maxLength: 8 });
const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), protocol: fc.nat(), node: text, password: text }),
  fc.record({
    kind: fc.constant('records' as const),
    records: fc.array(
      fc.record({ command: fc.integer({ min: 0, max: 255 }), data: fc.uint8Array({ maxLength: 200 }) }),
      { maxLength: 20 },
    ),
  }),
  fc.record({ kind: fc.constant('end' as const), transfer: fc.nat(), records: fc.nat() }),
  fc.record({ kind: fc.constant('accepted' as const), transfer: fc.nat() }),
  fc.record({
    ...{ kind: fc.constant('refused' as const), transfer: fc.nat(), reason: fc.string({ unit: 'binary' }) },
    later: fc.boolean(),
  }),
);

describe('frames', () => {
  it('come out as they went in, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (frames, size) => {
        const bytes = frames.flatMap((one) => [...encodeFrame(one)]);
        const reader = new FrameReader();
        const found: Frame[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          found.push(...reader.take(Uint8Array.from(bytes.slice(at, at + size))));
        }
        expect(found).toEqual(frames);
      }),
    );
  });

  it('that are wrong are protocol errors and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          new FrameReader().take(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
    const take = (value: unknown): (() => unknown) => {
      const body = new TextEncoder().encode(JSON.stringify(value));
      return () => new FrameReader().take(Uint8Array.of(0, 0, 0, body.length + 1, 0x4a, ...body));
    };
    expect(take({ kind: 'accepted' })).toThrow(ProtocolError);
    expect(take({ kind: 'toString' })).toThrow(ProtocolError);
    expect(take({ kind: 'file', header: { transfer: 1 } })).toThrow(ProtocolError);
    expect(take(null)).toThrow(ProtocolError);
  });
});
