import { describe, expect, it } from 'vitest';
import { alterPsw } from '../../../../src/cli/machine/alter-psw.js';
import { Machine } from '../../../../src/s370/index.js';

const newCpu = () => new Machine({ storageSize: 0x10000 }).cpu;

describe('the operands of psw', () => {
  it('change each field', () => {
    const cpu = newCpu();
    expect(alterPsw(cpu, ['cmwp=C', 'sm=07', 'pk=5', 'cc=2', 'PM=f', 'ia=1000200'])).toBeUndefined();
    const { psw } = cpu;
    expect(psw.extendedControl).toBe(true);
    expect([psw.machineCheckMask, psw.wait, psw.problemState]).toEqual([true, false, false]);
    expect([psw.systemMask, psw.key, psw.conditionCode, psw.programMask]).toEqual([7, 5, 2, 15]);
    expect(psw.instructionAddress).toBe(0x200);
  });

  it('stop at the first word that is not understood', () => {
    const cpu = newCpu();
    expect(alterPsw(cpu, ['cc=1', 'cd=2', 'cc=3'])).toBe('cd=2');
    expect(cpu.psw.conditionCode).toBe(1);
  });
});
