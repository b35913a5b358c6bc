import { describe, expect, it } from 'vitest';
import type { Vmblok } from '../../../../src/cp/index.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

/** Puts words into low storage and elsewhere. */
function put(harness: VirtualMachineHarness, words: Readonly<Record<number, number>>): void {
  for (const [address, word] of Object.entries(words)) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, word >>> 0);
    harness.cp.writeStorage(harness.vm, Number(address), bytes);
  }
}

function get(harness: VirtualMachineHarness, address: number): number {
  const bytes = harness.cp.readStorage(harness.vm, address, 4)!;
  return new DataView(bytes.buffer).getUint32(0);
}

function start(vm: Vmblok, harness: VirtualMachineHarness, high: number, low: number): void {
  vm.psw.load(high, low);
  harness.cp.beginExecution(vm);
}

function made(ecMode = true, speed = 50): VirtualMachineHarness {
  const harness = new VirtualMachineHarness({ speed });
  harness.cp.setEcMode(harness.vm, ecMode);
  return harness;
}

const LAST = (harness: VirtualMachineHarness): string | undefined => harness.console.lines.at(-1);
/** LPSW X'300' at X'200'; a disabled wait at X'300'. */
const WAIT = { 0x200: 0x82000300, 0x300: 0x00020000, 0x304: 0xaaa };

