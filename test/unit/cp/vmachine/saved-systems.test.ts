import { describe, expect, it } from 'vitest';
import type { SavedSystemDefinition } from '../../../../src/cp/index.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

const SYSTEM: SavedSystemDefinition = {
  name: 'SYS',
  minimumStorage: 0x40000,
  pages: [
    { from: 0, to: 2 },
    { from: 16, to: 31 },
  ],
  sharedSegments: [1],
};
const SEGMENT: SavedSystemDefinition = {
  name: 'SEG',
  minimumStorage: 0,
  pages: [{ from: 0x100, to: 0x10f }],
  sharedSegments: [16],
};

const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER ONE ONE 2M 16M G
 CONSOLE 009 3215
USER TWO TWO 512K 16M G
 CONSOLE 009 3215
`;

/** Stops at once; started again (by BEGIN after IPL) it counts at X'1000', reads X'10000', stores there when told. */
const PROGRAM = `
SYS      CSECT
         ORG   SYS+X'200'
START    BALR  12,0
         USING *,12
         L     2,=X'00010000'
         LR    3,2
         L     4,0(,2)             FROM THE SHARED SEGMENT
         L     5,=X'00001000'
         L     6,0(,5)
         LA    6,1(,6)
         ST    6,0(,5)
         LTR   10,10
         BZ    *+8
         ST    10,0(,2)            INTO IT
         L     4,0(,2)
         LPSW  STOP
         DS    0D
STOP     DC    X'0002000000000AAA'
         LTORG
         ORG   SYS+X'1000'
         DC    F'5'
         END   START
