import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guestAddress } from '../../src/cp/vmachine/guest-address.js';
import { GuestAccessError } from '../../src/cp/vmachine/guest-access-error.js';
import { VirtualMachineHarness } from '../support/virtual-machine.js';

/** Second-level storage of 128K over 24 frames behaves as one array of bytes with keys, whatever is paged out. */
const SIZE = 0x20000;
const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER TEST TEST 128K 1M G
 CONSOLE 009 3215
`;

const address = fc.oneof(
  fc.integer({ min: 0, max: SIZE + 64 }),
  // Around block, page and segment ends.
  fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: -6, max: 2 })).map(([block, off]) => {
    return Math.max(0, block * 2048 + off);
  }),
);
const step = fc.oneof(
  fc.record({
    kind: fc.constant('store' as const),
    at: address,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 5000 }),
  }),
  fc.record({ kind: fc.constant('fetch' as const), at: address, length: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ kind: fc.constant('word' as const), at: address, value: fc.integer() }),
  fc.record({ kind: fc.constant('half' as const), at: address, value: fc.integer({ min: 0, max: 0xffff }) }),
  fc.record({ kind: fc.constant('key' as const), at: address, key: fc.integer({ min: 0, max: 31 }) }),
  fc.record({ kind: fc.constant('discard' as const), page: fc.integer({ min: 0, max: 31 }) }),
  fc.record({ kind: fc.constant('sweep' as const), page: fc.integer({ min: 0, max: 31 }) }),
);

/** Equal bytes; quicker than a deep comparison. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

describe('guest storage', () => {
  it('is an array of bytes with keys', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const harness = new VirtualMachineHarness({
          directory: DIRECTORY,
          realStorage: 0x1c000,
          cp: { controlFrames: 4 },
          allocation: [{ kind: 'temporary', from: 1, to: 2 }],
        });
        const { storage } = harness.vm;
        const model = new Uint8Array(SIZE);
        const keys = new Uint8Array(SIZE / 2048);
        const view = new DataView(model.buffer);
        const either = (inside: boolean, action: () => void): void => {
          if (inside) action();
          else expect(action).toThrow(GuestAccessError);
        };
        for (const one of steps) {
          switch (one.kind) {
            case 'store': {
              const inside = one.at + one.bytes.length <= SIZE;
              either(inside, () => storage.copyIn(guestAddress(one.at), one.bytes));
              if (inside) model.set(one.bytes, one.at);
              break;
            }
            case 'fetch':
              either(one.at + one.length <= SIZE, () => {
                expect(
                  same(
                    storage.copyOut(guestAddress(one.at), one.length),
                    model.subarray(one.at, one.at + one.length),
                  ),
                ).toBe(true);
              });
              break;
            case 'word':
              if (one.at + 4 > SIZE) break;
              storage.storeWord(guestAddress(one.at), one.value);
              view.setInt32(one.at, one.value);
              expect(storage.fetchWord(guestAddress(one.at))).toBe(one.value);
              break;
            case 'half':
              if (one.at + 2 > SIZE) break;
              storage.storeHalf(guestAddress(one.at), one.value);
              view.setUint16(one.at, one.value);
              expect(storage.fetchHalf(guestAddress(one.at))).toBe(one.value);
              break;
            case 'key':
              expect(storage.setKey(guestAddress(one.at), one.key << 3)).toBe(one.at < SIZE);
              if (one.at < SIZE) keys[one.at >> 11] = one.key << 3;
              break;
            case 'discard':
              storage.discardPages(one.page * 4096, one.page * 4096);
              model.fill(0, one.page * 4096, one.page * 4096 + 4096);
              keys.fill(0, one.page * 2, one.page * 2 + 2);
              break;
            case 'sweep':
              // Touches more pages than there are frames: the others go to the paging volume.
              for (let page = 0; page < 32; page++) {
                const at = ((one.page + page) % 32) * 4096;
                expect(storage.fetchByte(guestAddress(at))).toBe(model[at]);
              }
              break;
          }
        }
        expect(same(storage.copyOut(guestAddress(0), SIZE), model)).toBe(true);
        keys.forEach((key, block) => {
          expect(storage.getKey(guestAddress(block * 2048))! & 0xf8).toBe(key);
        });
      }),
      { numRuns: 60 },
    );
  });
});
