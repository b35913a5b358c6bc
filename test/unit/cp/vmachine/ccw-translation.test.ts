import { describe, expect, it } from 'vitest';
import { guestAddress } from '../../../../src/cp/vmachine/guest-address.js';
import type { Vmblok } from '../../../../src/cp/index.js';
import { encodeCcw, formatTrack } from '../../../../src/s370/index.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

const NO_KEY = new Uint8Array(0);
const CHAIN = 0x40;
const DATA_CHAIN = 0x80;
const SLI = 0x20;
const IDA = 0x04;
const PROGRAM = 0x1000;
const SEEK = 0x2000;

/** Runs a channel program of the minidisk by DIAGNOSE X'20' semantics: to its end, and gives CSW and sense. */
class DiskBench {
  readonly harness: VirtualMachineHarness;
  readonly vm: Vmblok;

  constructor(mode = 'MR') {
    this.harness = new VirtualMachineHarness({
      directory: `DIRECTORY 150 3330 CPPACK
USER TEST TEST 64K 1M G
 CONSOLE 009 3215
 MDISK 191 3330 010 005 SCRTCH ${mode}
`,
    });
    this.vm = this.harness.vm;
    const { scratch } = this.harness.packs;
    for (let cylinder = 9; cylinder <= 16; cylinder++) {
      const records = [1, 2].map((record) => ({
        key: NO_KEY,
        data: new Uint8Array(4000).fill(16 * cylinder + record),
      }));
      const track = formatTrack(cylinder, 0, scratch.geometry.trackSize, records);
      // Count fields of a minidisk name its own cylinders.
      for (const at of [21, 21 + 8 + 4000]) track[at + 1] = cylinder - 10;
      scratch.readTrack(cylinder, 0).set(track);
    }
  }

  put(address: number, bytes: Uint8Array): void {
    this.vm.storage.copyIn(guestAddress(address), bytes);
  }

  get(address: number, length: number): Uint8Array {
    return this.vm.storage.copyOut(guestAddress(address), length);
  }

  /** Argument of SEEK and SEARCH at `SEEK`. */
  aim(cylinder: number, record: number, head = 0): void {
    this.put(SEEK, Uint8Array.of(0, 0, 0, cylinder, 0, head, record));
  }

  /** SEEK, SEARCH, TIC before the CCWs given. */
  positioned(...ccws: Uint8Array[]): Uint8Array[] {
    return [
      encodeCcw(0x07, SEEK, CHAIN, 6),
      encodeCcw(0x31, SEEK + 2, CHAIN, 5),
      encodeCcw(0x08, PROGRAM + 8, 0, 0),
      ...ccws,
    ];
  }

  run(
    ccws: Uint8Array[],
    key = 0,
  ): { unit: number; channel: number; ccw: number; count: number; sense: number[] } {
    ccws.forEach((ccw, index) => this.put(PROGRAM + 8 * index, ccw));
    this.put(0x48, Uint8Array.of(key << 4, 0, PROGRAM >> 8, PROGRAM & 0xff));
    // LA 2,X'191'; LA 3,program; DIAG 2,3,X'20'; LPSW wait
    const code = [0x41, 0x20, 0x01, 0x91, 0x41, 0x30, 0x0f, 0xf8, 0x41, 0x33, 0x00, 0x08];
    this.put(0x200, Uint8Array.of(...code, 0x83, 0x23, 0x00, 0x20, 0x82, 0x00, 0x03, 0x00));
    this.put(0x300, Uint8Array.of(0, 2, 0, 0, 0, 0, 0x0a, 0xaa));
    this.put(0x40, new Uint8Array(8));
    this.vm.psw.load(0, 0x200);
    this.vm.gpr[15] = 0;
    this.harness.cp.beginExecution(this.vm);
    this.harness.runToCp(3);
    const csw = this.get(0x40, 8);
    return {
      unit: csw[4],
      channel: csw[5],
      ccw: (csw[1] << 16) | (csw[2] << 8) | csw[3],
      count: (csw[6] << 8) | csw[7],
      sense: [(this.vm.gpr[3] >> 8) & 0xff, this.vm.gpr[3] & 0xff],
    };
  }
}