`;

describe('saved systems', () => {
  it('are saved, IPLed by name, shared, and made private when stored into', () => {
    const harness = new VirtualMachineHarness({ directory: DIRECTORY, savedSystems: [SYSTEM, SEGMENT] });
    const { cp, vm: one } = harness;
    const entry = harness.load(PROGRAM);
    cp.writeStorage(one, 0x10000, Uint8Array.of(0, 0, 0x12, 0x34));
    one.psw.load(0, entry);
    expect(cp.saveSystem(one, 'NONE')).toMatchObject({ ok: false, number: 44 });
    expect(cp.saveSystem(one, 'SYS')).toEqual({ ok: true });
    const two = harness.logon('TWO');
    const run = (vm: typeof one, register10: number): void => {
      harness.ipl('SYS', vm);
      vm.gpr[10] = register10;
      harness.runToCp(1, vm);
    };
    run(one, 0);
    expect(one.gpr[4]).toBe(0x1234);
    expect(one.gpr[6]).toBe(6);
    run(two, 0);
    expect(two.gpr[4]).toBe(0x1234);
    expect(two.gpr[6]).toBe(6); // the page of the saved system is not changed by the other user
    const same = (): boolean => one.storage.segmentAt(1) === two.storage.segmentAt(1);
    expect(same()).toBe(true);
    run(two, 0x77);
    expect(harness.consoleOf(two).lines.at(-1)).toBe('CP ENTERED; SYS - SHARED PAGE 010000 ALTERED');
    cp.beginExecution(two);
    harness.runToCp(1, two);
    expect(two.gpr[4]).toBe(0x77);
    expect(same()).toBe(false);
    run(one, 0);
    expect(one.gpr[4]).toBe(0x1234);
    expect(cp.ipl(two, { kind: 'system', name: 'SEG' })).toMatchObject({ ok: false, number: 44 });
  });

  it('keep the version before for who has it, and give the new one to who comes', () => {
    const harness = new VirtualMachineHarness({ directory: DIRECTORY, savedSystems: [SYSTEM, SEGMENT] });
    const { cp, vm: one } = harness;
    const numbers = (vm: typeof one): number[] =>
      [0x1000, 0x10000, 0x1f000].map((address) => cp.readStorage(vm, address, 1)![0]);
    const save = (number: number): void => {
      for (const address of [0x1000, 0x10000, 0x1f000]) cp.writeStorage(one, address, Uint8Array.of(number));
      expect(cp.saveSystem(one, 'SYS')).toEqual({ ok: true });
    };
    const two = harness.logon('TWO');
    const ipl = (vm: typeof one): void =>
      expect(cp.ipl(vm, { kind: 'system', name: 'SYS' }, { stop: true })).toEqual({ ok: true });
    save(1);
    ipl(two);
    // three times: the pages that TWO has not touched have been written over by then
    for (const number of [2, 3, 4]) save(number);
    expect(numbers(two)).toEqual([1, 1, 1]);
    ipl(one);
    expect(numbers(one)).toEqual([4, 4, 4]);
    expect(one.storage.segmentAt(1)).not.toBe(two.storage.segmentAt(1));
    ipl(two);
    expect(numbers(two)).toEqual([4, 4, 4]);
    expect(one.storage.segmentAt(1)).toBe(two.storage.segmentAt(1));
  });

  it('are there when definitions have been added behind them', () => {
    const options = { directory: DIRECTORY, savedSystems: [SYSTEM] };
    const harness = new VirtualMachineHarness(options);
    for (const number of [1, 2]) {
      harness.cp.writeStorage(harness.vm, 0x10000, Uint8Array.of(number));
      expect(harness.cp.saveSystem(harness.vm, 'SYS')).toEqual({ ok: true });
    }
    // the second version lies in what is the space of SEG from now on
    const { cp: cpPack } = harness.packs;
    const more = { directory: DIRECTORY, savedSystems: [SYSTEM, SEGMENT], cpPack };
    const next = new VirtualMachineHarness(more);
    next.cp.writeStorage(next.vm, 0x100000, Uint8Array.of(9));
    expect(next.cp.saveSystem(next.vm, 'SEG')).toEqual({ ok: true });
    for (const again of [next, new VirtualMachineHarness(more)]) {
      expect(again.cp.ipl(again.vm, { kind: 'system', name: 'SYS' }, { stop: true })).toEqual({ ok: true });
      expect(again.cp.readStorage(again.vm, 0x10000, 1)).toEqual(Uint8Array.of(2));
    }
  });

  it('stay what they were when saving them anew is cut off, wherever', () => {
    const allocation = [
      { kind: 'temporary', from: 1, to: 5 },
      { kind: 'savedSystems', from: 6, to: 6 },
    ] as const;
    for (const writes of [0, 1, 5, 18, 19]) {
      const options = { directory: DIRECTORY, savedSystems: [SYSTEM], allocation };
      const harness = new VirtualMachineHarness(options);
      const { cp, vm: one } = harness;
      cp.writeStorage(one, 0x10000, Uint8Array.of(1));
      expect(cp.saveSystem(one, 'SYS')).toEqual({ ok: true });
      cp.writeStorage(one, 0x10000, Uint8Array.of(2));
      const { cp: cpPack } = harness.packs;
      cpPack.writesLeft = writes;
      expect(cp.saveSystem(one, 'SYS')).toEqual({ ok: false, module: 'CFG', number: 435, fields: [] });
      cpPack.writesLeft = Infinity;
      const next = new VirtualMachineHarness({ ...options, cpPack });
      expect(next.cp.ipl(next.vm, { kind: 'system', name: 'SYS' }, { stop: true })).toEqual({ ok: true });
      expect(next.cp.readStorage(next.vm, 0x10000, 1)).toEqual(Uint8Array.of(1));
    }
  });

  it('load as segments beyond storage by DIAGNOSE 64', () => {
    const harness = new VirtualMachineHarness({ directory: DIRECTORY, savedSystems: [SYSTEM, SEGMENT] });
    const { cp, vm: one } = harness;
    const content = new Uint8Array(0x10000).map((_, index) => index >>> 4);
    cp.writeStorage(one, 0x100000, content);
    expect(cp.saveSystem(one, 'SEG')).toEqual({ ok: true });
    const two = harness.logon('TWO');
    harness.start(
      `
SEG      CSECT
         ORG   SEG+X'200'
START    BALR  12,0
         USING *,12
         LA    2,NAME
         LA    3,12                FIND
         DC    X'83230064'
         BALR  11,0
         LA    4,NAME
         SLR   5,5                 LOAD SHARED
         DC    X'83450064'
         BALR  10,0
         L     6,X'124'(,4)
         LA    7,NAME
         LA    8,8                 PURGE
         DC    X'83780064'
         BALR  9,0
         LPSW  STOP
         DS    0D
