import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../support/cpu-bench.js';

const WAIT_BC = (code: string): string => `00020000 00${code}`;

describe('interruptions of the bare machine', () => {
  it('stores code, ILC, condition code and address in a BC old PSW', () => {
    const b = new CpuBench();
    b.put(0x60, WAIT_BC('000060'));
    b.put(0x200, '1911 0A7B');
    b.cpu.loadPsw(0xff500000 | 0, 0x0f000200);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x60 });
    expect(b.hex(0x20, 8)).toBe('FF50007B4F000204');
  });

  it('stores EC codes in low storage', () => {
    const b = new CpuBench();
    b.put(0x60, '000A0000 00000060');
    b.put(0x200, '0AC9');
    b.cpu.loadPsw(0x00080f00, 0x200);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x60 });
    expect(b.hex(0x20, 8)).toBe('00080F0000000202');
    expect(b.hex(0x88, 4)).toBe('000200C9');
  });

  it('stores program code and ILC for EC mode', () => {
    const b = new CpuBench();
    b.put(0x68, '000A0000 00000068');
    b.put(0x200, '00000000');
    b.cpu.loadPsw(0x00080000, 0x200);
    b.bare.run(10);
    expect(b.hex(0x28, 8)).toBe('0008000000000202');
    expect(b.hex(0x8c, 4)).toBe('00020001');
  });

  it('stores the translation-exception address', () => {
    const b = new CpuBench();
    b.translate([0]);
    b.put(0x68, '000A0000 00000068');
    b.put(0x200, '58101234');
    b.cpu.gpr[1] = 0;
    b.cpu.loadPsw(0x04080000, 0x200);
    b.put(0x202, 'F234');
    b.cpu.gpr[15] = 0x5000;
    b.bare.run(10);
    expect(b.hex(0x90, 4)).toBe('00005234');
    expect(b.hex(0x28, 8)).toBe('0408000000000200');
  });

  it('reports a bad EC PSW with ILC 0, after LPSW and after an interruption', () => {
    const b = new CpuBench();
    b.put(0x68, WAIT_BC('000068'));
    b.put(0x300, '80080000 00000400');
    b.put(0x200, '82000300');
    b.cpu.loadPsw(0, 0x200);
    b.bare.run(10);
    expect(b.hex(0x28, 8)).toBe('8008000000000400');
    expect(b.hex(0x8c, 4)).toBe('00000006');
    b.put(0x60, '00080000 FF000400');
    b.put(0x200, '0A01');
    b.cpu.loadPsw(0, 0x200);
    b.bare.run(10);
    expect(b.hex(0x8c, 4)).toBe('00000006');
  });

  it('loads a bad system mask before it finds it bad: ILC 2 after SSM and STOSM', () => {
    for (const [instruction, mask] of [
      ['80000300', '82'],
      ['AD820310', '82'],
    ]) {
      const b = new CpuBench();
      b.put(0x68, WAIT_BC('000068'));
      b.put(0x300, '82');
      b.put(0x200, instruction);
      b.cpu.loadPsw(0x00080000, 0x200);
      b.bare.run(10);
      expect(b.hex(0x28, 8)).toBe(`${mask}08000000000204`);
      expect(b.hex(0x8c, 4)).toBe('00040006');
    }
  });

  it('keeps the unassigned bits of a bad EC PSW for the old PSW', () => {
    const b = new CpuBench();
    b.put(0x68, WAIT_BC('000068'));
    b.put(0x300, '00080042 21000400');
    b.put(0x200, '82000300');
    b.cpu.loadPsw(0, 0x200);
    b.bare.run(10);
    expect(b.hex(0x28, 8)).toBe('0008004221000400');
  });

  it('can be stopped in an endless program-interruption loop', () => {
    const b = new CpuBench();
    b.put(0x68, '00000000 00000001');
    b.cpu.loadPsw(0, 1);
    expect(b.bare.run(1000)).toEqual({ kind: 'budget' });
    b.bare.stop();
    expect(b.bare.run(1000)).toEqual({ kind: 'stopped' });
  });

  it('swaps the restart PSWs', () => {
    const b = new CpuBench();
    b.put(0, '00010000 00000400');
    b.cpu.loadPsw(0xff060000 | 0, 0x123456);
    b.bare.restart();
    expect(b.hex(8, 8)).toBe('FF06000000123456');
    expect(b.psw()).toBe('00010000 00000400');
  });

  it('takes the external key and the clock comparator as the masks say', () => {
    const b = new CpuBench();
    b.put(0x58, WAIT_BC('000058'));
    b.put(0x200, '47F00200');
    b.cpu.signalExternal(0x40);
    b.cpu.loadPsw(0, 0x200);
    expect(b.bare.run(100).kind).toBe('budget');
    b.cpu.loadPsw(0x01000000, 0x200);
    expect(b.bare.run(100).kind).toBe('disabled-wait');
    expect(b.hex(0x18, 8)).toBe('0100004000000200');

    b.cpu.cr[0] = 0x800;
    b.cpu.setClockComparator(b.machine.tod.read() + 4096n * 100n);
    b.cpu.loadPsw(0x01020000, 0x200);
    expect(b.bare.run(100)).toEqual({ kind: 'wait' });
    expect(b.machine.idle()).toBe(0);
    expect(b.bare.run(100).kind).toBe('disabled-wait');
    expect(b.hex(0x18, 4)).toBe('01021004');
  });

  it('takes a monitor event by the mask in CR8', () => {
    const b = new CpuBench();
    b.put(0x68, WAIT_BC('000068'));
    b.put(0x200, 'AF031234');
    b.cpu.gpr[1] = 0x10000;
    b.cpu.loadPsw(0, 0x200);
    expect(b.bare.run(1).kind).toBe('budget');
    b.cpu.cr[8] = 0x1000;
    b.cpu.loadPsw(0, 0x200);
    b.bare.run(10);
    expect(b.hex(0x28, 8)).toBe('0000004080000204');
    expect(b.hex(0x94, 2)).toBe('0003');
    expect(b.hex(0x9c, 4)).toBe('00010234');
  });
});

