import { describe, expect, it } from 'vitest';
import { parseTrack } from '../../../../src/s370/index.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

describe('temporary disks', () => {
  it('are taken from CP’s space, empty, and given back', () => {
    const harness = new VirtualMachineHarness({
      allocation: [
        { kind: 'temporary', from: 1, to: 2 },
        { kind: 'temporaryDisk', from: 20, to: 29 },
      ],
    });
    const { cp, vm } = harness;
    const { cp: pack } = harness.packs;
    pack.put(23, 4, [{ key: new Uint8Array(0), data: new Uint8Array(80).fill(0xaa) }]);
    const first = cp.attachTemporaryDisk(vm, 0x192, '3330', 6);
    expect(first).toMatchObject({
      kind: 'minidisk',
      start: 20,
      cylinders: 6,
      temporary: true,
      access: 'R/W',
    });
    expect(parseTrack(pack.readTrack(23, 4), 'track').records.length).toBe(1);
    expect(cp.attachTemporaryDisk(vm, 0x193, '3330', 5)).toBeUndefined();
    expect(cp.attachTemporaryDisk(vm, 0x193, '3350', 1)).toBeUndefined();
    expect(cp.attachTemporaryDisk(vm, 0x193, '3330', 4)).toMatchObject({ start: 26 });
    cp.detachDevice(vm, 0x192);
    expect(cp.attachTemporaryDisk(vm, 0x194, '3330', 5)).toMatchObject({ start: 20 });
    cp.logoff(vm);
    cp.runSlice(1);
    expect(cp.attachTemporaryDisk(harness.logon('TEST'), 0x192, '3330', 10)).toMatchObject({ start: 20 });
  });
});
