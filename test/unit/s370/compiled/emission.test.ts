import { describe, expect, it } from 'vitest';
import { emissionOf, strayEmitters } from '../../../../src/s370/compiled/emission.js';
import { INSTRUCTION_BY_MNEMONIC, INSTRUCTIONS } from '../../../../src/s370/instructions/table.js';

const of = (mnemonic: string) => emissionOf(INSTRUCTION_BY_MNEMONIC.get(mnemonic)!);

describe('what compiled code does with an instruction', () => {
  it('is found by its emitter', () => {
    expect(of('AR')).toEqual({ executor: 'inline', functions: [], left: 0, executable: false });
    expect(of('MVCL')).toMatchObject({ executor: 'library', functions: ['mvcl'] });
    expect(of('TM')).toMatchObject({ executor: 'inline', executable: true });
    expect(of('LPSW').executor).toBe('dispatcher');
    expect(of('STIDP').executor).toBe('interpreter');
  });

  it('counts what is left to the interpreter by its registers', () => {
    // An odd first register.
    expect(of('MR').left).toBe(128);
    // Four of sixteen are floating-point registers, two begin extended operands.
    expect(of('ADR').left).toBe(256 - 16);
    expect(of('AXR').left).toBe(256 - 4);
    expect(of('DXR').left).toBe(256 - 4);
  });

  it('leaves to the interpreter no instruction without a privilege but STORE CLOCK', () => {
    const interpreted = INSTRUCTIONS.filter(
      (instruction) => instruction.privilege === '' && emissionOf(instruction).executor === 'interpreter',
    );
    expect(interpreted.map(({ mnemonic }) => mnemonic)).toEqual(['STCK']);
  });

  it('knows no emitter of an instruction that does not exist', () => {
    expect(strayEmitters()).toEqual([]);
  });
});