describe('a guest that can not go on', () => {
  it('enters CP with a disabled wait PSW, in both modes', () => {
    const harness = made();
    put(harness, { ...WAIT, 0x300: 0x000a3f00 });
    start(harness.vm, harness, 0, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toBe("CP ENTERED; DISABLED WAIT PSW '000A3F00 00000AAA'");
    expect(harness.vm.psw.conditionCode).toBe(3);
  });

  it('enters CP when it is enabled for external interruptions only and none can come', () => {
    const harness = made(false);
    put(harness, { ...WAIT, 0x300: 0x01020000 });
    harness.vm.cr[0] = 0x80; // the interval timer does not run in a wait
    start(harness.vm, harness, 0, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toContain('DISABLED WAIT');
  });

  it('waits when an external interruption can come: EXTERNAL ends it', () => {
    const harness = made(false);
    put(harness, { ...WAIT, 0x300: 0x01020000, 0x58: 0x00020000, 0x5c: 0xeee });
    start(harness.vm, harness, 0, 0x200);
    harness.runToStop();
    expect(harness.vm.state).toBe('waiting');
    harness.cp.postExternal(harness.vm, 0x40);
    harness.runToCp();
    expect(get(harness, 0x18)).toBe(0x01020040);
    expect(LAST(harness)).toContain("'00020000 00000EEE'");
  });

  it('enters CP with an invalid program new PSW', () => {
    const harness = made();
    put(harness, { 0x200: 0x00000000, 0x68: 0x80080000, 0x6c: 0x500 });
    start(harness.vm, harness, 0, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toBe("CP ENTERED; INVALID PSW '80080000 00000500'");
  });

  it('enters CP with an EC-mode new PSW when it has no ECMODE', () => {
    const harness = made(false);
    put(harness, { 0x200: 0x00000000, 0x68: 0x00080000, 0x6c: 0x500 });
    start(harness.vm, harness, 0, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toContain('INVALID PSW');
  });

  it('enters CP in a program interruption loop', () => {
    const harness = made();
    put(harness, { 0x200: 0x00000000, 0x68: 0, 0x6c: 0x200 });
    start(harness.vm, harness, 0, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toBe('CP ENTERED; PROGRAM INTERRUPT LOOP');
  });

  it('enters CP in an external interruption loop', () => {
    const harness = made();
    put(harness, { 0x200: 0x47f00200, 0x58: 0x01000000, 0x5c: 0x200 });
    harness.vm.cr[0] = 0x800;
    start(harness.vm, harness, 0x01000000, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toBe('CP ENTERED; EXTERNAL INTERRUPT LOOP');
  });

  it('takes the exception of an external new PSW that is not valid before more external interruptions', () => {
    const harness = made();
    // System mask X'2B' has external interruptions on and a bit that must be zero; the clock comparator stays due.
    put(harness, { 0x200: 0x47f00200, 0x58: 0x2bba0000, 0x5c: 0x300, 0x68: 0x000a0000, 0x6c: 0xbad });
    harness.vm.cr[0] = 0x800;
    start(harness.vm, harness, 0x01080000, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toContain('DISABLED WAIT');
    expect(harness.cp.readStorage(harness.vm, 0x28, 4)).toEqual(Uint8Array.of(0x2b, 0xba, 0, 0));
    expect(harness.cp.readStorage(harness.vm, 0x8e, 2)).toEqual(Uint8Array.of(0, 6));
  });

  it('enters CP when external and program interruptions lead to each other', () => {
    const harness = made();
    put(harness, { 0x200: 0x47f00200, 0x58: 0x2bba0000, 0x5c: 0x300, 0x68: 0x01080000, 0x6c: 0x400 });
    harness.vm.cr[0] = 0x800;
    start(harness.vm, harness, 0x01080000, 0x200);
    harness.runToCp();
    expect(LAST(harness)).toBe('CP ENTERED; EXTERNAL INTERRUPT LOOP');
  });
});

describe('virtual interruptions', () => {
  it('store code and ILC in the old PSW in BC mode', () => {
    const harness = made(false);
    put(harness, { ...WAIT, 0x200: 0x0a2f8200, 0x204: 0x03000000, 0x60: 0, 0x64: 0x400, 0x400: 0x82000020 });
    harness.vm.psw.load(0, 0x200);
    put(harness, { 0x68: 0x00020000, 0x6c: 0xbbb });
    harness.cp.beginExecution(harness.vm);
    harness.runToCp();
    // SVC X'2F' at X'200', then LPSW X'300' at X'202'
    expect([get(harness, 0x20), get(harness, 0x24)]).toEqual([0x0000002f, 0x40000202]);
    expect(LAST(harness)).toContain("'00020000 00000AAA'");
  });

  it('store code and ILC in low storage in EC mode', () => {
    const harness = made();
    put(harness, { 0x200: 0x0a2f0000, 0x60: 0x000a0000, 0x64: 0xccc });
    start(harness.vm, harness, 0x00080000, 0x200);
    harness.runToCp();
    expect([get(harness, 0x20), get(harness, 0x24), get(harness, 0x88)]).toEqual([
      0x00080000, 0x202, 0x0002002f,
    ]);
  });

  it('reflect privileged operations of virtual problem state, EXECUTE among them', () => {
    const harness = made(false);
    put(harness, { 0x200: 0x44000210, 0x210: 0x82000300, 0x68: 0x00020000, 0x6c: 0xbbb });
    start(harness.vm, harness, 0x00010000, 0x200);
    harness.runToCp();
    expect([get(harness, 0x28), get(harness, 0x2c)]).toEqual([0x00010002, 0x80000204]);
  });

  it('reflect addressing exceptions beyond virtual storage', () => {
    const harness = made(false);
    put(harness, { 0x200: 0x58100000, 0x68: 0x00020000, 0x6c: 0xbbb });
    harness.vm.gpr[2] = 0x80000;
    put(harness, { 0x200: 0x58102000 });
    start(harness.vm, harness, 0, 0x200);
    harness.runToCp();
    expect([get(harness, 0x28), get(harness, 0x2c)]).toEqual([0x00000005, 0x80000204]);
  });
});

describe('virtual timers', () => {
  /** A loop at X'200'; external interruptions end in a disabled wait. */
  const LOOP = { 0x200: 0x47f00200, 0x58: 0x00020000, 0x5c: 0xeee };

  it('count the interval timer down by CPU time', () => {
    const harness = made(false);
    put(harness, { ...LOOP, 0x50: 300 * 256 * 0.01 }); // 10 ms
    harness.vm.cr[0] = 0x80;
    start(harness.vm, harness, 0x01000000, 0x200);
    const before = harness.machine.events.now();
    harness.runToCp(1);
    const taken = harness.machine.events.now() - before;
    expect(get(harness, 0x18)).toBe(0x01000080);
    expect(taken).toBeGreaterThan(9_900);
    expect(taken).toBeLessThan(12_000);
    expect(get(harness, 0x50) | 0).toBeLessThan(0);
  });

  it('have the CPU timer and the clock comparator interrupt with ECMODE', () => {
    for (const [mask, code] of [
      [0x400, 0x1005],
      [0x800, 0x1004],
    ] as const) {
      const harness = made();
      const { vm, machine } = harness;
      put(harness, { ...LOOP, 0x58: 0x000a0000 });
      // SPT X'320' or SCKC X'328', then LPSW X'310': enabled, into the loop
      put(harness, { 0x1f8: mask === 0x400 ? 0xb2080320 : 0xb2060328, 0x1fc: 0x82000310 });
      put(harness, { 0x310: 0x01080000, 0x314: 0x200 });
      const comparator = machine.tod.read() + 5_000n * 4096n;
      put(harness, { 0x320: 0, 0x324: 5_000 * 4096 });
      put(harness, { 0x328: Number(comparator >> 32n), 0x32c: Number(comparator & 0xffffffffn) });
      vm.cr[0] = mask;
      const before = machine.events.now();
      start(vm, harness, 0x00080000, 0x1f8);
      harness.runToCp(1);
      expect(get(harness, 0x84) & 0xffff).toBe(code);
      const taken = machine.events.now() - before;
      expect(taken).toBeGreaterThan(4_900);
      expect(taken).toBeLessThan(6_000);
    }
  });

  it('end an enabled wait by the clock comparator', () => {
    const harness = made();
    const { vm, machine } = harness;
    put(harness, { ...WAIT, 0x58: 0x000a0000, 0x5c: 0xeee, 0x300: 0x010a0000, 0x1fc: 0xb2060328 });
    const comparator = machine.tod.read() + 1_000_000n * 4096n;
    put(harness, { 0x328: Number(comparator >> 32n), 0x32c: Number(comparator & 0xffffffffn) });
    vm.cr[0] = 0x800;
    start(vm, harness, 0x00080000, 0x1fc);
    harness.runToCp(2);
    expect(get(harness, 0x84) & 0xffff).toBe(0x1004);
    expect(machine.tod.read()).toBeGreaterThanOrEqual(comparator);
    expect(vm.accounting.virtualCpu).toBeLessThan(1000);
  });

  it('keep one event for a wait, however often the guest waits', () => {
    const harness = made();
    const { vm, machine, cp } = harness;
    put(harness, { ...WAIT, 0x58: 0x000a0000, 0x300: 0x010a0000, 0x304: 0x200 });
    // The external interruption goes back into the wait.
    put(harness, { 0x58: 0x00080000, 0x5c: 0x200 });
    vm.cr[0] = 0x840;
    vm.clockComparator = machine.tod.read() + ((3600n * 1_000_000n) << 12n);
    start(vm, harness, 0x00080000, 0x200);
    for (let count = 0; count < 50; count++) {
      cp.postExternal(vm, 0x40);
      cp.runSlice(0.01);
      expect(machine.events.length).toBeLessThan(4);
    }
  });

  it('count waiting time with SET TIMER REAL only', () => {
    const harness = made(false);
    put(harness, { ...WAIT, 0x300: 0x01020000, 0x58: 0x00020000, 0x5c: 0xeee, 0x50: 300 * 256 });
    harness.vm.cr[0] = 0x80;
    harness.vm.settings.timer = 'real';
    start(harness.vm, harness, 0, 0x200);
    const before = harness.machine.events.now();
    harness.runToCp(3);
    const taken = harness.machine.events.now() - before;
    expect(taken).toBeGreaterThan(990_000);
    expect(taken).toBeLessThan(1_010_000);
  });
});
