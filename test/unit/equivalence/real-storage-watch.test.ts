import { describe, expect, it } from 'vitest';
import { GuestSystem } from '../../../src/equivalence/runners/guest-system.js';
import { GuestRunner } from '../../../src/equivalence/runners/guest.js';
import { programOf } from '../../support/equivalence-program.js';

const STORAGE = 0x10000;
const program = programOf({ pieces: [{ bytes: [0x0a, 0x01] }] });

function equipped(): GuestSystem {
  const system = new GuestSystem({ compiled: false, storage: STORAGE, instructionsPerMicrosecond: 1 });
  system.equip(program);
  system.watchOthers();
  return system;
}

/** Real storage of the virtual machine: frames, and tables that CP keeps for it. */
function own({ cp, vm }: GuestSystem): (address: number) => boolean {
  const areas = [
    ...cp.controlStorageOf(vm),
    ...vm.storage.frames().map((address) => ({ address, length: 4096 })),
  ];
  return (at) => areas.some(({ address, length }) => at >= address && at < address + length);
}

describe('around every run', () => {
  it('nothing is amiss when nothing was touched', () => {
    expect(equipped().violations()).toEqual([]);
    const runner = new GuestRunner();
    runner.run(program);
    expect(runner.violations()).toEqual([]);
  });

  it("every byte of CP's blocks, of other virtual machines and of free frames is watched", () => {
    const system = equipped();
    const { storage } = system.machine;
    const mine = own(system);
    const unused = system.cp.unusedControlStorage();
    let watched = 0;
    for (let at = 0x200; at < storage.size; at += 251) {
      const byte = storage.fetchByte(at);
      storage.storeByte(at, byte ^ 0x10);
      const ignored =
        mine(at) || unused.some(({ address, length }) => at >= address && at < address + length);
      expect(system.violations().length, `at ${at.toString(16)}`).toBe(ignored ? 0 : 1);
      if (!ignored) watched++;
      storage.storeByte(at, byte);
    }
    expect(watched).toBeGreaterThan(100);
  });

  it('so are the tables of the other virtual machine and the storage keys of all frames but its own', () => {
    const system = equipped();
    const { storage } = system.machine;
    const other = system.cp.findUser('OTHER')!;
    const table = other.storage.tables().pageTables[0];
    storage.storeHalf(table, 0x0008);
    expect(system.violations()[0]).toMatch(/^real storage [0-9A-F]{6}, the Control Program's$/);
    system.watchOthers();
    const frame = other.storage.realOf(0);
    storage.setKey(frame, 0x30);
    expect(system.violations()).toHaveLength(1);
    expect(system.violations()[0]).toContain('real storage key');
  });
});
