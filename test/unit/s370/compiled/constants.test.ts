import { describe, expect, it } from 'vitest';
import { changedRegisters, Constants } from '../../../../src/s370/compiled/constants.js';
import { decodeInstruction, type DecodedInstruction } from '../../../../src/s370/compiled/decode.js';

function decode(hex: string, address = 0x1000): DecodedInstruction {
  const bytes = Buffer.alloc(6);
  Buffer.from(hex, 'hex').copy(bytes);
  return decodeInstruction(bytes.readInt32BE(0), bytes.readUInt16BE(4) << 16, address) as DecodedInstruction;
}

const gpr = Int32Array.from({ length: 16 }, (_, r) => 0x5a000000 | (r * 0x100));
const noLiterals = (): undefined => undefined;

describe('constants', () => {
  it('begin as the last 24 bits of the registers that are not variable', () => {
    const constants = Constants.atEntry(gpr, 0x4000);
    expect(constants.register(1)).toBeUndefined();
    expect(constants.register(2)).toEqual({ value: 0x200, sources: 0x2000, literal: -1 });
  });

  it('follow LA, LR, BALR and a register cleared by itself', () => {
    const constants = Constants.atEntry(gpr, 0);
    constants.execute(decode('41532004'), noLiterals); // LA 5,4(3,2)
    expect(constants.register(5)).toEqual({ value: 0x504, sources: 0x3000, literal: -1 });
    constants.execute(decode('1865'), noLiterals); // LR 6,5
    expect(constants.register(6)).toEqual(constants.register(5));
    constants.execute(decode('05C0', 0x3000), noLiterals); // BALR 12,0
    expect(constants.register(12)).toEqual({ value: 0x3002, sources: 0, literal: -1 });
    constants.execute(decode('1B55'), noLiterals); // SR 5,5
    expect(constants.register(5)?.value).toBe(0);
    constants.execute(decode('1A56'), noLiterals); // AR 5,6
    expect(constants.register(5)).toBeUndefined();
  });

  it('are known of a sum only with one word in storage at most', () => {
    const constants = Constants.atEntry(gpr, 0);
    const word = (address: number): number | undefined => (address === 0x400 ? 0x7f001234 : undefined);
    constants.execute(decode('58F04000'), word); // L 15,0(4)
    expect(constants.register(15)).toEqual({ value: 0x1234, sources: 0x0800, literal: 0x400 });
    constants.execute(decode('58E05000'), word); // L 14,0(5)
    expect(constants.register(14)).toBeUndefined();
    expect(constants.address({ displacement: 2, base: 15, index: 4 })).toEqual({
      value: 0x1636,
      sources: 0x0800,
      literal: 0x400,
    });
    constants.forgetLiterals(() => true);
    expect(constants.register(15)).toBeUndefined();
  });

  it('tell links of several calls from one that was saved', () => {
    const one = Constants.atEntry(gpr, 0x0002);
    expect(one.isForeign(14)).toBe(true);
    const other = one.copy();
    one.execute(decode('05EF', 0x3000), noLiterals); // BALR 14,15
    other.execute(decode('05EF', 0x4000), noLiterals);
    one.meet(other);
    expect(one.register(14)).toBeUndefined();
    expect(one.isForeign(14)).toBe(false);
    other.execute(decode('98ECD00C'), noLiterals); // LM 14,12,12(13)
    expect(one.meet(other)).toBe(true);
    expect(one.isForeign(14)).toBe(true);
  });

  it('meet: only what is the same on both ways stays, and rests on what either rests on', () => {
    const one = Constants.atEntry(gpr, 0);
    const other = Constants.atEntry(gpr, 0);
    other.execute(decode('41100200'), noLiterals); // LA 1,X'200'
    one.execute(decode('1812'), noLiterals); // LR 1,2
    other.execute(decode('41300301'), noLiterals); // LA 3,X'301'
    expect(other.meet(one)).toBe(true);
    expect(other.register(1)).toEqual({ value: 0x200, sources: 0x2000, literal: -1 });
    expect(other.register(3)).toBeUndefined();
    expect(other.meet(one)).toBe(false);
  });
});

describe('changed registers', () => {
  it.each([
    ['1A12', 0x4000],
    ['98E11000', 0xc003],
    ['8E400008', 0x0c00],
    ['5010F000', 0],
    ['DD0710002000', 0x6000],
    ['BB241000', 0x3000],
  ])('%s', (hex, mask) => {
    expect(changedRegisters(decode(hex))).toBe(mask);
  });
});
