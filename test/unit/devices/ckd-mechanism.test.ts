import { beforeEach, describe, expect, it } from 'vitest';
import { StateReader, diskModel, geometryOf } from '../../../src/s370/index.js';
import { CkdChain } from '../../../src/s370/devices/ckd-chain.js';
import { CkdMechanism } from '../../../src/s370/devices/ckd-mechanism.js';
import { MemoryTracks } from '../../support/memory-volumes.js';

const data = (length: number) => ({ key: new Uint8Array(0), data: new Uint8Array(length) });

let tracks: MemoryTracks;
let mechanism: CkdMechanism;
let chain: CkdChain;
beforeEach(() => {
  tracks = new MemoryTracks(geometryOf(diskModel('3350')!, 4));
  tracks.put(1, 0, [data(10), data(20)]);
  tracks.put(1, 1, [data(30)]);
  mechanism = new CkdMechanism(tracks, true);
  chain = new CkdChain();
  mechanism.seek(1, 0);
});

const next = (multitrack = false, recordZero = false) => {
  const failure = mechanism.toNextCount(multitrack, chain, recordZero);
  return failure ?? `${mechanism.head}/${mechanism.record!.number}`;
};

describe('the access mechanism of a disk', () => {
  it('meets the records in turn, record 0 when it is wanted', () => {
    expect([next(), next(), next()]).toEqual(['0/1', '0/2', '0/1']);
    mechanism.restart();
    expect([next(false, true), next(false, true)]).toEqual(['0/0', '0/1']);
  });

  it('finds no record when two index points have passed', () => {
    expect([next(), next(), next(), next(), next()]).toEqual(['0/1', '0/2', '0/1', '0/2', 'no-record-found']);
    mechanism.indexPasses = 0;
    expect(next()).toBe('0/1');
  });

  it('goes on to the next head with a multitrack command, to the end of the cylinder', () => {
    expect([next(true), next(true), next(true)]).toEqual(['0/1', '0/2', '1/1']);
    expect(next(true)).toBe('end-of-cylinder');
    expect(mechanism.head).toBe(29);
    chain.fileMask = 0x18;
    mechanism.seek(1, 1);
    expect([next(true), next(true)]).toEqual(['1/1', 'file-protected']);
  });

  it('goes from one segment of an overflow record to the next', () => {
    next();
    expect(mechanism.toNextSegment(chain)).toBeUndefined();
    expect([mechanism.head, mechanism.record?.dataLength]).toEqual([1, 30]);
    expect(mechanism.toNextSegment(chain)).toBe('no-record-found');
  });

  it('goes to the alternate of a defective track where the control unit does', () => {
    const flagged = tracks.readTrack(1, 0);
    flagged[0] = 0x02;
    flagged.set([0, 3, 0, 2], 5);
    tracks.put(3, 2, [data(77)]);
    expect(next()).toBe('0/1');
    expect(mechanism.record?.dataLength).toBe(77);
    mechanism = new CkdMechanism(tracks, false);
    mechanism.seek(1, 0);
    expect([mechanism.trackCondition, next()]).toEqual([true, 'track-condition']);
  });

  it('writes to the track that it reads, and sees what it has written', () => {
    next();
    mechanism.write(mechanism.record!.end - 10, new Uint8Array(10).fill(7));
    expect([...mechanism.track.bytes.subarray(mechanism.record!.end - 10, mechanism.record!.end)]).toEqual(
      Array.from({ length: 10 }, () => 7),
    );
    expect(tracks.writes).toBe(1);
  });

  it('goes on from a saved state', () => {
    next();
    next();
    mechanism.space({ keyLength: 1, dataLength: 2 });
    const copy = new CkdMechanism(tracks, true);
    copy.restoreState(new StateReader(mechanism.saveState(), 'mechanism'));
    expect(copy.record).toEqual(mechanism.record);
    expect([copy.cylinder, copy.head, copy.orientation, copy.indexPasses]).toEqual([1, 0, 'count', 0]);
  });
});
