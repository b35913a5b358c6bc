import { describe, expect, it } from 'vitest';
import { StateReader, diskModel, geometryOf } from '../../../src/s370/index.js';
import { CkdChain, wholeVolume } from '../../../src/s370/devices/ckd-chain.js';

describe('what a disk control unit remembers in a chain', () => {
  it('is the file mask: which seeks and writes it lets pass', () => {
    const chain = new CkdChain();
    const permitted = (mask: number) => {
      chain.fileMask = mask;
      return {
        seeks: (['all', 'cylinder', 'head'] as const).filter((kind) => chain.maySeek(kind)),
        writes: (['update', 'format', 'home-address'] as const).filter((kind) => chain.mayWrite(kind)),
        advance: chain.mayAdvance,
      };
    };
    const every = ['all', 'cylinder', 'head'];
    expect(permitted(0x00)).toEqual({ seeks: every, writes: ['update', 'format'], advance: true });
    expect(permitted(0x40)).toEqual({ seeks: every, writes: [], advance: true });
    expect(permitted(0x88)).toEqual({ seeks: ['cylinder', 'head'], writes: ['update'], advance: true });
    expect(permitted(0xd0)).toEqual({
      seeks: ['head'],
      writes: ['update', 'format', 'home-address'],
      advance: true,
    });
    expect(permitted(0x18)).toEqual({ seeks: [], writes: ['update', 'format'], advance: false });
  });

  it('is what a search entitles to, which a read of the record leaves and another command takes away', () => {
    const chain = new CkdChain();
    chain.nextFooting = 'search-id';
    chain.commandEnded(0x31);
    chain.commandEnded(0x0e);
    chain.commandEnded(0x05);
    expect(chain.footing).toBe('search-id');
    chain.commandEnded(0x12);
    expect(chain.footing).toBe('none');
    chain.nextFooting = 'search-key';
    chain.commandEnded(0x29);
    chain.commandEnded(0x0e);
    expect(chain.footing).toBe('none');
  });

  it('is the extent, between its first and its last track', () => {
    const chain = new CkdChain();
    expect(chain.contains(9999, 99)).toBe(true);
    chain.extent = { firstCylinder: 5, firstHead: 3, lastCylinder: 6, lastHead: 2 };
    const inside = [
      [5, 2],
      [5, 3],
      [5, 29],
      [6, 0],
      [6, 2],
      [6, 3],
    ].map(([c, h]) => chain.contains(c, h));
    expect(inside).toEqual([false, true, true, true, true, false]);
    expect(wholeVolume(geometryOf(diskModel('3350')!))).toEqual({
      ...{ firstCylinder: 0, firstHead: 0, lastCylinder: 554, lastHead: 29 },
    });
  });

  it('is the domain: updates are its last write, of the length that was announced', () => {
    const chain = new CkdChain();
    expect(chain.updateRefusal(80)).toBeUndefined();
    const domain = { operation: 1, orientation: 0, countSuffix: false, transferLength: 80, remaining: 2 };
    chain.domain = { ...domain };
    expect(chain.updateRefusal(80)).toBe('invalid-sequence');
    chain.domain.remaining = 1;
    expect(chain.updateRefusal(80)).toBeUndefined();
    expect(chain.updateRefusal(81)).toBe('track-format');
    chain.conversionMode = true;
    expect(chain.updateRefusal(81)).toBeUndefined();
    chain.domain = { ...domain, countSuffix: true };
    expect(chain.updateRefusal(80)).toBeUndefined();
    chain.footing = 'format-write';
    chain.endDomain();
    expect([chain.domain, chain.footing]).toEqual([undefined, 'none']);
  });

  it('goes on from a saved state, and is forgotten with the next chain', () => {
    const chain = new CkdChain();
    chain.fileMask = 0xc0;
    chain.maskSet = true;
    chain.nextFooting = 'format-write';
    chain.extent = { firstCylinder: 1, firstHead: 2, lastCylinder: 3, lastHead: 4 };
    chain.domain = { operation: 3, orientation: 0x40, countSuffix: false, transferLength: 8, remaining: 2 };
    chain.commandEnded(0x1d);
    const copy = new CkdChain();
    copy.restoreState(new StateReader(chain.saveState(), 'chain'));
    expect(copy).toEqual(chain);
    copy.reset();
    expect(copy).toEqual(new CkdChain());
  });
});
