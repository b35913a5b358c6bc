import { describe, expect, it } from 'vitest';
import {
  GuestStretch,
  SAMPLED,
  endsNoStretch as endsNone,
} from '../../../../src/cp/vmachine/guest-stretch.js';
import type { VirtualIo } from '../../../../src/cp/vmachine/virtual-io.js';
import type { Vmblok } from '../../../../src/cp/vmachine/vmblok.js';
import { VirtualPsw } from '../../../../src/cp/vmachine/virtual-psw.js';
import type { Exit, ProgramExit } from '../../../../src/s370/index.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

const program = (code: number, instructionHigh = 0): ProgramExit => ({
  kind: 'program',
  code,
  ilc: 1,
  translationAddress: 0,
  monitorClass: 0,
  monitorCode: 0,
  perCode: 0,
  perAddress: 0,
  instructionHigh,
  instructionLow: 0,
});

/** A virtual machine as far as a stretch looks at it. */
function machine(high: number): Vmblok {
  const psw = new VirtualPsw();
  psw.load(high, 0x1000);
  return { psw, cr: new Int32Array(16), state: 'running', watch: undefined } as unknown as Vmblok;
}

const io = (pending: boolean): VirtualIo => ({ pending: () => pending }) as unknown as VirtualIo;

const endsNoStretch = (exit: Exit, assist = true, assistSvc = true): boolean =>
  endsNone(exit, { assist, assistSvc });

describe('a stretch of guest execution', () => {
  it('is not ended by what needs neither clocks nor devices', () => {
    expect(endsNoStretch({ kind: 'svc', code: 5, ilc: 1, perCode: 0, perAddress: 0 })).toBe(true);
    expect(endsNoStretch({ kind: 'svc', code: 5, ilc: 1, perCode: 0x80, perAddress: 0 })).toBe(false);
    expect(endsNoStretch(program(0x01))).toBe(true);
    // exceptions with PER events, monitor events, page and segment faults, protection
    for (const code of [0x81, 0x40, 0x10, 0x11, 0x04])
      expect(endsNoStretch(program(code)), `${code}`).toBe(false);
    // SSM, LPSW, LCTL, PTLB, SPKA
    for (const high of [0x80001000, 0x82001000, 0xb7001000, 0xb20d0000, 0xb20a0000]) {
      expect(endsNoStretch(program(0x02, high | 0)), high.toString(16)).toBe(true);
    }
    // DIAGNOSE, SIO, TIO, STPT, SCKC
    for (const high of [0x83120008, 0x9c00000c, 0x9d00000c, 0xb2091000, 0xb2061000]) {
      expect(endsNoStretch(program(0x02, high | 0)), high.toString(16)).toBe(false);
    }
    expect(endsNoStretch({ kind: 'budget' })).toBe(false);
    // SET ASSIST NOSVC and SET ASSIST OFF
    const svc: Exit = { kind: 'svc', code: 5, ilc: 1, perCode: 0, perAddress: 0 };
    expect(endsNoStretch(svc, true, false)).toBe(false);
    expect(endsNoStretch(program(0x02, 0x80001000 | 0), true, false)).toBe(true);
    expect(endsNoStretch(program(0x02, 0x80001000 | 0), false)).toBe(false);
    expect(endsNoStretch({ kind: 'io' })).toBe(false);
    expect(endsNoStretch({ kind: 'stopped' })).toBe(false);
  });

  it('ends when the guest turns external interruptions on, changes CR0, waits, or is stopped', () => {
    const stretch = new GuestStretch();
    const vm = machine(0);
    stretch.begin(vm);
    expect(stretch.goesOn(vm, io(false))).toBe(true);
    vm.psw.load(0x01000000, 0x1000);
    expect(stretch.goesOn(vm, io(false))).toBe(false);
    stretch.begin(vm);
    expect(stretch.goesOn(vm, io(false))).toBe(true);
    vm.psw.load(0, 0x1000);
    expect(stretch.goesOn(vm, io(false))).toBe(true);
    vm.cr[0] = 0x80;
    expect(stretch.goesOn(vm, io(false))).toBe(false);
    stretch.begin(vm);
    vm.psw.load(0x00020000, 0x1000);
    expect(stretch.goesOn(vm, io(false))).toBe(false);
    vm.psw.load(0, 0x1000);
    vm.state = 'cp';
    expect(stretch.goesOn(vm, io(false))).toBe(false);
  });

  it('looks for interruptions of channels only when they are turned on, and ends when there is one', () => {
    const stretch = new GuestStretch();
    const vm = machine(0x80000000 | 0);
    let asked = 0;
    const devices = { pending: () => asked++ === 1 } as unknown as VirtualIo;
    stretch.begin(vm);
    expect(stretch.goesOn(vm, devices)).toBe(true);
    expect(asked).toBe(0);
    vm.psw.load(0xc0000000 | 0, 0x1000);
    expect(stretch.goesOn(vm, devices)).toBe(true);
    expect(stretch.goesOn(vm, devices)).toBe(true);
    expect(asked).toBe(1);
    vm.psw.load(0xe0000000 | 0, 0x1000);
    expect(stretch.goesOn(vm, devices)).toBe(false);
  });

  it('has some of its services timed', () => {
    const stretch = new GuestStretch();
    const timed = Array.from({ length: 3 * SAMPLED }, () => stretch.sample());
    expect(timed.filter(Boolean)).toHaveLength(3);
  });
});

describe('a guest that needs much of CP', () => {
  it('gets an interruption that became pending at the very instruction that allows it', () => {
    const harness = new VirtualMachineHarness();
    // An external signal is posted while the mask is off; SSM turns it on, and the next instruction must not run.
    harness.start(`T        START 0
         USING T,0
         DC    64X'00'
         ORG   T+X'58'
         DC    X'00020000',A(X'E')
         ORG   T+X'200'
GO       DS    0H
         LA    2,0
LOOP     LA    2,1(2)
         SSM   OFF
         SVC   5
BACK     CH    2,=H'300'
         BL    LOOP
         SSM   ON
         LA    2,999
         LPSW  DONE
OFF      DC    X'00'
ON       DC    X'01'
DONE     DC    0D'0',X'00020000',A(X'D')
         LTORG
         ORG   T+X'60'
         DC    X'00000000',A(BACK)
         END   GO`);
    harness.cp.postExternal(harness.vm, 0x40);
    harness.runToCp();
    expect(harness.vm.psw.instructionAddress).toBe(0xe);
    expect(harness.vm.gpr[2]).toBe(300);
  });

  it('is charged the time of its own instructions, not that of CP', () => {
    const harness = new VirtualMachineHarness({ speed: 1 });
    harness.start(`T        START 0
         USING T,0
         ORG   T+X'200'
GO       LA    2,1000
LOOP     SSM   OFF
         BCT   2,LOOP
         LPSW  DONE
OFF      DC    X'00'
DONE     DC    0D'0',X'00020000',A(X'D')
         END   GO`);
    harness.runToCp();
    // 2002 instructions of a microsecond, and those that met a page that was not there once more.
    expect(harness.vm.accounting.virtualCpu).toBeGreaterThanOrEqual(2002);
    expect(harness.vm.accounting.virtualCpu).toBeLessThan(2010);
  });
});
