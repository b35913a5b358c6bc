import { describe, expect, it } from 'vitest';
import { StateReader, fbaGeometryOf, fbaModel, fbaModelOfGeometry } from '../../../src/s370/index.js';
import type { ChannelOperation } from '../../../src/s370/index.js';
import { FbaChain } from '../../../src/s370/devices/fba-chain.js';
import { deviceCharacteristics, senseIdentification } from '../../../src/s370/devices/fba-identity.js';
import { fbaSense } from '../../../src/s370/devices/fba-sense.js';

/** A command whose parameters are these bytes. */
const operation = (...bytes: number[]): ChannelOperation => ({
  ...{ command: 0, first: false, chaining: false, disconnects: 'never', remaining: bytes.length },
  fetch: (length) => Uint8Array.from(bytes.slice(0, length)),
  store: () => 0,
  end: () => undefined,
});
const extent = (mask: number, start: number, first: number, last: number) =>
  operation(mask, 0, 0, 0, 0, 0, 0, start, 0, 0, 0, first, 0, 0, 0, last);
const locate = (code: number, count: number, block: number, replications = 0) =>
  operation(code, replications, 0, count, 0, 0, 0, block);

describe('the chain of an FBA disk', () => {
  it('takes one extent, within the volume', () => {
    const chain = new FbaChain();
    expect(chain.defineExtent(operation(0xc0, 0, 0), 100)).toBe('short-argument');
    expect(chain.defineExtent(extent(0x80, 0, 0, 9), 100)).toBe('invalid-argument');
    expect(chain.defineExtent(extent(0xc0, 0, 9, 8), 100)).toBe('invalid-argument');
    expect(chain.defineExtent(extent(0xc0, 91, 0, 9), 100)).toBe('invalid-argument');
    expect(chain.defineExtent(extent(0xc0, 90, 0, 9), 100)).toBeUndefined();
    expect(chain.defineExtent(extent(0xc0, 90, 0, 9), 100)).toBe('invalid-sequence');
  });

  it('finds blocks by their number in the extent', () => {
    const chain = new FbaChain();
    expect(chain.locate(locate(6, 1, 0))).toBe('invalid-sequence');
    chain.defineExtent(extent(0xc0, 50, 10, 19), 100);
    expect(chain.locate(locate(6, 2, 12))).toBe(52);
    expect([chain.locatedFor('read'), chain.locatedFor('write'), chain.blocksLeft]).toEqual([true, false, 2]);
    expect(chain.locate(locate(1, 1, 19))).toBe(59);
    expect(chain.locatedFor('write')).toBe(true);
    expect(chain.locate(locate(6, 2, 19))).toBe('invalid-argument');
    expect(chain.locate(locate(6, 1, 9))).toBe('invalid-argument');
    expect(chain.locate(locate(6, 0, 12))).toBe('invalid-argument');
    expect(chain.locate(locate(2, 2, 12, 4))).toBe(52);
    expect(chain.locate(locate(2, 2, 12, 3))).toBe('invalid-argument');
    expect(chain.locate(locate(0x86, 1, 12))).toBe('invalid-argument');
  });

  it('keeps to the mask of the extent', () => {
    const refused = (mask: number) => {
      const chain = new FbaChain();
      chain.defineExtent(extent(mask, 0, 0, 9), 100);
      return [1, 5, 4].map((code) => chain.locate(locate(code, 1, 0)) === 'invalid-sequence');
    };
    expect(refused(0x40)).toEqual([true, true, true]);
    expect(refused(0x00)).toEqual([false, false, true]);
    expect(refused(0xc0)).toEqual([false, false, false]);
  });

  it('goes on from a saved state', () => {
    const chain = new FbaChain();
    chain.defineExtent(extent(0x40, 50, 10, 19), 100);
    chain.locate(locate(6, 2, 12));
    const copy = new FbaChain();
    copy.restoreState(new StateReader(chain.saveState(), 'chain'));
    expect(copy).toEqual(chain);
  });
});

describe('FBA models', () => {
  it('are found by name, and told from the size of a volume', () => {
    expect(fbaModel('3370-a2')?.name).toBe('3370-2');
    expect(fbaModel('3310')).toMatchObject({ blocks: 125_664, blocksPerAccessPosition: 352 });
    expect(fbaModel('9336')).toBeUndefined();
    expect(fbaModelOfGeometry('3370', { blockSize: 512, blocks: 558_000 }).name).toBe('3370-1');
    expect(fbaModelOfGeometry('3370', { blockSize: 512, blocks: 558_001 }).name).toBe('3370-2');
    expect(fbaModelOfGeometry('3370', { blockSize: 512, blocks: 9e6 }).name).toBe('3370-2');
  });

  it('identify themselves and tell their geometry', () => {
    const model = fbaModel('3370-2')!;
    expect([...senseIdentification(model)]).toEqual([0xff, 0x38, 0x80, 0x01, 0x33, 0x70, 0x04]);
    const view = new DataView(deviceCharacteristics(model, fbaGeometryOf(model)).buffer);
    expect([view.getUint16(4), view.getUint32(6), view.getUint32(10), view.getUint32(14)]).toEqual([
      512, 62, 744, 712_752,
    ]);
  });

  it('have sense bytes that say where they stand', () => {
    const place = { model: fbaModel('3370')!, address: 0x273, block: 744 * 0x123 + 62 * 5 };
    expect([...fbaSense(undefined, place).subarray(0, 8)]).toEqual([0, 0, 0, 0, 3, 0x23, 0x15, 0]);
    const check = fbaSense('data-check', place);
    expect([check[0], check[1], check[7]]).toEqual([0x08, 0x80, 0x40]);
    expect(new DataView(check.buffer).getUint32(8)).toBe(place.block);
  });
});