describe('translated channel programs', () => {
  it('relocate the cylinder and read data that cross pages', () => {
    const bench = new DiskBench();
    bench.aim(3, 2);
    bench.run(bench.positioned(encodeCcw(0x06, 0x3ffe - 2000, SLI, 4000)));
    expect(bench.vm.gpr[15]).toBe(0);
    expect(bench.get(0x3ffe - 2000, 4000)).toEqual(new Uint8Array(4000).fill(16 * 13 + 2));
    expect(bench.get(0x3ffe + 2000, 1)).toEqual(Uint8Array.of(0));
  });

  it('search for what they have just read', () => {
    const bench = new DiskBench();
    bench.aim(1, 0);
    const argument = 0x2100;
    // the argument looks like that of record zero as long as nothing was read
    bench.run([
      encodeCcw(0x07, SEEK, CHAIN, 6),
      encodeCcw(0x12, argument, CHAIN, 8),
      encodeCcw(0x31, argument, CHAIN, 5),
      encodeCcw(0x08, PROGRAM + 16, 0, 0),
      encodeCcw(0x06, 0x3000, SLI, 4),
    ]);
    expect(bench.vm.gpr[15]).toBe(0);
    expect([...bench.get(argument, 5)]).toEqual([0, 1, 0, 0, 1]);
    expect([...bench.get(0x3000, 4)]).toEqual(new Array(4).fill(0xb1));
  });

  it('follow data chaining, guest indirect addressing and TIC', () => {
    const bench = new DiskBench();
    bench.aim(1, 1);
    bench.put(0x2100, Uint8Array.of(0, 0, 0x47, 0xf0, 0, 0, 0x58, 0x00)); // X'47F0', X'5800'
    bench.put(0x2200, encodeCcw(0x06, 0x2100, SLI | IDA, 100));
    bench.run(bench.positioned(encodeCcw(0x86, 0x4000, DATA_CHAIN, 10), encodeCcw(0x08, 0x2200, 0, 0)));
    expect(bench.vm.gpr[15]).toBe(0);
    const byte = 16 * 11 + 1;
    expect(bench.get(0x4000, 11)).toEqual(Uint8Array.of(...new Array<number>(10).fill(byte), 0));
    expect(bench.get(0x47f0, 16)).toEqual(new Uint8Array(16).fill(byte));
    expect(bench.get(0x5800, 85)).toEqual(Uint8Array.of(...new Array<number>(84).fill(byte), 0));
  });

  it('end beyond the minidisk with a seek check', () => {
    const bench = new DiskBench();
    bench.aim(5, 1);
    const { unit, ccw, sense } = bench.run(bench.positioned(encodeCcw(0x06, 0x4000, SLI, 100)));
    expect(bench.vm.gpr[15]).toBe(13);
    expect(unit & 0x02).toBe(0x02);
    expect(ccw).toBe(PROGRAM + 8);
    expect(sense[0]).toBe(0x80); // command reject
  });

  it('give the CSW of the guest program: address and residual count', () => {
    const bench = new DiskBench();
    bench.aim(0, 1);
    const { unit, channel, ccw, count } = bench.run(bench.positioned(encodeCcw(0x06, 0x20000, SLI, 100)));
    expect([unit & 0x02, channel, ccw, count]).toEqual([0, 0x20, PROGRAM + 32, 100]);
  });

  it('obey storage keys', () => {
    const bench = new DiskBench();
    bench.aim(0, 1);
    bench.vm.storage.setKey(guestAddress(0x4000), 0x10);
    // DIAGNOSE takes the key from bits 0-3 of Ry: here key 2 by a load of the register
    bench.put(0x310, Uint8Array.of(0x20, 0, 0x10, 0));
    const program = bench.positioned(encodeCcw(0x06, 0x4000, SLI, 100));
    program.forEach((ccw, index) => bench.put(PROGRAM + 8 * index, ccw));
    bench.put(0x200, Uint8Array.of(0x41, 0x20, 0x01, 0x91, 0x58, 0x30, 0x03, 0x10, 0x83, 0x23, 0x00, 0x20));
    bench.put(0x20c, Uint8Array.of(0x82, 0x00, 0x03, 0x00));
    bench.put(0x300, Uint8Array.of(0, 2, 0, 0, 0, 0, 0x0a, 0xaa));
    bench.vm.psw.load(0, 0x200);
    bench.harness.cp.beginExecution(bench.vm);
    bench.harness.runToCp(3);
    const csw = bench.get(0x40, 8);
    expect(csw[0] >> 4).toBe(2);
    expect(csw[5]).toBe(0x10); // protection check
    expect(bench.get(0x4000, 4)).toEqual(new Uint8Array(4));
  });

  it('reject writes to a read-only minidisk', () => {
    const bench = new DiskBench('RR');
    bench.aim(2, 1);
    bench.put(0x4000, new Uint8Array(4000).fill(0xee));
    const { unit, sense } = bench.run(bench.positioned(encodeCcw(0x05, 0x4000, SLI, 4000)));
    expect(unit & 0x02).toBe(0x02);
    expect(sense[0] & 0x80).toBe(0x80);
    const track = bench.harness.packs.scratch.readTrack(12, 0);
    expect(track[21 + 8]).toBe(16 * 12 + 1);
  });

  it('do not let a program that never ends keep the volume', () => {
    const bench = new DiskBench();
    const { unit } = bench.run([encodeCcw(0x03, 0, CHAIN | SLI, 1), encodeCcw(0x08, PROGRAM, 0, 0)]);
    expect(unit).not.toBe(0x0e);
    bench.aim(4, 1);
    bench.run(bench.positioned(encodeCcw(0x06, 0x4000, SLI, 100)));
    expect(bench.get(0x4000, 2)).toEqual(new Uint8Array(2).fill(16 * 14 + 1));
  });

  it('write where the minidisk is and nowhere else', () => {
    const bench = new DiskBench();
    bench.aim(2, 1);
    bench.put(0x4000, new Uint8Array(4000).fill(0xee));
    bench.run(bench.positioned(encodeCcw(0x05, 0x4000, SLI, 4000)));
    expect(bench.vm.gpr[15]).toBe(0);
    const { scratch } = bench.harness.packs;
    for (let cylinder = 9; cylinder <= 16; cylinder++) {
      const first = scratch.readTrack(cylinder, 0)[21 + 8];
      expect(first).toBe(cylinder === 12 ? 0xee : (16 * cylinder + 1) & 0xff);
    }
  });
});