describe('problem state', () => {
  const PROBLEM = '0001000000000200';

  it('ends a privileged instruction with code 2, untouched state and the instruction itself', () => {
    const b = new CpuBench();
    b.put(0x200, '9C00019F');
    expect(b.run(PROBLEM)).toMatchObject({
      kind: 'program',
      code: 2,
      ilc: 2,
      instructionHigh: 0x9c00019f | 0,
    });
    expect(b.cpu.psw.instructionAddress).toBe(0x204);
    b.put(0x200, 'B2050300');
    expect(b.run(PROBLEM).kind).toBe('budget');
  });

  it('shows the subject of an EXECUTE, modified', () => {
    const b = new CpuBench();
    b.put(0x300, '83000010');
    b.cpu.gpr[4] = 0x12;
    b.put(0x200, '44400300');
    expect(b.run(PROBLEM)).toMatchObject({ code: 2, ilc: 2, instructionHigh: 0x83120010 | 0 });
    expect(b.cpu.psw.instructionAddress).toBe(0x204);
    b.put(0x300, '0A00');
    expect(b.run(PROBLEM)).toMatchObject({ kind: 'svc', code: 0x12, ilc: 2 });
  });

  it('knows an operation exception from a privileged one', () => {
    const b = new CpuBench();
    b.put(0x200, 'B2FF0000');
    expect(b.run(PROBLEM)).toMatchObject({ code: 1 });
    b.put(0x200, 'B20D0000');
    expect(b.run(PROBLEM)).toMatchObject({ code: 2 });
  });
});

describe('EXECUTE', () => {
  it('refuses an odd address and another EXECUTE', () => {
    const b = new CpuBench();
    expect(b.execute('44000301')).toMatchObject({ code: 6, ilc: 2 });
    b.put(0x300, '44000300');
    expect(b.execute('44000300')).toMatchObject({ code: 3, ilc: 2 });
    b.put(0x200, '1812');
    expect(b.run('0000000000000200').kind).toBe('budget');
  });

  it('links with its own length', () => {
    const b = new CpuBench();
    b.put(0x300, '0510');
    b.execute('44000300');
    expect(b.cpu.gpr[1]).toBe(0x80000204 | 0);
  });

  it('lets an interruption in between the units of a long move, which then goes on', () => {
    const b = new CpuBench();
    b.put(0x58, '000A0000 00000058');
    b.cpu.gpr.set([0x20000, 0x20000, 0x60000, 0x20000], 4);
    b.storage.fill(0x60000, 0x20000, 0xc1);
    b.cpu.cr[0] = 0x40;
    b.put(0x200, '0E46 82000400');
    b.put(0x400, '000A0000 00000400');
    b.machine.events.schedule(0, () => b.cpu.signalExternal(0x40));
    b.cpu.loadPsw(0x00080000, 0x200);
    expect(b.cpu.run(1).kind).toBe('budget');
    expect(b.cpu.psw.instructionAddress).toBe(0x200);
    expect(b.cpu.gpr[5]).toBeGreaterThan(0);
    b.cpu.loadPsw(0x01080000, 0x200);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x58 });
    expect(b.hex(0x18, 8)).toBe('0108000000000200');
    b.cpu.loadPsw(0x01080000, 0x200);
    expect(b.bare.run(20)).toEqual({ kind: 'disabled-wait', code: 0x400 });
    expect([...b.cpu.gpr.subarray(4, 8)]).toEqual([0x40000, 0, 0x80000, 0]);
    expect(b.storage.copyOut(0x20000, 0x20000).every((byte) => byte === 0xc1)).toBe(true);
  });
});
