import { describe, expect, it } from 'vitest';
import { SIGNAL_ORDERS, type MachineOptions } from '../../../src/s370/index.js';
import { CpuBench } from '../../support/cpu-bench.js';

/** Several CPUs with prefixes X'0000', X'10000', X'11000' …, each with PSWs of its own. */
function complex(cpus: number, options: Partial<MachineOptions> = {}): CpuBench {
  const b = new CpuBench({ cpus, ...options });
  b.machine.cpus.forEach((cpu, address) => {
    if (address > 0) cpu.setPrefix(0x10000 + address * 0x1000);
  });
  return b;
}

/** Executes SIGP R1=4, R3=6 in CPU 0; gives condition code and register 4. */
function signal(b: CpuBench, address: number, order: number, parameter = 0): [code: number, status: number] {
  b.cpu.gpr[4] = 0x44444444;
  b.cpu.gpr[5] = parameter;
  b.cpu.gpr[6] = address;
  b.put(0x200, `AE460${order.toString(16).padStart(3, '0')}`);
  b.run('0000000000000200');
  return [b.cpu.psw.conditionCode, b.cpu.gpr[4]];
}

const O = SIGNAL_ORDERS;

describe('SIGNAL PROCESSOR', () => {
  it('finds no CPU at an address that has none', () => {
    expect(signal(complex(2), 2, O.sense)).toEqual([3, 0x44444444]);
  });

  it('is privileged', () => {
    const b = complex(1);
    b.put(0x200, 'AE460001');
    expect(b.run('0001000000000200')).toMatchObject({ kind: 'program', code: 2 });
  });

  it('senses nothing, stopped, check-stop, and an external call that waits', () => {
    const b = complex(2);
    expect(signal(b, 0, O.sense)).toEqual([0, 0x44444444]);
    expect(signal(b, 1, O.sense)).toEqual([1, 0x40]);
    expect(signal(b, 1, O.externalCall)[0]).toBe(0);
    expect(signal(b, 1, O.sense)).toEqual([1, 0xc0]);
    expect(signal(b, 1, O.externalCall)).toEqual([1, 0x80]);
    b.machine.cpus[1].enterCheckStop();
    expect(signal(b, 1, O.sense)).toEqual([1, 0x90]);
    expect(signal(b, 1, O.start)).toEqual([1, 0x10]);
  });

  it('does not know other orders', () => {
    expect(signal(complex(2), 1, 0x0f)).toEqual([1, 0x02]);
    expect(signal(complex(2), 1, 0x00)).toEqual([1, 0x02]);
  });

  it('is refused while the operator works at a CPU, but not by the CPU itself', () => {
    const b = complex(2);
    b.machine.cpus.forEach((cpu) => (cpu.operatorIntervening = true));
    expect(signal(b, 1, O.start)).toEqual([1, 0x20]);
    expect(signal(b, 1, O.sense)).toEqual([1, 0x60]);
    expect(signal(b, 0, O.sense)[0]).toBe(0);
  });

  it('interrupts by external call and emergency signal, with the address of the sender', () => {
    const b = complex(3);
    const target = b.machine.cpus[2];
    target.startOperating();
    target.cr[0] = 0x6000;
    expect(signal(b, 2, O.externalCall)[0]).toBe(0);
    expect(signal(b, 2, O.emergencySignal)[0]).toBe(0);
    target.loadPsw(0x01000000, 0x300);
    expect({ ...target.run(1) }).toEqual({ kind: 'external', code: 0x1201, cpuAddress: 0 });
    expect({ ...target.run(1) }).toEqual({ kind: 'external', code: 0x1202, cpuAddress: 0 });
    expect(target.run(0).kind).toBe('budget');
  });

  it('starts and stops', () => {
    const b = complex(2);
    const [, target] = b.machine.cpus;
    expect(target.run(1).kind).toBe('stopped');
    target.loadPsw(0, 0x400);
    b.put(0x11400, '07000700');
    b.put(0x400, '07000700');
    expect(signal(b, 1, O.start)[0]).toBe(0);
    expect(target.run(1).kind).toBe('budget');
    expect(target.psw.instructionAddress).toBe(0x402);
    expect(signal(b, 1, O.stop)[0]).toBe(0);
    expect(signal(b, 1, O.sense)[0]).toBe(2);
    expect(target.run(1).kind).toBe('stopped');
    expect(target.psw.instructionAddress).toBe(0x402);
    expect(signal(b, 1, O.sense)).toEqual([1, 0x40]);
  });

  it('stops only after the interruptions that are allowed', () => {
    const b = complex(2);
    const [, target] = b.machine.cpus;
    target.startOperating();
    target.cr[0] = 0x40;
    target.signalExternal(0x40);
    target.loadPsw(0x01000000, 0x400);
    target.requestStop();
    expect(target.run(1).kind).toBe('external');
    expect(target.run(1).kind).toBe('stopped');
  });

  it('restarts by the PSWs in the prefix area', () => {
    const b = complex(2);
    const [, target] = b.machine.cpus;
    b.put(0x11000, '00000000 00000400');
    target.loadPsw(0x00070000, 0x123456);
    expect(signal(b, 1, O.restart)[0]).toBe(0);
    expect(b.hex(0x11008, 8)).toBe('0007000000123456');
    expect(target.state).toBe('operating');
    expect(target.psw.instructionAddress).toBe(0x400);
  });

  it('stops and stores status at absolute low storage', () => {
    const b = complex(2);
    const [, target] = b.machine.cpus;
    target.startOperating();
    target.loadPsw(0, 0x400);
    target.gpr[3] = 0x33333333;
    expect(signal(b, 1, O.stopAndStoreStatus)[0]).toBe(0);
    expect(target.run(1).kind).toBe('stopped');
    expect(b.hex(0x100, 12)).toBe('000000000000040000011000');
    expect(b.hex(0x18c, 4)).toBe('33333333');
  });

  it('resets: CPU reset keeps registers, initial CPU reset clears them, both stop and drop what is pending', () => {
    const b = complex(2);
    const [, target] = b.machine.cpus;
    for (const [order, initial] of [
      [O.cpuReset, false],
      [O.initialCpuReset, true],
      [O.programReset, false],
      [O.initialProgramReset, true],
      [O.initialMicroprogramLoad, true],
    ] as const) {
      target.setPrefix(0x11000);
      target.enterCheckStop();
      target.cr[3] = 0x3333;
      target.gpr[3] = 0x33;
      target.loadPsw(0x00020000, 0x400);
      target.externals.emergencySignals = 1;
      expect(signal(b, 1, order)[0]).toBe(0);
      expect(target.state).toBe('stopped');
      expect(target.externals.emergencySignals).toBe(0);
      expect(target.gpr[3]).toBe(0x33);
      expect(target.cr[3]).toBe(initial ? 0 : 0x3333);
      expect(target.prefix).toBe(initial ? 0 : 0x11000);
      expect(target.psw.instructionAddress).toBe(initial ? 0 : 0x400);
    }
  });

  it('sets the prefix of a stopped CPU', () => {
    const b = complex(2);
    const [, target] = b.machine.cpus;
    expect(signal(b, 1, O.setPrefix, 0x00023abc)[0]).toBe(0);
    expect(target.prefix).toBe(0x23000);
    expect(signal(b, 1, O.setPrefix, 0x00100000)).toEqual([1, 0x100]);
    target.startOperating();
    expect(signal(b, 1, O.setPrefix, 0)).toEqual([1, 0x200]);
  });

  it('stores the status of a stopped CPU at an address', () => {
    const b = complex(2);
    const [, target] = b.machine.cpus;
    target.gpr[15] = 0x15151515;
    expect(signal(b, 1, O.storeStatusAtAddress, 0x00040000)[0]).toBe(0);
    expect(b.hex(0x40108, 4)).toBe('00011000');
    expect(b.hex(0x401bc, 4)).toBe('15151515');
    expect(signal(b, 1, O.storeStatusAtAddress, 0x00100000)).toEqual([1, 0x100]);
    target.startOperating();
    expect(signal(b, 1, O.storeStatusAtAddress, 0x00040000)).toEqual([1, 0x200]);
  });

  it('alerts the others of a check stop', () => {
    const b = complex(3);
    const [, second, third] = b.machine.cpus;
    second.startOperating();
    third.startOperating();
    b.machine.raiseMachineCheck('system-damage', { cpu: 2 });
    expect(third.run(1).kind).toBe('check-stop');
    for (const cpu of [b.cpu, second]) {
      cpu.cr[0] = 0x8000;
      cpu.loadPsw(0x01000000, 0x300);
      expect({ ...cpu.run(1) }).toEqual({ kind: 'external', code: 0x1200, cpuAddress: 2 });
    }
  });
});
