import { describe, expect, it } from 'vitest';
import { DISK_MODELS, diskModel, diskModelOfGeometry, geometryOf } from '../../../src/s370/index.js';
import {
  deviceCharacteristics,
  recordZeroLength,
  senseIdentification,
} from '../../../src/s370/devices/ckd-identity.js';

const half = (bytes: Uint8Array, at: number): number => (bytes[at] << 8) | bytes[at + 1];

describe('disk models', () => {
  it('are found by name in any case, and by the names that others use', () => {
    expect(diskModel('3330-11')).toMatchObject({ cylinders: 808, heads: 19, model: 0x11 });
    expect(diskModel('3380-k')?.cylinders).toBe(2655);
    expect(diskModel('3330-2')).toBe(diskModel('3330-11'));
    expect(diskModel('3340-2')?.name).toBe('3340-70');
    expect(diskModel('3350')?.name).toBe('3350-1');
    expect(diskModel('3390')).toBeUndefined();
  });

  it('have tracks that hold the longest record, and only the 2305 has a head for each', () => {
    for (const model of DISK_MODELS) {
      expect(model.trackSize).toBeGreaterThan(5 + 16 + 8);
      expect(model.fixedHeads).toBe(model.type === '2305');
      expect(model.senseLength).toBe(['2311', '2314'].includes(model.type) ? 6 : 24);
    }
  });

  it('are told from the size of a volume', () => {
    const geometry = geometryOf(diskModel('3330-11')!);
    expect(diskModelOfGeometry(geometry)?.name).toBe('3330-11');
    expect(diskModelOfGeometry({ ...geometry, cylinders: 411 })?.name).toBe('3330-1');
    expect(diskModelOfGeometry({ ...geometry, cylinders: 412 })?.name).toBe('3330-11');
    expect(diskModelOfGeometry({ ...geometry, cylinders: 5000 })?.name).toBe('3330-11');
    expect(diskModelOfGeometry({ ...geometry, trackSize: 1 })).toBeUndefined();
  });
});

describe('what a 3880 tells of its disks', () => {
  const model = diskModel('3380-D')!;

  it('is SENSE ID and the longest record 0, which the others have not', () => {
    expect([...senseIdentification(model)!]).toEqual([0xff, 0x38, 0x80, 0x05, 0x33, 0x80, 0x06]);
    expect(senseIdentification(diskModel('3350')!)).toBeUndefined();
    expect(recordZeroLength(model)).toBe(47988);
    expect(recordZeroLength(diskModel('3350')!)).toBe(0);
  });

  it('is 64 bytes of characteristics, with alternate cylinders where the volume has them', () => {
    const bare = deviceCharacteristics(model, geometryOf(model));
    expect(bare).toHaveLength(64);
    expect([half(bare, 3), half(bare, 12), half(bare, 14), bare[16], half(bare, 28)]).toEqual([
      0x3380, 885, 15, 222, 0,
    ]);
    const whole = deviceCharacteristics(model, geometryOf(model, 886));
    expect([half(whole, 12), half(whole, 28), half(whole, 30)]).toEqual([885, 885, 15]);
  });
});
