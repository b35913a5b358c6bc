import { describe, expect, it } from 'vitest';
import { operandAreas } from '../../../src/conformance/operand-areas.js';

const gpr = Int32Array.from({ length: 16 }, (_, r) => r * 0x1000);
const areas = (hex: string, cr0 = 0): unknown[] =>
  operandAreas(Uint8Array.from(Buffer.from(hex, 'hex')), gpr, cr0).map(({ kind, address, length, store }) =>
    kind === 'operand' ? [address, length, store] : [kind, address, length, store],
  );

describe('operands in storage', () => {
  it.each([
    ['L 1,8(2,3)', '58123008', [[0x5008, 4, false]]],
    ['STH 1,0(0,3)', '40103000', [[0x3000, 2, true]]],
    ['LM 14,1', '98E13000', [[0x3000, 16, false]]],
    ['STCTL 0,15', 'B60F3000', [[0x3000, 64, true]]],
    ['LA has none', '41103000', []],
    ['AR has none', '1A12', []],
    ['STIDP', 'B2023010', [[0x3010, 8, true]]],
    ['LRA only translates', 'B1103000', [['translated', 0x3000, 1, false]]],
    ['IVSK only translates', 'B2230013', [['translated', 0x3000, 1, false]]],
    ['LASP', 'E50030004000', [[0x3000, 8, false]]],
    ['TPROT only looks', 'E50130004000', [['translated', 0x3000, 1, false]]],
  ])('%s', (_, hex, expected) => {
    expect(areas(hex)).toEqual(expected);
  });

  it('has two lengths, one length, or a table', () => {
    expect(areas('FA2130004000')).toEqual([
      [0x3000, 3, true],
      [0x4000, 2, false],
    ]);
    expect(areas('D50730004000')).toEqual([
      [0x3000, 8, false],
      [0x4000, 8, false],
    ]);
    expect(areas('DC0730004000')[1]).toEqual([0x4000, 256, false]);
    expect(areas('E80730004010')[1]).toEqual([0x4009, 8, false]);
  });

  it('knows the true length, the key and the space of moves between spaces', () => {
    const registers = Int32Array.from(gpr);
    [registers[5], registers[6]] = [300, 0x70];
    const of = (opcode: string) =>
      operandAreas(Uint8Array.from(Buffer.from(`${opcode}5630004000`, 'hex')), registers, 0);
    expect(of('D9')).toMatchObject([{ length: 256, store: true }, { key: 7 }]);
    expect(of('DA')).toMatchObject([{ space: 1 }, { key: 7, space: 7 }]);
    expect(of('DB')).toMatchObject([{ key: 7, space: 7, store: true }, { space: 1 }]);
    registers[5] = 0;
    expect(of('DB')).toEqual([]);
  });

  it('finds the operands of MOVE LONG in registers', () => {
    const registers = Int32Array.from(gpr);
    [registers[2], registers[3], registers[4], registers[5]] = [0x77000100, 0x20, 0x200, 0x40000000];
    const found = operandAreas(Uint8Array.of(0x0e, 0x24), registers, 0);
    expect(found).toEqual([{ kind: 'operand', address: 0x100, length: 0x20, store: true }]);
  });

  it('finds the entry that IPTE invalidates by the format of the tables', () => {
    // Page 5 of 2K, page 2 of 4K.
    const registers = Int32Array.from(gpr);
    registers[6] = 0x2fff;
    expect(operandAreas(Uint8Array.of(0xb2, 0x21, 0, 0x16), registers, 0x00400000)[0].address).toBe(0x100a);
    expect(operandAreas(Uint8Array.of(0xb2, 0x21, 0, 0x16), registers, 0x00800000)[0].address).toBe(0x1004);
  });
});
