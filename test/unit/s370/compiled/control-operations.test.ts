import { describe, expect, it } from 'vitest';
import { BareMachine, Machine } from '../../../../src/s370/index.js';

/**
 * At X'200': SVC 5; BCT 3,*-2; LPSW X'308' (external interruptions let in); LPSW X'300', a disabled wait. The handlers at
 * X'400' (SVC: LA 4,1(,4); LPSW X'20') and X'500' (external: LR 5,3; LR 6,4; LPSW X'310', another disabled wait).
 */
const CODE: Readonly<Record<number, string>> = {
  0x200: '0a05 46300200 82000308 82000300',
  0x300: '0002000000000bad 010000000000020a 0002000000000e0e',
  0x400: '41404001 82000020',
  0x500: '1853 1864 82000310',
  0x58: '0000000000000500',
  0x60: '0000000000000400',
};
const CALLS = 30_000;
/** Instructions that the program executes before a PSW lets the interruption in, and behind it. */
const BEFORE = 1 + 4 * CALLS;
const BEHIND = 3;

function machineWithTimerPending(compiled: boolean): Machine {
  const machine = new Machine({ storageSize: 0x10000, compiled });
  for (const [address, hex] of Object.entries(CODE)) {
    machine.storage.copyIn(Number(address), Buffer.from(hex.replace(/ /g, ''), 'hex'));
  }
  machine.cpu.gpr[3] = CALLS;
  machine.cpu.loadPsw(0, 0x200);
  // the interval timer is negative after its first step, long before the program lets its interruption in
  machine.storage.storeWord(0x50, 0);
  return machine;
}

describe('PSWs loaded in compiled execution while a masked interruption waits', () => {
  it('let it in exactly when one of them is open to it', () => {
    const machine = machineWithTimerPending(true);
    expect(new BareMachine(machine).run(10_000_000)).toEqual({ kind: 'disabled-wait', code: 0xe0e });
    expect([...machine.cpu.gpr.subarray(3, 7)]).toEqual([0, CALLS, 0, CALLS]);
    expect(machine.instructionsExecuted).toBe(BEFORE + BEHIND);
    // external old PSW: the timer's code, and the address behind the LPSW that let it in
    expect(machine.storage.fetchWord(0x18)).toBe(0x01000080);
    expect(machine.storage.fetchWord(0x1c) & 0xffffff).toBe(0x20a);
  });

  it('are loaded by the dispatcher, not by the interpreter', () => {
    const machine = machineWithTimerPending(true);
    const bare = new BareMachine(machine);
    bare.run(40_000);
    const { compiled } = machine;
    if (compiled === undefined) throw new Error('the machine does not compile');
    let entered = 0;
    const { dispatch } = compiled;
    (compiled as { dispatch: (cpu: number) => number }).dispatch = (cpu) => {
      entered++;
      return dispatch(cpu);
    };
    const before = machine.instructionsExecuted;
    bare.run(40_000);
    const executed = machine.instructionsExecuted - before;
    expect(executed).toBeGreaterThan(20_000);
    // by the interpreter there would be one entry for every two instructions
    expect(entered).toBeLessThan(executed / 50);
  });

  it('leave the same behind as the interpreter at any stop', () => {
    const [one, other] = [machineWithTimerPending(true), machineWithTimerPending(false)];
    const [compiled, interpreted] = [new BareMachine(one), new BareMachine(other)];
    for (let budget = 977, ended = false; !ended; budget = ((budget * 31) % 9973) + 1) {
      const exits = [compiled.run(budget), interpreted.run(budget)];
      expect(exits[0]).toEqual(exits[1]);
      ended = exits[1].kind !== 'budget';
      expect(one.instructionsExecuted).toBe(other.instructionsExecuted);
      expect([...one.cpu.gpr]).toEqual([...other.cpu.gpr]);
      expect(one.cpu.storePsw()).toEqual(other.cpu.storePsw());
      expect(one.storage.copyOut(0, 0x80)).toEqual(other.storage.copyOut(0, 0x80));
    }
  });
});