STOP     DC    X'0002000000000AAA'
NAME     DC    CL8'SEG'
         END   START
`,
      two,
    );
    harness.runToCp(1, two);
    expect(harness.consoleOf(two).lines).toEqual(["CP ENTERED; DISABLED WAIT PSW '00020000 00000AAA'"]);
    expect([two.gpr[2], two.gpr[3]]).toEqual([0x100000, 0x10ffff]);
    expect((two.gpr[11] >>> 28) & 3).toBe(1);
    expect([two.gpr[4], two.gpr[5], (two.gpr[10] >>> 28) & 3]).toEqual([0x100000, 0x10ffff, 0]);
    expect(two.gpr[6] >>> 0).toBe(0x12121212);
    expect((two.gpr[9] >>> 28) & 3).toBe(0);
    expect(cp.readStorage(two, 0x100000, 4)).toBeUndefined();
  });

  it('keep their registers where PARM does not reach, and their control registers to those who have some', () => {
    const harness = new VirtualMachineHarness({ directory: DIRECTORY, savedSystems: [SYSTEM, SEGMENT] });
    const { cp, vm: one } = harness;
    for (let register = 0; register < 16; register++) one.gpr[register] = 0x01010101 * register;
    one.settings.ecMode = true;
    one.cr[1] = 0x00123400;
    one.psw.load(0, 0x200);
    expect(cp.saveSystem(one, 'SYS')).toEqual({ ok: true });
    const parameter = Uint8Array.of(0xc1, 0xe4, 0xe3, 0xd6, 0xc3, 0xd9);
    expect(cp.ipl(one, { kind: 'system', name: 'SYS' }, { parameter, stop: true })).toEqual({ ok: true });
    expect([...one.gpr.slice(0, 3)]).toEqual([0xc1e4e3d6 | 0, 0xc3d90101 | 0, 0x02020202]);
    expect(one.gpr[15]).toBe(0x0f0f0f0f);
    expect(one.cr[1]).toBe(0x00123400);
    const two = harness.logon('TWO');
    cp.ipl(two, { kind: 'system', name: 'SYS' }, { stop: true });
    expect(two.cr[1]).toBe(0);
    expect(two.storage.segmentAt(1)).toBe(one.storage.segmentAt(1));
  });

  it('are not shared when they were saved with translation on', () => {
    const harness = new VirtualMachineHarness({ directory: DIRECTORY, savedSystems: [SYSTEM, SEGMENT] });
    const { cp, vm: one } = harness;
    one.settings.ecMode = true;
    one.psw.extendedAllowed = true;
    one.psw.load(0x04080000, 0x200);
    expect(cp.saveSystem(one, 'SYS')).toEqual({ ok: true });
    const two = harness.logon('TWO');
    for (const vm of [one, two]) cp.ipl(vm, { kind: 'system', name: 'SYS' }, { stop: true });
    expect(two.storage.segmentAt(1)).not.toBe(one.storage.segmentAt(1));
  });

  it('end where storage ends when a program loads one over it', () => {
    const harness = new VirtualMachineHarness({
      directory: DIRECTORY,
      savedSystems: [{ ...SEGMENT, pages: [{ from: 0x78, to: 0x87 }], sharedSegments: [] }],
    });
    const { cp, vm: one } = harness;
    expect(cp.saveSystem(one, 'SEG')).toEqual({ ok: true });
    const two = harness.logon('TWO');
    harness.start(
      `
SEG      CSECT
         ORG   SEG+X'200'
START    BALR  12,0
         USING *,12
         LA    2,NAME
         LA    3,12                FIND
         DC    X'83230064'
         LA    4,NAME
         SLR   5,5                 LOAD SHARED
         DC    X'83450064'
         BALR  10,0
         LPSW  STOP
         DS    0D
STOP     DC    X'0002000000000AAA'
NAME     DC    CL8'SEG'
         END   START
`,
      two,
    );
    harness.runToCp(1, two);
    expect([two.gpr[2], two.gpr[3]]).toEqual([0x78000, 0x87fff]);
    expect([two.gpr[4], two.gpr[5], (two.gpr[10] >>> 28) & 3]).toEqual([0x78000, 0x80000, 1]);
  });
});
